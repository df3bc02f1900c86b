package offering

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

func offeringsUnder(ctx context.Context, q sqlx.QueryerContext, schemeID uuid.UUID) (n int, err error) {
	err = sqlx.GetContext(ctx, q, &n, `SELECT count(*) FROM offering o JOIN admission a ON a.id = o.admission_id
		WHERE a.scheme_id = $1 AND NOT a.removed AND o.withdrawn_at IS NULL`, schemeID)
	return n, err
}

// overCap lists the prices, those of classes of time too, that are over a cap on its first day or begin over it later.
func overCap(ctx context.Context, q sqlx.QueryerContext, c scheme.Change, t scheme.FormTerms, ceiling money.Cents) ([]scheme.OverCap, error) {
	var out []scheme.OverCap
	err := sqlx.SelectContext(ctx, q, &out, `
		SELECT o.id AS offering, p.name AS producer, s.name AS point, o.service_key, l.unit, l.cents, $4::bigint AS cap
		FROM price_amount l JOIN offering o ON o.id = l.offering_id JOIN admission a ON a.id = o.admission_id
		JOIN producer p ON p.id = a.producer_id JOIN service_point s ON s.id = o.point_id
		WHERE a.scheme_id = $1 AND NOT a.removed AND o.withdrawn_at IS NULL AND o.service_key = $2 AND l.unit = $3 AND l.cents > $4
		    AND l.valid && daterange($5::date, NULL)
		ORDER BY l.cents DESC, p.name, o.id, lower(l.valid)`, c.Scheme.ID, t.Service, t.Unit, ceiling, c.From)
	if err != nil {
		return nil, fmt.Errorf("reading prices over a cap: %w", err)
	}
	return out, nil
}
