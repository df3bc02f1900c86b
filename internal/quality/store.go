package quality

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

func upsert(ctx context.Context, tx *db.Tx, r Rating) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO rating (unit_id, service_key, mean, answers, source, as_of)
		VALUES ($1, $2, $3::numeric / 100, $4, $5, $6)
		ON CONFLICT (unit_id, service_key) DO UPDATE
		SET mean = excluded.mean, answers = excluded.answers, source = excluded.source, as_of = excluded.as_of`,
		r.Unit, r.Service, r.Mean, r.Answers, r.Source, r.AsOf)
	if err != nil {
		return fmt.Errorf("keep a rating: %w", err)
	}
	return nil
}

// ratingRow is a row of the table, its mean in hundredths.
type ratingRow struct {
	Unit    uuid.UUID     `db:"unit_id"`
	Service string        `db:"service_key"`
	Mean    int           `db:"mean"`
	Answers int           `db:"answers"`
	Source  string        `db:"source"`
	AsOf    calendar.Date `db:"as_of"`
}

// OfUnits reads the ratings of units, by unit and service.
func OfUnits(ctx context.Context, q sqlx.QueryerContext, units []uuid.UUID) ([]Rating, error) {
	ids := make(pq.StringArray, len(units))
	for i, id := range units {
		ids[i] = id.String()
	}
	var rows []ratingRow
	err := sqlx.SelectContext(ctx, q, &rows, `
		SELECT unit_id, service_key, (mean * 100)::int AS mean, answers, source, as_of
		FROM rating WHERE unit_id = ANY ($1::uuid[]) ORDER BY unit_id, service_key`, ids)
	if err != nil {
		return nil, fmt.Errorf("read ratings: %w", err)
	}
	out := make([]Rating, len(rows))
	for i, r := range rows {
		out[i] = Rating(r)
	}
	return out, nil
}
