package admission

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// workers joins the members whose role works now and who may work on an application a of a scheme s: officers of its organiser, and people
// of the operator to which the scheme is delegated.
const workers = `membership m ON membership_works(m, statement_timestamp()) AND (m.role = 'officer' AND m.organiser_id = a.organiser_id
    OR m.role = 'operator' AND m.operator_id = s.operator_id)
JOIN person p ON p.id = m.person_id AND p.email_confirmed_at IS NOT NULL AND p.disabled_at IS NULL`

func workersOf(ctx context.Context, q sqlx.QueryerContext, app Application) ([]Colleague, error) {
	var out []Colleague
	err := sqlx.SelectContext(ctx, q, &out, `
		SELECT DISTINCT p.name, p.id FROM application a JOIN scheme s ON s.id = a.scheme_id JOIN `+workers+`
		WHERE a.id = $1 ORDER BY p.name, p.id`, app.ID)
	if err != nil {
		return nil, fmt.Errorf("reading colleagues: %w", err)
	}
	return out, nil
}

func insertAssignment(ctx context.Context, tx *db.Tx, application, to uuid.UUID) error {
	err := exec(ctx, tx, `INSERT INTO assignment (id, application_id, person_id, assigned_by) VALUES ($1, $2, $3, $4)`,
		newID(), application, orNull(to), tx.Actor.Person)
	if err != nil {
		return err
	}
	return exec(ctx, tx, `UPDATE application SET assignee_id = $2 WHERE id = $1`, application, orNull(to))
}

func insertPreparation(ctx context.Context, tx *db.Tx, cmd Proposal, demands []AnsweredDemand, ready bool) error {
	err := exec(ctx, tx, `
		INSERT INTO preparation (id, application_id, outcome, reasons, prepared_by) VALUES ($1, $2, $3, btrim($4, E' \t\r\n'), $5)`,
		cmd.ID, cmd.ApplicationID, string(cmd.Outcome), cmd.Reasons, tx.Actor.Person)
	if err != nil {
		return err
	}
	for _, d := range demands {
		j := cmd.Judgements[d.ID]
		err := exec(ctx, tx, `
			INSERT INTO preparation_finding (preparation_id, requirement_id, met, reason) VALUES ($1, $2, $3, btrim($4, E' \t\r\n'))`,
			cmd.ID, d.ID, j.Met, j.Reason)
		if err != nil {
			return err
		}
	}
	return exec(ctx, tx, `UPDATE application SET preparation_id = $2, ready = $3 WHERE id = $1`, cmd.ApplicationID, cmd.ID, ready)
}

func preparationByID(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (Preparation, error) {
	var row struct {
		ID       uuid.UUID `db:"id"`
		Outcome  Outcome   `db:"outcome"`
		Reasons  string    `db:"reasons"`
		By       Colleague `db:"by"`
		Prepared time.Time `db:"prepared_at"`
	}
	err := sqlx.GetContext(ctx, q, &row, `
		SELECT r.id, r.outcome, r.reasons, p.id AS "by.id", p.name AS "by.name", r.prepared_at
		FROM preparation r JOIN person p ON p.id = r.prepared_by WHERE r.id = $1`, id)
	if err != nil {
		return Preparation{}, absent(err)
	}
	var findings []struct {
		Requirement uuid.UUID `db:"requirement_id"`
		Met         bool      `db:"met"`
		Reason      string    `db:"reason"`
	}
	if err := sqlx.SelectContext(ctx, q, &findings, `SELECT requirement_id, met, reason FROM preparation_finding WHERE preparation_id = $1`, id); err != nil {
		return Preparation{}, fmt.Errorf("reading findings: %w", err)
	}
	out := Preparation{ID: row.ID, Outcome: row.Outcome, Reasons: row.Reasons, By: row.By, At: row.Prepared, Judgements: map[uuid.UUID]Judgement{}}
	for _, f := range findings {
		out.Judgements[f.Requirement] = Judgement{Judged: true, Met: f.Met, Reason: f.Reason}
	}
	return out, nil
}

func insertExtension(ctx context.Context, tx *db.Tx, id, application uuid.UUID, days int, reasons string) error {
	return exec(ctx, tx, `
		INSERT INTO extension (id, application_id, days, reasons, made_by) VALUES ($1, $2, $3, btrim($4, E' \t\r\n'), $5)`,
		id, application, days, reasons, tx.Actor.Person)
}

// extensionOf is the extension of a case, or nil.
func extensionOf(ctx context.Context, q sqlx.QueryerContext, application uuid.UUID) (*Extension, error) {
	var list []Extension
	err := sqlx.SelectContext(ctx, q, &list, `
		SELECT e.days, e.reasons, p.name AS by_name, e.made_at FROM extension e JOIN person p ON p.id = e.made_by WHERE e.application_id = $1`, application)
	if err != nil {
		return nil, fmt.Errorf("reading an extension: %w", err)
	}
	if len(list) == 0 {
		return nil, nil
	}
	return &list[0], nil
}

// caseStart is what a case keeps of the day on which it was sent; nothing when it was sent before that was kept.
type caseStart struct {
	RulesID uuid.NullUUID `db:"rules_id"`
	Days    *int          `db:"clock_days"`
	Kind    *string       `db:"clock_kind"`
	Stops   *bool         `db:"clock_stops"`
}

func startOf(ctx context.Context, q sqlx.QueryerContext, app Application) (caseStart, error) {
	var c caseStart
	err := sqlx.GetContext(ctx, q, &c, `SELECT rules_id, clock_days, clock_kind, clock_stops FROM submission WHERE application_id = $1`, app.ID)
	return c, absent(err)
}

// rulesOfCase are the rules under which a sent application began.
func rulesOfCase(ctx context.Context, q sqlx.QueryerContext, app Application) (scheme.Rules, error) {
	start, err := startOf(ctx, q, app)
	if err != nil {
		return scheme.Rules{}, err
	}
	if start.RulesID.Valid {
		return scheme.RulesByID(ctx, q, start.RulesID.UUID)
	}
	return scheme.RulesOn(ctx, q, app.Scheme.Regime, calendar.Today(app.Submission.At))
}

// clockOfCase is the clock with which a sent application began, as long as an extension has made it.
func clockOfCase(ctx context.Context, q sqlx.QueryerContext, app Application) (Clock, error) {
	start, err := startOf(ctx, q, app)
	if err != nil {
		return Clock{}, err
	}
	var clock Clock
	if start.Days != nil {
		clock = Clock{Days: *start.Days, Kind: *start.Kind, Stops: *start.Stops}
	} else if clock, _, err = clockOn(ctx, q, app.Scheme, calendar.Today(app.Submission.At)); err != nil {
		return Clock{}, err
	}
	longer, err := extensionOf(ctx, q, app.ID)
	if longer != nil {
		clock.Days = longer.Days
	}
	return clock, err
}

// casesReady reads the cases of a scheme that were prepared for approval with every requirement met, the oldest first.
func casesReady(ctx context.Context, q sqlx.QueryerContext, schemeID uuid.UUID, limit int) ([]ReadyCase, error) {
	var out []ReadyCase
	err := sqlx.SelectContext(ctx, q, &out, `
		SELECT a.id, a.case_number, p.id AS holder, p.name AS producer, coalesce(p.business_id, '') AS business_id, a.due_on, a.preparation_id,
		    n.id AS "by.id", n.name AS "by.name", r.prepared_at
		FROM application a JOIN producer p ON p.id = a.producer_id JOIN preparation r ON r.id = a.preparation_id JOIN person n ON n.id = r.prepared_by
		WHERE a.scheme_id = $1 AND a.ready AND a.status IN ('submitted', 'in_review') ORDER BY a.due_on, a.id LIMIT $2`, schemeID, limit)
	if err != nil {
		return nil, fmt.Errorf("reading prepared cases: %w", err)
	}
	return out, nil
}

// caseTitles names cases by their ids.
func caseTitles(ctx context.Context, q sqlx.QueryerContext, ids []uuid.UUID) (map[uuid.UUID]AlikeResult, error) {
	var rows []AlikeResult
	err := sqlx.SelectContext(ctx, q, &rows, `
		SELECT a.id, a.case_number, p.name AS producer FROM application a JOIN producer p ON p.id = a.producer_id WHERE a.id = ANY($1)`, pq.Array(ids))
	if err != nil {
		return nil, fmt.Errorf("reading cases: %w", err)
	}
	out := map[uuid.UUID]AlikeResult{}
	for _, r := range rows {
		out[r.ID] = r
	}
	return out, nil
}

func readySchemes(ctx context.Context, q sqlx.QueryerContext, organiser uuid.UUID) ([]ReadyScheme, error) {
	var out []ReadyScheme
	err := sqlx.SelectContext(ctx, q, &out, `
		SELECT s.id AS scheme_id, s.name_fi AS scheme_fi, s.name_sv AS scheme_sv, s.name_en AS scheme_en, count(*) AS count
		FROM application a JOIN scheme s ON s.id = a.scheme_id
		WHERE a.organiser_id = $1 AND a.ready AND a.status IN ('submitted', 'in_review', 'clarification') GROUP BY s.id ORDER BY s.name_fi, s.id`, organiser)
	if err != nil {
		return nil, fmt.Errorf("reading schemes with prepared cases: %w", err)
	}
	return out, nil
}
