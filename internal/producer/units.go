package producer

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/search"
)

// SaveUnit is a service unit as its producer's people have written it. In CreateUnit, ID is the one that the form
// carried, so that sending it twice makes one unit, and Version is not read; in EditUnit, ProducerID is not read.
type SaveUnit struct {
	ID         uuid.UUID
	ProducerID uuid.UUID
	Version    int
	Name       string
	Phone      string
	Email      string
	Website    string
}

func (cmd *SaveUnit) check() error {
	c := newChecked()
	cmd.Name = c.name("name", cmd.Name, "fault.producer.unit_name_missing")
	cmd.Phone = c.phone("phone", cmd.Phone)
	cmd.Email = c.email("email", cmd.Email)
	cmd.Website = c.website("website", cmd.Website)
	return c.bad.OrNil()
}

// Units returns a producer's units by name, or those for which the actor acts, each with its points by name.
func (s *Service) Units(ctx context.Context, a actor.Actor, producerID uuid.UUID) ([]Unit, error) {
	if err := identity.Allow(a, identity.ProducerView, identity.Object{Producer: producerID}); err != nil {
		return nil, err
	}
	units, err := UnitsOf(ctx, s.db, producerID)
	if a.Part != nil {
		units = slices.DeleteFunc(units, func(u Unit) bool { return !slices.Contains(a.Part.Units, u.ID) })
	}
	return units, s.db.Translate(err)
}

// Unit returns one unit without its points. Another's unit is not found.
func (s *Service) Unit(ctx context.Context, a actor.Actor, id uuid.UUID) (Unit, error) {
	return s.unit(ctx, a, identity.ProducerView, id)
}

// CreateUnit adds a unit to a producer. Sending the same id again changes nothing.
func (s *Service) CreateUnit(ctx context.Context, a actor.Actor, cmd SaveUnit) error {
	if err := identity.Allow(a, identity.UnitEdit, identity.Object{Producer: cmd.ProducerID}); err != nil {
		return err
	}
	if err := cmd.check(); err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		made, err := insertUnit(ctx, tx, cmd)
		if err != nil {
			return err
		}
		if !made {
			there, err := getUnit(ctx, tx, cmd.ID)
			if err == nil && there.ProducerID != cmd.ProducerID {
				return identity.ErrNotFound
			}
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "unit.created", ObjectKind: "service_unit", ObjectID: cmd.ID})
	})
}

// EditUnit changes a unit. An older version is refused with "fault.producer.stale".
func (s *Service) EditUnit(ctx context.Context, a actor.Actor, cmd SaveUnit) error {
	if _, err := s.unit(ctx, a, identity.UnitEdit, cmd.ID); err != nil {
		return err
	}
	if err := cmd.check(); err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		changed, err := updateUnit(ctx, tx, cmd)
		if err != nil {
			return err
		}
		if !changed {
			return errStale
		}
		if err := search.Touch(ctx, tx, search.KindUnit, cmd.ID); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "unit.edited", ObjectKind: "service_unit", ObjectID: cmd.ID,
			Details: map[string]any{"version": cmd.Version + 1}})
	})
}

// unit returns a unit to an actor who may do the verb to it.
func (s *Service) unit(ctx context.Context, a actor.Actor, v identity.Verb, id uuid.UUID) (Unit, error) {
	if err := mayEver(a, v); err != nil {
		return Unit{}, err
	}
	u, err := getUnit(ctx, s.db, id)
	if err != nil {
		return Unit{}, s.db.Translate(err)
	}
	if err := identity.Allow(a, v, identity.Object{Producer: u.ProducerID, Unit: u.ID}); err != nil {
		return Unit{}, err
	}
	return u, nil
}
