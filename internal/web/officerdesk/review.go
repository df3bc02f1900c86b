package officerdesk

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/pages/casefile"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/officerdesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/casework"
	"github.com/tuottajatori/tuottajatori/internal/web/officerframe"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

func (d *desk) review(c *gin.Context) error {
	id, err := webkit.PathID(c, "id")
	if err != nil {
		return err
	}
	receipt, err := d.admissions.Receipt(c.Request.Context(), d.kit.Actor(c), id)
	if err != nil {
		return err
	}
	v, err := d.reviewView(c, receipt, admission.Decide{})
	if err != nil {
		return err
	}
	v.ID = webkit.NewID()
	if done := c.Query("done"); slices.Contains([]string{"taken", "handed", "asked", "extended", "prepared"}, done) {
		v.Done = d.kit.Printer(c).T("officer.done." + done)
	}
	d.Page(c, http.StatusOK, officerframe.Queue, v.Title, views.ReviewPage(v))
	return nil
}

// reviewView writes an application with what the officer has found so far.
func (d *desk) reviewView(c *gin.Context, r admission.Receipt, cmd admission.Decide) (v views.Review, err error) {
	p := d.kit.Printer(c)
	lang := string(p.Lang())
	webkit.MatterOf(c, r.Organiser.Code, r.Organiser.Name(lang))
	own := paths.Officer(p.Lang(), "applications", r.ID.String())
	v = views.Review{Trail: d.Trail(c, r.ID),
		Crumbs: []components.Crumb{{Text: p.T("officer.nav_queue"), Href: paths.Officer(p.Lang())}}, Title: r.Snapshot.Producer.Name,
		Lead:  p.T("officer.review.lead", "Kind", casework.Application(p, r.Snapshot.Scheme.Regime), "Scheme", r.Snapshot.Scheme.Name(lang)),
		Facts: reviewFacts(p, r), Services: casework.Services(p, r.Snapshot.ServiceKeys()), Points: casework.Points(p, r.Snapshot.Points),
		Count: p.T("officer.review.count", "Count", len(r.Snapshot.Requirements)), Outcome: string(cmd.Outcome), Reasons: cmd.Reasons, Departure: cmd.Departure,
	}
	if r.Snapshot.Rulebook != nil {
		v.Rulebook = p.T("officer.review.rulebook", "Version", r.Snapshot.Rulebook.Version)
	}
	demands := casework.Demands(p, r.Snapshot, func(id uuid.UUID) string {
		return paths.Officer(p.Lang(), "applications", r.ID.String(), "requirements", id.String(), "file")
	})
	for i, one := range r.Snapshot.Requirements {
		j := cmd.Judgements[one.ID]
		if file := demands[i].Answer.File; file != nil {
			file.Sum = one.Answer.File.SHA256
		}
		demand := views.Demand{Demand: demands[i], MetField: admission.FieldMet(one.ID), ReasonField: admission.FieldReason(one.ID), Reason: j.Reason}
		if j.Judged {
			demand.Met = map[bool]string{true: "yes", false: "no"}[j.Met]
		}
		v.Demands = append(v.Demands, demand)
	}
	if v.Asked, err = d.questions(c, r); err != nil {
		return v, err
	}
	switch {
	case r.Status.Decided():
		return v, d.decided(c, r, own, &v)
	case r.Status == admission.StatusWithdrawn:
		v.Closed = p.T("officer.review.withdrawn", "At", *r.WithdrawnAt)
		return v, nil
	}
	return v, d.openCase(c, r, own, &v)
}

// openCase fills in what may be done to a case that waits.
func (d *desk) openCase(c *gin.Context, r admission.Receipt, own string, v *views.Review) error {
	p, a := d.kit.Printer(c), d.kit.Actor(c)
	if r.Assignee.ID == uuid.Nil {
		v.Take = own + "/take"
	}
	add := func(step string) {
		v.Steps = append(v.Steps, components.Crumb{Text: p.T("officer." + step + ".link"), Href: own + "/" + step})
	}
	add(stepHand)
	time, err := d.admissions.TimeOf(c.Request.Context(), a, r.ID)
	if err != nil {
		return err
	}
	if time.Longer != nil {
		v.Longer = p.T("officer.extend.made", "Days", time.Longer.Days, "Name", time.Longer.By, "At", time.Longer.At, "Reasons", time.Longer.Reasons)
	}
	if r.Status == admission.StatusWaiting {
		return d.waits(c, own, v)
	}
	add(stepAsk)
	if !time.MayReach.IsZero() && a.Role == actor.RoleOfficer {
		add(stepExtend)
	}
	v.Decide, v.Prepare = own, own+"/prepare"
	if a.Role == actor.RoleOperator {
		v.Decide, v.Note = "", p.T("fault.admission.official_decides")
	}
	return d.proposal(c, r, v)
}

// waits tells of a case whose applicant has been asked.
func (d *desk) waits(c *gin.Context, own string, v *views.Review) error {
	p := d.kit.Printer(c)
	v.Closed = p.T("officer.ask.waits")
	if len(v.Asked) > 0 && v.Asked[len(v.Asked)-1].Tag.Kind == "stop" {
		v.GoOn, v.Closed = own+"/go-on", p.T("officer.ask.over")
	}
	return nil
}

// proposal shows what somebody has prepared, and who may decide on it.
func (d *desk) proposal(c *gin.Context, r admission.Receipt, v *views.Review) error {
	p, a := d.kit.Printer(c), d.kit.Actor(c)
	if !r.Preparation.Valid {
		if r.Scheme.FourEyes && a.Role == actor.RoleOfficer {
			v.Decide, v.Note = "", p.T("fault.admission.not_prepared")
		}
		return nil
	}
	one, err := d.admissions.Prepared(c.Request.Context(), a, r.ID)
	if err != nil {
		return err
	}
	v.Prepared = one.ID.String()
	v.Proposal = &views.Proposal{Reasons: one.Reasons, Text: p.T("officer.prepare."+string(one.Outcome), "Name", one.By.Name, "At", one.At)}
	if r.Scheme.FourEyes && one.By.ID == a.Person {
		v.Decide, v.Note = "", p.T("fault.admission.four_eyes")
	}
	v.Departs = v.Decide != "" && one.By.ID != a.Person
	if v.Outcome != "" {
		return nil // what was typed just now stays
	}
	v.Outcome, v.Reasons = string(one.Outcome), one.Reasons
	for i, demand := range r.Snapshot.Requirements {
		if j := one.Judgements[demand.ID]; j.Judged && v.Demands[i].Met == "" {
			v.Demands[i].Met, v.Demands[i].Reason = map[bool]string{true: "yes", false: "no"}[j.Met], j.Reason
		}
	}
	return nil
}

// questions writes what the applicant was asked.
func (d *desk) questions(c *gin.Context, r admission.Receipt) ([]views.Question, error) {
	p := d.kit.Printer(c)
	list, err := d.admissions.Clarifications(c.Request.Context(), d.kit.Actor(c), r.ID)
	if err != nil {
		return nil, err
	}
	var out []views.Question
	for _, one := range list {
		q := views.Question{Text: one.Question, Asked: p.T("officer.ask.asked", "Name", one.AskedBy, "At", one.AskedAt),
			Until: p.T("officer.ask.by", "Date", one.AnswerBy), Tag: components.TagArgs{Text: p.T("officer.ask.open"), Kind: "wait"}}
		switch {
		case one.Answer == nil && one.AnswerBy.Before(r.Today):
			q.Tag = components.TagArgs{Text: p.T("officer.ask.late"), Kind: "stop"}
		case one.Answer != nil && one.Answer.Lapsed:
			q.Tag = components.TagArgs{Text: p.T("officer.ask.unanswered")}
			q.Answered = p.T("officer.ask.went_on", "Name", one.Answer.By, "At", one.Answer.At)
		case one.Answer != nil:
			q.Tag = components.TagArgs{Text: p.T("officer.ask.answered"), Kind: "good"}
			q.Answered, q.Answer = p.T("officer.ask.answer", "Name", one.Answer.By, "At", one.Answer.At), one.Answer.Text
			for _, f := range one.Answer.Files {
				q.Files = append(q.Files, *casework.File(p, f, paths.Officer(p.Lang(), "applications", r.ID.String(), "answers", f.ID.String())))
			}
		}
		out = append(out, q)
	}
	return out, nil
}

// decided shows what was decided of an application, and of each requirement.
func (d *desk) decided(c *gin.Context, r admission.Receipt, own string, v *views.Review) error {
	p := d.kit.Printer(c)
	v.Decision = own + "/decision"
	v.Closed = p.T("officer.review."+string(r.Decision.Outcome), "At", r.Decision.At, "Name", r.Decision.By)
	verdict, err := d.admissions.Verdict(c.Request.Context(), d.kit.Actor(c), r.ID)
	if err != nil {
		return err
	}
	if r.Decision.Preparation.Valid {
		one, err := d.admissions.Prepared(c.Request.Context(), d.kit.Actor(c), r.ID)
		if err != nil {
			return err
		}
		v.Proposal = &views.Proposal{Reasons: one.Reasons, Departure: r.Decision.Departure,
			Text: p.T("officer.prepare.was_"+string(one.Outcome), "Name", one.By.Name, "At", one.At)}
	}
	unmet := map[string]string{}
	for _, u := range verdict.Unmet {
		unmet[casework.DemandID(u.ID)] = u.Reason
	}
	for i := range v.Demands {
		reason, failed := unmet[v.Demands[i].ID]
		v.Demands[i].Reason = reason
		v.Demands[i].Judged = &components.TagArgs{Text: p.T("officer.review.met"), Kind: "good", Icon: "check"}
		if failed {
			v.Demands[i].Judged = &components.TagArgs{Text: p.T("officer.review.unmet"), Kind: "stop", Icon: "x"}
		}
	}
	return nil
}

func reviewFacts(p *locale.Printer, r admission.Receipt) []casefile.Fact {
	status := casework.Status(p, r.Status)
	facts := []casefile.Fact{
		{Name: p.T("officer.review.received"), Text: p.DateTime(r.Submission.At)},
		{Name: p.T("officer.review.state"), Tag: &status},
		{Name: p.T("officer.review.applicant"), Text: casework.Applicant(p, r)},
		{Name: p.T("officer.review.case"), Text: r.CaseNumber},
	}
	if r.Assignee.Name != "" {
		facts = append(facts, casefile.Fact{Name: p.T("officer.review.reviewer"), Text: r.Assignee.Name})
	}
	if r.Decision != nil {
		return append(facts, casefile.Fact{Name: p.T("officer.review.decider"), Text: r.Decision.By})
	}
	if r.Status.InQueue() {
		due := casefile.Fact{Name: p.T("officer.review.due"), Due: casework.Due(p, r.Left, r.DueOn)}
		facts = append([]casefile.Fact{due}, facts...)
	}
	return facts
}

// decide makes the decision. What was typed comes back when something is lacking, and also when somebody else has
// decided meanwhile.
func (d *desk) decide(c *gin.Context) error {
	id, err := webkit.PathID(c, "id")
	if err != nil {
		return err
	}
	ctx, a := c.Request.Context(), d.kit.Actor(c)
	receipt, err := d.admissions.Receipt(ctx, a, id)
	if err != nil {
		return err
	}
	cmd, err := d.readDecision(c, receipt)
	if err != nil {
		return err
	}
	if err = d.admissions.Decide(ctx, a, cmd); err != nil {
		return d.typedAgain(c, id, cmd, err)
	}
	d.kit.SeeOther(c, paths.Officer(d.kit.Lang(c), "applications", id.String(), "decision")+"?made=1")
	return nil
}

// lacks lists what is wrong with a decision in the order of the page, each with the requirement that it is about.
func lacks(demands []views.Demand, errs map[string]string) []components.ErrorItem {
	var out []components.ErrorItem
	add := func(field, about string) {
		if text := errs[field]; text != "" {
			out = append(out, components.ErrorItem{Text: about + text, Href: "#" + field})
		}
	}
	for _, d := range demands {
		add(d.MetField, d.Title+" – ")
		add(d.ReasonField, d.Title+" – ")
	}
	add("outcome", "")
	add("reasons", "")
	add("departure", "")
	return out
}

// readDecision reads the form: a judgement for each requirement that was asked, and the outcome.
func (d *desk) readDecision(c *gin.Context, r admission.Receipt) (admission.Decide, error) {
	var f struct {
		ID       string `form:"id"`
		Outcome  string `form:"outcome"`
		Reasons  string `form:"reasons"`
		Prepared string `form:"prepared"`
		Departs  string `form:"departure"`
	}
	if err := d.kit.Bind(c, &f); err != nil {
		return admission.Decide{}, err
	}
	id, err := webkit.FormID(f.ID)
	if err != nil {
		return admission.Decide{}, err
	}
	prepared, err := optionalID(f.Prepared)
	if err != nil {
		return admission.Decide{}, err
	}
	cmd := admission.Decide{ID: id, ApplicationID: r.ID, Preparation: uuid.NullUUID{UUID: prepared, Valid: prepared != uuid.Nil}, Outcome: admission.Outcome(f.Outcome), Reasons: f.Reasons, Departure: f.Departs, Judgements: map[uuid.UUID]admission.Judgement{}}
	for _, one := range r.Snapshot.Requirements {
		met := c.Request.PostForm.Get(admission.FieldMet(one.ID))
		cmd.Judgements[one.ID] = admission.Judgement{Judged: met == "yes" || met == "no", Met: met == "yes",
			Reason: c.Request.PostForm.Get(admission.FieldReason(one.ID))}
	}
	return cmd, nil
}

// tooLate tells that somebody else has decided or asked, and gives back what was typed.
func (d *desk) tooLate(c *gin.Context, id uuid.UUID, cmd admission.Decide, because error) error {
	receipt, err := d.admissions.Receipt(c.Request.Context(), d.kit.Actor(c), id)
	if err != nil {
		return err
	}
	if receipt.Decision == nil && receipt.Status != admission.StatusWaiting {
		return because
	}
	v, err := d.reviewView(c, receipt, admission.Decide{})
	if err != nil {
		return err
	}
	p := d.kit.Printer(c)
	v.Lacks = []components.ErrorItem{{Text: p.T("officer.review.too_late")}}
	if receipt.Decision == nil {
		v.Lacks[0].Text = p.T("officer.review.asked_meanwhile")
	}
	if cmd.Reasons != "" {
		v.Typed = append(v.Typed, casefile.Unmet{Title: p.T("officer.review.reasons"), Reason: cmd.Reasons})
	}
	if cmd.Departure != "" {
		v.Typed = append(v.Typed, casefile.Unmet{Title: p.T("officer.prepare.departure"), Reason: cmd.Departure})
	}
	for _, one := range receipt.Snapshot.Requirements {
		if reason := cmd.Judgements[one.ID].Reason; reason != "" {
			v.Typed = append(v.Typed, casefile.Unmet{Title: one.Title(string(p.Lang())), Reason: reason})
		}
	}
	d.Page(c, http.StatusConflict, officerframe.Queue, v.Title, views.ReviewPage(v))
	return nil
}

func (d *desk) decision(c *gin.Context) error {
	id, err := webkit.PathID(c, "id")
	if err != nil {
		return err
	}
	verdict, err := d.admissions.Verdict(c.Request.Context(), d.kit.Actor(c), id)
	if err != nil {
		return err
	}
	p := d.kit.Printer(c)
	webkit.MatterOf(c, verdict.Organiser.Code, verdict.Organiser.Name(string(p.Lang())))
	v := views.Verdict{Document: casework.Document(d.kit.Locales, verdict), New: c.Query("made") != "", Crumbs: []components.Crumb{
		{Text: p.T("officer.nav_queue"), Href: paths.Officer(p.Lang())},
		{Text: verdict.Snapshot.Producer.Name, Href: paths.Officer(p.Lang(), "applications", id.String())}}}
	if verdict.AdmissionID.Valid {
		v.Admission = paths.Officer(p.Lang(), "admissions", verdict.AdmissionID.UUID.String())
	}
	d.Page(c, http.StatusOK, officerframe.Queue, v.Document.Title, views.VerdictPage(v))
	return nil
}

func (d *desk) file(c *gin.Context) error { return casework.Evidence(c, d.admissions, d.kit.Actor(c)) }
