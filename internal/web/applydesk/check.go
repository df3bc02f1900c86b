package applydesk

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/applydesk"
	"github.com/tuottajatori/tuottajatori/frontend/pages/casefile"
	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/casework"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

func (d *desk) check(c *gin.Context) error {
	draft, done, err := d.draft(c)
	if err != nil || done {
		return err
	}
	return d.showCheck(c, http.StatusOK, draft, d.form(c, draft))
}

func (d *desk) showCheck(c *gin.Context, status int, draft admission.Draft, form views.Form) error {
	p := d.kit.Printer(c)
	day, clock, err := d.admissions.DueIfSentNow(c.Request.Context(), draft.Scheme)
	if err != nil {
		return err
	}
	v := views.Check{Form: form, Title: p.T("apply.check.title"), Lists: answers(p, draft), Missing: missing(p, draft),
		Promise: due(p, "apply.check.promise_", clock, day)}
	d.page(c, status, v.Title, views.CheckPage(v))
	return nil
}

// answers writes the whole draft as lists with links to change each part.
func answers(p *locale.Printer, draft admission.Draft) []components.SummaryArgs {
	lang := string(p.Lang())
	change := func(what string, parts ...string) []components.Action {
		return []components.Action{{Text: p.T("apply.check.change"), Hidden: what, Href: at(p.Lang(), draft.ID, parts...)}}
	}
	lists := []components.SummaryArgs{
		{Card: p.T("apply.check.producer"), Rows: []components.SummaryRow{
			{Key: p.T("apply.check.name"), Value: draft.Producer.Name}, {Key: p.T("apply.check.business_id"), Value: casework.BusinessID(p, draft.Producer.BusinessID)}}},
		{Card: p.T("apply.draft.offer"), Rows: []components.SummaryRow{
			{Key: p.T("apply.services.title"), Lines: casework.Services(p, draft.Services), Actions: change(p.T("apply.services.title"), "services")}}},
	}
	demands := components.SummaryArgs{Card: p.T("apply.draft.requirements")}
	for _, r := range draft.Requirements {
		href := at(p.Lang(), draft.ID, "requirements", r.ID.String(), "file")
		answer := casework.Answer(p, r, draft.Answers[r.ID], href)
		title, _ := r.Others(lang)
		demands.Rows = append(demands.Rows, components.SummaryRow{Key: r.Title(lang), KeyLang: title, Part: casefile.AnswerView(answer),
			Actions: change(r.Title(lang), "requirements", r.ID.String())})
	}
	if len(demands.Rows) > 0 {
		lists = append(lists, demands)
	}
	if draft.Rulebook != nil {
		lists = append(lists, components.SummaryArgs{Card: p.T("apply.draft.rulebook"), Rows: []components.SummaryRow{rulebookRow(p, draft)}})
	}
	return lists
}

// rulebookRow tells whether the rules in force are accepted.
func rulebookRow(p *locale.Printer, draft admission.Draft) components.SummaryRow {
	state := p.T("apply.rulebook.not_accepted")
	if draft.RulebookAccepted() {
		state = p.T("apply.rulebook.accepted")
	}
	title := p.T("apply.rulebook.title", "Version", draft.Rulebook.Version)
	return components.SummaryRow{Key: title, Value: state,
		Actions: []components.Action{{Text: p.T("apply.check.change"), Hidden: title, Href: at(p.Lang(), draft.ID, "rulebook")}}}
}

// missing lists what keeps the draft from being sent, each leading to its section.
func missing(p *locale.Printer, draft admission.Draft) []components.ErrorItem {
	titles := map[string]string{}
	for _, r := range draft.Requirements {
		titles[r.ID.String()] = r.Title(string(p.Lang()))
	}
	var out []components.ErrorItem
	for _, m := range draft.Missing() {
		part, why, href := p.T("apply.services.title"), p.T("fault.admission.choose_service"), at(p.Lang(), draft.ID, "services")
		switch m.Part {
		case admission.PartRequirement:
			id := m.Requirement.String()
			part, why, href = titles[id], p.T("apply.finding."+string(m.Finding)), at(p.Lang(), draft.ID, "requirements", id)
		case admission.PartRulebook:
			part, why, href = p.T("apply.draft.rulebook"), p.T("fault.admission.accept"), at(p.Lang(), draft.ID, "rulebook")
			if draft.RulebookMoved() {
				why = p.T("apply.rulebook.moved", "Date", draft.Rulebook.ValidFrom)
			}
		}
		out = append(out, components.ErrorItem{Text: p.T("apply.check.missing_item", "Part", part, "Why", why), Href: href})
	}
	return out
}

func (d *desk) submit(c *gin.Context) error {
	id, err := webkit.PathID(c, "id")
	if err != nil {
		return err
	}
	var cmd struct {
		Version int `form:"version"`
	}
	if err := d.kit.Bind(c, &cmd); err != nil {
		return err
	}
	ctx, a := c.Request.Context(), d.kit.Actor(c)
	err = d.admissions.Submit(ctx, a, id, cmd.Version, string(d.kit.Lang(c)))
	if err == nil {
		d.kit.SeeOther(c, at(d.kit.Lang(c), id)+"?sent=1")
		return nil
	}
	status := http.StatusConflict
	switch f := fault.From(err); {
	case f.Is(admission.FaultIncomplete):
		status = http.StatusUnprocessableEntity
	case !f.Is(admission.FaultStale):
		return err
	}
	draft, done, err := d.draft(c)
	if err != nil || done {
		return err
	}
	form := d.form(c, draft)
	if status == http.StatusConflict {
		form.Stale = d.kit.Printer(c).T("apply.stale.check")
	}
	return d.showCheck(c, status, draft, form)
}
