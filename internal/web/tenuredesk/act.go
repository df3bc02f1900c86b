package tenuredesk

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/officerdesk"
	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/tenure"
	"github.com/tuottajatori/tuottajatori/internal/web/officerframe"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// acts are the segments of the address of what can be done to an admission.
var acts = map[string]admission.EventKind{"suspend": admission.EventSuspend, "lift": admission.EventLift}

// actForm is what an officer says of an act.
type actForm struct {
	ID      string `form:"id"`
	Length  string `form:"length"`
	Day     string `form:"until-day"`
	Month   string `form:"until-month"`
	Year    string `form:"until-year"`
	Reasons string `form:"reasons"`
	Ground  string `form:"ground"`
	Why     string `form:"why"`
}

func (d *desk) askAct(c *gin.Context) error {
	f, err := d.acted(c)
	if err != nil {
		return err
	}
	kind, ok := acts[c.Param("act")]
	if !ok {
		return admission.FaultNotFound
	}
	if d.Kit.Actor(c).Role == actor.RoleOperator {
		return admission.FaultOfficialDecides
	}
	if !admission.MayHappen(f.State, kind) { // the state has moved on: the admission's page shows where to
		d.Kit.SeeOther(c, d.at(c, f.ID))
		return nil
	}
	d.showAct(c, http.StatusOK, f, kind, actForm{ID: webkit.NewID()}, nil)
	return nil
}

func (d *desk) showAct(c *gin.Context, status int, f acted, kind admission.EventKind, form actForm, errs map[string]string) {
	p := d.Kit.Printer(c)
	base := "officer.act." + string(kind) + "."
	v := views.Act{Back: d.at(c, f.ID), Kicker: d.kicker(c, f), Title: p.T(base + "title"), Text: p.T(base + "text"),
		Button: p.T(base + "button"), ID: form.ID, Suspend: kind == admission.EventSuspend,
		Open: form.Length == "open", Until: form.Length == "until", Day: form.Day, Month: form.Month, Year: form.Year, Reasons: form.Reasons, Errors: errs}
	if v.Suspend && f.MustHear() {
		v.Inset = p.T("tenure.suspend.hear", "Law", law(p, f.Removal.Source))
		v.Ground = ground(p, p.T("tenure.remove.ground"), form.Ground, errs["ground"])
		v.Why = &components.TextareaArgs{Name: "why", Label: p.T("tenure.remove.why"), Hint: p.T("tenure.remove.why_hint"), Value: form.Why, Error: errs["why"], Rows: 3}
	}
	d.page(c, status, officerframe.Admissions, v.Title, views.ActPage(v))
}

func (d *desk) act(c *gin.Context) error {
	f, err := d.acted(c)
	if err != nil {
		return err
	}
	kind, ok := acts[c.Param("act")]
	if !ok {
		return admission.FaultNotFound
	}
	var form actForm
	if err := d.Kit.Bind(c, &form); err != nil {
		return err
	}
	act, err := form.read(f, kind)
	switch {
	case err != nil:
	case kind == admission.EventSuspend:
		err = d.tenure.Settle(c.Request.Context(), d.Kit.Actor(c), act)
	default:
		err = d.tenure.Lift(c.Request.Context(), d.Kit.Actor(c), act.ID, f.ID, act.Reasons)
	}
	if err == nil {
		d.done(c, f, c.Param("act"))
		return nil
	}
	if errs := d.Kit.FieldErrors(c, err); errs != nil {
		d.showAct(c, http.StatusUnprocessableEntity, f, kind, form, errs)
		return nil
	}
	return err
}

// done leads to the admission's page, which says what was done.
func (d *desk) done(c *gin.Context, f acted, what string) {
	d.Kit.SeeOther(c, d.at(c, f.ID)+"?done="+what)
}

// read makes the act of the form. The length and the day are told together with what the room finds wrong.
func (f actForm) read(of acted, kind admission.EventKind) (tenure.Settle, error) {
	id, err := webkit.FormID(f.ID)
	if err != nil {
		return tenure.Settle{}, err
	}
	act := tenure.Settle{ID: id, AdmissionID: of.ID, Outcome: tenure.Suspended, Reasons: f.Reasons, Ground: tenure.Ground(f.Ground), Why: f.Why}
	if kind != admission.EventSuspend {
		return act, nil
	}
	bad := fault.Invalid()
	switch f.Length {
	case "open":
		return act, nil
	case "until":
		day, ok := webkit.ParseDate(f.Day, f.Month, f.Year)
		if ok && !day.IsZero() {
			act.Until = day
			return act, nil
		}
		bad = bad.On("until", "fault.admission.date")
	default:
		bad = bad.On("length", "fault.admission.length_missing")
	}
	if err := tenure.CheckSettle(of.File, act); err != nil {
		bad.Fields = append(bad.Fields, fault.From(err).Fields...)
	}
	return act, bad
}
