package pg

import (
	"bytes"
	"cmp"
	"container/heap"
	"math"
	"slices"

	"github.com/tuottajatori/tuottajatori/internal/service"
	"github.com/tuottajatori/tuottajatori/search"
)

// placed is a row with what decides its place in the order: first the smaller key, then the smaller rank of the day,
// then the smaller id.
type placed struct {
	key    uint64
	rank   uint64
	no     int32
	folded int32 // rows of the same line behind it
}

// ordering says where in the order rows come. One of a text depends on its scores, one by distance on the place; the
// others are columns.
type ordering struct {
	keys  []uint32 // nil: all alike
	ranks []uint32
	of    func(no int32) (key, rank uint64) // nil: by the columns
}

func (a *question) ordering() ordering {
	o := ordering{ranks: a.c.ranks[uint(a.Weekday)%7]}
	switch {
	case a.ByUsage():
		o.of = a.byUsage(o.ranks)
	case a.Sort == search.SortPays:
		o.keys = a.c.orders[orderPays]
	case a.Sort == search.SortQuality:
		o.keys = a.c.orders[orderQuality]
	case a.Sort == search.SortVacancy:
		o.keys = a.c.orders[orderVacancy]
	case a.Sort == search.SortDistance && a.Place != nil:
		o.of = func(no int32) (uint64, uint64) {
			if r := &a.c.rows[no]; r.located {
				return uint64(a.metres(r))<<32 | uint64(o.ranks[no]), 0
			}
			return uint64(search.KeyUnknown)<<32 | uint64(o.ranks[no]), 0
		}
	case a.Sort != search.SortDistance && a.text != nil:
		o.of = a.byScore(o.ranks)
	}
	return o
}

// byUsage is the order by what one pays with a usage that somebody asks.
func (a *question) byUsage(ranks []uint32) func(no int32) (key, rank uint64) {
	type priced struct{ service, unit uint16 }
	rates := map[priced]service.Rate{} // of all there are, some hundreds
	return func(no int32) (uint64, uint64) {
		r := &a.c.rows[no]
		by := priced{r.facets[facetService], r.unit}
		rate, there := rates[by]
		if !there {
			rate = a.c.inMonth(by.service, by.unit, a.Usage)
			rates[by] = rate
		}
		return uint64(a.c.paid(r, rate).Key())<<32 | uint64(ranks[no]), 0
	}
}

// inMonth is how many of a unit a month of a service holds.
func (c *columns) inMonth(number, unit uint16, asked service.Usage) service.Rate {
	rate, _ := service.UsageFor(c.values[facetService].values[number], asked).InMonth(c.units.values[unit])
	return rate
}

// paid is what the order by what one pays looks at of a row.
func (c *columns) paid(r *row, month service.Rate) search.Paid {
	kind := r.facets[facetPays]
	return search.Paid{Free: kind == c.free, Told: kind != c.untold, Known: r.cents != none, Cents: int64(r.cents), Month: month}
}

// byScore is the order of a text. Rows that have all words in their names, and they are several, come first. Rows that
// nothing but their service speaks for take turns with those of the surest service, unless theirs is far less sure; a
// word in a name or a description decides before that.
func (a *question) byScore(ranks []uint32) func(no int32) (key, rank uint64) {
	best := int32(0)
	for _, points := range a.text.services {
		best = max(best, points)
	}
	least := best * keepPercent / 100
	all := uint32(1)<<len(a.text.terms) - 1
	return func(no int32) (uint64, uint64) {
		if all > 1 && a.text.found[no]&all == all {
			return 0, uint64(ranks[no])
		}
		score, meant := a.score(no), a.c.services[no]
		share, points := int(a.text.shares[meant]), a.text.services[meant]
		if points == 0 || points < least || a.text.found[no] != 0 {
			return uint64(math.MaxInt32 - score), search.Turn(ranks[no], share, 1, 1)
		}
		return uint64(math.MaxInt32 - (score + best - points)), search.Turn(ranks[no], share, int(points), int(best))
	}
}

func (o *ordering) place(no, folded int32) placed {
	p := placed{no: no, folded: folded}
	switch {
	case o.of != nil:
		p.key, p.rank = o.of(no)
	case o.keys != nil:
		p.key = uint64(o.keys[no])<<32 | uint64(o.ranks[no])
	default:
		p.key = uint64(o.ranks[no])
	}
	return p
}

// cheaper tells whether terms x of a line are shown rather than terms y, of equals the smaller id.
func (c *columns) cheaper(x, y int32) bool {
	a, b := c.paid(&c.rows[x], service.Rate{}), c.paid(&c.rows[y], service.Rate{})
	return cmp.Or(a.Cheaper(b), bytes.Compare(c.ids[x][:], c.ids[y][:])) < 0
}

// best keeps the first few of the rows offered to it. It is a heap with the last of them on top.
type best struct {
	c    *columns
	most int
	rows []placed
}

func (b *best) compare(x, y placed) int {
	if x.key != y.key {
		return cmp.Compare(x.key, y.key)
	}
	if x.rank != y.rank {
		return cmp.Compare(x.rank, y.rank)
	}
	return slices.Compare(b.c.ids[x.no][:], b.c.ids[y.no][:])
}

func (b *best) Len() int           { return len(b.rows) }
func (b *best) Less(i, j int) bool { return b.compare(b.rows[i], b.rows[j]) > 0 }
func (b *best) Swap(i, j int)      { b.rows[i], b.rows[j] = b.rows[j], b.rows[i] }
func (b *best) Push(x any)         { b.rows = append(b.rows, x.(placed)) }
func (b *best) Pop() any           { panic("never popped") }

func (b *best) offer(p placed) {
	switch {
	case len(b.rows) < b.most:
		heap.Push(b, p)
	case b.most > 0 && p.key <= b.rows[0].key && b.compare(p, b.rows[0]) < 0:
		b.rows[0] = p
		heap.Fix(b, 0)
	}
}

// page gives the rows from the offset on, in order.
func (b *best) page(offset int) []placed {
	slices.SortFunc(b.rows, b.compare)
	return b.rows[min(offset, len(b.rows)):]
}

// answer counts the rows of base and picks the page. Rows are counted as sets where one row stands for its line: the
// only one, or the one that leads by what is chosen. The other lines of several rows are looked at one by one: those
// whose rows differ in more than their terms, and all when a text, a place or a choice of several values tells them apart.
func (a *question) answer(base set) search.Result {
	n := newCounter(a.c)
	order := a.ordering()
	top := &best{c: a.c, most: max(a.Offset, 0) + max(a.Limit, 0)}
	if a.Limit <= 0 {
		top.most = 0
	}
	total := 0
	standing := a.GroupByPoint && a.single && a.text == nil && a.Place == nil
	if a.GroupByPoint {
		several := a.b.set(a.c)
		copy(several, base)
		several.drop(a.c.alone)
		if standing {
			several.keep(a.c.loose)
		}
		for no := range several.all() {
			if !a.first(base, no) {
				continue
			}
			if shown, folded := a.count(n, base, a.c.rows[no].line); shown != none {
				total++
				top.offer(order.place(shown, folded))
			}
		}
	}
	counted := func(but int, term search.Terms) set {
		fit := a.fitting(base, but)
		if !a.GroupByPoint {
			return fit
		}
		ones := a.b.set(a.c)
		ones.add(a.c.alone)
		if standing {
			ones.add(a.c.leads[a.terms|term])
		}
		fit.keep(ones)
		return fit
	}
	fit := counted(passes, 0)
	many := fit.count()
	total += many
	for facet := range n.counts {
		rows, those := fit, many
		if a.chosen[facet] != nil || standing && termOf[facet] != 0 {
			rows = counted(facet, termOf[facet])
			those = rows.count()
		}
		n.facet(a.c, facet, rows, those)
	}
	if top.most > 0 {
		for no := range fit.all() {
			top.offer(order.place(no, 0))
		}
	}
	return a.result(n, total, top, standing, base)
}

func (a *question) result(n *counter, total int, top *best, standing bool, base set) search.Result {
	page := top.page(max(a.Offset, 0))
	result := search.Result{Total: total, Facets: n.facets(a.c), Engine: name, Hits: make([]search.Hit, len(page))}
	for i, p := range page {
		if line := a.c.rows[p.no].line; standing && !a.c.alone.has(p.no) {
			_, p.folded = a.count(nil, base, line)
		}
		result.Hits[i] = search.Hit{ID: a.c.ids[p.no], Folded: int(p.folded)}
		if r := &a.c.rows[p.no]; a.Place != nil && r.located {
			metres := a.metres(r)
			result.Hits[i].DistanceM = &metres
		}
	}
	return result
}

// first tells whether a row is the first of its line's in base.
func (a *question) first(base set, no int32) bool {
	for other := a.c.firstOf[a.c.rows[no].line]; other != none; other = a.c.rows[other].next {
		if other < no && base.has(other) {
			return false
		}
	}
	return true
}

// count counts a line of several rows, if there is a counter, and gives the row that is shown for it, or none, and how many others stand behind
// that.
func (a *question) count(n *counter, base set, line int32) (shown, folded int32) {
	shown = none
	for no := a.c.firstOf[line]; no != none; no = a.c.rows[no].next {
		if !base.has(no) {
			continue
		}
		failing := a.failing(no)
		if failing == failsMany {
			continue
		}
		if n != nil {
			n.also(a.c, &a.c.rows[no], failing)
		}
		if failing != passes {
			continue
		}
		switch {
		case shown == none:
			shown = no
		case a.c.cheaper(no, shown):
			shown, folded = no, folded+1
		default:
			folded++
		}
	}
	return shown, folded
}
