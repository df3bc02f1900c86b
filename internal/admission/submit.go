package admission

import (
	"context"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// Receipt is what a producer gets for an application that was sent.
type Receipt struct {
	Application
	Snapshot Snapshot
	Today    calendar.Date // the day on which it was read
	Left     Left          // time to the decision, on that day
}

// Submit sends a draft in the version that its sender has checked: what it says is frozen, the decision clock
// begins. Sending again answers with the same receipt and changes nothing. Lang is the language in which the producer
// is answered. Faults: FaultStale when a colleague has changed the draft meanwhile, FaultIncomplete, FaultClosed.
func (s *Service) Submit(ctx context.Context, a actor.Actor, id uuid.UUID, version int, lang string) error {
	return s.locked(ctx, a, identity.ApplicationSubmit, id, func(ctx context.Context, tx *db.Tx, app Application) error {
		if app.Submission != nil && app.Status != StatusWithdrawn {
			return nil // sent already: the receipt is there
		}
		if _, ok := Next(app.Status, StepSubmit); !ok {
			return app.refuse()
		}
		if app.Version != version {
			return FaultStale
		}
		return s.submit(ctx, tx, app, lang)
	})
}

func (s *Service) submit(ctx context.Context, tx *db.Tx, app Application, lang string) error {
	d, err := draftOf(ctx, tx, app)
	if err != nil {
		return err
	}
	if len(d.Missing()) > 0 {
		return FaultIncomplete
	}
	now, err := db.Now(ctx, tx)
	if err != nil {
		return err
	}
	if err := mayApply(app.Scheme, app.Producer.Kind, calendar.Today(now)); err != nil {
		return err
	}
	clock, rules, err := clockOn(ctx, tx, app.Scheme, calendar.Today(now))
	if err != nil {
		return err
	}
	points, err := pointsOf(ctx, tx, app.Producer.ID)
	if err != nil {
		return err
	}
	text, err := snapshotOf(d, points, now).json()
	if err != nil {
		return err
	}
	row := submissionRow{ID: newID(), ApplicationID: app.ID, SchemeID: app.Scheme.ID, Snapshot: text, Lang: lang,
		SubmittedBy: tx.Actor.Person, SubmittedAt: now, DueOn: clock.Due(now, nil), Clock: clock, RulesID: rules.ID}
	if d.Rulebook != nil {
		row.RulebookID = uuid.NullUUID{UUID: d.Rulebook.ID, Valid: true}
	}
	if err := insertSubmission(ctx, tx, row); err != nil {
		return err
	}
	if err := s.tell(ctx, tx, app, mailReceipt); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{Action: "application.submitted", ObjectKind: "application", ObjectID: app.ID,
		Organiser: app.Organiser.ID, Details: map[string]any{"submission": row.ID, "due_on": row.DueOn.String()}})
}

// Receipt reads what was sent, for its producer, the scheme's officers, and its operator. A draft has no receipt.
func (s *Service) Receipt(ctx context.Context, a actor.Actor, id uuid.UUID) (Receipt, error) {
	app, err := s.Application(ctx, a, id)
	if err != nil {
		return Receipt{}, err
	}
	if app.Submission == nil {
		return Receipt{}, FaultNotFound
	}
	snapshot, err := snapshotByApplication(ctx, s.db, id)
	if err != nil {
		return Receipt{}, s.db.Translate(err)
	}
	today, err := db.Today(ctx, s.db)
	if err != nil {
		return Receipt{}, s.db.Translate(err)
	}
	return Receipt{Application: app, Snapshot: snapshot, Today: today, Left: DaysLeft(app.DueOn, today)}, nil
}
