package walk

import (
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// stand is an application that stands in a status, with those who may take each step and what they need for it.
type stand struct {
	*world
	id       uuid.UUID
	producer actor.Actor
	officer  actor.Actor
	question uuid.UUID // that was asked last
}

func (s stand) version() (n int) {
	s.must(s.Owner.Get(&n, `SELECT version FROM application WHERE id = $1`, s.id))
	return n
}

// decide is a decision on a case, which needs to be read for it.
func (s stand) decide(outcome admission.Outcome) (admission.Decide, error) {
	cmd := admission.Decide{ID: uuid.New(), ApplicationID: s.id, Outcome: outcome, Judgements: map[uuid.UUID]admission.Judgement{}}
	receipt, err := s.admissions.Receipt(ctx, s.officer, s.id)
	if err != nil {
		return cmd, err
	}
	for i, asked := range receipt.Snapshot.Requirements {
		cmd.Judgements[asked.ID] = admission.Judgement{Judged: true, Met: true}
		if outcome == admission.Rejected && i == 0 {
			cmd.Reasons, cmd.Judgements[asked.ID] = "Vaatimus ei täyty.", admission.Judgement{Judged: true, Reason: "Todistus puuttuu."}
		}
	}
	return cmd, nil
}

// take takes a step as the one does who may.
func (s stand) take(step admission.Step) error {
	switch step {
	case admission.StepSave:
		return s.admissions.SaveServices(ctx, s.producer, s.id, s.version(), []string{"home_care"})
	case admission.StepSubmit:
		return s.admissions.Submit(ctx, s.producer, s.id, s.version(), "fi")
	case admission.StepWithdraw:
		return s.admissions.Withdraw(ctx, s.producer, s.id)
	case admission.StepReview:
		return s.admissions.StartReview(ctx, s.officer, s.id)
	case admission.StepAsk:
		return s.admissions.AskApplicant(ctx, s.officer, admission.Ask{ID: uuid.New(), ApplicationID: s.id, Question: "Mitä?", AnswerBy: s.today().AddDays(7)})
	case admission.StepAnswer:
		return s.admissions.AnswerClarification(ctx, s.producer, s.id, s.question, "Tätä.", nil)
	case admission.StepGoOn:
		return s.admissions.GoOn(ctx, s.officer, s.id)
	}
	outcome := admission.Approved
	if step == admission.StepReject {
		outcome = admission.Rejected
	}
	cmd, err := s.decide(outcome)
	switch {
	case err != nil:
		return err
	case step == admission.StepPrepare:
		return s.admissions.Prepare(ctx, s.officer, cmd)
	}
	return s.admissions.Decide(ctx, s.officer, cmd)
}

// bring brings a new application into a status.
func (w *world) bring(scheme uuid.UUID, officer actor.Actor, f firm, to admission.Status) stand {
	w.Helper()
	s := stand{world: w, producer: f.people[0], officer: officer, question: uuid.New()}
	var err error
	s.id, err = w.admissions.Start(ctx, s.producer, uuid.New(), scheme)
	w.must(err)
	if to == admission.StatusDraft {
		return s
	}
	w.must(s.take(admission.StepSave))
	d, err := w.admissions.DraftOf(ctx, s.producer, s.id)
	w.must(err)
	w.must(w.admissions.AcceptRulebook(ctx, s.producer, s.id, d.Version, d.Rulebook.ID))
	for _, step := range map[admission.Status][]admission.Step{
		admission.StatusSubmitted: {admission.StepSubmit},
		admission.StatusInReview:  {admission.StepSubmit, admission.StepReview},
		admission.StatusWaiting:   {admission.StepSubmit, admission.StepAsk},
		admission.StatusApproved:  {admission.StepSubmit, admission.StepApprove},
		admission.StatusRejected:  {admission.StepSubmit, admission.StepReject},
		admission.StatusWithdrawn: {admission.StepSubmit, admission.StepWithdraw},
	}[to] {
		w.must(s.take(step))
	}
	w.must(w.Owner.Get(&s.question, `SELECT coalesce((SELECT id FROM clarification WHERE application_id = $1), $2)`, s.id, s.question))
	return s
}

// refused is what a step that is not allowed comes to, by the status in which it is tried: an applicant's draft is for
// nobody else; what has been done is answered well when it is asked for again, and changes nothing.
func refused(in admission.Status, step admission.Step) string {
	producers := step == admission.StepSave || step == admission.StepSubmit || step == admission.StepWithdraw || step == admission.StepAnswer
	switch {
	case in == admission.StatusDraft && !producers, step == admission.StepAnswer: // there is no such question
		return admission.FaultNotFound.Key
	case in == admission.StatusWithdrawn && step == admission.StepWithdraw, step == admission.StepSubmit && in != admission.StatusWithdrawn, in == admission.StatusInReview && (step == admission.StepReview || step == admission.StepGoOn):
		return ""
	}
	return map[admission.Status]*fault.Error{
		admission.StatusSubmitted: admission.FaultAlreadySent, admission.StatusInReview: admission.FaultAlreadySent, admission.StatusWaiting: admission.FaultAnswerOpen,
		admission.StatusApproved: admission.FaultAlreadyDecided, admission.StatusRejected: admission.FaultAlreadyDecided, admission.StatusWithdrawn: admission.FaultWithdrawn,
	}[in].Key
}

// TestEveryIllegalStepIsRefused tries each step that the table of applications does not allow, in each status, by the one
// who could take it otherwise: it is refused by name, and leaves nothing.
func TestEveryIllegalStepIsRefused(t *testing.T) {
	w := newWorld(t)
	officer := w.officers[1]
	w.exec(`UPDATE requirement SET mandatory = false`)
	var schemes []uuid.UUID
	w.must(w.Owner.Select(&schemes, `SELECT id FROM scheme WHERE organiser_id = $1 AND regime IN ('voucher', 'self_paid_listing', 'free_listing') ORDER BY published_at`, officer.Organisation))
	walk, n, tried := &walk{world: w}, 0, 0
	for _, status := range admission.Statuses() {
		s := w.bring(schemes[n%len(schemes)], officer, w.firms[n/len(schemes)%len(w.firms)], status)
		n++
		for _, step := range admission.Steps() {
			if _, legal := admission.Next(status, step); legal {
				continue
			}
			tried++
			before, _ := walk.print()
			err, key := s.take(step), ""
			if err != nil {
				key = fault.From(err).Key
			}
			if want := refused(status, step); key != want {
				t.Errorf("%s in %s: %q (%v), want %q", step, status, key, err, want)
			}
			if after, _ := walk.print(); after != before {
				t.Errorf("%s in %s left something: %s, then %s", step, status, before, after)
			}
		}
	}
	if tried != 53 {
		t.Errorf("%d steps were tried", tried)
	}
}

// TestNothingHappensToAnAdmissionThatMayNot does to an admission in each state what its table does not allow.
func TestNothingHappensToAnAdmissionThatMayNot(t *testing.T) {
	w := newWorld(t)
	officer := w.officers[1]
	w.exec(`UPDATE requirement SET mandatory = false`)
	var scheme, id uuid.UUID
	w.must(w.Owner.Get(&scheme, `SELECT id FROM scheme WHERE organiser_id = $1 AND regime = 'free_listing'`, officer.Organisation))
	s := w.bring(scheme, officer, w.firms[0], admission.StatusApproved)
	w.must(w.Owner.Get(&id, `SELECT a.id FROM admission a JOIN decision d ON d.id = a.decision_id WHERE d.application_id = $1`, s.id))
	act := func(kind admission.EventKind) error {
		return w.admissions.Act(ctx, officer, admission.Act{ID: uuid.New(), AdmissionID: id, Kind: kind, Reasons: "Syy."})
	}
	days := func(from, to any) {
		w.exec(`UPDATE admission SET valid_from = coalesce($2::date, valid_from), valid_to = $3::date WHERE id = $1`, id, from, to)
	}
	walk, tried := &walk{world: w}, 0
	for _, one := range []struct {
		state admission.State
		make  func()
	}{
		{admission.StateFuture, func() { days(w.today().AddDays(1), nil) }},
		{admission.StateActive, func() { days(w.today().AddDays(-1), nil) }},
		{admission.StateSuspended, func() { w.must(act(admission.EventSuspend)) }},
		{admission.StateEnded, func() { w.must(act(admission.EventLift)); days(nil, w.today().AddDays(-1)) }},
		{admission.StateRemoved, func() { days(nil, nil); w.must(act(admission.EventRemove)) }},
	} {
		one.make()
		for _, kind := range admission.EventKinds() {
			if admission.MayHappen(one.state, kind) {
				continue
			}
			tried++
			before, _ := walk.print()
			if err := act(kind); fault.From(err).Key != admission.FaultStateMoved.Key {
				t.Errorf("%s in %s: %v", kind, one.state, err)
			}
			if after, _ := walk.print(); after != before {
				t.Errorf("%s in %s left something", kind, one.state)
			}
		}
	}
	if tried != 9 {
		t.Errorf("%d acts were tried", tried)
	}
}
