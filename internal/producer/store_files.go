package producer

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// selectFile reads files; one that a producer had before it was merged is whose that producer is now.
const selectFile = `SELECT f.id, producer_now(f.producer_id) AS producer_id, f.name, f.media_type, f.size_bytes, f.sha256, f.created_by, f.created_at
	FROM stored_file f `

func getFile(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (File, error) {
	var f File
	err := sqlx.GetContext(ctx, q, &f, selectFile+`WHERE f.id = $1`, id)
	return f, notFound(err)
}

func filesOf(ctx context.Context, q sqlx.QueryerContext, producerID uuid.UUID) ([]File, error) {
	var list []File
	err := sqlx.SelectContext(ctx, q, &list, selectFile+`WHERE f.producer_id = ANY (producer_was($1)) ORDER BY f.created_at DESC, f.id DESC`, producerID)
	return list, err
}

// sameFile finds a file of the same producer with the same name and content.
func sameFile(ctx context.Context, tx *db.Tx, f File) (File, bool, error) {
	var same File
	err := tx.GetContext(ctx, &same, selectFile+`WHERE f.producer_id = $1 AND f.name = $2 AND f.sha256 = $3 LIMIT 1`,
		f.ProducerID, f.Name, f.SHA256)
	if errors.Is(err, sql.ErrNoRows) {
		return f, false, nil
	}
	return same, err == nil, err
}

func insertFile(ctx context.Context, tx *db.Tx, f File) (at time.Time, err error) {
	err = tx.GetContext(ctx, &at, `INSERT INTO stored_file (id, producer_id, name, media_type, size_bytes, sha256, created_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING created_at`,
		f.ID, f.ProducerID, f.Name, f.MediaType, f.Size, f.SHA256, f.CreatedBy)
	return at, err
}

// fileIDs are the ids of all files that rows tell of.
func fileIDs(ctx context.Context, q sqlx.QueryerContext) (ids []uuid.UUID, err error) {
	err = sqlx.SelectContext(ctx, q, &ids, `SELECT id FROM stored_file ORDER BY id`)
	return ids, err
}

// unsealedFiles are those that have no data key, or got one so lately that their encryption may have been cut off.
func unsealedFiles(ctx context.Context, q sqlx.QueryerContext) (ids []uuid.UUID, err error) {
	err = sqlx.SelectContext(ctx, q, &ids, `SELECT f.id FROM stored_file f LEFT JOIN data_key k ON k.id = f.id
		WHERE k.id IS NULL OR k.made_at > f.created_at + interval '1 hour' AND k.made_at > now() - interval '7 days' ORDER BY f.id`)
	return ids, err
}

// fileSum is nil for a file that no row tells of.
func fileSum(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (sum []byte, err error) {
	err = sqlx.GetContext(ctx, q, &sum, `SELECT sha256 FROM stored_file WHERE id = $1`, id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return sum, err
}

func hasFile(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (there bool, err error) {
	err = sqlx.GetContext(ctx, q, &there, `SELECT EXISTS (SELECT FROM stored_file WHERE id = $1)`, id)
	return there, err
}
