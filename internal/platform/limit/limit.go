// Package limit counts what visitors try, in the database, so that every replica holds back the same ones.
//
// Each share is a token bucket of one row, kept as the moment at which it is full again, and taken from by one statement
// by the database's clock. A row is found by a keyed hash of whose share it is, so that the table tells of nobody. A share
// that is full has no row.
package limit

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
)

// Share is how often somebody may do something: a burst at once, and then one more each time that every has passed.
type Share struct {
	Name  string // of what is done; buckets of different names have nothing to do with each other
	Every time.Duration
	Burst int
}

// Limits takes from shares. It is safe for concurrent use.
type Limits struct {
	ring *keys.Ring
	now  func() time.Time
}

// New makes limits whose rows are found with a key of the ring. Without now the database's clock is read.
func New(ring *keys.Ring, now func() time.Time) *Limits { return &Limits{ring: ring, now: now} }

// Excluded is a bucket from which one was taken when it was full: it is full again one "every" after now. A bucket that is
// full much later than an empty one can be was filled by a clock that has since been set back: it is forgiven.
const take = `INSERT INTO try_limit AS l (key, full_at)
SELECT $1, n.now + n.every FROM (SELECT COALESCE($4::timestamptz, clock_timestamp()) AS now, make_interval(secs => $2) AS every) n
ON CONFLICT (key) DO UPDATE SET full_at = excluded.full_at
    + CASE WHEN l.full_at > excluded.full_at + make_interval(secs => $2 * ($3 - 1), hours => 1) THEN interval '0'
           ELSE GREATEST(l.full_at - (excluded.full_at - make_interval(secs => $2)), interval '0') END
WHERE l.full_at <= excluded.full_at + make_interval(secs => $2 * ($3 - 2))
   OR l.full_at > excluded.full_at + make_interval(secs => $2 * ($3 - 1), hours => 1)
RETURNING true`

// Take takes one try from somebody's share, and answers false when there is none left, which changes nothing. Within a
// transaction the try is taken when that commits, and others of the same share wait for it.
func (l *Limits) Take(ctx context.Context, q sqlx.QueryerContext, s Share, whose string) (bool, error) {
	var taken bool
	err := sqlx.GetContext(ctx, q, &taken, take, l.key(s, whose), s.Every.Seconds(), s.Burst, l.at())
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("take a try: %w", err)
	}
	return taken, nil
}

// Forgive fills somebody's share.
func (l *Limits) Forgive(ctx context.Context, q sqlx.ExecerContext, s Share, whose string) error {
	if _, err := q.ExecContext(ctx, `DELETE FROM try_limit WHERE key = $1`, l.key(s, whose)); err != nil {
		return fmt.Errorf("forgive tries: %w", err)
	}
	return nil
}

// Sweep forgets the shares that are full.
func Sweep(ctx context.Context, q sqlx.ExecerContext, now time.Time) error {
	if _, err := q.ExecContext(ctx, `DELETE FROM try_limit WHERE full_at <= $1`, now); err != nil {
		return fmt.Errorf("sweep tries: %w", err)
	}
	return nil
}

func (l *Limits) key(s Share, whose string) []byte { return l.ring.Keyed("limit "+s.Name, whose) }

func (l *Limits) at() *time.Time {
	if l.now == nil {
		return nil
	}
	now := l.now().UTC()
	return &now
}
