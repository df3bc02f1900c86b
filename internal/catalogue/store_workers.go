package catalogue

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

type workersRow struct {
	Unit    uuid.UUID     `db:"unit_id"`
	Service string        `db:"service_key"`
	Value   int           `db:"value"`
	N       int           `db:"n"`
	From    calendar.Date `db:"first_day"`
	To      calendar.Date `db:"last_day"`
	Demo    bool          `db:"demo"`
}

const workersOfUnits = `
SELECT DISTINCT ON (v.unit_id, v.service_key) v.unit_id, v.service_key, v.value, v.n, v.first_day, v.last_day, v.demo
FROM indicator_value v
WHERE v.unit_id = ANY ($1::uuid[]) AND v.service_key = ANY ($2::text[]) AND v.indicator = 'continuity' AND v.value IS NOT NULL
    AND NOT EXISTS (SELECT FROM indicator_value later WHERE later.supersedes = v.id)
ORDER BY v.unit_id, v.service_key, v.last_day DESC, v.seq DESC`

// workers reads the newest of how many workers visit a client, for every pair of a unit and a service.
func (s *store) workers(ctx context.Context, units []uuid.UUID, services []string) ([]workersRow, error) {
	var rows []workersRow
	if err := s.sel(ctx, &rows, workersOfUnits, uuids(units), pq.StringArray(services)); err != nil {
		return nil, fmt.Errorf("read how many workers visit: %w", err)
	}
	return rows, nil
}
