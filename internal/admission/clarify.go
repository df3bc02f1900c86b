package admission

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// Clarification is a question to the applicant of a sent application, with its answer.
type Clarification struct {
	ID       uuid.UUID
	Question string
	AskedBy  string // name
	AskedAt  time.Time
	AnswerBy calendar.Date // last day for the answer
	Answer   *ClarificationAnswer
}

// ClarificationAnswer is how a question ended.
type ClarificationAnswer struct {
	Lapsed bool // its day passed and an officer went on without
	Text   string
	Files  []scheme.Evidence
	By     string // name
	At     time.Time
}

// Open tells whether an answer may still come.
func (c Clarification) Open() bool { return c.Answer == nil }

// Stop is the time for which a clock that stops stands still.
func (c Clarification) Stop() Stop {
	s := Stop{Asked: calendar.Today(c.AskedAt), Until: c.AnswerBy}
	if c.Answer != nil && calendar.Today(c.Answer.At).Before(s.Until) {
		s.Until = calendar.Today(c.Answer.At)
	}
	return s
}

// maxAnswerDays is how far away the last day for an answer may be, and maxFiles how many files an answer may have.
const (
	maxAnswerDays = 60
	maxFiles      = 10
)

// Ask asks the applicant to clarify. ID is the form's, so that a double click asks once. What was prepared no longer
// holds, since the answer may change it.
type Ask struct {
	ID            uuid.UUID
	ApplicationID uuid.UUID
	Question      string
	AnswerBy      calendar.Date
}

func (cmd Ask) check(today calendar.Date) error {
	bad := fault.Invalid()
	switch n := utf8.RuneCountInString(strings.TrimSpace(cmd.Question)); {
	case n == 0:
		bad = bad.On("question", "fault.admission.question_missing")
	case n > maxText:
		bad = bad.On("question", "fault.admission.too_long", "Limit", maxText)
	}
	if !cmd.AnswerBy.After(today) || today.AddDays(maxAnswerDays).Before(cmd.AnswerBy) {
		bad = bad.On("answer_by", "fault.admission.answer_day", "Limit", maxAnswerDays)
	}
	return bad.OrNil()
}

// AskApplicant asks, and tells the applicant that there is a question. One question is open at a time.
func (s *Service) AskApplicant(ctx context.Context, a actor.Actor, cmd Ask) error {
	return s.locked(ctx, a, identity.ApplicationReview, cmd.ApplicationID, func(ctx context.Context, tx *db.Tx, app Application) error {
		asked, err := clarificationsOf(ctx, tx, app.ID)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(asked, func(c Clarification) bool { return c.ID == cmd.ID }) {
			return nil // the same form again
		}
		if _, ok := Next(app.Status, StepAsk); !ok {
			return app.refuse()
		}
		today, err := db.Today(ctx, tx)
		if err != nil {
			return err
		}
		if err := cmd.check(today); err != nil {
			return err
		}
		cmd.AnswerBy = calendar.NextWorkingDay(cmd.AnswerBy) // as every period that ends on a day off (150/1930 §5)
		if err := s.beginReview(ctx, tx, app); err != nil {
			return err
		}
		if err := insertClarification(ctx, tx, cmd); err != nil {
			return err
		}
		if err := s.moveDue(ctx, tx, app); err != nil {
			return err
		}
		if err := s.tell(ctx, tx, app, identity.MailApplicationQuestion); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "application.clarification_asked", ObjectKind: "application", ObjectID: app.ID,
			Organiser: app.Organiser.ID, Details: map[string]any{"clarification": cmd.ID, "answer_by": cmd.AnswerBy.String()}})
	})
}

// AnswerClarification answers the open question of an application for its producer: id is the clarification's. Files are
// ids of the producer's own stored files. The clock that stood still goes on. Answering an answered one again changes
// nothing. Faults: FaultNoQuestion when the officers went on without the answer meanwhile.
func (s *Service) AnswerClarification(ctx context.Context, a actor.Actor, applicationID, id uuid.UUID, text string, files []uuid.UUID) error {
	return s.locked(ctx, a, identity.ApplicationSubmit, applicationID, func(ctx context.Context, tx *db.Tx, app Application) error {
		open, err := clarificationByID(ctx, tx, app.ID, id)
		if err != nil {
			return err
		}
		if open.Answer != nil && !open.Answer.Lapsed {
			return nil // the same form again
		}
		if _, ok := Next(app.Status, StepAnswer); !ok || open.Answer != nil {
			return FaultNoQuestion
		}
		if err := checkAnswer(ctx, tx, app, text, files); err != nil {
			return err
		}
		return s.endQuestion(ctx, tx, app, answerRowOf(id, strings.TrimSpace(text), false), files)
	})
}

func checkAnswer(ctx context.Context, tx *db.Tx, app Application, text string, files []uuid.UUID) error {
	bad := fault.Invalid()
	switch n := utf8.RuneCountInString(strings.TrimSpace(text)); {
	case n == 0:
		bad = bad.On("text", "fault.admission.answer_missing")
	case n > maxText:
		bad = bad.On("text", "fault.admission.too_long", "Limit", maxText)
	}
	if len(files) > maxFiles {
		bad = bad.On("file", "fault.admission.too_many_files", "Limit", maxFiles)
	}
	if err := bad.OrNil(); err != nil {
		return err
	}
	for _, file := range files {
		owned, err := ownsFile(ctx, tx, app.Producer.ID, file)
		if err != nil {
			return err
		}
		if !owned {
			return FaultNotFound
		}
	}
	return nil
}

// GoOn goes on without an answer whose last day is over. Going on twice is one.
func (s *Service) GoOn(ctx context.Context, a actor.Actor, id uuid.UUID) error {
	return s.locked(ctx, a, identity.ApplicationReview, id, func(ctx context.Context, tx *db.Tx, app Application) error {
		if app.Status == StatusInReview {
			return nil
		}
		if _, ok := Next(app.Status, StepGoOn); !ok {
			return app.refuse()
		}
		asked, err := clarificationsOf(ctx, tx, id)
		if err != nil {
			return err
		}
		open := asked[len(asked)-1]
		today, err := db.Today(ctx, tx)
		if err != nil {
			return err
		}
		if !open.AnswerBy.Before(today) {
			return FaultAnswerOpen
		}
		return s.endQuestion(ctx, tx, app, answerRowOf(open.ID, "", true), nil)
	})
}

func (s *Service) endQuestion(ctx context.Context, tx *db.Tx, app Application, row clarificationAnswerRow, files []uuid.UUID) error {
	row.AnsweredBy = tx.Actor.Person
	if err := insertClarificationAnswer(ctx, tx, row, files); err != nil {
		return err
	}
	if err := s.moveDue(ctx, tx, app); err != nil {
		return err
	}
	action := "application.clarification_answered"
	if row.Lapsed {
		action = "application.clarification_lapsed"
	}
	return audit.Record(ctx, tx, audit.Entry{Action: action, ObjectKind: "application", ObjectID: app.ID, Organiser: app.Organiser.ID,
		Details: map[string]any{"clarification": row.ClarificationID}})
}

// Clarifications lists the questions of an application with their answers, the oldest first, for its producer and those
// who review.
func (s *Service) Clarifications(ctx context.Context, a actor.Actor, id uuid.UUID) ([]Clarification, error) {
	if _, err := s.Application(ctx, a, id); err != nil {
		return nil, err
	}
	list, err := clarificationsOf(ctx, s.db, id)
	return list, s.db.Translate(err)
}

// moveDue writes the day by which to decide as it stands after what has just happened in this transaction.
func (s *Service) moveDue(ctx context.Context, tx *db.Tx, app Application) error {
	asked, err := clarificationsOf(ctx, tx, app.ID)
	if err != nil {
		return err
	}
	stops := make([]Stop, len(asked))
	for i, one := range asked {
		stops[i] = one.Stop()
	}
	clock, err := clockOfCase(ctx, tx, app)
	if err != nil {
		return err
	}
	return setDue(ctx, tx, app.ID, clock.Due(app.Submission.At, stops))
}
