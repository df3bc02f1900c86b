package meili

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tuottajatori/tuottajatori/search"
)

// filter is an expression of Meilisearch's language of filters; empty, it fits everything. Attribute names are ours,
// and every value goes through quote.
type filter string

// longestValue is in bytes; no attribute that is filtered by has a longer one.
const longestValue = 128

// plain tells whether a document can have a value: codes and keys, in small letters. Meilisearch itself would take
// HOME_CARE for home_care.
func plain(value string) bool {
	return value != "" && len(value) <= longestValue && utf8.ValidString(value) && strings.TrimSpace(value) == value &&
		!strings.ContainsFunc(value, func(r rune) bool { return r == '"' || r == '\\' || unicode.IsControl(r) || unicode.ToLower(r) != r })
}

func quote(value string) string { return `"` + value + `"` }

// in fits documents with one of the values. One that no document can have is passed over.
func in(attribute string, values ...string) filter {
	values = slices.DeleteFunc(slices.Clone(values), func(v string) bool { return !plain(v) })
	switch len(values) {
	case 0:
		return filter("standing = " + quote(nothing))
	case 1:
		return filter(attribute + " = " + quote(values[0]))
	}
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = quote(v)
	}
	return filter(attribute + " IN [" + strings.Join(quoted, ",") + "]")
}

func all(of ...filter) filter { return join(of, " AND ") }

// either fits documents that any fits; the empty filter among them fits everything.
func either(of ...filter) filter {
	if slices.Contains(of, "") {
		return ""
	}
	return join(of, " OR ")
}

func join(of []filter, with string) filter {
	of = slices.DeleteFunc(slices.Clone(of), func(f filter) bool { return f == "" })
	if len(of) == 1 {
		return of[0]
	}
	parts := make([]string, len(of))
	for i, f := range of {
		parts[i] = string(f)
		if strings.Contains(parts[i], " AND ") || strings.Contains(parts[i], " OR ") {
			parts[i] = "(" + parts[i] + ")"
		}
	}
	return filter(strings.Join(parts, with))
}

// base is everything in a query but its text and its choices in facets.
func base(q search.Query) filter {
	var f []filter
	free := in("pays_kind", search.PaysFree)
	if q.Per != "" {
		f = append(f, either(free, in("per", q.Per)))
	}
	if q.PaysMax != nil {
		f = append(f, either(free, filter("cents <= "+strconv.FormatInt(*q.PaysMax, 10))))
	}
	if q.Place != nil {
		f = append(f, in("open", everybody, q.Place.Organiser), there(*q.Place, q.RadiusM))
	}
	return all(f...)
}

// there is the rule of places: what is given at home is found where it is served, the rest by distance.
func there(p search.Place, radiusM int) filter {
	elsewhere := around(p, radiusM)
	if radiusM == 0 {
		elsewhere = either(in("municipality", p.Municipality), around(p, search.DefaultRadiusM))
	}
	return either(all("at_home = true", in("areas", p.Areas()...)), all("at_home = false", elsewhere))
}

// theirEarth is the Earth of Meilisearch against that of place.DistanceM.
const theirEarth = 6_371_000.0 / 6_371_009

// around fits documents within a distance that place.DistanceM would round to at most so many metres.
func around(p search.Place, radiusM int) filter {
	lat, lon, ok := onGlobe(p.Lat, p.Lon)
	if !ok || radiusM < 0 {
		return in("standing", nothing)
	}
	metres := math.Nextafter((float64(radiusM)+0.5)*theirEarth, 0)
	return filter("_geoRadius(" + degrees(lat) + "," + degrees(lon) + "," + degrees(metres) + ")")
}

func degrees(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
