package quality

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/search"
)

// An InspectionVersion is one row of an inspection's story.
type InspectionVersion struct {
	Inspection
	Change
}

// InspectionStory tells how an inspection of the actor's organiser came to be what it is, by the id of any row of it, the
// newest first.
func (s *Service) InspectionStory(ctx context.Context, a actor.Actor, id uuid.UUID) ([]InspectionVersion, error) {
	organiser, err := may(a)
	if err != nil {
		return nil, err
	}
	out, err := s.inspectionStory(ctx, s.db, organiser, id)
	return out, s.db.Translate(err)
}

func (s *Service) inspectionStory(ctx context.Context, q querier, organiser, id uuid.UUID) ([]InspectionVersion, error) {
	versions, whose, err := inspectionVersions(ctx, q, id)
	if err != nil {
		return nil, err
	}
	if len(versions) == 0 || whose != organiser {
		return nil, ErrNotFound
	}
	return versions, nil
}

// CorrectInspection tells an inspection anew under an id of the form's, in the place of the row that the form was made
// of. Its unit stays: an inspection of another one is taken back and told anew.
func (s *Service) CorrectInspection(ctx context.Context, a actor.Actor, id, of uuid.UUID, said Said, reason string) error {
	return s.replaceInspection(ctx, a, id, of, func(ctx context.Context, tx *db.Tx, was Inspection) error {
		i, bad := said.read(s.today())
		text, bad := reasonOf(reason, bad)
		unit, wrong, err := s.unit(ctx, tx, a.Organisation, was.Unit.String())
		if err != nil {
			return err
		}
		if wrong != nil {
			bad = bad.On("unit", wrong.Key, pairsOf(wrong.Args)...)
		} else {
			bad = notMoved(bad, unit, i, "day")
		}
		if err := bad.OrNil(); err != nil {
			return err
		}
		i.ID, i.Unit = id, was.Unit
		return s.insert(ctx, tx, a, i, replacing{of, text, false}, "inspection.corrected")
	})
}

// TakeBackInspection says of an inspection that it holds no longer, and why.
func (s *Service) TakeBackInspection(ctx context.Context, a actor.Actor, id, of uuid.UUID, reason string) error {
	return s.replaceInspection(ctx, a, id, of, func(ctx context.Context, tx *db.Tx, i Inspection) error {
		text, bad := reasonOf(reason, fault.Invalid())
		if err := bad.OrNil(); err != nil {
			return err
		}
		i.ID = id
		return s.insert(ctx, tx, a, i, replacing{of, text, true}, "inspection.taken_back")
	})
}

// replaceInspection finds the row whose place is to be taken. When another has taken it, that is a conflict; when it was
// the same form, sent again, nothing happens.
func (s *Service) replaceInspection(ctx context.Context, a actor.Actor, id, of uuid.UUID, do func(context.Context, *db.Tx, Inspection) error) error {
	organiser, err := may(a)
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		versions, err := s.inspectionStory(ctx, tx, organiser, of)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(versions, func(v InspectionVersion) bool { return v.ID == id }) {
			return nil
		}
		now := versions[0]
		if now.ID != of || now.Gone {
			return errCorrected
		}
		if err := lockUnits(ctx, tx, sorted(now.Unit)); err != nil {
			return err
		}
		return do(ctx, tx, now.Inspection)
	})
}

// replacing is what a row takes the place of, and why.
type replacing struct {
	of        uuid.UUID
	reason    string
	takenBack bool
}

// insert keeps an inspection, notes it for the index and in the audit trail. Sent twice, it is there once.
func (s *Service) insert(ctx context.Context, tx *db.Tx, a actor.Actor, i Inspection, r replacing, action string) error {
	made, err := insertInspection(ctx, tx, a, i, r)
	if err != nil || !made {
		return err
	}
	if err := search.Touch(ctx, tx, search.KindUnit, i.Unit); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{
		Action: action, ObjectKind: "inspection", ObjectID: i.ID, Organiser: a.Organisation,
		Details: map[string]any{"unit": i.Unit, "on": i.On.String(), "finding": i.Finding},
	})
}

// notMoved refuses an inspection of a unit on a day when another had taken its place.
func notMoved(bad *fault.Error, unit Unit, i Inspection, field string) *fault.Error {
	if n := unit.Successor; n != nil && !i.On.Before(n.From) && !i.On.IsZero() {
		return bad.On(field, "fault.quality.moved", "Date", n.From, "Successor", n.Name)
	}
	return bad
}
