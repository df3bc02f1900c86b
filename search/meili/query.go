package meili

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/tuottajatori/tuottajatori/search"
)

// subQuery is one question of a multi-search.
type subQuery struct {
	IndexUID string   `json:"indexUid"`
	Q        string   `json:"q,omitempty"`
	Strategy string   `json:"matchingStrategy,omitempty"`
	On       []string `json:"attributesToSearchOn,omitempty"`
	Filter   filter   `json:"filter,omitempty"`
	Facets   []string `json:"facets,omitempty"`
	Sort     []string `json:"sort,omitempty"`
	Offset   int      `json:"offset,omitempty"`
	Limit    int      `json:"limit"`
	Retrieve []string `json:"attributesToRetrieve,omitempty"`
	Score    bool     `json:"showRankingScore,omitempty"`
}

func multi(subs ...subQuery) ([]byte, error) {
	body, err := json.Marshal(struct {
		Queries []subQuery `json:"queries"`
	}{subs})
	if err != nil {
		return nil, fmt.Errorf("meilisearch: write a search as JSON: %w", err)
	}
	return body, nil
}

// facet is a facet of results: the attribute that has its values, and whether documents of a line may differ in it: by
// their terms, or in lines that search.Standing calls loose.
type facet struct {
	name, attribute string
	term            search.Terms
	loose           bool
	chosen          func(search.Query) []string
}

const facetCount = 8

var facets = [facetCount]facet{
	{name: search.FacetService, attribute: "service", chosen: func(q search.Query) []string { return q.Services }},
	{name: search.FacetSpoken, attribute: "spoken", loose: true, chosen: func(q search.Query) []string { return q.Spoken }},
	{name: search.FacetOrganiser, attribute: "organiser", term: search.TermOrganiser, chosen: func(q search.Query) []string { return q.Organisers }},
	{name: search.FacetScheme, attribute: "regime", term: search.TermRegime, chosen: func(q search.Query) []string { return q.Schemes }},
	{name: search.FacetProducerType, attribute: "producer_type", chosen: func(q search.Query) []string { return q.ProducerTypes }},
	{name: search.FacetPays, attribute: "pays_kind", term: search.TermPaysKind, chosen: func(q search.Query) []string { return q.PaysKinds }},
	{name: search.FacetVacancy, attribute: "vacancy", term: search.TermVacancy, chosen: func(q search.Query) []string {
		if q.Vacancy {
			return []string{search.VacancyFree}
		}
		return nil
	}},
	{name: search.FacetQuality, attribute: "grade", loose: true, chosen: func(q search.Query) []string { return q.Grades }},
}

// plan is a query as sub-queries of one request, and how to read their answers.
type plan struct {
	index   string
	q       search.Query
	scope   scope
	chosen  [facetCount][]string // by facet
	choices [facetCount]filter   // the same as filters; empty when nothing is chosen
	terms   search.Terms
	// byLeaders says that lines count once by a filter, see once.
	byLeaders bool
	apart     string // what the standing of documents is that are counted here and not by filters; empty: none
	within    filter // scope and base

	subs   []subQuery
	shares []share // the sub-queries that give hits
	counts []count
	total  int // the sub-query that counts all
	rest   int // the sub-query that fetches documents to be counted here, or -1
	// tongues is the sub-query that fetches what is spoken in loose lines and how they are rated, or -1: when nobody has
	// chosen a language or a grade they count here by those only, and by filters otherwise.
	tongues int
	from    int // offset of the hits
}

// share is a sub-query whose hits are merged with those of others.
type share struct {
	sub   int
	score int  // of its services; hits of a greater one come first
	leads bool // its hits come before all others, which they are among
}

// count says that a sub-query counts a facet.
type count struct{ sub, facet int }

// window is how many hits of each sub-query are fetched: of those from from on, n.
type window struct{ from, n int }

// newPlan lays out the sub-queries for a query, of which the text has been read as scope.
func newPlan(index string, q search.Query, s scope) *plan {
	p := &plan{index: index, q: q, scope: s, within: all(s.filter, base(q)), rest: -1, tongues: -1}
	several := false
	for i, f := range facets {
		values := f.chosen(q)
		if len(values) == 0 {
			continue
		}
		p.chosen[i], p.choices[i] = values, in(f.attribute, values...)
		p.terms |= f.term
		several = several || f.term != 0 && len(slices.Compact(slices.Sorted(slices.Values(values)))) > 1
	}
	if q.Per != "" {
		p.terms |= search.TermPer
	}
	switch {
	case !q.GroupByPoint:
		p.terms = 0
	case several || q.Place != nil || slices.Contains(s.on, "texts"): // a description is that of one of a line's terms
		p.apart = standsInMany
	case len(q.Spoken) > 0 || len(q.Grades) > 0:
		p.apart, p.byLeaders = standsLoosely, true
	default:
		p.byLeaders = true
	}
	p.lay()
	return p
}

// once fits each line once, if its documents are not counted apart: by the document that leads by the terms.
func (p *plan) once(terms search.Terms) filter {
	switch {
	case !p.byLeaders && p.apart == standsInMany:
		return in("standing", standsAlone)
	case !p.byLeaders:
		return ""
	case p.apart == standsLoosely:
		return in("standing", standsAlone, leading(terms))
	}
	return in("standing", standsAlone, leading(terms), leadingLoosely(terms))
}

// leading is the word in document.Standing for a document that leads by a set of terms.
func leading(t search.Terms) string { return "t" + strconv.Itoa(int(t)) }

// leadingLoosely is the same of a document of a loose line, which leads whatever is spoken.
func leadingLoosely(t search.Terms) string { return "l" + strconv.Itoa(int(t)) }

// narrowed is the filter of everything but the choice in one facet; -1: everything.
func (p *plan) narrowed(but int) filter {
	f := []filter{p.within}
	for i, choice := range p.choices {
		if i != but {
			f = append(f, choice)
		}
	}
	return all(f...)
}

// ask adds a sub-query for what was read of the text, unless it asks for words of its own, and gives its number.
func (p *plan) ask(s subQuery) int {
	s.IndexUID = p.index
	if s.Q == "" {
		s.Q, s.On, s.Strategy = p.scope.q, p.scope.on, p.scope.strategy()
	}
	p.subs = append(p.subs, s)
	return len(p.subs) - 1
}

// lay lays out the sub-queries: first those that give hits and count what nothing is chosen in, then the other counts.
func (p *plan) lay() {
	fits := p.narrowed(-1)
	main := subQuery{Filter: all(fits, p.once(p.terms))}
	evenly := p.byLeaders && p.apart == "" // nothing is chosen in which loose lines differ
	for i, f := range facets {
		alone := p.byLeaders && f.term != 0 && p.terms&f.term == 0
		if p.choices[i] == "" && !alone && !(evenly && f.loose) {
			main.Facets = append(main.Facets, f.attribute)
			p.counts = append(p.counts, count{0, i})
		}
	}
	p.layHits(main)
	if evenly {
		p.layLoose(fits)
	}
	for i, f := range facets {
		switch {
		case p.choices[i] != "":
			p.counts = append(p.counts, count{p.ask(subQuery{Filter: all(p.narrowed(i), p.once(p.terms)), Facets: []string{f.attribute}}), i})
		case p.byLeaders && f.term != 0:
			p.counts = append(p.counts, count{p.ask(subQuery{Filter: all(fits, p.once(p.terms|f.term)), Facets: []string{f.attribute}}), i})
		}
	}
	if p.apart != "" {
		rest := subQuery{Filter: all(in("standing", p.apart), p.within, p.almost())}
		if p.scope.q == "" {
			rest.Facets = []string{"terms"}
		} else { // their scores are needed too
			rest.Limit, rest.Retrieve, rest.Score = mostByWords, []string{"terms"}, true
		}
		p.rest = p.ask(rest)
	}
}

// layHits asks for the hits: of each service that is meant so many, when several are, and before them of those that have the
// whole text in their names.
func (p *plan) layHits(main subQuery) {
	w := p.window()
	p.from = w.from
	hits := func(s subQuery, score int) {
		s.Offset, s.Limit, s.Sort, s.Retrieve, s.Score = w.from, w.n, p.sort(), p.retrieve(), p.scope.q != "" && p.merges()
		p.shares = append(p.shares, share{sub: p.ask(s), score: score})
	}
	if groups := p.groups(); len(groups) > 0 && w.n > 0 {
		p.total = p.ask(main)
		for _, g := range groups {
			hits(subQuery{Filter: all(in("service", g.services...), main.Filter)}, g.score)
		}
	} else {
		hits(main, 0)
	}
	if p.leads() && w.n > 0 {
		named := subQuery{Q: p.scope.lead, On: inNames, Strategy: "all", Filter: main.Filter, Limit: w.n, Sort: p.sort(), Retrieve: p.retrieve()}
		p.shares = append(p.shares, share{sub: p.ask(named), leads: true})
	}
}

// layLoose counts the facets in which documents of a loose line differ: of the other lines by filter, of those here.
func (p *plan) layLoose(fits filter) {
	even := subQuery{Filter: all(fits, in("standing", standsAlone, leading(p.terms)))}
	for i, f := range facets {
		if f.loose {
			even.Facets = append(even.Facets, f.attribute)
			p.counts = append(p.counts, count{len(p.subs), i})
		}
	}
	p.ask(even)
	p.tongues = p.ask(subQuery{Filter: all(fits, in("standing", standsLoosely)), Facets: []string{"tongues"}})
}

// almost fits documents that fail the choice of one facet at most, which is what facets count.
func (p *plan) almost() filter {
	var f []filter
	for i := range p.choices {
		if p.choices[i] != "" {
			var rest []filter
			for j, other := range p.choices {
				if j != i {
					rest = append(rest, other)
				}
			}
			f = append(f, all(rest...))
		}
	}
	if len(f) == 0 {
		return ""
	}
	return either(f...)
}

// groups are the services meant, when a result in the order of relevance is to show some of each.
func (p *plan) groups() []group {
	if !p.byRelevance() || p.scope.q != "" || len(p.scope.groups) < 2 {
		return nil
	}
	return p.scope.groups
}

// leads tells whether hits that have the whole text in their names come first.
func (p *plan) leads() bool { return p.scope.lead != "" && p.scope.q == "" && p.byRelevance() }

// byRelevance tells whether the order is none of the others; one that nobody knows is none.
func (p *plan) byRelevance() bool {
	switch p.q.Sort {
	case search.SortPays, search.SortQuality, search.SortDistance, search.SortVacancy:
		return false
	}
	return true
}

// merges tells whether the order of hits is made here: when they come from several sub-queries, when words decide it
// on the server though something else was asked for, and when it is of whole metres.
func (p *plan) merges() bool {
	return p.apart != "" || len(p.groups()) > 0 || p.leads() || p.byDistance() || p.scope.q != "" && !p.byRelevance()
}

func (p *plan) byDistance() bool { return p.q.Sort == search.SortDistance && p.q.Place != nil }

const (
	pad         = 50    // hits beside the page that may belong on it, when the order is of whole metres
	mostByWords = 5_000 // hits that are brought into another order than that of words
	mostAtOnce  = maxDocuments
)

func (p *plan) window() window {
	offset, limit := min(max(p.q.Offset, 0), mostAtOnce), min(max(p.q.Limit, 0), mostAtOnce)
	switch {
	case limit == 0:
		return window{}
	case p.scope.q != "" && !p.byRelevance():
		return window{0, max(mostByWords, offset+limit)}
	case p.apart != "" || len(p.groups()) > 0 || p.leads():
		extra := 0
		if p.byDistance() {
			extra = pad + p.scope.wider
		}
		return window{0, offset + limit + extra}
	case p.byDistance():
		from := max(0, offset-pad-p.scope.wider)
		return window{from, offset + limit + pad + p.scope.wider - from}
	}
	return window{offset, limit}
}

func (p *plan) sort() []string {
	rank := "rank_" + strconv.Itoa(int(uint(p.q.Weekday)%7)) + ":asc"
	switch p.q.Sort {
	case search.SortPays:
		return []string{"pays:asc", rank}
	case search.SortQuality:
		return []string{"quality:asc", rank}
	case search.SortVacancy:
		return []string{"room:asc", rank}
	case search.SortDistance:
		if p.q.Place != nil {
			if lat, lon, ok := onGlobe(p.q.Place.Lat, p.q.Place.Lon); ok {
				return []string{"_geoPoint(" + degrees(lat) + "," + degrees(lon) + "):asc", rank}
			}
		}
	}
	return []string{rank}
}

// retrieve lists what a hit needs to have.
func (p *plan) retrieve() []string {
	fields := []string{"id"}
	if p.q.GroupByPoint && p.q.CountFolded {
		fields = append(fields, "line", "alone")
	}
	if p.q.Place != nil {
		fields = append(fields, "_geo")
	}
	if p.merges() {
		fields = append(fields, "service")
		switch p.q.Sort {
		case search.SortPays:
			fields = append(fields, "pays")
		case search.SortQuality:
			fields = append(fields, "quality")
		case search.SortVacancy:
			fields = append(fields, "room")
		}
	}
	return fields
}
