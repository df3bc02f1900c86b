package maps

import (
	"math"
	"slices"
	"strconv"

	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/place/shape"
)

// The picture is so many units wide, and its height between the two. What reaches out of it by less than the pad is kept, so
// that no border is drawn where something was cut.
const (
	width, lowest, highest = 600, 420, 720
	pad                    = 16
)

// A map shows at least so many metres, so that a point has something around it that one knows; past wideM the borders of
// municipalities would be a web, and only those of counties are drawn. The visitor's place is brought in when it is no
// further than reachM, or half of what is shown anyway.
const (
	leastM = 40_000
	wideM  = 500_000
	reachM = 40_000
)

// view is the part of the plane that is shown: box, with so many metres to a unit.
type view struct {
	box    shape.Box // with the pad
	min    shape.Point
	max    shape.Point
	scale  float64
	height int
}

// viewOf is the least view with what is asked; false when nothing of it has a place.
func viewOf(a Asked, served []string) (view, bool) {
	var all []shape.Point
	around := func(codes ...string) {
		if box, ok := shape.Around(codes...); ok {
			all = append(all, box.Min, box.Max)
		}
	}
	around(served...)
	for _, pt := range append(slices.Clone(a.Points), a.Others...) {
		if pt.placed() {
			all = append(all, pt.at())
		}
		if len(served) == 0 {
			around(pt.Municipality)
		}
	}
	if len(all) == 0 {
		return view{}, false
	}
	box := shape.BoxOf(all...)
	if a.Place != nil {
		box = withPlace(box, *a.Place)
	}
	return fit(box), true
}

// withPlace widens a box to the visitor's place when that is near.
func withPlace(box shape.Box, at place.Place) shape.Box {
	p := shape.Project(at.Lat, at.Lon)
	reach := max(reachM, box.Max.E-box.Min.E, box.Max.N-box.Min.N) / 2
	wider := shape.Box{
		Min: shape.Point{E: box.Min.E - reach, N: box.Min.N - reach}, Max: shape.Point{E: box.Max.E + reach, N: box.Max.N + reach},
	}
	if !wider.Meets(shape.BoxOf(p)) {
		return box
	}
	return shape.BoxOf(box.Min, box.Max, p)
}

// fit makes a picture of a box: with room around it and a shape that pages can hold.
func fit(box shape.Box) view {
	e, n := float64(box.Max.E-box.Min.E)*1.16, float64(box.Max.N-box.Min.N)*1.16
	e, n = max(e, leastM), max(n, leastM)
	e = max(e, n*width/highest)
	n = max(n, e*lowest/width)
	v := view{scale: e / width, height: int(math.Round(n / e * width))}
	middle := shape.Point{E: (box.Min.E + box.Max.E) / 2, N: (box.Min.N + box.Max.N) / 2}
	v.min = shape.Point{E: middle.E - int(e/2), N: middle.N - int(n/2)}
	v.max = shape.Point{E: middle.E + int(e/2), N: middle.N + int(n/2)}
	p := int(pad * v.scale)
	v.box = shape.BoxOf(shape.Point{E: v.min.E - p, N: v.min.N - p}, shape.Point{E: v.max.E + p, N: v.max.N + p})
	return v
}

func (v view) wide() bool { return v.scale*width > wideM }

// shows tells whether a point is on the picture.
func (v view) shows(p shape.Point) bool {
	return v.min.E <= p.E && p.E <= v.max.E && v.min.N <= p.N && p.N <= v.max.N
}

// to is where a point comes on the picture. A corner that neighbours share comes to the same place for both.
func (v view) to(p shape.Point) (x, y int) {
	return int(math.Round(float64(p.E-v.min.E) / v.scale)), int(math.Round(float64(v.max.N-p.N) / v.scale))
}

// fill is the path of rings, cut to the view.
func (v view) fill(rings [][]shape.Point) string {
	var w pathWriter
	for _, ring := range rings {
		if len(ring) > 0 && shape.BoxOf(ring...).Meets(v.box) {
			w.line(v, cut(ring, v.box), true)
		}
	}
	return string(w.out)
}

// lines is the path of those borders that are wanted, without what is out of view.
func (v view) lines(wanted func(shape.Border) bool) string {
	var w pathWriter
	for b := range shape.Borders(v.box) {
		if !wanted(b) {
			continue
		}
		var piece []shape.Point
		for i, p := range b.Line[1:] {
			a := b.Line[i]
			if !shape.BoxOf(a, p).Meets(v.box) {
				w.line(v, piece, false)
				piece = nil
				continue
			}
			if piece == nil {
				piece = []shape.Point{a}
			}
			piece = append(piece, p)
		}
		w.line(v, piece, false)
	}
	return string(w.out)
}

// cut keeps of a ring what lies in a box, one side of the box after the other (Sutherland and Hodgman). What was outside
// runs along the box's sides, which are out of the picture.
func cut(ring []shape.Point, box shape.Box) []shape.Point {
	east := func(p shape.Point) int { return p.E }
	north := func(p shape.Point) int { return p.N }
	ring = half(ring, east, box.Min.E, 1)
	ring = half(ring, east, box.Max.E, -1)
	ring = half(ring, north, box.Min.N, 1)
	return half(ring, north, box.Max.N, -1)
}

// half keeps what lies on one side of a straight line: where sign × (along − limit) is not below zero.
func half(ring []shape.Point, along func(shape.Point) int, limit, sign int) []shape.Point {
	var out []shape.Point
	for i, b := range ring {
		a := ring[(i+len(ring)-1)%len(ring)]
		da, db := sign*(along(a)-limit), sign*(along(b)-limit)
		if (da < 0) != (db < 0) {
			t := float64(da) / float64(da-db)
			out = append(out, shape.Point{E: a.E + int(math.Round(t*float64(b.E-a.E))), N: a.N + int(math.Round(t*float64(b.N-a.N)))})
		}
		if db >= 0 {
			out = append(out, b)
		}
	}
	return out
}

// pathWriter writes the data of an SVG path in few bytes: whole units, each point as its distance from the one before.
type pathWriter struct{ out []byte }

func (w *pathWriter) line(v view, line []shape.Point, closed bool) {
	var at [2]int
	begun, drawn := len(w.out), 0
	for i, p := range line {
		x, y := v.to(p)
		switch {
		case i == 0:
			w.out = append(w.out, 'M')
			w.numbers(x, y)
		case x == at[0] && y == at[1]:
			continue
		default:
			if drawn++; drawn == 1 {
				w.out = append(w.out, 'l')
			} else if x >= at[0] {
				w.out = append(w.out, ' ')
			}
			w.numbers(x-at[0], y-at[1])
		}
		at = [2]int{x, y}
	}
	if drawn == 0 {
		w.out = w.out[:begun] // too small to be seen
		return
	}
	if closed {
		w.out = append(w.out, 'z')
	}
}

func (w *pathWriter) numbers(x, y int) {
	w.out = strconv.AppendInt(w.out, int64(x), 10)
	if y >= 0 {
		w.out = append(w.out, ' ')
	}
	w.out = strconv.AppendInt(w.out, int64(y), 10)
}
