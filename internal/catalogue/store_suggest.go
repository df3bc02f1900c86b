package catalogue

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

// producersByName finds producers by the beginnings of words of their names ($1, a tsquery), of which something is shown
// on a day ($2). Words that begin many names are too few letters to suggest by, so only some are looked at.
const producersByName = `
WITH named AS MATERIALIZED (
    SELECT p.id, p.name FROM producer p
    WHERE to_tsvector('simple'::regconfig, translate(p.name, 'ÅÄÖÉÜåäöéü', 'AAOEUaaoeu')) @@ $1::tsquery
    LIMIT 50
)
SELECT n.id, n.name FROM named n
WHERE EXISTS (
    SELECT 1 FROM admission a JOIN scheme s ON s.id = a.scheme_id JOIN offering o ON o.admission_id = a.id
    WHERE a.producer_id = n.id AND` + shownToday + `)
ORDER BY n.name, n.id
LIMIT $3`

type producerRow struct {
	ID   uuid.UUID `db:"id"`
	Name string    `db:"name"`
}

// producers reads at most so many producers. The query is of letters, digits, & and :* only.
func (s *store) producers(ctx context.Context, query string, day calendar.Date, most int) ([]producerRow, error) {
	var rows []producerRow
	if err := s.sel(ctx, &rows, producersByName, query, day, most); err != nil {
		return nil, fmt.Errorf("read producers by name: %w", err)
	}
	return rows, nil
}
