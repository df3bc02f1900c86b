package vault

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// sealedRow is a row with what is sealed in it, and when it is written, what was there before.
type sealedRow struct {
	ID     uuid.UUID `db:"id"`
	Sealed []byte    `db:"sealed"`
	Before []byte    `db:"-"`
	Key    uuid.UUID `db:"key"`  // of a code: what it is sealed with
	Code   []byte    `db:"code"` // sealed
}

// olderKeys locks the next data keys that are wrapped by an older version. Those that somebody else is at are left to them.
func olderKeys(ctx context.Context, tx *db.Tx, newest int, after uuid.UUID) (rows []sealedRow, err error) {
	err = tx.SelectContext(ctx, &rows, `SELECT id, wrapped AS sealed FROM data_key WHERE key_version < $1 AND wrapped IS NOT NULL AND id > $2
		ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED`, newest, after, batch)
	if err != nil {
		return nil, fmt.Errorf("read data keys: %w", err)
	}
	return rows, nil
}

func writeKeys(ctx context.Context, tx *db.Tx, rows []sealedRow) (int, error) {
	ids, wrapped := make([]uuid.UUID, len(rows)), make(pq.ByteaArray, len(rows))
	for i, row := range rows {
		ids[i], wrapped[i] = row.ID, row.Sealed
	}
	n, err := db.Changed(tx.ExecContext(ctx, `UPDATE data_key k SET wrapped = n.wrapped FROM unnest($1::uuid[], $2::bytea[]) n (id, wrapped) WHERE k.id = n.id`,
		db.IDs(ids), wrapped))
	if err != nil {
		return 0, fmt.Errorf("wrap data keys anew: %w", err)
	}
	return n, nil
}

// versionIn is the version in the first four bytes of a sealed column, as data_key.key_version is made.
func versionIn(c Column) string {
	name := pq.QuoteIdentifier(c.Name)
	return fmt.Sprintf(`(get_byte(%[1]s, 0) * 16777216 + get_byte(%[1]s, 1) * 65536 + get_byte(%[1]s, 2) * 256 + get_byte(%[1]s, 3))`, name)
}

// olderTexts locks the next rows whose text is sealed under an older version.
func olderTexts(ctx context.Context, tx *db.Tx, c Column, newest int, after uuid.UUID) (rows []sealedRow, err error) {
	err = tx.SelectContext(ctx, &rows, fmt.Sprintf(`SELECT %[1]s AS id, %[2]s AS sealed FROM %[3]s WHERE %[2]s IS NOT NULL AND %[4]s < $1 AND %[1]s > $2
		ORDER BY %[1]s LIMIT $3 FOR UPDATE SKIP LOCKED`, pq.QuoteIdentifier(c.ID), pq.QuoteIdentifier(c.Name), pq.QuoteIdentifier(c.Table), versionIn(c)),
		newest, after, batch)
	if err != nil {
		return nil, fmt.Errorf("read sealed texts of %s: %w", c.Table, err)
	}
	return rows, nil
}

// olderCodes locks the next rows whose hash was made with an older version, with the codes that hashes are made of.
func olderCodes(ctx context.Context, tx *db.Tx, c CodeColumn, newest int, after uuid.UUID) (rows []sealedRow, err error) {
	err = tx.SelectContext(ctx, &rows, fmt.Sprintf(`SELECT %[1]s AS id, %[2]s AS sealed, %[5]s AS key, %[6]s AS code FROM %[3]s WHERE %[2]s IS NOT NULL AND %[4]s < $1 AND %[1]s > $2
		ORDER BY %[1]s LIMIT $3 FOR UPDATE SKIP LOCKED`, pq.QuoteIdentifier(c.ID), pq.QuoteIdentifier(c.Name), pq.QuoteIdentifier(c.Table), versionIn(c.column()),
		pq.QuoteIdentifier(c.Key), pq.QuoteIdentifier(c.Sealed)), newest, after, batch)
	if err != nil {
		return nil, fmt.Errorf("read codes of %s: %w", c.Table, err)
	}
	return rows, nil
}

func writeTexts(ctx context.Context, tx *db.Tx, c Column, rows []sealedRow) (int, error) {
	ids, before, sealed := make([]uuid.UUID, len(rows)), make(pq.ByteaArray, len(rows)), make(pq.ByteaArray, len(rows))
	for i, row := range rows {
		ids[i], before[i], sealed[i] = row.ID, row.Before, row.Sealed
	}
	n, err := db.Changed(tx.ExecContext(ctx, fmt.Sprintf(`UPDATE %[3]s t SET %[2]s = NULLIF(n.sealed, '') FROM unnest($1::uuid[], $2::bytea[], $3::bytea[]) n (id, before, sealed)
		WHERE t.%[1]s = n.id AND t.%[2]s = n.before`, pq.QuoteIdentifier(c.ID), pq.QuoteIdentifier(c.Name), pq.QuoteIdentifier(c.Table)), db.IDs(ids), before, sealed))
	if err != nil {
		return 0, fmt.Errorf("seal texts of %s anew: %w", c.Table, err)
	}
	return n, nil
}

// counting counts the rows of something by the version that they need.
type counting struct{ what, statement string }

type versionRows struct {
	Version int `db:"version"`
	Rows    int `db:"n"`
}

var countKeys = counting{"data_key", `SELECT key_version AS version, count(*) AS n FROM data_key WHERE wrapped IS NOT NULL GROUP BY 1 ORDER BY 1`}

var countSigned = []counting{
	{"audit_head", `SELECT key_version AS version, count(*) AS n FROM audit_head GROUP BY 1 ORDER BY 1`},
	{"audit_checkpoint", `SELECT key_version AS version, count(*) AS n FROM audit_checkpoint GROUP BY 1 ORDER BY 1`},
}

func countTexts(c Column) counting {
	return counting{c.Table + "." + c.Name, fmt.Sprintf(`SELECT %s AS version, count(*) AS n FROM %s WHERE %s IS NOT NULL GROUP BY 1 ORDER BY 1`,
		versionIn(c), pq.QuoteIdentifier(c.Table), pq.QuoteIdentifier(c.Name))}
}

func (c counting) count(ctx context.Context, q sqlx.QueryerContext) (rows []versionRows, err error) {
	if err := sqlx.SelectContext(ctx, q, &rows, c.statement); err != nil {
		return nil, fmt.Errorf("count %s by key: %w", c.what, err)
	}
	return rows, nil
}
