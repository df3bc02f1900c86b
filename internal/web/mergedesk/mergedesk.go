// Package mergedesk serves the part of the officers' desk where producers that stand in the register twice become one:
// suggestions, what a merge would do, asking, agreeing with another organiser, undoing. A producer's own page claims what was imported.
//
//	mergedesk.go  what is served where, and the list
//	preview.go    what a merge would do
//	record.go     one that was asked for
//	claims.go     what a producer asks for as its own
//	words.go      plans in words
package mergedesk

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/mergedesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/duplicate"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/officerframe"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

type desk struct {
	officerframe.Frame
	merges *duplicate.Service
	people *identity.Service
}

// Mount adds the pages in the three languages.
func Mount(r gin.IRouter, f officerframe.Frame, merges *duplicate.Service, people *identity.Service) {
	d := &desk{Frame: f, merges: merges, people: people}
	for _, l := range locale.Langs() {
		get := func(path string, h webkit.Handler) { r.GET(paths.Officer(l)+path, f.Kit.H(d.Only(h))) }
		post := func(path string, h webkit.Handler) { r.POST(paths.Officer(l)+path, f.Kit.H(d.Only(h))) }
		get("/duplicates", d.list)
		get("/duplicates/:kept/:gone", d.preview)
		post("/duplicates/:kept/:gone", d.ask)
		post("/duplicates/:kept/:gone/apart", d.apart)
		get("/merges/:id", d.record)
		post("/merges/:id", d.answer)
		post("/merges/:id/undo", d.undo)
		post("/merges/:id/withdraw", d.withdraw)
		get("/merges", d.find)
		d.mountClaims(r, l)
	}
}

// atOnce is how many suggestions are shown; when they have been looked at, others come.
const atOnce = 50

func (d *desk) list(c *gin.Context) error {
	found, err := d.merges.Suggestions(c.Request.Context(), d.Kit.Actor(c))
	if err != nil {
		return err
	}
	var f struct {
		Text  string `form:"text"`
		State string `form:"state"`
	}
	if err := d.Kit.Bind(c, &f); err != nil {
		return err
	}
	if !slices.Contains(duplicate.States(), f.State) {
		f.State = ""
	}
	asked, err := d.merges.Merges(c.Request.Context(), d.Kit.Actor(c), duplicate.Look{Text: webkit.Short(f.Text), State: f.State})
	if err != nil {
		return err
	}
	p := d.Kit.Printer(c)
	v := views.List{Title: p.T("merge.list.title"), Lead: p.T("merge.list.lead"), None: p.T("merge.list.none"), MergesNone: p.T("merge.list.asked_none")}
	v.Find, v.Action, v.Text, v.States = paths.Officer(p.Lang(), "merges"), paths.Officer(p.Lang(), "duplicates"), f.Text, states(p, f.State)
	if f.Text != "" || f.State != "" {
		v.MergesNone, v.Narrowed = p.T("merge.list.asked_not_found"), true
	}
	if c.Query("done") == "apart" {
		v.Done = p.T("merge.list.apart")
	}
	if n := len(found); n > atOnce {
		v.More = p.T("merge.list.more", "Count", n-atOnce)
		found = found[:atOnce]
	}
	for _, s := range found {
		v.Rows = append(v.Rows, views.Suggestion{Kept: candidate(p, s.Kept), Gone: candidate(p, s.Gone), Grounds: grounds(p, s.Grounds),
			Href: paths.Officer(p.Lang(), "duplicates", s.Kept.ID.String(), s.Gone.ID.String())})
	}
	if len(asked) == duplicate.MostMerges {
		v.MergesMore = p.T("merge.list.cut", "Count", len(asked))
	}
	for _, m := range asked {
		v.Merges = append(v.Merges, []components.Cell{
			{Text: p.T("merge.into", "Gone", m.Gone, "Kept", m.Kept), Href: paths.Officer(p.Lang(), "merges", m.ID.String())},
			{Text: p.DateTime(m.AskedAt), Class: "q-hide"}, {Text: m.AskedBy, Class: "q-hide"}, {Part: components.Tag(state(p, m.State)), Class: "q-state"}})
	}
	d.Page(c, http.StatusOK, officerframe.Duplicates, v.Title, views.ListPage(v))
	return nil
}

func (d *desk) crumbs(p *locale.Printer) []components.Crumb {
	return []components.Crumb{{Text: p.T("merge.list.title"), Href: paths.Officer(p.Lang(), "duplicates")}}
}

// candidate is one of a suggestion's two.
func candidate(p *locale.Printer, c duplicate.Candidate) views.Side {
	notes := []string{businessID(p, c.BusinessID), p.T("merge.origin." + string(c.Origin)), p.T("merge.units", "Count", c.Units)}
	return views.Side{Name: c.Name, Note: strings.Join(notes, ", ")}
}

// find is for two that nobody suggests: first the one to keep, then the other.
func (d *desk) find(c *gin.Context) error {
	var f struct {
		Text string `form:"text"`
		Kept string `form:"kept"`
	}
	if err := d.Kit.Bind(c, &f); err != nil {
		return err
	}
	text := webkit.Short(f.Text)
	found, err := d.merges.Find(c.Request.Context(), d.Kit.Actor(c), text)
	if err != nil {
		return err
	}
	p := d.Kit.Printer(c)
	v := views.Find{Crumbs: d.crumbs(p), Title: p.T("merge.find.title"), Lead: p.T("merge.find.lead"), Action: paths.Officer(p.Lang(), "merges"), Text: text,
		Nothing: nothing(p, text, len(found))}
	kept, err := uuid.Parse(f.Kept)
	if err == nil {
		v.Kept, v.Title, v.Lead = kept.String(), p.T("merge.find.other"), p.T("merge.find.other_lead")
	}
	for _, one := range found {
		side := candidate(p, one)
		switch {
		case v.Kept == "":
			side.Href = paths.Officer(p.Lang(), "merges") + "?" + url.Values{"kept": {one.ID.String()}, "text": {text}}.Encode()
		case one.ID == kept:
			continue
		default:
			side.Href = paths.Officer(p.Lang(), "duplicates", v.Kept, one.ID.String())
		}
		v.Rows = append(v.Rows, side)
	}
	d.Page(c, http.StatusOK, officerframe.Duplicates, v.Title, views.FindPage(v))
	return nil
}

// nothing says that a search found nobody, or that there are more than are shown; while nothing is searched for, nothing.
func nothing(p *locale.Printer, text string, found int) string {
	switch {
	case found == duplicate.MostFound:
		return p.T("merge.find.cut", "Count", found)
	case text == "" || found > 0:
		return ""
	case utf8.RuneCountInString(text) < duplicate.LeastText:
		return p.T("merge.find.short")
	}
	return p.T("merge.claim.not_found")
}

func states(p *locale.Printer, chosen string) []components.Option {
	out := []components.Option{{Text: p.T("merge.list.any"), Selected: chosen == ""}}
	for _, s := range duplicate.States() {
		out = append(out, components.Option{Value: s, Text: p.T("merge.state." + s), Selected: s == chosen})
	}
	return out
}

func grounds(p *locale.Printer, list []duplicate.Ground) string {
	words := make([]string, len(list))
	for i, g := range list {
		words[i] = p.T("merge.ground." + string(g))
	}
	return strings.Join(words, ", ")
}
