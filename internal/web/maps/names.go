package maps

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/place/shape"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// mostNames is how many municipalities are named on a map.
const mostNames = 9

// The size of a name in units: about so wide a letter, and so high a line.
const (
	letter = 14
	high   = 30
)

// rect is a part of the picture that something covers.
type rect struct{ left, top, right, bottom int }

func (r rect) meets(o rect) bool {
	return r.left < o.right && o.left < r.right && r.top < o.bottom && o.top < r.bottom
}

// marks are the marks of the points that have a place. Those that would cover each other become one with all their numbers.
func marks(v view, points []Point) []components.MapMark {
	type mark struct {
		x, y    int
		numbers []string
	}
	var all []mark
	for i, pt := range points {
		if !pt.placed() {
			continue
		}
		x, y := v.to(pt.at())
		number := strconv.Itoa(i + 1)
		near := func(m mark) bool {
			dx, dy := m.x-x, m.y-y
			return dx*dx+dy*dy < 4*components.MapMarkHalf*components.MapMarkHalf
		}
		if at := slices.IndexFunc(all, near); at >= 0 {
			all[at].numbers = append(all[at].numbers, number)
			continue
		}
		all = append(all, mark{x, y, []string{number}})
	}
	const most = 3
	out := make([]components.MapMark, len(all))
	for i, m := range all {
		if len(m.numbers) > most {
			m.numbers = append(m.numbers[:most-1:most-1], "…")
		}
		text := strings.Join(m.numbers, ", ")
		out[i] = components.MapMark{Text: text, X: m.x, Y: m.y}
	}
	return out
}

// dotsApart is how far apart dots stand at least: nearer ones are one, so that a thousand are no heavier than a town.
const dotsApart = 10

// dots is the path of the points that have a place, each a line without a length that is drawn with a round end.
func dots(v view, points []Point) string {
	var w pathWriter
	seen := map[[2]int]bool{}
	for _, pt := range points {
		if !pt.placed() || !v.shows(pt.at()) {
			continue
		}
		x, y := v.to(pt.at())
		x, y = x-x%dotsApart, y-y%dotsApart
		if seen[[2]int{x, y}] {
			continue
		}
		seen[[2]int{x, y}] = true
		w.out = append(w.out, 'M')
		w.numbers(x, y)
		w.out = append(w.out, "h0"...)
	}
	return string(w.out)
}

func covers(m components.MapMark) rect {
	half := max(components.MapMarkHalf, 9+8*utf8.RuneCountInString(m.Text))
	return rect{m.X - half, m.Y - components.MapMarkHalf, m.X + half, m.Y + components.MapMarkHalf}
}

// names are the names that fit: those of the marked municipalities first, and of each kind the most peopled.
func (v view) names(p *locale.Printer, m *components.MapArgs, near, first []string) []components.MapName {
	var taken []rect
	for _, mark := range m.Marks {
		taken = append(taken, covers(mark))
	}
	if m.You != nil {
		taken = append(taken, rect{m.You.X - 26, m.You.Y - 70, m.You.X + 26, m.You.Y + 2})
	}
	type candidate struct {
		place.Municipality
		first bool
	}
	var candidates []candidate
	for _, code := range near {
		if mun, ok := place.MunicipalityByCode(code); ok && v.shows(shape.Project(mun.Lat, mun.Lon)) {
			candidates = append(candidates, candidate{mun, slices.Contains(first, code)})
		}
	}
	slices.SortFunc(candidates, func(a, b candidate) int {
		switch {
		case a.first && !b.first:
			return -1
		case b.first && !a.first:
			return 1
		}
		return cmp.Compare(b.Population, a.Population)
	})
	var out []components.MapName
	for _, c := range candidates {
		text := c.Name(string(p.Lang()))
		x, y := v.to(shape.Project(c.Lat, c.Lon))
		half := utf8.RuneCountInString(text)*letter/2 + 4
		x = min(max(x, half+2), width-half-2)
		offsets := []int{0, high + 8, -high - 4}
		if c.first { // a name that matters may stand further off
			offsets = append(offsets, 2*high+8, -2*high-4)
		}
		for _, down := range offsets {
			r := rect{x - half, y + down - high/2, x + half, y + down + high/2}
			if r.top < 2 || r.bottom > v.height-2 || r.left < 0 || slices.ContainsFunc(taken, r.meets) {
				continue
			}
			taken = append(taken, r)
			out = append(out, components.MapName{Text: text, X: x, Y: y + down + 9})
			break
		}
		if len(out) == mostNames {
			break
		}
	}
	return out
}
