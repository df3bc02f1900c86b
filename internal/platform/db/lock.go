package db

import (
	"context"
	"errors"
	"fmt"

	"github.com/jmoiron/sqlx"
)

// WaitForLock takes an advisory lock for the connection, however long that takes: who waits for another process to end its
// work is not stuck, and the limits of WithTimeLimits do not mean it. Give the lock back with pg_advisory_unlock.
func WaitForLock(ctx context.Context, conn *sqlx.Conn, key int64) error {
	tx, err := conn.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("wait for a lock: %w", err)
	}
	if _, err = tx.ExecContext(ctx, `SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0`); err == nil {
		_, err = tx.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, key) // which outlives the transaction
	}
	if err != nil {
		return fmt.Errorf("wait for a lock: %w", errors.Join(err, tx.Rollback()))
	}
	return tx.Commit()
}
