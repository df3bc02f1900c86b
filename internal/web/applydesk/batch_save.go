package applydesk

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/applydesk"
	"github.com/tuottajatori/tuottajatori/frontend/pages/casefile"
	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
	"github.com/tuottajatori/tuottajatori/internal/web/casework"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// written is the drafts that the address names; done is true when none is left to write, and the receipts are shown.
func (d *desk) written(c *gin.Context) (b admission.Batch, done bool, err error) {
	if b, err = d.batchOf(c); err != nil {
		return b, false, err
	}
	if len(b.Drafts) == 0 {
		d.kit.SeeOther(c, atBatch(d.kit.Lang(c), b.ID))
		return b, true, nil
	}
	return b, false, nil
}

func (d *desk) batchForm(c *gin.Context, b admission.Batch) views.Form {
	p := d.kit.Printer(c)
	return views.Form{Back: atBatch(p.Lang(), b.ID), Kicker: p.T("apply.batch.kicker", "Count", len(b.Drafts)), Version: strconv.Itoa(b.Version())}
}

func (d *desk) batchServices(c *gin.Context) error {
	b, done, err := d.written(c)
	if err != nil || done {
		return err
	}
	d.showBatchServices(c, http.StatusOK, b, b.Services(), d.batchForm(c, b))
	return nil
}

func (d *desk) showBatchServices(c *gin.Context, status int, b admission.Batch, chosen []string, form views.Form) {
	p := d.kit.Printer(c)
	v := views.Services{Form: form, Groups: serviceGroups(p, b.Choices(), chosen)}
	for i := range v.Groups {
		for j := range v.Groups[i].Items {
			item := &v.Groups[i].Items[j]
			item.Hint = takers(p, b, item.Value)
		}
	}
	d.page(c, status, p.T("apply.services.title"), views.ServicesPage(v))
}

// takers tells which schemes take a service; nothing when all do.
func takers(p *locale.Printer, b admission.Batch, service string) string {
	var names []string
	for _, one := range b.Drafts {
		if slices.Contains(one.Choices, service) {
			names = append(names, one.Scheme.Name(string(p.Lang()))+" ("+one.Organiser.Name(string(p.Lang()))+")")
		}
	}
	if len(names) == len(b.Drafts) {
		return ""
	}
	return strings.Join(names, "; ")
}

func (d *desk) saveBatchServices(c *gin.Context) error {
	b, done, err := d.written(c)
	if err != nil || done {
		return err
	}
	var cmd struct {
		Version  int      `form:"version"`
		Services []string `form:"services"`
	}
	if err := d.kit.Bind(c, &cmd); err != nil {
		return err
	}
	err = d.admissions.SaveBatchServices(c.Request.Context(), d.kit.Actor(c), b.ID, cmd.Version, cmd.Services)
	return d.batchSaved(c, b, err, func(now admission.Batch, status int, form views.Form) {
		if status == http.StatusConflict {
			form.Stale = nowStored(d.kit.Printer(c), strings.Join(casework.Services(d.kit.Printer(c), now.Services()), ", "))
		}
		d.showBatchServices(c, status, now, cmd.Services, form)
	})
}

// batchSaved goes on after a save, or draws the page again with what was wrong, or with what is stored meanwhile.
func (d *desk) batchSaved(c *gin.Context, b admission.Batch, err error, again func(now admission.Batch, status int, form views.Form)) error {
	if err == nil {
		d.kit.SeeOther(c, atBatch(d.kit.Lang(c), b.ID)+"?saved=1")
		return nil
	}
	if errs := d.kit.FieldErrors(c, err); errs != nil && !fault.Is(err, fault.CodeMalformed) {
		form := d.batchForm(c, b)
		form.Errors = errs
		again(b, http.StatusUnprocessableEntity, form)
		return nil
	}
	if !errors.Is(err, admission.FaultStale) {
		return err
	}
	now, done, err := d.written(c)
	if err != nil || done {
		return err
	}
	again(now, http.StatusConflict, d.batchForm(c, now))
	return nil
}

// questioned is the drafts and the question that the address names.
func (d *desk) questioned(c *gin.Context) (b admission.Batch, q admission.Question, done bool, err error) {
	if b, done, err = d.written(c); err != nil || done {
		return b, q, done, err
	}
	id, err := webkit.PathID(c, "requirement")
	if err != nil {
		return b, q, false, err
	}
	q, there := b.Question(id)
	if !there {
		return b, q, false, admission.FaultNotFound
	}
	return b, q, false, nil
}

func (d *desk) question(c *gin.Context) error {
	b, q, done, err := d.questioned(c)
	if err != nil || done {
		return err
	}
	p := d.kit.Printer(c)
	k := questionOf(p, b, q)
	d.showAnswer(c, http.StatusOK, k, typed(p, k), d.batchForm(c, b))
	return nil
}

func (d *desk) saveQuestion(c *gin.Context) error {
	b, q, done, err := d.questioned(c)
	if err != nil || done {
		return err
	}
	p := d.kit.Printer(c)
	f, err := d.keepAnswer(c, questionOf(p, b, q), func(version int, answer scheme.Answer) error {
		return d.admissions.SaveQuestion(c.Request.Context(), d.kit.Actor(c), b.ID, version, q.ID, answer)
	})
	return d.batchSaved(c, b, err, func(now admission.Batch, status int, form views.Form) {
		asks, there := now.Question(q.ID)
		if !there {
			asks = q
		}
		k := questionOf(p, now, asks)
		if status == http.StatusConflict {
			form.Stale = nowStored(p, storedText(p, k.Requirement, k.stored))
		}
		d.showAnswer(c, status, k, f, form)
	})
}

func (d *desk) checkBatch(c *gin.Context) error {
	b, done, err := d.written(c)
	if err != nil || done {
		return err
	}
	return d.showBatchCheck(c, http.StatusOK, b, d.batchForm(c, b))
}

func (d *desk) showBatchCheck(c *gin.Context, status int, b admission.Batch, form views.Form) error {
	p := d.kit.Printer(c)
	lang := string(p.Lang())
	v := views.BatchCheck{Form: form, Title: p.T("apply.check.title")}
	shared := components.SummaryArgs{Card: p.T("apply.batch.shared")}
	for _, q := range b.Questions() {
		if !q.Shared() {
			continue
		}
		k := questionOf(p, b, q)
		shared.Rows = append(shared.Rows, components.SummaryRow{Key: q.Title(lang), Part: casefile.AnswerView(casework.Answer(p, q.Requirement, k.stored, k.fileHref)),
			Actions: []components.Action{{Text: p.T("apply.check.change"), Hidden: q.Title(lang), Href: atBatch(p.Lang(), b.ID, "questions", q.ID.String())}}})
	}
	first := b.Drafts[0]
	v.Lists = append(v.Lists, components.SummaryArgs{Card: p.T("apply.check.producer"), Rows: []components.SummaryRow{
		{Key: p.T("apply.check.name"), Value: first.Producer.Name}, {Key: p.T("apply.check.business_id"), Value: casework.BusinessID(p, first.Producer.BusinessID)}}})
	if len(shared.Rows) > 0 {
		v.Lists = append(v.Lists, shared)
	}
	for _, one := range b.Drafts {
		list, err := d.ownPart(c, b, one)
		if err != nil {
			return err
		}
		v.Lists = append(v.Lists, list)
		v.Missing = append(v.Missing, batchMissing(p, one)...)
	}
	v.Send = p.T("apply.batch.send", "Count", len(b.Drafts))
	d.page(c, status, v.Title, views.BatchCheckPage(v))
	return nil
}

// ownPart is what only one of the drafts says, and when its decision comes.
func (d *desk) ownPart(c *gin.Context, b admission.Batch, one admission.Draft) (components.SummaryArgs, error) {
	p := d.kit.Printer(c)
	lang := string(p.Lang())
	due, _, err := d.admissions.DueIfSentNow(c.Request.Context(), one.Scheme)
	if err != nil {
		return components.SummaryArgs{}, err
	}
	change := func(what string, href string) []components.Action {
		return []components.Action{{Text: p.T("apply.check.change"), Hidden: what, Href: href}}
	}
	list := components.SummaryArgs{Card: one.Scheme.Name(lang) + ", " + one.Organiser.Name(lang), Rows: []components.SummaryRow{
		{Key: p.T("apply.receipt.case"), Value: one.CaseNumber},
		{Key: p.T("apply.services.title"), Lines: casework.Services(p, one.Services), Actions: change(p.T("apply.services.title"), atBatch(p.Lang(), b.ID, "services"))}}}
	for _, q := range b.Questions() {
		if q.Shared() || q.Asked[0].Application != one.ID {
			continue
		}
		answer := casework.Answer(p, q.Requirement, one.Answers[q.ID], at(p.Lang(), one.ID, "requirements", q.ID.String(), "file"))
		list.Rows = append(list.Rows, components.SummaryRow{Key: q.Title(lang), Part: casefile.AnswerView(answer),
			Actions: change(q.Title(lang), atBatch(p.Lang(), b.ID, "questions", q.ID.String()))})
	}
	if one.Rulebook != nil {
		list.Rows = append(list.Rows, rulebookRow(p, one))
	}
	list.Rows = append(list.Rows, components.SummaryRow{Key: p.T("apply.receipt.due"), Value: p.Date(due)})
	return list, nil
}

// batchMissing lists what keeps a draft from being sent with the others.
func batchMissing(p *locale.Printer, one admission.Draft) []components.ErrorItem {
	name := one.Scheme.Name(string(p.Lang())) + ", " + one.Organiser.Name(string(p.Lang()))
	var out []components.ErrorItem
	if !one.Scheme.AcceptsOn(one.Today) {
		out = append(out, components.ErrorItem{Text: p.T("apply.check.missing_item", "Part", name, "Why", p.T("fault.admission.closed")), Href: at(p.Lang(), one.ID)})
	}
	for _, item := range missing(p, one) {
		out = append(out, components.ErrorItem{Text: name + ": " + item.Text, Href: item.Href})
	}
	return out
}

func (d *desk) submitBatch(c *gin.Context) error {
	id, err := webkit.PathID(c, "batch")
	if err != nil {
		return err
	}
	var cmd struct {
		Version int `form:"version"`
	}
	if err := d.kit.Bind(c, &cmd); err != nil {
		return err
	}
	err = d.admissions.SubmitBatch(c.Request.Context(), d.kit.Actor(c), id, cmd.Version, string(d.kit.Lang(c)))
	if err == nil {
		d.kit.SeeOther(c, atBatch(d.kit.Lang(c), id)+"?sent=1")
		return nil
	}
	f := fault.From(err)
	status := http.StatusUnprocessableEntity
	if f.Is(admission.FaultStale) {
		status = http.StatusConflict
	} else if !f.Is(admission.FaultIncomplete) && !f.Is(admission.FaultClosed) {
		return err
	}
	b, done, err := d.written(c)
	if err != nil || done {
		return err
	}
	form := d.batchForm(c, b)
	if status == http.StatusConflict {
		form.Stale = d.kit.Printer(c).T("apply.stale.check")
	}
	return d.showBatchCheck(c, status, b, form)
}
