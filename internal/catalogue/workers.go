package catalogue

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/quality"
)

// Workers are how many different workers visited the same client in a month, by the offering's id: the newest value of the
// indicator of familiar workers. An offering whose value is not known, or is of too few clients to be told, has none. It is
// a statement of its own, since lists of results do not show it.
func (s *Service) Workers(ctx context.Context, items []Item) (map[uuid.UUID]quality.Part, error) {
	var units []uuid.UUID
	var services []string
	for _, it := range items {
		if it.Quality != nil { // without one nothing at all was told of the unit and its service
			units, services = append(units, it.Unit.ID), append(services, it.Service.Key)
		}
	}
	if len(units) == 0 {
		return nil, nil
	}
	slices.Sort(services)
	rows, err := s.store.workers(ctx, units, slices.Compact(services))
	if err != nil {
		return nil, err
	}
	told, _ := quality.ByKey("continuity")
	out := make(map[uuid.UUID]quality.Part, len(rows))
	for _, it := range items {
		for _, r := range rows {
			if it.Quality != nil && r.Unit == it.Unit.ID && r.Service == it.Service.Key && told.Enough(r.N, it.Quality.Needed) {
				out[it.ID] = quality.Part{Indicator: told.Key, Value: r.Value, N: r.N, From: r.From, To: r.To, Demo: r.Demo}
			}
		}
	}
	return out, nil
}
