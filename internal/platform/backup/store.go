package backup

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// describe tells the database's clock, the newest migration and the server's version.
func describe(ctx context.Context, d *db.DB) (now time.Time, schema int64, server string, err error) {
	err = d.QueryRowxContext(ctx, `SELECT clock_timestamp(), (SELECT max(version_id) FROM goose_db_version WHERE is_applied), current_setting('server_version')`).
		Scan(&now, &schema, &server)
	if err != nil {
		return now, 0, "", fmt.Errorf("backup: %w", err)
	}
	return now.UTC(), schema, server, nil
}

// empty is ErrNotEmpty for a database with tables.
func empty(ctx context.Context, d *db.DB) error {
	var tables int
	err := d.GetContext(ctx, &tables, `SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND c.relkind IN ('r', 'p', 'v', 'm')`)
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	half, err := Half(ctx, d)
	switch {
	case half:
		return ErrHalf
	case err == nil && tables > 0:
		return ErrNotEmpty
	}
	return err
}

// half is the table whose being there says that a database is half restored. It belongs to no schema of the product's.
const half = "restore_unfinished"

func begin(ctx context.Context, d *db.DB) error {
	if _, err := d.ExecContext(ctx, `CREATE TABLE `+half+` ()`); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	return nil
}

// Half tells whether a restore into the database was begun and not finished. Any role may ask.
func Half(ctx context.Context, d *db.DB) (yes bool, err error) {
	if err := d.GetContext(ctx, &yes, `SELECT to_regclass($1) IS NOT NULL`, half); err != nil {
		return false, fmt.Errorf("ask whether the database was restored whole: %w", d.Translate(err))
	}
	return yes, nil
}

// Finish says that all that belongs to a restore is done.
func Finish(ctx context.Context, ownerURL string) (err error) {
	d, err := db.Open(ctx, ownerURL, db.WithPool(1))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if _, err := d.ExecContext(ctx, `DROP TABLE IF EXISTS `+half); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	return nil
}

// ensureRole makes the group role that the dump's grants name, as the first migration does.
func ensureRole(ctx context.Context, d *db.DB) error {
	_, err := d.ExecContext(ctx, `DO $$ BEGIN
		IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tuottajatori_service') THEN CREATE ROLE tuottajatori_service NOLOGIN; END IF;
	END $$`)
	if err != nil {
		return fmt.Errorf("restore: the role tuottajatori_service: %w", err)
	}
	return nil
}

// settled counts the rows for the planner. The search index is of another place now: whatever engine follows it begins anew.
func settled(ctx context.Context, d *db.DB) error {
	for _, statement := range []string{`UPDATE search_state SET database = gen_random_uuid()`, `ANALYZE`} {
		if _, err := d.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("restore: %w", err)
		}
	}
	return nil
}
