package officerdesk

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/pages/casefile"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/officerdesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/casework"
	"github.com/tuottajatori/tuottajatori/internal/web/officerframe"
)

func (d *desk) register(c *gin.Context) error {
	var f struct {
		Text   string `form:"text"`
		Scheme string `form:"scheme"`
		State  string `form:"state"`
		After  string `form:"after"`
	}
	if err := d.kit.Bind(c, &f); err != nil {
		return err
	}
	scheme, err := optionalID(f.Scheme)
	if err != nil {
		return err
	}
	q := admission.AdmissionQuery{Scheme: scheme, State: admission.State(f.State), Text: cut(f.Text), After: f.After}
	list, err := d.admissions.AdmissionList(c.Request.Context(), d.kit.Actor(c), q)
	if err != nil {
		return err
	}
	p := d.kit.Printer(c)
	own := paths.Officer(p.Lang(), "admissions")
	page := func(after string) string {
		return with(own, "text", q.Text, "scheme", optional(scheme), "state", f.State, "after", after)
	}
	v := views.Admissions{Action: own, Text: f.Text, Summary: p.T("officer.admissions.summary", "Count", list.Total), None: p.T("officer.admissions.none")}
	if v.Schemes, err = d.schemeOptions(c, scheme); err != nil {
		return err
	}
	v.States = []components.Option{{Text: p.T("officer.queue.all"), Selected: f.State == ""}}
	for _, s := range admission.States() {
		v.States = append(v.States, components.Option{Value: string(s), Text: casework.State(p, s, calendar.Date{}).Text, Selected: f.State == string(s)})
	}
	for _, r := range list.Rows {
		v.Rows = append(v.Rows, []components.Cell{
			{Text: r.Producer, Note: r.BusinessID, Href: paths.Officer(p.Lang(), "admissions", r.ID.String())},
			{Text: r.SchemeName(string(p.Lang())), Class: "q-hide"},
			{Text: p.Date(r.ValidFrom), Class: "q-hide"},
			{Part: components.Tag(casework.State(p, r.State, r.Until)), Class: "q-state"},
		})
	}
	if list.Next != "" {
		v.Next = page(list.Next)
	}
	if f.After != "" {
		v.First = page("")
	}
	d.Page(c, http.StatusOK, officerframe.Admissions, p.T("officer.admissions.title"), views.AdmissionsPage(v))
	return nil
}

func (d *desk) history(c *gin.Context) (admission.History, error) {
	id, err := casework.ID(c, "id")
	if err != nil {
		return admission.History{}, err
	}
	return d.admissions.History(c.Request.Context(), d.kit.Actor(c), id)
}

// acts are the segments of the address of what can be done to an admission.
var acts = map[string]admission.EventKind{"suspend": admission.EventSuspend, "lift": admission.EventLift, "remove": admission.EventRemove}

func (d *desk) admission(c *gin.Context) error {
	h, err := d.history(c)
	if err != nil {
		return err
	}
	p := d.kit.Printer(c)
	state := casework.State(p, h.State, h.Until())
	own := func(act string) string { return paths.Officer(p.Lang(), "admissions", h.ID.String(), act) }
	v := views.Admission{Title: h.Producer.Name, Lead: p.T("officer.admission.lead", "Scheme", h.Scheme.Name(string(p.Lang()))),
		Crumbs: []components.Crumb{{Text: p.T("officer.nav_admissions"), Href: paths.Officer(p.Lang(), "admissions")}},
		Facts: []casefile.Fact{
			{Name: p.T("officer.admission.state"), Tag: &state},
			{Name: p.T("officer.admission.from"), Text: p.Date(h.ValidFrom)},
			{Name: p.T("officer.admission.origin"), Text: p.T("officer.origin." + string(h.Origin))},
			{Name: p.T("officer.admission.business_id"), Text: casework.BusinessID(p, h.Producer.BusinessID)},
		},
		Services: casework.Services(p, h.Services)}
	if kind, ok := acts[c.Query("done")]; ok {
		v.Done = p.T("officer.act." + string(kind) + ".done")
	}
	for _, e := range h.Events {
		v.Events = append(v.Events, casework.Event(p, e, true))
	}
	switch {
	case d.kit.Actor(c).Role == actor.RoleOperator:
		v.Closed = p.T("fault.admission.official_decides")
	case h.State == admission.StateRemoved || h.State == admission.StateEnded:
		v.Closed = p.T("officer.admission.over")
	default:
		for act, to := range map[string]*string{"suspend": &v.Suspend, "lift": &v.Lift, "remove": &v.Remove} {
			if admission.MayHappen(h.State, acts[act]) {
				*to = own(act)
			}
		}
	}
	d.Page(c, http.StatusOK, officerframe.Admissions, v.Title, views.AdmissionPage(v))
	return nil
}

// actForm is what an officer says of an act.
type actForm struct {
	ID      string `form:"id"`
	Length  string `form:"length"`
	Day     string `form:"until-day"`
	Month   string `form:"until-month"`
	Year    string `form:"until-year"`
	Reasons string `form:"reasons"`
}

func (d *desk) askAct(c *gin.Context) error {
	h, err := d.history(c)
	if err != nil {
		return err
	}
	kind, ok := acts[c.Param("act")]
	if !ok {
		return admission.FaultNotFound
	}
	if d.kit.Actor(c).Role == actor.RoleOperator {
		return admission.FaultOfficialDecides
	}
	if !admission.MayHappen(h.State, kind) { // the state has moved on: the admission's page shows where to
		d.kit.SeeOther(c, paths.Officer(d.kit.Lang(c), "admissions", h.ID.String()))
		return nil
	}
	d.showAct(c, http.StatusOK, h, kind, actForm{ID: casework.NewID()}, nil)
	return nil
}

func (d *desk) showAct(c *gin.Context, status int, h admission.History, kind admission.EventKind, f actForm, errs map[string]string) {
	p := d.kit.Printer(c)
	base := "officer.act." + string(kind) + "."
	v := views.Act{Back: paths.Officer(p.Lang(), "admissions", h.ID.String()), Kicker: kicker(p, h), Title: p.T(base + "title"), Text: p.T(base + "text"),
		Button: p.T(base + "button"), ID: f.ID, Suspend: kind == admission.EventSuspend, Danger: kind == admission.EventRemove,
		Open: f.Length == "open", Until: f.Length == "until", Day: f.Day, Month: f.Month, Year: f.Year, Reasons: f.Reasons, Errors: errs}
	if v.Danger {
		v.Warning = p.T("officer.act.removed.warning")
	}
	d.Page(c, status, officerframe.Admissions, v.Title, views.ActPage(v))
}

func kicker(p *locale.Printer, h admission.History) string {
	return h.Producer.Name + ", " + h.Scheme.Name(string(p.Lang()))
}

func (d *desk) act(c *gin.Context) error {
	h, err := d.history(c)
	if err != nil {
		return err
	}
	kind, ok := acts[c.Param("act")]
	if !ok {
		return admission.FaultNotFound
	}
	var f actForm
	if err := d.kit.Bind(c, &f); err != nil {
		return err
	}
	act, err := f.read(h, kind)
	if err == nil {
		err = d.admissions.Act(c.Request.Context(), d.kit.Actor(c), act)
	}
	if err == nil {
		d.kit.SeeOther(c, with(paths.Officer(d.kit.Lang(c), "admissions", h.ID.String()), "done", c.Param("act")))
		return nil
	}
	if errs := d.kit.FieldErrors(c, err); errs != nil {
		d.showAct(c, http.StatusUnprocessableEntity, h, kind, f, errs)
		return nil
	}
	return err
}

// read makes the act of the form. The length and the day are told together with what the room finds wrong.
func (f actForm) read(h admission.History, kind admission.EventKind) (admission.Act, error) {
	id, err := casework.FormID(f.ID)
	if err != nil {
		return admission.Act{}, err
	}
	act := admission.Act{ID: id, AdmissionID: h.ID, Kind: kind, Reasons: f.Reasons}
	if kind != admission.EventSuspend {
		return act, nil
	}
	bad := fault.Invalid()
	switch f.Length {
	case "open":
		return act, nil
	case "until":
		day, ok := casework.ParseDate(f.Day, f.Month, f.Year)
		if ok && !day.IsZero() {
			act.Until = day
			return act, nil
		}
		bad = bad.On("until", "fault.admission.date")
	default:
		bad = bad.On("length", "fault.admission.length_missing")
	}
	if f.Reasons == "" {
		bad = bad.On("reasons", "fault.admission.reason_missing")
	}
	return act, bad
}
