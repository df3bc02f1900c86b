package admission

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

func insertClarification(ctx context.Context, tx *db.Tx, cmd Ask) error {
	err := exec(ctx, tx, `
		INSERT INTO clarification (id, application_id, question, answer_by_day, asked_by) VALUES ($1, $2, btrim($3, E' \t\r\n'), $4, $5)`,
		cmd.ID, cmd.ApplicationID, cmd.Question, cmd.AnswerBy, tx.Actor.Person)
	if err != nil {
		return err
	}
	return dropPreparation(ctx, tx, cmd.ApplicationID)
}

// dropPreparation lets what was prepared hold no longer.
func dropPreparation(ctx context.Context, tx *db.Tx, application uuid.UUID) error {
	return exec(ctx, tx, `UPDATE application SET preparation_id = NULL, ready = false WHERE id = $1`, application)
}

func setDue(ctx context.Context, tx *db.Tx, application uuid.UUID, due calendar.Date) error {
	return exec(ctx, tx, `UPDATE application SET due_on = $2 WHERE id = $1`, application, due)
}

type clarificationAnswerRow struct {
	ID              uuid.UUID `db:"id"`
	ClarificationID uuid.UUID `db:"clarification_id"`
	Lapsed          bool      `db:"lapsed"`
	Text            string    `db:"text"`
	AnsweredBy      uuid.UUID `db:"answered_by"`
}

func answerRowOf(clarification uuid.UUID, text string, lapsed bool) clarificationAnswerRow {
	return clarificationAnswerRow{ID: newID(), ClarificationID: clarification, Lapsed: lapsed, Text: text}
}

func insertClarificationAnswer(ctx context.Context, tx *db.Tx, r clarificationAnswerRow, files []uuid.UUID) error {
	_, err := tx.NamedExecContext(ctx, `
		INSERT INTO clarification_answer (id, clarification_id, lapsed, text, answered_by)
		VALUES (:id, :clarification_id, :lapsed, :text, :answered_by)`, r)
	if err != nil {
		return fmt.Errorf("inserting an answer: %w", err)
	}
	return exec(ctx, tx, `INSERT INTO clarification_file (answer_id, file_id) SELECT DISTINCT $1::uuid, unnest($2::uuid[])`, r.ID, pq.Array(files))
}

type clarificationRow struct {
	ID         uuid.UUID      `db:"id"`
	Question   string         `db:"question"`
	AskedBy    string         `db:"asked_by"`
	AskedAt    time.Time      `db:"asked_at"`
	AnswerBy   calendar.Date  `db:"answer_by_day"`
	AnswerID   uuid.NullUUID  `db:"answer_id"`
	Lapsed     sql.NullBool   `db:"lapsed"`
	Text       sql.NullString `db:"text"`
	AnsweredBy sql.NullString `db:"answered_by"`
	AnsweredAt sql.NullTime   `db:"answered_at"`
}

// clarificationsOf reads the questions of an application in the order in which they were asked.
func clarificationsOf(ctx context.Context, q sqlx.QueryerContext, application uuid.UUID) ([]Clarification, error) {
	var rows []clarificationRow
	err := sqlx.SelectContext(ctx, q, &rows, `
		SELECT c.id, c.question, p.name AS asked_by, c.asked_at, c.answer_by_day, n.id AS answer_id, n.lapsed, n.text,
		    np.name AS answered_by, n.answered_at
		FROM clarification c JOIN person p ON p.id = c.asked_by
		LEFT JOIN clarification_answer n ON n.clarification_id = c.id LEFT JOIN person np ON np.id = n.answered_by
		WHERE c.application_id = $1 ORDER BY c.asked_at, c.id`, application)
	if err != nil {
		return nil, fmt.Errorf("reading clarifications: %w", err)
	}
	out := make([]Clarification, len(rows))
	for i, r := range rows {
		out[i] = Clarification{ID: r.ID, Question: r.Question, AskedBy: r.AskedBy, AskedAt: r.AskedAt, AnswerBy: r.AnswerBy}
		if r.AnswerID.Valid {
			out[i].Answer = &ClarificationAnswer{Lapsed: r.Lapsed.Bool, Text: r.Text.String, By: r.AnsweredBy.String, At: r.AnsweredAt.Time}
			if out[i].Answer.Files, err = clarificationFiles(ctx, q, r.AnswerID.UUID); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

func clarificationFiles(ctx context.Context, q sqlx.QueryerContext, answer uuid.UUID) ([]scheme.Evidence, error) {
	var rows []answerRow
	err := sqlx.SelectContext(ctx, q, &rows, `
		SELECT f.id AS file_id, f.name, f.media_type, f.size_bytes, encode(f.sha256, 'hex') AS sha256, f.created_at AS added_at
		FROM clarification_file c JOIN stored_file f ON f.id = c.file_id WHERE c.answer_id = $1 ORDER BY f.name, f.id`, answer)
	if err != nil {
		return nil, fmt.Errorf("reading an answer's files: %w", err)
	}
	var out []scheme.Evidence
	for _, r := range rows {
		out = append(out, *r.answer().File)
	}
	return out, nil
}

func clarificationByID(ctx context.Context, q sqlx.QueryerContext, application, id uuid.UUID) (Clarification, error) {
	all, err := clarificationsOf(ctx, q, application)
	if err != nil {
		return Clarification{}, err
	}
	for _, one := range all {
		if one.ID == id {
			return one, nil
		}
	}
	return Clarification{}, FaultNotFound
}
