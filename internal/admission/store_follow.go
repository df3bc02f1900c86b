package admission

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// living is the condition of an admission that is in force or will be, on the day $2.
const living = `admission_state(m.id, m.valid_from, m.valid_to, $2::date) IN ('active', 'future', 'suspended')`

func countTouched(ctx context.Context, q sqlx.QueryerContext, c scheme.Change, a *scheme.Affected) error {
	var row struct {
		Drafts   int           `db:"drafts"`
		Cases    int           `db:"cases"`
		Latest   calendar.Date `db:"latest"`
		Admitted int           `db:"admitted"`
	}
	err := sqlx.GetContext(ctx, q, &row, `
		SELECT count(*) FILTER (WHERE a.submitted_at IS NULL) AS drafts, count(a.submitted_at) AS cases, max(a.due_on) AS latest,
		    (SELECT count(DISTINCT m.producer_id) FROM admission m WHERE m.scheme_id = $1 AND `+living+`) AS admitted
		FROM application a WHERE a.scheme_id = $1 AND NOT a.closed`, c.Scheme.ID, c.On)
	if err != nil {
		return fmt.Errorf("counting whom a scheme touches: %w", err)
	}
	a.Drafts, a.Cases, a.LatestDue, a.Admitted = row.Drafts, row.Cases, row.Latest, row.Admitted
	return nil
}

// carryAnswers gives the drafts' answers to a requirement to the one that took its place, where there is none yet.
func carryAnswers(ctx context.Context, tx *db.Tx, from, to uuid.UUID) error {
	return exec(ctx, tx, `
		INSERT INTO application_answer (application_id, scheme_id, requirement_id, declared, number, date, text, file_id, evidence_id)
		SELECT w.application_id, w.scheme_id, $2, w.declared, w.number, w.date, w.text, w.file_id, w.evidence_id
		FROM application_answer w JOIN application a ON a.id = w.application_id
		WHERE w.requirement_id = $1 AND NOT a.closed AND NOT EXISTS (SELECT 1 FROM submission b WHERE b.application_id = a.id)
		ON CONFLICT (application_id, requirement_id) DO NOTHING`, from, to)
}

// raiseDrafts makes forms stale that were shown before the scheme changed.
func raiseDrafts(ctx context.Context, tx *db.Tx, id uuid.UUID) error {
	return exec(ctx, tx, `UPDATE application a SET version = version + 1
		WHERE a.scheme_id = $1 AND NOT a.closed AND NOT EXISTS (SELECT 1 FROM submission b WHERE b.application_id = a.id)`, id)
}

// touchedProducers lists those who write to a scheme, wait for a decision, or are in.
func touchedProducers(ctx context.Context, q sqlx.QueryerContext, c scheme.Change) ([]uuid.UUID, error) {
	var out []uuid.UUID
	err := sqlx.SelectContext(ctx, q, &out, `
		SELECT a.producer_id FROM application a WHERE a.scheme_id = $1 AND NOT a.closed
		UNION SELECT m.producer_id FROM admission m WHERE m.scheme_id = $1 AND `+living, c.Scheme.ID, c.On)
	if err != nil {
		return nil, fmt.Errorf("reading whom a scheme touches: %w", err)
	}
	return out, nil
}
