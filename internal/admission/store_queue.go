package admission

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// sortKeys gives each column a text that sorts as the column does, so that one kind of cursor pages through them all.
var sortKeys = map[Column]string{
	ByProducer: `lower(p.name)`,
	ByScheme:   `lower(s.name_fi)`,
	ByReceived: `to_char(b.submitted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')`,
	ByDue:      `to_char(a.due_on, 'YYYY-MM-DD')`,
	ByState:    `CASE a.status WHEN 'submitted' THEN '1' WHEN 'in_review' THEN '2' WHEN 'clarification' THEN '3' ELSE '4' || a.status END`,
	ByCase:     `a.case_number`,
}

var viewConditions = map[View]string{
	ViewOpen:      `NOT a.closed`,
	ViewDecided:   `d.id IS NOT NULL`,
	ViewWithdrawn: `w.id IS NOT NULL`,
}

// queueFrom joins what the queue shows. $1 organiser or null, $2 operator or null, $3 scheme or null, $4 text pattern or ”.
const queueFrom = `
FROM submission b
JOIN application a ON a.id = b.application_id JOIN scheme s ON s.id = a.scheme_id JOIN producer p ON p.id = a.producer_id
LEFT JOIN review r ON r.application_id = a.id LEFT JOIN person rp ON rp.id = r.started_by
LEFT JOIN decision d ON d.application_id = a.id LEFT JOIN withdrawal w ON w.application_id = a.id
WHERE (s.organiser_id = $1 OR s.operator_id = $2) AND ($3::uuid IS NULL OR s.id = $3)
    AND ($4 = '' OR p.name ILIKE $4 OR p.business_id LIKE $4 OR a.case_number LIKE $4) AND `

const queueColumns = `a.id, a.case_number, p.name AS producer, coalesce(p.business_id, '') AS business_id, s.id AS scheme_id,
    s.name_fi AS scheme_fi, s.name_sv AS scheme_sv, s.name_en AS scheme_en, b.submitted_at, a.due_on, d.decided_at,
    coalesce(rp.name, '') AS reviewer, a.status`

func (f queueFilter) args() []any {
	return []any{orNull(f.organiser), orNull(f.operator), orNull(f.Scheme), likePattern(f.Text)}
}

func queueRows(ctx context.Context, q sqlx.QueryerContext, f queueFilter, limit int) ([]QueueRow, error) {
	key, order, beyond := sortKeys[f.Sort], "ASC", ">"
	if f.Desc {
		order, beyond = "DESC", "<"
	}
	statement := `SELECT ` + queueColumns + `, ` + key + ` COLLATE "C" AS sort_key` + queueFrom + viewConditions[f.View]
	args := f.args()
	if f.after != nil {
		statement += fmt.Sprintf(` AND (%s COLLATE "C", a.id) %s ($5, $6)`, key, beyond)
		args = append(args, f.after.Key, f.after.ID)
	}
	statement += fmt.Sprintf(` ORDER BY sort_key %s, a.id %s LIMIT %d`, order, order, limit)
	var rows []QueueRow
	if err := sqlx.SelectContext(ctx, q, &rows, statement, args...); err != nil {
		return nil, fmt.Errorf("reading the queue: %w", err)
	}
	return rows, nil
}

func countQueue(ctx context.Context, q sqlx.QueryerContext, f queueFilter, today calendar.Date) (now time.Time, total, overdue int, err error) {
	var row struct {
		Now     time.Time `db:"now"`
		Total   int       `db:"total"`
		Overdue int       `db:"overdue"`
	}
	err = sqlx.GetContext(ctx, q, &row, `
		SELECT clock_timestamp() AS now, count(*) AS total, count(*) FILTER (WHERE NOT a.closed AND a.due_on < $5) AS overdue`+
		queueFrom+viewConditions[f.View], append(f.args(), today)...)
	if err != nil {
		return now, 0, 0, fmt.Errorf("counting the queue: %w", err)
	}
	return row.Now, row.Total, row.Overdue, nil
}

func schemesOf(ctx context.Context, q sqlx.QueryerContext, organiser, operator uuid.UUID) ([]scheme.Scheme, error) {
	var out []scheme.Scheme
	err := sqlx.SelectContext(ctx, q, &out, `SELECT `+scheme.Columns("s", "")+` FROM scheme s
		WHERE s.organiser_id = $1 OR s.operator_id = $2 ORDER BY s.name_fi, s.id`, orNull(organiser), orNull(operator))
	if err != nil {
		return nil, fmt.Errorf("reading schemes: %w", err)
	}
	return out, nil
}

// admissionsFrom reads admissions with the end of a running suspension. $5 is the day.
const admissionsFrom = `
FROM admission a JOIN scheme s ON s.id = a.scheme_id JOIN producer p ON p.id = a.producer_id
CROSS JOIN LATERAL (SELECT admission_state(a.id, a.valid_from, a.valid_to, $5) AS state) st
LEFT JOIN LATERAL (SELECT e.until FROM admission_event e WHERE e.admission_id = a.id ORDER BY e.seq DESC LIMIT 1) ev ON st.state = 'suspended'
WHERE (s.organiser_id = $1 OR s.operator_id = $2) AND ($3::uuid IS NULL OR s.id = $3)
    AND ($4 = '' OR p.name ILIKE $4 OR p.business_id LIKE $4) AND ($6 = '' OR st.state = $6)`

func admissionRows(ctx context.Context, q sqlx.QueryerContext, f queueFilter, state State, today calendar.Date, limit int) ([]AdmissionRow, int, error) {
	args := append(f.args(), today, string(state))
	var total int
	if err := sqlx.GetContext(ctx, q, &total, `SELECT count(*)`+admissionsFrom, args...); err != nil {
		return nil, 0, fmt.Errorf("counting admissions: %w", err)
	}
	statement := `
		SELECT a.id, p.name AS producer, coalesce(p.business_id, '') AS business_id, s.name_fi AS scheme_fi, s.name_sv AS scheme_sv,
		    s.name_en AS scheme_en, a.origin, a.valid_from, st.state, ev.until, lower(p.name) COLLATE "C" AS sort_key` + admissionsFrom
	if f.after != nil {
		statement += ` AND (lower(p.name) COLLATE "C", a.id) > ($7, $8)`
		args = append(args, f.after.Key, f.after.ID)
	}
	statement += fmt.Sprintf(` ORDER BY sort_key, a.id LIMIT %d`, limit)
	var rows []AdmissionRow
	if err := sqlx.SelectContext(ctx, q, &rows, statement, args...); err != nil {
		return nil, 0, fmt.Errorf("reading admissions: %w", err)
	}
	return rows, total, nil
}

// likePattern makes a text that is looked for a pattern in which its own signs stand for themselves; "" for no text.
func likePattern(text string) string {
	text = strings.TrimSpace(text)
	if text == "" {
		return ""
	}
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text) + "%"
}

func orNull(id uuid.UUID) uuid.NullUUID { return uuid.NullUUID{UUID: id, Valid: id != uuid.Nil} }
