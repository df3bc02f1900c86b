package chain

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

const eventColumns = `e.id, e.at, e.person_id, e.role, e.organisation_id, e.request_id, e.action, e.object_kind, e.object_id, e.organiser_id, e.details::text AS details`

// state is how far is sealed: before which transaction; and which is the oldest that is under way now, and the next to begin.
type state struct {
	Before string `db:"sealed_before"`
	Oldest string `db:"oldest"`
	Next   string `db:"next"`
	// Moved: the transactions are counted anew, since the rows were restored onto another cluster.
	Moved bool `db:"moved"`
}

// lockState locks the sealer's row; ok is false while another has it. What is under way is read before the rows are, so that
// no row is between the two.
func lockState(ctx context.Context, tx *db.Tx) (s state, ok bool, err error) {
	var list []state
	err = sqlx.SelectContext(ctx, tx, &list, `
		SELECT sealed_before::text AS sealed_before, pg_snapshot_xmin(pg_current_snapshot())::text AS oldest,
		    pg_snapshot_xmax(pg_current_snapshot())::text AS next, sealed_before > pg_snapshot_xmax(pg_current_snapshot()) AS moved
		FROM audit_sealer WHERE id = 1 FOR UPDATE SKIP LOCKED`)
	if err != nil || len(list) == 0 {
		return state{}, false, wrap(err, "locking the sealer")
	}
	return list[0], true, nil
}

// idle is how many seconds ago a sealer looked last.
func idle(ctx context.Context, q sqlx.QueryerContext) (float64, error) {
	var seconds float64
	err := sqlx.GetContext(ctx, q, &seconds, `SELECT extract(epoch FROM clock_timestamp() - looked_at)::float8 FROM audit_sealer WHERE id = 1`)
	return seconds, wrap(err, "asking when the sealer looked")
}

func saveState(ctx context.Context, tx *db.Tx, before string, now time.Time) error {
	_, err := tx.ExecContext(ctx, `UPDATE audit_sealer SET sealed_before = $1::xid8, looked_at = $2 WHERE id = 1`, before, now)
	return wrap(err, "noting how far is sealed")
}

// unsealed reads rows without a link in the order of their transactions. Usually only those since the last look are looked
// at (audit_event_txid_idx); all of them when the rows have moved to another cluster.
func unsealed(ctx context.Context, q sqlx.QueryerContext, s state, limit int) ([]Event, error) {
	since, args := `e.txid >= $2::xid8 AND e.txid <= $3::xid8`, []any{limit, s.Before, s.Next}
	if s.Moved {
		since, args = `true`, args[:1]
	}
	var out []Event
	err := sqlx.SelectContext(ctx, q, &out, `SELECT `+eventColumns+` FROM audit_event e
		WHERE `+since+` AND NOT EXISTS (SELECT FROM audit_link l WHERE l.event_id = e.id) ORDER BY e.txid, e.id LIMIT $1`, args...)
	return out, wrap(err, "reading what is not sealed")
}

// lastLinks are the last links of all chains.
func lastLinks(ctx context.Context, q sqlx.QueryerContext) (map[uuid.UUID]Link, error) {
	var list []Link
	err := sqlx.SelectContext(ctx, q, &list, `
		SELECT l.chain, l.seq, l.event_id, l.event_at, l.digest, l.hash
		FROM (SELECT id FROM organiser UNION ALL SELECT $1::uuid) c (id)
		CROSS JOIN LATERAL (SELECT chain, seq, event_id, event_at, digest, hash FROM audit_link WHERE chain = c.id ORDER BY seq DESC LIMIT 1) l`, uuid.Nil)
	out := make(map[uuid.UUID]Link, len(list))
	for _, l := range list {
		out[l.Chain] = l
	}
	return out, wrap(err, "reading the ends of the chains")
}

func insertLinks(ctx context.Context, tx *db.Tx, links []Link) error {
	n := len(links)
	chains, seqs, ids, ats, digests, hashes, sealed := make([]uuid.UUID, n), make([]int64, n), make([]int64, n), make([]time.Time, n), make(pq.ByteaArray, n), make(pq.ByteaArray, n), make([]*time.Time, n)
	for i, l := range links {
		chains[i], seqs[i], ids[i], ats[i], digests[i], hashes[i], sealed[i] = l.Chain, l.Seq, l.EventID, l.EventAt, l.Digest, l.Hash, l.SealedAt
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO audit_link (chain, seq, event_id, event_at, digest, hash, sealed_at)
		SELECT chain, seq, event_id, event_at, digest, hash, sealed_at
		FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::timestamptz[], $5::bytea[], $6::bytea[], $7::timestamptz[]) n (chain, seq, event_id, event_at, digest, hash, sealed_at)`,
		pq.Array(chains), pq.Array(seqs), pq.Array(ids), pq.Array(ats), digests, hashes, pq.Array(sealed))
	return wrap(err, "writing links")
}

// unsigned are the last links of the chains that have grown since their last head, of those that have none or one from
// before a moment, or from a time that has not come: the clock was set back.
func unsigned(ctx context.Context, q sqlx.QueryerContext, before, now time.Time) ([]Link, error) {
	last, err := lastLinks(ctx, q)
	if err != nil {
		return nil, err
	}
	heads, err := newestHeads(ctx, q)
	if err != nil {
		return nil, err
	}
	for _, h := range heads {
		if h.Seq >= last[h.Chain].Seq || h.SignedAt.After(before) && !h.SignedAt.After(now) {
			delete(last, h.Chain)
		}
	}
	var out []Link
	for _, l := range last {
		out = append(out, l)
	}
	return out, nil
}

func insertHead(ctx context.Context, tx *db.Tx, h Head) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO audit_head (chain, seq, hash, signed_at, key_version, signature) VALUES ($1, $2, $3, $4, $5, $6)`,
		h.Chain, h.Seq, h.Hash, h.SignedAt, h.KeyVersion, h.Signature)
	return wrap(err, "writing a head")
}

const headColumns = `h.chain, h.seq, h.hash, h.signed_at, h.key_version, h.signature`

func newestHeads(ctx context.Context, q sqlx.QueryerContext) ([]Head, error) {
	var out []Head
	err := sqlx.SelectContext(ctx, q, &out, `SELECT DISTINCT ON (h.chain) `+headColumns+` FROM audit_head h ORDER BY h.chain, h.seq DESC`)
	return out, wrap(err, "reading heads")
}

func allHeads(ctx context.Context, q sqlx.QueryerContext) ([]Head, error) {
	var out []Head
	err := sqlx.SelectContext(ctx, q, &out, `SELECT `+headColumns+` FROM audit_head h ORDER BY h.chain, h.seq`)
	return out, wrap(err, "reading heads")
}

// linked is a link with its row, if that is still there.
type linked struct {
	Link
	Event Event
	Gone  bool
}

// eachLink reads all links with their rows, chain by chain.
func eachLink(ctx context.Context, q sqlx.QueryerContext, fn func(linked) error) (err error) {
	rows, err := q.QueryxContext(ctx, `
		SELECT l.chain, l.seq, l.event_id, l.event_at, l.digest, l.hash, l.sealed_at, e.id IS NULL AS gone, coalesce(e.id, 0) AS id, coalesce(e.at, l.event_at) AS at, e.person_id,
		    coalesce(e.role, '') AS role, e.organisation_id, coalesce(e.request_id, '') AS request_id, coalesce(e.action, '') AS action,
		    coalesce(e.object_kind, '') AS object_kind, coalesce(e.object_id, l.chain) AS object_id, e.organiser_id, coalesce(e.details::text, '') AS details
		FROM audit_link l LEFT JOIN audit_event e ON e.id = l.event_id ORDER BY l.chain, l.seq`)
	if err != nil {
		return wrap(err, "reading the chains")
	}
	defer rows.Close()
	for rows.Next() {
		var one linked
		e := &one.Event
		if err := rows.Scan(&one.Chain, &one.Seq, &one.EventID, &one.EventAt, &one.Digest, &one.Hash, &one.SealedAt, &one.Gone, &e.ID, &e.At, &e.Person, &e.Role,
			&e.Organisation, &e.RequestID, &e.Action, &e.ObjectKind, &e.ObjectID, &e.Organiser, &e.Details); err != nil {
			return wrap(err, "reading the chains")
		}
		if err := fn(one); err != nil {
			return err
		}
	}
	return wrap(rows.Err(), "reading the chains")
}

// unlinked is a row without a link.
type unlinked struct {
	ID        int64         `db:"id"`
	Organiser uuid.NullUUID `db:"organiser_id"`
}

// tail counts the rows without a link and tells when the sealer last looked. Hidden are those of them that it does not see:
// their transactions ended before the oldest that was under way when it looked, or have not begun. The sealer's mark is read
// first, so what is sealed meanwhile is not among them; after a move to another cluster the mark tells nothing.
func tail(ctx context.Context, q sqlx.QueryerContext, limit int) (hidden []unlinked, count int, looked time.Time, err error) {
	var mark struct {
		Before string    `db:"sealed_before"`
		Looked time.Time `db:"looked_at"`
		Moved  bool      `db:"moved"`
	}
	err = sqlx.GetContext(ctx, q, &mark, `SELECT sealed_before::text AS sealed_before, looked_at, sealed_before > pg_snapshot_xmax(pg_current_snapshot()) AS moved
		FROM audit_sealer WHERE id = 1`)
	if err != nil {
		return nil, 0, time.Time{}, wrap(err, "reading the sealer")
	}
	const from = ` FROM audit_event e WHERE NOT EXISTS (SELECT FROM audit_link l WHERE l.event_id = e.id)`
	if err := sqlx.GetContext(ctx, q, &count, `SELECT count(*)`+from); err != nil {
		return nil, 0, time.Time{}, wrap(err, "counting what is not sealed")
	}
	if mark.Moved {
		return nil, count, mark.Looked, nil
	}
	err = sqlx.SelectContext(ctx, q, &hidden, `SELECT e.id, e.organiser_id`+from+`
		AND (e.txid < $1::xid8 OR e.txid > pg_snapshot_xmax(pg_current_snapshot())) ORDER BY e.id LIMIT $2`, mark.Before, limit)
	return hidden, count, mark.Looked, wrap(err, "reading what is not sealed")
}

func wrap(err error, doing string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", doing, err)
}
