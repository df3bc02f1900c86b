package walk

import (
	"slices"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/evidence"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// onecase is an application as the rows say, read past the rooms.
type onecase struct {
	ID        uuid.UUID     `db:"id"`
	Scheme    uuid.UUID     `db:"scheme_id"`
	Producer  uuid.UUID     `db:"producer_id"`
	Organiser uuid.UUID     `db:"organiser_id"`
	Operator  uuid.NullUUID `db:"operator_id"`
	Status    string        `db:"status"`
	FourEyes  bool          `db:"four_eyes"`
}

// cases are all but those of producers that have become part of another.
func (w *walk) cases() (list []onecase) {
	w.must(w.Owner.Select(&list, `SELECT a.id, a.scheme_id, a.producer_id, s.organiser_id, s.operator_id, a.status, s.four_eyes
		FROM application a JOIN scheme s ON s.id = a.scheme_id JOIN producer p ON p.id = a.producer_id WHERE p.merged_into IS NULL ORDER BY a.created_at, a.id`))
	return list
}

func (w *walk) acase(rt *rapid.T, statuses ...string) onecase {
	list := w.cases()
	if len(statuses) > 0 && !w.chance(rt, "of any status", 6) {
		list = slices.DeleteFunc(list, func(c onecase) bool { return !slices.Contains(statuses, c.Status) })
	}
	return pick(rt, "case", list)
}

// sides say who may: the applicant's people, the organiser's officers, and those who review, the operator's people too.
func (c onecase) applicants(w *walk) []actor.Actor { return w.whose(actor.RoleProducer, c.Producer) }
func (c onecase) officers(w *walk) []actor.Actor   { return w.whose(actor.RoleOfficer, c.Organiser) }
func (c onecase) reviewers(w *walk) []actor.Actor {
	list := c.officers(w)
	if c.Operator.Valid {
		list = append(list, w.whose(actor.RoleOperator, c.Operator.UUID)...)
	}
	return list
}

func isOneOf(a actor.Actor, list []actor.Actor) bool {
	return slices.ContainsFunc(list, func(b actor.Actor) bool { return a.Person == b.Person && a.Role == b.Role })
}

// holds is a verdict that stands while a holds, and never otherwise.
func holds(v verdict, all ...bool) verdict {
	if slices.Contains(all, false) {
		return never
	}
	return v
}

func (w *walk) start(rt *rapid.T) {
	firm := pick(rt, "firm", w.firms)
	var schemes []uuid.UUID
	w.must(w.Owner.Select(&schemes, `SELECT id FROM scheme ORDER BY published_at, id`))
	id, a := pick(rt, "scheme", schemes), w.somebody(rt, w.peopleOf(firm)...)
	open := w.count(`SELECT count(*) FROM application WHERE scheme_id = $1 AND producer_id = $2 AND NOT closed`, id, a.Organisation) > 0
	sch, err := scheme.ByID(ctx, w.Owner, id)
	w.must(err)
	v := must
	switch {
	case a.Role != actor.RoleProducer:
		v = never
	case open:
		v = nothing
	case !sch.AcceptsOn(w.today()):
		v = never
	}
	form := uuid.New()
	_ = w.try(rt, "start", a, v, true, func() error { _, err := w.admissions.Start(ctx, a, form, id); return err })
}

// fill answers all that a draft asks, or a part of it, as it should be or not.
func (w *walk) fill(rt *rapid.T) {
	c := w.acase(rt, "draft")
	a := w.somebody(rt, c.applicants(w)...)
	if c.Status != "draft" || !isOneOf(a, c.applicants(w)) {
		_ = w.try(rt, "save", a, never, false, func() error { return w.admissions.SaveServices(ctx, a, c.ID, 1, []string{"home_care"}) })
		return
	}
	d, err := w.admissions.DraftOf(ctx, a, c.ID)
	w.must(err)
	version := d.Version
	save := func(name string, v verdict, step func(version int) error) {
		if w.try(rt, name, a, v, false, func() error { return step(version) }) == nil {
			version++
		}
	}
	leave := w.chance(rt, "not all", 4)
	if len(d.Choices) > 0 {
		few := d.Choices[:between(rt, "services", 1, min(2, len(d.Choices)))]
		save("save services", must, func(version int) error { return w.admissions.SaveServices(ctx, a, c.ID, version, few) })
	}
	for _, r := range d.Requirements {
		if leave && w.chance(rt, "leave it", 6) {
			continue
		}
		answer, ok := w.answerTo(rt, a, r, d)
		if ok {
			save("save answer", may, func(version int) error { return w.admissions.SaveAnswer(ctx, a, c.ID, version, r.ID, answer) })
		}
	}
	if d.Rulebook != nil {
		save("accept", must, func(version int) error { return w.admissions.AcceptRulebook(ctx, a, c.ID, version, d.Rulebook.ID) })
	}
	if d, err = w.admissions.DraftOf(ctx, a, c.ID); err == nil && !leave {
		_ = w.try(rt, "submit", a, holds(must, len(d.Missing()) == 0, d.Scheme.AcceptsOn(w.today())), true,
			func() error { return w.admissions.Submit(ctx, a, c.ID, d.Version, "sv") })
		return
	}
	if w.chance(rt, "stale", 4) {
		_ = w.try(rt, "save stale", a, never, false, func() error { return w.admissions.SaveServices(ctx, a, c.ID, version-1, []string{"home_care"}) })
	}
}

func (w *walk) answerTo(rt *rapid.T, a actor.Actor, r scheme.Requirement, d admission.Draft) (scheme.Answer, bool) {
	yes := !w.chance(rt, "no", 40)
	switch r.Kind {
	case scheme.KindDeclaration, scheme.KindRegistry:
		return scheme.Answer{Declared: &yes}, true
	case scheme.KindExclusion:
		return scheme.Answer{Declared: &yes, Text: "Olemme korjanneet asian."}, true
	case scheme.KindNumber:
		n, err := scheme.ParseNumber("900000")
		w.must(err)
		return scheme.Answer{Number: &n}, true
	case scheme.KindDate:
		return scheme.Answer{Date: d.Today.AddDays(300)}, true
	case scheme.KindAttachment:
		if !r.EvidenceKind.Shared() {
			return scheme.Answer{File: &scheme.Evidence{ID: w.firmOf(a).file}}, true
		}
		if w.chance(rt, "evidence of another", 10) { // which must not be found
			other := pick(rt, "whose", slices.DeleteFunc(slices.Clone(w.firms), func(f firm) bool { return f.id == a.Organisation }))
			if items := w.items(other.id, string(r.EvidenceKind)); len(items) > 0 {
				answer := scheme.Answer{File: &scheme.Evidence{Item: items[0]}}
				_ = w.try(rt, "show another's evidence", a, never, false, func() error {
					return w.admissions.SaveAnswer(ctx, a, d.ID, d.Version, r.ID, answer)
				})
			}
		}
		item, there := d.Library[r.EvidenceKind]
		if !there {
			id, ok := w.newItem(rt, a, r.EvidenceKind)
			return scheme.Answer{File: &scheme.Evidence{Item: id}}, ok
		}
		return scheme.Answer{File: &scheme.Evidence{Item: item.ID}}, true
	}
	return scheme.Answer{Text: "Kyllä, suomeksi ja ruotsiksi."}, true
}

func (w *walk) firmOf(a actor.Actor) firm {
	i := slices.IndexFunc(w.firms, func(f firm) bool { return f.id == a.Organisation })
	return w.firms[i]
}

// peopleOf are those who act for a firm now.
func (w *walk) peopleOf(f firm) []actor.Actor { return w.whose(actor.RoleProducer, f.id) }

func (w *walk) items(producer uuid.UUID, kind string) (list []uuid.UUID) {
	w.must(w.Owner.Select(&list, `SELECT id FROM evidence_item WHERE producer_id = $1 AND kind = $2 ORDER BY added_at DESC, id`, producer, kind))
	return list
}

func (w *walk) newItem(rt *rapid.T, a actor.Actor, kind evidence.Kind) (uuid.UUID, bool) {
	rule, ok := evidence.RuleOf(kind)
	if !ok || !rule.File {
		return uuid.Nil, false
	}
	issued := w.today().AddDays(-between(rt, "issued days ago", 0, 60))
	cmd := evidence.Add{ID: uuid.New(), Kind: kind, File: w.firmOf(a).file, IssuedOn: issued}
	if rule.EndsOn {
		cmd.ValidTo = w.today().AddDays(between(rt, "valid days", 1, 500))
	}
	err := w.try(rt, "add evidence", a, must, true, func() error { _, err := w.evidence.Add(ctx, a, cmd); return err })
	return cmd.ID, err == nil
}

func (w *walk) addEvidence(rt *rapid.T) {
	firm := pick(rt, "firm", w.firms)
	a := w.somebody(rt, w.peopleOf(firm)...)
	kind := evidence.Kind(pick(rt, "kind", []string{"tax_certificate", "liability_insurance", "self_monitoring_plan", "pension_certificate"}))
	if isOneOf(a, w.peopleOf(firm)) {
		w.newItem(rt, a, kind)
		_ = w.try(rt, "reuse", a, may, true, func() error { _, err := w.admissions.Reuse(ctx, a, kind); return err })
	}
	future := evidence.Add{ID: uuid.New(), Kind: kind, File: firm.file, IssuedOn: w.today().AddDays(1), ValidTo: w.today().AddDays(100)}
	_ = w.try(rt, "add evidence of tomorrow, or another's file", a, never, false, func() error { _, err := w.evidence.Add(ctx, a, future); return err })
}

func (w *walk) retire(rt *rapid.T) {
	if !w.chance(rt, "retire at all", 3) {
		panic(notYet{})
	}
	var list []struct{ ID, Producer uuid.UUID }
	w.must(w.Owner.Select(&list, `SELECT id, producer_id AS producer FROM evidence_item ORDER BY added_at, id`))
	item := pick(rt, "item", list)
	own := w.whose(actor.RoleProducer, item.Producer)
	a := w.somebody(rt, own...)
	_ = w.try(rt, "retire", a, holds(may, isOneOf(a, own)), true, func() error { return w.evidence.Retire(ctx, a, item.ID) })
}

func (w *walk) submit(rt *rapid.T) {
	c := w.acase(rt, "draft")
	a := w.somebody(rt, c.applicants(w)...)
	v, version := never, 1
	switch {
	case !isOneOf(a, c.applicants(w)):
	case c.Status == "draft":
		d, err := w.admissions.DraftOf(ctx, a, c.ID)
		w.must(err)
		version = d.Version
		v = holds(must, len(d.Missing()) == 0, d.Scheme.AcceptsOn(w.today()))
	case c.Status != "withdrawn":
		v = nothing // the receipt is there
	}
	_ = w.try(rt, "submit", a, v, true, func() error { return w.admissions.Submit(ctx, a, c.ID, version, "fi") })
}

func (w *walk) withdraw(rt *rapid.T) {
	if !w.chance(rt, "withdraw at all", 4) {
		panic(notYet{})
	}
	c := w.acase(rt)
	a := w.somebody(rt, c.applicants(w)...)
	v := must
	if c.Status == "withdrawn" {
		v = nothing
	}
	_ = w.try(rt, "withdraw", a, holds(v, isOneOf(a, c.applicants(w)), c.Status != "approved", c.Status != "rejected"), true,
		func() error { return w.admissions.Withdraw(ctx, a, c.ID) })
}

// batch begins applications to all that takes them, answers what they share, and sends them or not.
func (w *walk) batch(rt *rapid.T) {
	firm := pick(rt, "firm", w.firms)
	a := pick(rt, "who of it", w.peopleOf(firm))
	open, err := w.admissions.OpenSchemes(ctx, a)
	w.must(err)
	var ids []uuid.UUID
	for _, one := range open {
		if !one.Mine.Valid && one.May == nil {
			ids = append(ids, one.Scheme.ID)
		}
	}
	if len(ids) < 2 {
		panic(notYet{})
	}
	id := uuid.New()
	if w.try(rt, "begin batch", a, must, true, func() error { return w.admissions.StartBatch(ctx, a, id, ids) }) != nil {
		return
	}
	for _, other := range w.firms {
		if list := w.peopleOf(other); other.id != firm.id && len(list) > 0 {
			b := list[0]
			_ = w.try(rt, "send another's batch", b, never, false, func() error { return w.admissions.SubmitBatch(ctx, b, id, 1, "fi") })
		}
	}
	batch, err := w.admissions.BatchOf(ctx, a, id)
	w.must(err)
	if choices := batch.Choices(); len(choices) > 0 {
		_ = w.try(rt, "batch services", a, may, false, func() error { return w.admissions.SaveBatchServices(ctx, a, id, batch.Version(), choices) })
	}
	for _, q := range batch.Questions() {
		if batch, err = w.admissions.BatchOf(ctx, a, id); err != nil {
			rt.Fatal(err)
		}
		if answer, ok := w.answerTo(rt, a, q.Requirement, batch.Drafts[0]); ok {
			_ = w.try(rt, "batch answer", a, may, false, func() error {
				return w.admissions.SaveQuestion(ctx, a, id, batch.Version(), q.ID, answer)
			})
		}
	}
	w.sendBatch(rt, a, id)
}

// sendBatch accepts the rulebooks and sends all, or finds that not all can be sent and sends none.
func (w *walk) sendBatch(rt *rapid.T, a actor.Actor, id uuid.UUID) {
	batch, err := w.admissions.BatchOf(ctx, a, id)
	w.must(err)
	for _, d := range batch.Drafts {
		if d.Rulebook != nil && !w.chance(rt, "not this one", 12) {
			_ = w.try(rt, "batch accept", a, must, false, func() error { return w.admissions.AcceptRulebook(ctx, a, d.ID, d.Version, d.Rulebook.ID) })
		}
	}
	batch, err = w.admissions.BatchOf(ctx, a, id)
	w.must(err)
	v := must
	for _, d := range batch.Drafts {
		v = holds(v, len(d.Missing()) == 0, d.Scheme.AcceptsOn(w.today()))
	}
	sent := w.count(`SELECT count(*) FROM submission`)
	_ = w.try(rt, "send batch", a, v, true, func() error { return w.admissions.SubmitBatch(ctx, a, id, batch.Version(), "sv") })
	if n := w.count(`SELECT count(*) FROM submission`) - sent; n != 0 && n != len(batch.Drafts) {
		rt.Fatalf("%d of %d drafts were sent", n, len(batch.Drafts))
	}
}

func (w *walk) review(rt *rapid.T) {
	c := w.acase(rt, "submitted", "in_review")
	a := w.somebody(rt, c.reviewers(w)...)
	v := must
	if c.Status == "in_review" {
		v = nothing
	}
	_ = w.try(rt, "review", a, holds(v, isOneOf(a, c.reviewers(w)), c.Status == "submitted" || c.Status == "in_review"), true,
		func() error { return w.admissions.StartReview(ctx, a, c.ID) })
}

func (w *walk) ask(rt *rapid.T) {
	c := w.acase(rt, "submitted", "in_review")
	a := w.somebody(rt, c.reviewers(w)...)
	cmd := admission.Ask{ID: uuid.New(), ApplicationID: c.ID, Question: "Mitä vakuutus kattaa?", AnswerBy: w.today().AddDays(between(rt, "days", 0, 61))}
	days := w.today().DaysUntil(cmd.AnswerBy)
	_ = w.try(rt, "ask", a, holds(must, isOneOf(a, c.reviewers(w)), c.Status == "submitted" || c.Status == "in_review", days > 0, days <= 60), true,
		func() error { return w.admissions.AskApplicant(ctx, a, cmd) })
}

type question struct {
	ID       uuid.UUID     `db:"id"`
	Case     uuid.UUID     `db:"application_id"`
	Answered bool          `db:"answered"`
	AnswerBy calendar.Date `db:"answer_by_day"`
}

func (w *walk) answer(rt *rapid.T) {
	var open []question
	w.must(w.Owner.Select(&open, `SELECT c.id, c.application_id, c.answer_by_day, EXISTS (SELECT FROM clarification_answer n WHERE n.clarification_id = c.id) AS answered
		FROM clarification c ORDER BY c.asked_at, c.id`))
	q := pick(rt, "question", open)
	cases := w.cases()
	i := slices.IndexFunc(cases, func(c onecase) bool { return c.ID == q.Case })
	if i < 0 {
		panic(notYet{}) // of one that is part of another now
	}
	c := cases[i]
	a := w.somebody(rt, c.applicants(w)...)
	v := holds(must, isOneOf(a, c.applicants(w)), c.Status == "clarification")
	if q.Answered {
		v = holds(may, isOneOf(a, c.applicants(w))) // the same form again, or one that came too late
	}
	file := pick(rt, "file of", w.firms)
	files := []uuid.UUID{file.file}
	if file.id != c.Producer && v == must {
		v = never
	}
	_ = w.try(rt, "answer", a, v, true, func() error { return w.admissions.AnswerClarification(ctx, a, c.ID, q.ID, "Kaiken.", files) })
}

func (w *walk) goOn(rt *rapid.T) {
	c := w.acase(rt, "clarification")
	a := w.somebody(rt, c.reviewers(w)...)
	over := w.count(`SELECT count(*) FROM clarification c WHERE application_id = $1 AND answer_by_day < $2
		AND NOT EXISTS (SELECT FROM clarification_answer n WHERE n.clarification_id = c.id)`, c.ID, w.today()) > 0
	v := holds(must, isOneOf(a, c.reviewers(w)), c.Status == "clarification", over)
	if c.Status == "in_review" && isOneOf(a, c.reviewers(w)) {
		v = nothing
	}
	_ = w.try(rt, "go on", a, v, true, func() error { return w.admissions.GoOn(ctx, a, c.ID) })
}

// decision is a form that fits, by a reader of the case.
func (w *walk) decision(rt *rapid.T, a actor.Actor, c onecase) (admission.Decide, bool) {
	cmd := admission.Decide{ID: uuid.New(), ApplicationID: c.ID, Outcome: admission.Approved, Judgements: map[uuid.UUID]admission.Judgement{}}
	receipt, err := w.admissions.Receipt(ctx, a, c.ID)
	if err != nil {
		return cmd, false
	}
	for _, d := range receipt.Snapshot.Requirements {
		cmd.Judgements[d.ID] = admission.Judgement{Judged: true, Met: true}
	}
	if demands := receipt.Snapshot.Requirements; len(demands) > 0 && w.chance(rt, "reject", 4) {
		one := pick(rt, "unmet", demands)
		cmd.Outcome, cmd.Reasons = admission.Rejected, "Vaatimus ei täyty."
		cmd.Judgements[one.ID] = admission.Judgement{Judged: true, Reason: "Todistus puuttuu."}
	}
	return cmd, true
}

// look asks for things as somebody: only those whose they are see them.
func (w *walk) look(rt *rapid.T) {
	a := pick(rt, "who", w.people)
	if c := w.acase(rt); true {
		sees := isOneOf(a, c.applicants(w)) || c.sent(w) && isOneOf(a, c.reviewers(w))
		if _, err := w.admissions.Application(ctx, a, c.ID); (err == nil) != sees {
			rt.Fatalf("%s %s looks at a case of %s (%s): %v", a.Role, a.Organisation, c.Producer, c.Status, err)
		}
		if _, err := w.admissions.Receipt(ctx, a, c.ID); (err == nil) != (sees && c.sent(w)) {
			rt.Fatalf("%s %s looks at the receipt of a case of %s (%s): %v", a.Role, a.Organisation, c.Producer, c.Status, err)
		}
	}
	if list, err := w.evidence.Library(ctx, a); err == nil {
		for _, item := range list {
			if a.Role != actor.RoleProducer || item.ProducerID != a.Organisation {
				rt.Fatalf("%s %s sees evidence of %s", a.Role, a.Organisation, item.ProducerID)
			}
		}
	}
	w.lookAtQueue(rt, a)
}

func (c onecase) sent(w *walk) bool {
	return w.count(`SELECT count(*) FROM submission WHERE application_id = $1`, c.ID) > 0
}

// lookAtQueue holds an organiser's queue, and an operator's, to their own cases, and finds all of those there.
func (w *walk) lookAtQueue(rt *rapid.T, a actor.Actor) {
	q, err := w.admissions.Queue(ctx, a, admission.QueueQuery{})
	if (err == nil) != (a.Role == actor.RoleOfficer || a.Role == actor.RoleOperator) {
		rt.Fatalf("the queue of %s: %v", a.Role, err)
	}
	if err != nil {
		return
	}
	want := map[uuid.UUID]bool{}
	for _, c := range w.cases() {
		if isOneOf(a, c.reviewers(w)) && (c.Status == "submitted" || c.Status == "in_review" || c.Status == "clarification") {
			want[c.ID] = true
		}
	}
	for _, row := range q.Rows {
		if !want[row.ID] {
			rt.Fatalf("%s %s has a case in the queue that is not theirs: %s, %s", a.Role, a.Organisation, row.CaseNumber, row.Status)
		}
	}
	if q.Total != len(want) {
		rt.Fatalf("%s %s has %d cases in the queue, %d are theirs", a.Role, a.Organisation, q.Total, len(want))
	}
}
