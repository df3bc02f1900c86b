package catalogue

import (
	"cmp"
	"slices"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/service"
)

// Wanted is one service of a bundle, and how much of it is used.
type Wanted struct {
	Service service.Service
	Usage   offering.Usage // what was asked; a zero is the service's usual
}

// A Part is how one of the wanted services is given.
type Part struct {
	Wanted Wanted
	Item   *Item             // nil: nobody gives it there
	Usage  offering.Usage    // by which Month is worked out
	Month  offering.Estimate // what the client pays for it in a month
}

// Told tells whether the part's amount in a month is known.
func (p Part) Told() bool { return p.Item != nil && p.Month.Known }

// Sum is what a bundle costs in a month: the parts whose amounts are known added up. What is not known is counted, never
// taken for nothing.
type Sum struct {
	Cents  money.Cents  // or the least of a range
	Max    *money.Cents // the most, when a part is a range and none is "from"
	From   bool         // a part's most is not known
	Told   int          // parts whose amounts are in the sum
	Untold int          // parts that cost something that is not known by the month
}

// Combination is one way to get the wanted services, a part for each in their order.
type Combination struct {
	Parts []Part
	Sum   Sum
}

// Producers are those who give the parts, each once, in the order of the parts.
func (c Combination) Producers() []Producer {
	var out []Producer
	for _, p := range c.Parts {
		if p.Item != nil && !slices.ContainsFunc(out, func(known Producer) bool { return known.ID == p.Item.Producer.ID }) {
			out = append(out, p.Item.Producer)
		}
	}
	return out
}

// partOf is how an offering gives what is wanted.
func partOf(w Wanted, it *Item) Part {
	p := Part{Wanted: w, Item: it, Usage: offering.UsageFor(w.Service.Key, w.Usage)}
	if it != nil {
		p.Month = offering.PerMonth(it.Pays, p.Usage)
	}
	return p
}

// SumOf adds up the parts that somebody gives.
func SumOf(parts []Part) Sum {
	var s Sum
	var most money.Cents
	ranges := false
	for _, p := range parts {
		switch {
		case p.Item == nil:
			continue
		case !p.Month.Known:
			s.Untold++
			continue
		}
		s.Told++
		s.Cents += p.Month.Cents
		s.From = s.From || p.Month.From
		most += p.most()
		ranges = ranges || p.Month.Max != nil
	}
	if ranges && !s.From {
		s.Max = &most
	}
	return s
}

// most is the most that the part is known to cost.
func (p Part) most() money.Cents {
	if p.Month.Max != nil {
		return *p.Month.Max
	}
	return p.Month.Cents
}

// rank says which of two ways is better, the smaller one. A known amount goes before an unknown one, room before none, and
// then the smaller of what is paid at the most: nobody is sent to the lower end of a range that may not be theirs. Ranks
// of parts add up to the rank of their combination, and so the best parts make the best combination.
type rank [6]int64

func (p Part) rank() rank {
	var r rank
	flag := func(at int, yes bool) {
		if yes {
			r[at] = 1
		}
	}
	flag(0, !p.Month.Known)
	flag(1, p.Item.Pays.Cents == nil)
	flag(2, p.Item.Vacancy.State == offering.VacancyFull)
	flag(3, p.Month.From)
	r[4], r[5] = int64(p.most()), int64(p.Month.Cents)
	return r
}

func (r rank) add(o rank) rank {
	for i := range r {
		r[i] += o[i]
	}
	return r
}

func (r rank) compare(o rank) int { return slices.Compare(r[:], o[:]) }

// Cheapest is the best combination of what is offered, whoever gives each part; offered has a list for each of the
// wanted. Of equals the first is taken: the lists come in the order of a search, which lets equals take turns by the day.
func Cheapest(wanted []Wanted, offered [][]Item) Combination {
	c := Combination{Parts: make([]Part, len(wanted))}
	for i, w := range wanted {
		c.Parts[i] = bestPart(w, offered[i], func(*Item) bool { return true })
	}
	c.Sum = SumOf(c.Parts)
	return c
}

// bestPart is the best of the offerings that may be taken.
func bestPart(w Wanted, offered []Item, may func(*Item) bool) Part {
	best := partOf(w, nil)
	for i := range offered {
		if !may(&offered[i]) {
			continue
		}
		if p := partOf(w, &offered[i]); best.Item == nil || p.rank().compare(best.rank()) < 0 {
			best = p
		}
	}
	return best
}

// FromOne are the combinations in which one producer gives every part, the best first, at most so many.
func FromOne(wanted []Wanted, offered [][]Item, most int) []Combination {
	if len(wanted) == 0 {
		return nil
	}
	type ranked struct {
		Combination
		rank rank
	}
	var all []ranked
	for _, producer := range producersOf(offered[:1]) {
		r := ranked{Combination: givenBy(producer, wanted, offered)}
		if slices.ContainsFunc(r.Parts, func(p Part) bool { return p.Item == nil }) {
			continue
		}
		for _, p := range r.Parts {
			r.rank = r.rank.add(p.rank())
		}
		all = append(all, r)
	}
	slices.SortStableFunc(all, func(a, b ranked) int { return a.rank.compare(b.rank) })
	out := make([]Combination, min(len(all), most))
	for i := range out {
		out[i] = all[i].Combination
	}
	return out
}

// Nearly is what the producer who gives most of the parts gives; false when nobody gives two.
func Nearly(wanted []Wanted, offered [][]Item) (Combination, bool) {
	var best Combination
	gives := func(c Combination) int { return c.Sum.Told + c.Sum.Untold }
	for _, producer := range producersOf(offered) {
		c := givenBy(producer, wanted, offered)
		if cmp.Or(cmp.Compare(gives(best), gives(c)), cmp.Compare(best.Sum.Told, c.Sum.Told)) < 0 {
			best = c
		}
	}
	return best, gives(best) > 1
}

// givenBy is what one producer gives of the wanted.
func givenBy(producer uuid.UUID, wanted []Wanted, offered [][]Item) Combination {
	c := Combination{Parts: make([]Part, len(wanted))}
	for i, w := range wanted {
		c.Parts[i] = bestPart(w, offered[i], func(it *Item) bool { return it.Producer.ID == producer })
	}
	c.Sum = SumOf(c.Parts)
	return c
}

// producersOf lists who offers anything, in the order they are met.
func producersOf(offered [][]Item) []uuid.UUID {
	var out []uuid.UUID
	seen := map[uuid.UUID]bool{}
	for _, list := range offered {
		for i := range list {
			if id := list[i].Producer.ID; !seen[id] {
				seen[id] = true
				out = append(out, id)
			}
		}
	}
	return out
}
