package scheme

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// freeKey makes a key of a name that the organiser has not used.
func freeKey(ctx context.Context, tx *db.Tx, organiser uuid.UUID, name string) (string, error) {
	base := keyOf(name)
	var taken []string
	if err := tx.SelectContext(ctx, &taken, `SELECT key FROM scheme WHERE organiser_id = $1 AND starts_with(key, $2)`, organiser, base); err != nil {
		return "", fmt.Errorf("reading keys: %w", err)
	}
	used := map[string]bool{}
	for _, k := range taken {
		used[k] = true
	}
	key := base
	for n := 2; used[key]; n++ {
		key = base + "-" + strconv.Itoa(n)
	}
	return key, nil
}

func updateScheme(ctx context.Context, tx *db.Tx, s Scheme) error {
	_, err := tx.NamedExecContext(ctx, `
		UPDATE scheme SET operator_id = :operator_id, name_fi = :name_fi, name_sv = :name_sv, name_en = :name_en, client_pays = :client_pays,
		    open_for_applications = :open_for_applications, decision_days = :decision_days, decision_days_kind = :decision_days_kind,
		    clock_stops = :clock_stops, valid_from = :valid_from, valid_to = :valid_to, four_eyes = :four_eyes, version = :version,
		    price_notice_days = :prices.notice_days, price_months = :prices.months, price_max_changes_year = :prices.max_changes_year,
		    price_approval = :prices.approval
		WHERE id = :id`, s)
	if err != nil {
		return fmt.Errorf("changing a scheme: %w", err)
	}
	return nil
}

// applyTerms lets changed terms begin on their day: what held before ends the day before, and what was planned for
// later gives way to them.
func applyTerms(ctx context.Context, tx *db.Tx, c Change) error {
	for _, t := range c.Terms {
		of := t.New
		if of == nil {
			of = t.Old
		}
		if err := exec(ctx, tx, `DELETE FROM scheme_service WHERE scheme_id = $1 AND service_key = $2 AND unit = $3 AND lower(valid) >= $4::date`,
			c.Scheme.ID, of.Service, of.Unit, c.From); err != nil {
			return err
		}
		if err := exec(ctx, tx, `UPDATE scheme_service SET valid = daterange(lower(valid), $4::date)
			WHERE scheme_id = $1 AND service_key = $2 AND unit = $3 AND valid @> $4::date`, c.Scheme.ID, of.Service, of.Unit, c.From); err != nil {
			return err
		}
		if t.New == nil {
			continue
		}
		row := t.New.from(c.From)
		row.ID, row.SchemeID = newID(), c.Scheme.ID
		if _, err := tx.NamedExecContext(ctx, insertService, row); err != nil {
			return fmt.Errorf("inserting terms: %w", err)
		}
	}
	return nil
}

func addRulebook(ctx context.Context, tx *db.Tx, id uuid.UUID, text RulebookText) error {
	latest, err := latestRulebook(ctx, tx, id)
	if err != nil {
		return err
	}
	book := text.version(latest.Version+1, text.From)
	book.ID, book.SchemeID = newID(), id
	if _, err := tx.NamedExecContext(ctx, insertRulebook, book); err != nil {
		return fmt.Errorf("inserting a rulebook: %w", err)
	}
	return nil
}

// applyRequirements makes the requirements of a version: those asked no more or asked otherwise end with it, the new
// ones begin, the others take their new place and help.
func applyRequirements(ctx context.Context, tx *db.Tx, s Scheme, f Form, c Change) error {
	replaced, ends := map[uuid.UUID]uuid.UUID{}, slices.Clone(c.Dropped)
	for _, one := range c.Asked {
		replaced[one.New.ID] = uuid.Nil
		if one.Replaces != nil {
			replaced[one.New.ID] = one.Replaces.ID
			ends = append(ends, one.Replaces.ID)
		}
	}
	for _, id := range ends {
		if err := exec(ctx, tx, `UPDATE requirement SET until_version = $3 WHERE scheme_id = $1 AND id = $2 AND until_version IS NULL`, s.ID, id, s.Version); err != nil {
			return err
		}
	}
	// Out of each other's way, so that two may change places.
	if err := exec(ctx, tx, `UPDATE requirement SET position = -1 - position WHERE scheme_id = $1 AND until_version IS NULL AND position >= 0`, s.ID); err != nil {
		return err
	}
	for _, r := range f.Requirements {
		old, anew := replaced[r.ID]
		if !anew {
			if err := exec(ctx, tx, `UPDATE requirement SET position = $3, help_fi = $4, help_sv = $5, help_en = $6, title_sv = $7, title_en = $8
				WHERE scheme_id = $1 AND id = $2`, s.ID, r.ID, r.Position, r.HelpFi, r.HelpSv, r.HelpEn, r.TitleSv, r.TitleEn); err != nil {
				return err
			}
			continue
		}
		r.SchemeID, r.SinceVersion, r.Replaces = s.ID, s.Version, uuid.NullUUID{UUID: old, Valid: old != uuid.Nil}
		if _, err := tx.NamedExecContext(ctx, insertRequirement, r); err != nil {
			return fmt.Errorf("inserting a requirement: %w", err)
		}
	}
	return nil
}

func insertVersion(ctx context.Context, tx *db.Tx, id uuid.UUID, w WorkingCopy, number int, reasons string) error {
	content, err := json.Marshal(w.Form)
	if err != nil {
		return fmt.Errorf("writing a version: %w", err)
	}
	return once(ctx, tx, `INSERT INTO scheme_version (id, scheme_id, number, content, reasons, done_by) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING`,
		id, w.SchemeID, number, string(content), reasons, tx.Actor.Person)
}

func versionExists(ctx context.Context, q sqlx.QueryerContext, scheme, id uuid.UUID) (bool, error) {
	var there bool
	err := sqlx.GetContext(ctx, q, &there, `SELECT EXISTS (SELECT 1 FROM scheme_version WHERE id = $1 AND scheme_id = $2)`, id, scheme)
	return there, err
}

const selectVersions = `
SELECT v.id, v.number, v.content, v.reasons, p.name AS by, v.at FROM scheme_version v JOIN person p ON p.id = v.done_by WHERE v.scheme_id = $1 `

func versionsOf(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) ([]Version, error) {
	var rows []versionRow
	if err := sqlx.SelectContext(ctx, q, &rows, selectVersions+`ORDER BY v.number`, id); err != nil {
		return nil, fmt.Errorf("reading versions: %w", err)
	}
	out := make([]Version, len(rows))
	for i, r := range rows {
		out[i] = Version{ID: r.ID, Number: r.Number, Reasons: r.Reasons, By: r.By, At: r.At}
		if err := json.Unmarshal(r.Content, &out[i].Form); err != nil {
			return nil, fmt.Errorf("reading a version: %w", err)
		}
	}
	return out, nil
}

func eventsOf(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) ([]Event, error) {
	var out []Event
	err := sqlx.SelectContext(ctx, q, &out, `
		SELECT e.id, e.kind, e.from_day, e.until_day, e.reasons, p.name AS by, e.at
		FROM scheme_event e JOIN person p ON p.id = e.done_by WHERE e.scheme_id = $1 ORDER BY e.seq`, id)
	if err != nil {
		return nil, fmt.Errorf("reading what has happened to a scheme: %w", err)
	}
	return out, nil
}

func eventExists(ctx context.Context, q sqlx.QueryerContext, scheme, id uuid.UUID, kind EventKind) (bool, error) {
	var there bool
	err := sqlx.GetContext(ctx, q, &there, `SELECT EXISTS (SELECT 1 FROM scheme_event WHERE id = $1 AND scheme_id = $2 AND kind = $3)`, id, scheme, kind)
	return there, err
}

func insertEvent(ctx context.Context, tx *db.Tx, scheme uuid.UUID, e Event) error {
	return once(ctx, tx, `INSERT INTO scheme_event (id, scheme_id, kind, from_day, until_day, reasons, done_by) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING`,
		e.ID, scheme, e.Kind, e.From, e.Until, e.Reasons, tx.Actor.Person)
}

// once inserts a row under a form's id, which may be there already when a form is sent that was used for something else.
func once(ctx context.Context, tx *db.Tx, query string, args ...any) error {
	made, err := db.Any(tx.ExecContext(ctx, query, args...))
	switch {
	case err != nil:
		return fmt.Errorf("scheme: %w", err)
	case !made:
		return FaultUsed
	}
	return nil
}

func setClosing(ctx context.Context, tx *db.Tx, id uuid.UUID, from, until *calendar.Date) error {
	return exec(ctx, tx, `UPDATE scheme SET closed_from = $2, closed_until = $3 WHERE id = $1`, id, from, until)
}

func setLastDay(ctx context.Context, tx *db.Tx, id uuid.UUID, last calendar.Date) error {
	return exec(ctx, tx, `UPDATE scheme SET valid_to = $2 WHERE id = $1`, id, last)
}

type listedRow struct {
	Scheme   Scheme `db:"scheme"`
	Operator string `db:"operator"`
	Copy     bool   `db:"copy"`
}

// listed reads the schemes of an organiser, or those delegated to an operator.
func listed(ctx context.Context, q sqlx.QueryerContext, column string, side uuid.UUID, today calendar.Date) ([]listedRow, error) {
	var rows []listedRow
	err := sqlx.SelectContext(ctx, q, &rows, `
		SELECT `+Columns("s", "scheme.")+`, coalesce(op.name, '') AS operator, w.scheme_id IS NOT NULL AS copy
		FROM scheme s LEFT JOIN operator op ON op.id = s.operator_id LEFT JOIN scheme_draft w ON w.scheme_id = s.id
		WHERE s.`+column+` = $1 ORDER BY coalesce(s.valid_to < $2::date, false), s.name_fi, s.id`, side, today)
	if err != nil {
		return nil, fmt.Errorf("reading schemes: %w", err)
	}
	return rows, nil
}

// begun reads the working copies of schemes that are not published yet.
func begun(ctx context.Context, q sqlx.QueryerContext, organiser uuid.UUID) ([]WorkingCopy, error) {
	var ids []uuid.UUID
	if err := sqlx.SelectContext(ctx, q, &ids, `SELECT scheme_id FROM scheme_draft WHERE organiser_id = $1 AND base_version = 0 ORDER BY started_at DESC`, organiser); err != nil {
		return nil, fmt.Errorf("reading working copies: %w", err)
	}
	out := make([]WorkingCopy, 0, len(ids))
	for _, id := range ids {
		w, err := readCopy(ctx, q, id, false)
		if err != nil {
			return nil, err
		}
		out = append(out, w)
	}
	return out, nil
}
