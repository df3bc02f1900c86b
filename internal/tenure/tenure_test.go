package tenure_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/admission/admissiontest"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/evidence"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/tenure"
)

var ctx = context.Background()

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// world is admissiontest's with the room, a scheme that asks for an insurance, and Alice's admission to it.
type world struct {
	*admissiontest.World
	*tenure.Service
	id uuid.UUID
}

func newWorld(t testing.TB) world {
	t.Helper()
	w := admissiontest.New(t)
	w.DB.Service.Constraints(tenure.Constraints)
	out := world{World: w, Service: tenure.New(w.DB.Service, w.People, w.Service), id: w.Admitted(t, w.Alice)}
	out.demand(t, "liability_insurance")
	return out
}

// demand makes the scheme ask for a kind of evidence from now on.
func (w world) demand(t testing.TB, kind string) {
	t.Helper()
	_, err := w.Owner.ExecContext(ctx, `UPDATE requirement SET evidence_kind = $2 WHERE id = $1`, w.Proof.ID, kind)
	must(t, err)
}

// insure puts an insurance into the library of an actor's producer, whatever its days are.
func (w world) insure(t testing.TB, a actor.Actor, issued calendar.Date, last *calendar.Date) {
	t.Helper()
	file := w.Upload(t, a, "vakuutus.pdf", uuid.NewString())
	_, err := w.Owner.ExecContext(ctx, `INSERT INTO evidence_item (id, producer_id, kind, file_id, issued_on, valid_to, business_id, added_by)
		SELECT $1, p.id, 'liability_insurance', $2, $3, $4, p.business_id, $5 FROM producer p WHERE p.id = $6`,
		uuid.New(), file.ID, issued, last, a.Person, a.Organisation)
	must(t, err)
}

func (w world) tend(t testing.TB, day calendar.Date) tenure.Tended {
	t.Helper()
	done, err := w.Tend(ctx, day)
	must(t, err)
	return done
}

func (w world) stage(t testing.TB, want tenure.Stage, state admission.State) tenure.File {
	t.Helper()
	f, err := w.File(ctx, w.Officer, w.id)
	must(t, err)
	if f.Stage != want || f.State != state {
		t.Errorf("stage %s, state %s; want %s, %s", f.Stage, f.State, want, state)
	}
	return f
}

// TestLapseToReturn is the life of an admission whose insurance lapses: told three times, doubted, heard, suspended,
// renewed, lifted, lapsed again, removed, and admitted again.
func TestLapseToReturn(t *testing.T) {
	w := newWorld(t)
	last := w.Today.AddDays(-1)
	w.insure(t, w.Alice, w.Today.AddDays(-400), &last)
	var told []int
	for day := last.AddDays(-70); !day.After(last); day = day.AddDays(1) {
		for range 2 { // the regular work runs many times a day
			if w.tend(t, day).Told > 0 {
				told = append(told, day.DaysUntil(last))
			}
		}
	}
	if len(told) != 3 || told[0] != 60 || told[1] != 30 || told[2] != 7 {
		t.Errorf("told %v days before", told)
	}
	w.stage(t, tenure.StageCalm, admission.StateActive)
	if done := w.tend(t, w.Today); done.Raised != 1 {
		t.Errorf("raised: %+v", done)
	}
	if done := w.tend(t, w.Today); done != (tenure.Tended{}) {
		t.Errorf("the second run: %+v", done)
	}
	f := w.stage(t, tenure.StageDoubted, admission.StateActive) // nothing is dropped silently
	if !f.Duty() || f.OpenDoubts()[0].Since != w.Today {
		t.Errorf("the doubt: %+v", f.OpenDoubts())
	}

	remove := tenure.Settle{ID: uuid.New(), AdmissionID: w.id, Outcome: tenure.Removed, Reasons: "Vakuutus puuttuu."}
	if err := w.Settle(ctx, w.Officer, remove); !errors.Is(err, tenure.FaultMoved) {
		t.Errorf("removed unheard: %v", err)
	}
	ask := tenure.Ask{ID: uuid.New(), AdmissionID: w.id, Question: "Onko vakuutus uusittu?", AnswerBy: f.EarliestAnswer()}
	soon := ask
	soon.AnswerBy = soon.AnswerBy.AddDays(-1)
	if err := w.Ask(ctx, w.Officer, soon); err == nil {
		t.Error("less time to answer than the law gives")
	}
	if err := w.Ask(ctx, w.Operator, ask); err == nil {
		t.Error("an operator that is not the scheme's asks")
	}
	for calendar.IsWorkingDay(ask.AnswerBy) {
		ask.AnswerBy = ask.AnswerBy.AddDays(1)
	}
	must(t, w.Ask(ctx, w.Officer, ask))
	must(t, w.Ask(ctx, w.Officer, ask)) // a double click
	if by := w.stage(t, tenure.StageAsked, admission.StateActive).Open().AnswerBy; by != calendar.NextWorkingDay(ask.AnswerBy) {
		t.Errorf("asked to answer by a day off, %s: the time ends %s", ask.AnswerBy, by)
	}
	reply := tenure.Reply{AdmissionID: w.id, HearingID: ask.ID, Answer: tenure.Answer{Text: "Uusimme sen ensi viikolla."}}
	if err := w.Reply(ctx, w.Carol, reply); !errors.Is(err, admission.FaultNotFound) {
		t.Errorf("another producer answers: %v", err)
	}
	must(t, w.Reply(ctx, w.Alice, reply))
	must(t, w.Reply(ctx, w.Alice, reply))
	w.stage(t, tenure.StageAnswered, admission.StateActive)
	suspend := tenure.Settle{ID: uuid.New(), AdmissionID: w.id, Outcome: tenure.Suspended, Reasons: "Vakuutus puuttuu."}
	must(t, w.Settle(ctx, w.Officer, suspend))
	must(t, w.Settle(ctx, w.Officer, suspend))
	w.stage(t, tenure.StageDoubted, admission.StateSuspended)

	library := evidence.New(w.DB.Service)
	library.Above(w.Service)
	_, err := library.Add(ctx, w.Alice, evidence.Add{ID: uuid.New(), Kind: "liability_insurance", File: w.Upload(t, w.Alice, "uusi.pdf", "uusi").ID, IssuedOn: w.Today, ValidTo: w.Today.AddDays(300)})
	must(t, err)
	w.stage(t, tenure.StageCalm, admission.StateSuspended) // an official lifts what an official suspended
	must(t, w.Lift(ctx, w.Officer, uuid.New(), w.id, "Vakuutus on kunnossa."))
	w.stage(t, tenure.StageCalm, admission.StateActive)

	must(t, w.Raise(ctx, w.Officer, tenure.Raise{ID: uuid.New(), AdmissionID: w.id, Cause: tenure.CauseCondition, Reasons: "Henkilöstö ei riitä."}))
	ask.ID = uuid.New()
	must(t, w.Ask(ctx, w.Officer, ask))
	if _, err := w.Owner.ExecContext(ctx, `UPDATE hearing SET answer_by_day = $2 WHERE id = $1`, ask.ID, w.Today.AddDays(-1)); err != nil {
		t.Fatal(err)
	}
	if done := w.tend(t, w.Today); done.Overdue != 1 {
		t.Errorf("overdue: %+v", done)
	}
	w.stage(t, tenure.StageUnanswered, admission.StateActive)
	must(t, w.Settle(ctx, w.Officer, remove))
	f = w.stage(t, tenure.StageOver, admission.StateRemoved)
	if len(f.OpenDoubts()) > 0 || f.Open() != nil {
		t.Error("a doubt or hearing outlives the removal")
	}
	w.demand(t, "")
	if again := w.Admitted(t, w.Alice); again == w.id {
		t.Error("the removed admission came back")
	}
	if n := w.Count(t, `SELECT count(*) FROM audit_event WHERE details::text LIKE '%akuutus%' OR details::text LIKE '%uusittu%'`); n > 0 {
		t.Errorf("%d audit rows hold words", n)
	}
	if n := w.Count(t, `SELECT count(*) FROM mail_out WHERE template IN ('evidence_lapsing', 'evidence_lapsed', 'hearing')`); n != 2*(3+1+2) {
		t.Errorf("%d mails to the producer's two people", n)
	}
}

// TestTable tries every step in every stage.
func TestTable(t *testing.T) {
	for _, c := range []struct {
		stage tenure.Stage
		legal []tenure.Step
	}{
		{tenure.StageCalm, []tenure.Step{tenure.StepDoubt, tenure.StepSuspend, tenure.StepRemoveUnheard}},
		{tenure.StageDoubted, []tenure.Step{tenure.StepDoubt, tenure.StepRenew, tenure.StepAsk, tenure.StepKeep, tenure.StepSuspend, tenure.StepRemoveUnheard}},
		{tenure.StageAsked, []tenure.Step{tenure.StepDoubt, tenure.StepRenew, tenure.StepAnswer, tenure.StepKeep, tenure.StepSuspend, tenure.StepRemoveUnheard}},
		{tenure.StageUnanswered, []tenure.Step{tenure.StepDoubt, tenure.StepRenew, tenure.StepAnswer, tenure.StepKeep, tenure.StepSuspend, tenure.StepRemove}},
		{tenure.StageAnswered, []tenure.Step{tenure.StepDoubt, tenure.StepRenew, tenure.StepKeep, tenure.StepSuspend, tenure.StepRemove}},
		{tenure.StageOver, nil},
	} {
		legal := map[tenure.Step]bool{}
		for _, step := range c.legal {
			legal[step] = true
		}
		for _, step := range tenure.Steps() {
			if _, ok := tenure.Next(c.stage, step); ok != legal[step] {
				t.Errorf("%s in %s is %v", step, c.stage, ok)
			}
		}
	}
	if len(tenure.AllStages()) != 6 {
		t.Error("a stage has no line")
	}
}

func TestDays(t *testing.T) {
	day := func(text string) calendar.Date {
		d, err := calendar.Parse(text)
		must(t, err)
		return d
	}
	five, two := 5, 3
	for _, c := range []struct {
		rule        tenure.Rule
		asked, want string
	}{
		{tenure.Rule{HearingDays: 5, HearingKind: "working"}, "2026-06-15", "2026-06-23"},   // over Midsummer Eve
		{tenure.Rule{HearingDays: 14, HearingKind: "calendar"}, "2026-06-05", "2026-06-22"}, // would end on Midsummer Eve
		{tenure.Rule{HearingDays: 14, HearingKind: "calendar"}, "2026-12-11", "2026-12-28"}, // on Christmas Day
	} {
		if got := c.rule.AnswerBy(day(c.asked)); got != day(c.want) {
			t.Errorf("asked on %s: by %s, want %s", c.asked, got, c.want)
		}
	}
	if got := (tenure.Rule{ExcludedYears: &five}).ExcludedUntil(day("2028-02-29")); got != day("2033-02-28") {
		t.Errorf("excluded until %s", got)
	}
	if got := (tenure.Rule{ExcludedYears: &two}).ExcludedUntil(day("2026-11-23")); got != (calendar.Date{Year: 2029, Month: time.November, Day: 23}) {
		t.Errorf("excluded until %s", got)
	}
	for left, want := range map[int]int{61: 0, 60: 60, 31: 60, 30: 30, 8: 30, 7: 7, 0: 7, -1: 0} {
		if got := tenure.StageOf(left); got != want {
			t.Errorf("%d days before: %d, want %d", left, got, want)
		}
	}
}
