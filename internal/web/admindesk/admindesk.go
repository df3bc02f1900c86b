// Package admindesk serves the administrator's desk: what the public is told about each organiser, the operators, people
// and their roles, those who wait for a yes, what the accessibility statement says of supervision, how long things are kept, work that failed, and the audit trail of an object.
//
// The administrator runs the service and reads nobody's applications: the use cases of package identity refuse.
package admindesk

import (
	"net/http"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/layout"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/admindesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/keeping"
	"github.com/tuottajatori/tuottajatori/internal/look"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/report"
	"github.com/tuottajatori/tuottajatori/internal/web/account"
	"github.com/tuottajatori/tuottajatori/internal/web/reports"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// desk holds what the handlers share.
type desk struct {
	kit    *webkit.Kit
	people *identity.Service
	told   *report.Service
	keeps  *keeping.Service
	looks  *look.Service
}

// Rooms are what the desk asks.
type Rooms struct {
	People  *identity.Service
	Told    *report.Service
	Keeping *keeping.Service
	Looks   *look.Service
}

// The desk's sections: a part of the address, and the end of the text's key admindesk.nav.*.
const (
	organisers = "organisers"
	operators  = "operators"
	people     = "people"
	pending    = "pending"
	jobs       = "jobs"
	trail      = "audit"
	told       = "reports"
	statement  = "statement"
	retention  = "retention"
)

// Mount adds the pages in the three languages.
func Mount(r gin.IRouter, k *webkit.Kit, rooms Rooms) {
	d := &desk{kit: k, people: rooms.People, told: rooms.Told, keeps: rooms.Keeping, looks: rooms.Looks}
	for _, l := range locale.Langs() {
		get := func(h webkit.Handler, parts ...string) {
			r.GET(paths.Admin(l, parts...), k.H(h))
		}
		post := func(h webkit.Handler, parts ...string) { r.POST(paths.Admin(l, parts...), k.H(h)) }

		get(d.front)
		get(d.organisers, organisers)
		get(d.organiser, organisers, ":id")
		post(d.saveOrganiser, organisers, ":id")
		get(d.colours, organisers, ":id", "colours")
		post(d.saveColours, organisers, ":id", "colours")
		get(d.sample, organisers, ":id", "sample.css")
		get(d.logo, organisers, ":id", "logo")
		post(d.saveLogo, organisers, ":id", "logo")
		get(d.operators, operators)
		post(d.makeOperator, operators)
		get(d.operator, operators, ":id")
		post(d.renameOperator, operators, ":id")
		get(d.peopleList, people)
		post(d.searchPeople, people)
		get(d.newPerson, people, "new")
		post(d.invite, people, "new")
		get(d.newRole, people, ":id", "roles")
		post(d.giveRole, people, ":id", "roles")
		post(d.inviteAgain, people, ":id", "invitation")
		get(d.person, people, ":id")
		post(d.account, people, ":id")
		post(d.takeOffFactor, people, ":id", "two-step")
		post(d.endRole, people, ":id", "roles", ":membership")
		get(d.pending, pending)
		post(d.settle, pending, ":id")
		get(d.statement, statement)
		post(d.saveStatement, statement)
		get(d.retention, retention)
		get(d.keep, retention, ":rule")
		post(d.saveKeep, retention, ":rule")
		get(d.jobs, jobs)
		post(d.retry, jobs, ":id")
		post(d.retryAll, jobs, "kinds", ":kind")
		post(d.giveUp, jobs, ":id", "end")
		get(d.audit, trail)
		post(d.findAudit, trail)
		get(d.takeAudit, trail, "list.csv")
		get(d.personLog, people, ":id", "log")
		get(d.takePersonLog, people, ":id", "log.csv")
		get(d.roleDays, people, ":id", "roles", ":membership")
		post(d.setRoleDays, people, ":id", "roles", ":membership", "days")
		d.reports().Mount(get, post)
	}
}

// reports is the part of the desk where what was reported of the service's pages is answered.
func (d *desk) reports() reports.Desk {
	return reports.Desk{Kit: d.kit, Reports: d.told, Role: actor.RoleAdministrator, Base: paths.Admin, Guide: "report.queue.lead_administrator",
		Page: func(c *gin.Context, status int, title string, body templ.Component) {
			page := d.page(c, title, told)
			page.Error = status == http.StatusUnprocessableEntity
			d.kit.Page(c, status, page, body)
		}}
}

// section is the page of a section itself.
func (d *desk) section(c *gin.Context, section string) layout.Page {
	return d.page(c, d.kit.Printer(c).T("admindesk.nav."+section), section)
}

// back leads to a page of the desk after a form has done its work; done says what was done.
func (d *desk) back(c *gin.Context, done string, parts ...string) {
	d.kit.SeeOther(c, paths.Admin(d.kit.Lang(c), parts...)+"?done="+done)
}

func (d *desk) pending(c *gin.Context) error {
	l, pr := d.kit.Lang(c), d.kit.Printer(c)
	list, err := d.people.PendingMemberships(c.Request.Context(), d.kit.Actor(c))
	if err != nil {
		return err
	}
	v := views.Pending{List: account.PendingView(pr, list, func(id string) string { return paths.Admin(l, pending, id) })}
	if done := c.Query("done"); done == "accepted" || done == "refused" {
		v.Done = done
	}
	d.kit.Page(c, http.StatusOK, d.section(c, pending), views.PendingPage(v))
	return nil
}

func (d *desk) settle(c *gin.Context) error {
	done, err := account.Answer(c, d.people)
	if err != nil {
		return err
	}
	d.back(c, done, pending)
	return nil
}
