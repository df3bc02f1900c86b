// Package recent remembers the answers of an engine for as long as its index is what it was: on a day when thousands ask
// the same, the engine is asked once.
//
// Only what the engine says is kept: ids, order, facets, totals. What is shown of them is read from the database each
// time and checked again, so something withdrawn is gone at its commit whatever is remembered here. What is handed out
// is made anew each time, and belongs to whoever asked.
package recent

import (
	"context"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/singleflight"

	"github.com/tuottajatori/tuottajatori/search"
)

// DefaultBytes is about how much memory answers may take together.
const DefaultBytes = 16 << 20

const (
	mostEntries = 1 << 20         // bytes are the limit, not this
	longestKey  = 1 << 10         // longer questions are asked each time: nobody else asks them
	timeout     = 5 * time.Second // of a question that several wait for
)

// Era tells which engine would answer now and which edition of its index, at the least: an answer holds for as long as
// both stay the same. It is false when that is not known, and nothing is remembered then.
type Era func() (engine, edition string, known bool)

// Engine is search.Engine with a memory.
type Engine struct {
	search.Engine
	era      Era
	most     int // bytes
	inFlight singleflight.Group
	counts   metrics

	mu      sync.Mutex // guards what follows
	entries *simplelru.LRU[string, entry]
	bytes   int
}

var _ search.Engine = (*Engine)(nil)

// entry is an answer and what it is an answer of.
type entry struct {
	engine  string
	edition string
	result  packed
	bytes   int
}

// New puts a memory of at most about so many bytes before an engine.
func New(engine search.Engine, era Era, bytes int) *Engine {
	e := &Engine{Engine: engine, era: era, most: bytes, counts: newMetrics()}
	entries, err := simplelru.NewLRU(mostEntries, func(_ string, old entry) { e.bytes -= old.bytes })
	if err != nil {
		panic(err) // only of a size that is not positive
	}
	e.entries = entries
	return e
}

// Search answers q from memory or by the engine. Equal questions that come while one is being answered wait for that
// answer.
func (e *Engine) Search(ctx context.Context, q search.Query) (search.Result, error) {
	engine, edition, known := e.era()
	k, plain := key(q)
	if !known || !plain {
		return e.Engine.Search(ctx, q)
	}
	if found, ok := e.find(k, engine, edition); ok {
		return found.result(), nil
	}
	answer := e.inFlight.DoChan(k+"\x00"+engine+"\x00"+edition, func() (any, error) {
		// Whoever asked first may leave; the others still wait.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), timeout)
		defer cancel()
		result, err := e.Engine.Search(ctx, q)
		if err != nil {
			return nil, err
		}
		p := pack(result)
		if result.Engine == engine { // another answers by another index
			e.keep(k, entry{engine: engine, edition: edition, result: p, bytes: p.bytes() + 2*len(k)})
		}
		return p, nil
	})
	select {
	case <-ctx.Done():
		return search.Result{}, ctx.Err()
	case a := <-answer:
		if a.Err != nil {
			return search.Result{}, a.Err
		}
		p := a.Val.(packed)
		return p.result(), nil
	}
}

func (e *Engine) find(key, engine, edition string) (packed, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	found, ok := e.entries.Get(key)
	if ok && found.engine == engine && found.edition == edition {
		e.counts.hits.Inc()
		return found.result, true
	}
	e.counts.misses.Inc()
	if ok { // of an index that has moved on
		e.entries.Remove(key)
	}
	return packed{}, false
}

func (e *Engine) keep(key string, fresh entry) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.entries.Remove(key)
	e.entries.Add(key, fresh)
	for e.bytes += fresh.bytes; e.bytes > e.most; {
		e.entries.RemoveOldest()
	}
}

// metrics are how often an answer was remembered and how often not.
type metrics struct{ hits, misses prometheus.Counter }

func newMetrics() metrics {
	counter := func(result string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{
			Name: "search_recent_total", Help: "Searches that could be answered from memory, by whether they were.",
			ConstLabels: prometheus.Labels{"remembered": result},
		})
	}
	return metrics{hits: counter("yes"), misses: counter("no")}
}

// Collectors are the memory's metrics.
func (e *Engine) Collectors() []prometheus.Collector {
	return []prometheus.Collector{e.counts.hits, e.counts.misses}
}
