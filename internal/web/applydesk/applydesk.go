// Package applydesk serves the producer's pages of applying to a scheme.
//
//	applydesk.go  what is served where, and what all pages share
//	list.go       the producer's applications and admissions, the open schemes, one scheme before applying
//	draft.go      the task list
//	sections.go   the sections of a draft: services, one requirement, the rulebook
//	answer.go     the form of an answer, for one draft and for several
//	together.go, batch.go, batch_save.go   several schemes in one go: choosing, the common task list, its sections and sending
//	evidence.go, evidence_form.go   the library of what is shown once and used everywhere
//	check.go      the check before sending, and sending
//	question.go   answering what an organiser asks of an application that was sent
//	receipt.go    what was sent, the decision, withdrawing
//
// A colleague may save the same part meanwhile: then the page comes again with status 409, what was typed still in
// it, and what is stored now beside it.
package applydesk

import (
	"context"
	"errors"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/applydesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/ask"
	"github.com/tuottajatori/tuottajatori/internal/evidence"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/report"
	"github.com/tuottajatori/tuottajatori/internal/web/producerframe"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// Rooms are the use cases that the desk needs.
type Rooms struct {
	Admissions *admission.Service
	Producers  *producer.Service
	Evidence   *evidence.Service
	People     *identity.Service
	Told       *report.Service
	Asks       *ask.Service // nil: nothing is asked
}

// desk holds what the handlers share.
type desk struct {
	kit        *webkit.Kit
	admissions *admission.Service
	producers  *producer.Service
	evidence   *evidence.Service
	frame      producerframe.Frame
}

// Mount adds the pages in the three languages.
func Mount(r gin.IRouter, k *webkit.Kit, rooms Rooms) {
	d := &desk{kit: k, admissions: rooms.Admissions, producers: rooms.Producers, evidence: rooms.Evidence,
		frame: producerframe.Frame{Kit: k, People: rooms.People, Told: rooms.Told, Asks: rooms.Asks}}
	for _, l := range locale.Langs() {
		get := func(path string, h webkit.Handler) { r.GET(paths.Desk(l)+path, k.H(d.only(h))) }
		post := func(path string, h webkit.Handler) { r.POST(paths.Desk(l)+path, k.H(d.only(h))) }
		get("/applications", d.list)
		get("/schemes/:scheme", d.scheme)
		post("/schemes/:scheme", d.start)
		get("/applications/:id", d.application)
		get("/applications/:id/services", d.services)
		post("/applications/:id/services", d.saveServices)
		get("/applications/:id/requirements/:requirement", d.requirement)
		post("/applications/:id/requirements/:requirement", d.saveRequirement)
		get("/applications/:id/requirements/:requirement/file", d.file)
		get("/applications/:id/rulebook", d.rulebook)
		post("/applications/:id/rulebook", d.acceptRulebook)
		get("/applications/:id/check", d.check)
		post("/applications/:id/check", d.submit)
		get("/applications/:id/decision", d.decision)
		get("/applications/:id/question", d.clarification)
		post("/applications/:id/question", d.answerClarification)
		get("/applications/:id/withdraw", d.askWithdraw)
		post("/applications/:id/withdraw", d.withdraw)
		d.mountBatches(get, post)
		d.mountEvidence(get, post)
	}
}

// only keeps the desk to those who apply: an officer has another page of the same case, which tells other things.
func (d *desk) only(h webkit.Handler) webkit.Handler {
	return func(c *gin.Context) error {
		if err := admission.MayEver(d.kit.Actor(c), identity.ApplicationEdit); err != nil {
			return err
		}
		return h(c)
	}
}

// page answers with a page of this desk.
func (d *desk) page(c *gin.Context, status int, title string, body templ.Component) {
	d.frame.Page(c, status, title, body)
}

// matterOf says whose the application or scheme is that the page is about.
func (d *desk) matterOf(c *gin.Context, o admission.Organiser) {
	webkit.MatterOf(c, o.Code, o.Name(string(d.kit.Lang(c))))
}

// at is the address of an application's page.
func at(l locale.Lang, id uuid.UUID, parts ...string) string {
	return paths.Desk(l, append([]string{"applications", id.String()}, parts...)...)
}

// crumbs leads to the list of applications.
func (d *desk) crumbs(c *gin.Context, more ...components.Crumb) []components.Crumb {
	p, l := d.kit.Printer(c), d.kit.Lang(c)
	return append([]components.Crumb{{Text: p.T("apply.list.title"), Href: paths.Desk(l, "applications")}}, more...)
}

// draft reads the draft that the address names. One that is sent, decided or withdrawn has no form any more: its
// page is shown instead, and done is true.
func (d *desk) draft(c *gin.Context) (draft admission.Draft, done bool, err error) {
	id, err := webkit.PathID(c, "id")
	if err != nil {
		return draft, false, err
	}
	draft, err = d.admissions.DraftOf(c.Request.Context(), d.kit.Actor(c), id)
	if err != nil {
		return draft, false, err
	}
	d.matterOf(c, draft.Organiser)
	if draft.Status != admission.StatusDraft {
		d.kit.SeeOther(c, at(d.kit.Lang(c), id))
		return draft, true, nil
	}
	return draft, false, nil
}

// form fills what every section's page has.
func (d *desk) form(c *gin.Context, draft admission.Draft) views.Form {
	return views.Form{Back: tasks(d.kit.Lang(c), draft), Kicker: draft.Scheme.Name(string(d.kit.Lang(c))), Version: version(draft)}
}

// tasks is the address of the task list that a draft's sections belong to: its own, or that of several drafts together.
func tasks(l locale.Lang, draft admission.Draft) string {
	if draft.Batch.Valid {
		return atBatch(l, draft.Batch.UUID)
	}
	return at(l, draft.ID)
}

// saved sends on to the task list after a section was saved.
func (d *desk) saved(c *gin.Context, draft admission.Draft) error {
	d.kit.SeeOther(c, tasks(d.kit.Lang(c), draft)+"?saved=1")
	return nil
}

// stale answers a form that was filled from an older version, or answers false when err is something else. Show
// draws the page again from the draft as it is now.
func (d *desk) stale(c *gin.Context, err error, id uuid.UUID, show func(ctx context.Context, now admission.Draft)) (bool, error) {
	if !errors.Is(err, admission.FaultStale) {
		return false, err
	}
	now, err := d.admissions.DraftOf(c.Request.Context(), d.kit.Actor(c), id)
	if err != nil {
		return false, err
	}
	if now.Status != admission.StatusDraft {
		return false, admission.FaultAlreadySent
	}
	show(c.Request.Context(), now)
	return true, nil
}

// nowStored tells what a colleague has stored meanwhile.
func nowStored(p *locale.Printer, value string) string {
	if value == "" {
		return p.T("apply.stale.now_empty")
	}
	return p.T("apply.stale.now", "Value", value)
}
