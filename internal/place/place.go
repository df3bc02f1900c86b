// Package place knows where things are in Finland: the 308 municipalities of 2026, the wellbeing services counties that they
// belong to, the postal codes with their centre points, neighbourhoods of towns, and what a person means who types a place. The tables are embedded,
// written by the generator in gen from the sources that docs/DATA.md credits, and parsed once, at first use.
package place

//go:generate go run ./gen -from ../../../shared/data/finland -to .

import (
	"math"
	"slices"
)

// Municipality is a kunta. Code is Statistics Finland's three digits, County its wellbeing services county's two (90 is
// Helsinki, 91 Åland). Lat and Lon are degrees (WGS 84) of its centre, Population that of 2022.
type Municipality struct {
	Code, Fi, Sv, En, County string
	Lat, Lon                 float64
	Population               int
	Languages                []string // of the municipality by the Language Act, the majority's first: fi, sv or both
}

// Postal is a postal code. Municipality is the code of the one that most of it lies in.
type Postal struct {
	Code, Fi, Sv, Municipality string
	Lat, Lon                   float64
}

// County is a wellbeing services county, the City of Helsinki (90) or Åland (91). Municipalities holds their codes in order.
type County struct {
	Code, Fi, Sv, En string
	Municipalities   []string
}

// Name is the municipality's name in a language: fi, sv or en.
func (m Municipality) Name(lang string) string { return pick(lang, m.Fi, m.Sv, m.En) }

// Bilingual tells whether Finnish and Swedish are both the municipality's languages.
func (m Municipality) Bilingual() bool { return len(m.Languages) > 1 }

// Swedish tells whether Swedish is one of the municipality's languages, or the only one.
func (m Municipality) Swedish() bool { return slices.Contains(m.Languages, "sv") }

// Name is the post office's name in a language. English takes the majority's name, as it does of the municipality.
func (p Postal) Name(lang string) string {
	if m, ok := MunicipalityByCode(p.Municipality); ok && lang == "en" && m.Languages[0] == "sv" {
		return p.Sv
	}
	return pick(lang, p.Fi, p.Sv, p.Fi)
}

// Name is the county's official name in a language.
func (c County) Name(lang string) string { return pick(lang, c.Fi, c.Sv, c.En) }

func pick(lang, fi, sv, en string) string {
	switch lang {
	case "sv":
		return sv
	case "en":
		return en
	}
	return fi
}

// MunicipalityByCode finds a municipality by its three digits.
func MunicipalityByCode(code string) (Municipality, bool) {
	m, ok := tables().municipality[code]
	return m, ok
}

// PostalByCode finds a postal code by its five digits.
func PostalByCode(code string) (Postal, bool) {
	p, ok := tables().postal[code]
	return p, ok
}

// CountyByCode finds a county by its two digits.
func CountyByCode(code string) (County, bool) {
	c, ok := tables().county[code]
	return c, ok
}

// Municipalities lists all municipalities by code. The slice is the caller's.
func Municipalities() []Municipality { return slices.Clone(tables().municipalities) }

// Counties lists the 21 wellbeing services counties, Helsinki and Åland by code. The slice is the caller's.
func Counties() []County { return slices.Clone(tables().counties) }

// Postals lists all postal codes in order. The slice is the caller's.
func Postals() []Postal { return slices.Clone(tables().postals) }

// DistanceM is the distance in whole metres between two points in degrees, along a great circle of a round Earth; the error is
// under half a per cent in Finland.
func DistanceM(lat1, lon1, lat2, lon2 float64) int {
	const diameter, rad = 2 * 6_371_009.0, math.Pi / 180
	a, b := math.Sin((lat2-lat1)*rad/2), math.Sin((lon2-lon1)*rad/2)
	h := a*a + math.Cos(lat1*rad)*math.Cos(lat2*rad)*b*b
	return int(math.Round(diameter * math.Asin(math.Min(1, math.Sqrt(h)))))
}
