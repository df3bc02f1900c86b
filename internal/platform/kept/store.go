package kept

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// Read is all times that hold now.
func Read(ctx context.Context, q sqlx.QueryerContext) (Counts, error) {
	var rows []struct {
		Rule  Name `db:"rule"`
		Count int  `db:"count"`
	}
	if err := sqlx.SelectContext(ctx, q, &rows, `SELECT rule, count FROM retention`); err != nil {
		return nil, fmt.Errorf("reading how long things are kept: %w", err)
	}
	out := Counts{}
	for _, r := range rows {
		out[r.Rule] = r.Count
	}
	return out, nil
}

// Before is the moment before which a thing of a name is too old now.
func Before(ctx context.Context, q sqlx.QueryerContext, name Name, now time.Time) (time.Time, error) {
	counts, err := Read(ctx, q)
	if err != nil {
		return time.Time{}, err
	}
	r, ok := Of(name)
	if !ok {
		return time.Time{}, fmt.Errorf("nothing says how long %q is kept", name)
	}
	return r.Before(now, counts.Of(name)), nil
}

// Lock lets one at a time choose how long things are kept, until the transaction ends.
func Lock(ctx context.Context, tx *db.Tx) error {
	_, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('retention', 0))`)
	return err
}

// Set writes how long a thing is kept from now on.
func Set(ctx context.Context, tx *db.Tx, name Name, count int, by uuid.UUID) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO retention (rule, count, set_by) VALUES ($1, $2, $3)
ON CONFLICT (rule) DO UPDATE SET count = EXCLUDED.count, set_by = EXCLUDED.set_by, set_at = clock_timestamp()`, string(name), count,
		uuid.NullUUID{UUID: by, Valid: by != uuid.Nil})
	if err != nil {
		return fmt.Errorf("setting how long a thing is kept: %w", err)
	}
	return nil
}
