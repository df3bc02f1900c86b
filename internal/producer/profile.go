package producer

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/search"
)

// errStale answers an edit of what somebody else has edited since the form was filled.
var errStale = fault.New(fault.CodeConflict, "fault.producer.stale")

// mayEver asks whether the actor's role does the verb at all, before it is known whose the object is: a visitor is
// told to sign in whether the id exists or not.
func mayEver(a actor.Actor, v identity.Verb) error {
	return identity.Ever(a, v, identity.Object{Producer: a.Organisation, Organiser: a.Organisation, Operator: a.Organisation})
}

// EditProfile is a producer's profile as its own people have changed it.
type EditProfile struct {
	ID      uuid.UUID
	Version int // the one that the form was filled from
	Name    string
	Kind    Kind
	Website string
}

// Profile returns a producer to those who may see it. Another's producer is not found.
func (s *Service) Profile(ctx context.Context, a actor.Actor, id uuid.UUID) (Producer, error) {
	if err := identity.Allow(a, identity.ProducerView, identity.Object{Producer: id}); err != nil {
		return Producer{}, err
	}
	p, err := Get(ctx, s.db, id)
	return p, s.db.Translate(err)
}

// EditProfile changes a producer's profile. A form that was filled from an older version is refused with the fault
// "fault.producer.stale", and nothing is changed.
func (s *Service) EditProfile(ctx context.Context, a actor.Actor, cmd EditProfile) error {
	if err := identity.Allow(a, identity.ProducerEdit, identity.Object{Producer: cmd.ID}); err != nil {
		return err
	}
	c := newChecked()
	cmd.Name = c.name("name", cmd.Name, "fault.producer.name_missing")
	cmd.Website = c.website("website", cmd.Website)
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		was, err := lockProducer(ctx, tx, cmd.ID)
		if err != nil {
			return err
		}
		// A kind that only others give (a county, a municipality's own) stays what it was.
		if cmd.Kind != was.Kind && !slices.Contains(SignUpKinds(), cmd.Kind) && !c.bad.HasField("kind") {
			c.on("kind", "fault.producer.kind")
		}
		if err := c.bad.OrNil(); err != nil {
			return err
		}
		if was.Version != cmd.Version {
			return errStale
		}
		if err := s.changeKind(ctx, tx, was, cmd.Kind); err != nil {
			return err
		}
		if err := updateProducer(ctx, tx, cmd); err != nil {
			return err
		}
		if err := search.Touch(ctx, tx, search.KindProducer, cmd.ID); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "producer.edited", ObjectKind: "producer", ObjectID: cmd.ID,
			Details: map[string]any{"version": cmd.Version + 1}})
	})
}

// changeKind asks the rooms above whether a producer may be of another kind.
func (s *Service) changeKind(ctx context.Context, tx *db.Tx, was Producer, became Kind) error {
	if became == was.Kind {
		return nil
	}
	for _, room := range s.above {
		if err := room.KindChanges(ctx, tx, was.ID, became); err != nil {
			return err
		}
	}
	return nil
}

// ExternalIDs returns the identifiers that a producer, its units and its points have in other registers.
func (s *Service) ExternalIDs(ctx context.Context, a actor.Actor, id uuid.UUID) ([]ExternalID, error) {
	if err := identity.Allow(a, identity.ProducerView, identity.Object{Producer: id}); err != nil {
		return nil, err
	}
	list, err := externalIDsOf(ctx, s.db, id)
	return list, s.db.Translate(err)
}
