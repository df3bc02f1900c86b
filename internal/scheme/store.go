package scheme

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// newID makes an id for a new row. UUIDv7 sorts by time and is safe to show.
func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

// Columns is every column of scheme, as Columns("s", "") → s.id AS id …; with a prefix, "scheme." for a
// nested struct.
func Columns(table, prefix string) string {
	out := ""
	for i, c := range []string{"id", "organiser_id", "operator_id", "key", "regime", "name_fi", "name_sv", "name_en", "client_pays",
		"verified", "open_for_applications", "decision_days", "decision_days_kind", "clock_stops", "valid_from", "valid_to", "four_eyes",
		"published_at", "version", "closed_from", "closed_until", "price_notice_days", "price_months", "price_max_changes_year",
		"price_approval", "demo"} {
		if i > 0 {
			out += ", "
		}
		field := c
		if rule, ok := strings.CutPrefix(c, "price_"); ok {
			field = "prices." + rule
		}
		out += fmt.Sprintf(`%s.%s AS "%s%s"`, table, c, prefix, field)
	}
	return out
}

// Accepts is AcceptsOn in SQL: the condition that a scheme takes applications on a day, as Accepts("s", "$2").
func Accepts(table, day string) string {
	return strings.NewReplacer("{s}", table, "{day}", day+"::date").Replace(`({s}.open_for_applications
		AND {s}.valid_from <= {day} AND ({s}.valid_to IS NULL OR {s}.valid_to >= {day})
		AND ({s}.closed_from IS NULL OR {s}.closed_from > {day} OR coalesce({s}.closed_until < {day}, false)))`)
}

// ByID reads one scheme; NotFound when there is none.
func ByID(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (Scheme, error) {
	var s Scheme
	err := sqlx.GetContext(ctx, q, &s, `SELECT `+Columns("s", "")+` FROM scheme s WHERE s.id = $1`, id)
	return s, absent(err)
}

func byKey(ctx context.Context, q sqlx.QueryerContext, organiser uuid.UUID, key string) (Scheme, error) {
	var s Scheme
	err := sqlx.GetContext(ctx, q, &s, `SELECT `+Columns("s", "")+` FROM scheme s WHERE s.organiser_id = $1 AND s.key = $2`, organiser, key)
	return s, absent(err)
}

const insertScheme = `
INSERT INTO scheme (id, organiser_id, operator_id, key, regime, name_fi, name_sv, name_en, client_pays, verified,
    open_for_applications, decision_days, decision_days_kind, clock_stops, valid_from, valid_to, four_eyes,
    price_notice_days, price_months, price_max_changes_year, price_approval, demo)
VALUES (:id, :organiser_id, :operator_id, :key, :regime, :name_fi, :name_sv, :name_en, :client_pays, :verified,
    :open_for_applications, :decision_days, :decision_days_kind, :clock_stops, :valid_from, :valid_to, :four_eyes,
    :prices.notice_days, :prices.months, :prices.max_changes_year, :prices.approval, :demo)
ON CONFLICT ON CONSTRAINT scheme_organiser_key_key DO NOTHING`

func insertIfAbsent(ctx context.Context, tx *db.Tx, s Scheme) error {
	if _, err := tx.NamedExecContext(ctx, insertScheme, s); err != nil {
		return fmt.Errorf("inserting a scheme: %w", err)
	}
	return nil
}

const selectServices = `
SELECT id, scheme_id, service_key, unit, value_cents, price_cap_cents, fee_min_cents, fee_max_cents,
    cap_evening_cents, cap_saturday_cents, cap_sunday_holiday_cents, cap_night_cents, lower(valid) AS valid_from, upper(valid) - 1 AS valid_to
FROM scheme_service WHERE scheme_id = $1 AND valid @> $2::date ORDER BY service_key, unit`

// ServicesOn lists what a scheme pays for its services on a day, in order of service and unit.
func ServicesOn(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID, day calendar.Date) ([]ServiceTerms, error) {
	var out []ServiceTerms
	if err := sqlx.SelectContext(ctx, q, &out, selectServices, id, day); err != nil {
		return nil, fmt.Errorf("reading a scheme's services: %w", err)
	}
	return out, nil
}

const selectRequirements = `
SELECT id, scheme_id, position, kind, mandatory, title_fi, title_sv, title_en, help_fi, help_sv, help_en, at_least, valid_days,
    evidence_kind, registry, exclusion, max_points, since_version, until_version, replaces FROM requirement `

// ReplacedOf tells which requirement took which one's place in the scheme of some, through all its versions.
func ReplacedOf(ctx context.Context, q sqlx.QueryerContext, list []Requirement) (map[uuid.UUID]uuid.UUID, error) {
	i := slices.IndexFunc(list, func(r Requirement) bool { return r.Replaces.Valid })
	if i < 0 {
		return nil, nil
	}
	var rows []struct {
		ID       uuid.UUID `db:"id"`
		Replaces uuid.UUID `db:"replaces"`
	}
	err := sqlx.SelectContext(ctx, q, &rows, `SELECT id, replaces FROM requirement WHERE scheme_id = $1 AND replaces IS NOT NULL`, list[i].SchemeID)
	if err != nil {
		return nil, fmt.Errorf("reading what requirements replace: %w", err)
	}
	out := map[uuid.UUID]uuid.UUID{}
	for _, r := range rows {
		out[r.ID] = r.Replaces
	}
	return out, nil
}

// RequirementsOf lists what a scheme's current version asks, in the order in which it asks.
func RequirementsOf(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) ([]Requirement, error) {
	var out []Requirement
	err := sqlx.SelectContext(ctx, q, &out, selectRequirements+`WHERE scheme_id = $1 AND until_version IS NULL ORDER BY position`, id)
	if err != nil {
		return nil, fmt.Errorf("reading requirements: %w", err)
	}
	return out, nil
}

// RulebookOn is the scheme's newest rulebook that is in force on a day; false when it has none.
func RulebookOn(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID, day calendar.Date) (Rulebook, bool, error) {
	var books []Rulebook
	err := sqlx.SelectContext(ctx, q, &books, `
		SELECT id, scheme_id, version, text_fi, text_sv, text_en, valid_from FROM rulebook
		WHERE scheme_id = $1 AND valid_from <= $2 ORDER BY version DESC LIMIT 1`, id, day)
	if err != nil {
		return Rulebook{}, false, fmt.Errorf("reading the rulebook: %w", err)
	}
	if len(books) == 0 {
		return Rulebook{}, false, nil
	}
	return books[0], true, nil
}

// absent makes "no row" the room's NotFound.
func absent(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return FaultNotFound
	}
	return err
}
