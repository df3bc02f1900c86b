package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/tuottajatori/tuottajatori/internal/place/shape"
)

// step is a point in steps of the grid of package shape.
type step struct{ e, n int }

// writeBorders writes the borders of the municipalities, each once. A point of the source goes to the nearest one of the grid,
// whichever municipality it is read of, so what is shared stays shared.
func writeBorders(from, to string) error {
	var source struct {
		Features []struct {
			Properties struct {
				Code string `json:"code"`
			} `json:"properties"`
			Geometry struct {
				Type        string          `json:"type"`
				Coordinates json.RawMessage `json:"coordinates"`
			} `json:"geometry"`
		} `json:"features"`
	}
	if err := readJSON(filepath.Join(from, "municipalities_2026.geojson"), &source); err != nil {
		return err
	}
	sides := map[[2]step]string{} // an edge, as one goes against the clock around the municipality on its left
	for _, f := range source.Features {
		polygons, err := polygonsOf(f.Geometry.Type, f.Geometry.Coordinates)
		if err != nil {
			return fmt.Errorf("municipality %s: %w", f.Properties.Code, err)
		}
		for _, p := range polygons {
			for i, ring := range p {
				for _, edge := range edges(ring, i > 0) {
					if other, twice := sides[edge]; twice {
						return fmt.Errorf("municipalities %s and %s overlap", other, f.Properties.Code)
					}
					sides[edge] = f.Properties.Code
				}
			}
		}
	}
	return write(filepath.Join(to, "shape", "borders.tsv"), borders(sides))
}

func polygonsOf(kind string, raw json.RawMessage) ([][][][2]float64, error) {
	var one [][][2]float64
	var many [][][][2]float64
	switch kind {
	case "Polygon":
		err := json.Unmarshal(raw, &one)
		return [][][][2]float64{one}, err
	case "MultiPolygon":
		err := json.Unmarshal(raw, &many)
		return many, err
	}
	return nil, errors.New("unknown geometry " + kind)
}

// edges are the sides of a ring: against the clock, of a hole with it.
func edges(ring [][2]float64, hole bool) [][2]step {
	var line []step
	area := 0
	for _, c := range ring {
		p := shape.Project(c[1], c[0])
		s := step{(p.E + shape.Grid/2) / shape.Grid, (p.N + shape.Grid/2) / shape.Grid}
		if len(line) == 0 || line[len(line)-1] != s {
			line = append(line, s)
		}
	}
	for i := range line[1:] {
		area += line[i].e*line[i+1].n - line[i+1].e*line[i].n
	}
	if (area < 0) != hole {
		slices.Reverse(line)
	}
	var out [][2]step
	for i := range line[1:] {
		out = append(out, [2]step{line[i], line[i+1]})
	}
	return out
}

// borders joins edges that have the same municipalities on both sides into lines, from corner to corner.
func borders(sides map[[2]step]string) []string {
	type side struct{ left, right string }
	of, next := map[[2]step]side{}, map[step][]step{} // every edge once
	ends := map[step]map[side]int{}
	for edge, left := range sides {
		right := sides[[2]step{edge[1], edge[0]}]
		if right != "" && right < left {
			continue // written as the other's
		}
		s := side{left, right}
		of[edge] = s
		next[edge[0]] = append(next[edge[0]], edge[1])
		for _, end := range edge {
			if ends[end] == nil {
				ends[end] = map[side]int{}
			}
			ends[end][s]++
		}
	}
	corner := func(p step) bool { return len(ends[p]) > 1 }
	var starts [][2]step
	for edge := range of {
		starts = append(starts, edge)
	}
	slices.SortFunc(starts, func(a, b [2]step) int {
		ca, cb := corner(a[0]), corner(b[0])
		switch {
		case ca && !cb:
			return -1
		case cb && !ca:
			return 1
		}
		return cmp.Or(cmp.Compare(a[0].e, b[0].e), cmp.Compare(a[0].n, b[0].n), cmp.Compare(a[1].e, b[1].e), cmp.Compare(a[1].n, b[1].n))
	})
	var out []string
	for _, first := range starts {
		s, there := of[first]
		if !there {
			continue // in a line already
		}
		delete(of, first)
		line := first[:]
		for at := first[1]; !corner(at) && at != first[0]; {
			found := false
			for _, to := range next[at] {
				if got, ok := of[[2]step{at, to}]; ok && got == s {
					delete(of, [2]step{at, to})
					line, at, found = append(line, to), to, true
					break
				}
			}
			if !found {
				break
			}
		}
		out = append(out, row(s.left, s.right, written(line)))
	}
	return out
}

// written is a line as package shape reads it.
func written(line []step) string {
	var b strings.Builder
	var at step
	for i, p := range line {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(strconv.Itoa(p.e-at.e) + " " + strconv.Itoa(p.n-at.n))
		at = p
	}
	return b.String()
}
