package applydesk

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/applydesk"
	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
	"github.com/tuottajatori/tuottajatori/internal/service"
	"github.com/tuottajatori/tuottajatori/internal/web/casework"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
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
		return d.saved(c, draft)
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

func (d *desk) requirement(c *gin.Context) error {
	draft, r, done, err := d.demanded(c)
	if err != nil || done {
		return err
	}
	asked := askedOf(d.kit.Printer(c), draft, r)
	d.showAnswer(c, http.StatusOK, asked, typed(d.kit.Printer(c), asked), d.form(c, draft))
	return nil
}

// askedOf is a requirement as one draft asks it.
func askedOf(p *locale.Printer, draft admission.Draft, r scheme.Requirement) asked {
	return asked{Requirement: r, before: reasked(p, draft, r), stored: draft.Answers[r.ID], finding: draft.Finding(r), today: draft.Today, current: draft.Library[r.EvidenceKind].ID,
		businessID: draft.Producer.BusinessID, fileHref: at(p.Lang(), draft.ID, "requirements", r.ID.String(), "file")}
}

// reasked tells that a question has changed since it was answered, and what the answer was; "" when it has not.
func reasked(p *locale.Printer, draft admission.Draft, r scheme.Requirement) string {
	was, ok := draft.Before(r)
	if !ok {
		return ""
	}
	if text := short(p, r, was); text != "" && was.Given(r.Kind) {
		return p.T("apply.draft.reasked_was", "Answer", text)
	}
	return p.T("apply.draft.reasked")
}

// demanded reads the draft and the requirement that the address names.
func (d *desk) demanded(c *gin.Context) (admission.Draft, scheme.Requirement, bool, error) {
	draft, done, err := d.draft(c)
	if err != nil || done {
		return draft, scheme.Requirement{}, done, err
	}
	id, err := webkit.PathID(c, "requirement")
	if err != nil {
		return draft, scheme.Requirement{}, false, err
	}
	i := slices.IndexFunc(draft.Requirements, func(r scheme.Requirement) bool { return r.ID == id })
	if i < 0 {
		return draft, scheme.Requirement{}, false, admission.FaultNotFound
	}
	return draft, draft.Requirements[i], false, nil
}

// keepAnswer reads the answer in a form, saves it, and lets it stand elsewhere if the form asks so. The form is what was typed,
// with an error too.
func (d *desk) keepAnswer(c *gin.Context, k asked, save func(version int, answer scheme.Answer) error) (f answerForm, err error) {
	if err := d.kit.Bind(c, &f); err != nil {
		return f, err
	}
	answer, err := d.readAnswer(c, &f, k)
	if err == nil {
		err = save(f.Version, answer)
	}
	if err == nil {
		err = d.spread(c, f, k.Requirement)
	}
	return f, err
}

func (d *desk) saveRequirement(c *gin.Context) error {
	draft, r, done, err := d.demanded(c)
	if err != nil || done {
		return err
	}
	p := d.kit.Printer(c)
	f, err := d.keepAnswer(c, askedOf(p, draft, r), func(version int, answer scheme.Answer) error {
		return d.admissions.SaveAnswer(c.Request.Context(), d.kit.Actor(c), draft.ID, version, r.ID, answer)
	})
	if err == nil {
		return d.saved(c, draft)
	}
	if errs := d.kit.FieldErrors(c, err); errs != nil {
		form := d.form(c, draft)
		form.Errors = errs
		d.showAnswer(c, http.StatusUnprocessableEntity, askedOf(p, draft, r), f, form)
		return nil
	}
	_, err = d.stale(c, err, draft.ID, func(_ context.Context, now admission.Draft) {
		form := d.form(c, now)
		form.Stale = nowStored(p, storedText(p, r, now.Answers[r.ID]))
		d.showAnswer(c, http.StatusConflict, askedOf(p, now, r), f, form)
	})
	return err
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
	if draft.RulebookMoved() {
		form.Notice = p.T("apply.rulebook.moved", "Date", draft.Rulebook.ValidFrom)
	}
	text, lang := draft.Rulebook.Text(string(p.Lang()))
	v := views.Rulebook{Form: form, ID: draft.Rulebook.ID.String(), Title: p.T("apply.rulebook.title", "Version", draft.Rulebook.Version),
		Lines: wording.Paragraphs(text), Lang: lang, Accepted: draft.RulebookAccepted()}
	if lang != string(p.Lang()) {
		var names []string
		for _, l := range draft.Rulebook.Languages() {
			names = append(names, p.Language(string(l)))
		}
		v.Only = p.T("apply.rulebook.only", "Languages", strings.Join(names, ", "))
	}
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
	book, err := webkit.FormID(cmd.Rulebook)
	if err != nil {
		return err
	}
	err = d.admissions.AcceptRulebook(c.Request.Context(), d.kit.Actor(c), draft.ID, cmd.Version, book)
	if err == nil {
		return d.saved(c, draft)
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
