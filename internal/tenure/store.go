package tenure

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

const ruleColumns = `r.id, r.regime, r.cause, r.duty, r.hearing_days, r.hearing_kind, r.excluded_years, r.self_cleaning, r.source`

// RuleOn is what law says of a cause in a regime on a day; not found where the regime knows no such doubt.
func RuleOn(ctx context.Context, q sqlx.QueryerContext, regime scheme.Regime, cause Cause, day calendar.Date) (Rule, error) {
	var r Rule
	err := sqlx.GetContext(ctx, q, &r, `SELECT `+ruleColumns+` FROM doubt_rule r WHERE r.regime = $1 AND r.cause = $2 AND r.valid @> $3::date`, regime, cause, day)
	return r, absent(err)
}

func rulesOn(ctx context.Context, q sqlx.QueryerContext, regime scheme.Regime, day calendar.Date) ([]Rule, error) {
	var out []Rule
	err := sqlx.SelectContext(ctx, q, &out, `SELECT `+ruleColumns+` FROM doubt_rule r WHERE r.regime = $1 AND r.valid @> $2::date ORDER BY r.id`, regime, day)
	return out, told("reading the rules of doubts", err)
}

func lockAdmission(ctx context.Context, tx *db.Tx, id uuid.UUID) error {
	var locked uuid.UUID
	return absent(tx.GetContext(ctx, &locked, `SELECT id FROM admission WHERE id = $1 FOR UPDATE`, id))
}

func insertDoubt(ctx context.Context, tx *db.Tx, d Doubt) error {
	return exec(ctx, tx, "raising a doubt", `
		INSERT INTO doubt (id, admission_id, rule_id, cause, subject, since, reasons, raised_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		d.ID, d.AdmissionID, d.Rule.ID, d.Rule.Cause, d.Subject, d.Since, d.Reasons, tx.Actor.Person)
}

func insertDoubtEnd(ctx context.Context, tx *db.Tx, doubt uuid.UUID, outcome Outcome, form uuid.UUID, reasons string) error {
	return exec(ctx, tx, "ending a doubt", `INSERT INTO doubt_end (doubt_id, outcome, form_id, reasons, done_by) VALUES ($1, $2, $3, $4, $5)`,
		doubt, outcome, orNull(form), reasons, by(tx, reasons))
}

// by is who ended something: nobody where it ended by itself, and then no reasons are given.
func by(tx *db.Tx, reasons string) uuid.NullUUID {
	if reasons == "" {
		return uuid.NullUUID{}
	}
	return orNull(tx.Actor.Person)
}

func insertHearing(ctx context.Context, tx *db.Tx, cmd Ask, doubts []Doubt) error {
	err := exec(ctx, tx, "opening a hearing", `INSERT INTO hearing (id, admission_id, question, answer_by_day, asked_by) VALUES ($1, $2, btrim($3), $4, $5)`,
		cmd.ID, cmd.AdmissionID, cmd.Question, cmd.AnswerBy, tx.Actor.Person)
	if err != nil {
		return err
	}
	ids := make([]string, len(doubts))
	for i, d := range doubts {
		ids[i] = d.ID.String()
	}
	return exec(ctx, tx, "opening a hearing", `INSERT INTO hearing_doubt (hearing_id, doubt_id) SELECT $1, unnest($2::uuid[])`, cmd.ID, pq.Array(ids))
}

// insertAnswer keeps an answer. A copy of a letter is a file of the same producer.
func insertAnswer(ctx context.Context, tx *db.Tx, producer, hearing uuid.UUID, a Answer) error {
	l := Letter{}
	if a.Letter != nil {
		l = *a.Letter
	}
	made, err := inserted(ctx, tx, `
		INSERT INTO hearing_answer (hearing_id, text, compensated, cooperated, measures, answered_by, given_by, received_on, file_id)
		SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9
		WHERE $9::uuid IS NULL OR EXISTS (SELECT FROM stored_file f WHERE f.id = $9 AND f.producer_id = $10)`,
		hearing, a.Text, a.Compensated, a.Cooperated, a.Measures, tx.Actor.Person, l.By, l.Received, orNull(l.File), producer)
	if err == nil && !made {
		return admission.FaultNotFound
	}
	return told("answering", err)
}

// hearingEnd is a row of hearing_end to insert.
type hearingEnd struct {
	Hearing       uuid.UUID
	Outcome       Outcome
	Event         uuid.NullUUID
	ExcludedUntil calendar.Date
	Reasons       string
}

func insertHearingEnd(ctx context.Context, tx *db.Tx, e hearingEnd) error {
	return exec(ctx, tx, "ending a hearing", `
		INSERT INTO hearing_end (hearing_id, outcome, event_id, excluded_until, reasons, done_by) VALUES ($1, $2, $3, $4, $5, $6)`,
		e.Hearing, e.Outcome, e.Event, e.ExcludedUntil, e.Reasons, orNull(tx.Actor.Person))
}

// settled tells whether a form has been taken before.
func settled(ctx context.Context, tx *db.Tx, form uuid.UUID) (bool, error) {
	var done bool
	err := tx.GetContext(ctx, &done, `SELECT EXISTS (SELECT FROM doubt_end WHERE form_id = $1) OR EXISTS (SELECT FROM admission_event WHERE id = $1)`, form)
	return done, told("finding what was settled", err)
}

type doubtRow struct {
	ID          uuid.UUID `db:"id"`
	AdmissionID uuid.UUID `db:"admission_id"`
	Rule        Rule      `db:"rule"`
	Subject     string    `db:"subject"`
	Titles
	Since      calendar.Date `db:"since"`
	Reasons    string        `db:"reasons"`
	By         string        `db:"by_name"`
	At         time.Time     `db:"raised_at"`
	Outcome    Outcome       `db:"outcome"`
	EndReasons string        `db:"end_reasons"`
	EndedBy    string        `db:"ended_by"`
	EndedAt    sql.NullTime  `db:"ended_at"`
}

func doubtsOf(ctx context.Context, q sqlx.QueryerContext, admissionID uuid.UUID) ([]Doubt, error) {
	var rows []doubtRow
	err := sqlx.SelectContext(ctx, q, &rows, `
		SELECT d.id, d.admission_id, r.id AS "rule.id", r.regime AS "rule.regime", r.cause AS "rule.cause", r.duty AS "rule.duty",
		    r.hearing_days AS "rule.hearing_days", r.hearing_kind AS "rule.hearing_kind", r.excluded_years AS "rule.excluded_years",
		    r.self_cleaning AS "rule.self_cleaning", r.source AS "rule.source", d.subject, `+titles+`, d.since, d.reasons, coalesce(p.name, '') AS by_name, d.raised_at,
		    coalesce(e.outcome, '') AS outcome, coalesce(e.reasons, '') AS end_reasons, coalesce(w.name, '') AS ended_by, e.at AS ended_at
		FROM doubt d JOIN doubt_rule r ON r.id = d.rule_id LEFT JOIN person p ON p.id = d.raised_by
		LEFT JOIN requirement q ON q.id = `+requirementOf+`
		LEFT JOIN doubt_end e ON e.doubt_id = d.id LEFT JOIN person w ON w.id = e.done_by
		WHERE d.admission_id = $1 ORDER BY d.raised_at DESC, d.id DESC`, admissionID)
	out := make([]Doubt, len(rows))
	for i, r := range rows {
		out[i] = Doubt{ID: r.ID, AdmissionID: r.AdmissionID, Rule: r.Rule, Subject: r.Subject, Titles: r.Titles, Since: r.Since, Reasons: r.Reasons, By: r.By,
			At: r.At.UTC(), Outcome: r.Outcome, EndReasons: r.EndReasons, EndedBy: r.EndedBy, EndedAt: orNil(r.EndedAt)}
	}
	return out, told("reading doubts", err)
}

type hearingRow struct {
	ID            uuid.UUID      `db:"id"`
	AdmissionID   uuid.UUID      `db:"admission_id"`
	Question      string         `db:"question"`
	AnswerBy      calendar.Date  `db:"answer_by_day"`
	By            string         `db:"by_name"`
	At            time.Time      `db:"asked_at"`
	Doubts        pq.StringArray `db:"doubts"`
	Text          sql.NullString `db:"text"`
	Compensated   string         `db:"compensated"`
	Cooperated    string         `db:"cooperated"`
	Measures      string         `db:"measures"`
	AnsweredBy    string         `db:"answered_by"`
	AnsweredAt    sql.NullTime   `db:"answered_at"`
	GivenBy       string         `db:"given_by"`
	ReceivedOn    calendar.Date  `db:"received_on"`
	FileID        uuid.NullUUID  `db:"file_id"`
	FileName      string         `db:"file_name"`
	Outcome       Outcome        `db:"outcome"`
	EndReasons    string         `db:"end_reasons"`
	EndedBy       string         `db:"ended_by"`
	EndedAt       sql.NullTime   `db:"ended_at"`
	ExcludedUntil calendar.Date  `db:"excluded_until"`
}

func (r hearingRow) hearing() (Hearing, error) {
	h := Hearing{ID: r.ID, AdmissionID: r.AdmissionID, Question: r.Question, AnswerBy: r.AnswerBy, By: r.By, At: r.At.UTC(),
		Outcome: r.Outcome, EndReasons: r.EndReasons, EndedBy: r.EndedBy, EndedAt: orNil(r.EndedAt), ExcludedUntil: r.ExcludedUntil}
	if r.Text.Valid {
		h.Answer = &Answer{Text: r.Text.String, Compensated: r.Compensated, Cooperated: r.Cooperated, Measures: r.Measures,
			By: r.AnsweredBy, At: r.AnsweredAt.Time.UTC()}
		if !r.ReceivedOn.IsZero() {
			h.Answer.Letter = &Letter{By: r.GivenBy, Received: r.ReceivedOn, Recorder: r.AnsweredBy, File: r.FileID.UUID, FileName: r.FileName}
		}
	}
	for _, text := range r.Doubts {
		id, err := uuid.Parse(text)
		if err != nil {
			return h, fmt.Errorf("reading a hearing: %w", err)
		}
		h.Doubts = append(h.Doubts, id)
	}
	return h, nil
}

func hearingsOf(ctx context.Context, q sqlx.QueryerContext, admissionID uuid.UUID) ([]Hearing, error) {
	var rows []hearingRow
	err := sqlx.SelectContext(ctx, q, &rows, `
		SELECT h.id, h.admission_id, h.question, h.answer_by_day, p.name AS by_name, h.asked_at,
		    ARRAY(SELECT x.doubt_id::text FROM hearing_doubt x WHERE x.hearing_id = h.id) AS doubts,
		    n.text, coalesce(n.compensated, '') AS compensated, coalesce(n.cooperated, '') AS cooperated, coalesce(n.measures, '') AS measures,
		    coalesce(w.name, '') AS answered_by, n.answered_at, coalesce(n.given_by, '') AS given_by, n.received_on, n.file_id, coalesce(f.name, '') AS file_name,
		    coalesce(e.outcome, '') AS outcome, coalesce(e.reasons, '') AS end_reasons,
		    coalesce(z.name, '') AS ended_by, e.at AS ended_at, e.excluded_until
		FROM hearing h JOIN person p ON p.id = h.asked_by
		LEFT JOIN hearing_answer n ON n.hearing_id = h.id LEFT JOIN person w ON w.id = n.answered_by
		LEFT JOIN stored_file f ON f.id = n.file_id LEFT JOIN hearing_end e ON e.hearing_id = h.id LEFT JOIN person z ON z.id = e.done_by
		WHERE h.admission_id = $1 ORDER BY h.asked_at DESC, h.id DESC`, admissionID)
	if err != nil {
		return nil, told("reading hearings", err)
	}
	out := make([]Hearing, len(rows))
	for i, r := range rows {
		if out[i], err = r.hearing(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// requirementOf is the requirement that a doubt d is about, where it is about a single one; titles are its words as q.
const (
	requirementOf = `CASE WHEN char_length(d.subject) = 36 THEN d.subject::uuid END`
	titles        = `coalesce(q.title_fi, '') AS title_fi, coalesce(q.title_sv, '') AS title_sv, coalesce(q.title_en, '') AS title_en`
)

// shownBy lists the kinds of shared evidence that an admission's scheme asks for today, with how long the producer's hold,
// and the single requirements whose answers hold for a time.
// The producer is whoever held the admission on the day.
func shownBy(ctx context.Context, q sqlx.QueryerContext, a admission.Admission, producer uuid.UUID, day calendar.Date) ([]Shown, error) {
	var out []Shown
	err := sqlx.SelectContext(ctx, q, &out, `
		SELECT k.kind, nullif(max(coalesce(i.valid_to, 'infinity'::date)), 'infinity') AS last, count(i.id) = 0 AS none, false AS dated,
		    '' AS title_fi, '' AS title_sv, '' AS title_en
		FROM (SELECT DISTINCT r.evidence_kind AS kind FROM requirement r
		      WHERE r.scheme_id = $1 AND r.until_version IS NULL AND r.mandatory AND r.evidence_kind NOT IN ('', 'other')) k
		LEFT JOIN producer p ON p.id = $2
		LEFT JOIN evidence_item i ON i.producer_id = ANY (producer_was_on($2, $3)) AND i.kind = k.kind AND i.issued_on <= $3 AND (i.added_at AT TIME ZONE 'Europe/Helsinki')::date <= $3
		    AND (i.business_id IS NULL OR i.business_id = before_merges(p.id, 'producer.business_id', p.business_id, $3))
		GROUP BY k.kind
		UNION ALL
		SELECT h.requirement_id::text, nullif(max(h.last), 'infinity'), false, q.kind = 'date', q.title_fi, q.title_sv, q.title_en
		FROM answer_held h JOIN requirement q ON q.id = h.requirement_id WHERE h.admission_id = $4 AND h.since <= $3 GROUP BY h.requirement_id, q.id
		ORDER BY 4, 1`, a.SchemeID, producer, day, a.ID)
	return out, told("reading what was shown", err)
}

func orNull(id uuid.UUID) uuid.NullUUID { return uuid.NullUUID{UUID: id, Valid: id != uuid.Nil} }

func orNil(t sql.NullTime) *time.Time {
	if !t.Valid {
		return nil
	}
	at := t.Time.UTC()
	return &at
}

func exec(ctx context.Context, tx *db.Tx, what, statement string, args ...any) error {
	_, err := tx.ExecContext(ctx, statement, args...)
	return told(what, err)
}

func told(what string, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

func absent(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return admission.FaultNotFound
	}
	return err
}
