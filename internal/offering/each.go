package offering

import (
	"context"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
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
