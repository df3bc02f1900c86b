package pg

import (
	"math"
	"math/bits"

	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/search"
)

// question is a query put in the numbers of the columns.
type question struct {
	search.Query
	c      *columns
	chosen [facetCount]set // rows that have a chosen value; nil: nothing chosen
	active []int           // facets with a choice
	single bool            // no choice has several values in which the terms of a line may differ
	terms  search.Terms    // that are chosen
	b      *buffers
	text   *scores // nil: no text
	apart  set     // rows that have a score of their own
	scores []int32 // by row: that score
}

const unheard = -2 // the number of a value that no document has

// termOf is what a choice in a facet chooses of a line's terms.
var termOf = [facetCount]search.Terms{
	facetOrganiser: search.TermOrganiser, facetScheme: search.TermRegime, facetPays: search.TermPaysKind,
	facetVacancy: search.TermVacancy,
}

// ask finds the rows that fit a query but for its choices, and those that fit each choice.
func ask(c *columns, q search.Query, s *scores, b *buffers) (a *question, base set) {
	a = &question{Query: q, c: c, b: b, single: true}
	if q.Per != "" {
		a.terms |= search.TermPer
	}
	chosen := [facetCount][]string{
		facetService: q.Services, facetSpoken: q.Spoken, facetOrganiser: q.Organisers, facetScheme: q.Schemes,
		facetProducerType: q.ProducerTypes, facetPays: q.PaysKinds, facetQuality: q.Grades,
	}
	if q.Vacancy {
		chosen[facetVacancy] = []string{search.VacancyFree}
	}
	for facet, values := range chosen {
		if len(values) == 0 {
			continue
		}
		a.active = append(a.active, facet)
		a.single = a.single && (len(values) == 1 || termOf[facet] == 0)
		a.terms |= termOf[facet]
		a.chosen[facet] = b.set(c)
		for _, n := range c.values[facet].findAll(values) {
			a.chosen[facet].add(of(c.with[facet], int(n)))
		}
	}
	base = b.set(c)
	copy(base, c.there)
	a.affordable(base)
	if q.Place != nil {
		a.near(base)
	}
	if s != nil {
		a.meant(base, s)
	}
	return a, base
}

// affordable keeps what the query's amount and unit admit. What is free is free by any unit.
func (a *question) affordable(base set) {
	if a.PaysMax == nil && a.Per == "" {
		return
	}
	fit := a.b.set(a.c)
	copy(fit, base)
	if a.Per != "" {
		if n, there := a.c.units.find(a.Per); there {
			fit.keep(of(a.c.by, int(n)))
		} else {
			clear(fit)
		}
	}
	if a.PaysMax != nil {
		for no := range fit.all() {
			if r := &a.c.rows[no]; r.cents == none || int64(r.cents) > *a.PaysMax {
				fit.put(no, false)
			}
		}
	}
	fit.add(of(a.c.with[facetPays], int(a.c.free)))
	base.keep(fit)
}

// near is the rule of places: what is given at home is found where it is served, the rest by distance; and terms that
// an organiser sets hold for its own people only.
func (a *question) near(base set) {
	p := a.Place
	foreign := a.b.set(a.c)
	for _, kind := range a.c.terms {
		foreign.add(of(a.c.with[facetPays], int(kind)))
	}
	if n, there := a.c.values[facetOrganiser].find(p.Organiser); there {
		foreign.drop(of(a.c.with[facetOrganiser], int(n)))
	}
	base.drop(foreign)
	fit := a.b.set(a.c)
	town, known := a.c.towns.find(p.Municipality)
	for _, area := range p.Areas() {
		if n, there := a.c.towns.find(area); there {
			fit.add(of(a.c.serving, int(n)))
		}
	}
	if known && a.RadiusM == 0 {
		fit.add(of(a.c.town, int(town)))
	}
	away := a.b.set(a.c) // to be looked at by distance
	copy(away, base)
	away.drop(a.c.home)
	away.drop(fit)
	a.reach(away)
	fit.add(away)
	base.keep(fit)
}

// reach keeps the rows within the radius.
func (a *question) reach(away set) {
	radius := a.RadiusM
	if radius == 0 {
		radius = search.DefaultRadiusM
	}
	here, chord := onEarth(a.Place.Lat, a.Place.Lon), chordOf(radius)
	sure, out := chord*(1-doubt)-blur, chord*(1+doubt)+blur
	for i, word := range away {
		for w := word; w != 0; w &= w - 1 {
			no := int32(i<<6 + bits.TrailingZeros64(w))
			square := here.square(a.c.points[no])
			if square < sure {
				continue
			}
			if r := &a.c.rows[no]; square > out || a.metres(r) > radius {
				word &^= w & -w
			}
		}
		away[i] = word
	}
}

func (a *question) metres(r *row) int {
	return place.DistanceM(a.Place.Lat, a.Place.Lon, r.lat, r.lon)
}

// By how much the square of a chord in small numbers may differ from the truth: a share of it, and at the least as much
// as 200 metres make.
const doubt, blur = 0.01, 1e-9

func onEarth(lat, lon float64) vector {
	lat, lon = lat*math.Pi/180, lon*math.Pi/180
	return vector{float32(math.Cos(lat) * math.Cos(lon)), float32(math.Cos(lat) * math.Sin(lon)), float32(math.Sin(lat))}
}

// square is the square of the straight line between two points.
func (v vector) square(w vector) float32 {
	x, y, z := v.x-w.x, v.y-w.y, v.z-w.z
	return x*x + y*y + z*z
}

// chordOf is the square of the straight line between points so far apart along the Earth.
func chordOf(metres int) float32 {
	half := math.Min(float64(metres)/(2*6_371_009), math.Pi/2)
	return float32(4 * math.Sin(half) * math.Sin(half))
}

// meant keeps the rows that a text means: those that come close enough to the best of them.
func (a *question) meant(base set, s *scores) {
	all, single := s.candidates(a.c, a.b)
	base.keep(all)
	single.keep(base)
	a.text, a.apart = s, single
	a.scores = a.b.ofRows(len(a.c.rows))
	best := int32(0)
	for no := range single.all() {
		a.scores[no] = s.of(no, &a.c.rows[no])
		best = max(best, a.scores[no])
	}
	// The other rows have the score of their service, all of them.
	rest := a.b.set(a.c)
	copy(rest, base)
	rest.drop(single)
	counts := make([]int, len(s.services))
	for service, points := range s.services {
		if points > 0 {
			if counts[service] = rest.common(of(a.c.with[facetService], service)); counts[service] > 0 {
				best = max(best, points)
			}
		}
	}
	least := max(best*keepPercent/100, 1)
	for no := range single.all() {
		if a.scores[no] < least {
			base.put(no, false)
			continue
		}
		s.shares[a.c.services[no]]++
	}
	for service, count := range counts {
		if count > 0 && s.services[service] < least {
			rest.keep(of(a.c.with[facetService], service))
			base.drop(rest)
			copy(rest, base)
			rest.drop(single)
		} else {
			s.shares[service] += uint64(count)
		}
	}
}

// score is a row's score for the text.
func (a *question) score(no int32) int32 {
	if a.apart.has(no) {
		return a.scores[no]
	}
	return a.text.services[a.c.services[no]]
}

// Which choices a row fails.
const (
	passes    = -1         // none
	failsMany = facetCount // more than one
)

// failing gives the one facet whose choice a row fails, or passes or failsMany.
func (a *question) failing(no int32) int {
	failed := passes
	for _, facet := range a.active {
		if a.chosen[facet].has(no) {
			continue
		}
		if failed != passes {
			return failsMany
		}
		failed = facet
	}
	return failed
}

// fitting is the rows of base that fit the choices in all facets but one; passes: in all.
func (a *question) fitting(base set, but int) set {
	fit := a.b.set(a.c)
	copy(fit, base)
	for _, facet := range a.active {
		if facet != but {
			fit.keep(a.chosen[facet])
		}
	}
	return fit
}
