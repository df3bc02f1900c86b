package offering

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// A line's last day is the day before the half-open range's upper bound.

func insertPrice(ctx context.Context, tx *db.Tx, offeringID uuid.UUID, l PriceLine) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO price_line (id, offering_id, unit, cents, valid)
		VALUES ($1, $2, $3, $4, daterange($5::date, $6::date, '[]')) ON CONFLICT (id) DO NOTHING`,
		l.ID, offeringID, l.Unit, int64(l.Cents), l.From, l.To)
	return err
}

// linesOf reads the prices of offerings: by unit, class and first day, the past ones too.
func linesOf(ctx context.Context, q sqlx.QueryerContext, ids []uuid.UUID) (map[uuid.UUID][]PriceLine, error) {
	rows, err := q.QueryxContext(ctx, `
		SELECT offering_id, id, unit, '' AS class, cents, 0 AS percent, lower(valid) AS valid_from, upper(valid) - 1 AS valid_to
		FROM price_line WHERE offering_id = ANY ($1::uuid[])
		UNION ALL
		SELECT offering_id, id, unit, class, coalesce(cents, 0), coalesce(percent, 0), lower(valid), upper(valid) - 1
		FROM price_class WHERE offering_id = ANY ($1::uuid[])`, db.IDs(ids))
	if err != nil {
		return nil, fmt.Errorf("prices: %w", err)
	}
	defer rows.Close()
	lines := make(map[uuid.UUID][]PriceLine, len(ids))
	for rows.Next() {
		var of uuid.UUID
		var l PriceLine
		if err := rows.Scan(&of, &l.ID, &l.Unit, &l.Class, &l.Cents, &l.Percent, &l.From, &l.To); err != nil {
			return nil, fmt.Errorf("prices: %w", err)
		}
		lines[of] = append(lines[of], l)
	}
	for _, of := range lines {
		slices.SortFunc(of, func(a, b PriceLine) int {
			return cmp.Or(strings.Compare(a.Unit, b.Unit), strings.Compare(a.Class, b.Class), a.From.Compare(b.From))
		})
	}
	return lines, rows.Err()
}

// apart parts the prices themselves from those of times of day and week.
func apart(lines []PriceLine) (prices, classes []PriceLine) {
	for _, l := range lines {
		if l.Class == "" {
			prices = append(prices, l)
		} else {
			classes = append(classes, l)
		}
	}
	return prices, classes
}

// capsOf reads every cap that a scheme has or has had, by service. Held, nobody changes one until the transaction ends.
func capsOf(ctx context.Context, q sqlx.QueryerContext, schemeID uuid.UUID, hold bool) (map[string][]Cap, error) {
	query := `SELECT service_key, unit, price_cap_cents,
		    cap_evening_cents, cap_saturday_cents, cap_sunday_holiday_cents, cap_night_cents, lower(valid) AS valid_from, upper(valid) - 1 AS valid_to
		FROM scheme_service WHERE scheme_id = $1 AND price_cap_cents IS NOT NULL ORDER BY id`
	if hold {
		query += ` FOR SHARE`
	}
	var rows []struct {
		Service string         `db:"service_key"`
		Unit    string         `db:"unit"`
		Cents   money.Cents    `db:"price_cap_cents"`
		From    calendar.Date  `db:"valid_from"`
		To      *calendar.Date `db:"valid_to"`
		scheme.TimeCaps
	}
	if err := sqlx.SelectContext(ctx, q, &rows, query, schemeID); err != nil {
		return nil, fmt.Errorf("price caps: %w", err)
	}
	caps := map[string][]Cap{}
	for _, r := range rows {
		caps[r.Service] = append(caps[r.Service], Cap{Unit: r.Unit, Cents: r.Cents, Times: r.TimeCaps, From: r.From, To: r.To})
	}
	return caps, nil
}

// termsOfListed reads what the schemes of the listed offerings say of their services on a day.
func termsOfListed(ctx context.Context, q sqlx.QueryerContext, offerings []Listed, day calendar.Date) (map[termsKey][]Terms, error) {
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
