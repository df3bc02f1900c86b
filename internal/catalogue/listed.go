package catalogue

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// ListedKind is a kind of page of which there are many.
type ListedKind string

// The kinds of pages of which there are many.
const (
	ListedOfferings ListedKind = "offerings"
	ListedProducers ListedKind = "producers"
	ListedUnits     ListedKind = "units"
	ListedPoints    ListedKind = "points"
)

// Listed is a page that search engines may be told of: something that is shown today and is not made up.
type Listed struct {
	ID      uuid.UUID
	Changed time.Time // when it last changed; zero when that is not known
}

// listedAtOnce is how many are read in one statement: no connection waits for a slow reader, and little is in memory.
const listedAtOnce = 1000

// ListedParts are the first ids of parts of so many pages of a kind, by which EachListed begins. Ids grow with time, so what
// is added comes to the last part and the others stay as they are.
func (s *Service) ListedParts(ctx context.Context, kind ListedKind, size int) ([]uuid.UUID, error) {
	return s.store.listedParts(ctx, kind, s.today(), size)
}

// EachListed calls fn with pages of a kind in order of their ids, from an id on, at most so many.
func (s *Service) EachListed(ctx context.Context, kind ListedKind, from uuid.UUID, most int, fn func(Listed) error) error {
	day := s.today()
	for most > 0 {
		rows, err := s.store.listed(ctx, kind, from, day, min(most, listedAtOnce))
		if err != nil {
			return err
		}
		for _, r := range rows {
			if err := fn(Listed{ID: r.ID, Changed: r.Changed.Time}); err != nil {
				return err
			}
		}
		if len(rows) < listedAtOnce {
			return nil
		}
		most -= len(rows)
		from = next(rows[len(rows)-1].ID)
	}
	return nil
}

// next is the id after another; after the last there is none, and it stays.
func next(id uuid.UUID) uuid.UUID {
	for i := len(id) - 1; i >= 0; i-- {
		if id[i]++; id[i] != 0 {
			return id
		}
	}
	return uuid.Max
}
