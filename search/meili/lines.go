package meili

import (
	"context"
	"slices"
	"strings"

	"github.com/tuottajatori/tuottajatori/search"
)

// lines counts documents here that filters cannot count: those of lines of several terms.
type lines struct {
	p      *plan
	total  int
	facets [facetCount]map[string]int
	shown  []placed

	rows []row                // of one line
	seen [facetCount][]string // values that were counted for it
}

// count goes through the documents in an answer, which fit everything but the choice of one facet at most.
func (l *lines) count(a answer) {
	for i := range l.facets {
		l.facets[i] = map[string]int{}
	}
	list := termsOf(a)
	for i := 0; i < len(list); {
		key, end := line(list[i].text), i+1
		for end < len(list) && line(list[end].text) == key {
			end++
		}
		l.rows = l.rows[:0]
		for _, s := range list[i:end] {
			if r, ok := readTerms(s.text); ok {
				r.score = s.score
				l.rows = append(l.rows, r)
			}
		}
		l.line()
		i = end
	}
}

// line counts the rows of a line, each value once, and picks the one that is shown.
func (l *lines) line() {
	for f := range l.seen {
		l.seen[f] = l.seen[f][:0]
	}
	var shown *row
	folded := -1
	for i := range l.rows {
		r := &l.rows[i]
		failed, at := l.failing(r)
		if failed > 1 {
			continue
		}
		for f := range facets {
			if failed == 0 || f == at {
				l.see(f, r.values(f))
			}
		}
		if failed == 0 {
			folded++
			if shown == nil || search.Cheaper(r.document(), shown.document()) < 0 {
				shown = r
			}
		}
	}
	if shown != nil {
		l.total++
		l.shown = append(l.shown, placed{hit: shown.hit(), folded: folded})
	}
}

// see counts values of a facet that have not been counted for the line.
func (l *lines) see(facet int, values string) {
	if values == "" {
		return
	}
	for value := range strings.SplitSeq(values, ",") {
		if !slices.Contains(l.seen[facet], value) {
			l.seen[facet] = append(l.seen[facet], value)
			l.facets[facet][value]++
		}
	}
}

// failing tells in how many facets a row fails the choice, and in which.
func (l *lines) failing(r *row) (failed, at int) {
	for i, wanted := range l.p.chosen {
		if len(wanted) == 0 {
			continue
		}
		fits := false
		for value := range strings.SplitSeq(r.values(i), ",") {
			fits = fits || slices.Contains(wanted, value)
		}
		if !fits {
			failed, at = failed+1, i
		}
	}
	return failed, at
}

// fold sets how many other terms stand behind the hits that filters have found.
func (e *Engine) fold(ctx context.Context, p *plan, page []placed, hits []search.Hit) error {
	if !p.q.GroupByPoint || !p.q.CountFolded || p.apart == standsInMany {
		return nil
	}
	at := map[string]int{}
	var several []string
	for i, h := range page {
		if h.Line != "" && !h.Alone {
			at[h.Line] = i
			several = append(several, h.Line)
		}
	}
	if len(several) == 0 {
		return nil
	}
	s := subQuery{IndexUID: e.offerings, Q: p.scope.q, On: p.scope.on, Strategy: p.scope.strategy(),
		Filter: all(in("line", several...), p.narrowed(-1)), Limit: maxDocuments, Retrieve: []string{"id", "line"}}
	got, err := e.ask(ctx, []subQuery{s})
	if err != nil {
		return err
	}
	for _, h := range got[0].Hits {
		if i, there := at[h.Line]; there && h.ID != page[i].ID {
			hits[i].Folded++
		}
	}
	return nil
}
