// Package producerdesk serves the producer's desk: what is done and what comes next, the profile, service units and
// points, and the services that are offered. Applications are served by package applydesk, and colleagues by account.
//
//	desk.go      what is served where, and what the handlers share
//	words.go     prices, vacancies and places in words
//	home.go      the task list
//	profile.go, units.go, points.go   what a producer tells of itself
//	business_id.go   another business id, and what a change of the profile touches
//	hours.go, hours_read.go   when a point is open
//	offerings.go the list of what is offered
//	offer.go     one offering: edit, price, vacancy, withdraw
//	begin.go, steps.go   making an offering, step by step
//	told.go      accessibility of a point, and what a price includes
//	files.go     the producer's own uploaded files
//	messages.go  what was told by mail, in the product
package producerdesk

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/producerdesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/admission"
	asking "github.com/tuottajatori/tuottajatori/internal/ask"
	"github.com/tuottajatori/tuottajatori/internal/evidence"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/report"
	"github.com/tuottajatori/tuottajatori/internal/tenure"
	"github.com/tuottajatori/tuottajatori/internal/web/producerframe"
	"github.com/tuottajatori/tuottajatori/internal/web/reports"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// Rooms are the use cases that the desk needs.
type Rooms struct {
	Producers  *producer.Service
	Offerings  *offering.Service
	Admissions *admission.Service
	Evidence   *evidence.Service
	Identity   *identity.Service
	Reports    *report.Service
	Asks       *asking.Service // nil: nothing is asked
	Tenure     *tenure.Service
}

type desk struct {
	Rooms
	kit *webkit.Kit
}

// Mount adds the desk's pages in the three languages.
func Mount(r gin.IRouter, k *webkit.Kit, rooms Rooms) {
	d := &desk{Rooms: rooms, kit: k}
	for _, l := range locale.Langs() {
		get := func(h webkit.Handler, parts ...string) { r.GET(route(l, parts...), k.H(h)) }
		post := func(h webkit.Handler, parts ...string) { r.POST(route(l, parts...), k.H(h)) }
		both := func(show, send webkit.Handler, parts ...string) { get(show, parts...); post(send, parts...) }

		get(d.home)
		both(d.profile, d.saveProfile, "profile")
		both(d.businessID, d.saveBusinessID, "profile", "business-id")
		get(d.units, "units")
		both(d.newUnit, d.createUnit, "units", "new")
		both(d.unit, d.saveUnit, "units", ":id")
		both(d.newPoint, d.createPoint, "units", ":id", "points", "new")
		both(d.point, d.savePoint, "points", ":id")
		both(d.facts, d.saveFacts, "points", ":id", "facts")
		both(d.hours, d.saveHours, "points", ":id", "hours")
		get(d.file, "files", ":id")
		both(d.messages, d.readMessages, "messages")
		get(d.message, "messages", ":id")

		get(d.offerings, "offerings")
		post(d.begin, "offerings", "new")
		get(d.resume, "offerings", "new", ":draft")
		both(d.step, d.saveStep, "offerings", "new", ":draft", ":step")
		get(d.done, "offerings", "new", ":draft", "done")
		post(d.discard, "offerings", "new", ":draft", "discard")
		get(d.offer, "offerings", ":id")
		both(d.editOffer, d.saveOffer, "offerings", ":id", "edit")
		both(d.newPrice, d.savePrice, "offerings", ":id", "price")
		both(d.newPrice, d.savePrice, "offerings", ":id", "times")
		post(d.withdrawProposal, "offerings", ":id", "proposals", ":proposal")
		both(d.included, d.saveIncluded, "offerings", ":id", "included")
		post(d.saveVacancy, "offerings", ":id", "vacancy")
		both(d.confirmWithdraw, d.withdraw, "offerings", ":id", "withdraw")
		post(d.restore, "offerings", ":id", "restore")
		both(d.tokens, d.makeToken, "tokens")
		post(d.revokeToken, "tokens", ":id", "revoke")
		d.reports().Mount(get, post)
	}
}

// reports is the part of the desk where what was reported of the producer's own data is answered.
func (d *desk) reports() reports.Desk {
	return reports.Desk{Kit: d.kit, Reports: d.Reports, Role: actor.RoleProducer, Base: paths.Desk, Page: d.page, Guide: "report.queue.lead_producer"}
}

// route is a path with parameters, which paths.Desk would escape.
func route(l locale.Lang, parts ...string) string {
	path := paths.Desk(l)
	for _, part := range parts {
		path += "/" + part
	}
	return path
}

// own is whose desk it is. Who is not signed in is asked to; other roles have no such desk. Those whose role is for some units
// have it too: the use cases tell what is theirs.
func (d *desk) own(c *gin.Context) (actor.Actor, error) {
	a := d.kit.Actor(c)
	return a, identity.Ever(a, identity.OfferingEdit, identity.Object{Producer: a.Organisation})
}

// page answers with a page of the desk.
func (d *desk) page(c *gin.Context, status int, title string, body templ.Component) {
	producerframe.Frame{Kit: d.kit, People: d.Identity, Told: d.Reports, Asks: d.Asks}.Page(c, status, title, body)
}

// refused tells how a form that was not accepted is shown again.
type refused struct {
	status int
	errors map[string]string
	stale  bool // somebody else has saved meanwhile
}

// again works out how a form is shown again after err, and answers false when it is no fault of the form.
func (d *desk) again(c *gin.Context, err error) (refused, bool) {
	f := fault.From(err)
	if f.Key == "fault.producer.stale" || f.Key == "fault.offering.stale" {
		return refused{status: http.StatusConflict, stale: true}, true
	}
	errors := d.kit.FieldErrors(c, err)
	if errors == nil || f.Code == fault.CodeMalformed {
		return refused{}, false
	}
	return refused{status: http.StatusUnprocessableEntity, errors: errors}, true
}

// onto puts what was refused on a form; now is what is saved at present, shown when the form was stale.
func (r refused) onto(f *views.Form, version int, now []components.SummaryRow) {
	f.Errors = r.errors
	if r.stale {
		f.Now, f.Version = now, strconv.Itoa(version)
	}
}

func crumbs(p *locale.Printer, more ...components.Crumb) []components.Crumb {
	return append([]components.Crumb{{Text: p.T("producerdesk.home.title"), Href: paths.Desk(p.Lang())}}, more...)
}
