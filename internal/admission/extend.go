package admission

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// Extension is a longer time to decide in a single case, with the reasons for it.
type Extension struct {
	Days    int       `db:"days"` // the whole time
	Reasons string    `db:"reasons"`
	By      string    `db:"by_name"`
	At      time.Time `db:"made_at"`
}

// Extend lengthens the time to decide as the rules of the case's regime let it: in a dynamic purchasing system to 15
// working days, in a single case and with reasons (1397/2016 §51). Once, and while the time runs. The applicant is told.
func (s *Service) Extend(ctx context.Context, a actor.Actor, id, applicationID uuid.UUID, reasons string) error {
	return s.locked(ctx, a, identity.ApplicationDecide, applicationID, func(ctx context.Context, tx *db.Tx, app Application) error {
		if was, err := extensionOf(ctx, tx, applicationID); err != nil || was != nil {
			return orFault(err, FaultExtended)
		}
		days, err := s.extensionDays(ctx, tx, app)
		if err != nil {
			return err
		}
		if err := checkReason(fault.Invalid(), "reasons", reasons, maxText).OrNil(); err != nil {
			return err
		}
		if err := insertExtension(ctx, tx, id, app.ID, days, reasons); err != nil {
			return err
		}
		if err := s.moveDue(ctx, tx, app); err != nil {
			return err
		}
		if err := s.tell(ctx, tx, app, identity.MailApplicationLonger); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "application.extended", ObjectKind: "application", ObjectID: app.ID,
			Organiser: app.Organiser.ID, Details: map[string]any{"extension": id, "days": days}})
	})
}

// extensionDays is how long the whole time may become, or the fault that says why it may not.
func (s *Service) extensionDays(ctx context.Context, q sqlx.QueryerContext, app Application) (int, error) {
	if !app.Status.InQueue() {
		return 0, app.refuse()
	}
	rules, err := rulesOfCase(ctx, q, app)
	if err != nil {
		return 0, err
	}
	today, err := db.Today(ctx, q)
	switch {
	case err != nil:
		return 0, err
	case rules.ExtensionDays == nil:
		return 0, FaultNoExtension
	case app.DueOn.Before(today):
		return 0, FaultExtendLate
	}
	return *rules.ExtensionDays, nil
}

// Time is how the time to decide on a case runs, for the officer's page.
type Time struct {
	Clock    Clock
	Longer   *Extension    // made already
	MayReach calendar.Date // by which it would be due with an extension; zero: there can be none
}

// TimeOf reads how the time of a case runs.
func (s *Service) TimeOf(ctx context.Context, a actor.Actor, id uuid.UUID) (Time, error) {
	app, err := s.Application(ctx, a, id)
	if err != nil {
		return Time{}, err
	}
	if app.Submission == nil {
		return Time{}, FaultNotFound
	}
	t, err := s.timeOf(ctx, app)
	return t, s.db.Translate(err)
}

func (s *Service) timeOf(ctx context.Context, app Application) (t Time, err error) {
	if t.Clock, err = clockOfCase(ctx, s.db, app); err != nil {
		return t, err
	}
	if t.Longer, err = extensionOf(ctx, s.db, app.ID); err != nil || t.Longer != nil {
		return t, err
	}
	days, err := s.extensionDays(ctx, s.db, app)
	if fault.Is(err, fault.CodeConflict) || fault.Is(err, fault.CodeForbidden) {
		return t, nil
	}
	longer := t.Clock
	longer.Days = days
	t.MayReach = longer.Due(app.Submission.At, nil)
	return t, err
}

func orFault(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}
