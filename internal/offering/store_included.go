package offering

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

// getIncluded answers nothing told, and no fault, for an offering without a row.
func getIncluded(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (Included, error) {
	var row struct {
		Included pq.StringArray `db:"included"`
		Extra    pq.StringArray `db:"extra"`
		Excluded pq.StringArray `db:"excluded"`
		Fi       string         `db:"note_fi"`
		Sv       string         `db:"note_sv"`
		En       string         `db:"note_en"`
		On       calendar.Date  `db:"told_on"`
	}
	err := sqlx.GetContext(ctx, q, &row, `SELECT included, extra, excluded, note_fi, note_sv, note_en, told_on
		FROM offering_included WHERE offering_id = $1`, id)
	if errors.Is(err, sql.ErrNoRows) {
		return Included{}, nil
	}
	return Included{States: StatesFrom(row.Included, row.Extra, row.Excluded), Note: Text{row.Fi, row.Sv, row.En}, On: row.On}, err
}

func saveIncluded(ctx context.Context, tx *db.Tx, id uuid.UUID, told Included) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO offering_included (offering_id, included, extra, excluded, note_fi, note_sv, note_en, told_on)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (offering_id) DO UPDATE SET included = excluded.included, extra = excluded.extra, excluded = excluded.excluded,
			note_fi = excluded.note_fi, note_sv = excluded.note_sv, note_en = excluded.note_en, told_on = excluded.told_on`,
		id, list(told.keys(InPrice)), list(told.keys(CostsExtra)), list(told.keys(NotOffered)), told.Note.Fi, told.Note.Sv, told.Note.En, told.On)
	return err
}

func raiseVersion(ctx context.Context, tx *db.Tx, id uuid.UUID) error {
	_, err := tx.ExecContext(ctx, `UPDATE offering SET version = version + 1 WHERE id = $1`, id)
	return err
}
