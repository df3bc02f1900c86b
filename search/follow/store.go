package follow

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/search"
)

// followLock is the advisory lock, one for each database, under which an engine is fed. It is not the indexer's.
const followLock = 0x7475_6f74_7462

// lead is the right to feed: a connection that holds the lock. When the connection is lost so is the lock, and the next
// statement on it fails; so what must not be done without the lock is written down here first.
type lead struct {
	mu     sync.Mutex
	conn   *sqlx.Conn
	engine string
}

// takeLead answers nil when another process feeds, unless told to wait.
func takeLead(ctx context.Context, d *db.DB, engine string, wait bool) (*lead, error) {
	conn, err := d.Connx(ctx)
	if err != nil {
		return nil, d.Translate(err)
	}
	l, got := &lead{conn: conn, engine: engine}, true
	if wait {
		err = db.WaitForLock(ctx, conn, int64(followLock))
	} else {
		err = conn.GetContext(ctx, &got, `SELECT pg_try_advisory_lock($1)`, int64(followLock))
	}
	if err == nil && got {
		_, err = conn.ExecContext(ctx, `INSERT INTO search_follower (engine) VALUES ($1) ON CONFLICT DO NOTHING`, engine)
	}
	if err != nil {
		l.leave(ctx)
		return nil, d.Translate(err)
	}
	if !got {
		return nil, conn.Close()
	}
	return l, nil
}

// leave gives the lock back; with the connection, if it cannot otherwise be sure.
func (l *lead) leave(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if _, err := l.conn.ExecContext(ctx, `SELECT pg_advisory_unlock_all()`); err != nil {
		_ = l.conn.Raw(func(any) error { return driver.ErrBadConn }) // what database/sql understands as: do not reuse
	}
	_ = l.conn.Close()
}

// position is how far the log and the engine have come.
type position struct {
	Database uuid.UUID `db:"database"`
	Version  int64     `db:"version"`
	Floor    int64     `db:"floor"`
	FedTo    int64     `db:"fed_to"`
	Asked    bool      `db:"asked"` // somebody wants a rebuild
	Now      time.Time `db:"now"`
}

func (l *lead) position(ctx context.Context) (position, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var p position
	err := l.conn.GetContext(ctx, &p, `SELECT s.database, s.version, s.floor, f.fed_to,
			coalesce(f.asked_at > coalesce(f.built_at, '-infinity'), false) AS asked, clock_timestamp() AS now
		FROM search_state s, search_follower f WHERE f.engine = $1`, l.engine)
	return p, err
}

// raise writes down that the engine is about to say that it has everything up to the version.
func (l *lead) raise(ctx context.Context, version int64) error {
	err := l.exec(ctx, `UPDATE search_follower SET fed_to = $2, seen_at = clock_timestamp() WHERE engine = $1`, l.engine, version)
	if err != nil {
		return fmt.Errorf("write down how far the engine is fed: %w", err)
	}
	return nil
}

// tell writes for others what is going on. Since is when the phase began.
func (l *lead) tell(ctx context.Context, phase string, done, total int, trouble string) error {
	return l.exec(ctx, `UPDATE search_follower SET since = CASE WHEN phase = $2 THEN since ELSE clock_timestamp() END,
		phase = $2, done = $3, total = $4, error = $5, seen_at = clock_timestamp() WHERE engine = $1`, l.engine, phase, done, total, trouble)
}

// built notes that the rebuild that began at a moment is in use.
func (l *lead) built(ctx context.Context, began time.Time) error {
	return l.exec(ctx, `UPDATE search_follower SET built_at = $2 WHERE engine = $1`, l.engine, began)
}

// held tells whether the lock is certainly ours still.
func (l *lead) held(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	return l.exec(ctx, `SELECT`) == nil
}

func (l *lead) exec(ctx context.Context, statement string, args ...any) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, err := l.conn.ExecContext(ctx, statement, args...)
	return err
}

// page is some of the log or of the documents.
type page struct {
	put  []search.Document
	gone []uuid.UUID
	last entry
	full bool // there may be more
}

type entry struct {
	ID      uuid.UUID `db:"id"`
	Version int64     `db:"version"`
	Gone    bool      `db:"gone"`
	Body    string    `db:"body"`
}

// reading reads a page of what comes after an entry.
type reading func(ctx context.Context, q sqlx.QueryerContext, after entry, limit int) (page, error)

// readLog reads what was written after an entry, in order.
func readLog(ctx context.Context, q sqlx.QueryerContext, after entry, limit int) (page, error) {
	return readPage(ctx, q, limit, `SELECT d.id, d.version, d.gone, coalesce(b.body, '') AS body
		FROM search_document d LEFT JOIN search_body b ON b.id = d.id
		WHERE (d.version, d.id) > ($1, $2) ORDER BY d.version, d.id LIMIT $3`, after.Version, after.ID, limit)
}

// readAll reads documents in order of id.
func readAll(ctx context.Context, q sqlx.QueryerContext, after entry, limit int) (page, error) {
	return readPage(ctx, q, limit, `SELECT d.id, d.version, d.gone, b.body FROM search_document d JOIN search_body b ON b.id = d.id
		WHERE NOT d.gone AND d.id > $1 ORDER BY d.id LIMIT $2`, after.ID, limit)
}

func readPage(ctx context.Context, q sqlx.QueryerContext, limit int, statement string, args ...any) (page, error) {
	var entries []entry
	if err := sqlx.SelectContext(ctx, q, &entries, statement, args...); err != nil {
		return page{}, err
	}
	p := page{full: len(entries) == limit}
	for _, e := range entries {
		switch {
		case e.Gone:
			p.gone = append(p.gone, e.ID)
		case e.Body == "": // from before there were bodies; the indexer is about to write it anew
		default:
			var doc search.Document
			if err := json.Unmarshal([]byte(e.Body), &doc); err != nil {
				return page{}, fmt.Errorf("read document %s: %w", e.ID, err)
			}
			p.put = append(p.put, doc)
		}
	}
	if len(entries) > 0 {
		p.last = entries[len(entries)-1]
		p.last.Body = ""
	}
	return p, nil
}

func countDocuments(ctx context.Context, q sqlx.QueryerContext) (int, error) {
	var n int
	err := sqlx.GetContext(ctx, q, &n, `SELECT count(*) FROM search_body`)
	return n, err
}

// State says which database this is and how far its log has come.
type State struct {
	Database uuid.UUID `db:"database"`
	Version  int64     `db:"version"`
}

// ReadState reads the state of the database's log.
func ReadState(ctx context.Context, d *db.DB) (State, error) {
	var s State
	err := d.GetContext(ctx, &s, `SELECT database, version FROM search_state`)
	return s, d.Translate(err)
}

// Status is what is known of an engine and its feeding, for people.
type Status struct {
	Engine  string     `db:"engine"`
	Phase   string     `db:"phase"`
	FedTo   int64      `db:"fed_to"`
	Done    int        `db:"done"`
	Total   int        `db:"total"`
	Since   time.Time  `db:"since"`
	SeenAt  time.Time  `db:"seen_at"`
	Error   string     `db:"error"`
	AskedAt *time.Time `db:"asked_at"`
	BuiltAt *time.Time `db:"built_at"`
	Now     time.Time  `db:"now"` // of the database's clock, which the other times are of too
}

// ReadStatus lists the engines that are or have been fed.
func ReadStatus(ctx context.Context, d *db.DB) ([]Status, error) {
	var all []Status
	err := d.SelectContext(ctx, &all, `SELECT engine, phase, fed_to, done, total, since, seen_at, error, asked_at, built_at,
		clock_timestamp() AS now FROM search_follower ORDER BY engine`)
	return all, d.Translate(err)
}

// ask notes that a rebuild is wanted, and since when.
func ask(ctx context.Context, d *db.DB, engine string) (time.Time, error) {
	var at time.Time
	err := d.GetContext(ctx, &at, `INSERT INTO search_follower (engine, asked_at) VALUES ($1, clock_timestamp())
		ON CONFLICT (engine) DO UPDATE SET asked_at = clock_timestamp() RETURNING asked_at`, engine)
	return at, d.Translate(err)
}
