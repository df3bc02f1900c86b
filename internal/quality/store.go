package quality

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// Constraints maps what the database refuses to what a person is told: two people who correct the same row at once.
var Constraints = db.Constraints{
	"indicator_value_supersedes_key": errCorrected,
	"inspection_supersedes_key":      errCorrected,
}

var errCorrected = fault.New(fault.CodeConflict, "fault.quality.corrected")

// querier reads, in a transaction or without one.
type querier = sqlx.QueryerContext

func compareIDs(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) }

func sorted(ids ...uuid.UUID) []uuid.UUID {
	slices.SortFunc(ids, compareIDs)
	return ids
}

func uuids(ids []uuid.UUID) pq.StringArray {
	out := make(pq.StringArray, len(ids))
	for i, id := range ids {
		out[i] = id.String()
	}
	return out
}

func wrap(err error, doing string) error {
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return nil
}

func leastOf(ctx context.Context, q querier, organiser uuid.UUID) (int, error) {
	var least int
	err := sqlx.GetContext(ctx, q, &least, `SELECT least_answers FROM organiser WHERE id = $1`, organiser)
	return least, wrap(err, "read the least count of answers")
}

func setLeast(ctx context.Context, tx *db.Tx, organiser uuid.UUID, least int) (was int, err error) {
	if err := tx.GetContext(ctx, &was, `SELECT least_answers FROM organiser WHERE id = $1 FOR NO KEY UPDATE`, organiser); err != nil {
		return 0, wrap(err, "read the least count of answers")
	}
	_, err = tx.ExecContext(ctx, `UPDATE organiser SET least_answers = $2 WHERE id = $1`, organiser, least)
	return was, wrap(err, "set the least count of answers")
}

// The register of units, schemes and offerings belongs to other rooms; this one reads it and changes none of it.
const units = `
SELECT u.id, u.name, p.name AS producer, coalesce(p.business_id, '') AS business_id, array_agg(DISTINCT o.service_key) AS services,
    ARRAY(SELECT e.value FROM external_id e WHERE e.unit_id = u.id ORDER BY 1) AS outside,
    x.successor_id, coalesce(n.name, '') AS successor, x.from_day
FROM scheme s
JOIN admission a ON a.scheme_id = s.id
JOIN offering o ON o.admission_id = a.id
JOIN service_point pt ON pt.id = o.point_id
JOIN service_unit u ON u.id = pt.unit_id
JOIN producer p ON p.id = u.producer_id
LEFT JOIN unit_succession x ON x.unit_id = u.id
LEFT JOIN service_unit n ON n.id = x.successor_id
WHERE s.organiser_id = $1
GROUP BY u.id, p.id, x.unit_id, n.id
ORDER BY u.name, u.id`

// unitsOf reads the units that offer, or have offered, something under an organiser's schemes.
func unitsOf(ctx context.Context, q querier, organiser uuid.UUID) ([]Unit, error) {
	var rows []struct {
		ID          uuid.UUID      `db:"id"`
		Name        string         `db:"name"`
		Producer    string         `db:"producer"`
		BusinessID  string         `db:"business_id"`
		Services    pq.StringArray `db:"services"`
		Outside     pq.StringArray `db:"outside"`
		SuccessorID uuid.NullUUID  `db:"successor_id"`
		Successor   string         `db:"successor"`
		From        calendar.Date  `db:"from_day"`
	}
	if err := sqlx.SelectContext(ctx, q, &rows, units, organiser); err != nil {
		return nil, fmt.Errorf("read an organiser's units: %w", err)
	}
	out := make([]Unit, len(rows))
	for i, r := range rows {
		out[i] = Unit{ID: r.ID, Name: r.Name, Producer: r.Producer, BusinessID: r.BusinessID, Outside: r.Outside, Services: r.Services}
		if r.SuccessorID.Valid {
			out[i].Successor = &Successor{ID: r.SuccessorID.UUID, Name: r.Successor, From: r.From}
		}
	}
	return out, nil
}

// existing tells which of the texts name a unit, whosever it is.
func existing(ctx context.Context, q querier, texts []string) (map[string]bool, error) {
	out := map[string]bool{}
	if len(texts) == 0 {
		return out, nil
	}
	var found []string
	err := sqlx.SelectContext(ctx, q, &found, `
		SELECT lower(name) FROM service_unit WHERE lower(name) = ANY ($1::text[])
		UNION SELECT lower(value) FROM external_id WHERE unit_id IS NOT NULL AND lower(value) = ANY ($1::text[])
		UNION SELECT id::text FROM service_unit WHERE id::text = ANY ($1::text[])
		UNION SELECT business_id FROM producer WHERE business_id = ANY ($1::text[])`, pq.Array(texts))
	for _, text := range found {
		out[fold(text)] = true
	}
	return out, wrap(err, "look for units")
}

func lockUnits(ctx context.Context, tx *db.Tx, ids []uuid.UUID) error {
	_, err := tx.ExecContext(ctx, `SELECT FROM service_unit WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`, uuids(ids))
	return wrap(err, "lock units")
}

// current are the values that nothing supersedes.
const current = ` v WHERE NOT EXISTS (SELECT FROM indicator_value later WHERE later.supersedes = v.id)`

const valueColumns = `v.id, v.unit_id, v.service_key, v.organiser_id, v.indicator, v.first_day, v.last_day, coalesce(v.value, 0) AS value,
    CASE WHEN v.value IS NULL THEN 0 ELSE v.n END AS n, v.source, v.as_of, v.demo`

type valueRow struct {
	ID        uuid.UUID     `db:"id"`
	Unit      uuid.UUID     `db:"unit_id"`
	UnitName  string        `db:"unit_name"`
	Service   string        `db:"service_key"`
	Organiser uuid.NullUUID `db:"organiser_id"`
	Indicator string        `db:"indicator"`
	From      calendar.Date `db:"first_day"`
	To        calendar.Date `db:"last_day"`
	Value     int           `db:"value"`
	N         int           `db:"n"`
	Source    string        `db:"source"`
	AsOf      calendar.Date `db:"as_of"`
	Demo      bool          `db:"demo"`
	At        time.Time     `db:"entered_at"`
	Corrects  bool          `db:"corrects"`
	Was       uuid.NullUUID `db:"supersedes"`
	Gone      bool          `db:"gone"`
	By        string        `db:"by"`
	Reason    string        `db:"reason"`
}

func (r valueRow) value() Value {
	return Value{ID: r.ID, Unit: r.Unit, UnitName: r.UnitName, Service: r.Service, Organiser: r.Organiser.UUID, Part: Part{
		Indicator: r.Indicator, Value: r.Value, N: r.N, From: r.From, To: r.To, AsOf: r.AsOf, Source: r.Source, Demo: r.Demo}}
}

func values(rows []valueRow) []Value {
	out := make([]Value, len(rows))
	for i, r := range rows {
		out[i] = r.value()
	}
	return out
}

func toldOf(ctx context.Context, q querier, unit []uuid.UUID) ([]Value, error) {
	var rows []valueRow
	err := sqlx.SelectContext(ctx, q, &rows, `SELECT `+valueColumns+` FROM indicator_value`+current+` AND v.unit_id = ANY ($1::uuid[])`, uuids(unit))
	return values(rows), wrap(err, "read values of units")
}

func toldFrom(ctx context.Context, q querier, unit uuid.UUID, day calendar.Date) (bool, error) {
	var late bool
	err := sqlx.GetContext(ctx, q, &late, `SELECT EXISTS (SELECT FROM indicator_value`+current+` AND v.unit_id = $1 AND v.value IS NOT NULL AND v.last_day >= $2::date)`, unit, day)
	return late, wrap(err, "look for later values")
}

func valueThere(ctx context.Context, q querier, id uuid.UUID) (bool, error) {
	var there bool
	err := sqlx.GetContext(ctx, q, &there, `SELECT EXISTS (SELECT FROM indicator_value WHERE id = $1)`, id)
	return there, wrap(err, "look for a value")
}

func insertValue(ctx context.Context, tx *db.Tx, a actor.Actor, from uuid.NullUUID, r *Row) error {
	var was uuid.NullUUID
	if r.Was != nil {
		was = uuid.NullUUID{UUID: r.Was.ID, Valid: true}
	}
	v := &r.Told
	_, err := tx.ExecContext(ctx, `
		INSERT INTO indicator_value (id, indicator, unit_id, service_key, first_day, last_day, value, n, source, as_of, organiser_id, entered_by, supersedes, import_id, reason)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, nullif($15, ''))`,
		v.ID, v.Indicator, v.Unit, v.Service, v.From, v.To, v.Value, v.N, v.Source, v.AsOf, a.Organisation,
		uuid.NullUUID{UUID: a.Person, Valid: a.Person != uuid.Nil}, was, from, r.Reason)
	return wrap(err, "insert a value")
}

// insertTakenBack inserts a row that says of another that it holds no longer.
func insertTakenBack(ctx context.Context, tx *db.Tx, a actor.Actor, id, of uuid.UUID, reason string) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO indicator_value (id, indicator, unit_id, service_key, first_day, last_day, n, source, as_of, demo, organiser_id, entered_by, supersedes, reason)
		SELECT $1, indicator, unit_id, service_key, first_day, last_day, n, source, as_of, demo, $3, $4, id, $5 FROM indicator_value WHERE id = $2`,
		id, of, a.Organisation, uuid.NullUUID{UUID: a.Person, Valid: a.Person != uuid.Nil}, reason)
	return wrap(err, "take a value back")
}

func insertInspection(ctx context.Context, tx *db.Tx, a actor.Actor, i Inspection, r replacing) (bool, error) {
	done, err := tx.ExecContext(ctx, `
		INSERT INTO inspection (id, unit_id, inspected_on, inspector, kind, finding, outcome_fi, outcome_sv, outcome_en, link, organiser_id, entered_by,
		    demo, supersedes, reason, taken_back)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, nullif($15, ''), $16) ON CONFLICT (id) DO NOTHING`,
		i.ID, i.Unit, i.On, i.Inspector, i.Kind, i.Finding, i.Outcome.Fi, i.Outcome.Sv, i.Outcome.En, i.Link, a.Organisation,
		uuid.NullUUID{UUID: a.Person, Valid: a.Person != uuid.Nil}, i.Demo, uuid.NullUUID{UUID: r.of, Valid: r.of != uuid.Nil}, r.reason, r.takenBack)
	return made(done, err, "insert an inspection")
}

func insertSuccession(ctx context.Context, tx *db.Tx, a actor.Actor, unit, successor uuid.UUID, from calendar.Date) (bool, error) {
	done, err := tx.ExecContext(ctx, `
		INSERT INTO unit_succession (unit_id, successor_id, from_day, organiser_id, told_by) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (unit_id) DO NOTHING`, unit, successor, from, a.Organisation, uuid.NullUUID{UUID: a.Person, Valid: a.Person != uuid.Nil})
	return made(done, err, "insert a succession")
}

func made(done sql.Result, err error, doing string) (bool, error) {
	made, err := db.Any(done, err)
	return made, wrap(err, doing)
}

func insertImport(ctx context.Context, tx *db.Tx, id, organiser uuid.UUID, name, content string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO quality_import (id, organiser_id, name, content, made_by) VALUES ($1, $2, left($3, 200), $4, $5)
		ON CONFLICT (id) DO NOTHING`, id, organiser, name, content, tx.Actor.Person)
	return wrap(err, "keep a file of values")
}

func closeImport(ctx context.Context, tx *db.Tx, id uuid.UUID, saved int) error {
	_, err := tx.ExecContext(ctx, `UPDATE quality_import SET saved_at = clock_timestamp(), saved = $2 WHERE id = $1`, id, saved)
	return wrap(err, "close a file of values")
}

func importOf(ctx context.Context, q querier, organiser, id uuid.UUID, lock string) (Import, string, error) {
	var row struct {
		ID      uuid.UUID     `db:"id"`
		Name    string        `db:"name"`
		Content string        `db:"content"`
		MadeAt  time.Time     `db:"made_at"`
		SavedAt *time.Time    `db:"saved_at"`
		Saved   sql.NullInt64 `db:"saved"`
	}
	err := sqlx.GetContext(ctx, q, &row, `SELECT id, name, content, made_at, saved_at, saved FROM quality_import WHERE id = $1 AND organiser_id = $2`+lock, id, organiser)
	if errors.Is(err, sql.ErrNoRows) {
		return Import{}, "", ErrNotFound
	}
	return Import{ID: row.ID, Name: row.Name, MadeAt: row.MadeAt, SavedAt: row.SavedAt, Saved: int(row.Saved.Int64)}, row.Content, wrap(err, "read a file of values")
}
