package shape_test

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/place/shape"
)

func TestEveryMunicipalityHasItsShape(t *testing.T) {
	var want []string
	for _, m := range place.Municipalities() {
		want = append(want, m.Code)
		// The source is drawn coarsely: three centres by the water or the border lie just outside.
		if at := shape.Project(m.Lat, m.Lon); !shape.Contains(m.Code, at) && (!slices.Contains([]string{"244", "499", "851"}, m.Code) || away(m.Code, at) > 2500) {
			t.Errorf("the centre of %s %s lies %.0f m outside it", m.Code, m.Fi, away(m.Code, at))
		}
		if shape.Area(m.Code) <= 0 {
			t.Errorf("%s %s has no area", m.Code, m.Fi)
		}
	}
	if got := shape.Codes(); !slices.Equal(got, want) {
		t.Errorf("%d shapes of %d municipalities", len(got), len(want))
	}
	if shape.Known("999") || shape.Contains("999", shape.Project(62, 25)) || shape.Area("999") != 0 || len(shape.Outline("999")) != 0 {
		t.Error("a municipality that is not there has a shape")
	}
	if _, ok := shape.Around("999"); ok {
		t.Error("a municipality that is not there has a box")
	}
}

// away is how far a point is from the nearest border of a municipality, in metres.
func away(code string, p shape.Point) float64 {
	least := math.Inf(1)
	for _, ring := range shape.Outline(code) {
		for i, a := range ring {
			b := ring[(i+1)%len(ring)]
			e, n := float64(b.E-a.E), float64(b.N-a.N)
			along := max(0, min(1, (float64(p.E-a.E)*e+float64(p.N-a.N)*n)/(e*e+n*n)))
			least = min(least, math.Hypot(float64(p.E-a.E)-along*e, float64(p.N-a.N)-along*n))
		}
	}
	return least
}

// A point is in one municipality or in none: there is neither a gap nor an overlap between neighbours.
func TestPointsAreInOneMunicipality(t *testing.T) {
	country := shape.Codes()
	all, _ := shape.Around(country...)
	outlines := shape.Outline(country...)
	rapid.Check(t, func(t *rapid.T) {
		// off the grid's lines by a metre, so that no point lies on a border's corner
		p := shape.Point{E: rapid.IntRange(all.Min.E, all.Max.E).Draw(t, "e")/100*100 + 1, N: rapid.IntRange(all.Min.N, all.Max.N).Draw(t, "n")/100*100 + 37}
		in := 0
		for _, c := range shape.In(shape.BoxOf(p)) {
			if shape.Contains(c, p) {
				in++
			}
		}
		want := 0
		if inside(outlines, p) {
			want = 1
		}
		if in != want {
			t.Fatalf("%v is in %d municipalities, and in the country %d times", p, in, want)
		}
	})
}

// inside counts crossings in the other direction than the package does.
func inside(rings [][]shape.Point, p shape.Point) bool {
	in := false
	for _, ring := range rings {
		for i, a := range ring {
			b := ring[(i+1)%len(ring)]
			if (a.E > p.E) != (b.E > p.E) && float64(p.N) < float64(a.N)+float64(b.N-a.N)*float64(p.E-a.E)/float64(b.E-a.E) {
				in = !in
			}
		}
	}
	return in
}

func TestNeighboursShareABorder(t *testing.T) {
	for _, c := range shape.Codes() {
		near := shape.Neighbours(c)
		for _, other := range near {
			if !slices.Contains(shape.Neighbours(other), c) {
				t.Errorf("%s is a neighbour of %s, but not the other way", other, c)
			}
			apart := len(shape.Outline(c)) + len(shape.Outline(other))
			if got := edges(shape.Outline(c, other)); got >= edges(shape.Outline(c))+edges(shape.Outline(other)) {
				t.Errorf("%s and %s share nothing: %d rings, %d edges", c, other, apart, got)
			}
		}
	}
	for _, tc := range []struct {
		code string
		want []string
	}{
		{"235", []string{"049"}}, // Kauniainen lies within Espoo
		{"753", []string{"018", "092", "245", "505", "638", "858", "091", "186", "611"}}, // Sipoo
	} {
		got := shape.Neighbours(tc.code)
		for _, other := range got {
			if !slices.Contains(tc.want, other) {
				t.Errorf("%s borders on %s", tc.code, other)
			}
		}
		if len(got) == 0 {
			t.Errorf("%s borders on nobody", tc.code)
		}
	}
}

func edges(rings [][]shape.Point) int {
	n := 0
	for _, r := range rings {
		n += len(r)
	}
	return n
}

// Of any municipalities the outline holds the area of all of them.
func TestOutlineHoldsAllOfThem(t *testing.T) {
	codes := shape.Codes()
	rapid.Check(t, func(t *rapid.T) {
		some := rapid.SliceOfNDistinct(rapid.SampledFrom(codes), 1, 40, rapid.ID[string]).Draw(t, "codes")
		want := 0.0
		for _, c := range some {
			want += shape.Area(c)
		}
		got := 0.0
		for _, ring := range shape.Outline(some...) {
			for i, p := range ring {
				q := ring[(i+1)%len(ring)]
				got += float64(p.E*q.N-q.E*p.N) / 2
			}
		}
		if got != want {
			t.Fatalf("%v: %.0f m² together, %.0f apart", some, got, want)
		}
	})
	if got := shape.Outline("049"); len(got) != 2 {
		t.Errorf("Espoo has %d rings, Kauniainen is a hole in it", len(got))
	}
	if got := shape.Outline("049", "235"); len(got) != 1 {
		t.Errorf("Espoo with Kauniainen has %d rings", len(got))
	}
}

func TestProjection(t *testing.T) {
	// On the meridian the plane's north is the meridian's length from the equator, 6 654 072.819 m on GRS80, by the scale.
	if got, want := shape.Project(60, 27), (shape.Point{E: 500_000, N: 6_651_411}); got != want {
		t.Errorf("60° N 27° E is at %v, want %v", got, want)
	}
	rapid.Check(t, func(t *rapid.T) {
		lat, lon := rapid.Float64Range(59.5, 70).Draw(t, "lat"), rapid.Float64Range(19.5, 31.5).Draw(t, "lon")
		dlat, dlon := rapid.Float64Range(-0.5, 0.5).Draw(t, "dlat"), rapid.Float64Range(-0.5, 0.5).Draw(t, "dlon")
		round := float64(place.DistanceM(lat, lon, lat+dlat, lon+dlon))
		a, b := shape.Project(lat, lon), shape.Project(lat+dlat, lon+dlon)
		plane := math.Hypot(float64(a.E-b.E), float64(a.N-b.N))
		if math.Abs(plane-round) > 0.006*round+2 {
			t.Fatalf("%.0f m on the plane, %.0f m on the Earth", plane, round)
		}
	})
}

// The source's own polygons, on a cylinder of equal areas, are as large within a per cent.
func TestAreasAreTheSources(t *testing.T) {
	raw, err := os.ReadFile("../../../../shared/data/finland/municipalities_2026.geojson")
	if err != nil {
		t.Skip("the source is not there: ", err)
	}
	var source struct {
		Features []struct {
			Properties struct{ Code string }
			Geometry   struct {
				Type        string
				Coordinates json.RawMessage
			}
		}
	}
	if err := json.Unmarshal(raw, &source); err != nil {
		t.Fatal(err)
	}
	if len(source.Features) != 308 {
		t.Fatalf("%d municipalities in the source", len(source.Features))
	}
	for _, f := range source.Features {
		var polygons [][][][2]float64
		if f.Geometry.Type == "Polygon" {
			polygons = make([][][][2]float64, 1)
			err = json.Unmarshal(f.Geometry.Coordinates, &polygons[0])
		} else {
			err = json.Unmarshal(f.Geometry.Coordinates, &polygons)
		}
		if err != nil {
			t.Fatal(err)
		}
		want := 0.0
		for _, p := range polygons {
			for i, ring := range p {
				if a := math.Abs(spherical(ring)); i == 0 {
					want += a
				} else {
					want -= a
				}
			}
		}
		if got := shape.Area(f.Properties.Code); math.Abs(got-want) > 0.02*want {
			t.Errorf("%s: %.1f km² instead of %.1f", f.Properties.Code, got/1e6, want/1e6)
		}
	}
}

func spherical(ring [][2]float64) float64 {
	const rad, radius = math.Pi / 180, 6_371_007.0
	sum := 0.0
	for i, a := range ring {
		b := ring[(i+1)%len(ring)]
		sum += (b[0] - a[0]) * rad * (math.Sin(a[1]*rad) + math.Sin(b[1]*rad)) / 2
	}
	return sum * radius * radius
}
