package catalogue

import (
	"slices"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/service"
)

var bundled = []string{"meals", "cleaning", "safety_alarm", "home_care"}

// drawBundle makes wanted services and offerings of a few producers, so that some give all of them and most do not.
func drawBundle(t *rapid.T) (wanted []Wanted, offered [][]Item) {
	producers := []uuid.UUID{{1}, {2}, {3}, {4}}
	for _, key := range rapid.SliceOfNDistinct(rapid.SampledFrom(bundled), 1, len(bundled), rapid.ID[string]).Draw(t, "wanted") {
		svc, _ := service.ByKey(key)
		wanted = append(wanted, Wanted{Service: svc, Usage: offering.Usage{
			Minutes: rapid.SampledFrom([]int{0, 5, 90}).Draw(t, "minutes"), Times: rapid.SampledFrom([]int{0, 1, 14}).Draw(t, "times"),
		}})
		offered = append(offered, rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Item {
			return Item{
				ID: uuid.New(), Service: svc, Pays: drawPays(t), Producer: Producer{ID: rapid.SampledFrom(producers).Draw(t, "producer")},
				Vacancy: Vacancy{State: rapid.SampledFrom([]string{"free", "full", "unknown"}).Draw(t, "vacancy")},
			}
		}), 0, 6).Draw(t, "offered"))
	}
	return wanted, offered
}

func drawPays(t *rapid.T) offering.Pays {
	p := offering.Pays{Kind: rapid.SampledFrom([]string{offering.OwnShare, offering.ClientFee, offering.Price, offering.Free, offering.Unknown}).Draw(t, "kind")}
	amount := money.Cents(rapid.Int64Range(0, 5000).Draw(t, "cents"))
	switch {
	case p.Kind == offering.Free:
		p.Cents = new(money.Cents)
	case p.Kind != offering.Unknown && rapid.IntRange(0, 4).Draw(t, "told") > 0:
		p.Cents, p.Per = &amount, rapid.SampledFrom([]string{"hour", "visit", "month", "meal", "trip"}).Draw(t, "per")
		p.From = rapid.IntRange(0, 3).Draw(t, "from") == 0
		if !p.From && rapid.IntRange(0, 2).Draw(t, "range") == 0 {
			most := amount + money.Cents(rapid.Int64Range(1, 5000).Draw(t, "more"))
			p.CentsMax = &most
		}
	}
	return p
}

// every is every combination of what is offered, missing parts left missing.
func every(wanted []Wanted, offered [][]Item) []Combination {
	all := []Combination{{}}
	for i, w := range wanted {
		var longer []Combination
		for _, c := range all {
			for n := range offered[i] {
				longer = append(longer, Combination{Parts: append(slices.Clone(c.Parts), partOf(w, &offered[i][n]))})
			}
			if len(offered[i]) == 0 {
				longer = append(longer, Combination{Parts: append(slices.Clone(c.Parts), partOf(w, nil))})
			}
		}
		all = longer
	}
	return all
}

func total(c Combination) rank {
	var r rank
	for _, p := range c.Parts {
		if p.Item != nil {
			r = r.add(p.rank())
		}
	}
	return r
}

// No combination at all is better than the one that is called the cheapest, and none from one producer is better than
// the first of those.
func TestNoCombinationIsBetter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		wanted, offered := drawBundle(t)
		best, one := Cheapest(wanted, offered), FromOne(wanted, offered, 10)
		var fromOne int
		for _, c := range every(wanted, offered) {
			if total(c).compare(total(best)) < 0 {
				t.Fatalf("%v is better than %v", total(c), total(best))
			}
			whole := !slices.ContainsFunc(c.Parts, func(p Part) bool { return p.Item == nil })
			if whole && len(c.Producers()) == 1 {
				if fromOne++; len(one) == 0 || total(c).compare(total(one[0])) < 0 {
					t.Fatalf("%v from one producer is better than what was found", total(c))
				}
			}
		}
		if fromOne == 0 && len(one) > 0 {
			t.Fatalf("%d combinations from one producer, and there is none", len(one))
		}
		for i, c := range one {
			if len(c.Producers()) != 1 || i > 0 && total(c).compare(total(one[i-1])) < 0 {
				t.Fatalf("combination %d is of %d producers, or out of order", i, len(c.Producers()))
			}
		}
	})
}

// A sum holds what is known and nothing else: no unknown amount is nothing, a range stays one, "from" stays "from".
func TestSumIsOfWhatIsKnown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		wanted, offered := drawBundle(t)
		for _, c := range append(FromOne(wanted, offered, 10), Cheapest(wanted, offered)) {
			var least, most money.Cents
			var told, untold, missing int
			var from, ranges bool
			for i, p := range c.Parts {
				switch {
				case p.Item == nil && len(offered[i]) > 0:
					t.Fatal("a part is missing that is offered")
				case p.Item == nil:
					missing++
				case !p.Told():
					untold++
				default:
					told++
					least, most = least+p.Month.Cents, most+p.most()
					from, ranges = from || p.Month.From, ranges || p.Month.Max != nil
				}
			}
			s := c.Sum
			if s.Cents != least || s.From != from || s.Told != told || s.Untold != untold || told+untold+missing != len(wanted) {
				t.Fatalf("%+v of %d, %d, %d", s, told, untold, missing)
			}
			if wantMax := ranges && !from; (s.Max != nil) != wantMax || wantMax && *s.Max != most {
				t.Fatalf("%+v: the most is %d, range %v", s, most, wantMax)
			}
		}
	})
}

// More to choose from never makes the best dearer, and the order of the lists changes no sum.
func TestMoreChoiceIsNoWorse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		wanted, offered := drawBundle(t)
		best := total(Cheapest(wanted, offered))
		for i := range offered {
			fewer := slices.Clone(offered)
			if len(offered[i]) > 1 {
				fewer[i] = offered[i][1:]
			}
			if total(Cheapest(wanted, fewer)).compare(best) < 0 {
				t.Fatal("less to choose from was better")
			}
			slices.Reverse(offered[i])
		}
		if again := Cheapest(wanted, offered); total(again) != best {
			t.Fatalf("in another order %v, first %v", total(again), best)
		}
	})
}

// The producer that gives most of the parts is told when nobody gives all.
func TestNearlyAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		wanted, offered := drawBundle(t)
		most := 0
		for _, producer := range producersOf(offered) {
			n := 0
			for _, list := range offered {
				if slices.ContainsFunc(list, func(it Item) bool { return it.Producer.ID == producer }) {
					n++
				}
			}
			most = max(most, n)
		}
		c, ok := Nearly(wanted, offered)
		if ok != (most > 1) || ok && c.Sum.Told+c.Sum.Untold != most {
			t.Fatalf("somebody gives %d, told %v of %+v", most, ok, c.Sum)
		}
	})
}
