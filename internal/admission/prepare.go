package admission

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// Preparation is what somebody proposes to be decided of an application. It never changes: a later one takes its place.
type Preparation struct {
	ID         uuid.UUID
	Outcome    Outcome
	Reasons    string
	By         Colleague
	At         time.Time
	Judgements map[uuid.UUID]Judgement
}

// Proposal is a preparation to make. ID is the form's, so that a double click prepares once; Judgements and the rest are
// held to what a decision is held to.
type Proposal = Decide

// clean tells whether every requirement was found met.
func (cmd Decide) clean() bool {
	for _, j := range cmd.Judgements {
		if !j.Met {
			return false
		}
	}
	return true
}

// Prepare proposes a decision, for another or for the same official to make. It takes a sent application into review.
func (s *Service) Prepare(ctx context.Context, a actor.Actor, cmd Proposal) error {
	return s.locked(ctx, a, identity.ApplicationReview, cmd.ApplicationID, func(ctx context.Context, tx *db.Tx, app Application) error {
		if app.Preparation.Valid && app.Preparation.UUID == cmd.ID {
			return nil // the same form again
		}
		if _, ok := Next(app.Status, StepPrepare); !ok {
			return app.refuse()
		}
		if app.Preparation != cmd.Preparation {
			return FaultPrepared
		}
		snapshot, err := snapshotByApplication(ctx, tx, app.ID)
		if err != nil {
			return err
		}
		if err := CheckDecision(snapshot.Requirements, cmd); err != nil {
			return err
		}
		if err := s.beginReview(ctx, tx, app); err != nil {
			return err
		}
		ready := cmd.Outcome == Approved && cmd.clean()
		if err := insertPreparation(ctx, tx, cmd, snapshot.Requirements, ready); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "application.prepared", ObjectKind: "application", ObjectID: app.ID,
			Organiser: app.Organiser.ID, Details: map[string]any{"preparation": cmd.ID}})
	})
}

// Prepared reads what was proposed last and still holds, or on which the decision was made, for those who review; NotFound
// when there is nothing.
func (s *Service) Prepared(ctx context.Context, a actor.Actor, id uuid.UUID) (Preparation, error) {
	app, err := s.Application(ctx, a, id)
	if err != nil {
		return Preparation{}, err
	}
	if err := app.allow(a, identity.ApplicationReview); err != nil {
		return Preparation{}, err
	}
	which := app.Preparation
	if app.Decision != nil {
		which = app.Decision.Preparation
	}
	if !which.Valid {
		return Preparation{}, FaultNotFound
	}
	p, err := preparationByID(ctx, s.db, which.UUID)
	return p, s.db.Translate(err)
}

// mayDecide tells whether an official may decide on what was prepared: where the scheme sets four eyes, somebody has
// prepared the case and somebody else decides.
func mayDecide(fourEyes bool, prepared bool, preparer, decider uuid.UUID) error {
	switch {
	case !fourEyes:
		return nil
	case !prepared:
		return FaultNotPrepared
	case preparer == decider:
		return FaultFourEyes
	default:
		return nil
	}
}
