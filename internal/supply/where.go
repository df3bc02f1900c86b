package supply

import (
	"slices"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/place"
)

// Area is one that an organiser has drawn.
type Area struct {
	ID     uuid.UUID `db:"id"`
	NameFi string    `db:"name_fi"`
	NameSv string    `db:"name_sv"`
	NameEn string    `db:"name_en"`
	Parts  []string  `db:"-"` // codes of place.Part
}

// meets tells whether two codes of place.Part have any of the country in common.
func meets(one, other string) bool {
	a, ok := place.PartByCode(one)
	b, known := place.PartByCode(other)
	return ok && known && (a.Holds(b) || b.Holds(a))
}

// ground is a part of the country by its codes; it remembers what it has been asked about.
type ground struct {
	codes []string
	known map[string]bool
}

func groundOf(codes []string) *ground { return &ground{codes, map[string]bool{}} }

func (g *ground) meets(code string) bool {
	answer, known := g.known[code]
	if !known {
		answer = slices.ContainsFunc(g.codes, func(own string) bool { return meets(own, code) })
		g.known[code] = answer
	}
	return answer
}

// serves tells whether a line serves somebody there: comes there, or has its point there. Of one that has applied, unless it is
// known that it does not: the scheme is for other areas, or the producer gives the service elsewhere only.
func (g *ground) serves(l Line) bool {
	some := func(codes []string) bool { return slices.ContainsFunc(codes, g.meets) }
	switch {
	case l.State == Pending:
		return (len(l.Limits) == 0 || some(l.Limits)) && (len(l.Codes) == 0 || some(l.Codes))
	case l.AtHome:
		return some(l.Codes)
	case l.PostalCode != "":
		return g.meets(l.PostalCode)
	}
	return g.meets(l.Town)
}

// placed tells whether anything is known of where a line serves.
func placed(l Line) bool { return l.State != Pending || len(l.Codes)+len(l.Limits) > 0 }

// speaks tells whether a line has a language: of one that has applied, unless it is known to give the service in others only.
func speaks(l Line, language string) bool {
	return language == "" || slices.Contains(l.Spoken, language) || l.State == Pending && len(l.Spoken) == 0
}

// narrows answers which lines the question is about by place, area and language, where the statement has not narrowed them: what
// has a point is near a place or far, but in an area or not.
func (q Question) narrows(drawn []Area) func(Line) bool {
	var there, area *ground
	if q.Place != nil {
		there = groundOf([]string{q.Place.Part().Code})
	}
	for _, one := range drawn {
		if one.ID == q.Area {
			area = groundOf(one.Parts)
		}
	}
	return func(l Line) bool {
		return speaks(l, q.Spoken) && (there == nil || l.State != Pending || there.serves(l)) && (area == nil || area.serves(l))
	}
}
