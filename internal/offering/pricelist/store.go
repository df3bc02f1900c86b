package pricelist

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/sheet"
)

func insertList(ctx context.Context, tx *db.Tx, id, producer uuid.UUID, k Kind, name, content string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO price_list (id, producer_id, kind, name, content, made_by) VALUES ($1, $2, $3, left($4, 200), $5, $6)
		ON CONFLICT (id) DO NOTHING`, id, producer, string(k), name, content, tx.Actor.Person)
	return err
}

func closeList(ctx context.Context, tx *db.Tx, id uuid.UUID, done int) error {
	_, err := tx.ExecContext(ctx, `UPDATE price_list SET applied_at = clock_timestamp(), applied = $2, applied_by = $3 WHERE id = $1`, id, done, tx.Actor.Person)
	return err
}

// listOf reads a file of the producer's of a kind, and holds it until the transaction ends where that is asked.
func listOf(ctx context.Context, q sqlx.QueryerContext, producer, id uuid.UUID, k Kind, lock bool) (File, string, error) {
	var row struct {
		ID        uuid.UUID     `db:"id"`
		Producer  uuid.UUID     `db:"producer_id"`
		Name      string        `db:"name"`
		Content   string        `db:"content"`
		MadeAt    time.Time     `db:"made_at"`
		AppliedAt *time.Time    `db:"applied_at"`
		Applied   sql.NullInt64 `db:"applied"`
	}
	statement := `SELECT id, producer_now(producer_id) AS producer_id, name, content, made_at, applied_at, applied FROM price_list WHERE id = $1 AND producer_id = ANY (producer_was($2)) AND kind = $3`
	if lock {
		statement += ` FOR UPDATE`
	}
	err := sqlx.GetContext(ctx, q, &row, statement, id, producer, string(k))
	if errors.Is(err, sql.ErrNoRows) {
		return File{}, "", identity.ErrNotFound
	}
	if err == nil && row.Content == "" {
		err = sheet.ErrGone
	}
	return File{ID: row.ID, Producer: row.Producer, Name: row.Name, MadeAt: row.MadeAt, AppliedAt: row.AppliedAt, Applied: int(row.Applied.Int64)}, row.Content, err
}
