package chain

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

func prepareMonths(ctx context.Context, d *db.DB, ahead int) error {
	_, err := d.ExecContext(ctx, `SELECT audit_event_months(clock_timestamp(), $1)`, ahead)
	return wrap(err, "preparing months of the audit trail")
}

// Old counts the rows of the trail that are from before a moment.
func Old(ctx context.Context, q sqlx.QueryerContext, before time.Time) (n int, err error) {
	err = sqlx.GetContext(ctx, q, &n, `SELECT count(*) FROM audit_event WHERE at < $1`, before)
	return n, wrap(err, "counting old rows of the audit trail")
}

func newestCheckpoints(ctx context.Context, q sqlx.QueryerContext) ([]Checkpoint, error) {
	var out []Checkpoint
	err := sqlx.SelectContext(ctx, q, &out, `SELECT DISTINCT ON (chain) chain, seq, hash, dropped_before, signed_at, key_version, signature
		FROM audit_checkpoint ORDER BY chain, dropped_before DESC`)
	return out, wrap(err, "reading checkpoints")
}

func insertCheckpoint(ctx context.Context, tx *db.Tx, c Checkpoint) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO audit_checkpoint (chain, seq, hash, dropped_before, signed_at, key_version, signature)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`, c.Chain, c.Seq, c.Hash, c.DroppedBefore, c.SignedAt, c.KeyVersion, c.Signature)
	return wrap(err, "writing a checkpoint")
}

// waitForSealer keeps the sealer out until the transaction ends.
func waitForSealer(ctx context.Context, tx *db.Tx) error {
	_, err := tx.ExecContext(ctx, `SELECT id FROM audit_sealer WHERE id = 1 FOR UPDATE`)
	return wrap(err, "locking the sealer")
}

// waitsBefore tells whether a row from before a moment has no link.
func waitsBefore(ctx context.Context, q sqlx.QueryerContext, before time.Time) (waits bool, err error) {
	err = sqlx.GetContext(ctx, q, &waits, `SELECT EXISTS (SELECT FROM audit_event e WHERE e.at < $1 AND NOT EXISTS (SELECT FROM audit_link l WHERE l.event_id = e.id))`, before)
	return waits, wrap(err, "looking for old rows that are not sealed")
}

// endsBefore are, of each chain that has older rows than a moment, the last link before which there are no others; with number
// 0 where the first link has a younger row.
func endsBefore(ctx context.Context, q sqlx.QueryerContext, before time.Time) ([]Link, error) {
	var out []Link
	err := sqlx.SelectContext(ctx, q, &out, `
		SELECT c.chain, coalesce(l.seq, 0) AS seq, coalesce(l.event_id, 0) AS event_id, coalesce(l.event_at, $1) AS event_at,
		    coalesce(l.digest, '') AS digest, coalesce(l.hash, '') AS hash
		FROM (SELECT chain, min(seq) FILTER (WHERE event_at >= $1) AS younger, max(seq) AS last FROM audit_link
		    GROUP BY chain HAVING min(event_at) < $1) c
		LEFT JOIN audit_link l ON l.chain = c.chain AND l.seq = coalesce(c.younger - 1, c.last) ORDER BY c.chain`, before)
	return out, wrap(err, "finding what can be dropped")
}

func deleteLinks(ctx context.Context, tx *db.Tx, upTo []Checkpoint) (int64, error) {
	chains, seqs := make([]uuid.UUID, len(upTo)), make([]int64, len(upTo))
	for i, c := range upTo {
		chains[i], seqs[i] = c.Chain, c.Seq
	}
	result, err := tx.ExecContext(ctx, `DELETE FROM audit_link l USING unnest($1::uuid[], $2::bigint[]) c (chain, seq)
		WHERE l.chain = c.chain AND l.seq <= c.seq`, pq.Array(chains), pq.Array(seqs))
	if err != nil {
		return 0, wrap(err, "dropping links")
	}
	n, err := result.RowsAffected()
	return n, wrap(err, "dropping links")
}

// dropMonths drops the partitions of the months before one, and older rows that had no month of their own.
func dropMonths(ctx context.Context, tx *db.Tx, before time.Time) ([]string, error) {
	var months []string
	err := sqlx.SelectContext(ctx, tx, &months, `SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
		WHERE i.inhparent = 'audit_event'::regclass AND c.relname ~ '^audit_event_\d{4}_\d{2}$' AND c.relname < $1 ORDER BY c.relname`,
		before.Format("audit_event_2006_01"))
	if err != nil {
		return nil, wrap(err, "listing months")
	}
	for _, month := range months {
		if _, err := tx.ExecContext(ctx, `DROP TABLE `+pq.QuoteIdentifier(month)); err != nil {
			return nil, wrap(err, "dropping "+month)
		}
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM audit_event WHERE at < $1`, before)
	return months, wrap(err, "dropping older rows")
}
