package tenure

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
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// Finding is what a register says of a producer.
type Finding string

// Findings. The last two raise doubts where a scheme asks for the register.
const (
	InOrder     Finding = "in_order"
	Pending     Finding = "pending"      // the entry is being handled and the work is allowed meanwhile (964/2024)
	NotRequired Finding = "not_required" // the register does not concern the producer
	PaymentPlan Finding = "payment_plan" // a debt with a plan of payment that is kept
	NotFound    Finding = "not_found"
	Neglected   Finding = "neglected" // duties are neglected
)

// Bad tells whether the finding raises a doubt.
func (f Finding) Bad() bool { return f == NotFound || f == Neglected }

// FindingsOf lists what may be found in a register: being entered is a thing of registers of entries, a plan of payment one
// of debts.
func FindingsOf(register string) []Finding {
	switch register {
	case "soteri":
		return []Finding{InOrder, Pending, NotRequired, NotFound}
	case "tax", "pension", "accident_insurance":
		return []Finding{InOrder, PaymentPlan, NotRequired, Neglected}
	default:
		return []Finding{InOrder, NotRequired, NotFound}
	}
}

// again is after how many months a register is looked into again, when the officer says nothing else: the proofs of the act
// on contractors' obligations are not older than 12 months (1233/2006 §5), tax debts change sooner (practice).
func again(register string) int {
	if register == "tax" {
		return 3
	}
	return 12
}

// Check is what was found in a register on a day.
type Check struct {
	ID        uuid.UUID     `db:"id"`
	Producer  uuid.UUID     `db:"producer_id"`
	Organiser uuid.UUID     `db:"organiser_id"`
	Register  string        `db:"register"`
	Finding   Finding       `db:"finding"`
	Source    string        `db:"source"` // where it was looked up
	Note      string        `db:"note"`
	On        calendar.Date `db:"checked_on"`
	DueOn     calendar.Date `db:"due_on"` // when to look again; zero: not
	By        string        `db:"by_name"`
	At        time.Time     `db:"at"`
}

// Due is a check to do again.
type Due struct {
	Check
	Name      string    `db:"producer"`
	Admission uuid.UUID `db:"admission"` // one of the producer's with the organiser
}

// Examine is a check to record on the page of an admission.
type Examine struct {
	ID          uuid.UUID
	AdmissionID uuid.UUID
	Register    string
	Finding     Finding
	Source      string
	Note        string
	On          calendar.Date
	DueOn       calendar.Date // zero: as the register's rule says
}

// How old a check that is recorded may be, and how far ahead the next one, in days: a year typed wrong is a fault.
const (
	checkedMost = 10 * 366
	dueMost     = 5 * 366
)

// CheckExamine tells what is wrong with a check that is recorded today.
func CheckExamine(cmd Examine, today calendar.Date) error {
	bad := fault.Invalid()
	if !slices.Contains(scheme.Registers(), cmd.Register) {
		bad = bad.On("register", "fault.tenure.register")
	}
	if !slices.Contains(FindingsOf(cmd.Register), cmd.Finding) {
		bad = bad.On("finding", "fault.tenure.finding")
	}
	switch n := utf8.RuneCountInString(cmd.Source); {
	case n == 0:
		bad = bad.On("source", "fault.tenure.source_missing")
	case n > 200:
		bad = bad.On("source", "fault.admission.too_long", "Limit", 200)
	}
	if utf8.RuneCountInString(cmd.Note) > 1000 {
		bad = bad.On("note", "fault.admission.too_long", "Limit", 1000)
	}
	switch {
	case cmd.On.IsZero():
		bad = bad.On("on", "fault.tenure.checked_missing")
	case cmd.On.After(today):
		bad = bad.On("on", "fault.tenure.checked_future")
	case cmd.On.Before(today.AddDays(-checkedMost)):
		bad = bad.On("on", "fault.tenure.year")
	case !cmd.DueOn.IsZero() && !cmd.DueOn.After(cmd.On):
		bad = bad.On("due", "fault.tenure.due_first")
	case cmd.DueOn.After(cmd.On.AddDays(dueMost)): // a register that nobody looks into again is one that was forgotten
		bad = bad.On("due", "fault.tenure.year")
	}
	return bad.OrNil()
}

// NextLook is the day on which a register is looked into again after a day.
func NextLook(register string, on calendar.Date) calendar.Date { return on.AddMonths(again(register)) }

// Examine records what a register says of an admission's producer, for the organiser. What speaks against the producer
// raises a doubt about each of its admissions of the organiser that asks for the register.
func (s *Service) Examine(ctx context.Context, a actor.Actor, cmd Examine) error {
	cmd.Source, cmd.Note = strings.TrimSpace(cmd.Source), strings.TrimSpace(cmd.Note)
	return s.change(ctx, a, identity.ApplicationReview, cmd.AdmissionID, func(ctx context.Context, tx *db.Tx, f File) error {
		if err := CheckExamine(cmd, f.Day); err != nil {
			return err
		}
		if cmd.DueOn.IsZero() && cmd.Finding != NotRequired {
			cmd.DueOn = NextLook(cmd.Register, cmd.On)
		}
		made, err := insertCheck(ctx, tx, f, cmd)
		if err != nil || !made {
			return err // the same form again
		}
		if cmd.Finding.Bad() {
			if err := s.doubtRegister(ctx, tx, f, cmd); err != nil {
				return err
			}
		}
		return s.record(ctx, tx, f, "admission.register_checked", map[string]any{"check": cmd.ID, "register": cmd.Register, "finding": string(cmd.Finding)})
	})
}

func (s *Service) doubtRegister(ctx context.Context, tx *db.Tx, f File, cmd Examine) error {
	others, err := askingFor(ctx, tx, f, cmd.Register)
	if err != nil {
		return err
	}
	for _, id := range others {
		g, err := s.file(ctx, tx, id)
		if err != nil {
			return err
		}
		already := slices.ContainsFunc(g.OpenDoubts(), func(d Doubt) bool { return d.Rule.Cause == CauseRegistry && d.Subject == cmd.Register })
		if _, ok := Next(g.Stage, StepDoubt); !ok || already {
			continue
		}
		words := cmd.Note
		if words == "" {
			words = cmd.Source
		}
		err = s.raise(ctx, tx, g, Raise{ID: uuid.Must(uuid.NewV7()), AdmissionID: id, Cause: CauseRegistry, Subject: cmd.Register, Reasons: words})
		if err != nil {
			return err
		}
	}
	return nil
}

// Checks lists what the organiser of an admission has found of its producer, the latest first. A producer sees it too: it
// concerns the producer (434/2003 §34).
func (s *Service) Checks(ctx context.Context, a actor.Actor, id uuid.UUID) ([]Check, error) {
	f, err := s.File(ctx, a, id)
	if err != nil {
		return nil, err
	}
	list, err := checksOf(ctx, s.db, f.Scheme.OrganiserID, f.ProducerID, f.Day)
	return list, s.db.Translate(err)
}
