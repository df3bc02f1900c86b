// Package schemedesk serves the officers' pages of schemes: they make one of a preset, change it, publish it, close it
// for a time and end it, without code. People of an operator read the schemes delegated to it.
//
//	schemedesk.go  what is served where, and what all pages share
//	list.go        the list, and the choice of a preset
//	scheme.go      a published scheme, its versions and its history
//	edit.go        the task list of a working copy; sections.go, lines.go: its pages
//	check.go       the check, whom it touches, and publishing
//	act.go         closing for a time, reopening, ending
//	words.go       what a scheme says, in words
package schemedesk

import (
	"errors"
	"net/http"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/schemedesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
	"github.com/tuottajatori/tuottajatori/internal/web/officerframe"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// desk holds what the handlers share.
type desk struct {
	officerframe.Frame
	schemes *scheme.Service
}

// Mount adds the pages in the three languages.
func Mount(r gin.IRouter, frame officerframe.Frame, schemes *scheme.Service) {
	d := &desk{Frame: frame, schemes: schemes}
	for _, l := range locale.Langs() {
		get := func(path string, h webkit.Handler) { r.GET(paths.Officer(l, "schemes")+path, d.Kit.H(d.Only(h))) }
		post := func(path string, h webkit.Handler) { r.POST(paths.Officer(l, "schemes")+path, d.Kit.H(d.Only(h))) }
		get("", d.list)
		get("/new", d.choose)
		post("/new", d.begin)
		get("/:id", d.scheme)
		post("/:id/change", d.change)
		get("/:id/versions/:number", d.version)
		get("/:id/acts/:act", d.askAct)
		post("/:id/acts/:act", d.act)
		get("/:id/edit", d.tasks)
		get("/:id/edit/discard", d.askDiscard)
		post("/:id/edit/discard", d.discard)
		get("/:id/edit/check", d.check)
		post("/:id/edit/check", d.publish)
		get("/:id/edit/services", d.services)
		post("/:id/edit/services", d.saveFrom)
		get("/:id/edit/services/:service", d.terms)
		post("/:id/edit/services/:service", d.saveTerms)
		get("/:id/edit/requirements", d.requirements)
		get("/:id/edit/requirements/:requirement", d.requirement)
		post("/:id/edit/requirements/:requirement", d.saveRequirement)
		for _, s := range []scheme.Section{scheme.SectionBasics, scheme.SectionAreas, scheme.SectionRulebook, scheme.SectionPrices, scheme.SectionHandling} {
			get("/:id/edit/"+string(s), d.section(s))
			post("/:id/edit/"+string(s), d.saveSection(s))
		}
	}
}

// at is the address of a scheme's page.
func at(l locale.Lang, id uuid.UUID, parts ...string) string {
	return paths.Officer(l, append([]string{"schemes", id.String()}, parts...)...)
}

func (d *desk) page(c *gin.Context, status int, title string, body templ.Component) {
	d.Page(c, status, officerframe.Schemes, title, body)
}

func (d *desk) crumbs(c *gin.Context, more ...components.Crumb) []components.Crumb {
	w := d.words(c)
	return append([]components.Crumb{{Text: w.T("schemedesk.list.title"), Href: paths.Officer(w.Lang(), "schemes")}}, more...)
}

func (d *desk) words(c *gin.Context) words { return words{d.Kit.Printer(c)} }

// editing reads the working copy that the address names. When it is gone, because a colleague has published it or
// thrown it away, the scheme's own page is shown.
func (d *desk) editing(c *gin.Context) (scheme.Editing, bool, error) {
	id, err := webkit.PathID(c, "id")
	if err != nil {
		return scheme.Editing{}, false, err
	}
	ctx, a := c.Request.Context(), d.Kit.Actor(c)
	e, err := d.schemes.Editing(ctx, a, id)
	if errors.Is(err, scheme.FaultNotFound) {
		if _, other := d.schemes.Page(ctx, a, id); other == nil {
			d.Kit.SeeOther(c, at(d.Kit.Lang(c), id))
			return e, true, nil
		}
	}
	return e, false, err
}

// form is what every page of a working copy has.
func (d *desk) form(c *gin.Context, e scheme.Editing, title string, back ...string) views.Form {
	w := d.words(c)
	return views.Form{Back: at(w.Lang(), e.SchemeID, append([]string{"edit"}, back...)...), Kicker: e.Form.Basics.Name(string(w.Lang())),
		Title: title, Hidden: [][2]string{{"version", w.plain(e.Version)}}, Submit: w.T("schemedesk.edit.save")}
}

// answer is what became of a form: done, or to be shown again with what was typed and what is wrong, on top of the
// working copy as it is now.
type answer struct {
	status int
	errs   map[string]string
	now    scheme.Editing
	stale  bool
}

// outcome sorts the error of a save: it answers false when the error is for somebody else.
func (d *desk) outcome(c *gin.Context, e scheme.Editing, err error) (answer, bool) {
	if errors.Is(err, scheme.FaultStale) {
		now, again := d.schemes.Editing(c.Request.Context(), d.Kit.Actor(c), e.SchemeID)
		return answer{status: http.StatusConflict, now: now, stale: true}, again == nil
	}
	errs := d.Kit.FieldErrors(c, err)
	return answer{status: http.StatusUnprocessableEntity, errs: errs, now: e}, errs != nil
}

// keep saves a part of which some fields may not have been readable: everything that is wrong is told at once.
func (d *desk) keep(c *gin.Context, e scheme.Editing, version int, part scheme.Part, unread error) error {
	if unread == nil {
		return d.schemes.Save(c.Request.Context(), d.Kit.Actor(c), e.SchemeID, version, part)
	}
	bad := fault.From(unread)
	if more := e.Check(part); more != nil && len(bad.Fields) > 0 {
		bad.Fields = append(bad.Fields, fault.From(more).Fields...)
	}
	return bad
}

// staleNote tells what a colleague saved while the page was open.
func (w words) staleNote(a answer, section scheme.Section) *views.Stale {
	if !a.stale {
		return nil
	}
	return &views.Stale{Text: w.T("schemedesk.stale.text", "Name", a.now.SavedBy, "At", a.now.SavedAt), Rows: summary(w.rows(a.now.Form, section, a.now.Named))}
}
