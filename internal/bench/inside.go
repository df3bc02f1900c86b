package bench

import (
	"context"
	"fmt"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/search"
)

// inside measures the handler that visitors meet in this process, compression included, without the network.
func (b *bench) inside(ctx context.Context, report *Report) error {
	all, err := searches()
	if err != nil {
		return err
	}
	questions := make([]search.Query, len(all))
	for i, s := range all {
		criteria, err := catalogue.ParseQuery(s.query.Encode())
		if err != nil {
			return fmt.Errorf("search %q: %w", s.query.Encode(), err)
		}
		questions[i] = criteria.Query(calendar.Today(b.now()))
	}
	if err := b.times(ctx, report, all, questions); err != nil {
		return err
	}
	return b.weights(ctx, report)
}

// times measures each search four ways.
func (b *bench) times(ctx context.Context, report *Report, all []searchOf, questions []search.Query) error {
	ways := []way{
		{name: "result page in the process", do: func(ctx context.Context, i int) error { return b.visitor.get(ctx, all[i].page()).failed() }},
		{name: "API answer in the process", do: func(ctx context.Context, i int) error { return b.visitor.get(ctx, all[i].api()).failed() }},
		{name: "engine alone", do: func(ctx context.Context, i int) error { _, err := b.Engine.Search(ctx, questions[i]); return err }},
		{name: "plain SQL", do: func(ctx context.Context, i int) error { return plain(ctx, b.DB, questions[i]) }},
	}
	if err := turns(ctx, b.Rounds, len(all), ways); err != nil {
		return err
	}
	median := make([]time.Duration, len(ways))
	for i, w := range ways {
		median[i] = percentile(w.took, 50)
		report.add(w.name+", median (ms)", milliseconds(median[i]))
		report.add(w.name+", 95th percentile (ms)", milliseconds(percentile(w.took, 95)))
	}
	for i, w := range ways[:3] {
		report.add(w.name+" / plain SQL, ratio of medians", float64(median[i])/float64(median[3]))
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
	report.add(firstVisit, kilobytes(first))
	report.add(laterPage, kilobytes(later))
	return nil
}
