package applydesk

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/applydesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
	"github.com/tuottajatori/tuottajatori/internal/web/casework"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

func (d *desk) mountBatches(get, post func(string, webkit.Handler)) {
	get("/together", d.together)
	post("/together", d.startTogether)
	get("/together/:batch", d.batch)
	get("/together/:batch/services", d.batchServices)
	post("/together/:batch/services", d.saveBatchServices)
	get("/together/:batch/questions/:requirement", d.question)
	post("/together/:batch/questions/:requirement", d.saveQuestion)
	get("/together/:batch/check", d.checkBatch)
	post("/together/:batch/check", d.submitBatch)
	post("/applications/:id/alone", d.alone)
}

// atBatch is the address of a page of several applications together.
func atBatch(l locale.Lang, id uuid.UUID, parts ...string) string {
	return paths.Desk(l, append([]string{"together", id.String()}, parts...)...)
}

func (d *desk) batchOf(c *gin.Context) (admission.Batch, error) {
	id, err := webkit.PathID(c, "batch")
	if err != nil {
		return admission.Batch{}, err
	}
	return d.admissions.BatchOf(c.Request.Context(), d.kit.Actor(c), id)
}

// batch shows the one task list of several drafts, and the receipts of those that were sent.
func (d *desk) batch(c *gin.Context) error {
	b, err := d.batchOf(c)
	if err != nil {
		return err
	}
	p := d.kit.Printer(c)
	v := views.Batch{Crumbs: d.crumbs(c), Title: p.T("apply.batch.title"), Saved: c.Query("saved") != "", New: c.Query("sent") != "" && len(b.Drafts) == 0}
	for _, one := range b.Sent {
		v.Sent = append(v.Sent, sentRow(p, one))
	}
	if len(b.Drafts) > 0 {
		d.batchTasks(c, b, &v)
	}
	d.page(c, http.StatusOK, v.Title, views.BatchPage(v))
	return nil
}

func sentRow(p *locale.Printer, one admission.Application) []components.Cell {
	lang := string(p.Lang())
	due := components.Cell{}
	if one.Status.InQueue() {
		due.Text = p.Date(one.DueOn)
	}
	return []components.Cell{
		{Text: one.Scheme.Name(lang), Note: one.Organiser.Name(lang), Href: at(p.Lang(), one.ID)},
		{Text: one.CaseNumber}, due, {Part: components.Tag(casework.Status(p, one.Status)), Class: "q-state"},
	}
}

func (d *desk) batchTasks(c *gin.Context, b admission.Batch, v *views.Batch) {
	p := d.kit.Printer(c)
	lang := string(p.Lang())
	first := b.Drafts[0]
	saved := first.SavedAt
	offer := components.Task{Title: p.T("apply.services.title"), Href: atBatch(p.Lang(), b.ID, "services"), Tag: todo(p),
		Note: strings.Join(casework.Services(p, b.Services()), ", ")}
	offered := true
	v.Sections = []views.Section{{Title: p.T("apply.draft.company"), Tasks: companyTasks(p, first)}}
	for _, one := range b.Drafts {
		v.Schemes = append(v.Schemes, views.Link{Text: one.Scheme.Name(lang) + ", " + one.Organiser.Name(lang), Href: paths.Desk(p.Lang(), "schemes", one.Scheme.ID.String())})
		v.Notices = append(v.Notices, notices(p, one, true)...)
		offered = offered && len(one.Services) > 0
		if one.SavedAt.After(saved) {
			saved = one.SavedAt
		}
	}
	if offered {
		offer.Tag = ready(p)
	}
	v.Sections = append(v.Sections, views.Section{Title: p.T("apply.draft.offer"), Tasks: []components.Task{offer}})
	shared := views.Section{Title: p.T("apply.batch.shared")}
	var own []views.Section
	done, all := 0, 1
	if offered {
		done++
	}
	for _, q := range b.Questions() {
		k := questionOf(p, b, q)
		task := answerTask(p, k, atBatch(p.Lang(), b.ID, "questions", q.ID.String()))
		if q.Mandatory || k.finding != scheme.FindingMet {
			all++
			if k.finding == scheme.FindingMet {
				done++
			}
		}
		if q.Shared() {
			shared.Tasks = append(shared.Tasks, task)
			continue
		}
		title := b.Drafts[q.Asked[0].Draft].Scheme.Name(lang) + ", " + b.Drafts[q.Asked[0].Draft].Organiser.Name(lang)
		if n := len(own); n == 0 || own[n-1].Title != title {
			own = append(own, views.Section{Title: title})
		}
		own[len(own)-1].Tasks = append(own[len(own)-1].Tasks, task)
	}
	if len(shared.Tasks) > 0 {
		v.Sections = append(v.Sections, shared)
	}
	v.Sections = append(v.Sections, own...)
	last, accepted, books := lastTasks(p, b)
	v.Sections = append(v.Sections, last)
	v.Progress = p.T("apply.draft.progress", "Count", all+books, "Done", p.Number(done+accepted))
	v.Percent = strconv.Itoa(100 * (done + accepted) / (all + books))
	v.SavedAt = p.T("apply.draft.saved_at", "At", saved)
	v.Session = d.sessionEnds(c)
}

// lastTasks is the rulebooks, each accepted by itself, and sending; with how many rulebooks are accepted, of how many.
func lastTasks(p *locale.Printer, b admission.Batch) (last views.Section, accepted, books int) {
	last = views.Section{Title: p.T("apply.draft.send")}
	for _, one := range b.Drafts {
		if one.Rulebook == nil {
			continue
		}
		books++
		task := rulebookTask(p, one)
		task.Title += ": " + one.Scheme.Name(string(p.Lang())) + ", " + one.Organiser.Name(string(p.Lang()))
		if one.RulebookAccepted() {
			accepted++
		}
		last.Tasks = append(last.Tasks, task)
	}
	check := components.Task{Title: p.T("apply.batch.check"), Note: p.T("apply.draft.check_wait"), Tag: components.TagArgs{Text: p.T("apply.tag.later")}}
	if b.Ready() {
		check.Note, check.Href, check.Tag = p.T("apply.draft.check_ready"), atBatch(p.Lang(), b.ID, "check"), todo(p)
	}
	last.Tasks = append(last.Tasks, check)
	return last, accepted, books
}

// questionOf is a question as several drafts ask it.
func questionOf(p *locale.Printer, b admission.Batch, q admission.Question) asked {
	answer, agreed := admission.AnswerOf(b.Drafts, q)
	first := b.Drafts[q.Asked[0].Draft]
	k := asked{Requirement: q.Requirement, stored: answer, finding: admission.FindingOf(b.Drafts, q), today: first.Today,
		current: first.Library[q.EvidenceKind].ID, businessID: first.Producer.BusinessID, differs: !agreed}
	for _, one := range q.Asked {
		draft := b.Drafts[one.Draft]
		if k.before == "" {
			k.before = reasked(p, draft, one.Requirement)
		}
		k.by = append(k.by, draft.Scheme.Name(string(p.Lang()))+", "+draft.Organiser.Name(string(p.Lang())))
		if file := draft.Answers[one.Requirement.ID].File; k.fileHref == "" && file != nil && answer.File != nil && file.ID == answer.File.ID {
			k.fileHref = at(p.Lang(), draft.ID, "requirements", one.Requirement.ID.String(), "file")
		}
	}
	if !q.Shared() {
		k.by = nil
	}
	return k
}

// alone lets a draft be written by itself.
func (d *desk) alone(c *gin.Context) error {
	id, err := webkit.PathID(c, "id")
	if err != nil {
		return err
	}
	if err := d.admissions.LeaveBatch(c.Request.Context(), d.kit.Actor(c), id); err != nil {
		return err
	}
	d.kit.SeeOther(c, at(d.kit.Lang(c), id))
	return nil
}
