package tenure

import (
	"context"
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
)

// maxText is the longest text, in characters; maxDays the longest time that is given to answer.
const (
	maxText = 4000
	maxDays = 180
)

// Doubt is a reason to ask whether an admission may stand.
type Doubt struct {
	ID          uuid.UUID
	AdmissionID uuid.UUID
	Rule        Rule
	Subject     string // the kind of evidence, the requirement's id or the register; else ""
	Titles
	Since      calendar.Date
	Reasons    string // what an officer says of it
	By         string // "": found by time
	At         time.Time
	Outcome    Outcome // "": open
	EndReasons string
	EndedBy    string
	EndedAt    *time.Time
}

// Outcome is how a doubt or a hearing ended.
type Outcome string

// Outcomes.
const (
	Renewed     Outcome = "renewed"      // there is evidence again; by itself
	Kept        Outcome = "kept"         // unfounded, or mended
	SelfCleaned Outcome = "self_cleaned" // the producer has shown that it is reliable (1397/2016 §82)
	Suspended   Outcome = "suspended"    // of a hearing only: its doubts stay open
	Removed     Outcome = "removed"
	Over        Outcome = "over" // the admission ended otherwise; by itself
)

// Hearing is one question to the producer about open doubts.
type Hearing struct {
	ID            uuid.UUID
	AdmissionID   uuid.UUID
	Question      string
	AnswerBy      calendar.Date
	By            string
	At            time.Time
	Doubts        []uuid.UUID
	Answer        *Answer
	Outcome       Outcome // "": open
	EndReasons    string
	EndedBy       string
	EndedAt       *time.Time
	ExcludedUntil calendar.Date
}

// Answer is what the producer says. The last three are of self-cleaning.
type Answer struct {
	Text        string    `db:"text"`
	Compensated string    `db:"compensated"` // how the damage was made good
	Cooperated  string    `db:"cooperated"`  // how the authorities were helped
	Measures    string    `db:"measures"`    // what keeps it from happening again
	By          string    `db:"by_name"`
	At          time.Time `db:"at"`
	Letter      *Letter   `db:"-"` // nil: the producer has answered itself
}

// Cleans tells whether the answer tells of self-cleaning.
func (a Answer) Cleans() bool { return a.Compensated != "" && a.Cooperated != "" && a.Measures != "" }

// Raise is a doubt to raise. ID is the form's, so that a double click raises one.
type Raise struct {
	ID          uuid.UUID
	AdmissionID uuid.UUID
	Cause       Cause
	Subject     string // of CauseRegistry: which register
	Reasons     string
}

// Raise records a doubt. An operator's people may: it prepares an official's decision.
func (s *Service) Raise(ctx context.Context, a actor.Actor, cmd Raise) error {
	cmd.Reasons = strings.TrimSpace(cmd.Reasons)
	return s.change(ctx, a, identity.ApplicationReview, cmd.AdmissionID, func(ctx context.Context, tx *db.Tx, f File) error {
		if f.has(cmd.ID) {
			return nil // the same form again
		}
		if _, ok := Next(f.Stage, StepDoubt); !ok {
			return FaultMoved
		}
		return s.raise(ctx, tx, f, cmd)
	})
}

func (s *Service) raise(ctx context.Context, tx *db.Tx, f File, cmd Raise) error {
	bad := texts(fault.Invalid(), map[string]string{"reasons": cmd.Reasons})
	rule, err := RuleOn(ctx, tx, f.Scheme.Regime, cmd.Cause, f.Day)
	if !cmd.Cause.Raisable() || err != nil {
		bad = bad.On("cause", "fault.tenure.cause")
	}
	if err := bad.OrNil(); err != nil {
		return err
	}
	if err := insertDoubt(ctx, tx, Doubt{ID: cmd.ID, AdmissionID: f.ID, Rule: rule, Subject: cmd.Subject, Since: f.Day, Reasons: cmd.Reasons}); err != nil {
		return err
	}
	return s.record(ctx, tx, f, "admission.doubted", map[string]any{"doubt": cmd.ID, "cause": string(cmd.Cause)})
}

// Ask is a question to the producer about all doubts that are open.
type Ask struct {
	ID          uuid.UUID
	AdmissionID uuid.UUID
	Question    string
	AnswerBy    calendar.Date
	Shown       []uuid.UUID // see File.Seen
}

// CheckAsk tells what is wrong with a question that is asked on a day under the rules of its doubts.
func CheckAsk(rules []Rule, cmd Ask, day calendar.Date) error {
	bad := texts(fault.Invalid(), map[string]string{"question": strings.TrimSpace(cmd.Question)})
	earliest, _, _ := Strictest(rules, day)
	switch {
	case cmd.AnswerBy.IsZero():
		bad = bad.On("by", "fault.tenure.day_missing")
	case cmd.AnswerBy.Before(earliest):
		bad = bad.On("by", "fault.tenure.day_soon", "Date", earliest)
	case cmd.AnswerBy.After(day.AddDays(maxDays)):
		bad = bad.On("by", "fault.tenure.day_late", "Count", maxDays)
	}
	return bad.OrNil()
}

// Ask opens a hearing. It is an official's: the decision that may follow is one (612/2021 §12).
func (s *Service) Ask(ctx context.Context, a actor.Actor, cmd Ask) error {
	return s.official(ctx, a, cmd.AdmissionID, func(ctx context.Context, tx *db.Tx, f File) error {
		if f.heard(cmd.ID) != nil {
			return nil
		}
		if _, ok := Next(f.Stage, StepAsk); !ok {
			return FaultMoved
		}
		if err := f.Seen(cmd.Shown); err != nil {
			return err
		}
		open := f.OpenDoubts()
		if err := CheckAsk(rulesOf(open), cmd, f.Day); err != nil {
			return err
		}
		cmd.AnswerBy = calendar.NextWorkingDay(cmd.AnswerBy) // as every period that ends on a day off (150/1930 §5)
		if err := insertHearing(ctx, tx, cmd, open); err != nil {
			return err
		}
		if err := s.mail(ctx, tx, f, identity.MailHearing); err != nil {
			return err
		}
		return s.record(ctx, tx, f, "admission.hearing_opened", map[string]any{"hearing": cmd.ID, "answer_by": cmd.AnswerBy.String()})
	})
}

// texts notes each text that is missing or too long on the field of its name.
func texts(bad *fault.Error, fields map[string]string) *fault.Error {
	for _, name := range []string{"text", "question", "compensated", "cooperated", "measures", "reasons", "why"} {
		text, asked := fields[name]
		switch n := utf8.RuneCountInString(text); {
		case asked && n == 0 && name == "reasons":
			bad = bad.On(name, "fault.admission.reason_missing")
		case asked && n == 0 && name == "why":
			bad = bad.On(name, "fault.tenure.why_missing")
		case asked && n == 0:
			bad = bad.On(name, "fault.tenure.text_missing")
		case n > maxText:
			bad = bad.On(name, "fault.admission.too_long", "Limit", maxText)
		}
	}
	return bad
}

func rulesOf(doubts []Doubt) []Rule {
	out := make([]Rule, len(doubts))
	for i, d := range doubts {
		out[i] = d.Rule
	}
	return out
}

func (s *Service) mail(ctx context.Context, tx *db.Tx, f File, template string) error {
	return s.people.MailMembers(ctx, tx, actor.RoleProducer, f.ProducerID,
		identity.MailOut{Template: template, Args: map[string]uuid.UUID{"admission": f.ID}})
}

func (s *Service) record(ctx context.Context, tx *db.Tx, f File, action string, details map[string]any) error {
	return audit.Record(ctx, tx, audit.Entry{Action: action, ObjectKind: "admission", ObjectID: f.ID, Organiser: f.Scheme.OrganiserID, Details: details})
}
