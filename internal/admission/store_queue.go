package admission

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// sortKey is what a column sorts by: an expression, its type, and what is joined for it. With each, the first rows of every
// scheme are read and then sorted, which is less where most rows match. Flip tells that ascending is the key's descending
// order.
type sortKey struct {
	key, kind, join string
	each, flip      bool
}

// sortKeys gives each column its key.
var sortKeys = map[Column]sortKey{
	ByProducer: {key: `lower(p.name) COLLATE "C"`, kind: `text COLLATE "C"`, join: `JOIN producer p ON p.id = a.producer_id`},
	ByScheme:   {key: `lower(s.name_fi) COLLATE "C"`, kind: `text COLLATE "C"`, join: `JOIN scheme s ON s.id = a.scheme_id`},
	ByReceived: {key: `a.submitted_at`, kind: `timestamptz`},
	ByDue:      {key: `a.due_on`, kind: `date`},
	ByState:    {key: `a.status COLLATE "C"`, kind: `text COLLATE "C"`},
	ByCase:     {key: `a.case_number COLLATE "C"`, kind: `text COLLATE "C"`},
}

// sortKey is the key of the query's column. Closed cases have an end instead of a day by which to decide. Of open ones the
// new come first, then those in review, then those that wait for an answer: their names backwards.
func (f queueFilter) sortKey() sortKey {
	sort := sortKeys[f.Sort]
	switch {
	case f.Sort == ByDue && f.View != ViewOpen:
		return sortKey{key: `a.closed_at`, kind: `timestamptz`}
	case f.Sort == ByState && f.View == ViewOpen:
		sort.flip = true
	case f.Sort == ByScheme && f.View == ViewDecided && !f.narrow():
		sort.each = true
	}
	return sort
}

var viewConditions = map[View]string{
	ViewOpen:      `a.status IN ('submitted', 'in_review', 'clarification')`,
	ViewDecided:   `a.status IN ('approved', 'rejected')`,
	ViewWithdrawn: `a.status = 'withdrawn' AND a.submitted_at IS NOT NULL`,
}

var whoConditions = map[Who]string{WhoAll: ``, WhoMine: `a.assignee_id = ?`, WhoNobody: `a.assignee_id IS NULL`}

var stageConditions = map[Stage]string{
	StageAll: ``, StageNew: `a.status = 'submitted'`, StageReview: `a.status = 'in_review'`, StageQuestion: `a.status = 'clarification'`,
	StagePrepared: `a.preparation_id IS NOT NULL`, StageReady: `a.ready`,
}

// dueDays is how many working days are left at most.
var dueDays = map[DueIn]int{DueAny: 0, DueOverdue: -1, DueSoon: soonDays, DueWeek: 5}

// narrow tells whether a filter leaves few rows, and not in the order in which they are shown.
func (f queueFilter) narrow() bool {
	return f.Sort != ByDue && (f.Who != WhoAll || f.Stage != StageAll || f.Due != DueAny || f.Text != "" || f.View == ViewWithdrawn)
}

// where writes the filter's conditions on the application a, with its values; each "?" is one of them.
func (f queueFilter) where() (string, []any) {
	conditions, args := []string{viewConditions[f.View]}, []any{}
	and := func(condition string, values ...any) {
		if condition != "" {
			conditions, args = append(conditions, condition), append(args, values...)
		}
	}
	if f.operator != uuid.Nil {
		and(`a.scheme_id IN (SELECT id FROM scheme WHERE operator_id = ?)`, f.operator)
	} else {
		and(`a.organiser_id = ?`, f.organiser)
	}
	if f.Scheme != uuid.Nil {
		and(`a.scheme_id = ?`, f.Scheme)
	}
	if f.Who == WhoMine {
		and(whoConditions[f.Who], f.person)
	} else {
		and(whoConditions[f.Who])
	}
	and(stageConditions[f.Stage])
	switch f.Due {
	case DueAny:
	case DueOverdue:
		and(`a.due_on < ?`, f.today)
	default:
		and(`a.due_on <= ?`, calendar.AddWorkingDays(f.today, dueDays[f.Due]))
	}
	if text := likePattern(f.Text); text != "" {
		and(`a.id IN (SELECT x.id FROM application x WHERE x.case_number LIKE ?
		    UNION ALL SELECT x.id FROM producer y JOIN application x ON x.producer_id = y.id WHERE y.name ILIKE ? OR y.business_id LIKE ?)`, text, text, text)
	}
	return strings.Join(conditions, " AND "), args
}

func queueRows(ctx context.Context, q sqlx.QueryerContext, f queueFilter, limit int) ([]QueueRow, error) {
	sort, order, beyond := f.sortKey(), "ASC", ">"
	if f.Desc != sort.flip {
		order, beyond = "DESC", "<"
	}
	where, args := f.where()
	beyondAfter := ""
	if f.after != nil {
		beyondAfter = fmt.Sprintf(` AND (%s, a.id) %s (?::%s, ?)`, sort.key, beyond, sort.kind)
		args = append(args, f.after.Key, f.after.ID)
	}
	from := `application a ` + sort.join + ` WHERE ` + where
	if f.narrow() { // find the few first, whatever a planner hopes to meet soon in the order of the page
		from = `(SELECT a.id, a.scheme_id, a.producer_id, a.case_number, a.status, a.submitted_at, a.due_on, a.closed_at
		    FROM application a WHERE ` + where + ` OFFSET 0) a ` + sort.join + ` WHERE true`
	}
	where += beyondAfter
	page := fmt.Sprintf(`SELECT a.id, %[1]s AS key FROM %[2]s ORDER BY %[1]s %[3]s, a.id %[3]s LIMIT %[4]d`,
		sort.key, from+beyondAfter, order, limit)
	if sort.each {
		page = fmt.Sprintf(`
			SELECT first.id, %[1]s AS key FROM scheme s CROSS JOIN LATERAL (
			    SELECT a.id FROM application a WHERE a.scheme_id = s.id AND %[2]s ORDER BY a.id %[3]s LIMIT %[4]d) first
			ORDER BY %[1]s %[3]s, first.id %[3]s LIMIT %[4]d`, sort.key, where, order, limit)
	}
	statement := fmt.Sprintf(`
		WITH page AS (%[1]s)
		SELECT a.id, a.case_number, p.name AS producer, coalesce(p.business_id, '') AS business_id, s.id AS scheme_id,
		    s.name_fi AS scheme_fi, s.name_sv AS scheme_sv, s.name_en AS scheme_en, a.submitted_at, a.due_on, a.closed_at, a.status,
		    a.preparation_id IS NOT NULL AS prepared, coalesce(w.name, '') AS assignee, page.key::text AS sort_key
		FROM page JOIN application a ON a.id = page.id JOIN scheme s ON s.id = a.scheme_id JOIN producer p ON p.id = a.producer_id
		LEFT JOIN person w ON w.id = a.assignee_id ORDER BY page.key %[2]s, page.id %[2]s`, page, order)
	var rows []QueueRow
	if err := sqlx.SelectContext(ctx, q, &rows, sqlx.Rebind(sqlx.DOLLAR, statement), args...); err != nil {
		return nil, fmt.Errorf("reading the queue: %w", err)
	}
	return rows, nil
}

// countQueue counts what a filter shows, and the overdue among it, no further than one past CountMost.
func countQueue(ctx context.Context, q sqlx.QueryerContext, f queueFilter) (total, overdue int, err error) {
	where, args := f.where()
	statement := fmt.Sprintf(`SELECT (SELECT count(*) FROM (SELECT FROM application a WHERE %s LIMIT %d) found)`, where, CountMost+1)
	if f.View == ViewOpen && !f.today.IsZero() {
		statement += fmt.Sprintf(`, (SELECT count(*) FROM (SELECT FROM application a WHERE %s AND a.due_on < ? LIMIT %d) late)`, where, CountMost+1)
		args = append(append(args, args...), f.today)
	} else {
		statement += `, 0`
	}
	err = q.QueryRowxContext(ctx, sqlx.Rebind(sqlx.DOLLAR, statement), args...).Scan(&total, &overdue)
	if err != nil {
		return 0, 0, fmt.Errorf("counting the queue: %w", err)
	}
	return total, overdue, nil
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
	args := []any{orNull(f.organiser), orNull(f.operator), orNull(f.Scheme), likePattern(f.Text), today, string(state)}
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
