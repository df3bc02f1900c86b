package applydesk

import (
	"context"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/applydesk"
	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
	"github.com/tuottajatori/tuottajatori/internal/service"
	"github.com/tuottajatori/tuottajatori/internal/web/casework"
)

func (d *desk) services(c *gin.Context) error {
	draft, done, err := d.draft(c)
	if err != nil || done {
		return err
	}
	d.showServices(c, http.StatusOK, draft, draft.Services, d.form(c, draft))
	return nil
}

func (d *desk) showServices(c *gin.Context, status int, draft admission.Draft, chosen []string, form views.Form) {
	p := d.kit.Printer(c)
	v := views.Services{Form: form, Groups: serviceGroups(p, draft.Choices, chosen)}
	d.page(c, status, p.T("apply.services.title"), views.ServicesPage(v))
}

// serviceGroups lays the services out by group, in the order of the public tray.
func serviceGroups(p *locale.Printer, choices, chosen []string) []views.ServiceGroup {
	lang := string(p.Lang())
	var out []views.ServiceGroup
	for _, g := range service.Groups() {
		var items []components.Choice
		for _, s := range service.InGroup(g.Key) {
			if slices.Contains(choices, s.Key) {
				items = append(items, components.Choice{Value: s.Key, Text: s.Name(lang), Checked: slices.Contains(chosen, s.Key)})
			}
		}
		if len(items) > 0 {
			out = append(out, views.ServiceGroup{Title: g.Name(lang), Items: items})
		}
	}
	return out
}

func (d *desk) saveServices(c *gin.Context) error {
	draft, done, err := d.draft(c)
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
	err = d.admissions.SaveServices(c.Request.Context(), d.kit.Actor(c), draft.ID, cmd.Version, cmd.Services)
	if err == nil {
		return d.saved(c, draft.ID)
	}
	if errs := d.kit.FieldErrors(c, err); errs != nil {
		form := d.form(c, draft)
		form.Errors = errs
		d.showServices(c, http.StatusUnprocessableEntity, draft, cmd.Services, form)
		return nil
	}
	_, err = d.stale(c, err, draft.ID, func(_ context.Context, now admission.Draft) {
		p, form := d.kit.Printer(c), d.form(c, now)
		form.Stale = nowStored(p, strings.Join(casework.Services(p, now.Services), ", "))
		d.showServices(c, http.StatusConflict, now, cmd.Services, form)
	})
	return err
}

// answerForm is one requirement's answer as typed.
type answerForm struct {
	Version int    `form:"version"`
	Answer  string `form:"answer"`
	Day     string `form:"answer-day"`
	Month   string `form:"answer-month"`
	Year    string `form:"answer-year"`
	Kept    string `form:"kept"` // id of a file that was sent with a form that could not be saved
}

// typed writes a stored answer into the form's fields.
func typed(p *locale.Printer, r scheme.Requirement, a scheme.Answer) answerForm {
	var f answerForm
	switch {
	case !a.Given(r.Kind):
	case r.Kind == scheme.KindDeclaration && *a.Declared:
		f.Answer = "yes"
	case r.Kind == scheme.KindDeclaration:
		f.Answer = "no"
	case r.Kind == scheme.KindNumber:
		f.Answer = a.Number.Format(string(p.Lang()))
	case r.Kind == scheme.KindDate:
		f.Day, f.Month, f.Year = casework.DateParts(a.Date)
	case r.Kind == scheme.KindText:
		f.Answer = a.Text
	}
	return f
}

// read makes an answer of what was typed. An empty field clears the answer.
func (f answerForm) read(r scheme.Requirement) (scheme.Answer, error) {
	var a scheme.Answer
	switch r.Kind {
	case scheme.KindDeclaration:
		yes := f.Answer == "yes"
		if !yes && f.Answer != "no" {
			return a, fault.Invalid().On("answer", "fault.admission.choose_answer")
		}
		a.Declared = &yes
	case scheme.KindNumber:
		if f.Answer == "" {
			return a, nil
		}
		n, err := scheme.ParseNumber(f.Answer)
		if err != nil {
			return a, fault.Invalid().On("answer", "fault.admission.number").Because(err)
		}
		a.Number = &n
	case scheme.KindDate:
		day, ok := casework.ParseDate(f.Day, f.Month, f.Year)
		if !ok {
			return a, fault.Invalid().On("answer-date", "fault.admission.date")
		}
		a.Date = day
	case scheme.KindText:
		a.Text = f.Answer
	}
	return a, nil
}

func (d *desk) requirement(c *gin.Context) error {
	draft, r, done, err := d.demanded(c)
	if err != nil || done {
		return err
	}
	p := d.kit.Printer(c)
	d.showRequirement(c, http.StatusOK, draft, r, typed(p, r, draft.Answers[r.ID]), d.form(c, draft))
	return nil
}

// demanded reads the draft and the requirement that the address names.
func (d *desk) demanded(c *gin.Context) (admission.Draft, scheme.Requirement, bool, error) {
	draft, done, err := d.draft(c)
	if err != nil || done {
		return draft, scheme.Requirement{}, done, err
	}
	id, err := casework.ID(c, "requirement")
	if err != nil {
		return draft, scheme.Requirement{}, false, err
	}
	i := slices.IndexFunc(draft.Requirements, func(r scheme.Requirement) bool { return r.ID == id })
	if i < 0 {
		return draft, scheme.Requirement{}, false, admission.FaultNotFound
	}
	return draft, draft.Requirements[i], false, nil
}

func (d *desk) showRequirement(c *gin.Context, status int, draft admission.Draft, r scheme.Requirement, f answerForm, form views.Form) {
	p := d.kit.Printer(c)
	lang := string(p.Lang())
	stored := draft.Answers[r.ID]
	v := views.Requirement{Form: form, Kind: string(r.Kind), Title: r.Title(lang), Help: r.Help(lang), Limit: casework.Limit(p, r, draft.Today),
		Must: casework.Must(p, r), Yes: f.Answer == "yes", No: f.Answer == "no", Value: f.Answer, Day: f.Day, Month: f.Month, Year: f.Year}
	if stored.File != nil {
		v.File = casework.File(p, *stored.File, at(p.Lang(), draft.ID, "requirements", r.ID.String(), "file"))
	}
	if f.Kept != "" {
		if kept, ok := d.kept(c, f.Kept); ok {
			v.Kept, v.KeptName = f.Kept, kept.Name
		}
	}
	if finding := r.Check(stored, draft.Today); stored.Given(r.Kind) && finding != scheme.FindingMet {
		v.Lacks = p.T("apply.finding." + string(finding))
	}
	d.page(c, status, v.Title, views.RequirementPage(v))
}

// kept finds a file of the producer that was uploaded with a form which could not be saved.
func (d *desk) kept(c *gin.Context, text string) (producer.File, bool) {
	id, err := uuid.Parse(text)
	if err != nil {
		return producer.File{}, false
	}
	f, err := d.producers.File(c.Request.Context(), d.kit.Actor(c), id)
	return f, err == nil
}

func (d *desk) saveRequirement(c *gin.Context) error {
	draft, r, done, err := d.demanded(c)
	if err != nil || done {
		return err
	}
	var f answerForm
	if err := d.kit.Bind(c, &f); err != nil {
		return err
	}
	answer, err := f.read(r)
	if err == nil && r.Kind == scheme.KindAttachment {
		f.Kept, answer, err = d.attach(c, f.Kept, draft.Answers[r.ID])
	}
	if err == nil {
		err = d.admissions.SaveAnswer(c.Request.Context(), d.kit.Actor(c), draft.ID, f.Version, r.ID, answer)
	}
	if err == nil {
		return d.saved(c, draft.ID)
	}
	if errs := d.kit.FieldErrors(c, err); errs != nil {
		form := d.form(c, draft)
		form.Errors = errs
		d.showRequirement(c, http.StatusUnprocessableEntity, draft, r, f, form)
		return nil
	}
	_, err = d.stale(c, err, draft.ID, func(_ context.Context, now admission.Draft) {
		p, form := d.kit.Printer(c), d.form(c, now)
		form.Stale = nowStored(p, storedText(p, r, now.Answers[r.ID]))
		d.showRequirement(c, http.StatusConflict, now, r, f, form)
	})
	return err
}

func storedText(p *locale.Printer, r scheme.Requirement, a scheme.Answer) string {
	if !a.Given(r.Kind) {
		return ""
	}
	return short(p, r, a)
}

// attach stores the uploaded file, or takes the one that an earlier try stored, or the one that the answer has.
func (d *desk) attach(c *gin.Context, kept string, stored scheme.Answer) (string, scheme.Answer, error) {
	head, err := d.kit.File(c, "file")
	if err != nil {
		return kept, scheme.Answer{}, err
	}
	if head != nil {
		f, err := d.upload(c, head)
		if err != nil {
			return kept, scheme.Answer{}, err
		}
		return f.ID.String(), scheme.Answer{File: &scheme.Evidence{ID: f.ID}}, nil
	}
	if f, ok := d.kept(c, kept); ok {
		return kept, scheme.Answer{File: &scheme.Evidence{ID: f.ID}}, nil
	}
	if stored.File != nil {
		return "", stored, nil
	}
	return "", scheme.Answer{}, fault.Invalid().On("file", "fault.admission.choose_file")
}

func (d *desk) upload(c *gin.Context, head *multipart.FileHeader) (producer.File, error) {
	body, err := head.Open()
	if err != nil {
		return producer.File{}, err
	}
	defer body.Close()
	a := d.kit.Actor(c)
	return d.producers.Upload(c.Request.Context(), a, a.Organisation, head.Filename, body)
}

func (d *desk) rulebook(c *gin.Context) error {
	draft, done, err := d.draft(c)
	if err != nil || done {
		return err
	}
	return d.showRulebook(c, http.StatusOK, draft, d.form(c, draft))
}

func (d *desk) showRulebook(c *gin.Context, status int, draft admission.Draft, form views.Form) error {
	if draft.Rulebook == nil {
		return admission.FaultNotFound
	}
	p := d.kit.Printer(c)
	v := views.Rulebook{Form: form, ID: draft.Rulebook.ID.String(), Title: p.T("apply.rulebook.title", "Version", draft.Rulebook.Version),
		Lines: casework.Paragraphs(draft.Rulebook.Text(string(p.Lang()))), Accepted: draft.RulebookAccepted()}
	d.page(c, status, v.Title, views.RulebookPage(v))
	return nil
}

func (d *desk) acceptRulebook(c *gin.Context) error {
	draft, done, err := d.draft(c)
	if err != nil || done {
		return err
	}
	var cmd struct {
		Version  int    `form:"version"`
		Rulebook string `form:"rulebook"`
		Accept   string `form:"accept"`
	}
	if err := d.kit.Bind(c, &cmd); err != nil {
		return err
	}
	if cmd.Accept != "yes" {
		form := d.form(c, draft)
		form.Errors = d.kit.FieldErrors(c, fault.Invalid().On("accept", "fault.admission.accept"))
		return d.showRulebook(c, http.StatusUnprocessableEntity, draft, form)
	}
	book, err := casework.FormID(cmd.Rulebook)
	if err != nil {
		return err
	}
	err = d.admissions.AcceptRulebook(c.Request.Context(), d.kit.Actor(c), draft.ID, cmd.Version, book)
	if err == nil {
		return d.saved(c, draft.ID)
	}
	shown, err := d.stale(c, err, draft.ID, func(_ context.Context, now admission.Draft) {
		p, form := d.kit.Printer(c), d.form(c, now)
		state := p.T("apply.rulebook.not_accepted")
		if now.RulebookAccepted() {
			state = p.T("apply.rulebook.accepted")
		}
		form.Stale = nowStored(p, state)
		_ = d.showRulebook(c, http.StatusConflict, now, form) // the draft has a rulebook, or the save had not been stale
	})
	if shown {
		return nil
	}
	return err
}
