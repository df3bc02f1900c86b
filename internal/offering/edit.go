package offering

import (
	"context"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// errStale answers an edit of what somebody else has edited since the form was filled.
var errStale = fault.New(fault.CodeConflict, "fault.offering.stale")

// Edit is what can be changed of an offering: admission, service and point stay what they were.
type Edit struct {
	ID      uuid.UUID
	Version int // the one that the form was filled from
	AtHome  bool
	Areas   []string
	Drawn   []uuid.UUID
	Spoken  []string
	Text    Text
}

// Edit changes an offering. An older version is refused with "fault.offering.stale".
func (s *Service) Edit(ctx context.Context, a actor.Actor, cmd Edit) error {
	asked := cmd
	return s.change(ctx, a, cmd.ID, func(ctx context.Context, tx *db.Tx, o Offering, g ground) error {
		cmd := asked // each try begins with what was asked
		c := newChecked()
		var err error
		if cmd.Areas, cmd.Drawn, err = c.served(ctx, tx, g, cmd.AtHome, cmd.Areas, cmd.Drawn); err != nil {
			return err
		}
		cmd.Spoken = c.spoken(cmd.Spoken)
		cmd.Text = c.text(cmd.Text)
		if err := c.bad.OrNil(); err != nil {
			return err
		}
		if o.Version != cmd.Version {
			return errStale
		}
		if err := updateOffering(ctx, tx, cmd); err != nil {
			return err
		}
		if err := deleteAreas(ctx, tx, cmd.ID); err != nil {
			return err
		}
		if err := insertAreas(ctx, tx, cmd.ID, cmd.Areas, cmd.Drawn); err != nil {
			return err
		}
		return note(ctx, tx, g.admission.Scheme.OrganiserID, cmd.ID, "offering.edited", map[string]any{"version": cmd.Version + 1})
	})
}

// change runs a change of one offering, locked, for an actor who may edit it.
func (s *Service) change(ctx context.Context, a actor.Actor, id uuid.UUID,
	fn func(ctx context.Context, tx *db.Tx, o Offering, g ground) error) error {
	if err := mayEver(a); err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		o, err := lockOffering(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := identity.Allow(a, identity.OfferingEdit, o.whose()); err != nil {
			return err
		}
		g, err := groundOf(ctx, tx, o.AdmissionID)
		if err != nil {
			return err
		}
		return fn(ctx, tx, o, g)
	})
}
