package catalogue

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/producer"
)

// addHours tells of points when they are open. It is a statement of its own, so that a search, which does not tell it, need
// not read it.
func (s *Service) addHours(ctx context.Context, points []*Point) error {
	var ids []uuid.UUID
	for _, p := range points {
		if !slices.Contains(ids, p.ID) {
			ids = append(ids, p.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	told, err := producer.HoursOf(ctx, s.store.db, ids)
	if err != nil {
		return s.store.db.Translate(err)
	}
	for _, p := range points {
		if week, ok := told[p.ID]; ok {
			p.Hours = &week
		}
	}
	return nil
}

// pointsOf are the points of items, to be told more of.
func pointsOf(items []Item) []*Point {
	out := make([]*Point, len(items))
	for i := range items {
		out[i] = &items[i].Point
	}
	return out
}

// points are those of this page, to be told more of.
func (p *ProducerPage) points() []*Point {
	var out []*Point
	for i := range p.Units {
		for k := range p.Units[i].Points {
			out = append(out, &p.Units[i].Points[k].Point)
		}
	}
	return out
}
