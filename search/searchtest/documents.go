package searchtest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/service"
	"github.com/tuottajatori/tuottajatori/search"
)

// Documents makes n documents that look like a national catalogue: all services and counties, a few terms for the same
// service of a point, amounts, places and languages known and unknown, at home in whole municipalities and in parts of them. The
// same seed gives the same documents.
func Documents(n int, seed uint64) []search.Document {
	m := maker{r: rand.New(rand.NewPCG(seed, seed)), parts: rand.New(rand.NewPCG(seed, ^seed)), towns: place.Municipalities(), services: service.All()}
	var docs []search.Document
	for len(docs) < n {
		d := m.offer()
		docs = append(docs, d)
		for m.r.IntN(10) == 0 && len(docs) < n { // the same under another organiser's terms
			other := d
			other.ID = m.id()
			m.terms(&other)
			if m.r.IntN(5) == 0 { // whose organiser asks for another count of answers
				mean := 100 + m.r.IntN(401)
				if other.Quality = &mean; m.r.IntN(2) == 0 {
					other.Quality = nil
				}
			}
			docs = append(docs, other)
		}
	}
	Stand(docs)
	return docs
}

// Stand sets the standing of documents of any lines, which must be all of those lines. It gives the ids of those that
// stood otherwise before.
func Stand(docs []search.Document) map[uuid.UUID]bool {
	lines := map[[2]any][]int{}
	for i, d := range docs {
		key := [2]any{d.Point, d.Service}
		lines[key] = append(lines[key], i)
	}
	changed := map[uuid.UUID]bool{}
	for _, at := range lines {
		line := make([]search.Document, len(at))
		for i, n := range at {
			line[i] = docs[n]
		}
		search.Stand(line)
		for i, n := range at {
			if docs[n].Standing != line[i].Standing {
				docs[n].Standing, changed[docs[n].ID] = line[i].Standing, true
			}
		}
	}
	return changed
}

// Describe gives what the maker writes in a description, so that tests can look for it.
const Describe = "Palvelemme ystävällisesti arkisin"

type maker struct {
	r        *rand.Rand
	parts    *rand.Rand // for where parts of municipalities are served
	towns    []place.Municipality
	services []service.Service
}

func (m *maker) id() uuid.UUID {
	var id uuid.UUID
	for i := range id {
		id[i] = byte(m.r.UintN(256))
	}
	id[6], id[8] = id[6]&0x0f|0x70, id[8]&0x3f|0x80
	return id
}

func pick[T any](r *rand.Rand, of ...T) T { return of[r.IntN(len(of))] }

func (m *maker) offer() search.Document {
	s, town := pick(m.r, m.services...), pick(m.r, m.towns...)
	firm := pick(m.r, firstNames...) + pick(m.r, lastNames...)
	d := search.Document{
		ID: m.id(), Service: s.Key, Group: s.Group, Scheme: m.id(), Producer: m.id(), Unit: m.id(), Point: m.id(),
		ProducerType: pick(m.r, "company", "company", "company", "sole_trader", "association", "foundation", "county", "parish"),
		AtHome:       s.AtHome, Municipality: town.Code,
		Names:        map[string]string{"fi": s.Fi, "sv": s.Sv, "en": s.En},
		ProducerName: firm + " Oy", UnitName: firm + " " + town.Fi, PointName: pick(m.r, houses...) + " " + firm,
		Descriptions: map[string]string{"fi": Describe + ". " + s.About.Fi, "sv": s.About.Sv},
		Vacancy:      pick(m.r, "free", "queue", "full", "unknown"),
	}
	if m.r.IntN(10) > 0 {
		lat, lon := town.Lat+m.r.Float64()/5-0.1, town.Lon+m.r.Float64()/5-0.1
		d.Lat, d.Lon = &lat, &lon
	}
	if d.AtHome {
		for _, other := range m.towns {
			if other.County == town.County && (other.Code == town.Code || m.r.IntN(3) == 0) {
				d.Areas = append(d.Areas, other.Code)
			}
		}
		m.partly(&d)
	}
	d.Spoken = []string{"fi"}
	for _, lang := range []string{"sv", "en", "ru", "et", "ar", "so", "sgn", "se"} {
		if m.r.IntN(4) == 0 {
			d.Spoken = append(d.Spoken, lang)
		}
	}
	if m.r.IntN(2) == 0 {
		days, mean := m.r.IntN(60), 100+m.r.IntN(401)
		d.WaitDays, d.Quality = &days, &mean
	}
	d.Organiser = town.County
	m.terms(&d)
	return d
}

// partly lets every other document come to parts of its own municipality only: to postal areas, or to neighbourhoods.
func (m *maker) partly(d *search.Document) {
	parts := partsOf()[d.Municipality]
	if m.parts.IntN(2) == 0 || len(parts) == 0 {
		return
	}
	codes := slices.DeleteFunc(slices.Clone(d.Areas), func(code string) bool { return code == d.Municipality })
	for range 1 + m.parts.IntN(3) {
		codes = append(codes, pick(m.parts, parts...))
	}
	d.Areas = search.Served(codes)
}

// partsOf are the codes of postal areas and neighbourhoods by municipality.
var partsOf = sync.OnceValue(func() map[string][]string {
	parts, town := map[string][]string{}, map[string]string{}
	for _, p := range place.Postals() {
		parts[p.Municipality], town[p.Code] = append(parts[p.Municipality], p.Code), p.Municipality
	}
	for _, n := range place.Neighbourhoods() {
		parts[town[n.Postal]] = append(parts[town[n.Postal]], n.Postal+" "+n.Fi)
	}
	return parts
})

func (m *maker) terms(d *search.Document) {
	if m.r.IntN(10) == 0 || d.Organiser == "" {
		d.Organiser = pick(m.r, m.towns...).County
	}
	d.Regime = pick(m.r, "voucher", "voucher", "dps", "framework", "own_production", "self_paid_listing", "free_listing", "listing")
	d.SchemeKey = d.Regime
	d.PaysKind = map[string]string{
		"voucher": "own_share", "dps": "client_fee", "framework": "client_fee", "own_production": "client_fee",
		"self_paid_listing": "price", "free_listing": "free", "listing": "unknown",
	}[d.Regime]
	d.PaysCents, d.PaysPer = nil, ""
	if d.PaysKind != "free" && d.PaysKind != "unknown" && m.r.IntN(5) > 0 {
		amount := int64(m.r.IntN(80) * 100)
		d.PaysCents, d.PaysPer = &amount, pick(m.r, "hour", "visit", "day", "month", "piece")
	}
}

var (
	firstNames = []string{"Aurinko", "Kuusi", "Koivu", "Pihlaja", "Satakieli", "Kanerva", "Tammi", "Ranta", "Lumme", "Helmi", "Mehi", "Sini", "Solvik", "Havs", "Björk", "Ek"}
	lastNames  = []string{"rinne", "mäki", "lehto", "kunnas", "niemi", "harju", "linna", "pirtti", "backa", "strand", "gård", "lund", "läinen", "koski", "kallio", "vaara"}
	houses     = []string{"Talo", "Tupa", "Villa", "Toimipiste", "Hus", "Kulma"}
)

// Query makes a question without a text about such documents.
func Query(r *rand.Rand) search.Query {
	towns := place.Municipalities()
	q := search.Query{
		Lang: pick(r, "fi", "sv", "en"), Weekday: r.IntN(7), Limit: 1 + r.IntN(40), GroupByPoint: r.IntN(2) == 0, CountFolded: true,
		Sort: pick(r, "", search.SortRelevance, search.SortPays, search.SortQuality, search.SortDistance, search.SortVacancy),
	}
	some := func(values ...string) []string {
		if r.IntN(3) > 0 {
			return nil
		}
		out := []string{pick(r, values...)}
		if r.IntN(2) == 0 {
			out = append(out, pick(r, values...))
		}
		return out
	}
	q.Services = some("home_care", "cleaning", "physiotherapy", "round_the_clock_housing", "no_such_service")
	q.Spoken = some("fi", "sv", "ru", "ar", "xx")
	q.Organisers = some("01", "03", "15", "17", "90")
	q.Schemes = some("voucher", "dps", "self_paid_listing", "free_listing")
	q.ProducerTypes = some("company", "association", "county")
	q.PaysKinds = some("own_share", "client_fee", "price", "free", "unknown")
	q.Grades = some("excellent", "good", "fair", "poor", "not_rated", "splendid")
	q.Vacancy = r.IntN(4) == 0
	if r.IntN(4) == 0 {
		most := int64(r.IntN(90) * 100)
		q.PaysMax = &most
	}
	if r.IntN(4) == 0 {
		q.Per = pick(r, "hour", "visit", "piece")
	}
	if r.IntN(2) == 0 {
		town := pick(r, towns...)
		q.Place = &search.Place{Municipality: town.Code, Organiser: town.County, Lat: town.Lat, Lon: town.Lon}
		q.RadiusM = pick(r, 0, 0, 5_000, 30_000, 500_000)
		if r.IntN(2) == 0 {
			q.Place.Postal, _, _ = strings.Cut(pick(r, partsOf()[town.Code]...), " ")
		}
	}
	if r.IntN(3) == 0 {
		q.Offset = r.IntN(60)
	}
	return q
}

func describe(q search.Query) string { return fmt.Sprintf("%+v place %+v", q, q.Place) }
