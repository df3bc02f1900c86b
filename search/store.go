package search

import (
	"context"
	"database/sql/driver"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// indexLock is the advisory lock, one for each database, under which documents are read and given to the engine.
const indexLock = 0x7475_6f74_7461 // "tuotta"

func insertChange(ctx context.Context, tx *db.Tx, kind Kind, id uuid.UUID) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO search_change (kind, ref) VALUES ($1, $2)`, string(kind), id)
	return err
}

func insertChanges(ctx context.Context, tx *db.Tx, kind Kind, ids []uuid.UUID) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO search_change (kind, ref) SELECT $1, unnest($2::uuid[])`, string(kind), db.IDs(ids))
	return err
}

// waiting tells whether there is anything to index: a note, or a document whose time has come.
func waiting(ctx context.Context, q sqlx.QueryerContext) (bool, error) {
	var yes bool
	err := sqlx.GetContext(ctx, q, &yes, `SELECT EXISTS (SELECT FROM search_change)
		OR EXISTS (SELECT FROM search_due WHERE at <= statement_timestamp())`)
	return yes, err
}

type noted struct {
	ID   int64     `db:"id"`
	Kind Kind      `db:"kind"`
	Ref  uuid.UUID `db:"ref"`
}

func readChanges(ctx context.Context, q sqlx.QueryerContext, limit int) ([]noted, error) {
	var all []noted
	err := sqlx.SelectContext(ctx, q, &all, `SELECT id, kind, ref FROM search_change ORDER BY id LIMIT $1`, limit)
	return all, err
}

// deleteChanges removes exactly the notes that were read. A note with a smaller number may still be on its way in a
// transaction that has not committed, so "everything up to the last" would lose it.
func deleteChanges(ctx context.Context, q sqlx.ExecerContext, read []noted) error {
	ids := make([]int64, len(read))
	for i, n := range read {
		ids[i] = n.ID
	}
	_, err := q.ExecContext(ctx, `DELETE FROM search_change WHERE id = ANY($1)`, pq.Array(ids))
	return err
}

func readDue(ctx context.Context, q sqlx.QueryerContext, limit int) ([]uuid.UUID, error) {
	var ids []uuid.UUID
	err := sqlx.SelectContext(ctx, q, &ids,
		`SELECT id FROM search_due WHERE at <= statement_timestamp() ORDER BY at, id LIMIT $1`, limit)
	return ids, err
}

// saveDue notes when each of the ids is to be looked at again, and forgets what was noted of the others in all. A
// moment that has passed already would come up again at once for ever, so it is looked at again in a minute.
func saveDue(ctx context.Context, q sqlx.ExecerContext, all []uuid.UUID, due map[uuid.UUID]time.Time) error {
	var none, some, at []string
	for _, id := range all {
		if t, ok := due[id]; ok {
			some, at = append(some, id.String()), append(at, t.UTC().Format(time.RFC3339Nano))
		} else {
			none = append(none, id.String())
		}
	}
	if _, err := q.ExecContext(ctx, `DELETE FROM search_due WHERE id = ANY($1::uuid[])`, pq.Array(none)); err != nil {
		return err
	}
	if len(some) == 0 {
		return nil
	}
	_, err := q.ExecContext(ctx, `
		INSERT INTO search_due (id, at)
		SELECT id, CASE WHEN at > clock_timestamp() THEN at ELSE clock_timestamp() + interval '1 minute' END
		FROM unnest($1::uuid[], $2::timestamptz[]) AS d (id, at)
		ON CONFLICT (id) DO UPDATE SET at = excluded.at`, pq.Array(some), pq.Array(at))
	return err
}

// pending counts the notes that wait.
func pending(ctx context.Context, q sqlx.QueryerContext) (int, error) {
	var n int
	err := sqlx.GetContext(ctx, q, &n, `SELECT count(*) FROM search_change`)
	return n, err
}

// tellProgress writes for other processes how far a rebuild is; done < 0 that it has ended, well when trouble is empty.
func tellProgress(ctx context.Context, q sqlx.ExecerContext, engine string, done, total int, trouble string) error {
	_, err := q.ExecContext(ctx, `
		INSERT INTO search_follower AS f (engine, phase, done, total, error)
		VALUES ($1, CASE WHEN $2 >= 0 THEN 'rebuilding' WHEN $4 = '' THEN 'following' ELSE 'waiting' END, greatest($2, 0), $3, $4)
		ON CONFLICT (engine) DO UPDATE SET phase = excluded.phase, done = excluded.done, total = excluded.total, error = excluded.error,
			since = CASE WHEN f.phase = excluded.phase THEN f.since ELSE clock_timestamp() END, seen_at = clock_timestamp()`,
		engine, done, total, trouble)
	return err
}

// locked runs fn while this process alone may index, on a connection of its own. When the lock is taken elsewhere it
// waits or, unless told to wait, returns false. The lock ends with the connection, so a killed process leaves none.
func locked(ctx context.Context, d *db.DB, wait bool, fn func() error) (bool, error) {
	conn, err := d.Connx(ctx)
	if err != nil {
		return false, d.Translate(err)
	}
	got := true
	if wait {
		err = db.WaitForLock(ctx, conn, int64(indexLock))
	} else {
		err = conn.GetContext(ctx, &got, `SELECT pg_try_advisory_lock($1)`, int64(indexLock))
	}
	if err != nil || !got {
		return false, release(conn, err == nil, d.Translate(err))
	}
	err = fn()
	return true, release(conn, unlock(ctx, conn), err)
}

func unlock(ctx context.Context, conn *sqlx.Conn) bool {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	_, err := conn.ExecContext(ctx, `SELECT pg_advisory_unlock($1)`, int64(indexLock))
	return err == nil
}

// release gives a connection back, or throws it away when it may still hold the lock.
func release(conn *sqlx.Conn, clean bool, err error) error {
	if !clean {
		_ = conn.Raw(func(any) error { return driver.ErrBadConn }) // what database/sql understands as: do not reuse
	}
	if closeErr := conn.Close(); closeErr != nil && clean && err == nil {
		return fmt.Errorf("give back the indexer's connection: %w", closeErr)
	}
	return err
}
