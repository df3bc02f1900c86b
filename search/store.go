package search

import (
	"context"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

func insertChange(ctx context.Context, tx *db.Tx, kind Kind, id uuid.UUID) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO search_change (kind, ref) VALUES ($1, $2)`, string(kind), id)
	return err
}
