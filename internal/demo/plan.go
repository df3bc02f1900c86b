package demo

import (
	"slices"

	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
	"github.com/tuottajatori/tuottajatori/internal/service"
)

// slot is one offering to be made: a service, where, and under which scheme.
type slot struct {
	level        level
	regime       scheme.Regime
	municipality int // index
}

// plan says what is offered where: first one of everything, so that no organiser, service or form of payment is without; then
// by how many people live there and how common the service is.
func (w *world) plan() []slot {
	c := w.opt.chance("plan")
	slots := w.coverage(c)
	w.firsts = len(slots)
	weights := make([]int, len(levels()))
	for i, l := range levels() {
		weights[i] = l.weight
	}
	common := newDrawn(weights)
	wanted := w.opt.Offerings - len(w.offerings) - len(listedTwice)
	for len(slots) < wanted {
		l := levels()[common.from(c)]
		s := slot{level: l, regime: regimes[c.weighted(l.regimes)], municipality: w.people.from(c)}
		if w.organiserOf(s.municipality).scheme(s.regime) == nil {
			s.regime = scheme.RegimeOwnProduction
		}
		slots = append(slots, s)
	}
	return slots[:max(0, wanted)]
}

// coverage is one of everything, the most telling first, so that few offerings still show all forms.
func (w *world) coverage(c chance) []slot {
	var slots []slot
	for _, first := range []struct {
		service string
		regime  scheme.Regime
	}{
		{"home_care", scheme.RegimeVoucher}, {"home_care", scheme.RegimeOwnProduction}, {"cleaning", scheme.RegimeSelfPaidListing},
		{"meeting_place", scheme.RegimeFreeListing}, {"round_the_clock_housing", scheme.RegimeListing}, {"transport", scheme.RegimeDPS},
	} {
		for _, o := range w.organisers {
			if o.scheme(first.regime) != nil {
				slots = append(slots, slot{levelOf(first.service), first.regime, w.within(c, o)})
			}
		}
	}
	for i, s := range service.All() {
		l, o := levelOf(s.Key), w.organisers[i*7%len(w.organisers)]
		regime := regimes[slices.Index(l.regimes, slices.Max(l.regimes))]
		if o.scheme(regime) == nil {
			regime = scheme.RegimeOwnProduction
		}
		slots = append(slots, slot{l, regime, w.within(c, o)})
	}
	return slots
}

// within takes a municipality of the organiser by its people.
func (w *world) within(c chance, o *organiser) int {
	var indexes, weights []int
	for i, m := range w.municipalities {
		if m.County == o.Code {
			indexes, weights = append(indexes, i), append(weights, m.Population)
		}
	}
	return indexes[c.weighted(weights)]
}

// settle finds the municipalities that have an organiser; Åland arranges its services itself.
func (w *world) settle() {
	var weights []int
	for _, m := range place.Municipalities() {
		if slices.ContainsFunc(w.organisers, func(o *organiser) bool { return o.Code == m.County }) {
			w.municipalities = append(w.municipalities, m)
			weights = append(weights, m.Population)
		}
	}
	w.people = newDrawn(weights)
}
