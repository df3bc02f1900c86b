package meili

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"math"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/search"
)

type answers struct {
	Results []answer `json:"results"`
}

type answer struct {
	Hits   []hit        `json:"hits"`
	Total  int          `json:"estimatedTotalHits"`
	Facets distribution `json:"facetDistribution"`
}

// distribution is how many documents have each value of the attributes that were asked for.
type distribution struct {
	Service      map[string]int `json:"service"`
	Spoken       map[string]int `json:"spoken"`
	Organiser    map[string]int `json:"organiser"`
	Regime       map[string]int `json:"regime"`
	ProducerType map[string]int `json:"producer_type"`
	PaysKind     map[string]int `json:"pays_kind"`
	Vacancy      map[string]int `json:"vacancy"`
	Grade        map[string]int `json:"grade"`
	Terms        rawJSON        `json:"terms"` // many thousands, see terms.go
	Tongues      rawJSON        `json:"tongues"`
}

// rawJSON is JSON to be read later: a part of the answer's own text, which is there as long as the answer is (see
// Engine.ask). Copying it was a third of all memory that a search takes.
type rawJSON []byte

// UnmarshalJSON keeps what it is given. Whoever reads for longer than the text is there must copy, says json.Unmarshaler;
// the text is the one that multiSearch holds.
func (t *rawJSON) UnmarshalJSON(text []byte) error {
	*t = text
	return nil
}

// of gives the counts of a facet.
func (d *distribution) of(facet int) map[string]int {
	return [facetCount]map[string]int{d.Service, d.Spoken, d.Organiser, d.Regime, d.ProducerType, d.PaysKind, d.Vacancy, d.Grade}[facet]
}

// hit is what is fetched of a document; most fields only when they are needed.
type hit struct {
	ID      uuid.UUID `json:"id"`
	Line    string    `json:"line"`
	Alone   bool      `json:"alone"`
	Geo     *position `json:"_geo"`
	Service string    `json:"service"`
	Pays    int64     `json:"pays"`
	Room    int64     `json:"room"`
	Quality int64     `json:"quality"`
	Terms   rawJSON   `json:"terms"` // a string
	Score   float64   `json:"_rankingScore"`
}

// Search answers q. See search.Engine.
func (e *Engine) Search(ctx context.Context, q search.Query) (search.Result, error) {
	if q.ByUsage() {
		return search.Result{}, errUsage
	}
	if strings.TrimSpace(q.Text) == "" {
		return e.run(ctx, q, scope{})
	}
	list := e.meanings(q)
	if !list[0].plain() {
		s, err := e.likeliest(ctx, q, list)
		if err != nil {
			return search.Result{}, err
		}
		return e.run(ctx, q, s)
	}
	result, err := e.run(ctx, q, list[0])
	if err != nil || result.Total > 0 {
		return result, err
	}
	s, err := e.likeliest(ctx, q, list)
	if err != nil || s.filter == list[0].filter {
		return result, err
	}
	return e.run(ctx, q, s)
}

// Body is the multi-search that a query becomes, for measuring the server alone. Texts with words of which it is not
// sure that they mean a service take a request before it, and so do afterwards the numbers of terms behind a line.
func (e *Engine) Body(q search.Query) ([]byte, error) {
	s := scope{}
	if strings.TrimSpace(q.Text) != "" {
		s = e.meanings(q)[0]
	}
	return multi(newPlan(e.offerings, q, s).subs...)
}

// run asks and reads one reading of a query.
func (e *Engine) run(ctx context.Context, q search.Query, s scope) (search.Result, error) {
	for {
		p := newPlan(e.offerings, q, s)
		var result search.Result
		var page []placed
		var whole bool
		err := e.ask(ctx, p.subs, func(got []answer) { result, page, whole = p.read(got) })
		if err != nil {
			return search.Result{}, err
		}
		if !whole { // too many are equally far
			s.wider = 4*s.wider + 4*pad
			continue
		}
		result.Understood, result.Mended = s.read.Services, s.read.Mended()
		return result, e.fold(ctx, p, page, result.Hits)
	}
}

// ask posts sub-queries as one request and gives their answers, as many, to read. They are gone when it returns.
func (e *Engine) ask(ctx context.Context, subs []subQuery, read func([]answer)) error {
	body, err := multi(subs...)
	if err != nil {
		return err
	}
	return e.multiSearch(ctx, body, func(text []byte) error {
		var got answers
		if err := json.Unmarshal(text, &got); err != nil {
			return err
		}
		if len(got.Results) != len(subs) {
			return errShort
		}
		read(got.Results)
		return nil
	})
}

// placed is a hit with what decides its place in an order that is made here: first the smaller key, then the smaller
// rank of the day, then the smaller id.
type placed struct {
	hit
	key    float64
	rank   uint64
	folded int
	metres int // -1 when not known
}

// read turns the answers into a result. It tells whether the hits fetched were enough to be sure of their order.
func (p *plan) read(got []answer) (search.Result, []placed, bool) {
	rest := newLines(p)
	defer rest.done()
	if p.rest >= 0 {
		rest.count(got[p.rest])
	}
	result := search.Result{Engine: name, Total: got[p.total].Total + rest.total, Facets: make(map[string]map[string]int, len(facets))}
	for _, c := range p.counts {
		values := got[c.sub].Facets.of(c.facet)
		if values == nil {
			values = map[string]int{}
		}
		rest.facets[c.facet].onto(values)
		result.Facets[facets[c.facet].name] = values
	}
	if p.tongues >= 0 {
		countTongues(got[p.tongues].Facets.Tongues, result.Facets[search.FacetSpoken], result.Facets[search.FacetQuality])
	}
	shown, whole := p.order(got, rest.shown)
	if p.q.Limit <= 0 {
		shown = nil
	}
	result.Hits = make([]search.Hit, len(shown))
	for i, h := range shown {
		result.Hits[i] = search.Hit{ID: h.ID, Folded: h.folded}
		if h.metres >= 0 {
			result.Hits[i].DistanceM = &h.metres
		}
	}
	return result, shown, whole
}

// order gives the hits of the page in their order.
func (p *plan) order(got []answer, rest []placed) ([]placed, bool) {
	n := len(rest)
	for _, s := range p.shares {
		n += len(got[s.sub].Hits)
	}
	list := make([]placed, 0, n)
	for _, s := range p.shares {
		for _, h := range got[s.sub].Hits {
			at := p.place(h, s.score, got[s.sub].Total)
			if s.leads {
				at.key, at.rank = math.Inf(-1), uint64(search.Rank(h.ID, p.q.Weekday))
			}
			list = append(list, at)
		}
	}
	if !p.merges() {
		return list, true
	}
	fetched := list
	for _, h := range rest {
		list = append(list, p.place(h.hit, p.scoreOf(h.Service), p.shareOf(got, h.Service)))
		list[len(list)-1].folded = h.folded
	}
	page := pageOf(list, max(p.q.Offset, 0)-p.from, max(p.q.Limit, 0))
	return page, !p.byDistance() || p.scope.q != "" || p.surely(page, fetched, got[p.shares[0].sub].Total)
}

// pageOf are so many of the hits in their order, from one on, each once. The list stays as it is: its entries are large,
// so their places in it are sorted.
func pageOf(list []placed, from, n int) []placed {
	order := make([]int32, len(list))
	for i := range order {
		order[i] = int32(i) //nolint:gosec // at most as many as documents in an index
	}
	slices.SortFunc(order, func(a, b int32) int { return before(&list[a], &list[b]) })
	page := make([]placed, 0, min(n, len(list)))
	seen := make(map[uuid.UUID]bool, min(from+n, len(list)))
	for _, i := range order {
		if len(page) == n {
			break
		}
		if seen[list[i].ID] {
			continue
		}
		seen[list[i].ID] = true
		if from--; from < 0 {
			page = append(page, list[i])
		}
	}
	return page
}

func before(a, b *placed) int {
	return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.rank, b.rank), bytes.Compare(a.ID[:], b.ID[:]))
}

// place works out a hit's place. Several services that are meant take turns.
func (p *plan) place(h hit, score, share int) placed {
	at := placed{hit: h, metres: p.metres(h.Geo), rank: uint64(search.Rank(h.ID, p.q.Weekday))}
	switch p.q.Sort {
	case search.SortPays:
		at.key = float64(h.Pays)
	case search.SortQuality:
		at.key = float64(h.Quality)
	case search.SortVacancy:
		at.key = float64(h.Room)
	case search.SortDistance:
		if p.q.Place != nil {
			at.key = math.Inf(1)
			if at.metres >= 0 {
				at.key = float64(at.metres)
			}
		}
	default:
		at.key = -h.Score
		if groups := p.groups(); len(groups) > 0 {
			at.key, at.rank = 0, search.Turn(search.Rank(h.ID, p.q.Weekday), share, score, groups[0].score)
		}
	}
	return at
}

func (p *plan) scoreOf(service string) int {
	for _, g := range p.groups() {
		if slices.Contains(g.services, service) {
			return g.score
		}
	}
	return 0
}

func (p *plan) shareOf(got []answer, service string) int {
	for i, g := range p.groups() {
		if slices.Contains(g.services, service) && i < len(p.shares) {
			return got[p.shares[i].sub].Total
		}
	}
	return 1
}

func (p *plan) metres(g *position) int {
	if g == nil || p.q.Place == nil {
		return -1
	}
	return place.DistanceM(p.q.Place.Lat, p.q.Place.Lon, g.Lat, g.Lng)
}

// margin is how many metres documents that the server takes for equally far may be apart, and a little more.
const margin = 3

// surely tells whether no document that was not fetched can belong on the page: the server orders by distance but for
// a metre, so those on the page must be farther than that from the ends of what was fetched.
func (p *plan) surely(page, fetched []placed, total int) bool {
	if len(page) == 0 || len(fetched) == 0 {
		return true
	}
	least, most := fetched[0].key, fetched[0].key
	for _, h := range fetched {
		least, most = min(least, h.key), max(most, h.key)
	}
	if p.from > 0 && !math.IsInf(least, 1) && page[0].key < least+margin {
		return false
	}
	last := page[len(page)-1].key
	return p.from+len(fetched) >= total || math.IsInf(most, 1) || last < most-margin
}
