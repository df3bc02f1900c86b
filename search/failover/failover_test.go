package failover_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/internal/platform/meilitest"
	"github.com/tuottajatori/tuottajatori/internal/service"
	"github.com/tuottajatori/tuottajatori/search"
	"github.com/tuottajatori/tuottajatori/search/failover"
	"github.com/tuottajatori/tuottajatori/search/follow"
	"github.com/tuottajatori/tuottajatori/search/meili"
	"github.com/tuottajatori/tuottajatori/search/pg"
	"github.com/tuottajatori/tuottajatori/search/searchtest"
)

const (
	soon = time.Minute
	// unmoved is how long an answer may take on a busy machine when nobody waits for the remote, whose limit is a second.
	unmoved = 900 * time.Millisecond
)

// world is two engines with the same documents, and the engine of both.
type world struct {
	pg     *pg.Engine
	meili  *meili.Engine
	both   *failover.Engine
	follow *follow.Follower
	docs   []search.Document
}

func newWorld(t *testing.T, url, key string) *world {
	t.Helper()
	d := dbtest.New(t).Service
	w := &world{pg: pg.New(d), docs: searchtest.Documents(300, 1)}
	for i := range w.docs {
		search.Stand(w.docs[i : i+1])
	}
	if err := w.pg.Put(t.Context(), w.docs); err != nil {
		t.Fatal(err)
	}
	var err error
	if w.meili, err = meili.New(meili.Config{URL: url, Key: key, Prefix: "test_"}); err != nil {
		t.Fatal(err)
	}
	quiet := slog.New(slog.DiscardHandler)
	w.follow = follow.New(d, w.meili, quiet)
	w.both = failover.New(w.pg, w.meili, state(d), quiet)
	return w
}

func state(d *db.DB) func(context.Context) (failover.State, error) {
	return func(ctx context.Context) (failover.State, error) {
		s, err := follow.ReadState(ctx, d)
		return failover.State{Database: s.Database, Version: s.Version}, err
	}
}

// watch watches until the test ends.
func (w *world) watch(t *testing.T) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); w.both.Watch(ctx) }()
	t.Cleanup(func() { stop(); <-ended })
}

// ask searches, checks that the answer is right whoever gives it, and tells who did and in what time.
func (w *world) ask(t *testing.T) (by string, took time.Duration) {
	q := search.Query{Sort: search.SortPays, Services: []string{w.docs[0].Service}, Limit: 5}
	want, err := w.pg.Search(t.Context(), q)
	if err != nil {
		t.Error(err)
		return "", 0
	}
	began := time.Now()
	got, err := w.both.Search(t.Context(), q)
	took = time.Since(began)
	if err != nil {
		t.Error(err)
	}
	by = got.Engine
	want.Engine, got.Engine = "", ""
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s answers %s", by, diff)
	}
	return by, took
}

// answeredBy waits until an engine answers.
func (w *world) answeredBy(t *testing.T, name string) {
	t.Helper()
	for deadline := time.Now().Add(soon); ; time.Sleep(20 * time.Millisecond) {
		if by, _ := w.ask(t); by == name {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s does not answer within %s", name, soon)
		}
	}
}

// TestNobodyNoticesTheLoss breaks the remote while people search, and mends it.
func TestNobodyNoticesTheLoss(t *testing.T) {
	for _, c := range []struct {
		name       string
		harm, mend func(t *testing.T, s *meilitest.Server, p *meilitest.Proxy)
	}{
		{"stopped",
			func(t *testing.T, s *meilitest.Server, _ *meilitest.Proxy) { s.Stop(t) },
			func(t *testing.T, s *meilitest.Server, _ *meilitest.Proxy) { s.Restart(t) }},
		{"frozen",
			func(t *testing.T, s *meilitest.Server, _ *meilitest.Proxy) { s.Freeze(t) },
			func(t *testing.T, s *meilitest.Server, _ *meilitest.Proxy) { s.Thaw(t) }},
		{"emptied",
			func(t *testing.T, s *meilitest.Server, _ *meilitest.Proxy) { s.Empty(t) },
			func(t *testing.T, s *meilitest.Server, _ *meilitest.Proxy) {}},
		{"slow",
			func(_ *testing.T, _ *meilitest.Server, p *meilitest.Proxy) { p.Delay(600 * time.Millisecond) },
			func(_ *testing.T, _ *meilitest.Server, p *meilitest.Proxy) { p.Delay(0) }},
		{"of a version that is not supported",
			func(_ *testing.T, _ *meilitest.Server, p *meilitest.Proxy) { p.Version("2.0.0") },
			func(_ *testing.T, _ *meilitest.Server, p *meilitest.Proxy) { p.Version("") }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			server := meilitest.Start(t)
			proxy := meilitest.Through(t, server.URL)
			w := newWorld(t, proxy.URL, server.MasterKey)
			if by, _ := w.ask(t); by != w.pg.Name() {
				t.Errorf("before the watch has seen anything %s answers", by)
			}
			w.watch(t)
			ctx, stop := context.WithCancel(t.Context())
			var following sync.WaitGroup
			following.Go(func() { w.follow.Run(ctx) })
			t.Cleanup(func() { stop(); following.Wait() })
			w.answeredBy(t, w.meili.Name())
			c.harm(t, server, proxy)
			for range 8 { // with the first it is found out
				w.ask(t)
			}
			if c.name != "emptied" { // which mends itself
				w.answeredBy(t, w.pg.Name())
				w.unmoved(t)
			}
			c.mend(t, server, proxy)
			w.answeredBy(t, w.meili.Name())
		})
	}
}

// unmoved asks for some seconds, which is longer than the breaker stays open, from many sides.
func (w *world) unmoved(t *testing.T) {
	t.Helper()
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for end := time.Now().Add(3 * time.Second); time.Now().Before(end); time.Sleep(30 * time.Millisecond) {
				if by, took := w.ask(t); by != w.pg.Name() || took > unmoved {
					t.Errorf("%s answered after %s", by, took)
				}
			}
		})
	}
	all.Wait()
}

// TestWhoLeavesIsNoFailure cancels many searches.
func TestWhoLeavesIsNoFailure(t *testing.T) {
	t.Parallel()
	server := meilitest.Start(t)
	proxy := meilitest.Through(t, server.URL)
	w := newWorld(t, proxy.URL, server.MasterKey)
	if err := w.follow.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.watch(t)
	w.answeredBy(t, w.meili.Name())
	proxy.Delay(100 * time.Millisecond)
	for range 20 {
		ctx, leave := context.WithTimeout(t.Context(), 20*time.Millisecond)
		if _, err := w.both.Search(ctx, search.Query{}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("who left got %v", err)
		}
		leave()
	}
	if by, _ := w.ask(t); by != w.meili.Name() {
		t.Errorf("after many have left %s answers", by)
	}
}

// TestTheEmbeddedEngineWorksOutAUsage: only the order of the usual usage is ready in the remote's index.
func TestTheEmbeddedEngineWorksOutAUsage(t *testing.T) {
	t.Parallel()
	server := meilitest.Start(t)
	w := newWorld(t, server.URL, server.MasterKey)
	if err := w.follow.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.watch(t)
	w.answeredBy(t, w.meili.Name())
	asked := service.Usage{Minutes: 60, Times: 7}
	for name, q := range map[string]search.Query{
		w.pg.Name():    {Sort: search.SortPays, Usage: asked, Limit: 100},
		w.meili.Name(): {Sort: search.SortQuality, Usage: asked, Limit: 100},
	} {
		got, err := w.both.Search(t.Context(), q)
		if err != nil || got.Engine != name {
			t.Errorf("%s: %s answers, %v; want %s", q.Sort, got.Engine, err, name)
		}
	}
	if _, err := w.meili.Search(t.Context(), search.Query{Sort: search.SortPays, Usage: asked}); err == nil {
		t.Error("the remote answers by another usage than was asked")
	}
	if by, _ := w.ask(t); by != w.meili.Name() {
		t.Errorf("afterwards %s answers", by)
	}
}

// TestARemoteThatLagsIsLeft lets changes come that nobody feeds.
func TestARemoteThatLagsIsLeft(t *testing.T) {
	t.Parallel()
	server := meilitest.Start(t)
	w := newWorld(t, server.URL, server.MasterKey)
	if err := w.follow.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.watch(t)
	w.answeredBy(t, w.meili.Name())
	if err := w.pg.Put(t.Context(), searchtest.Documents(1, 99)); err != nil {
		t.Fatal(err)
	}
	name, before, known := w.both.Answers()
	if name != w.meili.Name() || !known {
		t.Errorf("a moment behind, %s answers (%t)", name, known)
	}
	for deadline := time.Now().Add(soon); w.both.Name() != w.pg.Name(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it still answers")
		}
	}
	if err := w.follow.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(soon); w.both.Name() != w.meili.Name(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it does not answer again")
		}
	}
	if _, after, _ := w.both.Answers(); after == before {
		t.Error("the edition is the same after a change")
	}
}

// TestWithoutARemote: the embedded engine answers, and its edition is known once the watch has looked.
func TestWithoutARemote(t *testing.T) {
	t.Parallel()
	d := dbtest.New(t).Service
	engine := pg.New(d)
	if err := engine.Put(t.Context(), searchtest.Documents(10, 1)); err != nil {
		t.Fatal(err)
	}
	e := failover.New(engine, nil, state(d), slog.New(slog.DiscardHandler))
	if _, _, known := e.Answers(); known {
		t.Error("an edition is known that nobody has looked up")
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	go e.Watch(ctx)
	editions := map[string]bool{}
	for i := range uint64(2) {
		for deadline := time.Now().Add(soon); len(editions) < int(i)+1; time.Sleep(10 * time.Millisecond) {
			if name, edition, known := e.Answers(); known && name == engine.Name() {
				editions[edition] = true
			}
			if time.Now().After(deadline) {
				t.Fatalf("%d editions", len(editions))
			}
		}
		if err := engine.Put(t.Context(), searchtest.Documents(1, 5+i)); err != nil {
			t.Fatal(err)
		}
	}
	if r, err := e.Search(t.Context(), search.Query{Limit: 1}); err != nil || r.Engine != engine.Name() {
		t.Error(r.Engine, err)
	}
}
