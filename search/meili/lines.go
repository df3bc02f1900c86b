package meili

import (
	"bytes"
	"context"
	"slices"
	"sync"

	"github.com/tuottajatori/tuottajatori/search"
)

// lines counts documents here that filters cannot count: those of lines of several terms.
type lines struct {
	p      *plan
	total  int
	facets [facetCount]tally
	shown  []placed

	rows     []row                // of one line
	seen     [facetCount][][]byte // values that were counted for it
	services map[string]string
}

// written are lines that were read, whose room the next may use: there may be thousands of rows in an answer.
var written = sync.Pool{New: func() any { return &lines{services: map[string]string{}} }}

func newLines(p *plan) *lines {
	l := written.Get().(*lines)
	l.p = p
	return l
}

// done gives back the room. Nothing of what was shown or counted may be used afterwards.
func (l *lines) done() {
	*l = lines{shown: l.shown[:0], rows: l.rows[:0], seen: l.seen, services: l.services}
	written.Put(l)
}

// count goes through the documents in an answer, which fit everything but the choice of one facet at most.
func (l *lines) count(a answer) {
	for i := range l.facets {
		l.facets[i] = tally{}
	}
	var key []byte
	for s := range termsOf(a) {
		if at := line(s.text); !bytes.Equal(at, key) {
			l.line()
			l.rows, key = l.rows[:0], at
		}
		if r, ok := readTerms(s.text); ok {
			r.score = s.score
			l.rows = append(l.rows, r)
		}
	}
	l.line()
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
		l.shown[len(l.shown)-1].Service = l.service(shown.fields[termsService])
	}
}

// see counts values of a facet that have not been counted for the line.
func (l *lines) see(facet int, values []byte) {
	if len(values) == 0 {
		return
	}
	for value := range bytes.SplitSeq(values, comma) {
		if among(l.seen[facet], value) {
			continue
		}
		l.seen[facet] = append(l.seen[facet], value)
		l.facets[facet].add(value)
	}
}

// tally counts values. Adding one that is there already takes no memory.
type tally map[string]*int

func (t tally) add(value []byte) {
	if n := t[string(value)]; n != nil {
		*n++
		return
	}
	one := 1
	t[string(value)] = &one
}

// onto adds the counts to others.
func (t tally) onto(values map[string]int) {
	for value, n := range t {
		values[value] += *n
	}
}

func among(list [][]byte, value []byte) bool {
	return slices.ContainsFunc(list, func(b []byte) bool { return bytes.Equal(b, value) })
}

// service is the key of a service, of which there are few.
func (l *lines) service(key []byte) string {
	if s, known := l.services[string(key)]; known {
		return s
	}
	s := string(key)
	if len(l.services) < mostServices {
		l.services[s] = s
	}
	return s
}

// mostServices is more than there are; an index that is not ours may have any.
const mostServices = 1000

var comma = []byte(",")

// failing tells in how many facets a row fails the choice, and in which.
func (l *lines) failing(r *row) (failed, at int) {
	for i, wanted := range l.p.chosen {
		if len(wanted) == 0 {
			continue
		}
		fits := false
		for value := range bytes.SplitSeq(r.values(i), comma) {
			fits = fits || slices.ContainsFunc(wanted, func(w string) bool { return w == string(value) })
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
	return e.ask(ctx, []subQuery{s}, func(got []answer) {
		for _, h := range got[0].Hits {
			if i, there := at[h.Line]; there && h.ID != page[i].ID {
				hits[i].Folded++
			}
		}
	})
}
