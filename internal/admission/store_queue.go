package admission

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// sortKey is what a column sorts by: an expression, its type, what is joined for it, and the application's column that it
// needs. With each, the first rows of every scheme are read and then sorted, which is less where most rows match. Flip tells
// that ascending is the key's descending order.
type sortKey struct {
	key, kind, join, column string
	each, flip              bool
}

// sortKeys gives each column its key.
var sortKeys = map[Column]sortKey{
	ByProducer: {key: `lower(p.name) COLLATE "C"`, kind: `text COLLATE "C"`, column: `producer_id`, join: `JOIN producer p ON p.id = a.producer_id`},
	ByScheme:   {key: `lower(s.name_fi) COLLATE "C"`, kind: `text COLLATE "C"`, column: `scheme_id`, join: `JOIN scheme s ON s.id = a.scheme_id`},
	ByReceived: {key: `a.submitted_at`, kind: `timestamptz`, column: `submitted_at`},
	ByDue:      {key: `a.due_on`, kind: `date`, column: `due_on`},
	ByState:    {key: `a.status COLLATE "C"`, kind: `text COLLATE "C"`, column: `status`},
	ByCase:     {key: `a.case_number COLLATE "C"`, kind: `text COLLATE "C"`, column: `case_number`},
}

// sortKey is the key of the query's column. Closed cases have an end instead of a day by which to decide. Of open ones the
// new come first, then those in review, then those that wait for an answer: their names backwards.
func (f queueFilter) sortKey(total int) sortKey {
	sort := sortKeys[f.Sort]
	switch {
	case f.Sort == ByDue && f.View != ViewOpen:
		return sortKey{key: `a.closed_at`, kind: `timestamptz`, column: `closed_at`}
	case f.Sort == ByState && f.View == ViewOpen:
		sort.flip = true
	case f.Sort == ByScheme && f.View == ViewDecided && !f.gathers(total):
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

// gathers tells whether every row that a filter leaves is found first and then sorted. That is less than walking in the order
// of the page where rows are few, whatever a planner hopes to meet soon, where they are a person's or withdrawn and thus few
// among all, and where one index has all that waiting cases are sorted by. Rows in the order of their days stand in an index
// in that order.
func (f queueFilter) gathers(total int) bool {
	few := total <= CountMost
	if f.Sort == ByDue && f.Text == "" {
		return few && f.View != ViewOpen
	}
	return few || f.Who == WhoMine || f.View == ViewWithdrawn || f.View == ViewOpen && f.Sort != ByProducer
}

// where writes the filter's conditions on the application a, with its values; each "?" is one of them. Of an operator, who works
// for several, organiser tells of which organisers the rows are.
func (f queueFilter) where(organiser string) (string, []any) {
	conditions, args := []string{viewConditions[f.View]}, []any{}
	and := func(condition string, values ...any) {
		if condition != "" {
			conditions, args = append(conditions, condition), append(args, values...)
		}
	}
	if f.operator != uuid.Nil {
		and(organiser+` AND a.scheme_id = ANY (?::uuid[])`, pq.Array(f.schemes))
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

// queueRows reads a page of the queue, of which a filter shows so many in total.
func queueRows(ctx context.Context, q sqlx.QueryerContext, f queueFilter, total, limit int) ([]QueueRow, error) {
	sort, order, beyond := f.sortKey(total), "ASC", ">"
	if f.Desc != sort.flip {
		order, beyond = "DESC", "<"
	}
	organiser := `a.organiser_id = organiser.id`
	if sort.each {
		organiser = `a.organiser_id = s.organiser_id`
	}
	where, args := f.where(organiser)
	beyondAfter := ""
	if f.after != nil {
		beyondAfter = fmt.Sprintf(` AND (%s, a.id) %s (?::%s, ?)`, sort.key, beyond, sort.kind)
		args = append(args, f.after.Key, f.after.ID)
	}
	from := `application a ` + sort.join + ` WHERE ` + where
	if f.gathers(total) {
		from = `(SELECT a.id, a.` + sort.column + ` FROM application a WHERE ` + where + ` OFFSET 0) a ` + sort.join + ` WHERE true`
	}
	page := fmt.Sprintf(`SELECT a.id, %[1]s AS key FROM %[2]s ORDER BY %[1]s %[3]s, a.id %[3]s LIMIT %[4]d`,
		sort.key, from+beyondAfter, order, limit)
	switch {
	case sort.each:
		page = fmt.Sprintf(`
			SELECT first.id, %[1]s AS key FROM scheme s CROSS JOIN LATERAL (
			    SELECT a.id FROM application a WHERE a.scheme_id = s.id AND %[2]s ORDER BY a.id %[3]s LIMIT %[4]d) first
			ORDER BY %[1]s %[3]s, first.id %[3]s LIMIT %[4]d`, sort.key, where+beyondAfter, order, limit)
	case f.operator != uuid.Nil: // the first of each organiser, since an index has the order of one
		page = fmt.Sprintf(`SELECT first.id, first.key FROM unnest(?::uuid[]) organiser(id) CROSS JOIN LATERAL (%[1]s) first
			ORDER BY first.key %[2]s, first.id %[2]s LIMIT %[3]d`, page, order, limit)
		args = append([]any{pq.Array(f.organisers)}, args...)
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

// countQueue counts what a filter shows, and the overdue among it, no further than one past CountMost. Open cases are read
// in the order of their days, so that the overdue are among the first.
func countQueue(ctx context.Context, q sqlx.QueryerContext, f queueFilter) (total, overdue int, err error) {
	where, args := f.where(`a.organiser_id = ANY (?::uuid[])`)
	if f.operator != uuid.Nil {
		args = append([]any{pq.Array(f.organisers)}, args...)
	}
	late, order := `false`, ``
	if f.View == ViewOpen && !f.today.IsZero() {
		late, order, args = `a.due_on < ?`, `ORDER BY a.due_on`, append([]any{f.today}, args...)
	}
	statement := fmt.Sprintf(`SELECT count(*), count(*) FILTER (WHERE late) FROM (SELECT %s AS late FROM application a WHERE %s %s LIMIT %d) found`,
		late, where, order, CountMost+1)
	err = q.QueryRowxContext(ctx, sqlx.Rebind(sqlx.DOLLAR, statement), args...).Scan(&total, &overdue)
	if err != nil {
		return 0, 0, fmt.Errorf("counting the queue: %w", err)
	}
	return total, overdue, nil
}

// delegated lists the schemes that are delegated to an operator, and whose they are.
func delegated(ctx context.Context, q sqlx.QueryerContext, operator uuid.UUID) (schemes, organisers []uuid.UUID, err error) {
	var rows []struct {
		ID        uuid.UUID `db:"id"`
		Organiser uuid.UUID `db:"organiser_id"`
	}
	if err := sqlx.SelectContext(ctx, q, &rows, `SELECT id, organiser_id FROM scheme WHERE operator_id = $1`, operator); err != nil {
		return nil, nil, fmt.Errorf("reading what is delegated: %w", err)
	}
	for _, r := range rows {
		schemes = append(schemes, r.ID)
		if !slices.Contains(organisers, r.Organiser) {
			organisers = append(organisers, r.Organiser)
		}
	}
	return schemes, organisers, nil
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
