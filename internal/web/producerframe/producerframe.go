// Package producerframe draws what every page of the producers' desk has around it. The areas of pages that make up the desk
// mount themselves and share this.
package producerframe

import (
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/layout"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/ask"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/report"
	"github.com/tuottajatori/tuottajatori/internal/web/deskmenu"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// Frame is what the pages need to be framed.
type Frame struct {
	Kit    *webkit.Kit
	People *identity.Service
	Told   *report.Service
	Asks   *ask.Service // nil: nothing is asked here, as in tests of other areas
}

// Page answers with a page of the desk.
func (f Frame) Page(c *gin.Context, status int, title string, body templ.Component) {
	f.Kit.Page(c, status, f.In(c, layout.Page{Title: title, NoIndex: true,
		Error: status == http.StatusUnprocessableEntity || status == http.StatusConflict}), body)
}

// In makes a page one of the desk's.
func (f Frame) In(c *gin.Context, page layout.Page) layout.Page {
	page.Desk = true
	page.Organiser = webkit.Matter(c)
	page.Groups, page.Nav = f.nav(c)
	return page
}

// part is a section as the navigation knows it.
type part struct {
	text  string
	path  string   // below the desk's own; "": the desk itself
	also  []string // where else its pages are
	count func(Frame, *gin.Context) int
	units bool // also for who acts for some units only
}

// groups are the desk's sections by what a producer does there.
var groups = []struct {
	text  string
	parts []part
}{
	{"producerdesk.nav.home", []part{
		{text: "producerdesk.nav.tasks"},
		{text: "ask.queue.title", path: "requests", count: Frame.asked, units: true},
		{text: "producerdesk.nav.messages", path: "messages", count: Frame.unread, units: true},
		{text: "report.queue.title", path: "reports", count: Frame.reported}}},
	{"producerdesk.nav.group_approval", []part{
		{text: "producerdesk.nav.applications", path: "applications", also: []string{"admissions", "schemes", "together"}},
		{text: "producerdesk.nav.evidence", path: "evidence"},
		{text: "tenure.upkeep.nav", path: "upkeep"}}},
	{"producerdesk.nav.group_services", []part{
		{text: "producerdesk.nav.offerings", path: "offerings", also: []string{"tokens"}, units: true}, // tokens tell of vacancies
		{text: "tables.nav", path: "tables"}}},
	{"producerdesk.nav.group_own", []part{
		{text: "producerdesk.nav.profile", path: "profile"},
		{text: "producerdesk.nav.units", path: "units", also: []string{"points"}, units: true},
		{text: "producerdesk.nav.members", path: "members"},
		{text: "merge.claim.nav", path: "claims"}}},
}

// nav is the desk's navigation on the page that is asked for. A group in which the page is not says all that waits in it.
func (f Frame) nav(c *gin.Context) (of, sections []layout.NavLink) {
	p, at := f.Kit.Printer(c), strings.TrimSuffix(c.Request.URL.Path, "/")
	say := func(n int) string {
		if n == 0 {
			return ""
		}
		return p.Number(n)
	}
	var menu []deskmenu.Group
	whole := f.Kit.Actor(c).Part == nil
	for _, g := range groups {
		if !whole {
			g.parts = slices.DeleteFunc(slices.Clone(g.parts), func(one part) bool { return !one.units })
		}
		if len(g.parts) == 0 {
			continue
		}
		shown := deskmenu.Group{Text: p.T(g.text), Count: func() string {
			n := 0
			for _, one := range g.parts {
				if one.count != nil {
					n += one.count(f, c)
				}
			}
			return say(n)
		}}
		for _, one := range g.parts {
			link := deskmenu.Part{Text: p.T(one.text), Href: paths.Desk(p.Lang())}
			if one.path != "" {
				link.Href = paths.Desk(p.Lang(), one.path)
			}
			link.Current = at == link.Href || one.path != "" && strings.HasPrefix(at, link.Href+"/")
			for _, path := range one.also {
				there := paths.Desk(p.Lang(), path)
				link.Current = link.Current || at == there || strings.HasPrefix(at, there+"/")
			}
			if count := one.count; count != nil {
				link.Count = func() string { return say(count(f, c)) }
			}
			shown.Parts = append(shown.Parts, link)
		}
		menu = append(menu, shown)
	}
	return deskmenu.Links(menu)
}

// unread is how many messages the reader has not read; none when it cannot be told now.
func (f Frame) unread(c *gin.Context) int {
	n, err := f.People.UnreadMessages(c.Request.Context(), f.Kit.Actor(c))
	if err != nil {
		return 0
	}
	return n
}

// reported is how many reports of errors wait for the producer; none when it cannot be told now.
func (f Frame) reported(c *gin.Context) int {
	n, err := f.Told.Waiting(c.Request.Context(), f.Kit.Actor(c))
	if err != nil {
		return 0
	}
	return n
}

// asked is how many requests of visitors wait for the producer; none when it cannot be told now.
func (f Frame) asked(c *gin.Context) int {
	if f.Asks == nil {
		return 0
	}
	n, err := f.Asks.Waiting(c.Request.Context(), f.Kit.Actor(c))
	if err != nil {
		return 0
	}
	return n
}
