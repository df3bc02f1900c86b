// Package officerframe draws what every page of the officers' desk has around it: who may come, whose name stands at
// the head, and the desk's sections. The areas of pages that make up the desk mount themselves and share this.
package officerframe

import (
	"net/http"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/layout"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/report"
	"github.com/tuottajatori/tuottajatori/internal/web/reports"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// Frame is what the pages need to be framed.
type Frame struct {
	Kit        *webkit.Kit
	Admissions *admission.Service
	Told       *report.Service
}

// Section is a part of the desk in its navigation.
type Section string

// The sections.
const (
	Queue      Section = "queue"
	Notices    Section = "notices"
	Admissions Section = "admissions"
	Upkeep     Section = "upkeep"
	Prices     Section = "prices"
	Areas      Section = "areas"
	Schemes    Section = "schemes"
	Duplicates Section = "duplicates"
	Supply     Section = "supply"
	People     Section = "people"
	Reports    Section = "reports"
	Tables     Section = "tables"
)

// Only keeps the desk to those who review: a producer has its own page of the same case, which tells other things.
func (f Frame) Only(h webkit.Handler) webkit.Handler {
	return func(c *gin.Context) error {
		if err := admission.MayEver(f.Kit.Actor(c), identity.ApplicationReview); err != nil {
			return err
		}
		return h(c)
	}
}

// Page answers with a page of the desk.
func (f Frame) Page(c *gin.Context, status int, in Section, title string, body templ.Component) {
	p, l := f.Kit.Printer(c), f.Kit.Lang(c)
	nav := []layout.NavLink{
		{Text: p.T("officer.nav_queue"), Href: paths.Officer(l), Current: in == Queue, Count: f.waiting(c)},
		{Text: p.T("officer.nav_notices"), Href: paths.Officer(l, "notices"), Current: in == Notices, Count: f.unseen(c)},
		{Text: p.T("officer.nav_admissions"), Href: paths.Officer(l, "admissions"), Current: in == Admissions},
		{Text: p.T("supply.nav"), Href: paths.Officer(l, "supply"), Current: in == Supply},
		{Text: p.T("tenure.upkeep.nav"), Href: paths.Officer(l, "upkeep"), Current: in == Upkeep},
		{Text: p.T("schemedesk.list.nav"), Href: paths.Officer(l, "schemes"), Current: in == Schemes},
	}
	nav = append(nav, layout.NavLink{Text: p.T("prices.officer.nav"), Href: paths.Officer(l, "prices"), Current: in == Prices})
	if f.Kit.Actor(c).Role == actor.RoleOfficer {
		nav = append(nav, layout.NavLink{Text: p.T("prices.areas.nav"), Href: paths.Officer(l, "areas"), Current: in == Areas},
			layout.NavLink{Text: p.T("merge.list.nav"), Href: paths.Officer(l, "duplicates"), Current: in == Duplicates},
			layout.NavLink{Text: p.T("officer.nav_people"), Href: paths.Officer(l, "people"), Current: in == People},
			layout.NavLink{Text: p.T("report.queue.title"), Href: paths.Officer(l, "reports"), Current: in == Reports, Count: reports.Count(c, f.Kit, f.Told)})
	}
	nav = append(nav, layout.NavLink{Text: p.T("tables.nav"), Href: paths.Officer(l, "tables"), Current: in == Tables})
	page := layout.Page{Title: title, Desk: true, NoIndex: true, Nav: nav,
		Error: status == http.StatusUnprocessableEntity || status == http.StatusConflict}
	if own, err := f.Admissions.Letterhead(c.Request.Context(), f.Kit.Actor(c)); err == nil {
		page.Organiser = layout.Organiser{Name: own.Name(string(l)), Theme: own.Theme}
	}
	f.Kit.Page(c, status, page, body)
}

// Trail is the address of an object's audit trail; "" to those who may not read it.
func (f Frame) Trail(c *gin.Context, object uuid.UUID) string {
	if f.Kit.Actor(c).Role != actor.RoleOfficer {
		return ""
	}
	return paths.Officer(f.Kit.Lang(c), "trail", object.String())
}

// waiting is how many applications wait, for the navigation; "" when none do, or when it cannot be told now.
func (f Frame) waiting(c *gin.Context) string {
	n, err := f.Admissions.Waiting(c.Request.Context(), f.Kit.Actor(c))
	if err != nil || n == 0 {
		return ""
	}
	if n > admission.CountMost {
		return f.Kit.Printer(c).Number(admission.CountMost) + "+"
	}
	return f.Kit.Printer(c).Number(n)
}

// unseen is how many notices the reader has not looked at, for the navigation; "" when there are none.
func (f Frame) unseen(c *gin.Context) string {
	n, err := f.Admissions.UnseenNotices(c.Request.Context(), f.Kit.Actor(c))
	if err != nil || n == 0 {
		return ""
	}
	return f.Kit.Printer(c).Number(n)
}
