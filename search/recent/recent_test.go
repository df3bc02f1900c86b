package recent

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/search"
	"github.com/tuottajatori/tuottajatori/search/pg"
	"github.com/tuottajatori/tuottajatori/search/searchtest"
)

// counted is an engine that counts what it is asked, and waits or fails when told to.
type counted struct {
	search.Engine
	asked atomic.Int32
	wait  chan struct{}
	err   error
}

func (c *counted) Search(ctx context.Context, q search.Query) (search.Result, error) {
	c.asked.Add(1)
	if c.wait != nil {
		select {
		case <-c.wait:
		case <-ctx.Done():
			return search.Result{}, ctx.Err()
		}
	}
	if c.err != nil {
		return search.Result{}, c.err
	}
	return c.Engine.Search(ctx, q)
}

func engine(t *testing.T) *counted {
	t.Helper()
	e := pg.New(dbtest.New(t).Service)
	if err := e.Put(t.Context(), searchtest.Documents(300, 1)); err != nil {
		t.Fatal(err)
	}
	return &counted{Engine: e}
}

func always(engine, edition string, known bool) Era {
	return func() (string, string, bool) { return engine, edition, known }
}

func ask(t *testing.T, e *Engine, q search.Query) search.Result {
	t.Helper()
	r, err := e.Search(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestTheSameQuestionIsAskedOnceInAnEdition(t *testing.T) {
	inner := engine(t)
	edition, known := "1", true
	e := New(inner, func() (string, string, bool) { return "postgres", edition, known }, DefaultBytes)
	q := search.Query{Services: []string{"speech_therapy", "short_term_care", "speech_therapy"}, Limit: 20, Place: &search.Place{Municipality: "091", Lat: 60.17, Lon: 24.94}, RadiusM: 1_000_000}
	want, err := inner.Engine.Search(t.Context(), q)
	if err != nil || len(want.Hits) == 0 {
		t.Fatal(want, err)
	}
	for range 3 {
		got := ask(t, e, q)
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatal(diff)
		}
		// What was handed out is the caller's to spoil.
		got.Hits[0].ID[0]++
		if got.Hits[0].DistanceM != nil {
			*got.Hits[0].DistanceM = -5
		}
		clear(got.Facets[search.FacetService])
		delete(got.Facets, search.FacetVacancy)
	}
	turned := q
	turned.Services = []string{"short_term_care", "speech_therapy"}
	ask(t, e, turned)
	if n := inner.asked.Load(); n != 1 {
		t.Errorf("asked %d times in one edition", n)
	}
	edition = "2"
	ask(t, e, q)
	ask(t, e, q)
	if n := inner.asked.Load(); n != 2 {
		t.Errorf("asked %d times in two editions", n)
	}
	known = false
	ask(t, e, q)
	ask(t, e, q)
	if n := inner.asked.Load(); n != 4 {
		t.Errorf("%d of 4 asked, though nobody knows the edition", n)
	}
}

func TestAnAnswerOfAnotherEngineIsNotRemembered(t *testing.T) {
	inner := engine(t)
	e := New(inner, always("meilisearch", "1", true), DefaultBytes)
	ask(t, e, search.Query{Limit: 5})
	ask(t, e, search.Query{Limit: 5})
	if n := inner.asked.Load(); n != 2 {
		t.Errorf("asked %d times of 2", n)
	}
}

func TestErrorsAreNotRemembered(t *testing.T) {
	inner := engine(t)
	e := New(inner, always("postgres", "1", true), DefaultBytes)
	inner.err = errors.New("away")
	if _, err := e.Search(t.Context(), search.Query{}); !errors.Is(err, inner.err) {
		t.Errorf("the error is %v", err)
	}
	inner.err = nil
	ask(t, e, search.Query{})
}

func TestEqualQuestionsAtOnceAreOne(t *testing.T) {
	inner := engine(t)
	inner.wait = make(chan struct{})
	e := New(inner, always("postgres", "1", true), DefaultBytes)
	first, leave := context.WithCancel(t.Context())
	left := make(chan error)
	go func() {
		_, err := e.Search(first, search.Query{Limit: 3})
		left <- err
	}()
	for inner.asked.Load() == 0 {
	}
	var others sync.WaitGroup
	var waiting atomic.Int32
	for range 20 {
		others.Go(func() {
			waiting.Add(1)
			if r, err := e.Search(context.WithoutCancel(first), search.Query{Limit: 3}); err != nil || len(r.Hits) != 3 {
				t.Error(r, err)
			}
		})
	}
	for waiting.Load() < 20 {
	}
	leave() // whoever asked first goes away: the others get their answer all the same
	if err := <-left; !errors.Is(err, context.Canceled) {
		t.Errorf("who left got %v", err)
	}
	close(inner.wait)
	others.Wait()
	if n := inner.asked.Load(); n > 3 { // a late one finds the answer in memory or, by a hair, asks again
		t.Errorf("21 questions at once were asked %d times", n)
	}
}

func TestMemoryIsBounded(t *testing.T) {
	inner := engine(t)
	const most = 100 << 10
	e := New(inner, always("postgres", "1", true), most)
	for i := range 400 {
		ask(t, e, search.Query{Limit: 20, Offset: i})
		if e.bytes > most {
			t.Fatalf("%d bytes of %d after %d answers", e.bytes, most, i+1)
		}
	}
	sum := 0
	for _, entry := range e.entries.Values() {
		sum += entry.bytes
	}
	if sum != e.bytes || e.entries.Len() < 10 {
		t.Errorf("%d bytes counted, %d there in %d answers", e.bytes, sum, e.entries.Len())
	}
	before := inner.asked.Load()
	ask(t, e, search.Query{Limit: 20, Offset: 399})
	ask(t, e, search.Query{Limit: 20, Offset: 0})
	if n := inner.asked.Load() - before; n != 1 {
		t.Errorf("%d asked: the newest is to be there, the oldest not", n)
	}
}

func TestKeysTellQuestionsApart(t *testing.T) {
	seen := map[string]search.Query{}
	r := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		q := searchtest.Query(r)
		k, ok := key(q)
		if !ok {
			t.Fatalf("no key for %+v", q)
		}
		turned := q
		turned.Services, turned.Spoken = slices.Clone(q.Services), append(slices.Clone(q.Spoken), q.Spoken...)
		slices.Reverse(turned.Services)
		if again, _ := key(turned); again != k {
			t.Fatalf("%s and %s are the same question", k, again)
		}
		if other, twice := seen[k]; twice && !cmp.Equal(normal(other), normal(q), cmpopts.EquateEmpty()) {
			t.Fatalf("one key for %+v and %+v", other, q)
		}
		seen[k] = q
	}
	for _, text := range []string{"\xff", string(make([]byte, 2*longestKey))} {
		if _, ok := key(search.Query{Text: text}); ok {
			t.Errorf("%.10q is remembered", text)
		}
	}
}

func normal(q search.Query) search.Query {
	for _, list := range []*[]string{&q.Services, &q.Spoken, &q.Organisers, &q.Schemes, &q.ProducerTypes, &q.PaysKinds} {
		*list = slices.Compact(slices.Sorted(slices.Values(*list)))
	}
	return q
}

func TestWhatIsPackedComesOutAsItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		metres := rapid.Ptr(rapid.IntRange(0, 2_000_000), true)
		want := search.Result{
			Total: rapid.IntRange(0, 1<<30).Draw(t, "total"), Engine: "postgres",
			Understood: rapid.SliceOf(rapid.String()).Draw(t, "understood"),
			Facets:     rapid.MapOf(rapid.String(), rapid.MapOf(rapid.String(), rapid.IntRange(0, 1<<30))).Draw(t, "facets"),
		}
		for i := range rapid.IntRange(0, 5).Draw(t, "hits") {
			want.Hits = append(want.Hits, search.Hit{
				ID: searchtest.Documents(1, uint64(i))[0].ID, DistanceM: metres.Draw(t, "metres"), Folded: i,
			})
			want.Mended = append(want.Mended, search.Mended{Typed: fmt.Sprint(i), As: "x"})
		}
		if diff := cmp.Diff(want, pack(want).result(), cmpopts.EquateEmpty()); diff != "" {
			t.Fatal(diff)
		}
	})
}
