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

const fileColumns = `id, producer_now(producer_id) AS producer_id, name, made_at, applied_at, applied, content = '' AS emptied`

type fileRow struct {
	ID        uuid.UUID     `db:"id"`
	Producer  uuid.UUID     `db:"producer_id"`
	Name      string        `db:"name"`
	MadeAt    time.Time     `db:"made_at"`
	AppliedAt *time.Time    `db:"applied_at"`
	Applied   sql.NullInt64 `db:"applied"`
	Emptied   bool          `db:"emptied"`
}

func (r fileRow) file() File {
	return File{ID: r.ID, Producer: r.Producer, Name: r.Name, MadeAt: r.MadeAt, AppliedAt: r.AppliedAt, Applied: int(r.Applied.Int64), Emptied: r.Emptied}
}

// listOf reads a file of the producer's of a kind, and holds it until the transaction ends where that is asked.
func listOf(ctx context.Context, q sqlx.QueryerContext, producer, id uuid.UUID, k Kind, lock bool) (File, string, error) {
	var row struct {
		fileRow
		Content string `db:"content"`
	}
	statement := `SELECT ` + fileColumns + `, content FROM price_list WHERE id = $1 AND producer_id = ANY (producer_was($2)) AND kind = $3`
	if lock {
		statement += ` FOR UPDATE`
	}
	err := sqlx.GetContext(ctx, q, &row, statement, id, producer, string(k))
	if errors.Is(err, sql.ErrNoRows) {
		return File{}, "", identity.ErrNotFound
	}
	if err == nil && row.Emptied {
		err = sheet.ErrGone
	}
	return row.file(), row.Content, err
}

// latestOf reads the latest files of a producer's of a kind.
func latestOf(ctx context.Context, q sqlx.QueryerContext, producer uuid.UUID, k Kind) ([]File, error) {
	var rows []fileRow
	err := sqlx.SelectContext(ctx, q, &rows, `SELECT `+fileColumns+` FROM price_list WHERE producer_id = ANY (producer_was($1)) AND kind = $2
		ORDER BY made_at DESC, id LIMIT 20`, producer, string(k))
	if err != nil {
		return nil, err
	}
	out := make([]File, len(rows))
	for i, r := range rows {
		out[i] = r.file()
	}
	return out, nil
}
