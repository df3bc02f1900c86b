package admission

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// deskOf is whose desk an actor sits at: an organiser's or an operator's.
func deskOf(a actor.Actor) (organiser, operator uuid.NullUUID) {
	if a.Role == actor.RoleOperator {
		return uuid.NullUUID{}, orNull(a.Organisation)
	}
	return orNull(a.Organisation), uuid.NullUUID{}
}

type viewRow struct {
	ID    uuid.UUID `db:"id"`
	Name  string    `db:"name"`
	Query []byte    `db:"query"`
	By    Colleague `db:"by"`
}

const selectView = `SELECT v.id, v.name, v.query, p.id AS "by.id", p.name AS "by.name" FROM queue_view v JOIN person p ON p.id = v.person_id
    WHERE v.organiser_id IS NOT DISTINCT FROM $1 AND v.operator_id IS NOT DISTINCT FROM $2 AND `

func (r viewRow) view(a actor.Actor) (SavedView, error) {
	v := SavedView{ID: r.ID, Name: r.Name, By: r.By, Own: r.By.ID == a.Person}
	if err := json.Unmarshal(r.Query, &v.Query); err != nil {
		return v, fmt.Errorf("reading a view: %w", err)
	}
	return v, nil
}

func viewsOf(ctx context.Context, q sqlx.QueryerContext, a actor.Actor) ([]SavedView, error) {
	organiser, operator := deskOf(a)
	var rows []viewRow
	err := sqlx.SelectContext(ctx, q, &rows, selectView+`v.person_id = $3 ORDER BY lower(v.name), v.id`, organiser, operator, a.Person)
	if err != nil {
		return nil, fmt.Errorf("reading views: %w", err)
	}
	out := make([]SavedView, len(rows))
	for i, r := range rows {
		if out[i], err = r.view(a); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func viewByID(ctx context.Context, q sqlx.QueryerContext, a actor.Actor, id uuid.UUID) (SavedView, error) {
	organiser, operator := deskOf(a)
	var row viewRow
	if err := sqlx.GetContext(ctx, q, &row, selectView+`v.id = $3`, organiser, operator, id); err != nil {
		return SavedView{}, absent(err)
	}
	return row.view(a)
}

func insertView(ctx context.Context, tx *db.Tx, id uuid.UUID, name string, q QueueQuery) error {
	text, err := json.Marshal(q)
	if err != nil {
		return fmt.Errorf("writing a view: %w", err)
	}
	organiser, operator := deskOf(tx.Actor)
	return exec(ctx, tx, `INSERT INTO queue_view (id, person_id, organiser_id, operator_id, name, query) VALUES ($1, $2, $3, $4, $5, $6)`,
		id, tx.Actor.Person, organiser, operator, name, string(text))
}

func deleteView(ctx context.Context, tx *db.Tx, id uuid.UUID) (bool, error) {
	done, err := db.Any(tx.ExecContext(ctx, `DELETE FROM queue_view WHERE id = $1 AND person_id = $2`, id, tx.Actor.Person))
	if err != nil {
		return false, fmt.Errorf("removing a view: %w", err)
	}
	return done, nil
}

func noticesFor(ctx context.Context, q sqlx.QueryerContext, a actor.Actor, since time.Time, limit int) ([]Notice, error) {
	organiser, operator := deskOf(a)
	var out []Notice
	err := sqlx.SelectContext(ctx, q, &out, `
		SELECT a.id, a.status, n.kind, n.noticed_at, a.case_number, p.name AS producer, s.name_fi AS scheme_fi, s.name_sv AS scheme_sv,
		    s.name_en AS scheme_en, a.due_on, coalesce(w.name, '') AS assignee,
		    n.kind = 'business_id' AND p.business_id IS DISTINCT FROM (SELECT nullif(b.snapshot #>> '{producer,business_id}', '') FROM submission b WHERE b.application_id = a.id) AS moved,
		    n.noticed_at > coalesce((SELECT l.looked_at FROM notice_look l WHERE l.person_id = $3), '-infinity') AS unseen
		FROM case_notice n JOIN application a ON a.id = n.application_id JOIN scheme s ON s.id = a.scheme_id
		JOIN producer p ON p.id = a.producer_id LEFT JOIN person w ON w.id = a.assignee_id
		WHERE n.noticed_at > $4 AND a.status IN ('submitted', 'in_review', 'clarification')
		    AND (a.organiser_id = $1 OR s.operator_id = $2) AND (a.assignee_id = $3 OR a.assignee_id IS NULL)
		ORDER BY n.noticed_at DESC, a.due_on, a.id, n.kind LIMIT $5`, organiser, operator, a.Person, since, limit)
	if err != nil {
		return nil, fmt.Errorf("reading notices: %w", err)
	}
	return out, nil
}

func setLooked(ctx context.Context, tx *db.Tx, person uuid.UUID, at time.Time) error {
	return exec(ctx, tx, `
		INSERT INTO notice_look (person_id, looked_at) VALUES ($1, $2)
		ON CONFLICT (person_id) DO UPDATE SET looked_at = greatest(notice_look.looked_at, excluded.looked_at)`, person, at)
}

// insertNotices notices open cases for each reason that there is and was not noticed yet, and answers their ids in order.
func insertNotices(ctx context.Context, tx *db.Tx, today, soon calendar.Date) ([]uuid.UUID, error) {
	var ids []uuid.UUID
	err := tx.SelectContext(ctx, &ids, `
		WITH told AS (
		    INSERT INTO case_notice (id, application_id, kind, due_on)
		    SELECT gen_random_uuid(), r.id, r.kind, r.day FROM (
		        SELECT a.id, 'new' AS kind, (a.submitted_at AT TIME ZONE 'Europe/Helsinki')::date AS day FROM application a WHERE a.status = 'submitted'
		        UNION ALL
		        SELECT a.id, CASE WHEN a.due_on < $1 THEN 'overdue' ELSE 'soon' END, a.due_on FROM application a
		        WHERE a.status IN ('submitted', 'in_review', 'clarification') AND a.due_on <= $2
		        UNION ALL
		        SELECT a.id, 'answered', (n.answered_at AT TIME ZONE 'Europe/Helsinki')::date FROM application a
		        JOIN clarification c ON c.application_id = a.id JOIN clarification_answer n ON n.clarification_id = c.id AND NOT n.lapsed
		        WHERE a.status = 'in_review'
		        UNION ALL
		        SELECT a.id, 'unanswered', c.answer_by_day FROM application a JOIN clarification c ON c.application_id = a.id
		        WHERE a.status = 'clarification' AND c.answer_by_day < $1
		            AND NOT EXISTS (SELECT FROM clarification_answer n WHERE n.clarification_id = c.id)
		    ) r ON CONFLICT (application_id, kind, due_on, cause) DO NOTHING RETURNING application_id)
		SELECT application_id FROM told ORDER BY 1`, today, soon)
	if err != nil {
		return nil, fmt.Errorf("noticing cases: %w", err)
	}
	return ids, nil
}

// noticeBusinessID notices a producer's open cases for a change of its business id, and answers their ids.
func noticeBusinessID(ctx context.Context, tx *db.Tx, c producer.BusinessIDChanged) ([]uuid.UUID, error) {
	var ids []uuid.UUID
	err := tx.SelectContext(ctx, &ids, `
		INSERT INTO case_notice (id, application_id, kind, due_on, cause)
		SELECT gen_random_uuid(), a.id, 'business_id', (clock_timestamp() AT TIME ZONE 'Europe/Helsinki')::date, $2 FROM application a
		WHERE a.producer_id = $1 AND a.status IN ('submitted', 'in_review', 'clarification')
		ON CONFLICT (application_id, kind, due_on, cause) DO NOTHING RETURNING application_id`, c.Producer, c.ID)
	if err != nil {
		return nil, fmt.Errorf("noticing another business id: %w", err)
	}
	return ids, nil
}

// regimesWaited are those of the schemes in which a producer waits for a decision.
func regimesWaited(ctx context.Context, q sqlx.QueryerContext, producerID uuid.UUID) ([]scheme.Regime, error) {
	var out []scheme.Regime
	err := sqlx.SelectContext(ctx, q, &out, `
		SELECT DISTINCT s.regime FROM application a JOIN scheme s ON s.id = a.scheme_id
		WHERE a.producer_id = $1 AND a.status IN ('submitted', 'in_review', 'clarification') ORDER BY s.regime`, producerID)
	if err != nil {
		return nil, fmt.Errorf("reading where a producer waits: %w", err)
	}
	return out, nil
}

// peopleToTell are those who have one of the cases, or may take it when nobody who is still there has it.
func peopleToTell(ctx context.Context, q sqlx.QueryerContext, cases []uuid.UUID) ([]uuid.UUID, error) {
	var out []uuid.UUID
	err := sqlx.SelectContext(ctx, q, &out, `
		SELECT DISTINCT p.id FROM application a JOIN scheme s ON s.id = a.scheme_id JOIN `+workers+`
		WHERE a.id = ANY($1) AND (a.assignee_id = p.id OR NOT EXISTS (SELECT FROM membership h WHERE h.person_id = a.assignee_id
		    AND membership_works(h, statement_timestamp()) AND (h.organiser_id = a.organiser_id OR h.operator_id = s.operator_id)))`, pq.Array(cases))
	if err != nil {
		return nil, fmt.Errorf("reading who is told of cases: %w", err)
	}
	return out, nil
}
