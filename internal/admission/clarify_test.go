package admission_test

import (
	"errors"
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/admission/admissiontest"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// dayOff is the first day off from a day on.
func dayOff(day calendar.Date) calendar.Date {
	for calendar.IsWorkingDay(day) {
		day = day.AddDays(1)
	}
	return day
}

// A question goes to the applicant and comes back: the voucher's clock stands still meanwhile, that of a DPS does not.
// The day for the answer is a day off here: the time, and the clock's stop, last until the next working day.
func TestClarification(t *testing.T) {
	w := admissiontest.New(t)
	id, other := w.Sent(t, w.Alice), w.SentTo(t, w.Alice, w.DPS, "home_care")
	before, err := w.Receipt(ctx, w.Officer, id)
	must(t, err)
	beforeDPS, err := w.Receipt(ctx, w.Officer, other)
	must(t, err)
	ask := admission.Ask{ID: uuid.New(), ApplicationID: id, Question: " Kattaako vakuutus ryhmätoiminnan? ", AnswerBy: dayOff(w.Today.AddDays(14))}
	for name, cmd := range map[string]admission.Ask{
		"question":  {ID: ask.ID, ApplicationID: id, Question: " ", AnswerBy: ask.AnswerBy},
		"answer_by": {ID: ask.ID, ApplicationID: id, Question: "?", AnswerBy: w.Today},
	} {
		if err := w.AskApplicant(ctx, w.Officer, cmd); !fault.Is(err, fault.CodeInvalid) || !fault.From(err).HasField(name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	must(t, w.AskApplicant(ctx, w.Officer, ask))
	must(t, w.AskApplicant(ctx, w.Officer, ask)) // the same form again
	must(t, w.AskApplicant(ctx, w.Operator, admission.Ask{ID: uuid.New(), ApplicationID: other, Question: "Mitä?", AnswerBy: w.Today.AddDays(5)}))
	asked, err := w.Receipt(ctx, w.Alice, id)
	must(t, err)
	clock := w.Clock(t, w.Voucher)
	stop := admission.Stop{Asked: w.Today, Until: calendar.NextWorkingDay(ask.AnswerBy)}
	if want := clock.Due(before.Submission.At, []admission.Stop{stop}); asked.Status != admission.StatusWaiting || asked.DueOn != want ||
		!before.DueOn.Before(asked.DueOn) || asked.Submission.DueOn != before.DueOn || asked.Assignee.ID != w.Officer.Person {
		t.Errorf("%s, due %s, want %s, at first %s; with %+v", asked.Status, asked.DueOn, want, asked.Submission.DueOn, asked.Assignee)
	}
	if dps, err := w.Receipt(ctx, w.Officer, other); err != nil || dps.DueOn != beforeDPS.DueOn || dps.Status != admission.StatusWaiting {
		t.Errorf("the clock of a DPS: %s, before %s, %v", dps.DueOn, beforeDPS.DueOn, err)
	}
	for name, err := range map[string]error{
		"decide while an answer may come": w.Decide(ctx, w.Officer, w.Approval(id)),
		"ask twice":                       w.AskApplicant(ctx, w.Officer2, admission.Ask{ID: uuid.New(), ApplicationID: id, Question: "?", AnswerBy: ask.AnswerBy}),
		"go on before the day":            w.GoOn(ctx, w.Officer, id),
	} {
		if !errors.Is(err, admission.FaultAnswerOpen) {
			t.Errorf("%s: %v", name, err)
		}
	}
	theirs, mine := w.Upload(t, w.Carol, "toinen.pdf", "x"), w.Upload(t, w.Alice, "vakuutus.pdf", "y")
	for name, err := range map[string]error{
		"another producer": w.AnswerClarification(ctx, w.Carol, id, ask.ID, "Kyllä.", nil),
		"another's file":   w.AnswerClarification(ctx, w.Alice, id, ask.ID, "Kyllä.", []uuid.UUID{theirs.ID}),
		"no such question": w.AnswerClarification(ctx, w.Alice, id, uuid.New(), "Kyllä.", nil),
		"another's look":   second(w.Clarifications(ctx, w.Carol, id)),
	} {
		if !errors.Is(err, admission.FaultNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := w.AnswerClarification(ctx, w.Alice, id, ask.ID, " ", nil); !fault.Is(err, fault.CodeInvalid) {
		t.Errorf("an empty answer: %v", err)
	}
	must(t, w.AnswerClarification(ctx, w.Alice, id, ask.ID, "Kyllä.", []uuid.UUID{mine.ID, mine.ID}))
	must(t, w.AnswerClarification(ctx, w.Bob, id, ask.ID, "Ei.", nil)) // a colleague a moment later: the first stands
	list, err := w.Clarifications(ctx, w.Officer, id)
	must(t, err)
	if len(list) != 1 || list[0].Question != "Kattaako vakuutus ryhmätoiminnan?" || list[0].Answer.Text != "Kyllä." || len(list[0].Answer.Files) != 1 ||
		list[0].Answer.Files[0].Name != "vakuutus.pdf" || list[0].Answer.By != "Aino Aamu" {
		t.Errorf("%+v", list)
	}
	if after, err := w.Receipt(ctx, w.Alice, id); err != nil || after.Status != admission.StatusInReview || after.DueOn != before.DueOn {
		t.Errorf("answered the same day: %s, due %s, want %s, %v", after.Status, after.DueOn, before.DueOn, err)
	}
	_, err = w.Owner.ExecContext(ctx, `UPDATE clarification SET answer_by_day = $1`, w.Today.AddDays(-1))
	must(t, err)
	must(t, w.GoOn(ctx, w.Officer, other))
	must(t, w.GoOn(ctx, w.Officer, other))
	if err := w.AnswerClarification(ctx, w.Alice, other, latestQuestion(t, w, other), "Vastaus.", nil); !errors.Is(err, admission.FaultNoQuestion) {
		t.Errorf("an answer after the officers went on: %v", err)
	}
	if n := w.Count(t, `SELECT count(*) FROM mail_out WHERE template = 'application_question'`); n != 4 { // two people, two questions
		t.Errorf("%d mails", n)
	}
	must(t, w.Decide(ctx, w.Officer, w.Approval(id)))
}

func latestQuestion(t *testing.T, w *admissiontest.World, id uuid.UUID) uuid.UUID {
	t.Helper()
	list, err := w.Clarifications(ctx, w.Officer, id)
	must(t, err)
	return list[len(list)-1].ID
}
