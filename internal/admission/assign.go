package admission

import (
	"context"
	"slices"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// Assign gives a case to somebody. From is who had it when the page was shown: of two who take it at once, one gets it
// and the other is told.
type Assign struct {
	ApplicationID uuid.UUID
	From, To      uuid.UUID // zero: nobody
}

// Assign takes a case, hands it over to a colleague or lays it back. Who takes it begins its review.
func (s *Service) Assign(ctx context.Context, a actor.Actor, cmd Assign) error {
	return s.locked(ctx, a, identity.ApplicationReview, cmd.ApplicationID, func(ctx context.Context, tx *db.Tx, app Application) error {
		switch {
		case app.Assignee.ID == cmd.To:
			return nil
		case !app.Status.InQueue():
			return app.refuse()
		case app.Assignee.ID != cmd.From:
			return FaultTaken
		}
		if cmd.To != uuid.Nil {
			others, err := colleaguesOf(ctx, tx, app)
			if err != nil {
				return err
			}
			if !slices.ContainsFunc(others, func(c Colleague) bool { return c.ID == cmd.To }) {
				return fault.Invalid().On("to", "fault.admission.no_colleague")
			}
		}
		if err := s.beginReview(ctx, tx, app); err != nil {
			return err
		}
		if err := insertAssignment(ctx, tx, app.ID, cmd.To); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "application.assigned", ObjectKind: "application", ObjectID: app.ID,
			Organiser: app.Organiser.ID, Details: map[string]any{"from": cmd.From, "to": cmd.To}})
	})
}

// colleaguesOf are those who may have a case: whoever works on such, except those who act for the producer (434/2003 §28).
func colleaguesOf(ctx context.Context, q sqlx.QueryerContext, app Application) ([]Colleague, error) {
	list, err := workersOf(ctx, q, app)
	if err != nil {
		return nil, err
	}
	ids := make([]uuid.UUID, len(list))
	for i, one := range list {
		ids[i] = one.ID
	}
	partial, err := identity.PartialPeople(ctx, q, app.Holder, ids)
	return slices.DeleteFunc(list, func(c Colleague) bool { return slices.Contains(partial, c.ID) }), err
}

// Colleagues lists who may have the case: the organiser's officers, and the operator's people when its scheme is delegated.
func (s *Service) Colleagues(ctx context.Context, a actor.Actor, id uuid.UUID) ([]Colleague, error) {
	app, err := s.Application(ctx, a, id)
	if err != nil {
		return nil, err
	}
	if err := app.allow(a, identity.ApplicationReview); err != nil {
		return nil, err
	}
	list, err := colleaguesOf(ctx, s.db, app)
	return list, s.db.Translate(err)
}
