package catalogue

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/service"
)

// Gone is an offering that was shown and may not be shown today: withdrawn, suspended, or out of its scheme's time. What
// is told of it is what a visitor who had chosen it knows already, and never why it is gone.
type Gone struct {
	ID        uuid.UUID
	Name      string // of the unit, or of the producer when it has no unit
	Service   service.Service
	Organiser string // code
}

// Missing tells of the ids that are not among the items: those that were offerings once, in the order of the ids, and how
// many never were any.
func (s *Service) Missing(ctx context.Context, ids []uuid.UUID, items []Item) (gone []Gone, foreign int, err error) {
	var missing []uuid.UUID
	for _, id := range ids {
		if !slices.ContainsFunc(items, func(it Item) bool { return it.ID == id }) {
			missing = append(missing, id)
		}
	}
	if len(missing) == 0 {
		return nil, 0, nil
	}
	rows, err := s.store.gone(ctx, missing, s.today())
	if err != nil {
		return nil, 0, err
	}
	for _, id := range missing {
		at := slices.IndexFunc(rows, func(r goneRow) bool { return r.ID == id })
		if at < 0 {
			foreign++
			continue
		}
		gone = append(gone, Gone{ID: id, Name: rows[at].Name, Service: serviceOf(rows[at].Service), Organiser: rows[at].Organiser})
	}
	return gone, foreign, nil
}
