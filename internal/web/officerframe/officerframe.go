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
	"github.com/tuottajatori/tuottajatori/internal/ask"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/report"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// Frame is what the pages need to be framed.
type Frame struct {
	Kit        *webkit.Kit
	Admissions *admission.Service
	Told       *report.Service
	Asks       *ask.Service // of the page that counts requests; others need none
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
	Requests   Section = "requests"
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
	of, sections := f.nav(c, in)
	page := layout.Page{Title: title, Desk: true, NoIndex: true, Groups: of, Nav: sections,
		Error: status == http.StatusUnprocessableEntity || status == http.StatusConflict, Organiser: webkit.Matter(c)} // of an operator, who has no letterhead
	if own, err := f.Admissions.Letterhead(c.Request.Context(), f.Kit.Actor(c)); err == nil {
		page.Organiser = layout.Organiser{Name: own.Name(string(f.Kit.Lang(c))), Code: own.Code}
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
