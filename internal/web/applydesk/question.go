package applydesk

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/applydesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/evidence"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

// questionForm is an answer to an organiser's question as typed.
type questionForm struct {
	ID    string   `form:"id"` // the question's
	Text  string   `form:"text"`
	Items []string `form:"items"` // files of the library that go along
	Kept  []string `form:"kept"`  // files that were sent with this form before
	More  string   `form:"more"`  // another file is to be added
}

// openQuestion is the application that the address names, and its question that waits for an answer.
func (d *desk) openQuestion(c *gin.Context) (app admission.Application, q admission.Clarification, err error) {
	id, err := webkit.PathID(c, "id")
	if err != nil {
		return app, q, err
	}
	ctx, a := c.Request.Context(), d.kit.Actor(c)
	if app, err = d.admissions.Application(ctx, a, id); err != nil {
		return app, q, err
	}
	d.matterOf(c, app.Organiser)
	asked, err := d.admissions.Clarifications(ctx, a, id)
	if err != nil {
		return app, q, err
	}
	i := slices.IndexFunc(asked, admission.Clarification.Open)
	if i < 0 {
		return app, q, nil
	}
	return app, asked[i], nil
}

func (d *desk) clarification(c *gin.Context) error {
	app, q, err := d.openQuestion(c)
	if err != nil {
		return err
	}
	if q.ID == uuid.Nil { // answered by a colleague, or the officers went on
		d.kit.SeeOther(c, at(d.kit.Lang(c), app.ID))
		return nil
	}
	return d.showClarification(c, http.StatusOK, app, q, questionForm{}, nil)
}

func (d *desk) showClarification(c *gin.Context, status int, app admission.Application, q admission.Clarification, f questionForm, errs map[string]string) error {
	p := d.kit.Printer(c)
	lang := string(p.Lang())
	v := views.Clarification{Back: at(p.Lang(), app.ID), Kicker: app.CaseNumber + ", " + app.Scheme.Name(lang), ID: q.ID.String(), Text: f.Text, Errors: errs,
		Title: p.T("apply.question.title", "Organiser", app.Organiser.Name(lang)), Asked: wording.Paragraphs(q.Question), By: p.T("apply.question.by", "Date", q.AnswerBy)}
	shelf, err := d.shelf(c)
	if err != nil {
		return err
	}
	for _, kind := range evidence.Kinds() {
		item, there := evidence.Pick(shelf.items, shelf.own.BusinessID, shelf.today)[kind]
		if !there || item.File == nil {
			continue
		}
		id := item.File.ID.String()
		v.Items = append(v.Items, components.Choice{Value: id, Text: kindName(p, kind), Hint: itemName(p, item) + ". " + itemDays(p, item), Checked: slices.Contains(f.Items, id)})
	}
	for _, text := range f.Kept {
		if kept, ok := d.kept(c, text); ok {
			v.Kept = append(v.Kept, views.Link{Text: kept.Name, Href: kept.ID.String()})
		}
	}
	d.page(c, status, v.Title, views.ClarificationPage(v))
	return nil
}

func (d *desk) answerClarification(c *gin.Context) error {
	app, q, err := d.openQuestion(c)
	if err != nil {
		return err
	}
	var f questionForm
	if err := d.kit.Bind(c, &f); err != nil {
		return err
	}
	asked, err := webkit.FormID(f.ID)
	if err != nil {
		return err
	}
	err = d.takeFile(c, &f)
	if err == nil && f.More != "" && q.ID == asked {
		return d.showClarification(c, http.StatusOK, app, q, f, nil)
	}
	if err == nil {
		err = d.sendAnswer(c, app.ID, asked, f)
	}
	if err == nil {
		d.kit.SeeOther(c, at(d.kit.Lang(c), app.ID)+"?answered=1")
		return nil
	}
	errs := d.kit.FieldErrors(c, err)
	if errs == nil || fault.Is(err, fault.CodeMalformed) || q.ID != asked {
		return err
	}
	return d.showClarification(c, http.StatusUnprocessableEntity, app, q, f, errs)
}

// takeFile keeps a file that came along.
func (d *desk) takeFile(c *gin.Context, f *questionForm) error {
	head, err := d.kit.File(c, "file")
	if err != nil || head == nil {
		return err
	}
	file, err := d.upload(c, head)
	if err == nil && !slices.Contains(f.Kept, file.ID.String()) {
		f.Kept = append(f.Kept, file.ID.String())
	}
	return err
}

func (d *desk) sendAnswer(c *gin.Context, application, question uuid.UUID, f questionForm) error {
	var files []uuid.UUID
	for _, text := range append(slices.Clone(f.Items), f.Kept...) {
		id, err := webkit.FormID(text)
		if err != nil {
			return err
		}
		if !slices.Contains(files, id) {
			files = append(files, id)
		}
	}
	return d.admissions.AnswerClarification(c.Request.Context(), d.kit.Actor(c), application, question, f.Text, files)
}

// asked writes the organiser's questions and what was answered, for the application's page.
func (d *desk) asked(c *gin.Context, id uuid.UUID) ([]views.Asked, error) {
	list, err := d.admissions.Clarifications(c.Request.Context(), d.kit.Actor(c), id)
	if err != nil {
		return nil, err
	}
	p := d.kit.Printer(c)
	out := make([]views.Asked, len(list))
	for i, one := range list {
		out[i] = views.Asked{Question: wording.Paragraphs(one.Question), At: p.T("apply.question.asked", "At", one.AskedAt), Answer: answerLines(p, one)}
		if one.Open() {
			out[i].Until = p.T("apply.question.by", "Date", one.AnswerBy)
			continue
		}
		for _, file := range one.Answer.Files {
			out[i].Files = append(out[i].Files, views.Link{Text: file.Name, Href: paths.Desk(p.Lang(), "files", file.ID.String())})
		}
	}
	return out, nil
}

func answerLines(p *locale.Printer, q admission.Clarification) []string {
	switch {
	case q.Open():
		return nil
	case q.Answer.Lapsed:
		return []string{p.T("apply.question.lapsed", "Date", q.AnswerBy)}
	default:
		return append([]string{p.T("apply.question.answered", "At", q.Answer.At, "Name", q.Answer.By)}, strings.Split(q.Answer.Text, "\n")...)
	}
}
