package offering

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// A line's last day is the day before the half-open range's upper bound.

func insertPrice(ctx context.Context, tx *db.Tx, offeringID uuid.UUID, l PriceLine) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO price_line (id, offering_id, unit, cents, valid)
		VALUES ($1, $2, $3, $4, daterange($5::date, $6::date, '[]')) ON CONFLICT (id) DO NOTHING`,
		l.ID, offeringID, l.Unit, int64(l.Cents), l.From, l.To)
	return err
}

func endPrice(ctx context.Context, tx *db.Tx, l PriceLine) error {
	_, err := tx.ExecContext(ctx, `UPDATE price_line SET valid = daterange(lower(valid), $2::date, '[]') WHERE id = $1`, l.ID, l.To)
	return err
}

func correctPrice(ctx context.Context, tx *db.Tx, l PriceLine) error {
	_, err := tx.ExecContext(ctx, `UPDATE price_line SET cents = $2 WHERE id = $1`, l.ID, int64(l.Cents))
	return err
}

func pricesOf(ctx context.Context, q sqlx.QueryerContext, ids []uuid.UUID) (map[uuid.UUID][]PriceLine, error) {
	var rows []struct {
		OfferingID uuid.UUID      `db:"offering_id"`
		ID         uuid.UUID      `db:"id"`
		Unit       string         `db:"unit"`
		Cents      money.Cents    `db:"cents"`
		From       calendar.Date  `db:"valid_from"`
		To         *calendar.Date `db:"valid_to"`
	}
	err := sqlx.SelectContext(ctx, q, &rows, `SELECT offering_id, id, unit, cents, lower(valid) AS valid_from, upper(valid) - 1 AS valid_to
		FROM price_line WHERE offering_id = ANY ($1::uuid[]) ORDER BY offering_id, unit, lower(valid)`, pq.Array(ids))
	if err != nil {
		return nil, fmt.Errorf("prices: %w", err)
	}
	lines := map[uuid.UUID][]PriceLine{}
	for _, r := range rows {
		lines[r.OfferingID] = append(lines[r.OfferingID], PriceLine{ID: r.ID, Unit: r.Unit, Cents: r.Cents, From: r.From, To: r.To})
	}
	return lines, nil
}

// lowestCap is the lowest ceiling that a scheme has for a service and unit while the line would be in force; nil: none.
func lowestCap(ctx context.Context, q sqlx.QueryerContext, schemeID uuid.UUID, serviceKey string, l PriceLine) (*money.Cents, error) {
	var ceiling *money.Cents
	err := sqlx.GetContext(ctx, q, &ceiling, `SELECT min(price_cap_cents) FROM scheme_service
		WHERE scheme_id = $1 AND service_key = $2 AND unit = $3 AND valid && daterange($4::date, $5::date, '[]')`,
		schemeID, serviceKey, l.Unit, l.From, l.To)
	return ceiling, err
}

// termsOf reads what the schemes of the listed offerings say of their services on a day.
func termsOf(ctx context.Context, q sqlx.QueryerContext, offerings []Listed, day calendar.Date) (map[termsKey][]Terms, error) {
	schemes := make([]uuid.UUID, len(offerings))
	for i, l := range offerings {
		schemes[i] = l.SchemeID
	}
	var rows []struct {
		SchemeID   uuid.UUID    `db:"scheme_id"`
		Service    string       `db:"service_key"`
		ClientPays string       `db:"client_pays"`
		Unit       string       `db:"unit"`
		Value      *money.Cents `db:"value_cents"`
		FeeMin     *money.Cents `db:"fee_min_cents"`
		FeeMax     *money.Cents `db:"fee_max_cents"`
	}
	err := sqlx.SelectContext(ctx, q, &rows, `SELECT v.scheme_id, v.service_key, s.client_pays, v.unit, v.value_cents, v.fee_min_cents, v.fee_max_cents
		FROM scheme_service v JOIN scheme s ON s.id = v.scheme_id
		WHERE v.scheme_id = ANY ($1::uuid[]) AND v.valid @> $2::date ORDER BY v.scheme_id, v.service_key, v.unit`, pq.Array(schemes), day)
	if err != nil {
		return nil, fmt.Errorf("terms: %w", err)
	}
	terms := map[termsKey][]Terms{}
	for _, r := range rows {
		key := termsKey{r.SchemeID, r.Service}
		terms[key] = append(terms[key], Terms{ClientPays: r.ClientPays, Unit: r.Unit, ValueCents: r.Value, FeeMin: r.FeeMin, FeeMax: r.FeeMax})
	}
	return terms, nil
}
