package scheme

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

type copyRow struct {
	SchemeID    uuid.UUID `db:"scheme_id"`
	OrganiserID uuid.UUID `db:"organiser_id"`
	Base        int       `db:"base_version"`
	Content     []byte    `db:"content"`
	Version     int       `db:"version"`
	SavedBy     string    `db:"saved_by"`
	SavedAt     time.Time `db:"saved_at"`

	Languages pq.StringArray `db:"languages"`
}

// selectCopy joins nothing: who waited for the row to be saved by another would join it to who saved it before, and find
// nothing. A subquery is asked anew of the row as it is then.
const selectCopy = `
SELECT w.scheme_id, w.organiser_id, w.base_version, w.content, w.version,
    (SELECT p.name FROM person p WHERE p.id = w.saved_by) AS saved_by, w.saved_at,
    (SELECT o.languages FROM organiser o WHERE o.id = w.organiser_id) AS languages
FROM scheme_draft w WHERE w.scheme_id = $1`

func readCopy(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID, lock bool) (WorkingCopy, error) {
	query := selectCopy
	if lock {
		query += ` FOR UPDATE OF w`
	}
	var row copyRow
	if err := sqlx.GetContext(ctx, q, &row, query, id); err != nil {
		return WorkingCopy{}, absent(err)
	}
	w := WorkingCopy{SchemeID: row.SchemeID, OrganiserID: row.OrganiserID, Base: row.Base, Version: row.Version, SavedBy: row.SavedBy, SavedAt: row.SavedAt}
	if err := json.Unmarshal(row.Content, &w.Form); err != nil {
		return WorkingCopy{}, fmt.Errorf("reading a working copy: %w", err)
	}
	w.Form.Languages = row.Languages
	return w, nil
}

// insertCopy answers false when the scheme has a working copy already.
func insertCopy(ctx context.Context, tx *db.Tx, w WorkingCopy) (bool, error) {
	content, err := json.Marshal(w.Form)
	if err != nil {
		return false, fmt.Errorf("writing a working copy: %w", err)
	}
	done, err := db.Any(tx.ExecContext(ctx, `
		INSERT INTO scheme_draft (scheme_id, organiser_id, base_version, content, started_by, saved_by) VALUES ($1, $2, $3, $4, $5, $5)
		ON CONFLICT (scheme_id) DO NOTHING`, w.SchemeID, w.OrganiserID, w.Base, string(content), tx.Actor.Person))
	if err != nil {
		return false, fmt.Errorf("inserting a working copy: %w", err)
	}
	return done, nil
}

func saveCopy(ctx context.Context, tx *db.Tx, w WorkingCopy) error {
	content, err := json.Marshal(w.Form)
	if err != nil {
		return fmt.Errorf("writing a working copy: %w", err)
	}
	return exec(ctx, tx, `UPDATE scheme_draft SET content = $2, version = version + 1, saved_by = $3, saved_at = clock_timestamp() WHERE scheme_id = $1`,
		w.SchemeID, string(content), tx.Actor.Person)
}

func deleteCopy(ctx context.Context, tx *db.Tx, id uuid.UUID) error {
	return exec(ctx, tx, `DELETE FROM scheme_draft WHERE scheme_id = $1`, id)
}

// lockScheme reads a scheme and keeps others from changing it until the transaction ends.
func lockScheme(ctx context.Context, tx *db.Tx, id uuid.UUID) (Scheme, error) {
	var s Scheme
	err := tx.GetContext(ctx, &s, `SELECT `+Columns("s", "")+` FROM scheme s WHERE s.id = $1 FOR UPDATE`, id)
	return s, absent(err)
}

// latestTerms is what the scheme's terms say when all that is planned has begun, of what is not over.
func latestTerms(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID, today calendar.Date) ([]FormTerms, error) {
	var rows []struct {
		Service string       `db:"service_key"`
		Unit    string       `db:"unit"`
		Value   *money.Cents `db:"value_cents"`
		Cap     *money.Cents `db:"price_cap_cents"`
		FeeMin  *money.Cents `db:"fee_min_cents"`
		FeeMax  *money.Cents `db:"fee_max_cents"`
		TimeCaps
	}
	err := sqlx.SelectContext(ctx, q, &rows, `
		SELECT DISTINCT ON (service_key, unit) service_key, unit, value_cents, price_cap_cents, fee_min_cents, fee_max_cents,
		    cap_evening_cents, cap_saturday_cents, cap_sunday_holiday_cents, cap_night_cents FROM scheme_service
		WHERE scheme_id = $1 AND (upper_inf(valid) OR upper(valid) > $2::date) ORDER BY service_key, unit, lower(valid) DESC`, id, today)
	if err != nil {
		return nil, fmt.Errorf("reading a scheme's terms: %w", err)
	}
	out := make([]FormTerms, len(rows))
	for i, r := range rows {
		out[i] = FormTerms(r)
	}
	return out, nil
}

// latestRulebook is the scheme's newest rulebook, in force or coming; zero when it has none.
func latestRulebook(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (Rulebook, error) {
	var books []Rulebook
	err := sqlx.SelectContext(ctx, q, &books, `
		SELECT id, scheme_id, version, text_fi, text_sv, text_en, valid_from FROM rulebook WHERE scheme_id = $1 ORDER BY version DESC LIMIT 1`, id)
	if err != nil || len(books) == 0 {
		return Rulebook{}, err
	}
	return books[0], nil
}

// closingReserved tells whether the scheme's first version reserved that it may be closed for a time. Of schemes whose
// first version was not kept it is not known, and so not reserved.
func closingReserved(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (bool, error) {
	var reserved bool
	err := sqlx.GetContext(ctx, q, &reserved, `SELECT coalesce((SELECT (content -> 'handling' ->> 'closing_reserved')::boolean
		FROM scheme_version WHERE scheme_id = $1 AND number = 1), false)`, id)
	return reserved, err
}

// published reads the form of a scheme as it is published.
func published(ctx context.Context, q sqlx.QueryerContext, s Scheme, today calendar.Date) (Form, error) {
	areas, err := areasOf(ctx, q, s.ID)
	if err != nil {
		return Form{}, err
	}
	terms, err := latestTerms(ctx, q, s.ID, today)
	if err != nil {
		return Form{}, err
	}
	asks, err := RequirementsOf(ctx, q, s.ID)
	if err != nil {
		return Form{}, err
	}
	book, err := latestRulebook(ctx, q, s.ID)
	if err != nil {
		return Form{}, err
	}
	reserved, err := closingReserved(ctx, q, s.ID)
	return formOf(s, areas, terms, asks, book, reserved), err
}

// Operator is an organisation to which a scheme may be delegated.
type Operator struct {
	ID   uuid.UUID `db:"id"`
	Name string    `db:"name"`
}

func operators(ctx context.Context, q sqlx.QueryerContext) ([]Operator, error) {
	var out []Operator
	err := sqlx.SelectContext(ctx, q, &out, `SELECT id, name FROM operator ORDER BY name, id`)
	return out, err
}

func exec(ctx context.Context, tx *db.Tx, query string, args ...any) error {
	if _, err := tx.ExecContext(ctx, query, args...); err != nil {
		return fmt.Errorf("scheme: %w", err)
	}
	return nil
}
