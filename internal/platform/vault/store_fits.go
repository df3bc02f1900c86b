package vault

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// mark is what a version of an entry of the keys file has left in the database.
type mark struct {
	Entry   string `db:"entry"`
	Version int    `db:"version"`
	Mark    []byte `db:"mark"`
}

func readMarks(ctx context.Context, d *db.DB) (marks []mark, err error) {
	if err := d.SelectContext(ctx, &marks, `SELECT entry, version, mark FROM key_mark ORDER BY entry, version`); err != nil {
		return nil, fmt.Errorf("read the marks of keys: %w", err)
	}
	return marks, nil
}

// insertMarks writes all of them, or those that nobody has written before.
func insertMarks(ctx context.Context, d *db.DB, marks []mark) error {
	entries, versions, bytes := make([]string, len(marks)), make([]int64, len(marks)), make(pq.ByteaArray, len(marks))
	for i, m := range marks {
		entries[i], versions[i], bytes[i] = m.Entry, int64(m.Version), m.Mark
	}
	if _, err := d.ExecContext(ctx, `INSERT INTO key_mark (entry, version, mark) SELECT entry, version, mark FROM unnest($1::text[], $2::integer[], $3::bytea[]) n (entry, version, mark)
		ORDER BY entry, version ON CONFLICT DO NOTHING`, pq.Array(entries), pq.Array(versions), bytes); err != nil {
		return fmt.Errorf("mark keys: %w", err)
	}
	return nil
}

// newestKey is the data key that was made last and is not destroyed, if there is any.
func newestKey(ctx context.Context, d *db.DB) (key struct {
	ID      uuid.UUID `db:"id"`
	Wrapped []byte    `db:"wrapped"`
	Version int       `db:"key_version"`
}, there bool, err error) {
	err = d.GetContext(ctx, &key, `SELECT id, wrapped, key_version FROM data_key WHERE wrapped IS NOT NULL ORDER BY id DESC LIMIT 1`)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return key, false, fmt.Errorf("try the keys: %w", err)
	}
	return key, err == nil, nil
}

// writtenWithKeys asks also a database whose schema is older than marks, or is none.
func writtenWithKeys(ctx context.Context, d *db.DB) (written bool, err error) {
	for _, table := range []string{"key_mark", "audit_head", "data_key"} {
		var there bool
		if err := d.GetContext(ctx, &there, `SELECT to_regclass($1) IS NOT NULL`, table); err != nil {
			return false, fmt.Errorf("ask which keys the database needs: %w", err)
		}
		if !there {
			continue
		}
		if err := d.GetContext(ctx, &written, `SELECT EXISTS (SELECT FROM `+pq.QuoteIdentifier(table)+`)`); err != nil || written {
			return written, err
		}
	}
	return false, nil
}
