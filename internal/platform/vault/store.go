package vault

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

func insertKey(ctx context.Context, tx *db.Tx, id uuid.UUID, wrapped []byte) error {
	if _, err := tx.ExecContext(ctx, `INSERT INTO data_key (id, wrapped) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING`, id, wrapped); err != nil {
		return fmt.Errorf("make a data key: %w", err)
	}
	return nil
}

// wrappedKey reads a data key that is not destroyed.
func wrappedKey(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) ([]byte, error) {
	var wrapped []byte
	err := sqlx.GetContext(ctx, q, &wrapped, `SELECT wrapped FROM data_key WHERE id = $1`, id)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, fmt.Errorf("%w: %s", ErrNoKey, id)
	case err != nil:
		return nil, fmt.Errorf("read a data key: %w", err)
	case wrapped == nil:
		return nil, ErrDestroyed
	}
	return wrapped, nil
}

func destroyKey(ctx context.Context, tx *db.Tx, id uuid.UUID) error {
	if _, err := tx.ExecContext(ctx, `UPDATE data_key SET wrapped = NULL, destroyed_at = clock_timestamp() WHERE id = $1 AND destroyed_at IS NULL`, id); err != nil {
		return fmt.Errorf("destroy a data key: %w", err)
	}
	return nil
}
