package recent

import (
	"encoding/json"
	"slices"
	"unicode/utf8"
	"unique"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/search"
)

// packed is a result in little memory, which nobody outside can change.
type packed struct {
	hits       []hit
	facets     []count
	names      []string // of facets that have no values
	total      int
	engine     string
	understood []string
	mended     []search.Mended
}

type hit struct {
	id       uuid.UUID
	distance int32 // metres; -1: not known
	folded   int32
}

// count is one value of a facet. The same few hundred strings come in every answer, so each is held once.
type count struct {
	facet, value unique.Handle[string]
	n            int32
}

// How many bytes an answer, a hit and a value of a facet take, about.
const (
	bytesOfResult = 400
	bytesOfHit    = 24
	bytesOfCount  = 24
)

func (p packed) bytes() int {
	n := bytesOfResult + bytesOfHit*len(p.hits) + bytesOfCount*len(p.facets)
	for _, s := range p.understood {
		n += 16 + len(s)
	}
	for _, m := range p.mended {
		n += 32 + len(m.Typed) + len(m.As)
	}
	return n
}

func pack(r search.Result) packed {
	p := packed{
		total: r.Total, engine: r.Engine, understood: slices.Clone(r.Understood), mended: slices.Clone(r.Mended),
		hits: make([]hit, len(r.Hits)),
	}
	for i, h := range r.Hits {
		p.hits[i] = hit{id: h.ID, distance: -1, folded: int32(h.Folded)}
		if h.DistanceM != nil {
			p.hits[i].distance = int32(*h.DistanceM)
		}
	}
	n := 0
	for _, values := range r.Facets {
		n += len(values)
	}
	p.facets = make([]count, 0, n)
	for facet, values := range r.Facets {
		if len(values) == 0 {
			p.names = append(p.names, facet)
		}
		name := unique.Make(facet)
		for value, n := range values {
			p.facets = append(p.facets, count{name, unique.Make(value), int32(n)})
		}
	}
	return p
}

// result makes a result that the caller may change.
func (p packed) result() search.Result {
	r := search.Result{
		Total: p.total, Engine: p.engine, Understood: slices.Clone(p.understood), Mended: slices.Clone(p.mended),
		Hits: make([]search.Hit, len(p.hits)), Facets: make(map[string]map[string]int, len(search.Facets())),
	}
	distances := make([]int, len(p.hits))
	for i, h := range p.hits {
		r.Hits[i] = search.Hit{ID: h.id, Folded: int(h.folded)}
		if h.distance >= 0 {
			distances[i] = int(h.distance)
			r.Hits[i].DistanceM = &distances[i]
		}
	}
	for _, facet := range p.names {
		r.Facets[facet] = map[string]int{}
	}
	for rest := p.facets; len(rest) > 0; { // a facet's values stand together
		n := 1
		for n < len(rest) && rest[n].facet == rest[0].facet {
			n++
		}
		values := make(map[string]int, n)
		for _, c := range rest[:n] {
			values[c.value.Value()] = int(c.n)
		}
		r.Facets[rest[0].facet.Value()] = values
		rest = rest[n:]
	}
	return r
}

// key is the whole question; in lists the order and repetitions ask nothing else. It is false for questions that are not
// to be remembered: very long ones, and those that have no key of their own.
func key(q search.Query) (string, bool) {
	if len(q.Text) > longestKey || !utf8.ValidString(q.Text) {
		return "", false
	}
	for _, list := range []*[]string{&q.Services, &q.Spoken, &q.Organisers, &q.Schemes, &q.ProducerTypes, &q.PaysKinds, &q.Grades} {
		*list = slices.Compact(slices.Sorted(slices.Values(*list)))
	}
	text, err := json.Marshal(q)
	return string(text), err == nil && len(text) <= longestKey
}
