package shape

import "slices"

// Outline is the line around municipalities taken together, as closed rings whose last point is not repeated: the outer ones
// against the clock, the holes with it. It is filled by the rule evenodd. Codes without a shape add nothing.
func Outline(codes ...string) [][]Point {
	t := tables()
	var chosen []int
	for _, code := range codes {
		chosen = append(chosen, t.of[code]...)
	}
	slices.Sort(chosen)
	starts := map[Point][][]Point{}
	var order []Point
	for _, i := range slices.Compact(chosen) {
		b := t.borders[i]
		left, right := slices.Contains(codes, b.Left), slices.Contains(codes, b.Right)
		if left == right {
			continue // within
		}
		line := b.Line
		if right {
			line = slices.Clone(line)
			slices.Reverse(line)
		}
		starts[line[0]] = append(starts[line[0]], line)
		order = append(order, line[0])
	}
	var rings [][]Point
	for _, first := range order {
		for len(starts[first]) > 0 {
			rings = append(rings, chain(starts, first))
		}
	}
	return rings
}

// chain follows lines from a point until it is back there. As many lines begin at a point as end there, so it never gets
// stuck elsewhere.
func chain(starts map[Point][][]Point, first Point) []Point {
	var ring []Point
	for at := first; ; {
		lines := starts[at]
		line := lines[0]
		starts[at] = lines[1:]
		ring = append(ring, line[:len(line)-1]...)
		if at = line[len(line)-1]; at == first {
			return ring
		}
	}
}

// Area is the area of a municipality with its waters in square metres, on the plane.
func Area(code string) float64 {
	doubled := 0
	for _, ring := range Outline(code) {
		for i, p := range ring {
			q := ring[(i+1)%len(ring)]
			doubled += p.E*q.N - q.E*p.N
		}
	}
	return float64(doubled) / 2
}

// Contains tells whether a point lies in a municipality.
func Contains(code string, p Point) bool {
	inside := false
	for _, ring := range Outline(code) {
		for i, a := range ring {
			b := ring[(i+1)%len(ring)]
			if (a.N > p.N) == (b.N > p.N) {
				continue
			}
			// the ray to the east crosses the line from a to b when p lies west of it
			if cross := (b.E-a.E)*(p.N-a.N) - (p.E-a.E)*(b.N-a.N); (cross > 0) == (b.N > a.N) && cross != 0 {
				inside = !inside
			}
		}
	}
	return inside
}
