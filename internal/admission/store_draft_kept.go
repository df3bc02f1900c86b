package admission

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

func countOldDrafts(ctx context.Context, q sqlx.QueryerContext, before time.Time) (n int, err error) {
	err = sqlx.GetContext(ctx, q, &n, `SELECT count(*) FROM application WHERE status = 'draft' AND saved_at < $1`, before)
	return n, err
}

// leaving is a begun application that will be removed.
type leaving struct {
	ID       uuid.UUID `db:"id"`
	Producer uuid.UUID `db:"producer_id"` // who it is now
}

// markLeaving notes that the producers of the drafts that nobody has touched since a moment, and who were not told since, are
// told now.
func markLeaving(ctx context.Context, tx *db.Tx, before, now time.Time) (told []leaving, err error) {
	err = tx.SelectContext(ctx, &told, `UPDATE application SET leaving_told_at = $2
		WHERE status = 'draft' AND saved_at < $1 AND (leaving_told_at IS NULL OR leaving_told_at < saved_at)
		RETURNING id, producer_now(producer_id) AS producer_id`, before, now)
	if err != nil {
		return nil, fmt.Errorf("telling of drafts that will be removed: %w", err)
	}
	return told, nil
}

// removeOldDrafts removes the drafts that nobody has touched since a moment and of which was told before another.
func removeOldDrafts(ctx context.Context, tx *db.Tx, before, told time.Time) (gone []uuid.UUID, err error) {
	if err := tx.SelectContext(ctx, &gone, `SELECT id FROM application
		WHERE status = 'draft' AND saved_at < $1 AND leaving_told_at > saved_at AND leaving_told_at <= $2 ORDER BY id FOR UPDATE`, before, told); err != nil {
		return nil, fmt.Errorf("finding old drafts: %w", err)
	}
	if len(gone) == 0 {
		return nil, nil
	}
	var files []uuid.UUID
	if err := tx.SelectContext(ctx, &files, `SELECT DISTINCT file_id FROM application_answer WHERE application_id = ANY ($1::uuid[]) AND file_id IS NOT NULL`, pq.Array(gone)); err != nil {
		return nil, fmt.Errorf("finding the files of old drafts: %w", err)
	}
	for _, statement := range []string{
		`DELETE FROM application_answer WHERE application_id = ANY ($1::uuid[])`,
		`DELETE FROM application_service WHERE application_id = ANY ($1::uuid[])`,
		`DELETE FROM application WHERE id = ANY ($1::uuid[])`,
	} {
		if err := exec(ctx, tx, statement, pq.Array(gone)); err != nil {
			return nil, err
		}
	}
	// A file whose row is gone is removed with its key by who looks after files.
	return gone, exec(ctx, tx, `DELETE FROM stored_file f WHERE f.id = ANY ($1::uuid[])
		AND NOT EXISTS (SELECT FROM application_answer x WHERE x.file_id = f.id) AND NOT EXISTS (SELECT FROM evidence_item x WHERE x.file_id = f.id)
		AND NOT EXISTS (SELECT FROM clarification_file x WHERE x.file_id = f.id) AND NOT EXISTS (SELECT FROM hearing_answer x WHERE x.file_id = f.id)`, pq.Array(files))
}
