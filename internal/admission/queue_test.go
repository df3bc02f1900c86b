package admission_test

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/admission/admissiontest"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// queued is a case as the test itself reads it, to find and sort with plain Go what the queue finds with its indexes.
type queued struct {
	ID        uuid.UUID      `db:"id"`
	Scheme    uuid.UUID      `db:"scheme_id"`
	Organiser uuid.UUID      `db:"organiser_id"`
	Operator  uuid.NullUUID  `db:"operator_id"`
	Assignee  uuid.NullUUID  `db:"assignee_id"`
	Producer  string         `db:"producer"`
	Name      string         `db:"scheme"`
	Case      string         `db:"case_number"`
	Status    string         `db:"status"`
	Sent      time.Time      `db:"submitted_at"`
	Due       *calendar.Date `db:"due_on"`
	Closed    *time.Time     `db:"closed_at"`
	Prepared  bool           `db:"prepared"`
}

// manyCases fills a queue with more cases than are counted, of two organisers, delegated and not, open and closed.
func manyCases(t *testing.T, w *admissiontest.World) []queued {
	w.Run(t, func(ctx context.Context, tx *db.Tx) error {
		for _, step := range []struct {
			statement string
			args      []any
		}{
			{`CREATE TEMP TABLE many ON COMMIT DROP AS SELECT gen_random_uuid() AS id, gen_random_uuid() AS producer, i FROM generate_series(1, 1300) i`, nil},
			{`INSERT INTO producer (id, name, kind, origin) SELECT producer, (ARRAY['Äiti ', 'äidin ', 'Hoiva ', 'hoiva '])[1 + i % 4] || md5(i::text), 'company', 'import' FROM many`, nil},
			{`INSERT INTO scheme SELECT (jsonb_populate_record(s, jsonb_build_object('id', gen_random_uuid(), 'organiser_id', $2::uuid, 'key', 'toinen', 'name_fi', 'Toisen seteli'))).* FROM scheme s WHERE s.id = $1`, []any{w.DPS.ID, w.Other}},
			{`CREATE TEMP TABLE cases ON COMMIT DROP AS
				SELECT gen_random_uuid() AS id, gen_random_uuid() AS preparation, s.id AS scheme, m.producer, m.i, c.state, c.state IN ('submitted', 'in_review', 'clarification') AS open
				FROM many m CROSS JOIN (SELECT id, row_number() OVER (ORDER BY name_fi, id) AS n FROM scheme) s
				CROSS JOIN LATERAL (SELECT (ARRAY['submitted', 'in_review', 'clarification', 'approved', 'rejected', 'withdrawn', 'draft'])[1 + (m.i * 7 + s.n * 3 + m.i / 7) % 7] AS state) c`, nil},
			{`INSERT INTO application (id, scheme_id, producer_id, case_number, created_by, closed, status, submitted_at, due_on, closed_at, assignee_id)
				SELECT id, scheme, producer, 'T/' || md5(id::text), $1, NOT open AND state <> 'draft', state,
				    CASE WHEN state <> 'draft' THEN now() - make_interval(hours => i % 900) END,
				    CASE WHEN state <> 'draft' THEN current_date + i % 60 - 20 END,
				    CASE WHEN NOT open AND state <> 'draft' THEN now() - make_interval(mins => i % 700) END,
				    CASE i % 9 WHEN 0 THEN NULL WHEN 1 THEN $1::uuid ELSE $2::uuid END FROM cases`, []any{w.Officer.Person, w.Operator.Person}},
			{`INSERT INTO preparation (id, application_id, outcome, reasons, prepared_by) SELECT preparation, id, 'approved', '', $1 FROM cases WHERE open AND i % 5 = 0`, []any{w.Officer.Person}},
			{`UPDATE application a SET preparation_id = c.preparation FROM cases c WHERE c.id = a.id AND c.open AND c.i % 5 = 0`, nil},
		} {
			if _, err := tx.ExecContext(ctx, step.statement, step.args...); err != nil {
				return fmt.Errorf("%.50s: %w", step.statement, err)
			}
		}
		return nil
	})
	_, err := w.Owner.ExecContext(ctx, `ANALYZE application, producer, scheme`) // a database at work knows what it holds
	must(t, err)
	var all []queued
	must(t, w.Owner.SelectContext(ctx, &all, `SELECT a.id, a.scheme_id, a.organiser_id, s.operator_id, a.assignee_id, p.name AS producer, s.name_fi AS scheme, a.case_number,
		a.status, a.submitted_at, a.due_on, a.closed_at, a.preparation_id IS NOT NULL AS prepared
		FROM application a JOIN scheme s ON s.id = a.scheme_id JOIN producer p ON p.id = a.producer_id WHERE a.submitted_at IS NOT NULL`))
	return all
}

// shows tells whether an actor's queue shows a case, by the words of the filter's fields.
func shows(w *admissiontest.World, a actor.Actor, q admission.QueueQuery, c queued) bool {
	q = q.Usual()
	waits := slices.Contains([]string{"submitted", "in_review", "clarification"}, c.Status)
	within := map[admission.DueIn]int{admission.DueOverdue: -1, admission.DueSoon: 2, admission.DueWeek: 5}
	mine := c.Assignee.UUID == a.Person
	return (a.Role == actor.RoleOperator && c.Operator.UUID == a.Organisation || a.Role == actor.RoleOfficer && c.Organiser == a.Organisation) &&
		map[admission.View]bool{admission.ViewOpen: waits, admission.ViewDecided: c.Status == "approved" || c.Status == "rejected", admission.ViewWithdrawn: c.Status == "withdrawn"}[q.View] &&
		map[admission.Who]bool{admission.WhoAll: true, admission.WhoMine: mine, admission.WhoNobody: !c.Assignee.Valid}[q.Who] &&
		map[admission.Stage]bool{admission.StageAll: true, admission.StageQuestion: c.Status == "clarification", admission.StagePrepared: c.Prepared}[q.Stage] &&
		(q.Scheme == uuid.Nil || q.Scheme == c.Scheme) && strings.Contains(strings.ToLower(c.Producer), strings.ToLower(q.Text)) &&
		(q.Due == admission.DueAny || c.Due.Before(w.Today) || within[q.Due] > 0 && !calendar.AddWorkingDays(w.Today, within[q.Due]).Before(*c.Due))
}

// before compares two cases as a column sorts them; those of one place go by their id, in the same direction.
func before(q admission.QueueQuery, a, b queued) int {
	q = q.Usual()
	compared := 0
	switch q.Sort {
	case admission.ByProducer:
		compared = strings.Compare(strings.ToLower(a.Producer), strings.ToLower(b.Producer))
	case admission.ByScheme:
		compared = strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
	case admission.ByReceived:
		compared = a.Sent.Compare(b.Sent)
	case admission.ByState:
		compared = strings.Compare(a.Status, b.Status)
		if q.View == admission.ViewOpen { // new, in review, waiting for an answer
			return direct(!q.Desc, cmp.Or(compared, strings.Compare(a.ID.String(), b.ID.String())))
		}
	case admission.ByCase:
		compared = strings.Compare(a.Case, b.Case)
	case admission.ByDue:
		if compared = strings.Compare(a.Due.String(), b.Due.String()); q.View != admission.ViewOpen {
			compared = a.Closed.Compare(*b.Closed)
		}
	}
	return direct(q.Desc, cmp.Or(compared, strings.Compare(a.ID.String(), b.ID.String())))
}

func direct(desc bool, compared int) int {
	if desc {
		return -compared
	}
	return compared
}

// TestEveryViewOfALongQueue compares the first pages and the counts of every filter in every order, for an officer and for
// an operator, with what plain Go makes of the same cases. The queue finds them in several ways, by how many there are.
func TestEveryViewOfALongQueue(t *testing.T) {
	w := admissiontest.New(t)
	all := manyCases(t, w)
	walked := 0
	for _, who := range []actor.Actor{w.Officer, w.Operator} {
		for _, filter := range []admission.QueueQuery{
			{}, {Who: admission.WhoMine}, {Who: admission.WhoNobody}, {Due: admission.DueOverdue}, {Due: admission.DueWeek}, {Stage: admission.StageQuestion},
			{Stage: admission.StagePrepared}, {Scheme: w.DPS.ID}, {Text: "äi"}, {Who: admission.WhoNobody, Due: admission.DueSoon}, {View: admission.ViewDecided},
			{View: admission.ViewDecided, Who: admission.WhoMine}, {View: admission.ViewDecided, Text: "äidin 1"}, {View: admission.ViewWithdrawn},
		} {
			var found []queued
			overdue := 0
			for _, c := range all {
				if shows(w, who, filter, c) {
					found = append(found, c)
					if filter.Usual().View == admission.ViewOpen && c.Due.Before(w.Today) {
						overdue++
					}
				}
			}
			if len(found) > admission.CountMost {
				walked++
			}
			for _, column := range admission.Columns() {
				for _, desc := range []bool{false, true} {
					q := filter
					q.Sort, q.Desc = column, desc
					slices.SortFunc(found, func(a, b queued) int { return before(q, a, b) })
					var rows []admission.QueueRow
					for range 2 {
						page, err := w.Queue(ctx, who, q)
						must(t, err)
						if most := admission.CountMost + 1; page.Total != min(len(found), most) || page.Overdue != min(overdue, most) {
							t.Fatalf("%s, %+v: %d, of them %d overdue; want %d, %d", who.Role, q, page.Total, page.Overdue, len(found), overdue)
						}
						if rows, q.After = append(rows, page.Rows...), page.Next; q.After == "" {
							break
						}
					}
					want := found[:min(len(found), 2*admission.QueuePage)]
					if !slices.EqualFunc(rows, want, func(r admission.QueueRow, c queued) bool { return r.ID == c.ID && r.CaseNumber == c.Case }) {
						t.Errorf("%s, %+v: the first %d of %d are others", who.Role, q, len(rows), len(found))
					}
				}
			}
		}
	}
	if walked < 3 {
		t.Errorf("%d filters have more than is counted", walked)
	}
	taken := 0
	must(t, w.EachQueued(ctx, w.Officer, admission.QueueQuery{Due: admission.DueOverdue}, func(r admission.QueueRow) error {
		if taken++; !r.Left.Overdue {
			t.Error("a file of what is overdue has what is not")
		}
		return nil
	}))
	if taken == 0 {
		t.Error("a file of what is overdue is empty")
	}
}
