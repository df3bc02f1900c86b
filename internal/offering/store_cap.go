package offering

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

func offeringsUnder(ctx context.Context, q sqlx.QueryerContext, schemeID uuid.UUID) (n int, err error) {
	err = sqlx.GetContext(ctx, q, &n, `SELECT count(*) FROM offering o JOIN admission a ON a.id = o.admission_id
		WHERE a.scheme_id = $1 AND NOT a.removed AND o.withdrawn_at IS NULL`, schemeID)
	return n, err
}

// overLines are the price lines of a scheme's service and unit that are over an amount.
const overLines = `
FROM price_line l JOIN offering o ON o.id = l.offering_id JOIN admission a ON a.id = o.admission_id
WHERE a.scheme_id = $1 AND NOT a.removed AND o.service_key = $2 AND l.unit = $3 AND l.cents > $4`

func overCap(ctx context.Context, q sqlx.QueryerContext, c scheme.Change, t scheme.FormTerms, ceiling money.Cents) ([]scheme.OverCap, error) {
	var out []scheme.OverCap
	err := sqlx.SelectContext(ctx, q, &out, `
		SELECT x.offering, p.name AS producer, s.name AS point, x.service_key, x.unit, x.cents, $4::bigint AS cap FROM (
		    SELECT o.id AS offering, a.producer_id, o.point_id, o.service_key, l.unit, l.cents `+overLines+`
		        AND o.withdrawn_at IS NULL AND l.valid @> $5::date AND lower(l.valid) < $5::date) x
		JOIN producer p ON p.id = x.producer_id JOIN service_point s ON s.id = x.point_id
		ORDER BY x.cents DESC, p.name, x.offering`, c.Scheme.ID, t.Service, t.Unit, ceiling, c.From)
	if err != nil {
		return nil, fmt.Errorf("reading prices over a cap: %w", err)
	}
	return out, nil
}

func plannedOverCap(ctx context.Context, q sqlx.QueryerContext, c scheme.Change, t scheme.FormTerms, ceiling money.Cents) (n int, err error) {
	err = sqlx.GetContext(ctx, q, &n, `SELECT count(*) `+overLines+` AND o.withdrawn_at IS NULL AND lower(l.valid) >= $5::date`,
		c.Scheme.ID, t.Service, t.Unit, ceiling, c.From)
	return n, err
}

func endOverCap(ctx context.Context, tx *db.Tx, c scheme.Change, t scheme.FormTerms, ceiling money.Cents) error {
	_, err := tx.ExecContext(ctx, `UPDATE price_line SET valid = daterange(lower(valid), $5::date)
		WHERE id IN (SELECT l.id `+overLines+` AND l.valid @> $5::date AND lower(l.valid) < $5::date)`,
		c.Scheme.ID, t.Service, t.Unit, ceiling, c.From)
	if err != nil {
		return fmt.Errorf("ending prices over a cap: %w", err)
	}
	return nil
}
