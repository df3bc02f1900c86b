package admission_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/admission/admissiontest"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// Of two who take a case at once one gets it; it is handed to colleagues only, and may be laid back.
func TestAssign(t *testing.T) {
	w := admissiontest.New(t)
	id := w.Sent(t, w.Alice)
	var group sync.WaitGroup
	errs := make([]error, 2)
	for i, who := range []actor.Actor{w.Officer, w.Officer2} {
		group.Go(func() { errs[i] = w.Assign(ctx, who, admission.Assign{ApplicationID: id, To: who.Person}) })
	}
	group.Wait()
	if (errs[0] == nil) == (errs[1] == nil) || !errors.Is(errors.Join(errs...), admission.FaultTaken) {
		t.Fatalf("taken at once: %v", errs)
	}
	has := func() uuid.UUID {
		r, err := w.Receipt(ctx, w.Officer, id)
		must(t, err)
		return r.Assignee.ID
	}
	first := has()
	people, err := w.Colleagues(ctx, w.Officer, id)
	must(t, err)
	if len(people) != 2 {
		t.Errorf("the voucher's colleagues: %+v", people)
	}
	if err := w.Assign(ctx, w.Officer, admission.Assign{ApplicationID: id, From: first, To: w.Strangers[0].Person}); !fault.Is(err, fault.CodeInvalid) {
		t.Errorf("to a stranger: %v", err)
	}
	_, err = w.Owner.ExecContext(ctx, `INSERT INTO membership (id, person_id, role, producer_id, state) VALUES (gen_random_uuid(), $1, 'producer', $2, 'active')`,
		w.Officer2.Person, w.Alice.Organisation)
	must(t, err)
	other := w.Sent(t, w.Carol) // of another producer: the tie is to Alice's
	for application, n := range map[uuid.UUID]int{id: 1, other: 2} {
		if people, err = w.Colleagues(ctx, w.Officer, application); err != nil || len(people) != n {
			t.Errorf("colleagues, one of whom acts for the producer: %+v, %v; want %d", people, err, n)
		}
	}
	if err := w.Assign(ctx, w.Officer, admission.Assign{ApplicationID: id, From: first, To: w.Officer2.Person}); first != w.Officer2.Person && !fault.From(err).HasField("to") {
		t.Errorf("to somebody who acts for the producer: %v", err)
	}
	_, err = w.Owner.ExecContext(ctx, `DELETE FROM membership WHERE person_id = $1 AND producer_id = $2`, w.Officer2.Person, w.Alice.Organisation)
	must(t, err)
	must(t, w.Assign(ctx, w.Officer, admission.Assign{ApplicationID: id, From: first, To: w.Officer2.Person}))
	must(t, w.Assign(ctx, w.Officer, admission.Assign{ApplicationID: id, From: w.Officer2.Person}))
	if has() != uuid.Nil {
		t.Error("laid back, and somebody has it")
	}
	for name, err := range map[string]error{
		"another producer": w.Assign(ctx, w.Strangers[0], admission.Assign{ApplicationID: id, To: w.Strangers[0].Person}),
		"colleagues":       second(w.Colleagues(ctx, w.Strangers[0], id)),
	} {
		if !errors.Is(err, admission.FaultNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Where the scheme sets four eyes, one prepares and another decides, whatever form is sent.
func TestFourEyes(t *testing.T) {
	w := admissiontest.New(t)
	_, err := w.Owner.ExecContext(ctx, `UPDATE scheme SET four_eyes = true WHERE id = $1`, w.Voucher.ID)
	must(t, err)
	id := w.Sent(t, w.Alice)
	if err := w.Decide(ctx, w.Officer, w.Approval(id)); !errors.Is(err, admission.FaultNotPrepared) {
		t.Errorf("decided without preparation: %v", err)
	}
	lacking := w.Rejection(id)
	lacking.Reasons = ""
	if err := w.Prepare(ctx, w.Officer, lacking); !fault.Is(err, fault.CodeInvalid) {
		t.Errorf("a proposal without reasons: %v", err)
	}
	proposal := w.Rejection(id)
	must(t, w.Prepare(ctx, w.Officer, proposal))
	must(t, w.Prepare(ctx, w.Officer, proposal)) // the same form again
	prepared := uuid.NullUUID{UUID: proposal.ID, Valid: true}
	p, err := w.Prepared(ctx, w.Officer2, id)
	if err != nil || p.By.ID != w.Officer.Person || p.Outcome != admission.Rejected || p.Judgements[w.Sum.ID].Reason != "Summa puuttuu todistuksesta." {
		t.Errorf("%+v, %v", p, err)
	}
	on := func(cmd admission.Decide) admission.Decide { cmd.Preparation = prepared; return cmd }
	if err := w.Decide(ctx, w.Officer, on(w.Rejection(id))); !errors.Is(err, admission.FaultFourEyes) {
		t.Errorf("decided by the preparer: %v", err)
	}
	if err := w.Decide(ctx, w.Officer2, w.Rejection(id)); !errors.Is(err, admission.FaultPrepared) {
		t.Errorf("decided on a page from before the preparation: %v", err)
	}
	otherwise := on(w.Approval(id))
	if err := w.Decide(ctx, w.Officer2, otherwise); !fault.From(err).HasField("departure") {
		t.Errorf("decided otherwise than prepared without a word: %v", err)
	}
	must(t, w.Decide(ctx, w.Officer2, on(w.Rejection(id))))
	if n := w.Count(t, `SELECT count(*) FROM decision WHERE preparation_id = $1 AND decided_by = $2`, proposal.ID, w.Officer2.Person); n != 1 {
		t.Errorf("%d decisions on the preparation", n)
	}
	for _, who := range []actor.Actor{w.Alice, w.Strangers[0]} {
		if err := second(w.Prepared(ctx, who, id)); err == nil {
			t.Errorf("%s reads what is proposed", who.Name)
		}
	}
	departs(t, w)
}

// departs lets an official decide otherwise than was prepared: what was prepared, and why it is otherwise, stay in the record.
func departs(t *testing.T, w *admissiontest.World) {
	t.Helper()
	id := w.Sent(t, w.Carol)
	proposal := w.Rejection(id)
	must(t, w.Prepare(ctx, w.Officer, proposal))
	cmd := w.Approval(id)
	cmd.Preparation, cmd.Departure = uuid.NullUUID{UUID: proposal.ID, Valid: true}, "Todistus tuli selvityksessä."
	must(t, w.Decide(ctx, w.Officer2, cmd))
	r, err := w.Receipt(ctx, w.Officer, id)
	must(t, err)
	p, err := w.Prepared(ctx, w.Officer, id)
	must(t, err)
	if r.Decision.Outcome != admission.Approved || r.Decision.Departure != cmd.Departure || p.ID != proposal.ID || p.Outcome != admission.Rejected {
		t.Errorf("%+v decided on %+v", r.Decision, p)
	}
}

// What departs from a preparation: another outcome, or another finding of any requirement; other reasons do not.
func TestDeparts(t *testing.T) {
	a, b := uuid.New(), uuid.New()
	met, unmet := admission.Judgement{Judged: true, Met: true}, admission.Judgement{Judged: true, Reason: "Puuttuu."}
	p := admission.Preparation{Outcome: admission.Rejected, Judgements: map[uuid.UUID]admission.Judgement{a: met, b: unmet}}
	for name, c := range map[string]struct {
		outcome admission.Outcome
		found   map[uuid.UUID]admission.Judgement
		want    bool
	}{
		"the same":            {admission.Rejected, map[uuid.UUID]admission.Judgement{a: met, b: unmet}, false},
		"other reasons":       {admission.Rejected, map[uuid.UUID]admission.Judgement{a: met, b: {Judged: true, Reason: "Vanhentunut."}}, false},
		"another outcome":     {admission.Approved, map[uuid.UUID]admission.Judgement{a: met, b: unmet}, true},
		"another finding":     {admission.Rejected, map[uuid.UUID]admission.Judgement{a: unmet, b: unmet}, true},
		"not found of at all": {admission.Rejected, map[uuid.UUID]admission.Judgement{a: met}, false},
	} {
		if got := admission.Departs(p, admission.Decide{Outcome: c.outcome, Judgements: c.found}); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// An extension is for a DPS, once, with reasons, while the time runs, and by an official.
func TestExtend(t *testing.T) {
	w := admissiontest.New(t)
	voucher, dps, late := w.Sent(t, w.Alice), w.SentTo(t, w.Alice, w.DPS, "home_care"), w.SentTo(t, w.Carol, w.DPS, "home_care")
	_, err := w.Owner.ExecContext(ctx, `UPDATE application SET due_on = $2 WHERE id = $1`, late, w.Today.AddDays(-1))
	must(t, err)
	before, err := w.Receipt(ctx, w.Officer, dps)
	must(t, err)
	if err := w.Extend(ctx, w.Officer, uuid.New(), dps, " "); !fault.Is(err, fault.CodeInvalid) {
		t.Errorf("without reasons: %v", err)
	}
	for name, c := range map[string]struct{ got, want error }{
		"a voucher":    {w.Extend(ctx, w.Officer, uuid.New(), voucher, "Laaja hakemus."), admission.FaultNoExtension},
		"too late":     {w.Extend(ctx, w.Officer, uuid.New(), late, "Laaja hakemus."), admission.FaultExtendLate},
		"another's":    {w.Extend(ctx, w.Strangers[0], uuid.New(), dps, "Laaja hakemus."), admission.FaultNotFound},
		"the operator": {w.Extend(ctx, w.Operator, uuid.New(), dps, "Laaja hakemus."), fault.New(fault.CodeForbidden, "fault.identity.forbidden")},
	} {
		if !errors.Is(c.got, c.want) && fault.From(c.got).Key != fault.From(c.want).Key {
			t.Errorf("%s: %v", name, c.got)
		}
	}
	must(t, w.Extend(ctx, w.Officer, uuid.New(), dps, "Laaja hakemus."))
	if err := w.Extend(ctx, w.Officer, uuid.New(), dps, "Vielä."); !errors.Is(err, admission.FaultExtended) {
		t.Errorf("twice: %v", err)
	}
	after, err := w.Receipt(ctx, w.Alice, dps)
	must(t, err)
	received := calendar.Today(before.Submission.At)
	if after.DueOn != calendar.AddWorkingDays(received, 15) || before.DueOn != calendar.AddWorkingDays(received, 10) || after.Submission.DueOn != before.DueOn {
		t.Errorf("due %s, before %s", after.DueOn, before.DueOn)
	}
	must(t, w.AskApplicant(ctx, w.Officer, admission.Ask{ID: uuid.New(), ApplicationID: dps, Question: "?", AnswerBy: w.Today.AddDays(5)}))
	if again, err := w.Receipt(ctx, w.Alice, dps); err != nil || again.DueOn != after.DueOn {
		t.Errorf("a question in an extended DPS: due %s, %v", again.DueOn, err)
	}
	if n := w.Count(t, `SELECT count(*) FROM mail_out WHERE template = 'application_longer'`); n != 2 {
		t.Errorf("%d mails", n)
	}
}

// Like cases are approved together: each by itself, and what has changed since is left and told.
func TestApproveAlike(t *testing.T) {
	w := admissiontest.New(t)
	var ids []uuid.UUID
	var list []admission.Approve
	for i := range 6 {
		a := w.Member(t, actor.RoleProducer, w.Producer(t, "Tuottaja "+string(rune('A'+i)), "20000"+string(rune('0'+i))+"0-0"), "Henkilö "+string(rune('A'+i)))
		id := w.Sent(t, a)
		cmd := w.Approval(id)
		if i == 5 { // an optional requirement is unmet: may be approved, but not with the others
			cmd.Judgements[w.Plan.ID] = admission.Judgement{Judged: true, Reason: "Puuttuu."}
			_, err := w.Owner.ExecContext(ctx, `UPDATE submission SET snapshot = replace(snapshot::text, '"mandatory": true', '"mandatory": false')::jsonb WHERE application_id = $1`, id)
			must(t, err)
		}
		must(t, w.Prepare(ctx, w.Officer2, cmd))
		ids = append(ids, id)
		list = append(list, admission.Approve{DecisionID: uuid.New(), ApplicationID: id, Preparation: cmd.ID})
	}
	ready, err := w.AlikeIn(ctx, w.Officer, w.Voucher.ID)
	must(t, err)
	if len(ready.Cases) != 5 || slices.ContainsFunc(ready.Cases, func(c admission.ReadyCase) bool { return c.ID == ids[5] }) {
		t.Errorf("%+v", ready.Cases)
	}
	tied := w.Officer2 // acts for the first producer, besides
	_, err = w.Owner.ExecContext(ctx, `INSERT INTO membership (id, person_id, role, producer_id, state)
		SELECT gen_random_uuid(), $1, 'producer', a.producer_id, 'active' FROM application a WHERE a.id = $2`, tied.Person, ids[0])
	must(t, err)
	ready, err = w.AlikeIn(ctx, tied, w.Voucher.ID)
	must(t, err)
	for _, one := range ready.Cases {
		if want := one.ID == ids[0]; errors.Is(one.May, identity.ErrPartial) != want {
			t.Errorf("%s to somebody who acts for the first producer: %v", one.Producer, one.May)
		}
	}
	if out, err := w.ApproveAlike(ctx, tied, list[:1]); err != nil || !errors.Is(out[0].Left, identity.ErrPartial) {
		t.Errorf("approves the own producer's: %+v, %v", out, err)
	}
	_, err = w.Owner.ExecContext(ctx, `DELETE FROM membership WHERE person_id = $1 AND role = 'producer'`, tied.Person)
	must(t, err)
	must(t, w.Decide(ctx, w.Officer2, admission.Decide{ID: uuid.New(), ApplicationID: ids[1], Outcome: admission.Approved,
		Judgements: w.Approval(ids[1]).Judgements, Preparation: uuid.NullUUID{UUID: list[1].Preparation, Valid: true}}))
	must(t, w.AskApplicant(ctx, w.Officer, admission.Ask{ID: uuid.New(), ApplicationID: ids[2], Question: "?", AnswerBy: w.Today.AddDays(5)}))
	anew := w.Rejection(ids[3])
	anew.Preparation = uuid.NullUUID{UUID: list[3].Preparation, Valid: true}
	must(t, w.Prepare(ctx, w.Officer2, anew))
	var group sync.WaitGroup
	results := make([][]admission.AlikeResult, 2)
	for i := range results { // the same form twice at once
		group.Go(func() {
			out, err := w.ApproveAlike(ctx, w.Officer, list)
			if err != nil {
				t.Error(err)
			}
			results[i] = out
		})
	}
	group.Wait()
	want := []error{nil, admission.FaultAlreadyDecided, admission.FaultAnswerOpen, admission.FaultPrepared, nil, admission.FaultNotClean}
	for _, out := range results {
		for i, one := range out {
			if one.ID != ids[i] || !strings.HasPrefix(one.Producer, "Tuottaja") || !errors.Is(one.Left, want[i]) || (one.Left == nil) != (want[i] == nil) {
				t.Errorf("case %d: %+v, want %v", i, one, want[i])
			}
		}
	}
	for query, n := range map[string]int{
		`SELECT count(*) FROM decision`: 3, `SELECT count(*) FROM admission`: 3,
		`SELECT count(*) FROM audit_event WHERE action = 'application.approved'`:  3,
		`SELECT count(*) FROM mail_out WHERE template = 'application_decided'`:    3,
		`SELECT count(*) FROM decision WHERE preparation_id IS NOT NULL`:          3,
		`SELECT count(*) FROM application WHERE ready AND status IN ('approved')`: 0,
	} {
		if got := w.Count(t, query); got != n {
			t.Errorf("%s: %d, want %d", query, got, n)
		}
	}
	for name, err := range map[string]error{
		"a stranger": second(w.ApproveAlike(ctx, w.Strangers[0], list[:1])), "a stranger's list": second(w.AlikeIn(ctx, w.Strangers[0], w.Voucher.ID)),
	} {
		if !errors.Is(err, admission.FaultNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := second(w.ApproveAlike(ctx, w.Operator, list)); !fault.Is(err, fault.CodeForbidden) {
		t.Errorf("the operator: %v", err)
	}
	if err := second(w.ApproveAlike(ctx, w.Officer, nil)); !fault.Is(err, fault.CodeInvalid) {
		t.Errorf("nothing chosen: %v", err)
	}
}

// Views are one's own, read by colleagues of the same organisation and nobody else.
func TestSavedViews(t *testing.T) {
	w := admissiontest.New(t)
	id := uuid.New()
	q := admission.QueueQuery{Scheme: w.Voucher.ID, Who: admission.WhoMine, Due: admission.DueWeek, Text: "Aamu"}
	must(t, w.SaveView(ctx, w.Officer, id, "  Minun   viikkoni ", q))
	must(t, w.SaveView(ctx, w.Officer, id, "Minun viikkoni", q)) // the same form again
	if err := w.SaveView(ctx, w.Officer, uuid.New(), "minun VIIKKONI", q); !fault.Is(err, fault.CodeInvalid) {
		t.Errorf("the same name: %v", err)
	}
	if err := w.SaveView(ctx, w.Officer, uuid.New(), "x", admission.QueueQuery{Sort: "password"}); !fault.Is(err, fault.CodeMalformed) {
		t.Errorf("an unknown column: %v", err)
	}
	must(t, w.SaveView(ctx, w.Officer2, uuid.New(), "Minun viikkoni", q)) // a colleague's own
	own, err := w.SavedViews(ctx, w.Officer)
	must(t, err)
	if len(own) != 1 || own[0].Name != "Minun viikkoni" || own[0].Query != q || !own[0].Own {
		t.Errorf("%+v", own)
	}
	shared, err := w.SavedView(ctx, w.Officer2, id)
	if err != nil || shared.Own || shared.By.ID != w.Officer.Person {
		t.Errorf("a colleague reads it: %+v, %v", shared, err)
	}
	if err := w.ForgetView(ctx, w.Officer2, id); !errors.Is(err, admission.FaultNotFound) {
		t.Errorf("a colleague removes it: %v", err)
	}
	for _, who := range []actor.Actor{w.Strangers[0], w.Operator} {
		if err := second(w.SavedView(ctx, who, id)); !errors.Is(err, admission.FaultNotFound) {
			t.Errorf("%s: %v", who.Name, err)
		}
	}
	must(t, w.ForgetView(ctx, w.Officer, id))
	if err := second(w.SavedView(ctx, w.Officer2, id)); !errors.Is(err, admission.FaultNotFound) {
		t.Errorf("after it was removed: %v", err)
	}
}

// Officers are told once of each reason: who has the case, or everybody when nobody has.
func TestTellOfficers(t *testing.T) {
	w := admissiontest.New(t)
	fresh, late := w.Sent(t, w.Alice), w.SentTo(t, w.Carol, w.DPS, "home_care")
	must(t, w.Assign(ctx, w.Officer, admission.Assign{ApplicationID: late, To: w.Officer.Person}))
	_, err := w.Owner.ExecContext(ctx, `UPDATE application SET due_on = $2 WHERE id = $1`, late, w.Today.AddDays(-1))
	must(t, err)
	tell := func(want int) {
		t.Helper()
		if n, err := w.TellOfficers(ctx); err != nil || n != want {
			t.Fatalf("%d noticed, want %d, %v", n, want, err)
		}
	}
	kinds := func(a actor.Actor) (out []admission.NoticeKind) {
		t.Helper()
		list, err := w.Notices(ctx, a)
		must(t, err)
		for _, n := range list {
			out = append(out, n.Kind)
		}
		slices.Sort(out)
		return out
	}
	tell(2)
	tell(0)
	if n := w.Count(t, `SELECT count(*) FROM mail_out WHERE template = 'cases' AND args = '{}'`); n != 2 { // each one mail for both cases
		t.Errorf("%d mails", n)
	}
	if got := kinds(w.Officer); !slices.Equal(got, []admission.NoticeKind{admission.NoticeNew, admission.NoticeOverdue}) {
		t.Errorf("the officer is told of %v", got)
	}
	if got := kinds(w.Officer2); !slices.Equal(got, []admission.NoticeKind{admission.NoticeNew}) {
		t.Errorf("a colleague is told of %v", got)
	}
	for _, who := range []actor.Actor{w.Strangers[0], w.Operator} {
		if got := kinds(who); len(got) > 0 {
			t.Errorf("%s is told of %v", who.Name, got)
		}
	}
	ask := admission.Ask{ID: uuid.New(), ApplicationID: fresh, Question: "?", AnswerBy: w.Today.AddDays(3)}
	must(t, w.AskApplicant(ctx, w.Officer2, ask))
	must(t, w.AnswerClarification(ctx, w.Alice, fresh, ask.ID, "Kyllä.", nil))
	tell(1)
	if n, err := w.UnseenNotices(ctx, w.Officer2); err != nil || n != 1 { // in review it is no longer new
		t.Errorf("%d unseen, %v", n, err)
	}
	_, err = w.Owner.ExecContext(ctx, `UPDATE application SET due_on = $2 WHERE id = $1`, fresh, w.Today)
	must(t, err)
	tell(1)
	twice, err := w.Notices(ctx, w.Officer2)
	must(t, err)
	if len(twice) != 1 || !slices.Equal(twice[0].Kinds, []admission.NoticeKind{admission.NoticeSoon, admission.NoticeAnswered}) {
		t.Errorf("a case with two reasons is listed as %+v", twice)
	}
	must(t, w.LookedAtNotices(ctx, w.Officer2, time.Now().Add(time.Hour))) // no further than now
	if n, err := w.UnseenNotices(ctx, w.Officer2); err != nil || n != 0 {
		t.Errorf("%d unseen after the look, %v", n, err)
	}
	must(t, w.AskApplicant(ctx, w.Officer2, admission.Ask{ID: uuid.New(), ApplicationID: fresh, Question: "?", AnswerBy: w.Today.AddDays(3)}))
	_, err = w.Owner.ExecContext(ctx, `UPDATE clarification SET answer_by_day = $1 WHERE id <> $2`, w.Today.AddDays(-1), ask.ID)
	must(t, err)
	tell(1)
	if n, err := w.UnseenNotices(ctx, w.Officer2); err != nil || n != 1 {
		t.Errorf("%d unseen of what came later, %v", n, err)
	}
}

// What the database keeps of where a case stands is what its rows say, after every kind of end.
func TestStatusFollowsTheRows(t *testing.T) {
	w := admissiontest.New(t)
	w.Draft(t, w.Alice, w.Free)
	gone := w.Draft(t, w.Carol, w.Free)
	must(t, w.Withdraw(ctx, w.Carol, gone.ID))
	approved, asked := w.Sent(t, w.Alice), w.SentTo(t, w.Alice, w.DPS, "home_care")
	must(t, w.Decide(ctx, w.Officer, w.Approval(approved)))
	must(t, w.AskApplicant(ctx, w.Officer, admission.Ask{ID: uuid.New(), ApplicationID: asked, Question: "?", AnswerBy: w.Today.AddDays(2)}))
	withdrawn := w.SentTo(t, w.Carol, w.DPS, "home_care")
	must(t, w.StartReview(ctx, w.Officer, withdrawn))
	must(t, w.Withdraw(ctx, w.Carol, withdrawn))
	if n := w.Count(t, `SELECT count(*) FROM application WHERE status <> application_status(id)`); n != 0 {
		t.Errorf("%d applications stand elsewhere than their rows say", n)
	}
	if n := w.Count(t, `SELECT count(DISTINCT status) FROM application`); n != 4 {
		t.Errorf("%d statuses in the world, want 4", n)
	}
	for _, statement := range []string{
		`SELECT count(*) FROM application WHERE (status IN ('approved', 'rejected', 'withdrawn')) <> (closed_at IS NOT NULL) OR closed <> (closed_at IS NOT NULL)`,
		`SELECT count(*) FROM application a JOIN submission b ON b.application_id = a.id WHERE a.submitted_at <> b.submitted_at OR b.rules_id IS NULL OR b.clock_days IS NULL`,
	} {
		if n := w.Count(t, statement); n != 0 {
			t.Errorf("%s: %d", statement, n)
		}
	}
}
