package searchtest

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/search"
)

// Things is a catalogue of things in a table of its own: each becomes a document, unless it is hidden. It implements
// search.Source.
type Things struct{ DB *db.DB }

var _ search.Source = Things{}

// NewThings makes the table in a test's database.
func NewThings(t testing.TB, d *dbtest.DB) Things {
	t.Helper()
	for _, statement := range []string{
		`CREATE TABLE thing (id uuid PRIMARY KEY, producer uuid NOT NULL, seed bigint NOT NULL, hidden boolean NOT NULL DEFAULT false, stale_at timestamptz)`,
		`GRANT SELECT, INSERT, UPDATE, DELETE ON thing TO tuottajatori_service`,
	} {
		if _, err := d.Owner.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	return Things{DB: d.Service}
}

// Resolve gives the things of changed producers, and changed things themselves.
func (w Things) Resolve(ctx context.Context, changes []search.Change) ([]uuid.UUID, error) {
	var ids []uuid.UUID
	for _, c := range changes {
		if c.Kind == search.KindOffering {
			ids = append(ids, c.Ref)
			continue
		}
		var of []uuid.UUID
		if err := w.DB.SelectContext(ctx, &of, `SELECT id FROM thing WHERE producer = $1`, c.Ref); err != nil {
			return nil, err
		}
		ids = append(ids, of...)
	}
	return ids, nil
}

// Documents makes documents of things, each alone in its line.
func (w Things) Documents(ctx context.Context, ids []uuid.UUID) ([]search.Document, error) {
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = id.String()
	}
	var rows []struct {
		ID      uuid.UUID  `db:"id"`
		Seed    int64      `db:"seed"`
		StaleAt *time.Time `db:"stale_at"`
	}
	err := w.DB.SelectContext(ctx, &rows, `SELECT id, seed, CASE WHEN stale_at > clock_timestamp() THEN stale_at END AS stale_at
		FROM thing WHERE id = ANY($1::uuid[]) AND NOT hidden AND (stale_at IS NULL OR stale_at > clock_timestamp())`, pq.Array(list))
	if err != nil {
		return nil, err
	}
	docs := make([]search.Document, len(rows))
	for i, r := range rows {
		docs[i] = Documents(1, uint64(r.Seed))[0]
		docs[i].ID, docs[i].StaleAt = r.ID, r.StaleAt
		search.Stand(docs[i : i+1])
	}
	return docs, nil
}

// All pages through the things.
func (w Things) All(ctx context.Context, after uuid.UUID, limit int) ([]uuid.UUID, error) {
	var ids []uuid.UUID
	err := w.DB.SelectContext(ctx, &ids, `SELECT id FROM thing WHERE id > $1 ORDER BY id LIMIT $2`, after, limit)
	return ids, err
}

// Change runs a statement in a transaction that notes the change of one row.
func (w Things) Change(ctx context.Context, kind search.Kind, ref uuid.UUID, statement string, args ...any) error {
	return w.DB.InTx(ctx, actor.System("test"), func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.ExecContext(ctx, statement, args...); err != nil {
			return err
		}
		return search.Touch(ctx, tx, kind, ref)
	})
}

// Fill makes n things of one producer.
func (w Things) Fill(ctx context.Context, n int) error {
	producer := uuid.New()
	return w.Change(ctx, search.KindProducer, producer,
		`INSERT INTO thing (id, producer, seed) SELECT gen_random_uuid(), $1, n FROM generate_series(1, $2::int) n`, producer, n)
}

// Scramble makes one random change, which at times fails on purpose.
func (w Things) Scramble(ctx context.Context, r *rand.Rand) error {
	var ids []uuid.UUID
	if err := w.DB.SelectContext(ctx, &ids, `SELECT id FROM thing ORDER BY random() LIMIT 1`); err != nil || len(ids) == 0 {
		return err
	}
	id, statement := ids[0], `UPDATE thing SET seed = $2 WHERE id = $1`
	args := []any{id, r.Int64N(1 << 40)}
	switch r.IntN(5) {
	case 0:
		statement, args = `UPDATE thing SET hidden = NOT hidden WHERE id = $1`, args[:1]
	case 1:
		id = uuid.Must(uuid.NewV7())
		statement, args = `INSERT INTO thing (id, producer, seed) VALUES ($1, $1, $2)`, []any{id, r.Int64N(1 << 40)}
	case 2:
		statement = `DELETE FROM thing WHERE id = $1 AND $2::bigint > 0`
	case 3: // another row of the same transaction fails: neither change nor note
		statement, args = `UPDATE thing SET seed = 1 / 0 WHERE id = $1`, args[:1]
	}
	if err := w.Change(ctx, search.KindOffering, id, statement, args...); err != nil && pq.As(err, "22012") == nil {
		return err
	}
	return nil
}
