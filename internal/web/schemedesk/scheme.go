package schemedesk

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/pages/casefile"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/schemedesk"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
	"github.com/tuottajatori/tuottajatori/internal/web/casework"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

func (d *desk) read(c *gin.Context) (scheme.Page, error) {
	id, err := webkit.PathID(c, "id")
	if err != nil {
		return scheme.Page{}, err
	}
	return d.schemes.Page(c.Request.Context(), d.Kit.Actor(c), id)
}

func (d *desk) scheme(c *gin.Context) error {
	g, err := d.read(c)
	if err != nil {
		return err
	}
	w, s := d.words(c), g.Scheme
	state := w.state(s, g.Today)
	v := views.Scheme{Trail: d.Trail(c, s.ID), Crumbs: d.crumbs(c), Title: s.Name(w.lang()), Lead: casework.Regime(w.Printer, s.Regime),
		Facts: []casefile.Fact{
			{Name: w.T("schemedesk.list.state"), Tag: &state},
			{Name: w.T("schemedesk.scheme.version"), Text: w.Number(s.Version)},
			{Name: w.T("schemedesk.list.valid"), Text: w.T("schemedesk.list.from_to", "From", s.ValidFrom, "To", w.until(s.ValidTo))},
			{Name: w.T("schemedesk.affected.admitted"), Text: w.Number(g.Affected.Admitted)},
			{Name: w.T("schemedesk.affected.cases"), Text: w.Number(g.Affected.Cases)},
		},
		Note: w.coming(g), Sections: w.sections(g.Form, g.Named), Events: w.events(c, g)}
	switch done := c.Query("done"); done {
	case "published", "closed", "reopened", "ended", "discarded":
		v.Done = w.T("schemedesk.done." + done)
	}
	if d.Kit.Actor(c).Role == actor.RoleOfficer && s.Regime != scheme.RegimeListing {
		v.Buttons = w.buttons(g)
		if g.Copy == nil && g.May(scheme.EventEnded) == nil {
			v.Change = at(w.Lang(), s.ID, "change")
		}
	}
	d.page(c, http.StatusOK, v.Title, views.SchemePage(v))
	return nil
}

// acts are the segments of the address of what can be done to a scheme.
var acts = map[string]scheme.EventKind{"close": scheme.EventClosed, "reopen": scheme.EventReopened, "end": scheme.EventEnded}

// buttons are what an officer can do to the scheme now.
func (w words) buttons(g scheme.Page) []components.ButtonArgs {
	var out []components.ButtonArgs
	if g.Copy != nil {
		out = append(out, components.ButtonArgs{Text: w.T("schemedesk.scheme.go_on"), Href: at(w.Lang(), g.Scheme.ID, "edit")})
	}
	for _, one := range []struct{ act, kind string }{{"close", ""}, {"reopen", ""}, {"end", "warning"}} {
		if g.May(acts[one.act]) == nil {
			kind := one.kind
			if kind == "" {
				kind = "secondary"
			}
			out = append(out, components.ButtonArgs{Text: w.T("schemedesk.act." + one.act + ".link"), Href: at(w.Lang(), g.Scheme.ID, "acts", one.act), Kind: kind})
		}
	}
	return out
}

// coming tells of a closing or an end that is set.
func (w words) coming(g scheme.Page) string {
	s := g.Scheme
	switch {
	case s.ValidTo != nil && s.ValidTo.Before(g.Today):
		return w.T("schemedesk.scheme.has_ended", "Date", *s.ValidTo)
	case s.ClosedFrom != nil && s.ClosedUntil != nil && !s.ClosedUntil.Before(g.Today):
		return w.T("schemedesk.scheme.closed_until", "From", *s.ClosedFrom, "To", *s.ClosedUntil)
	case s.ClosedFrom != nil && s.ClosedUntil == nil:
		return w.T("schemedesk.scheme.closed_open", "From", *s.ClosedFrom)
	}
	return ""
}

// events is the history: versions and what else has happened, the latest first.
func (w words) events(c *gin.Context, g scheme.Page) [][]components.Cell {
	type happened struct {
		at    int64
		cells []components.Cell
	}
	var list []happened
	for _, v := range g.Versions {
		what := components.Cell{Text: w.T("schemedesk.scheme.published", "Number", v.Number), Href: at(w.Lang(), g.Scheme.ID, "versions", strconv.Itoa(v.Number))}
		list = append(list, happened{v.At.UnixNano(), []components.Cell{{Text: w.DateTime(v.At)}, what, {Text: v.Reasons}, {Text: v.By}}})
	}
	for _, e := range g.Events {
		list = append(list, happened{e.At.UnixNano(), []components.Cell{{Text: w.DateTime(e.At)}, {Text: w.event(e)}, {Text: e.Reasons}, {Text: e.By}}})
	}
	if len(g.Versions) == 0 || g.Versions[0].Number > 1 {
		list = append(list, happened{g.Scheme.PublishedAt.UnixNano(), []components.Cell{{Text: w.DateTime(g.Scheme.PublishedAt)},
			{Text: w.T("schemedesk.scheme.published", "Number", 1)}, {Text: w.T("schemedesk.scheme.not_kept")}, {Text: "–"}}})
	}
	slices.SortStableFunc(list, func(a, b happened) int { return int(min(1, max(-1, b.at-a.at))) })
	out := make([][]components.Cell, len(list))
	for i, h := range list {
		out[i] = h.cells
	}
	return out
}

func (w words) event(e scheme.Event) string {
	if e.Kind == scheme.EventClosed && e.Until != nil {
		return w.T("schemedesk.event.closed_until", "From", e.From, "To", *e.Until)
	}
	return w.T("schemedesk.event."+string(e.Kind), "Date", e.From)
}

// version shows what a version said, and what it changed of the one before.
func (d *desk) version(c *gin.Context) error {
	g, err := d.read(c)
	if err != nil {
		return err
	}
	w := d.words(c)
	i := slices.IndexFunc(g.Versions, func(v scheme.Version) bool { return strconv.Itoa(v.Number) == c.Param("number") })
	if i < 0 {
		return identity.ErrNotFound
	}
	one := g.Versions[i]
	v := views.Check{Form: views.Form{Back: at(w.Lang(), g.Scheme.ID), Kicker: g.Scheme.Name(w.lang()), Title: w.T("schemedesk.scheme.published", "Number", one.Number),
		Lead: w.T("schemedesk.scheme.version_lead", "At", one.At, "Name", one.By, "Reasons", one.Reasons)}, Head: w.changeHead(),
		Sections: w.sections(one.Form, g.Named)}
	if i > 0 {
		v.Changes = w.changes(g.Versions[i-1].Form, one.Form, g.Named)
	}
	d.page(c, http.StatusOK, v.Title, views.CheckPage(v))
	return nil
}

func (w words) changeHead() []components.Cell {
	return []components.Cell{{Text: w.T("schemedesk.check.what")}, {Text: w.T("schemedesk.check.before")}, {Text: w.T("schemedesk.check.after")}}
}
