package officerdesk

import (
	"net/http"

	"github.com/gin-gonic/gin"

	views "github.com/tuottajatori/tuottajatori/frontend/pages/officerdesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/web/casework"
)

func (d *desk) pending(c *gin.Context) error {
	list, err := d.people.PendingMemberships(c.Request.Context(), d.kit.Actor(c))
	if err != nil {
		return err
	}
	p := d.kit.Printer(c)
	var v views.People
	switch c.Query("done") {
	case "yes":
		v.Done = p.T("officer.people.done_yes")
	case "no":
		v.Done = p.T("officer.people.done_no")
	}
	for _, m := range list {
		name := m.ProducerName
		if m.BusinessID != "" {
			name += ", " + m.BusinessID
		}
		v.Rows = append(v.Rows, views.Pending{Name: m.PersonName, Email: m.Email, Producer: name, Since: p.DateTime(m.Since),
			Action: paths.Officer(p.Lang(), "people", m.ID.String())})
	}
	d.page(c, http.StatusOK, inPeople, p.T("officer.people.title"), views.PeoplePage(v))
	return nil
}

func (d *desk) settle(c *gin.Context) error {
	id, err := casework.ID(c, "id")
	if err != nil {
		return err
	}
	var f struct {
		Answer string `form:"answer"`
	}
	if err := d.kit.Bind(c, &f); err != nil {
		return err
	}
	if f.Answer != "yes" && f.Answer != "no" {
		return fault.New(fault.CodeMalformed, "fault.form.malformed")
	}
	if err := d.people.SettleMembership(c.Request.Context(), d.kit.Actor(c), id, f.Answer == "yes"); err != nil {
		return err
	}
	d.kit.SeeOther(c, paths.Officer(d.kit.Lang(c), "people")+"?done="+f.Answer)
	return nil
}
