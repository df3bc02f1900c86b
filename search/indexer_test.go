package search_test

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/search"
	"github.com/tuottajatori/tuottajatori/search/pg"
	"github.com/tuottajatori/tuottajatori/search/searchtest"
)

// world is a database with things, its embedded engine and an indexer.
type world struct {
	searchtest.Things
	d       *db.DB
	owner   *db.DB
	engine  *pg.Engine
	indexer *search.Indexer
}

func newWorld(t *testing.T) *world {
	d := dbtest.New(t)
	w := &world{Things: searchtest.NewThings(t, d), d: d.Service, owner: d.Owner, engine: pg.New(d.Service)}
	w.indexer = search.NewIndexer(w.d, w.engine, w, slog.New(slog.DiscardHandler))
	return w
}

func (w *world) change(kind search.Kind, ref uuid.UUID, statement string, args ...any) error {
	return w.Change(context.Background(), kind, ref, statement, args...)
}

func (w *world) add(t *testing.T, seed int64) uuid.UUID {
	t.Helper()
	id := uuid.Must(uuid.NewV7())
	if err := w.change(search.KindOffering, id, `INSERT INTO thing (id, producer, seed) VALUES ($1, $2, $3)`, id, uuid.New(), seed); err != nil {
		t.Fatal(err)
	}
	return id
}

func (w *world) drain(t *testing.T) {
	t.Helper()
	if err := w.indexer.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// index reads what the index holds, by id.
func (w *world) index(t *testing.T) map[string]string {
	t.Helper()
	var rows []struct{ ID, Digest string }
	err := w.owner.Select(&rows, `SELECT id::text, encode(digest, 'hex') || service || vacancy || names::text AS digest FROM search_document WHERE NOT gone`)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, r := range rows {
		out[r.ID] = r.Digest
	}
	return out
}

func (w *world) size(t *testing.T, table string) int {
	t.Helper()
	var n int
	if err := w.owner.Get(&n, `SELECT count(*) FROM `+pq.QuoteIdentifier(table)); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestChangesReachTheIndex(t *testing.T) {
	w := newWorld(t)
	id := w.add(t, 1)
	w.drain(t)
	if n := len(w.index(t)); n != 1 {
		t.Fatalf("%d documents after one was added", n)
	}
	before := w.index(t)[id.String()]
	if err := w.change(search.KindOffering, id, `UPDATE thing SET seed = 2 WHERE id = $1`, id); err != nil {
		t.Fatal(err)
	}
	w.drain(t)
	if w.index(t)[id.String()] == before {
		t.Error("a change did not reach the index")
	}
	if err := w.change(search.KindOffering, id, `UPDATE thing SET hidden = true WHERE id = $1`, id); err != nil {
		t.Fatal(err)
	}
	w.drain(t)
	if n := len(w.index(t)); n != 0 {
		t.Errorf("%d documents after the only one was hidden", n)
	}
	if n := w.size(t, "search_change"); n != 0 {
		t.Errorf("%d notes are left", n)
	}
}

func TestOneNoteMayMeanManyDocuments(t *testing.T) {
	w := newWorld(t)
	producer := uuid.New()
	if err := w.change(search.KindProducer, producer,
		`INSERT INTO thing (id, producer, seed) SELECT gen_random_uuid(), $1, n FROM generate_series(1, 1234) n`, producer); err != nil {
		t.Fatal(err)
	}
	w.drain(t)
	if n := len(w.index(t)); n != 1234 {
		t.Errorf("%d documents of 1234", n)
	}
}

func TestRolledBackLeavesNoNote(t *testing.T) {
	w := newWorld(t)
	err := w.d.InTx(t.Context(), actor.System("test"), func(ctx context.Context, tx *db.Tx) error {
		if err := search.Touch(ctx, tx, search.KindUnit, uuid.New()); err != nil {
			return err
		}
		return errors.New("no")
	})
	if err == nil || w.size(t, "search_change") != 0 {
		t.Errorf("a note without its change: %v", err)
	}
}

// TestLateCommitIsNotLost lets a transaction that took its number first commit after the indexer has passed it.
func TestLateCommitIsNotLost(t *testing.T) {
	w := newWorld(t)
	late := uuid.Must(uuid.NewV7())
	tx, err := w.owner.BeginTxx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(`INSERT INTO thing (id, producer, seed) VALUES ($1, $1, 5)`, late); err != nil {
		t.Fatal(err)
	}
	if err := search.Touch(t.Context(), &db.Tx{Tx: tx}, search.KindOffering, late); err != nil {
		t.Fatal(err)
	}
	w.add(t, 6) // a larger number, committed earlier
	w.drain(t)
	if n := len(w.index(t)); n != 1 {
		t.Fatalf("%d documents before the late commit", n)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	w.drain(t)
	if _, there := w.index(t)[late.String()]; !there {
		t.Error("what was committed late is not in the index")
	}
}

// failing is an engine that loses its answer: it takes documents and says that it has not.
type failing struct{ *pg.Engine }

func (f failing) Put(ctx context.Context, docs []search.Document) error {
	return errors.Join(errors.New("lost"), f.Engine.Put(ctx, docs))
}

func TestNothingIsLostWhenTheEngineFails(t *testing.T) {
	w := newWorld(t)
	w.add(t, 1)
	broken := search.NewIndexer(w.d, failing{w.engine}, w, slog.New(slog.DiscardHandler))
	if err := broken.Drain(t.Context()); err == nil {
		t.Fatal("no error")
	}
	if n := w.size(t, "search_change"); n != 1 {
		t.Fatalf("%d notes are left of 1", n)
	}
	w.drain(t)
	if n := w.size(t, "search_change"); n != 0 || len(w.index(t)) != 1 {
		t.Errorf("%d notes, %d documents", n, len(w.index(t)))
	}
}

func TestTimeAloneChangesTheIndex(t *testing.T) {
	w := newWorld(t)
	ids := []uuid.UUID{w.add(t, 1), w.add(t, 2)}
	if err := w.change(search.KindOffering, ids[0], `UPDATE thing SET stale_at = clock_timestamp() + interval '1 hour' WHERE id = $1`, ids[0]); err != nil {
		t.Fatal(err)
	}
	w.drain(t)
	if n, due := len(w.index(t)), w.size(t, "search_due"); n != 2 || due != 1 {
		t.Fatalf("%d documents, %d due", n, due)
	}
	for _, statement := range []string{ // an hour goes by
		`UPDATE thing SET stale_at = stale_at - interval '1 hour'`, `UPDATE search_due SET at = at - interval '1 hour'`,
	} {
		if _, err := w.owner.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	w.drain(t)
	if _, there := w.index(t)[ids[0].String()]; there || len(w.index(t)) != 1 || w.size(t, "search_due") != 0 {
		t.Errorf("after its hour the document is still there (%t), %d due", there, w.size(t, "search_due"))
	}
}

// TestPassedMomentIsNotReadForEver gives a source whose clock is behind: it says a moment that has passed already.
func TestPassedMomentIsNotReadForEver(t *testing.T) {
	w := newWorld(t)
	w.add(t, 1)
	indexer := search.NewIndexer(w.d, w.engine, behind{w}, slog.New(slog.DiscardHandler))
	if err := indexer.Drain(t.Context()); err != nil { // would never end
		t.Fatal(err)
	}
	var later bool
	if err := w.owner.Get(&later, `SELECT at > clock_timestamp() + interval '50 seconds' FROM search_due`); err != nil || !later {
		t.Errorf("looked at again later: %t, %v", later, err)
	}
}

type behind struct{ *world }

func (b behind) Documents(ctx context.Context, ids []uuid.UUID) ([]search.Document, error) {
	docs, err := b.Things.Documents(ctx, ids)
	for i := range docs {
		docs[i].StaleAt = new(time.Time)
	}
	return docs, err
}

func TestReindexAddsReplacesAndRemoves(t *testing.T) {
	w := newWorld(t)
	for seed := range int64(700) {
		w.add(t, seed)
	}
	w.drain(t)
	whole := w.index(t)
	docs := searchtest.Documents(900, 5) // strays, more than a batch, before, between and after the others
	if err := w.engine.Put(t.Context(), docs); err != nil {
		t.Fatal(err)
	}
	if _, err := w.owner.Exec(`UPDATE search_document SET service = 'wrong', digest = '' WHERE no % 3 = 0;
		DELETE FROM search_document WHERE no % 7 = 1`); err != nil {
		t.Fatal(err)
	}
	var steps []int
	if err := w.indexer.Reindex(t.Context(), func(done int) { steps = append(steps, done) }); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(whole, w.index(t)); diff != "" {
		t.Errorf("after the rebuild (-before +after):\n%s", diff)
	}
	if diff := cmp.Diff([]int{500, 700}, steps); diff != "" {
		t.Errorf("progress: %s", diff)
	}
}

// bare hides that the engine can list its documents.
type bare struct{ search.Engine }

func TestReindexOfAnEngineThatCannotList(t *testing.T) {
	w := newWorld(t)
	w.add(t, 1)
	if err := w.engine.Put(t.Context(), searchtest.Documents(3, 5)); err != nil {
		t.Fatal(err)
	}
	if err := search.NewIndexer(w.d, bare{w.engine}, w, slog.New(slog.DiscardHandler)).Reindex(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if n := len(w.index(t)); n != 1 {
		t.Errorf("%d documents of 1", n)
	}
}

// TestManyWritersTwoIndexersAndARebuild changes things from many sides while two processes index and one rebuilds.
// In the end the index must be what a rebuild from nothing makes.
func TestManyWritersTwoIndexersAndARebuild(t *testing.T) {
	w := newWorld(t)
	for seed := range int64(300) {
		w.add(t, seed)
	}
	ctx, stop := context.WithCancel(t.Context())
	var running, writing sync.WaitGroup
	for range 2 {
		running.Go(func() {
			search.NewIndexer(w.d, pg.New(w.d), w, slog.New(slog.DiscardHandler)).Run(ctx)
		})
	}
	for writer := range 6 {
		writing.Go(func() {
			r := rand.New(rand.NewPCG(uint64(writer), 1))
			for range 50 {
				if err := w.Scramble(ctx, r); err != nil {
					t.Error(err)
				}
			}
		})
	}
	writing.Go(func() {
		if err := w.indexer.Reindex(ctx, nil); err != nil {
			t.Error(err)
		}
	})
	writing.Wait()
	w.drain(t)
	stop()
	running.Wait()
	reached := w.index(t)
	if err := w.engine.Clear(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := w.indexer.Reindex(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(w.index(t), reached); diff != "" {
		t.Errorf("index after changes (-rebuilt +reached):\n%s", diff)
	}
	if len(reached) < 100 {
		t.Errorf("only %d documents are left to compare", len(reached))
	}
}

func TestRunStopsWithItsContext(t *testing.T) {
	w := newWorld(t)
	id := w.add(t, 1)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { w.indexer.Run(ctx); close(done) }()
	for len(w.index(t)) == 0 {
		time.Sleep(10 * time.Millisecond)
	}
	if _, there := w.index(t)[id.String()]; !there {
		t.Error("something else was indexed")
	}
	stop()
	<-done
}

func TestOnlyOneIndexesAtATime(t *testing.T) {
	w := newWorld(t)
	w.add(t, 1)
	conn, err := w.owner.Connx(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	const lock = 0x7475_6f74_7461
	if _, err := conn.ExecContext(t.Context(), `SELECT pg_advisory_lock($1)`, lock); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if err := w.indexer.Drain(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("while another indexes: %v", err)
	}
	if n := len(w.index(t)); n != 0 {
		t.Errorf("%d documents got in beside the lock", n)
	}
	if _, err := conn.ExecContext(t.Context(), `SELECT pg_advisory_unlock($1)`, lock); err != nil {
		t.Fatal(err)
	}
	w.drain(t)
	if n := len(w.index(t)); n != 1 {
		t.Errorf("%d documents after the lock was free", n)
	}
}
