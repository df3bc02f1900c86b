package offering

import (
	"context"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// Withdraw takes an offering off the catalogue at once. Withdrawing twice changes nothing.
func (s *Service) Withdraw(ctx context.Context, a actor.Actor, id uuid.UUID) error {
	return s.change(ctx, a, id, func(ctx context.Context, tx *db.Tx, o Offering, g ground) error {
		if o.WithdrawnAt != nil {
			return nil
		}
		if err := forAll(a, o); err != nil {
			return err
		}
		if err := setWithdrawn(ctx, tx, id, true); err != nil {
			return err
		}
		return note(ctx, tx, g.admission.Scheme.OrganiserID, id, "offering.withdrawn", nil)
	})
}

// Restore puts a withdrawn offering back, while its admission is active and still for the service, and where it is given is
// still among the areas that its scheme is for.
func (s *Service) Restore(ctx context.Context, a actor.Actor, id uuid.UUID) error {
	return s.change(ctx, a, id, func(ctx context.Context, tx *db.Tx, o Offering, g ground) error {
		if o.WithdrawnAt == nil {
			return nil
		}
		if err := forAll(a, o); err != nil {
			return err
		}
		if err := g.active(); err != nil {
			return err
		}
		c := newChecked()
		if c.service(g, o.Service); c.bad.OrNil() != nil {
			return fault.New(fault.CodeConflict, "fault.offering.service_not_admitted")
		}
		at, err := areasOf(ctx, tx, []uuid.UUID{id})
		if err != nil {
			return err
		}
		limits, err := holdSchemeParts(ctx, tx, g.admission.SchemeID)
		if err != nil {
			return err
		}
		if o.AtHome && !inside(at[id].all, limits) {
			return fault.New(fault.CodeConflict, "fault.offering.area_choose")
		}
		if err := setWithdrawn(ctx, tx, id, false); err != nil {
			return err
		}
		return note(ctx, tx, g.admission.Scheme.OrganiserID, id, "offering.restored", nil)
	})
}

// forAll refuses those who act for some units only: whether a service is offered at all is the whole producer's matter.
func forAll(a actor.Actor, o Offering) error {
	return identity.Allow(a, identity.OfferingEdit, identity.Object{Producer: o.ProducerID})
}
