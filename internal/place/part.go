package place

import "strings"

// Part is where something is given: a municipality, a postal code or a neighbourhood. Code is how it is kept: "179",
// "40520" or "40520 Halssila", with the neighbourhood's name in Finnish.
type Part struct {
	Kind, Code    string
	Municipality  Municipality
	Postal        Postal        // empty for a municipality
	Neighbourhood Neighbourhood // when the kind is that
}

// PartByCode finds what a code stands for.
func PartByCode(code string) (Part, bool) {
	if m, ok := MunicipalityByCode(code); ok {
		return Part{Kind: KindMunicipality, Code: code, Municipality: m}, true
	}
	digits, name, named := strings.Cut(code, " ")
	postal, ok := PostalByCode(digits)
	if !ok {
		return Part{}, false
	}
	m, _ := MunicipalityByCode(postal.Municipality)
	part := Part{Kind: KindPostalCode, Code: code, Municipality: m, Postal: postal}
	if !named {
		return part, true
	}
	for _, n := range tables().neighbourhoods {
		if n.Postal == digits && n.Fi == name {
			part.Kind, part.Neighbourhood = KindNeighbourhood, n
			return part, true
		}
	}
	return Part{}, false
}

// Part is the part of the country that a place is.
func (p Place) Part() Part {
	part := Part{Kind: p.Kind, Code: p.PostalCode, Municipality: p.Municipality, Neighbourhood: p.Neighbourhood}
	part.Postal, _ = PostalByCode(p.PostalCode)
	switch p.Kind {
	case KindMunicipality:
		part.Code = p.Municipality.Code
	case KindNeighbourhood:
		part.Code = p.PostalCode + " " + p.Neighbourhood.Fi
	}
	return part
}

// Label is how a part is written: "Jyväskylä", "40520 Jyväskylä", "Halssila, 40520 Jyväskylä". Find understands it.
func (p Part) Label(lang string) string {
	switch p.Kind {
	case KindMunicipality:
		return p.Municipality.Name(lang)
	case KindNeighbourhood:
		return p.Neighbourhood.Name(lang) + ", " + p.Postal.label(lang)
	}
	return p.Postal.label(lang)
}

// Holds tells whether a part holds another: a municipality its postal codes and neighbourhoods, a postal code its
// neighbourhoods, each itself.
func (p Part) Holds(other Part) bool {
	switch p.Kind {
	case KindMunicipality:
		return p.Municipality.Code == other.Municipality.Code
	case KindPostalCode:
		return p.Postal.Code == other.Postal.Code
	}
	return p.Code == other.Code
}
