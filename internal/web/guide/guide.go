// Package guide serves help, the main path in easy language, and the accessibility statement.
//
//	topics.go     what each page of help says, statement by statement, with its source
//	source.go     laws and other origins
//	amounts.go    every amount and share with the days on which it holds
//	fill.go       figures into statements and tables
//	easy*.go      the main path in easy language, with its own small search
//	statement.go  the accessibility statement
package guide

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/layout"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/guide"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/kept"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

// pages holds what the handlers share.
type pages struct {
	kit       *webkit.Kit
	catalogue *catalogue.Service
	said      Statements
	kept      Kept
	now       func() time.Time
}

// Statements tells what the administrator has said in the accessibility statement.
type Statements func(ctx context.Context) (identity.Statement, error)

// Kept tells how long things are kept.
type Kept func(ctx context.Context) (kept.Counts, error)

// Mount adds help, easy language and the accessibility statement in the three languages.
func Mount(r gin.IRouter, k *webkit.Kit, c *catalogue.Service, said Statements, kept Kept, now func() time.Time) {
	p := &pages{kit: k, catalogue: c, said: said, kept: kept, now: now}
	for _, l := range locale.Langs() {
		r.GET(paths.To(l, paths.PageHelp), k.H(p.index))
		r.GET(paths.To(l, paths.PageHelp)+"/:topic", k.H(p.help))
		r.GET(paths.To(l, paths.PageAccessibility), k.H(p.accessibility))
		r.GET(paths.To(l, paths.PageEasy), k.H(p.easyFront))
		r.GET(paths.To(l, paths.PageEasy)+"/:topic", k.H(p.easy))
	}
}

// words are the wording of these pages.
type words struct {
	wording.Words
	kept kept.Counts // how long is kept what a page tells of
}

func (p *pages) words(c *gin.Context) words {
	return words{Words: wording.Words{Printer: p.kit.Printer(c)}}
}

// list joins parts as a sentence does not need: "6, 7".
func (w words) list(parts []string) string { return strings.Join(parts, ", ") }

func has[T comparable](all []T, one T) bool { return slices.Contains(all, one) }

// plain refuses an address with parameters: a mistyped one must not be answered as if
// it had been heard.
func plain(c *gin.Context) error {
	values, err := webkit.Query(c)
	if err != nil {
		return err
	}
	return webkit.Only(values)
}

func numbers(l locale.Lang) string { return paths.Front(l) + "#phone" }

func (w words) crumbs(more ...components.Crumb) []components.Crumb {
	return append([]components.Crumb{{Text: w.T("guide.front"), Href: paths.Front(w.Lang())}}, more...)
}

func (p *pages) index(c *gin.Context) error {
	w := p.words(c)
	if err := plain(c); err != nil {
		return err
	}
	view := views.Index{Crumbs: w.crumbs(), Easy: paths.To(w.Lang(), paths.PageEasy), Call: numbers(w.Lang())}
	for _, t := range topics {
		view.Topics = append(view.Topics, views.Topic{Title: w.T(t.key + "title"), Lead: w.T(t.key + "lead"), Href: paths.Help(w.Lang(), t.id)})
	}
	webkit.MayBeKept(c)
	p.kit.Page(c, 200, layout.Page{Title: w.T("guide.index_title"), Description: w.T("guide.index_description")}, views.IndexPage(view))
	return nil
}

// topicAt is the topic with the address, also when that is another language's: then the page's own is told.
func topicAt(l locale.Lang, page paths.Page, slug string) (topic paths.Topic, own bool) {
	for _, in := range slices.Concat([]locale.Lang{l}, locale.Langs()) {
		for _, t := range paths.Topics(page) {
			if paths.Slug(in, page, t) == slug {
				return t, in == l
			}
		}
	}
	return "", false
}

func (p *pages) help(c *gin.Context) error {
	w := p.words(c)
	id, own := topicAt(w.Lang(), paths.PageHelp, c.Param("topic"))
	at := slices.IndexFunc(topics, func(t topic) bool { return t.id == id })
	switch {
	case at < 0:
		return fault.New(fault.CodeNotFound, "fault.guide.no_such_page")
	case !own:
		c.Redirect(301, paths.Help(w.Lang(), id))
		return nil
	}
	if err := plain(c); err != nil {
		return err
	}
	var err error
	if w.kept, err = p.kept(c.Request.Context()); err != nil {
		return err
	}
	t := topics[at]
	view := views.Help{
		Crumbs: w.crumbs(components.Crumb{Text: w.T("guide.index_title"), Href: paths.To(w.Lang(), paths.PageHelp)}),
		Title:  w.T(t.key + "title"), Lead: w.T(t.key + "lead"), Parts: w.parts(t, calendar.Today(p.now())),
		Search: paths.Results(w.Lang()), Call: numbers(w.Lang()), Easy: w.easyOf(id),
	}
	if id == paths.HelpIncome || id == paths.HelpFee {
		view.Estimate = paths.To(w.Lang(), paths.PageEstimate)
	}
	if id != paths.HelpGuidance {
		view.Bundle = paths.To(w.Lang(), paths.PageBundle)
	}
	for _, other := range topics {
		if other.id != id {
			view.More = append(view.More, views.Link{Text: w.T(other.key + "short"), Href: paths.Help(w.Lang(), other.id)})
		}
	}
	webkit.MayBeKept(c)
	p.kit.Page(c, 200, layout.Page{Title: view.Title, Description: view.Lead}, views.HelpPage(view))
	return nil
}

// easyOf is where the same is said in easy language.
func (w words) easyOf(id paths.Topic) string {
	switch id {
	case paths.HelpChoosing:
		return paths.Easy(w.Lang(), paths.EasyChoice)
	case paths.HelpGuidance:
		return paths.Easy(w.Lang(), paths.EasyCall)
	default:
		return paths.Easy(w.Lang(), paths.EasyPaying)
	}
}

// parts writes a topic's statements as they hold on a day. A part of which nothing holds is left out.
func (w words) parts(t topic, on calendar.Date) []views.Part {
	var out []views.Part
	for _, p := range t.parts {
		view := views.Part{ID: strings.ReplaceAll(p.title[strings.LastIndexByte(p.title, '.')+1:], "_", "-"), Title: w.T(p.title)}
		var said []line
		for _, l := range p.lines {
			text, ok := w.statement(l, on)
			if !ok {
				continue
			}
			said = append(said, l)
			view.Lines = append(view.Lines, text)
		}
		if len(said) == 0 {
			continue
		}
		view.Sources = w.sources(said)
		out = append(out, view)
	}
	return out
}

var drawn = map[kind]views.Kind{paragraph: views.Paragraph, bullet: views.Bullet, step: views.Step, inset: views.Inset, table: views.Table}

func (w words) statement(l line, on calendar.Date) (views.Line, bool) {
	var figures []any
	if l.fill != nil {
		var ok bool
		if figures, ok = l.fill(w, on); !ok {
			return views.Line{}, false
		}
	}
	out := views.Line{Text: w.T(l.key, figures...), Kind: drawn[l.kind]}
	if l.kind == table {
		out.Table = w.tables(l.key, out.Text, on)
		if l.key == "guide.income.percents_caption" { // thirty-five rows
			out.Folded = w.T("guide.income.percents_show")
		}
	}
	return out, true
}
