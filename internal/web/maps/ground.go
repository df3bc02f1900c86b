package maps

import (
	"strings"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/tuottajatori/tuottajatori/internal/place/shape"
)

// ground is what lies under the marks of a map: the paths of municipalities and of their borders, the same in each language.
type ground struct {
	near                               []string // codes of the municipalities that may be seen
	land, served, homes, lines, county string
}

// grounds are those that were asked for last. To draw one takes longer than all else on the page of an offering, and is the
// same for each visitor; so many take about three megabytes.
var grounds, _ = lru.New[groundOf, ground](400) // fails for sizes below one only

type groundOf struct {
	view          view
	served, homes string
}

func (v view) ground(served, homes []string) ground {
	key := groundOf{v, strings.Join(served, " "), strings.Join(homes, " ")}
	if g, known := grounds.Get(key); known {
		return g
	}
	g := ground{near: shape.In(v.box)}
	g.land = v.fill(shape.Outline(g.near...))
	g.served = v.fill(shape.Outline(served...))
	g.homes = v.fill(shape.Outline(homes...))
	g.lines = v.lines(func(b shape.Border) bool { return b.Right != "" && !v.wide() })
	g.county = v.lines(func(b shape.Border) bool { return b.Right != "" && county(b.Left) != county(b.Right) })
	grounds.Add(key, g)
	return g
}
