package pg

import (
	"cmp"
	"container/heap"
	"math"
	"slices"

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

// unknown comes after every known value.
const unknown = math.MaxUint64

// byRelevance tells whether the order is none of the others; one that nobody knows is none.
func (a *question) byRelevance() bool {
	switch a.Sort {
	case search.SortPays, search.SortQuality, search.SortDistance, search.SortVacancy:
		return false
	}
	return true
}

// key is a row's place in the order that was asked for.
func (a *question) key(no int32, r *row) uint64 {
	switch a.Sort {
	case search.SortPays:
		if r.cents != none {
			return uint64(r.cents)
		}
		if r.facets[facetPays] != a.c.untold {
			return unknown - 1 // a range, or a fee by income: more than nothing is told
		}
	case search.SortQuality:
		if r.quality != none {
			return uint64(math.MaxInt16 - r.quality)
		}
	case search.SortDistance:
		if a.Place != nil && r.located {
			return uint64(a.metres(r))
		}
	case search.SortVacancy:
		return a.c.room(r)
	default:
		if a.text != nil {
			return uint64(math.MaxInt32 - a.text.of(no, r))
		}
	}
	return unknown
}

// room orders by how soon there is a place: free ones, then queues by their length, then full ones, then what nobody
// has told. Within each a known number of days comes before an unknown one.
func (c *columns) room(r *row) uint64 {
	wait := uint64(math.MaxInt32)
	if r.wait != none {
		wait = uint64(r.wait)
	}
	for i, state := range c.vacancy {
		if r.facets[facetVacancy] == state {
			return uint64(i)<<32 | wait
		}
	}
	return unknown
}

func (a *question) place(no int32, folded int32) placed {
	r := &a.c.rows[no]
	p := placed{key: a.key(no, r), no: no, folded: folded}
	if a.text != nil && a.byRelevance() {
		p.rank = a.text.rank(r, a.Weekday)
	} else {
		p.rank = uint64(search.RankOf(r.seed, a.Weekday))
	}
	return p
}

func (a *question) compare(x, y placed) int {
	if x.key != y.key {
		return cmp.Compare(x.key, y.key)
	}
	if x.rank != y.rank {
		return cmp.Compare(x.rank, y.rank)
	}
	return slices.Compare(a.c.ids[x.no][:], a.c.ids[y.no][:])
}

// cheaper tells whether terms x of a line are shown rather than terms y: known amounts before unknown ones, the
// smaller first, what is free before an amount of nothing, of equals the smaller id. See search.Cheaper.
func (c *columns) cheaper(x, y int32) bool {
	a, b := c.rows[x].cents, c.rows[y].cents
	if a != b {
		return b == none || a != none && a < b
	}
	if free := c.rows[x].facets[facetPays] == c.free; free != (c.rows[y].facets[facetPays] == c.free) {
		return free
	}
	return slices.Compare(c.ids[x][:], c.ids[y][:]) < 0
}

// best keeps the first few of the rows offered to it. It is a heap with the last of them on top.
type best struct {
	a    *question
	most int
	rows []placed
}

func (b *best) Len() int           { return len(b.rows) }
func (b *best) Less(i, j int) bool { return b.a.compare(b.rows[i], b.rows[j]) > 0 }
func (b *best) Swap(i, j int)      { b.rows[i], b.rows[j] = b.rows[j], b.rows[i] }
func (b *best) Push(x any)         { b.rows = append(b.rows, x.(placed)) }
func (b *best) Pop() any           { panic("never popped") }

func (b *best) offer(p placed) {
	switch {
	case len(b.rows) < b.most:
		heap.Push(b, p)
	case b.most > 0 && b.a.compare(p, b.rows[0]) < 0:
		b.rows[0] = p
		heap.Fix(b, 0)
	}
}

// page gives the rows from the offset on, in order.
func (b *best) page(offset int) []placed {
	slices.SortFunc(b.rows, b.a.compare)
	return b.rows[min(offset, len(b.rows)):]
}

// answer counts the candidates and picks the page.
func (a *question) answer(candidates []int32) search.Result {
	n := newCounter(a.c)
	top := &best{a: a, most: max(a.Offset, 0) + max(a.Limit, 0)}
	if a.Limit <= 0 {
		top.most = 0
	}
	total := 0
	for i := 0; i < len(candidates); {
		end := i + 1
		if a.GroupByPoint {
			for end < len(candidates) && a.c.rows[candidates[end]].line == a.c.rows[candidates[i]].line {
				end++
			}
		}
		if shown, folded := a.count(n, candidates[i:end]); shown != none {
			total++
			top.offer(a.place(shown, folded))
		}
		i = end
	}
	result := search.Result{Total: total, Facets: n.facets(a.c), Engine: name}
	page := top.page(max(a.Offset, 0))
	result.Hits = make([]search.Hit, len(page))
	for i, p := range page {
		result.Hits[i] = search.Hit{ID: a.c.ids[p.no], Folded: int(p.folded)}
		if r := &a.c.rows[p.no]; a.Place != nil && r.located {
			metres := a.metres(r)
			result.Hits[i].DistanceM = &metres
		}
	}
	return result
}

// count counts a line and gives the row that is shown for it, or none, and how many others stand behind that.
func (a *question) count(n *counter, rows []int32) (shown, folded int32) {
	if len(rows) == 1 {
		r := &a.c.rows[rows[0]]
		failing := a.failing(r)
		if failing != failsMany {
			n.one(r, failing)
		}
		if failing == passes {
			return rows[0], 0
		}
		return none, 0
	}
	shown = none
	for _, no := range rows {
		r := &a.c.rows[no]
		failing := a.failing(r)
		if failing == failsMany {
			continue
		}
		n.also(a.c, r, failing)
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
