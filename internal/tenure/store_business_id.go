package tenure

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

// livingOf lists a producer's admissions that are in force, suspended or still to begin.
func livingOf(ctx context.Context, q sqlx.QueryerContext, producerID uuid.UUID, day calendar.Date) ([]covering, error) {
	var out []covering
	err := sqlx.SelectContext(ctx, q, &out, `
		SELECT a.id AS admission, a.producer_id AS producer, s.organiser_id AS organiser, s.regime FROM admission a JOIN scheme s ON s.id = a.scheme_id
		WHERE a.producer_id = $1 AND NOT a.removed AND admission_state(a.id, a.valid_from, a.valid_to, $2) IN ('active', 'suspended', 'future')
		ORDER BY a.id`, producerID, day)
	return out, told("reading a producer's admissions", err)
}
