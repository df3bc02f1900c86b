package place

import (
	"math"
	"strings"
)

// Neighbourhood is a part of a town that people know by name, with the postal code that stands for it.
type Neighbourhood struct{ Postal, Fi, Sv string }

// Name is the neighbourhood's name in a language.
func (n Neighbourhood) Name(lang string) string { return pick(lang, n.Fi, n.Sv, n.Fi) }

func (n Neighbourhood) place() Place {
	p := tables().postal[n.Postal].place()
	p.Kind, p.Neighbourhood = KindNeighbourhood, n
	return p
}

// Neighbourhoods lists the neighbourhoods by postal code. The slice is the caller's.
func Neighbourhoods() []Neighbourhood {
	return append([]Neighbourhood(nil), tables().neighbourhoods...)
}

// addNeighbourhoods adds what is no name of a municipality or a post office. A name in two towns is ambiguous: it is
// only suggested, and found with the town beside it.
func (x *nameIndex) addNeighbourhoods(foldedTwice, formTwice map[string]bool) {
	x.parts = map[string][]Place{}
	for _, n := range tables().neighbourhoods {
		p := n.place()
		for _, name := range eachOnce(n.Fi, n.Sv) {
			lower := strings.ToLower(name)
			x.parts[fold(lower)] = append(x.parts[fold(lower)], p)
			x.spelled = append(x.spelled, spelling{fold(lower), []rune(fold(lower)), p.Label(languageOf(n, name)), n.Postal + n.Fi, 0, p})
		}
	}
	for name, places := range x.parts {
		if old, taken := x.folded[name]; taken && old.Kind == KindMunicipality {
			continue
		}
		for _, p := range places {
			addOnce(x.folded, foldedTwice, name, p)
		}
	}
	for _, n := range tables().neighbourhoods {
		for _, form := range inflected(n.Fi, eachOnce(n.Fi, n.Sv)[1:]...) {
			if old, taken := x.forms[form]; !taken || old.Kind != KindMunicipality {
				addOnce(x.forms, formTwice, form, n.place())
			}
		}
	}
}

func eachOnce(fi, sv string) []string {
	if fi == sv {
		return []string{fi}
	}
	return []string{fi, sv}
}

func languageOf(n Neighbourhood, name string) string {
	if name == n.Fi {
		return "fi"
	}
	return "sv"
}

// findPart finds a neighbourhood with its town or postal code beside it: "Kallio, Helsinki", "Kallio 00530 Helsinki".
func (x *nameIndex) findPart(typed, code string) (Place, bool) {
	words := strings.Fields(fold(typed))
	for n := len(words); n > 0; n-- {
		town, named := x.find(strings.Join(words[n:], " "))
		for _, p := range x.parts[strings.Join(words[:n], " ")] {
			if code == p.PostalCode || code == "" && named && town.Municipality.Code == p.Municipality.Code {
				return p, true
			}
		}
	}
	return Place{}, false
}

// hasArea tells whether people live under the code. Others are of P.O. boxes, or of one large customer.
func (p Postal) hasArea() bool {
	last := p.Code[len(p.Code)-1]
	return last == '0' || last == '5'
}

// abroad is how far from every postal code's centre nobody in Finland is, in metres: Lapland's areas are wide.
const abroad = 60_000

// Nearest is the postal code with an area whose centre is nearest to a point in degrees (WGS 84). It is false for a point
// that is not in Finland.
func Nearest(lat, lon float64) (Postal, bool) {
	if !(math.Abs(lat) <= 90 && math.Abs(lon) <= 180) { // nor for what is no number
		return Postal{}, false
	}
	var nearest Postal
	away := abroad + 1
	for _, p := range tables().postals {
		if d := DistanceM(lat, lon, p.Lat, p.Lon); d < away && p.hasArea() {
			nearest, away = p, d
		}
	}
	return nearest, away <= abroad
}
