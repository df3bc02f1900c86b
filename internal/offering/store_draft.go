package offering

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

type draftRow struct {
	ID         uuid.UUID `db:"id"`
	ProducerID uuid.UUID `db:"producer_id"`
	Answers    string    `db:"answers"`
	SavedAt    time.Time `db:"saved_at"`
	Done       bool      `db:"done"`
}

func (r draftRow) draft() (Draft, error) {
	d := Draft{ID: r.ID, ProducerID: r.ProducerID, SavedAt: r.SavedAt, Done: r.Done}
	if err := json.Unmarshal([]byte(r.Answers), &d.Answers); err != nil {
		return Draft{}, fmt.Errorf("draft %s: %w", r.ID, err)
	}
	return d, nil
}

const selectDraft = `SELECT d.id, d.producer_id, d.answers, d.saved_at, d.done_at IS NOT NULL AS done FROM offering_draft d `

func getDraft(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID, lock bool) (Draft, error) {
	query := selectDraft + `WHERE d.id = $1`
	if lock {
		query += ` FOR UPDATE`
	}
	var row draftRow
	if err := sqlx.GetContext(ctx, q, &row, query, id); err != nil {
		return Draft{}, notFound(err)
	}
	return row.draft()
}

// draftsOf leaves out what was begun and left without an answer.
func draftsOf(ctx context.Context, q sqlx.QueryerContext, producerID uuid.UUID) ([]Draft, error) {
	var rows []draftRow
	err := sqlx.SelectContext(ctx, q, &rows, selectDraft+`WHERE d.producer_id = $1 AND d.done_at IS NULL AND d.answers ->> 'service' <> ''
		ORDER BY d.saved_at DESC, d.id LIMIT 20`, producerID)
	if err != nil {
		return nil, err
	}
	drafts := make([]Draft, len(rows))
	for i, row := range rows {
		if drafts[i], err = row.draft(); err != nil {
			return nil, err
		}
	}
	return drafts, nil
}

func insertDraft(ctx context.Context, tx *db.Tx, d Draft, by uuid.UUID) (bool, error) {
	answers, err := json.Marshal(d.Answers)
	if err != nil {
		return false, err
	}
	return db.Any(tx.ExecContext(ctx, `INSERT INTO offering_draft (id, producer_id, answers, created_by) VALUES ($1, $2, $3, $4)
		ON CONFLICT (id) DO NOTHING`, d.ID, d.ProducerID, string(answers), by))
}

func saveDraft(ctx context.Context, tx *db.Tx, d Draft) error {
	answers, err := json.Marshal(d.Answers)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE offering_draft SET answers = $2, saved_at = clock_timestamp() WHERE id = $1`, d.ID, string(answers))
	return err
}

func finishDraft(ctx context.Context, tx *db.Tx, id uuid.UUID) error {
	_, err := tx.ExecContext(ctx, `UPDATE offering_draft SET done_at = clock_timestamp() WHERE id = $1`, id)
	return err
}

func deleteDraft(ctx context.Context, tx *db.Tx, id uuid.UUID) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM offering_draft WHERE id = $1`, id)
	return err
}

const oldDrafts = ` FROM offering_draft WHERE done_at IS NULL AND saved_at < $1`

func countOldDrafts(ctx context.Context, q sqlx.QueryerContext, before time.Time) (n int, err error) {
	err = sqlx.GetContext(ctx, q, &n, `SELECT count(*)`+oldDrafts, before)
	return n, err
}

func removeOldDrafts(ctx context.Context, tx *db.Tx, before time.Time) (gone []uuid.UUID, err error) {
	err = tx.SelectContext(ctx, &gone, `DELETE`+oldDrafts+` RETURNING id`, before)
	return gone, err
}
