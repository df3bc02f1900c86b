package catalogue

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/service"
	"github.com/tuottajatori/tuottajatori/search"
)

// Bounds of a bundle.
const (
	MaxBundle  = 8   // services in one
	mostHits   = 500 // of each service, the cheapest first, among whom those who give all are looked for
	mostRead   = 40  // of each service, whose amounts a month are compared whoever gives them
	mostFromIt = 60  // producers who give all
	mostShown  = 3   // ways to get all from one producer
)

// BundleQuery is what somebody wants together, and where.
type BundleQuery struct {
	Lang      string
	Place     *place.Place
	PlaceText string
	Wanted    []Wanted // each service once, in the order of the tray
}

// Bundle answers a BundleQuery.
type Bundle struct {
	FromOne  []Combination // ways to get all from one producer, the best first
	Cheapest Combination   // the best, whoever gives each part
	Nearly   *Combination  // when nobody gives all: what the one gives who gives most of it
	Offered  []int         // how many offerings there are of each of the wanted
	Else     []int         // and how many in the whole country where there are none here
}

// What the names of parameters begin with that tell the usage of a service.
const (
	minutesOf = "minutes_"
	timesOf   = "times_"
)

// ParseBundle reads the parameters of a bundle: place, service (keys), and for each service its minutes_<service> and
// times_<service>. What could be read is in the answer even with an error, as with ParseCriteria; a usage that nobody can
// mean is fault.CodeInvalid on its field.
func ParseBundle(v url.Values) (BundleQuery, error) {
	r, rest, usages := reader{values: v}, maps.Clone(v), map[string]offering.Usage{}
	for _, svc := range service.All() {
		minutes, times := minutesOf+svc.Key, timesOf+svc.Key
		usages[svc.Key] = r.usage(minutes, times)
		delete(rest, minutes)
		delete(rest, times)
	}
	c, err := ParseCriteria(rest, "lang", "place", "service")
	q := BundleQuery{Lang: c.Lang, Place: c.Place, PlaceText: c.PlaceText}
	for _, svc := range service.All() {
		if slices.Contains(c.Services, svc.Key) && len(q.Wanted) < MaxBundle {
			q.Wanted = append(q.Wanted, Wanted{Service: svc, Usage: usages[svc.Key]})
		}
	}
	if err != nil {
		return q, err
	}
	if len(c.Services) > MaxBundle {
		r.wrong("service", keyTooMany, "Limit", MaxBundle)
	}
	return q, r.err()
}

// ParseWholeBundle reads the parameters of a bundle where nothing may be left for later: a place and a service there must be.
func ParseWholeBundle(v url.Values) (BundleQuery, error) {
	q, err := ParseBundle(v)
	if err != nil {
		return q, err
	}
	r := reader{}
	if q.Place == nil {
		r.wrong("place", keyMissing)
	}
	if len(q.Wanted) == 0 {
		r.wrong("service", keyMissing)
	}
	if r.bad != nil {
		return q, r.bad
	}
	return q, nil
}

// Values is the address of the query without its language.
func (q BundleQuery) Values() url.Values {
	v := Criteria{PlaceText: q.PlaceText, Lang: "fi", Sort: SortRelevance, PerPage: DefaultPerPage}.Values()
	for _, w := range q.Wanted {
		v.Add("service", w.Service.Key)
		for name, n := range map[string]int{minutesOf: w.Usage.Minutes, timesOf: w.Usage.Times} {
			if n > 0 {
				v.Set(name+w.Service.Key, strconv.Itoa(n))
			}
		}
	}
	return v
}

// Bundle prices the wanted services together, from one producer where one gives all of them, and from whoever is best.
// Of each service the cheapest mostRead are compared, and those of every producer that is among the first mostHits of all.
func (s *Service) Bundle(ctx context.Context, q BundleQuery) (Bundle, error) {
	b := Bundle{Offered: make([]int, len(q.Wanted)), Else: make([]int, len(q.Wanted))}
	hits := make([][]uuid.UUID, len(q.Wanted))
	today := s.today()
	for i, w := range q.Wanted {
		c := Criteria{Services: []string{w.Service.Key}, Place: q.Place, Sort: SortPays, Page: 1, PerPage: mostHits, Lang: q.Lang}
		found, err := s.engine.Search(ctx, c.Query(today))
		if err != nil {
			return Bundle{}, err
		}
		b.Offered[i] = found.Total
		for _, hit := range found.Hits {
			hits[i] = append(hits[i], hit.ID)
		}
		if len(hits[i]) == 0 && q.Place != nil {
			c.Place, c.PerPage = nil, 1
			if found, err = s.engine.Search(ctx, c.Query(today)); err != nil {
				return Bundle{}, err
			}
			b.Else[i] = found.Total
		}
	}
	offered, err := s.bundleItems(ctx, q, hits)
	if err != nil {
		return Bundle{}, err
	}
	b.Cheapest, b.FromOne = Cheapest(q.Wanted, offered), FromOne(q.Wanted, offered, mostShown)
	if len(b.FromOne) == 0 {
		if nearly, ok := Nearly(q.Wanted, offered); ok {
			b.Nearly = &nearly
		}
	}
	return b, nil
}

// bundleItems reads what is worth comparing of the hits, a list for each of the wanted in the order of the hits.
func (s *Service) bundleItems(ctx context.Context, q BundleQuery, hits [][]uuid.UUID) ([][]Item, error) {
	producers, err := s.store.producersOf(ctx, slices.Concat(hits...))
	if err != nil {
		return nil, err
	}
	wide := widest(hits, producers)
	var ids []uuid.UUID
	for _, list := range hits {
		for n, id := range list {
			if n < mostRead || wide[producers[id]] {
				ids = append(ids, id)
			}
		}
	}
	c := Criteria{Place: q.Place}
	items, err := s.content(ctx, c, hitsOf(ids), s.today())
	if err != nil {
		return nil, err
	}
	offered := make([][]Item, len(q.Wanted))
	for i, w := range q.Wanted {
		for _, it := range items {
			if it.Service.Key == w.Service.Key {
				offered[i] = append(offered[i], it)
			}
		}
	}
	return offered, nil
}

// widest are the producers that give the most of the lists, when that is more than one; at most mostFromIt of them, those
// who are met first.
func widest(hits [][]uuid.UUID, producers map[uuid.UUID]uuid.UUID) map[uuid.UUID]bool {
	gives, order := map[uuid.UUID]int{}, []uuid.UUID{}
	for _, list := range hits {
		here := map[uuid.UUID]bool{}
		for _, id := range list {
			p, known := producers[id]
			if !known || here[p] {
				continue
			}
			here[p] = true
			if gives[p]++; gives[p] == 1 {
				order = append(order, p)
			}
		}
	}
	most := 2
	for _, n := range gives {
		most = max(most, n)
	}
	out := map[uuid.UUID]bool{}
	for _, p := range order {
		if gives[p] == most && len(out) < mostFromIt {
			out[p] = true
		}
	}
	return out
}

func hitsOf(ids []uuid.UUID) []search.Hit {
	out := make([]search.Hit, len(ids))
	for i, id := range ids {
		out[i].ID = id
	}
	return out
}
