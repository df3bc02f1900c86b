package bench

import (
	"context"

	"github.com/jmoiron/sqlx"
)

// unsealedFor is how many seconds ago the oldest row of the audit trail was written that is not sealed; 0 when all are.
func unsealedFor(ctx context.Context, q sqlx.QueryerContext) (float64, error) {
	var seconds float64
	err := sqlx.GetContext(ctx, q, &seconds, `
		SELECT coalesce(extract(epoch FROM clock_timestamp() - min(e.at)), 0)::float8 FROM audit_event e
		WHERE e.txid >= (SELECT sealed_before FROM audit_sealer WHERE id = 1) AND NOT EXISTS (SELECT FROM audit_link l WHERE l.event_id = e.id)`)
	return seconds, err
}

func countOfferings(ctx context.Context, q sqlx.QueryerContext) (int, error) {
	var n int
	err := sqlx.GetContext(ctx, q, &n, `SELECT count(*) FROM offering`)
	return n, err
}

// emptyDatabase leaves nothing, as in a database that was just made.
func emptyDatabase(ctx context.Context, q sqlx.ExecerContext) error {
	_, err := q.ExecContext(ctx, `DROP SCHEMA public CASCADE; CREATE SCHEMA public AUTHORIZATION pg_database_owner; GRANT USAGE ON SCHEMA public TO PUBLIC`)
	return err
}
