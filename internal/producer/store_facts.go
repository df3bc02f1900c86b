package producer

import (
	"context"
	"database/sql"
	"errors"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// getFacts answers nothing told, and no fault, for a point without a row.
func getFacts(ctx context.Context, q sqlx.QueryerContext, point uuid.UUID) (PointFacts, error) {
	var row struct {
		Version int            `db:"version"`
		Yes     pq.StringArray `db:"yes"`
		No      pq.StringArray `db:"no"`
		Fi      string         `db:"note_fi"`
		Sv      string         `db:"note_sv"`
		En      string         `db:"note_en"`
		On      calendar.Date  `db:"told_on"`
	}
	err := sqlx.GetContext(ctx, q, &row, `SELECT version, yes, no, note_fi, note_sv, note_en, told_on FROM point_facts WHERE point_id = $1`, point)
	if errors.Is(err, sql.ErrNoRows) {
		return PointFacts{}, nil
	}
	return PointFacts{Version: row.Version, Answers: FactsFrom(row.Yes, row.No), Note: Note{row.Fi, row.Sv, row.En}, On: row.On}, err
}

// saveFacts answers false when the version is not the one that is there; version zero is that there is none.
func saveFacts(ctx context.Context, tx *db.Tx, cmd SaveFacts, yes, no []string, on calendar.Date) (bool, error) {
	values := []any{cmd.Point, textArray(yes), textArray(no), cmd.Note.Fi, cmd.Note.Sv, cmd.Note.En, on}
	if cmd.Version == 0 {
		return db.Any(tx.ExecContext(ctx, `INSERT INTO point_facts (point_id, yes, no, note_fi, note_sv, note_en, told_on)
			VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (point_id) DO NOTHING`, values...))
	}
	return db.Any(tx.ExecContext(ctx, `UPDATE point_facts
		SET yes = $2, no = $3, note_fi = $4, note_sv = $5, note_en = $6, told_on = $7, version = version + 1
		WHERE point_id = $1 AND version = $8`, append(values, cmd.Version)...))
}

// textArray is an array that is empty rather than null.
func textArray(values []string) pq.StringArray {
	if values == nil {
		return pq.StringArray{}
	}
	return values
}
