package quality

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

// weightSets reads every published set, the main ones first, the newest of them first of all.
func weightSets(ctx context.Context, q querier) ([]Weights, error) {
	var rows []struct {
		ID        int            `db:"id"`
		Main      bool           `db:"main"`
		ValidFrom calendar.Date  `db:"valid_from"`
		NameFi    string         `db:"name_fi"`
		NameSv    string         `db:"name_sv"`
		NameEn    string         `db:"name_en"`
		GroundsFi string         `db:"grounds_fi"`
		GroundsSv string         `db:"grounds_sv"`
		GroundsEn string         `db:"grounds_en"`
		Keys      pq.StringArray `db:"keys"`
		Amounts   pq.Int64Array  `db:"amounts"`
	}
	err := sqlx.SelectContext(ctx, q, &rows, `
		SELECT s.id, s.main, s.valid_from, s.name_fi, s.name_sv, s.name_en, s.grounds_fi, s.grounds_sv, s.grounds_en,
		    ARRAY(SELECT w.indicator FROM quality_weight w WHERE w.set_id = s.id ORDER BY w.indicator) AS keys,
		    ARRAY(SELECT w.weight FROM quality_weight w WHERE w.set_id = s.id ORDER BY w.indicator) AS amounts
		FROM quality_weights s ORDER BY s.main DESC, s.valid_from DESC, s.id`)
	if err != nil {
		return nil, fmt.Errorf("read the weights: %w", err)
	}
	out := make([]Weights, len(rows))
	for i, r := range rows {
		w := Weights{ID: r.ID, Main: r.Main, ValidFrom: r.ValidFrom, Name: Text{r.NameFi, r.NameSv, r.NameEn},
			Grounds: Text{r.GroundsFi, r.GroundsSv, r.GroundsEn}, Of: make(map[string]int, len(r.Keys))}
		for n, key := range r.Keys {
			w.Of[key] = int(r.Amounts[n])
		}
		out[i] = w
	}
	return out, nil
}

// shown is what the public may know of a unit and its service: that it is offered there today, or was until it moved.
// The strictest of the organisers that show it says how many answers are needed.
const shown = `
SELECT u.name, p.name AS producer, (p.demo OR bool_or(s.demo)) AS demo, x.successor_id, coalesce(n.name, '') AS successor, x.from_day,
    max(g.least_answers) AS least
FROM service_unit u
JOIN producer p ON p.id = u.producer_id
JOIN service_point pt ON pt.unit_id = u.id
JOIN offering o ON o.point_id = pt.id AND o.service_key = $2
JOIN admission a ON a.id = o.admission_id
JOIN scheme s ON s.id = a.scheme_id
JOIN organiser g ON g.id = s.organiser_id
LEFT JOIN unit_succession x ON x.unit_id = u.id
LEFT JOIN service_unit n ON n.id = x.successor_id
WHERE u.id = $1 AND (x.unit_id IS NOT NULL OR o.withdrawn_at IS NULL
    AND s.valid_from <= $3::date AND (s.valid_to IS NULL OR s.valid_to >= $3::date)
    AND a.valid_from <= $3::date AND (a.valid_to IS NULL OR a.valid_to >= $3::date)
    AND admission_state(a.id, a.valid_from, a.valid_to, $3::date) = 'active')
GROUP BY u.id, p.id, x.unit_id, n.id`

func shownUnit(ctx context.Context, q querier, unit uuid.UUID, service string, day calendar.Date) (Told, error) {
	var row struct {
		Name        string        `db:"name"`
		Producer    string        `db:"producer"`
		Demo        bool          `db:"demo"`
		SuccessorID uuid.NullUUID `db:"successor_id"`
		Successor   string        `db:"successor"`
		From        calendar.Date `db:"from_day"`
		Least       int           `db:"least"`
	}
	err := sqlx.GetContext(ctx, q, &row, shown, unit, service, day)
	if errors.Is(err, sql.ErrNoRows) {
		return Told{}, ErrNotFound
	}
	if err != nil {
		return Told{}, fmt.Errorf("read a unit: %w", err)
	}
	t := Told{Unit: unit, UnitName: row.Name, Producer: row.Producer, Service: service, Needed: row.Least, Demo: row.Demo}
	if row.SuccessorID.Valid {
		t.Successor = &Successor{ID: row.SuccessorID.UUID, Name: row.Successor, From: row.From}
	}
	return t, nil
}

// history reads every row that has been told of a unit's service and of those that became it, newest first.
func history(ctx context.Context, q querier, unit uuid.UUID, service string) ([]valueRow, error) {
	var rows []valueRow
	err := sqlx.SelectContext(ctx, q, &rows, `
		WITH RECURSIVE chain AS (
		    SELECT $1::uuid AS id UNION SELECT x.unit_id FROM unit_became x JOIN chain c ON x.successor_id = c.id
		)
		SELECT `+valueColumns+`, v.value IS NULL AS gone, v.supersedes, v.entered_at, u.name AS unit_name
		FROM chain c JOIN service_unit u ON u.id = c.id JOIN indicator_value v ON v.unit_id = c.id AND v.service_key = $2
		ORDER BY v.last_day DESC, v.seq DESC`, unit, service)
	return rows, wrap(err, "read what has been told")
}

// present leaves of rows those that hold, and those that say of what was public that it holds no longer. Each that took
// the place of one that was public has the day on which it did.
func present(rows []valueRow, needed int) []Value {
	byID, taken := make(map[uuid.UUID]*valueRow, len(rows)), make(map[uuid.UUID]bool, len(rows))
	for i := range rows {
		byID[rows[i].ID] = &rows[i]
		taken[rows[i].Was.UUID] = true
	}
	var out []Value
	for i := range rows {
		r := &rows[i]
		if taken[r.ID] {
			continue
		}
		v, public := r.value(), false
		for was := byID[r.Was.UUID]; was != nil && r.Was.Valid; was = byID[was.Was.UUID] {
			public = public || !was.Gone && enough(was.value().Part, needed)
		}
		if public {
			v.Corrected = calendar.Today(r.At)
		}
		if v.TakenBack = r.Gone; !r.Gone || public {
			out = append(out, v)
		}
	}
	return out
}

// inspectionRow is an inspection as it is read.
type inspectionRow struct {
	ID        uuid.UUID     `db:"id"`
	Unit      uuid.UUID     `db:"unit_id"`
	UnitName  string        `db:"unit_name"`
	On        calendar.Date `db:"inspected_on"`
	Inspector string        `db:"inspector"`
	Kind      string        `db:"kind"`
	Finding   string        `db:"finding"`
	Fi        string        `db:"outcome_fi"`
	Sv        string        `db:"outcome_sv"`
	En        string        `db:"outcome_en"`
	Link      string        `db:"link"`
	Demo      bool          `db:"demo"`
	Corrects  bool          `db:"corrects"`
	At        time.Time     `db:"entered_at"`
}

const inspectionColumns = `i.id, i.unit_id, u.name AS unit_name, i.inspected_on, i.inspector, i.kind, i.finding, i.outcome_fi, i.outcome_sv,
    i.outcome_en, i.link, i.demo, i.supersedes IS NOT NULL AS corrects, i.entered_at`

func (r inspectionRow) inspection() Inspection {
	i := Inspection{ID: r.ID, Unit: r.Unit, UnitName: r.UnitName, On: r.On, Inspector: r.Inspector, Kind: r.Kind, Finding: r.Finding,
		Outcome: Text{r.Fi, r.Sv, r.En}, Link: r.Link, Demo: r.Demo}
	if r.Corrects {
		i.Corrected = calendar.Today(r.At)
	}
	return i
}

// holding are the inspections that nothing has taken the place of, and that were not taken back.
const holding = `
		SELECT ` + inspectionColumns + `
		FROM inspection i JOIN service_unit u ON u.id = i.unit_id
		WHERE NOT i.taken_back AND NOT EXISTS (SELECT FROM inspection later WHERE later.supersedes = i.id)`

// inspectionsOf reads those of a unit that hold, newest first.
func inspectionsOf(ctx context.Context, q querier, unit uuid.UUID, limit int) ([]Inspection, error) {
	var rows []inspectionRow
	err := sqlx.SelectContext(ctx, q, &rows, holding+` AND i.unit_id = ANY (unit_was($1)) ORDER BY i.inspected_on DESC, i.seq DESC LIMIT $2`, unit, limit)
	return inspections(rows), wrap(err, "read the inspections of a unit")
}

// inspectionsTold reads those that an organiser has told and that hold, the one told last first.
func inspectionsTold(ctx context.Context, q querier, organiser uuid.UUID, l Look, limit int) ([]Inspection, error) {
	var rows []inspectionRow
	err := sqlx.SelectContext(ctx, q, &rows, holding+` AND i.organiser_id = $1 AND ($2 = '' OR strpos(lower(u.name), lower($2)) > 0)
		    AND ($3::uuid IS NULL OR i.seq < (SELECT last.seq FROM inspection last WHERE last.id = $3))
		ORDER BY i.seq DESC LIMIT $4`, organiser, l.Unit, l.after(), limit)
	return inspections(rows), wrap(err, "read inspections")
}

func (l Look) after() uuid.NullUUID { return uuid.NullUUID{UUID: l.After, Valid: l.After != uuid.Nil} }

func inspections(rows []inspectionRow) []Inspection {
	out := make([]Inspection, len(rows))
	for i, r := range rows {
		out[i] = r.inspection()
	}
	return out
}

// An Entered is a value that holds, or that was taken back, at the supervisor's desk: with when it was entered, and whether
// it took the place of another.
type Entered struct {
	Value
	At       time.Time
	Corrects bool
}

func entered(ctx context.Context, q querier, organiser uuid.UUID, l Look, limit int) ([]Entered, error) {
	var rows []valueRow
	err := sqlx.SelectContext(ctx, q, &rows, `
		SELECT `+valueColumns+`, u.name AS unit_name, v.entered_at, v.supersedes IS NOT NULL AS corrects, v.value IS NULL AS gone
		FROM indicator_value v JOIN service_unit u ON u.id = v.unit_id
		WHERE v.organiser_id = $1 AND NOT EXISTS (SELECT FROM indicator_value later WHERE later.supersedes = v.id)
		    AND ($2 = '' OR strpos(lower(u.name), lower($2)) > 0)
		    AND ($3::uuid IS NULL OR v.seq < (SELECT last.seq FROM indicator_value last WHERE last.id = $3))
		ORDER BY v.seq DESC LIMIT $4`, organiser, l.Unit, l.after(), limit)
	out := make([]Entered, len(rows))
	for i, r := range rows {
		out[i] = Entered{r.value(), r.At, r.Corrects}
		out[i].TakenBack = r.Gone
	}
	return out, wrap(err, "read the newest values")
}
