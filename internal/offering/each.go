package offering

import (
	"context"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// eachBatch is how many offerings are read at once where all are read.
const eachBatch = 1000

// Each reads all of a producer's offerings that are not withdrawn, in the order they were made, for a file.
func (s *Service) Each(ctx context.Context, a actor.Actor, producerID uuid.UUID, fn func(Listed) error) error {
	if err := identity.Allow(a, identity.OfferingEdit, identity.Object{Producer: producerID}); err != nil {
		return err
	}
	after := uuid.Nil
	for {
		list, err := s.read(ctx, selectListed+`WHERE a.producer_id = $2 AND o.withdrawn_at IS NULL AND o.id > $3
			ORDER BY o.id LIMIT $4`, producerID, after, eachBatch)
		if err != nil {
			return err
		}
		for _, l := range list {
			if err := fn(l); err != nil {
				return err
			}
			after = l.ID
		}
		if len(list) < eachBatch {
			return nil
		}
	}
}

// Under is an offering under a scheme, with whose it is.
type Under struct {
	Listed
	Producer   string
	BusinessID string // "" when not known
}

// EachUnder reads all that is offered under a scheme, withdrawn ones too, in the order they were made, for a file of the scheme's organiser or operator; to others there is no such scheme. That it was taken is in the audit trail.
func (s *Service) EachUnder(ctx context.Context, a actor.Actor, schemeID uuid.UUID, fn func(Under) error) error {
	sch, err := scheme.ByID(ctx, s.db, schemeID)
	if err != nil {
		return s.db.Translate(err)
	}
	if err := identity.Allow(a, identity.ApplicationReview, identity.Object{Organiser: sch.OrganiserID, Operator: sch.OperatorID.UUID}); err != nil {
		return err
	}
	err = s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		return audit.Record(ctx, tx, audit.Entry{Action: "list.taken", ObjectKind: "scheme", ObjectID: schemeID, Organiser: sch.OrganiserID, Details: map[string]any{"list": "offerings"}})
	})
	if err != nil {
		return err
	}
	after := uuid.Nil
	for {
		list, err := s.read(ctx, selectListed+`WHERE s.id = $2 AND o.id > $3 ORDER BY o.id LIMIT $4`, schemeID, after, eachBatch)
		if err != nil {
			return err
		}
		names, err := producersOf(ctx, s.db, list)
		if err != nil {
			return s.db.Translate(err)
		}
		for _, l := range list {
			if err := fn(Under{Listed: l, Producer: names[l.ProducerID].Name, BusinessID: names[l.ProducerID].BusinessID}); err != nil {
				return err
			}
			after = l.ID
		}
		if len(list) < eachBatch {
			return nil
		}
	}
}
