package follow_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/internal/platform/meilitest"
	"github.com/tuottajatori/tuottajatori/search"
	"github.com/tuottajatori/tuottajatori/search/follow"
	"github.com/tuottajatori/tuottajatori/search/meili"
	"github.com/tuottajatori/tuottajatori/search/pg"
	"github.com/tuottajatori/tuottajatori/search/searchtest"
)

// soon is within how long of a fault's end everything must be right again, without anybody's hand: twice what is asked of a
// machine that has nothing else to do.
const soon = time.Minute

// world is a database of things with its embedded engine, and a Meilisearch that follows it.
type world struct {
	searchtest.Things
	db      *dbtest.DB
	engine  *pg.Engine
	indexer *search.Indexer
	remote  *meili.Engine
	r       *rand.Rand
}

// newWorld makes a world with some things in it, indexed in PostgreSQL.
func newWorld(t *testing.T, at meilitest.Index, things int) *world {
	t.Helper()
	d := dbtest.New(t)
	w := &world{Things: searchtest.NewThings(t, d), db: d, r: rand.New(rand.NewPCG(1, 2))}
	w.engine, w.indexer = process(d.Service, w.Things)
	w.remote = remote(t, at)
	if err := w.Fill(t.Context(), things); err != nil {
		t.Fatal(err)
	}
	w.drain(t)
	return w
}

func process(d *db.DB, things searchtest.Things) (*pg.Engine, *search.Indexer) {
	engine := pg.New(d)
	return engine, search.NewIndexer(d, engine, things, slog.New(slog.DiscardHandler))
}

func remote(t *testing.T, at meilitest.Index) *meili.Engine {
	t.Helper()
	e, err := meili.New(meili.Config{URL: at.URL, Key: at.MasterKey, Prefix: at.Prefix})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// of is where a test has a server for itself.
func of(s *meilitest.Server) meilitest.Index {
	return meilitest.Index{URL: s.URL, MasterKey: s.MasterKey, Prefix: "test_"}
}

func (w *world) follower() *follow.Follower {
	return follow.New(w.DB, w.remote, slog.New(slog.DiscardHandler))
}

// run runs indexers and followers, as so many processes, until the test ends.
func (w *world) run(t *testing.T, processes int) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	for range processes {
		_, indexer := process(w.DB, w.Things)
		running.Go(func() { indexer.Run(ctx) })
		running.Go(func() { w.follower().Run(ctx) })
	}
	t.Cleanup(func() { stop(); running.Wait() })
}

func (w *world) drain(t *testing.T) {
	t.Helper()
	if err := w.indexer.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func (w *world) scramble(t *testing.T, times int) {
	t.Helper()
	for range times {
		if err := w.Scramble(t.Context(), w.r); err != nil {
			t.Fatal(err)
		}
	}
}

// right waits until both indexes are what the database says, and fails the test if that takes too long.
func (w *world) right(t *testing.T) {
	t.Helper()
	var wrong string
	for deadline := time.Now().Add(soon); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		if wrong = w.wrong(t); wrong == "" {
			return
		}
	}
	status, err := follow.ReadStatus(t.Context(), w.DB)
	t.Fatalf("still wrong after %s: %s\n%+v %v", soon, wrong, status, err)
}

// wrong tells what differs between the database and the indexes.
func (w *world) wrong(t *testing.T) string {
	t.Helper()
	if diff := cmp.Diff(w.truth(t), w.bodies(t)); diff != "" {
		return "PostgreSQL: " + first(diff)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	state, err := follow.ReadState(ctx, w.DB)
	if err != nil {
		t.Fatal(err)
	}
	mark, err := w.remote.Mark(ctx)
	if err != nil {
		return err.Error()
	}
	if want := (search.Mark{Database: state.Database, Version: state.Version, Settings: w.remote.Settings()}); mark != want {
		return fmt.Sprintf("the mark is %+v of %+v", mark, want)
	}
	r := rand.New(rand.NewPCG(3, 4))
	for range 20 {
		q := searchtest.Query(r)
		q.Text, q.Sort = "", search.SortPays
		want, err := w.engine.Search(ctx, q)
		if err != nil {
			t.Fatal(err)
		}
		got, err := w.remote.Search(ctx, q)
		if err != nil {
			return err.Error()
		}
		want.Engine, got.Engine = "", ""
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			return "Meilisearch: " + first(diff)
		}
	}
	return ""
}

func first(diff string) string { return diff[:min(len(diff), 1500)] }

// truth is what the database has to show, as JSON by id.
func (w *world) truth(t *testing.T) map[uuid.UUID]string {
	t.Helper()
	ids, err := w.All(t.Context(), uuid.Nil, 1_000_000)
	if err != nil {
		t.Fatal(err)
	}
	docs, err := w.Documents(t.Context(), ids)
	if err != nil {
		t.Fatal(err)
	}
	out := map[uuid.UUID]string{}
	for _, d := range docs {
		d.StaleAt = nil
		body, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		out[d.ID] = string(body)
	}
	return out
}

// bodies is what PostgreSQL's index has, as JSON by id.
func (w *world) bodies(t *testing.T) map[uuid.UUID]string {
	t.Helper()
	var rows []struct {
		ID   uuid.UUID
		Body string
	}
	if err := w.db.Owner.Select(&rows, `SELECT d.id, coalesce(b.body, '') AS body FROM search_document d
		LEFT JOIN search_body b ON b.id = d.id WHERE NOT d.gone`); err != nil {
		t.Fatal(err)
	}
	out := map[uuid.UUID]string{}
	for _, r := range rows {
		out[r.ID] = r.Body
	}
	return out
}

// status is what others can read of the feeding.
func (w *world) status(t *testing.T) follow.Status {
	t.Helper()
	all, err := follow.ReadStatus(t.Context(), w.DB)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		if s.Engine == w.remote.Name() {
			return s
		}
	}
	return follow.Status{}
}

// until waits for something that must come soon.
func until(t *testing.T, what string, yes func() bool) {
	t.Helper()
	for deadline := time.Now().Add(soon); !yes(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not within %s: %s", soon, what)
		}
	}
}
