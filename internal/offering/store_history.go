package offering

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// objectOf says whose an offering is.
func objectOf(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (identity.Object, error) {
	var row struct {
		Producer  uuid.UUID     `db:"producer_id"`
		Organiser uuid.UUID     `db:"organiser_id"`
		Operator  uuid.NullUUID `db:"operator_id"`
	}
	err := sqlx.GetContext(ctx, q, &row, `SELECT a.producer_id, s.organiser_id, s.operator_id
		FROM offering o JOIN admission a ON a.id = o.admission_id JOIN scheme s ON s.id = a.scheme_id WHERE o.id = $1`, id)
	return identity.Object{Producer: row.Producer, Organiser: row.Organiser, Operator: row.Operator.UUID}, notFound(err)
}

func historyOf(ctx context.Context, q sqlx.QueryerContext, offeringID uuid.UUID) ([]PriceEvent, error) {
	var rows []struct {
		At         time.Time     `db:"at"`
		Unit       string        `db:"unit"`
		Class      string        `db:"class"`
		Cents      money.Cents   `db:"cents"`
		Percent    int           `db:"percent"`
		OldCents   *money.Cents  `db:"old_cents"`
		OldPercent *int          `db:"old_percent"`
		From       calendar.Date `db:"from_day"`
		Approved   bool          `db:"approved"`
	}
	err := sqlx.SelectContext(ctx, q, &rows, `SELECT at, unit, CASE WHEN class = 'weekday' THEN '' ELSE class END AS class, coalesce(cents, 0) AS cents,
		    coalesce(percent, 0) AS percent, old_cents, old_percent, from_day, proposal_id IS NOT NULL AS approved
		FROM price_change WHERE offering_id = $1 ORDER BY at DESC, id DESC LIMIT 200`, offeringID)
	if err != nil {
		return nil, fmt.Errorf("history of prices: %w", err)
	}
	list := make([]PriceEvent, len(rows))
	for i, r := range rows {
		list[i] = PriceEvent{At: r.At, Approved: r.Approved, Old: oldLine(r.Unit, r.Class, r.OldCents, r.OldPercent),
			New: PriceLine{Unit: r.Unit, Class: r.Class, Cents: r.Cents, Percent: r.Percent, From: r.From}}
	}
	return list, nil
}

func overCaps(ctx context.Context, q sqlx.QueryerContext, a actor.Actor) ([]Over, error) {
	today, err := db.Today(ctx, q)
	if err != nil {
		return nil, err
	}
	var rows []struct {
		Offering uuid.UUID     `db:"id"`
		Producer string        `db:"producer_name"`
		Service  string        `db:"service_key"`
		Point    string        `db:"point_name"`
		Fi       string        `db:"scheme_fi"`
		Sv       string        `db:"scheme_sv"`
		En       string        `db:"scheme_en"`
		Unit     string        `db:"unit"`
		Cents    money.Cents   `db:"cents"`
		Cap      money.Cents   `db:"cap"`
		From     calendar.Date `db:"from_day"`
	}
	err = sqlx.SelectContext(ctx, q, &rows, `
		SELECT o.id, p.name AS producer_name, o.service_key, pt.name AS point_name, s.name_fi AS scheme_fi, s.name_sv AS scheme_sv,
		    s.name_en AS scheme_en, l.unit, l.cents, c.cents AS cap, greatest(lower(l.valid), lower(c.valid), $2::date) AS from_day
		FROM scheme s
		JOIN price_cap c ON c.scheme_id = s.id AND coalesce(upper(c.valid) > $2::date, true)
		JOIN admission a ON a.scheme_id = s.id AND NOT a.removed
		JOIN offering o ON o.admission_id = a.id AND o.service_key = c.service_key AND o.withdrawn_at IS NULL
		JOIN price_amount l ON l.offering_id = o.id AND l.unit = c.unit AND l.class = c.class AND l.cents > c.cents
		    AND l.valid * c.valid * daterange($2::date, NULL) <> 'empty'
		JOIN producer p ON p.id = a.producer_id
		JOIN service_point pt ON pt.id = o.point_id
		WHERE`+ofDesk(a)+`ORDER BY from_day, p.name, o.id LIMIT $3`, a.Organisation, today, MaxProposals)
	if err != nil {
		return nil, fmt.Errorf("prices over a cap: %w", err)
	}
	list := make([]Over, len(rows))
	for i, r := range rows {
		list[i] = Over{r.Offering, r.Producer, r.Service, r.Point, Text{Fi: r.Fi, Sv: r.Sv, En: r.En}, r.Unit, r.Cents, r.Cap, r.From}
	}
	return list, nil
}
