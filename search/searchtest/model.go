package searchtest

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/service"
	"github.com/tuottajatori/tuottajatori/search"
)

// Matches is the meaning of a query without its text, said as plainly as possible and with no thought of speed.
func Matches(q search.Query, d search.Document) bool {
	for _, facet := range search.Facets() {
		if !chosen(q, facet, d) {
			return false
		}
	}
	return base(q, d)
}

// base is everything in a query but its choices in facets.
func base(q search.Query, d search.Document) bool {
	if d.PaysKind != "free" {
		if q.Per != "" && d.PaysPer != q.Per {
			return false
		}
		if q.PaysMax != nil && (d.PaysCents == nil || *d.PaysCents > *q.PaysMax) {
			return false
		}
	}
	if q.Place == nil {
		return true
	}
	if (d.PaysKind == "own_share" || d.PaysKind == "client_fee") && d.Organiser != q.Place.Organiser {
		return false
	}
	if d.AtHome {
		return slices.ContainsFunc(q.Place.Areas(), func(area string) bool { return slices.Contains(d.Areas, area) })
	}
	if q.RadiusM == 0 && d.Municipality == q.Place.Municipality {
		return true
	}
	metres := distance(q, d)
	return metres != nil && *metres <= cmp.Or(q.RadiusM, search.DefaultRadiusM)
}

func distance(q search.Query, d search.Document) *int {
	if q.Place == nil || d.Lat == nil || d.Lon == nil {
		return nil
	}
	metres := place.DistanceM(q.Place.Lat, q.Place.Lon, *d.Lat, *d.Lon)
	return &metres
}

func choices(q search.Query, facet string) []string {
	switch facet {
	case search.FacetService:
		return q.Services
	case search.FacetSpoken:
		return q.Spoken
	case search.FacetOrganiser:
		return q.Organisers
	case search.FacetScheme:
		return q.Schemes
	case search.FacetProducerType:
		return q.ProducerTypes
	case search.FacetPays:
		return q.PaysKinds
	case search.FacetQuality:
		return q.Grades
	}
	if q.Vacancy {
		return []string{search.VacancyFree}
	}
	return nil
}

func values(d search.Document, facet string) []string {
	switch facet {
	case search.FacetService:
		return []string{d.Service}
	case search.FacetSpoken:
		return d.Spoken
	case search.FacetOrganiser:
		return []string{d.Organiser}
	case search.FacetScheme:
		return []string{d.Regime}
	case search.FacetProducerType:
		return []string{d.ProducerType}
	case search.FacetPays:
		return []string{d.PaysKind}
	case search.FacetQuality:
		return []string{graded(d)}
	}
	return []string{d.Vacancy}
}

// graded is the word for a document's rating, said by the bounds that people read: a figure is rounded to tenths first.
func graded(d search.Document) string {
	if d.Quality == nil {
		return "not_rated"
	}
	switch tenths := (*d.Quality + 5) / 10; {
	case tenths >= 45:
		return "excellent"
	case tenths >= 40:
		return "good"
	case tenths >= 30:
		return "fair"
	}
	return "poor"
}

func chosen(q search.Query, facet string, d search.Document) bool {
	wanted := choices(q, facet)
	return len(wanted) == 0 || slices.ContainsFunc(values(d, facet), func(v string) bool { return slices.Contains(wanted, v) })
}

// lineOf is what is shown once when terms are folded: the document itself, or its service at its point.
func lineOf(q search.Query, d search.Document) any {
	if q.GroupByPoint {
		return [2]any{d.Point, d.Service}
	}
	return d.ID
}

// Model answers a query without a text from all documents, by going through them once for each question.
func Model(docs []search.Document, q search.Query) search.Result {
	lines := map[any][]search.Document{}
	result := search.Result{Facets: map[string]map[string]int{}}
	for _, d := range docs {
		if Matches(q, d) {
			lines[lineOf(q, d)] = append(lines[lineOf(q, d)], d)
		}
	}
	var shown []search.Document
	folded := map[uuid.UUID]int{}
	for _, terms := range lines {
		d := slices.MinFunc(terms, cheaper)
		shown = append(shown, d)
		folded[d.ID] = len(terms) - 1
	}
	for _, facet := range search.Facets() {
		result.Facets[facet] = countOf(docs, q, facet)
	}
	slices.SortFunc(shown, func(a, b search.Document) int { return before(q, a, b) })
	result.Total = len(shown)
	shown = shown[min(q.Offset, len(shown)):]
	shown = shown[:min(q.Limit, len(shown))]
	for _, d := range shown {
		result.Hits = append(result.Hits, search.Hit{ID: d.ID, DistanceM: distance(q, d), Folded: folded[d.ID]})
	}
	return result
}

// countOf counts, for each value of a facet, the lines of documents that fit everything but the facet's own choice.
func countOf(docs []search.Document, q search.Query, facet string) map[string]int {
	seen := map[[2]any]bool{}
	out := map[string]int{}
	for _, d := range docs {
		ok := base(q, d)
		for _, other := range search.Facets() {
			ok = ok && (other == facet || chosen(q, other, d))
		}
		if !ok {
			continue
		}
		for _, v := range values(d, facet) {
			if key := [2]any{lineOf(q, d), v}; !seen[key] {
				seen[key] = true
				out[v]++
			}
		}
	}
	return out
}

// cents is what a client pays when it is known; nothing, when it is free.
func cents(d search.Document) *int64 {
	if d.PaysKind == "free" {
		return new(int64)
	}
	return d.PaysCents
}

func cheaper(a, b search.Document) int {
	paid := func(d search.Document) int {
		if d.PaysKind == "free" {
			return 0
		}
		return 1
	}
	return cmp.Or(knownFirst(cents(a), cents(b)), cmp.Compare(paid(a), paid(b)), bytes.Compare(a.ID[:], b.ID[:]))
}

func knownFirst[T cmp.Ordered](a, b *T) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	return cmp.Compare(*a, *b)
}

func before(q search.Query, a, b search.Document) int {
	order := 0
	switch q.Sort {
	case search.SortPays:
		order = byPays(q.Usage, a, b)
	case search.SortQuality:
		order = knownFirst(negative(a.Quality), negative(b.Quality))
	case search.SortDistance:
		order = knownFirst(distance(q, a), distance(q, b))
	case search.SortVacancy:
		order = cmp.Compare(room(a), room(b))
		if order == 0 && room(a) < len(rooms) {
			order = knownFirst(a.WaitDays, b.WaitDays)
		}
	}
	return cmp.Or(order, cmp.Compare(search.Rank(a.ID, q.Weekday), search.Rank(b.ID, q.Weekday)), bytes.Compare(a.ID[:], b.ID[:]))
}

// byPays puts amounts a month first, then ranges and fees by income, then amounts of which nobody can say what they make
// in a month, and then what is not told.
func byPays(asked service.Usage, a, b search.Document) int {
	x, inMonthX := month(asked, a)
	y, inMonthY := month(asked, b)
	if inMonthX && inMonthY {
		return cmp.Compare(x, y)
	}
	return cmp.Or(cmp.Compare(untold(asked, a), untold(asked, b)), knownFirst(cents(a), cents(b)))
}

// month is what a document costs in a month, if that can be told.
func month(asked service.Usage, d search.Document) (int64, bool) {
	if d.PaysKind == "free" {
		return 0, true
	}
	rate, ok := service.UsageFor(d.Service, asked).InMonth(d.PaysPer)
	if !ok || d.PaysCents == nil {
		return 0, false
	}
	return rate.Of(*d.PaysCents), true
}

// untold is how little is told of what one pays in a month: an amount, a range or a fee by income, an amount by another
// unit, nothing.
func untold(asked service.Usage, d search.Document) int {
	_, inMonth := month(asked, d)
	switch {
	case inMonth:
		return 0
	case d.PaysCents != nil:
		return 2
	case d.PaysKind != "unknown":
		return 1
	default:
		return 3
	}
}

func negative(n *int) *int {
	if n == nil {
		return nil
	}
	m := -*n
	return &m
}

var rooms = []string{"free", "queue", "full"}

func room(d search.Document) int {
	if i := slices.Index(rooms, d.Vacancy); i >= 0 {
		return i
	}
	return len(rooms)
}
