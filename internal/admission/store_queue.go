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
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// sortKey is what a column sorts by: an expression, its type, what is joined for it, and the application's column that it
// needs. Flip tells that ascending is the key's descending order.
type sortKey struct {
	key, kind, join, column string
	flip                    bool
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
func (f queueFilter) sortKey() sortKey {
	sort := sortKeys[f.Sort]
	switch {
	case f.Sort == ByDue && f.View != ViewOpen:
		return sortKey{key: `a.closed_at`, kind: `timestamptz`, column: `closed_at`}
	case f.Sort == ByState && f.View == ViewOpen:
		sort.flip = true
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

// way is how the rows of a page are found.
type way int

const (
	ordered      way = iota // walking in the order of the page until it is full
	gathered                // finding every row that the filter leaves, and sorting them
	ofEachScheme            // walking through every scheme until each has given a page
	ofProducers             // walking through the producers in the order of their names until the page is full
)

// way is what reads least, whatever a planner hopes to meet soon. Rows are gathered where they are few, where they are a
// person's or withdrawn and thus few among all, and where one index has all that waiting cases are sorted by. Rows in the
// order of their days stand in an index in that order.
func (f queueFilter) way(total int) way {
	few := total <= CountMost
	switch {
	case f.Sort == ByDue && f.Text == "":
		if few && f.View != ViewOpen {
			return gathered
		}
		return ordered
	case few, f.Who == WhoMine, f.View == ViewWithdrawn, f.Sort == ByScheme && f.Text != "":
		return gathered
	case f.Sort == ByScheme:
		return ofEachScheme
	case f.Sort == ByProducer && f.Text == "":
		return ofProducers
	case f.View == ViewOpen && f.Sort != ByProducer:
		return gathered
	}
	return ordered
}

// cases writes from what the filter reads the application a and on which conditions, "application a WHERE …", with the values
// of its "?". Link are conditions that tell to what a is joined.
func (f queueFilter) cases(link string, linked ...any) (string, []any) {
	conditions, args := []string{link}, linked
	and := func(condition string, values ...any) {
		if condition != "" {
			conditions, args = append(conditions, condition), append(args, values...)
		}
	}
	and(viewConditions[f.View])
	switch {
	case f.Scheme != uuid.Nil:
		and(`a.scheme_id = ?`, f.Scheme)
	case f.operator != uuid.Nil:
		and(`a.scheme_id = ANY (?::uuid[])`, pq.Array(f.schemes))
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
	switch text := likePattern(f.Text); {
	case text == "":
	case f.named != nil:
		and(`(a.producer_id = ANY (?::uuid[]) OR a.case_number LIKE ?)`, db.IDs(f.named), text)
	default:
		and(`a.id IN (SELECT x.id FROM application x WHERE x.case_number LIKE ?
		    UNION ALL SELECT x.id FROM producer y JOIN application x ON x.producer_id = y.id WHERE y.name ILIKE ? OR y.business_id LIKE ?)`, text, text, text)
	}
	return `application a WHERE ` + strings.Join(conditions, ` AND `), args
}

// ofOrganisers repeats a statement on the application a for each organiser whose cases the actor sees, and takes the first
// rows of them all: an index has the order of one organiser, and nearly everybody has but one.
func (f queueFilter) ofOrganisers(statement func(cases string) string, first string) (string, []any) {
	if len(f.organisers) == 1 {
		cases, args := f.cases(`a.organiser_id = ?`, f.organisers[0])
		return statement(cases), args
	}
	cases, args := f.cases(`a.organiser_id = organiser.id`)
	return fmt.Sprintf(`SELECT found.* FROM unnest(?::uuid[]) organiser(id) CROSS JOIN LATERAL (%s) found %s`, statement(cases), first),
		append([]any{pq.Array(f.organisers)}, args...)
}

// page writes the statement that finds a page: id and key of each row.
func (f queueFilter) page(sort sortKey, order string, way way, limit int) (string, []any) {
	beyond, after := "", []any{}
	if f.after != nil {
		sign := map[string]string{"ASC": ">", "DESC": "<"}[order]
		beyond = fmt.Sprintf(` AND %[1]s %[2]s= ?::%[3]s AND (%[1]s, a.id) %[2]s (?::%[3]s, ?)`, sort.key, sign, sort.kind)
		after = []any{f.after.Key, f.after.Key, f.after.ID}
	}
	first := fmt.Sprintf(`ORDER BY key %[1]s, id %[1]s LIMIT %[2]d`, order, limit)
	switch way {
	case ofEachScheme:
		whose, scheme := `s.organiser_id = ?`, []any{f.organiser}
		switch {
		case f.operator != uuid.Nil:
			whose, scheme = `s.id = ANY (?::uuid[])`, []any{pq.Array(f.schemes)}
		case f.Scheme != uuid.Nil:
			whose, scheme = whose+` AND s.id = ?`, append(scheme, f.Scheme)
		}
		cases, args := f.cases(`a.scheme_id = s.id`)
		return fmt.Sprintf(`SELECT a.id, %[1]s AS key FROM scheme s CROSS JOIN LATERAL (
			    SELECT a.id FROM %[2]s%[3]s ORDER BY a.id %[4]s LIMIT %[5]d) a
			WHERE %[6]s %[7]s`, sort.key, cases, beyond, order, limit, whose, first), slices.Concat(args, after, scheme)
	case ofProducers:
		whose, organiser := `a.producer_id = p.id`, []any{}
		if f.operator == uuid.Nil {
			whose, organiser = whose+` AND a.organiser_id = ?`, []any{f.organiser}
		}
		cases, args := f.cases(whose, organiser...)
		return fmt.Sprintf(`SELECT a.id, %[1]s AS key FROM producer p CROSS JOIN LATERAL (
			    SELECT a.id FROM %[2]s OFFSET 0) a
			WHERE true%[3]s %[4]s`, sort.key, cases, beyond, first), append(args, after...)
	}
	statement, args := f.ofOrganisers(func(cases string) string {
		kept := ``
		if way == gathered {
			kept = `OFFSET 0`
		}
		return fmt.Sprintf(`SELECT a.id, %s AS key FROM (SELECT a.id, a.%s FROM %s %s) a %s WHERE true%s %s`,
			sort.key, sort.column, cases, kept, sort.join, beyond, first)
	}, first)
	return statement, append(args, after...)
}

// queueRows reads a page of the queue, of which a filter shows so many in total.
func queueRows(ctx context.Context, q sqlx.QueryerContext, f queueFilter, total, limit int) ([]QueueRow, error) {
	sort, order := f.sortKey(), "ASC"
	if f.Desc != sort.flip {
		order = "DESC"
	}
	page, args := f.page(sort, order, f.way(total), limit)
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

// countQueue counts what the filter shows, and the overdue among it, no further than one past CountMost. Open cases are read
// in the order of their days, so that the overdue are among the first.
func countQueue(ctx context.Context, q sqlx.QueryerContext, f *queueFilter) (total, overdue int, err error) {
	if f.named, err = namedProducers(ctx, q, f.Text); err != nil {
		return 0, 0, err
	}
	first, late, day := fmt.Sprintf(`LIMIT %d`, CountMost+1), `false`, []any{}
	if f.View == ViewOpen && !f.today.IsZero() {
		first, late, day = `ORDER BY due_on `+first, `due_on < ?`, []any{f.today}
	}
	found, args := f.ofOrganisers(func(cases string) string {
		return fmt.Sprintf(`SELECT a.id, a.due_on FROM %s %s`, cases, first)
	}, first)
	statement := fmt.Sprintf(`SELECT count(*), count(*) FILTER (WHERE %s) FROM (%s) found`, late, found)
	err = q.QueryRowxContext(ctx, sqlx.Rebind(sqlx.DOLLAR, statement), append(day, args...)...).Scan(&total, &overdue)
	if err != nil {
		return 0, 0, fmt.Errorf("counting the queue: %w", err)
	}
	return total, overdue, nil
}

// namedProducers finds the producers in whose names or business ids a text is; nil for no text, and where they are many.
// Told by themselves, a planner knows how few cases they have, which of a text it can only guess.
func namedProducers(ctx context.Context, q sqlx.QueryerContext, text string) ([]uuid.UUID, error) {
	pattern := likePattern(text)
	if pattern == "" {
		return nil, nil
	}
	ids := make([]uuid.UUID, 0, 16)
	err := sqlx.SelectContext(ctx, q, &ids, fmt.Sprintf(`SELECT id FROM producer WHERE name ILIKE $1 OR business_id LIKE $1 LIMIT %d`, CountMost+1), pattern)
	if err != nil {
		return nil, fmt.Errorf("finding producers by name: %w", err)
	}
	if len(ids) > CountMost {
		return nil, nil
	}
	return ids, nil
}

// delegated lists the schemes that are delegated to an operator, or only the one that is asked for, and whose they are.
func delegated(ctx context.Context, q sqlx.QueryerContext, operator, only uuid.UUID) (schemes, organisers []uuid.UUID, err error) {
	var rows []struct {
		ID        uuid.UUID `db:"id"`
		Organiser uuid.UUID `db:"organiser_id"`
	}
	if err := sqlx.SelectContext(ctx, q, &rows, `SELECT id, organiser_id FROM scheme WHERE operator_id = $1 AND ($2::uuid IS NULL OR id = $2)`,
		operator, orNull(only)); err != nil {
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
