package admission

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// newID makes an id for a new row. UUIDv7 sorts by time and is safe to show.
func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

// helsinkiToday is the day in Helsinki by the database's clock.
func helsinkiToday(ctx context.Context, q sqlx.QueryerContext) (calendar.Date, error) {
	now, err := db.Now(ctx, q)
	if err != nil {
		return calendar.Date{}, fmt.Errorf("reading the clock: %w", err)
	}
	return calendar.Today(now), nil
}

// schemeColumns is every column of scheme, as schemeColumns("s", "") → s.id AS id …; with a prefix, "scheme." for a
// nested struct.
func schemeColumns(table, prefix string) string {
	out := ""
	for i, c := range []string{"id", "organiser_id", "operator_id", "key", "regime", "name_fi", "name_sv", "name_en", "client_pays",
		"verified", "open_for_applications", "decision_days", "decision_days_kind", "clock_stops", "valid_from", "valid_to", "demo"} {
		if i > 0 {
			out += ", "
		}
		out += fmt.Sprintf(`%s.%s AS "%s%s"`, table, c, prefix, c)
	}
	return out
}

// SchemeByID reads one scheme; NotFound when there is none.
func SchemeByID(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (Scheme, error) {
	var s Scheme
	err := sqlx.GetContext(ctx, q, &s, `SELECT `+schemeColumns("s", "")+` FROM scheme s WHERE s.id = $1`, id)
	return s, absent(err)
}

func schemeByKey(ctx context.Context, q sqlx.QueryerContext, organiser uuid.UUID, key string) (Scheme, error) {
	var s Scheme
	err := sqlx.GetContext(ctx, q, &s, `SELECT `+schemeColumns("s", "")+` FROM scheme s WHERE s.organiser_id = $1 AND s.key = $2`, organiser, key)
	return s, absent(err)
}

const insertScheme = `
INSERT INTO scheme (id, organiser_id, operator_id, key, regime, name_fi, name_sv, name_en, client_pays, verified,
    open_for_applications, decision_days, decision_days_kind, clock_stops, valid_from, valid_to, demo)
VALUES (:id, :organiser_id, :operator_id, :key, :regime, :name_fi, :name_sv, :name_en, :client_pays, :verified,
    :open_for_applications, :decision_days, :decision_days_kind, :clock_stops, :valid_from, :valid_to, :demo)
ON CONFLICT ON CONSTRAINT scheme_organiser_key_key DO NOTHING`

func insertSchemeIfAbsent(ctx context.Context, tx *db.Tx, s Scheme) error {
	if _, err := tx.NamedExecContext(ctx, insertScheme, s); err != nil {
		return fmt.Errorf("inserting a scheme: %w", err)
	}
	return nil
}

const schemeServices = `
SELECT id, scheme_id, service_key, unit, value_cents, price_cap_cents, fee_min_cents, fee_max_cents,
    lower(valid) AS valid_from, upper(valid) - 1 AS valid_to
FROM scheme_service WHERE scheme_id = $1 AND valid @> $2::date ORDER BY service_key, unit`

// SchemeServicesOn lists what a scheme pays for its services on a day, in order of service and unit.
func SchemeServicesOn(ctx context.Context, q sqlx.QueryerContext, scheme uuid.UUID, day calendar.Date) ([]SchemeService, error) {
	var out []SchemeService
	if err := sqlx.SelectContext(ctx, q, &out, schemeServices, scheme, day); err != nil {
		return nil, fmt.Errorf("reading a scheme's services: %w", err)
	}
	return out, nil
}

// absent makes "no row" the room's NotFound.
func absent(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return FaultNotFound
	}
	return err
}
