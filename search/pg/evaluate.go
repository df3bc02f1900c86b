package pg

import (
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/search"
)

// question is a query put in the numbers of the columns.
type question struct {
	search.Query
	c                *columns
	text             *scores            // nil: everything fits
	choices          [facetCount][]bool // by number of a value; nil: nothing chosen. Not for languages
	languages        []bool             // by set of languages: holds a chosen one
	active           []int              // facets with a choice
	served           []bool             // by set of municipalities: holds the place's
	town             int                // of the place
	own              int                // number of the place's organiser
	radiusM          int
	unit             int
	latSpan, lonSpan float64 // degrees beyond which nothing is within the radius
}

const unheard = -2 // the number of a value that no document has

func ask(c *columns, q search.Query, text *scores) *question {
	a := &question{Query: q, c: c, text: text, unit: unheard}
	chosen := [facetCount][]string{
		facetService: q.Services, facetSpoken: q.Spoken, facetOrganiser: q.Organisers, facetScheme: q.Schemes,
		facetProducerType: q.ProducerTypes, facetPays: q.PaysKinds,
	}
	if q.Vacancy {
		chosen[facetVacancy] = []string{search.VacancyFree}
	}
	for facet, values := range chosen {
		if len(values) == 0 {
			continue
		}
		a.active = append(a.active, facet)
		numbers := c.values[facet].findAll(values)
		if facet == facetSpoken {
			a.languages = c.spoken.holding(numbers...)
			continue
		}
		a.choices[facet] = make([]bool, len(c.values[facet].values))
		for _, n := range numbers {
			a.choices[facet][n] = true
		}
	}
	if n, there := c.units.find(q.Per); there {
		a.unit = int(n)
	}
	if q.Place != nil {
		a.locate(*q.Place)
	}
	return a
}

// metresPerDegree of latitude; a little less than the truth, so that the span errs to the wide side.
const metresPerDegree = 111_000

func (a *question) locate(p search.Place) {
	a.town, a.own = unheard, unheard
	if n, there := a.c.towns.find(p.Municipality); there {
		a.town = int(n)
	}
	a.served = a.c.areas.holding(a.c.towns.findAll([]string{p.Municipality})...)
	if n, there := a.c.values[facetOrganiser].find(p.Organiser); there {
		a.own = int(n)
	}
	a.radiusM = a.RadiusM
	if a.radiusM == 0 {
		a.radiusM = search.DefaultRadiusM
	}
	a.latSpan = float64(a.radiusM) / metresPerDegree
	a.lonSpan = a.latSpan * 4 // at 75° north a degree of longitude is a fourth of one of latitude
}

// base tells whether a row fits everything but the choices in facets.
func (a *question) base(no int32, r *row) bool {
	if (a.PaysMax != nil || a.Per != "") && r.facets[facetPays] != a.c.free {
		if a.Per != "" && int(r.unit) != a.unit {
			return false
		}
		if a.PaysMax != nil && (r.cents == none || int64(r.cents) > *a.PaysMax) {
			return false
		}
	}
	if a.Place != nil && !a.near(r) {
		return false
	}
	return a.text == nil || a.text.of(no, r) > 0
}

// near is the rule of places: what is given at home is found where it is served, the rest by distance; and terms that
// an organiser sets hold for its own people only.
func (a *question) near(r *row) bool {
	if pays := r.facets[facetPays]; (pays == a.c.terms[0] || pays == a.c.terms[1]) && int(r.facets[facetOrganiser]) != a.own {
		return false
	}
	if r.atHome {
		return a.served[r.areas]
	}
	if a.RadiusM == 0 && int(r.town) == a.town {
		return true
	}
	if !r.located || abs(r.lat-a.Place.Lat) > a.latSpan || abs(r.lon-a.Place.Lon) > a.lonSpan {
		return false
	}
	return a.metres(r) <= a.radiusM
}

func (a *question) metres(r *row) int {
	return place.DistanceM(a.Place.Lat, a.Place.Lon, r.lat, r.lon)
}

func abs(x float64) float64 {
	if x < 0 {
		return -x
	}
	return x
}

// Which choices a row fails.
const (
	passes    = -1         // none
	failsMany = facetCount // more than one
)

// failing gives the one facet whose choice a row fails, or passes or failsMany.
func (a *question) failing(r *row) int {
	failed := passes
	for _, facet := range a.active {
		ok := false
		if facet == facetSpoken {
			ok = a.languages[r.spoken]
		} else {
			ok = a.choices[facet][r.facets[facet]]
		}
		if ok {
			continue
		}
		if failed != passes {
			return failsMany
		}
		failed = facet
	}
	return failed
}

// candidates lists the rows that fit all but the choices, those of a line side by side. With a text, only rows that
// come close enough to the best of them.
func (a *question) candidates(into []int32) []int32 {
	best := int32(0)
	for _, first := range a.c.firstOf {
		for no := first; no != none; no = a.c.rows[no].next {
			r := &a.c.rows[no]
			if !a.base(no, r) {
				continue
			}
			into = append(into, no)
			if a.text != nil {
				best = max(best, a.text.of(no, r))
			}
		}
	}
	if a.text == nil {
		return into
	}
	least := best * keepPercent / 100
	kept := into[:0]
	for _, no := range into {
		if r := &a.c.rows[no]; a.text.of(no, r) >= least {
			kept = append(kept, no)
			a.text.shares[r.facets[facetService]]++
		}
	}
	return kept
}
