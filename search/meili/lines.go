package meili

import (
	"context"
	"slices"

	"github.com/tuottajatori/tuottajatori/search"
)

// lines counts documents here that filters cannot count: those of lines of several terms.
type lines struct {
	p      *plan
	total  int
	facets [7]map[string]int
	shown  []placed
}

// take reads the documents to be counted here.
func (l *lines) take(a answer) {
	docs := make([]hit, 0, len(a.Hits)+len(a.Facets["terms"]))
	for _, h := range a.Hits {
		if d, ok := readTerms(h.Terms); ok {
			d.Score = h.Score
			docs = append(docs, d)
		}
	}
	for text := range a.Facets["terms"] {
		if d, ok := readTerms(text); ok {
			docs = append(docs, d)
		}
	}
	l.count(docs)
}

// count goes through documents that fit everything but the choice of one facet at most.
func (l *lines) count(docs []hit) {
	of := map[string][]hit{}
	for _, h := range docs {
		of[h.Line] = append(of[h.Line], h)
	}
	for i := range l.facets {
		l.facets[i] = map[string]int{}
	}
	for _, line := range of {
		l.line(line)
	}
}

func (l *lines) line(docs []hit) {
	var shown *hit
	folded := -1
	var seen [7]map[string]bool
	for i := range docs {
		h := &docs[i]
		failed, at := l.failing(h)
		if failed > 1 {
			continue
		}
		for f := range facets {
			if failed == 1 && f != at {
				continue
			}
			for _, value := range h.values(f) {
				if seen[f] == nil {
					seen[f] = map[string]bool{}
				}
				if !seen[f][value] {
					seen[f][value] = true
					l.facets[f][value]++
				}
			}
		}
		if failed == 0 {
			folded++
			if shown == nil || search.Cheaper(h.document(), shown.document()) < 0 {
				shown = h
			}
		}
	}
	if shown != nil {
		l.total++
		l.shown = append(l.shown, placed{hit: *shown, folded: folded})
	}
}

// failing tells in how many facets a document fails the choice, and in which.
func (l *lines) failing(h *hit) (failed, at int) {
	for i, f := range facets {
		wanted := f.chosen(l.p.q)
		if len(wanted) > 0 && !slices.ContainsFunc(h.values(i), func(v string) bool { return slices.Contains(wanted, v) }) {
			failed, at = failed+1, i
		}
	}
	return failed, at
}

func (h *hit) values(facet int) []string {
	if facets[facet].name == search.FacetSpoken {
		return h.Spoken
	}
	return []string{[...]string{h.Service, "", h.Organiser, h.Regime, h.ProducerType, h.PaysKind, h.Vacancy}[facet]}
}

func (h *hit) document() search.Document {
	return search.Document{ID: h.ID, PaysKind: h.PaysKind, PaysCents: h.Cents}
}

// fold sets how many other terms stand behind the hits that filters have found.
func (e *Engine) fold(ctx context.Context, p *plan, page []placed, hits []search.Hit) error {
	if !p.q.GroupByPoint || !p.q.CountFolded || p.apart == standsInMany {
		return nil
	}
	at := map[string]int{}
	var several []string
	for i, h := range page {
		if !h.Alone && h.folded == 0 {
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
