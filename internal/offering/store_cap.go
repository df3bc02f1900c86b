package offering

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

func offeringsUnder(ctx context.Context, q sqlx.QueryerContext, schemeID uuid.UUID) (n int, err error) {
	err = sqlx.GetContext(ctx, q, &n, `SELECT count(*) FROM offering o JOIN admission a ON a.id = o.admission_id
		WHERE a.scheme_id = $1 AND NOT a.removed AND o.withdrawn_at IS NULL`, schemeID)
	return n, err
}

// partsOf are the codes of areas.
func partsOf(ctx context.Context, q sqlx.QueryerContext, areas []uuid.UUID) ([]string, error) {
	var codes []string
	if err := sqlx.SelectContext(ctx, q, &codes, `SELECT DISTINCT code FROM organiser_area_part WHERE area_id = ANY ($1::uuid[])`, pq.Array(areas)); err != nil {
		return nil, fmt.Errorf("parts of areas: %w", err)
	}
	return codes, nil
}

// overCap lists the prices that are over the cap of their time on its first day or begin over it later.
func overCap(ctx context.Context, q sqlx.QueryerContext, c scheme.Change, t scheme.FormTerms, caps map[string]money.Cents) ([]scheme.OverCap, error) {
	times, cents := make([]string, 0, len(caps)), make([]int64, 0, len(caps))
	for time, most := range caps {
		times, cents = append(times, time), append(cents, int64(most))
	}
	var out []scheme.OverCap
	err := sqlx.SelectContext(ctx, q, &out, `
		SELECT o.id AS offering, p.name AS producer, s.name AS point, o.service_key, l.unit, l.class, l.cents, k.cents AS cap
		FROM price_amount l JOIN unnest($4::text[], $5::bigint[]) k (class, cents) ON k.class = l.class AND l.cents > k.cents
		JOIN offering o ON o.id = l.offering_id JOIN admission a ON a.id = o.admission_id
		JOIN producer p ON p.id = a.producer_id JOIN service_point s ON s.id = o.point_id
		WHERE a.scheme_id = $1 AND NOT a.removed AND o.withdrawn_at IS NULL AND o.service_key = $2 AND l.unit = $3
		    AND l.valid && daterange($6::date, NULL)
		ORDER BY l.cents DESC, p.name, o.id, lower(l.valid)`, c.Scheme.ID, t.Service, t.Unit, pq.Array(times), pq.Array(cents), c.From)
	if err != nil {
		return nil, fmt.Errorf("reading prices over a cap: %w", err)
	}
	return out, nil
}
