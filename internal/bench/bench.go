// Package bench measures the product by itself: what a search costs on the server and what a visit weighs, through the
// same handler that visitors meet. Times of a busy or slow machine say little alone, so each run also measures a plain
// SQL statement on the same data and tells the ratio.
//
//	bench.go     what is measured, and the targets
//	requests.tsv the searches
//	browse.go    requests through the handler, and the weight of a visit
//	report.go    the report and its arithmetic
//	store.go     the plain SQL statement
package bench

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/search"
)

// Fewest is how many documents the index must have for the figures to mean what the targets mean: 3 000 offerings,
// less those of them that may not be shown on a given day.
const Fewest = 2_900

// The targets. Times are of the server alone, at 3 000 offerings on the PostgreSQL engine.
const (
	mostPageMS  = 5.0   // median of a result page
	mostFirstKB = 100.0 // first visit to the result page, compressed
	mostLaterKB = 15.0  // each page after it
)

// rounds is how many times every search is made, after one round that is not counted.
const rounds = 5

// Parts is what is measured. Handler serves everything that a visitor may ask for.
type Parts struct {
	DB      *db.DB
	Engine  search.Engine
	Handler http.Handler
}

// Search measures searches and visits. It changes nothing in the database, and refuses one with fewer than Fewest
// documents in the index.
func Search(ctx context.Context, p Parts) (Report, error) {
	n, err := p.Engine.Count(ctx)
	if err != nil {
		return Report{}, fmt.Errorf("count the index: %w", err)
	}
	if n < Fewest {
		return Report{}, fmt.Errorf("the index has %d documents and the figures want at least %d: load demo data first", n, Fewest)
	}
	all, err := searches()
	if err != nil {
		return Report{}, err
	}
	questions, err := asked(ctx, p, all)
	if err != nil {
		return Report{}, err
	}
	b := &bench{Parts: p, visitor: &visitor{handler: p.Handler}, searches: all, questions: questions}
	report := Report{}
	report.add("documents in the index", float64(n), nil)
	if err := b.times(ctx, &report); err != nil {
		return Report{}, err
	}
	if err := b.weights(ctx, &report); err != nil {
		return Report{}, err
	}
	return report, nil
}

type bench struct {
	Parts
	visitor   *visitor
	searches  []searchOf
	questions []search.Query // what the engine is asked by each search
}

// asked finds out what the catalogue asks its engine for each search, so that the engine can be asked the same alone.
func asked(ctx context.Context, p Parts, all []searchOf) ([]search.Query, error) {
	heard := &listener{Engine: p.Engine}
	c := catalogue.New(p.DB, heard, catalogue.Options{})
	questions := make([]search.Query, len(all))
	for i, s := range all {
		criteria, err := catalogue.ParseQuery(s.query.Encode())
		if err != nil {
			return nil, fmt.Errorf("search %q: %w", s.query.Encode(), err)
		}
		heard.first = nil
		if _, err := c.Search(ctx, criteria); err != nil {
			return nil, fmt.Errorf("search %q: %w", s.query.Encode(), err)
		}
		questions[i] = *heard.first
	}
	return questions, nil
}

// listener remembers the first question since it was last cleared.
type listener struct {
	search.Engine
	first *search.Query
}

func (l *listener) Search(ctx context.Context, q search.Query) (search.Result, error) {
	if l.first == nil {
		l.first = &q
	}
	return l.Engine.Search(ctx, q)
}

// times measures each search four ways, taking turns so that a disturbance meets all of them.
func (b *bench) times(ctx context.Context, report *Report) error {
	ways := []struct {
		name string
		do   func(i int) error
		took []time.Duration
	}{
		{name: "result page", do: func(i int) error { return b.visitor.get(ctx, b.searches[i].page()).failed() }},
		{name: "API answer", do: func(i int) error { return b.visitor.get(ctx, b.searches[i].api()).failed() }},
		{name: "engine alone", do: func(i int) error { _, err := b.Engine.Search(ctx, b.questions[i]); return err }},
		{name: "plain SQL", do: func(i int) error { return plain(ctx, b.DB, b.questions[i]) }},
	}
	for round := range rounds + 1 {
		for i := range b.searches {
			for w := range ways {
				start := time.Now()
				if err := ways[w].do(i); err != nil {
					return fmt.Errorf("%s of %q: %w", ways[w].name, b.searches[i].query.Encode(), err)
				}
				if round > 0 {
					ways[w].took = append(ways[w].took, time.Since(start))
				}
			}
		}
	}
	for _, w := range ways {
		var target *float64
		if w.name == "result page" {
			target = most(mostPageMS)
		}
		report.add(w.name+", median (ms)", milliseconds(percentile(w.took, 50)), target)
		report.add(w.name+", 95th percentile (ms)", milliseconds(percentile(w.took, 95)), nil)
	}
	base := milliseconds(percentile(ways[3].took, 50))
	for _, w := range ways[:3] {
		report.add(w.name+" / plain SQL, ratio of medians", milliseconds(percentile(w.took, 50))/base, nil)
	}
	return nil
}

// weights measures the heaviest first visit and the heaviest later page of a few visits.
func (b *bench) weights(ctx context.Context, report *Report) error {
	first, later := 0, 0
	for _, path := range visits() {
		v := &visitor{handler: b.Handler}
		one, err := v.visit(ctx, path[0])
		if err != nil {
			return err
		}
		first = max(first, one)
		for _, next := range path[1:] {
			n, err := v.visit(ctx, next)
			if err != nil {
				return err
			}
			later = max(later, n)
		}
	}
	report.add("first visit to the result page, compressed (kB)", kilobytes(first), most(mostFirstKB))
	report.add("later page, compressed (kB)", kilobytes(later), most(mostLaterKB))
	return nil
}
