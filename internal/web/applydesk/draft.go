package applydesk

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/applydesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
	"github.com/tuottajatori/tuottajatori/internal/web/casework"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// application shows the task list of a draft, and the receipt of what was sent.
func (d *desk) application(c *gin.Context) error {
	id, err := webkit.PathID(c, "id")
	if err != nil {
		return err
	}
	ctx, a := c.Request.Context(), d.kit.Actor(c)
	draft, err := d.admissions.DraftOf(ctx, a, id)
	if err != nil {
		return err
	}
	d.matterOf(c, draft.Organiser)
	if draft.Status != admission.StatusDraft {
		return d.receipt(c, draft.Application)
	}
	p := d.kit.Printer(c)
	lang := string(p.Lang())
	v := views.Draft{
		Crumbs: d.crumbs(c), Title: applicationTitle(p, draft.Application), Saved: c.Query("saved") != "",
		Kicker: draft.Organiser.Name(lang), Others: casework.Others(p, draft.Scheme, draft.Requirements...),
		SavedAt: p.T("apply.draft.saved_at", "At", draft.SavedAt), Case: p.T("apply.draft.case", "Case", draft.CaseNumber),
		Next: p.T("apply.draft.next"), Withdraw: at(p.Lang(), id, "withdraw"), Sections: sections(p, draft),
	}
	v.Notices, v.Session = notices(p, draft, false), d.sessionEnds(c)
	if draft.Batch.Valid {
		v.Batch, v.Alone = atBatch(p.Lang(), draft.Batch.UUID), at(p.Lang(), id, "alone")
	}
	parts, missing := parts(draft), len(draft.Missing())
	v.Progress = p.T("apply.draft.progress", "Count", parts, "Done", p.Number(parts-missing))
	v.Percent = strconv.Itoa(100 * (parts - missing) / parts)
	d.page(c, http.StatusOK, v.Title, views.DraftPage(v))
	return nil
}

// applicationTitle tells what the page is, and to what: "Hakemus: Palveluseteli".
func applicationTitle(p *locale.Printer, app admission.Application) string {
	return casework.Application(p, app.Scheme.Regime) + ": " + app.Scheme.Name(string(p.Lang()))
}

// parts counts the sections that matter: the services, what must be answered, and the rulebook if there is one. An
// optional requirement counts when what was answered is not enough.
func parts(draft admission.Draft) int {
	n := 1
	for _, r := range draft.Requirements {
		if r.Mandatory || draft.Finding(r) != scheme.FindingMet {
			n++
		}
	}
	if draft.Rulebook != nil {
		n++
	}
	return n
}

func sections(p *locale.Printer, draft admission.Draft) []views.Section {
	out := []views.Section{
		{Title: p.T("apply.draft.company"), Tasks: companyTasks(p, draft)},
		{Title: p.T("apply.draft.offer"), Tasks: []components.Task{servicesTask(p, draft)}},
	}
	if len(draft.Requirements) > 0 {
		s := views.Section{Title: p.T("apply.draft.requirements")}
		for _, r := range draft.Requirements {
			s.Tasks = append(s.Tasks, requirementTask(p, draft, r))
		}
		out = append(out, s)
	}
	last := views.Section{Title: p.T("apply.draft.send")}
	if draft.Rulebook != nil {
		task := rulebookTask(p, draft)
		last.Tasks = append(last.Tasks, task)
	}
	check := components.Task{Title: p.T("apply.draft.check"), Note: p.T("apply.draft.check_wait"), Tag: components.TagArgs{Text: p.T("apply.tag.later")}}
	if len(draft.Missing()) == 0 {
		check.Note, check.Href, check.Tag = p.T("apply.draft.check_ready"), at(p.Lang(), draft.ID, "check"), todo(p)
	}
	last.Tasks = append(last.Tasks, check)
	return append(out, last)
}

func ready(p *locale.Printer) components.TagArgs {
	return components.TagArgs{Text: p.T("apply.tag.ready"), Kind: "good", Icon: "check"}
}

func todo(p *locale.Printer) components.TagArgs {
	return components.TagArgs{Text: p.T("apply.tag.todo")}
}

// companyTasks leads to the profile, which is filled in once and used in every application.
func companyTasks(p *locale.Printer, draft admission.Draft) []components.Task {
	tag := components.TagArgs{Text: p.T("apply.tag.profile"), Kind: "brand"}
	return []components.Task{
		{Title: p.T("apply.draft.profile"), Note: p.T("apply.draft.profile_note", "Name", draft.Producer.Name, "ID", casework.BusinessID(p, draft.Producer.BusinessID)),
			Href: paths.Desk(p.Lang(), "profile"), Tag: tag},
		{Title: p.T("apply.draft.units"), Note: p.T("apply.draft.points", "Count", draft.Points), Href: paths.Desk(p.Lang(), "units"), Tag: tag},
	}
}

func servicesTask(p *locale.Printer, draft admission.Draft) components.Task {
	task := components.Task{Title: p.T("apply.services.title"), Href: at(p.Lang(), draft.ID, "services"), Tag: todo(p)}
	if len(draft.Services) > 0 {
		task.Note, task.Tag = strings.Join(casework.Services(p, draft.Services), ", "), ready(p)
	}
	return task
}

func requirementTask(p *locale.Printer, draft admission.Draft, r scheme.Requirement) components.Task {
	return answerTask(p, askedOf(p, draft, r), at(p.Lang(), draft.ID, "requirements", r.ID.String()))
}

// answerTask is a line of the task list: what is asked, and how far the answer is.
func answerTask(p *locale.Printer, k asked, href string) components.Task {
	other, _ := k.Others(string(p.Lang()))
	task := components.Task{Title: k.Title(string(p.Lang())), Lang: other, Href: href, Tag: todo(p)}
	given := k.stored.Given(k.Kind)
	switch {
	case k.differs:
		task.Note, task.Tag = p.T("apply.batch.differs"), components.TagArgs{Text: p.T("apply.tag.fix"), Kind: "wait"}
	case given && k.finding == scheme.FindingMet:
		task.Note, task.Tag = short(p, k.Requirement, k.stored), ready(p)
	case given:
		task.Note, task.Tag = p.T("apply.finding."+string(k.finding)), components.TagArgs{Text: p.T("apply.tag.fix"), Kind: "wait"}
	case k.before != "":
		task.Note, task.Tag = k.before, components.TagArgs{Text: p.T("apply.tag.fix"), Kind: "wait"}
	case !k.Mandatory:
		task.Tag = components.TagArgs{Text: p.T("apply.tag.optional")}
	default:
		task.Note = casework.Limit(p, k.Requirement, k.today)
	}
	return task
}

// rulebookTask is the line of accepting the rules; that another version has come into force is said.
func rulebookTask(p *locale.Printer, draft admission.Draft) components.Task {
	task := components.Task{Title: p.T("apply.draft.rulebook"), Note: p.T("apply.draft.rulebook_note", "Version", draft.Rulebook.Version),
		Href: at(p.Lang(), draft.ID, "rulebook"), Tag: todo(p)}
	switch {
	case draft.RulebookAccepted():
		task.Tag = ready(p)
	case draft.RulebookMoved():
		task.Note, task.Tag = p.T("apply.rulebook.moved", "Date", draft.Rulebook.ValidFrom), components.TagArgs{Text: p.T("apply.tag.fix"), Kind: "wait"}
	}
	return task
}

// notices tells what has changed under a draft since it was saved; named says of which scheme.
func notices(p *locale.Printer, draft admission.Draft, named bool) []string {
	var out []string
	if draft.MovedAt != nil {
		out = append(out, p.T("apply.draft.moved", "At", *draft.MovedAt))
	}
	if draft.RulebookMoved() {
		out = append(out, p.T("apply.rulebook.moved", "Date", draft.Rulebook.ValidFrom))
	}
	if !draft.Scheme.AcceptsOn(draft.Today) {
		out = append(out, p.T("apply.draft.closed"))
	}
	if named {
		for i := range out {
			out[i] = draft.Scheme.Name(string(p.Lang())) + ", " + draft.Organiser.Name(string(p.Lang())) + ": " + out[i]
		}
	}
	return out
}

// sessionEnds tells when the session ends; "" when that is not known.
func (d *desk) sessionEnds(c *gin.Context) string {
	until := d.kit.Actor(c).Until
	if until.IsZero() {
		return ""
	}
	return d.kit.Printer(c).T("apply.draft.session", "At", until)
}

// short is an answer in one line.
func short(p *locale.Printer, r scheme.Requirement, a scheme.Answer) string {
	const most = 90
	v := casework.Answer(p, r, a, "")
	text := v.Text
	if v.File != nil {
		text = v.File.Name
		if a.File.ValidTo != nil {
			text += ", " + p.T("evidence.until", "To", *a.File.ValidTo)
		}
	}
	line, _, _ := strings.Cut(text, "\n")
	if runes := []rune(line); len(runes) > most {
		line = strings.TrimSpace(string(runes[:most])) + "…"
	}
	return line
}

// version is the draft's version as a form carries it.
func version(draft admission.Draft) string { return strconv.Itoa(draft.Version) }
