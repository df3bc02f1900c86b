package search

import (
	"slices"

	"github.com/tuottajatori/tuottajatori/internal/place"
)

// partly follows the code of a municipality of which only a part is served.
const partly = "+"

// Served turns the codes of place.Part into what Document.Areas holds: the codes of municipalities that are served whole,
// postal codes, and for those the municipality they lie in, marked as served in part. A neighbourhood is served as the
// postal code that stands for it. Codes that no table knows are left out.
func Served(codes []string) []string {
	var out []string
	for _, code := range codes {
		part, ok := place.PartByCode(code)
		switch {
		case !ok:
		case part.Postal.Code == "":
			out = append(out, part.Municipality.Code)
		default:
			out = append(out, part.Postal.Code, part.Municipality.Code+partly)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// ServedIn lists what Document.Areas holds of what is given in a municipality, or in a part of it.
func ServedIn(municipality string) []string { return []string{municipality, municipality + partly} }

// Areas lists what Document.Areas holds of what is given at the place. A visitor who names a municipality is also shown
// what is given in a part of it; one who gives a postal code only what comes there.
func (p Place) Areas() []string {
	if p.Postal != "" {
		return []string{p.Municipality, p.Postal}
	}
	return ServedIn(p.Municipality)
}

// At is the place of what a visitor has typed.
func At(p place.Place) Place {
	return Place{Municipality: p.Municipality.Code, Postal: p.PostalCode, Organiser: p.Organiser, Lat: p.Lat, Lon: p.Lon}
}

// Serves tells whether what is given in the parts with the codes comes to the place.
func (p Place) Serves(codes []string) bool {
	wanted := p.Areas()
	return slices.ContainsFunc(Served(codes), func(word string) bool { return slices.Contains(wanted, word) })
}
