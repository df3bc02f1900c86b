package officerdesk

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/officerdesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
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
	if d.kit.Actor(c).Role == actor.RoleOfficer {
		v.Enrol = paths.Officer(p.Lang(), "enrol")
	}
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
