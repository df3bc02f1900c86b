package admission

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// applicationRow is an application joined with what has happened to it.
type applicationRow struct {
	ID         uuid.UUID     `db:"id"`
	CaseNumber string        `db:"case_number"`
	Version    int           `db:"version"`
	CreatedAt  time.Time     `db:"created_at"`
	SavedAt    time.Time     `db:"saved_at"`
	Accepted   uuid.NullUUID `db:"rulebook_id"`
	Status     Status        `db:"status"`
	DueOn      calendar.Date `db:"due_on"`
	Prepared   uuid.NullUUID `db:"preparation_id"`
	Scheme     scheme.Scheme `db:"scheme"`
	Organiser  Organiser     `db:"organiser"`
	Producer   Applicant     `db:"producer"`
	Holder     uuid.UUID     `db:"holder_id"`

	SubmissionID uuid.NullUUID  `db:"submission_id"`
	SubmittedAt  sql.NullTime   `db:"submitted_at"`
	FirstDueOn   calendar.Date  `db:"first_due_on"`
	AssigneeID   uuid.NullUUID  `db:"assignee_id"`
	AssigneeName sql.NullString `db:"assignee_name"`
	Lang         sql.NullString `db:"lang"`
	SubmittedBy  sql.NullString `db:"submitted_by"`
	ReviewAt     sql.NullTime   `db:"review_at"`
	ReviewBy     sql.NullString `db:"review_by"`
	DecisionID   uuid.NullUUID  `db:"decision_id"`
	Outcome      sql.NullString `db:"outcome"`
	Reasons      sql.NullString `db:"reasons"`
	Remedy       sql.NullString `db:"remedy"`
	DecisionLang sql.NullString `db:"decision_lang"`
	DecidedBy    sql.NullString `db:"decided_by"`
	DecidedAt    sql.NullTime   `db:"decided_at"`
	DecidedOn    uuid.NullUUID  `db:"decided_on"`
	Departure    sql.NullString `db:"departure"`
	WithdrawnAt  sql.NullTime   `db:"withdrawn_at"`
}

func (r applicationRow) application() Application {
	a := Application{ID: r.ID, CaseNumber: r.CaseNumber, Version: r.Version, CreatedAt: r.CreatedAt, SavedAt: r.SavedAt,
		Accepted: r.Accepted, Scheme: r.Scheme, Organiser: r.Organiser, Producer: r.Producer, Holder: r.Holder,
		Status: r.Status, DueOn: r.DueOn, Preparation: r.Prepared, Assignee: Colleague{ID: r.AssigneeID.UUID, Name: r.AssigneeName.String}}
	if r.SubmissionID.Valid {
		a.Submission = &Submission{ID: r.SubmissionID.UUID, At: r.SubmittedAt.Time, DueOn: r.FirstDueOn, Lang: r.Lang.String, By: r.SubmittedBy.String}
	}
	if r.ReviewAt.Valid {
		a.Review = &Review{By: r.ReviewBy.String, At: r.ReviewAt.Time}
	}
	if r.DecisionID.Valid {
		a.Decision = &Decision{ID: r.DecisionID.UUID, Outcome: Outcome(r.Outcome.String), Reasons: r.Reasons.String,
			Remedy: Remedy(r.Remedy.String), Lang: r.DecisionLang.String, By: r.DecidedBy.String, At: r.DecidedAt.Time,
			Preparation: r.DecidedOn, Departure: r.Departure.String}
	}
	if r.WithdrawnAt.Valid {
		a.WithdrawnAt = &r.WithdrawnAt.Time
	}
	return a
}

func selectApplication() string {
	return `
SELECT a.id, a.case_number, a.version, a.created_at, a.saved_at, a.rulebook_id, a.status, a.due_on, a.preparation_id, a.assignee_id,
    ap.name AS assignee_name, ` + scheme.Columns("s", "scheme.") + `,
    o.id AS "organiser.id", o.code AS "organiser.code", o.name_fi AS "organiser.name_fi", o.name_sv AS "organiser.name_sv", o.name_en AS "organiser.name_en",
    p.id AS "producer.id", coalesce(p.business_id, '') AS "producer.business_id", p.name AS "producer.name", p.kind AS "producer.kind",
    CASE WHEN a.closed THEN producer_now(p.id) ELSE p.id END AS holder_id,
    b.id AS submission_id, b.submitted_at, b.due_on AS first_due_on, b.lang, bp.name AS submitted_by,
    r.started_at AS review_at, rp.name AS review_by,
    d.id AS decision_id, d.outcome, d.reasons, d.remedy, d.lang AS decision_lang, dp.name AS decided_by, d.decided_at,
    d.preparation_id AS decided_on, d.departure,
    w.withdrawn_at
FROM application a
JOIN scheme s ON s.id = a.scheme_id JOIN organiser o ON o.id = s.organiser_id JOIN producer p ON p.id = a.producer_id
LEFT JOIN person ap ON ap.id = a.assignee_id
LEFT JOIN submission b ON b.application_id = a.id LEFT JOIN person bp ON bp.id = b.submitted_by
LEFT JOIN review r ON r.application_id = a.id LEFT JOIN person rp ON rp.id = r.started_by
LEFT JOIN decision d ON d.application_id = a.id LEFT JOIN person dp ON dp.id = d.decided_by
LEFT JOIN withdrawal w ON w.application_id = a.id
`
}

func applicationByID(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (Application, error) {
	var row applicationRow
	if err := sqlx.GetContext(ctx, q, &row, selectApplication()+`WHERE a.id = $1`, id); err != nil {
		return Application{}, absent(err)
	}
	return row.application(), nil
}

// lockApplication locks the application's row first and then reads, in a second statement, what has been committed.
func lockApplication(ctx context.Context, tx *db.Tx, id uuid.UUID) (Application, error) {
	var locked uuid.UUID
	if err := tx.GetContext(ctx, &locked, `SELECT id FROM application WHERE id = $1 FOR UPDATE`, id); err != nil {
		return Application{}, absent(err)
	}
	return applicationByID(ctx, tx, id)
}

// openApplication is the id of the producer's open application to a scheme, or zero.
func openApplication(ctx context.Context, tx *db.Tx, sch, producer uuid.UUID) (uuid.UUID, error) {
	var ids []uuid.UUID
	err := tx.SelectContext(ctx, &ids, `SELECT id FROM application WHERE scheme_id = $1 AND producer_id = $2 AND NOT closed`, sch, producer)
	if err != nil {
		return uuid.Nil, fmt.Errorf("finding an open application: %w", err)
	}
	if len(ids) == 0 {
		return uuid.Nil, nil
	}
	return ids[0], nil
}

// insertApplication answers false when the id, or the place of the producer's open application, is taken.
func insertApplication(ctx context.Context, tx *db.Tx, id, sch, producer, person uuid.UUID) (bool, error) {
	var begin struct {
		Code   string    `db:"code"`
		Number int64     `db:"number"`
		Now    time.Time `db:"now"`
	}
	err := tx.GetContext(ctx, &begin, `
		SELECT o.code, nextval('case_number_seq') AS number, clock_timestamp() AS now
		FROM scheme s JOIN organiser o ON o.id = s.organiser_id WHERE s.id = $1`, sch)
	if err != nil {
		return false, absent(err)
	}
	done, err := db.Any(tx.ExecContext(ctx, `
		INSERT INTO application (id, scheme_id, producer_id, case_number, created_by) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT DO NOTHING`, id, sch, producer, CaseNumber(begin.Code, begin.Number, calendar.Today(begin.Now)), person))
	if err != nil {
		return false, fmt.Errorf("inserting an application: %w", err)
	}
	return done, nil
}

func raiseVersion(ctx context.Context, tx *db.Tx, id uuid.UUID) error {
	return exec(ctx, tx, `UPDATE application SET version = version + 1, saved_at = clock_timestamp() WHERE id = $1`, id)
}

func setAccepted(ctx context.Context, tx *db.Tx, id, rulebook uuid.UUID) error {
	return exec(ctx, tx, `UPDATE application SET rulebook_id = $2 WHERE id = $1`, id, rulebook)
}

func closeApplication(ctx context.Context, tx *db.Tx, id uuid.UUID) error {
	return exec(ctx, tx, `UPDATE application SET closed = true WHERE id = $1`, id)
}

func insertWithdrawal(ctx context.Context, tx *db.Tx, id, person uuid.UUID) error {
	if err := exec(ctx, tx, `INSERT INTO withdrawal (id, application_id, withdrawn_by) VALUES ($1, $2, $3)`, newID(), id, person); err != nil {
		return err
	}
	return closeApplication(ctx, tx, id)
}

func insertReview(ctx context.Context, tx *db.Tx, id, person uuid.UUID) error {
	return exec(ctx, tx, `INSERT INTO review (id, application_id, started_by) VALUES ($1, $2, $3)`, newID(), id, person)
}

type submissionRow struct {
	ID            uuid.UUID     `db:"id"`
	ApplicationID uuid.UUID     `db:"application_id"`
	SchemeID      uuid.UUID     `db:"scheme_id"`
	RulebookID    uuid.NullUUID `db:"rulebook_id"`
	Snapshot      string        `db:"snapshot"`
	Lang          string        `db:"lang"`
	SubmittedBy   uuid.UUID     `db:"submitted_by"`
	SubmittedAt   time.Time     `db:"submitted_at"`
	DueOn         calendar.Date `db:"due_on"`
	RulesID       uuid.UUID     `db:"rules_id"`
	Clock
}

func insertSubmission(ctx context.Context, tx *db.Tx, r submissionRow) error {
	_, err := tx.NamedExecContext(ctx, `
		INSERT INTO submission (id, application_id, scheme_id, rulebook_id, snapshot, lang, submitted_by, submitted_at, due_on,
		    rules_id, clock_days, clock_kind, clock_stops)
		VALUES (:id, :application_id, :scheme_id, :rulebook_id, :snapshot, :lang, :submitted_by, :submitted_at, :due_on,
		    :rules_id, :clock_days, :clock_kind, :clock_stops)`, r)
	if err != nil {
		return fmt.Errorf("inserting a submission: %w", err)
	}
	return nil
}

func snapshotByApplication(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (Snapshot, error) {
	var text []byte
	if err := sqlx.GetContext(ctx, q, &text, `SELECT snapshot FROM submission WHERE application_id = $1`, id); err != nil {
		return Snapshot{}, absent(err)
	}
	return parseSnapshot(text)
}

type decisionRow struct {
	ID            uuid.UUID     `db:"id"`
	ApplicationID uuid.UUID     `db:"application_id"`
	SubmissionID  uuid.UUID     `db:"submission_id"`
	Outcome       Outcome       `db:"outcome"`
	Reasons       string        `db:"reasons"`
	Remedy        Remedy        `db:"remedy"`
	Lang          string        `db:"lang"`
	DecidedBy     uuid.UUID     `db:"decided_by"`
	Prepared      uuid.NullUUID `db:"preparation_id"`
	Departure     string        `db:"departure"`
}

func insertDecision(ctx context.Context, tx *db.Tx, r decisionRow) error {
	_, err := tx.NamedExecContext(ctx, `
		INSERT INTO decision (id, application_id, submission_id, outcome, reasons, remedy, lang, decided_by, preparation_id, departure)
		VALUES (:id, :application_id, :submission_id, :outcome, :reasons, :remedy, :lang, :decided_by, :preparation_id, :departure)`, r)
	if err != nil {
		return fmt.Errorf("inserting a decision: %w", err)
	}
	return closeApplication(ctx, tx, r.ApplicationID)
}

func insertUnmet(ctx context.Context, tx *db.Tx, decision, requirement uuid.UUID, reason string) error {
	return exec(ctx, tx, `INSERT INTO decision_unmet (decision_id, requirement_id, reason) VALUES ($1, $2, $3)`, decision, requirement, reason)
}

func unmetOf(ctx context.Context, q sqlx.QueryerContext, decision uuid.UUID) (map[uuid.UUID]string, error) {
	var rows []struct {
		ID     uuid.UUID `db:"requirement_id"`
		Reason string    `db:"reason"`
	}
	err := sqlx.SelectContext(ctx, q, &rows, `SELECT requirement_id, reason FROM decision_unmet WHERE decision_id = $1`, decision)
	if err != nil {
		return nil, fmt.Errorf("reading a decision's reasons: %w", err)
	}
	out := make(map[uuid.UUID]string, len(rows))
	for _, r := range rows {
		out[r.ID] = r.Reason
	}
	return out, nil
}

// exec runs one statement for its effect.
func exec(ctx context.Context, tx *db.Tx, statement string, args ...any) error {
	if _, err := tx.ExecContext(ctx, statement, args...); err != nil {
		return fmt.Errorf("%.40s…: %w", statement, err)
	}
	return nil
}
