// Package officerdesk serves the desk of an organiser's officers, and of the people of an operator to which a scheme
// is delegated: they see and prepare, an official decides.
//
//	officerdesk.go  what is served where, and what all pages share
//	queue.go        the queue of applications
//	views.go        its saved views; notices.go: what officers are told of
//	review.go       one application: requirement beside evidence, and the decision
//	steps.go        taking, handing over, asking, extending, preparing
//	alike.go        like cases approved together
//	admissions.go   the register of admissions, the page of one is tenuredesk's
//	people.go       who waits for a yes to act for a producer
package officerdesk

import (
	"net/url"
	"strings"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/report"
	"github.com/tuottajatori/tuottajatori/internal/web/officerframe"
	"github.com/tuottajatori/tuottajatori/internal/web/reports"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// desk holds what the handlers share.
type desk struct {
	officerframe.Frame
	kit        *webkit.Kit
	admissions *admission.Service
	people     *identity.Service
	told       *report.Service
}

// Mount adds the pages in the three languages.
func Mount(r gin.IRouter, k *webkit.Kit, admissions *admission.Service, people *identity.Service, told *report.Service) {
	d := &desk{Frame: officerframe.Frame{Kit: k, Admissions: admissions, Told: told}, kit: k, admissions: admissions, people: people, told: told}
	for _, l := range locale.Langs() {
		get := func(path string, h webkit.Handler) { r.GET(paths.Officer(l)+path, k.H(d.Only(h))) }
		post := func(path string, h webkit.Handler) { r.POST(paths.Officer(l)+path, k.H(d.Only(h))) }
		get("", d.queue)
		post("/views", d.saveView)
		get("/views/:id", d.savedView)
		post("/views/:id/forget", d.forgetView)
		get("/approve", d.alike)
		post("/approve", d.approveAlike)
		get("/notices", d.notices)
		post("/notices", d.seen)
		get("/messages/:id", d.message)
		get("/applications/:id", d.review)
		post("/applications/:id/take", d.take)
		post("/applications/:id/go-on", d.goOn)
		post("/applications/:id/prepare", d.prepare)
		for _, step := range []string{stepAsk, stepHand, stepExtend} {
			get("/applications/:id/"+step, d.step(step))
			post("/applications/:id/"+step, d.doStep(step))
		}
		get("/applications/:id/answers/:file", d.answerFile)
		post("/applications/:id", d.decide)
		get("/applications/:id/decision", d.decision)
		get("/applications/:id/requirements/:requirement/file", d.file)
		get("/admissions", d.register)
		get("/people", d.pending)
		post("/people/:id", d.settle)
		below := func(to func(string, webkit.Handler)) func(webkit.Handler, ...string) {
			return func(h webkit.Handler, parts ...string) { to("/"+strings.Join(parts, "/"), h) }
		}
		d.reports().Mount(below(get), below(post))
	}
}

// reports is the part of the desk where what was reported of pages in the organiser's area is answered.
func (d *desk) reports() reports.Desk {
	return reports.Desk{Kit: d.kit, Reports: d.told, Role: actor.RoleOfficer, Base: paths.Officer, Guide: "report.queue.lead_officer",
		Page: func(c *gin.Context, status int, title string, body templ.Component) {
			d.Page(c, status, officerframe.Reports, title, body)
		}}
}

// schemeOptions lists the schemes of the desk, for a filter.
func (d *desk) schemeOptions(c *gin.Context, chosen uuid.UUID) ([]components.Option, error) {
	list, err := d.admissions.QueueSchemes(c.Request.Context(), d.kit.Actor(c))
	if err != nil {
		return nil, err
	}
	p := d.kit.Printer(c)
	options := []components.Option{{Text: p.T("officer.queue.all"), Selected: chosen == uuid.Nil}}
	for _, s := range list {
		options = append(options, components.Option{Value: s.ID.String(), Text: s.Name(string(p.Lang())), Selected: s.ID == chosen})
	}
	return options, nil
}

// with is an address with a query, leaving out what is empty.
func with(path string, pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// optional is an id as text, "" for none.
func optional(id uuid.UUID) string {
	if id == uuid.Nil {
		return ""
	}
	return id.String()
}
