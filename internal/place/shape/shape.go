// Package shape knows the shapes of the municipalities of 2026, as coarse as a small map needs them.
//
// What is embedded is not the shapes but the borders between them, each once, with the municipality on either side. Whatever
// is put together of them fits: two neighbours cannot have a gap or an overlap between them. The table is written by the
// generator in internal/place/gen from the source that docs/DATA.md credits, and parsed once, at first use.
package shape

import (
	_ "embed"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Point is a place on the plane of ETRS-TM35FIN (EPSG:3067): metres to the east, with 500 000 on the meridian of 27°, and
// metres to the north of the equator.
type Point struct{ E, N int }

// Border is a line between two municipalities, from one corner where three meet to the next. Going along it, Left and Right
// lie on either side; Right is empty where the line is that of the country.
type Border struct {
	Left, Right string
	Line        []Point
	Box         Box // around the line
}

// Box is the least upright rectangle around something.
type Box struct{ Min, Max Point }

// Meets tells whether two boxes have a point in common.
func (b Box) Meets(o Box) bool {
	return b.Min.E <= o.Max.E && o.Min.E <= b.Max.E && b.Min.N <= o.Max.N && o.Min.N <= b.Max.N
}

// BoxOf is the box around points, of which there must be one at least.
func BoxOf(points ...Point) Box {
	b := Box{points[0], points[0]}
	for _, p := range points[1:] {
		b.Min.E, b.Min.N = min(b.Min.E, p.E), min(b.Min.N, p.N)
		b.Max.E, b.Max.N = max(b.Max.E, p.E), max(b.Max.N, p.N)
	}
	return b
}

//go:embed borders.tsv
var bordersTSV string

// Grid is how many metres lie between two lines of the grid that the table's points stand on.
const Grid = 100

type table struct {
	borders []Border
	of      map[string][]int // municipality → its borders
	boxes   map[string]Box
	codes   []string
}

var tables = sync.OnceValue(func() *table {
	t := &table{of: map[string][]int{}, boxes: map[string]Box{}}
	for line := range strings.Lines(bordersTSV) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 3 {
			panic(fmt.Sprintf("shape: %d columns in %q", len(f), line)) // a broken build, which the tests see first
		}
		line := points(f[2])
		t.borders = append(t.borders, Border{Left: f[0], Right: f[1], Line: line, Box: BoxOf(line...)})
	}
	for i, b := range t.borders {
		box := b.Box
		for _, code := range []string{b.Left, b.Right} {
			if code == "" {
				continue
			}
			if known, ok := t.boxes[code]; ok {
				box := BoxOf(known.Min, known.Max, box.Min, box.Max)
				t.boxes[code] = box
			} else {
				t.boxes[code] = box
				t.codes = append(t.codes, code)
			}
			t.of[code] = append(t.of[code], i)
		}
	}
	slices.Sort(t.codes)
	return t
})

// points reads a line: the first point in steps of the grid, then each as its distance from the one before.
func points(s string) []Point {
	numbers := strings.Fields(s)
	if len(numbers)%2 != 0 {
		panic("shape: half a point in " + s)
	}
	out := make([]Point, 0, len(numbers)/2)
	var at Point
	for i := 0; i < len(numbers); i += 2 {
		at.E += Grid * number(numbers[i])
		at.N += Grid * number(numbers[i+1])
		out = append(out, at)
	}
	return out
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic("shape: " + err.Error())
	}
	return n
}

// Codes lists the municipalities that have a shape, in order. The slice is the caller's.
func Codes() []string { return slices.Clone(tables().codes) }

// Known tells whether a municipality has a shape.
func Known(code string) bool {
	_, ok := tables().boxes[code]
	return ok
}

// Around is the box around municipalities; false when none of them has a shape.
func Around(codes ...string) (Box, bool) {
	var all []Point
	for _, code := range codes {
		if b, ok := tables().boxes[code]; ok {
			all = append(all, b.Min, b.Max)
		}
	}
	if len(all) == 0 {
		return Box{}, false
	}
	return BoxOf(all...), true
}

// In lists the municipalities whose box meets a box, in order.
func In(b Box) []string {
	var out []string
	for _, code := range tables().codes {
		if tables().boxes[code].Meets(b) {
			out = append(out, code)
		}
	}
	return out
}

// Borders are those that may be seen in a box: the boxes around them meet it. Their lines are nobody's to change.
func Borders(in Box) iter.Seq[Border] {
	return func(yield func(Border) bool) {
		for _, b := range tables().borders {
			if b.Box.Meets(in) && !yield(b) {
				return
			}
		}
	}
}

// Neighbours lists the municipalities that share a border with one, in order.
func Neighbours(code string) []string {
	var out []string
	for _, i := range tables().of[code] {
		b := tables().borders[i]
		for _, other := range []string{b.Left, b.Right} {
			if other != "" && other != code && !slices.Contains(out, other) {
				out = append(out, other)
			}
		}
	}
	slices.Sort(out)
	return out
}
