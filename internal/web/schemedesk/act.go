package schemedesk

import (
	"errors"
	"net/http"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/schemedesk"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// actForm is what an officer says of an act.
type actForm struct {
	ID         string `form:"id"`
	Seen       string `form:"seen"`
	FromDay    string `form:"from-day"`
	FromMonth  string `form:"from-month"`
	FromYear   string `form:"from-year"`
	UntilDay   string `form:"until-day"`
	UntilMonth string `form:"until-month"`
	UntilYear  string `form:"until-year"`
	Reasons    string `form:"reasons"`
}

func (d *desk) acting(c *gin.Context) (scheme.Acting, scheme.EventKind, error) {
	id, err := webkit.PathID(c, "id")
	if err != nil {
		return scheme.Acting{}, "", err
	}
	kind, ok := acts[c.Param("act")]
	if !ok {
		return scheme.Acting{}, "", scheme.FaultNotFound
	}
	g, err := d.schemes.Acting(c.Request.Context(), d.Kit.Actor(c), id)
	return g, kind, err
}

func (d *desk) askAct(c *gin.Context) error {
	g, kind, err := d.acting(c)
	if err != nil {
		return err
	}
	if err := g.May(kind); err != nil {
		return err
	}
	f := actForm{ID: webkit.NewID()}
	if kind == scheme.EventClosed {
		f.FromDay, f.FromMonth, f.FromYear = webkit.DateParts(g.Today)
	}
	d.showAct(c, http.StatusOK, g, kind, f, nil, nil)
	return nil
}

func (d *desk) showAct(c *gin.Context, status int, g scheme.Acting, kind scheme.EventKind, f actForm, errs map[string]string, stale *views.Stale) {
	w, act := d.words(c), c.Param("act")
	base := "schemedesk.act." + act + "."
	v := views.Form{Back: at(w.Lang(), g.Scheme.ID), Kicker: g.Scheme.Name(w.lang()), Title: w.T(base + "title"), Lead: w.T(base + "text"), Stale: stale,
		Errors: components.ErrorList(errs, "from=from-day", "until=until-day", "reasons"), Hidden: [][2]string{{"id", f.ID}, {"seen", g.Affected.Seen()}},
		Submit: w.T(base + "submit"), Danger: kind == scheme.EventEnded}
	if kind != scheme.EventReopened {
		v.Affected = w.affected(g.Affected, w.T(base+"affected"))
		v.Fields = append(v.Fields, components.DateInput(components.DateArgs{Name: "from", Legend: w.T(base + "from"), Day: f.FromDay, Month: f.FromMonth, Year: f.FromYear, Error: errs["from"]}))
	}
	if kind == scheme.EventClosed {
		v.Fields = append(v.Fields, components.DateInput(components.DateArgs{Name: "until", Legend: w.T("schemedesk.act.close.until"), Hint: w.T("schemedesk.act.close.until_hint"),
			Day: f.UntilDay, Month: f.UntilMonth, Year: f.UntilYear, Error: errs["until"]}))
	}
	if kind == scheme.EventEnded && g.Affected.Offerings > 0 {
		v.Warning = w.T("schemedesk.act.end.warning", "Count", g.Affected.Offerings)
	}
	v.Fields = append(v.Fields, templ.Component(components.Textarea(components.TextareaArgs{Name: "reasons", Label: w.T("schemedesk.check.reasons"),
		Hint: w.T("schemedesk.act.reasons_hint"), Value: f.Reasons, Error: errs["reasons"]})))
	d.page(c, status, v.Title, views.FormPage(v))
}

func (d *desk) act(c *gin.Context) error {
	g, kind, err := d.acting(c)
	if err != nil {
		return err
	}
	var f actForm
	if err := d.Kit.Bind(c, &f); err != nil {
		return err
	}
	act, err := f.read(g, kind)
	if err == nil {
		err = d.schemes.Act(c.Request.Context(), d.Kit.Actor(c), act)
	}
	if err == nil {
		d.Kit.SeeOther(c, at(d.Kit.Lang(c), g.Scheme.ID)+"?done="+string(kind))
		return nil
	}
	if errs := d.Kit.FieldErrors(c, err); errs != nil {
		d.showAct(c, http.StatusUnprocessableEntity, g, kind, f, errs, nil)
		return nil
	}
	if errors.Is(err, scheme.FaultMoreTouched) {
		d.showAct(c, http.StatusConflict, g, kind, f, nil, &views.Stale{Text: d.words(c).T("fault.scheme.more_touched")})
		return nil
	}
	if errors.Is(err, scheme.FaultUsed) {
		f.ID = webkit.NewID()
		d.showAct(c, http.StatusConflict, g, kind, f, nil, &views.Stale{Text: d.words(c).T("fault.scheme.form_used")})
		return nil
	}
	return err
}

func (f actForm) read(g scheme.Acting, kind scheme.EventKind) (scheme.Act, error) {
	id, err := webkit.FormID(f.ID)
	if err != nil {
		return scheme.Act{}, err
	}
	act := scheme.Act{ID: id, Scheme: g.Scheme.ID, Kind: kind, Seen: f.Seen, Reasons: f.Reasons}
	bad := fault.Invalid()
	var ok bool
	if act.From, ok = webkit.ParseDate(f.FromDay, f.FromMonth, f.FromYear); !ok {
		bad = bad.On("from", "fault.scheme.date")
	}
	until, ok := webkit.ParseDate(f.UntilDay, f.UntilMonth, f.UntilYear)
	if !ok {
		bad = bad.On("until", "fault.scheme.date")
	}
	if !until.IsZero() {
		act.Until = &until
	}
	if len(bad.Fields) > 0 {
		return act, bad
	}
	return act, nil
}
