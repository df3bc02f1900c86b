package meili

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/search"
	"github.com/tuottajatori/tuottajatori/search/searchtest"
)

func TestFilters(t *testing.T) {
	for _, c := range []struct{ got, want filter }{
		{in("service", "home_care"), `service = "home_care"`},
		{in("service", "home_care", "meals"), `service IN ["home_care","meals"]`},
		{in("service", `x" OR service = "meals`), `standing = "nothing"`},
		{in("service", `home_care\`, "meals"), `service = "meals"`},
		{in("service", "HOME_CARE"), `standing = "nothing"`},
		{in("service", ""), `standing = "nothing"`},
		{in("service", " meals"), `standing = "nothing"`},
		{in("service", "a\nb", "a\x00", "\xff", strings.Repeat("a", 1000)), `standing = "nothing"`},
		{all(), ""},
		{all("", "a = 1"), "a = 1"},
		{all("a = 1", either("b = 1", "c = 1")), "a = 1 AND (b = 1 OR c = 1)"},
		{either("a = 1", ""), ""},
		{either(all("a = 1", "b = 1"), "c = 1"), "(a = 1 AND b = 1) OR c = 1"},
		{around(search.Place{Lat: math.NaN()}, 5), `standing = "nothing"`},
		{around(search.Place{}, -5), `standing = "nothing"`},
	} {
		if c.got != c.want {
			t.Errorf("%s, not %s", c.got, c.want)
		}
	}
}

// TestNoValueLeavesItsQuotes has any text as a value: outside of quotes a filter says nothing but what we wrote.
func TestNoValueLeavesItsQuotes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.OneOf(rapid.String(), rapid.SampledFrom(searchtest.Hostile())), 1, 4).Draw(t, "values")
		var outside strings.Builder
		for i, part := range strings.Split(string(in("service", values...)), `"`) {
			if i%2 == 0 {
				outside.WriteString(part)
			}
		}
		switch outside.String() {
		case "service = ", "standing = ", "service IN [,]", "service IN [,,]", "service IN [,,,]":
		default:
			t.Fatalf("%q", outside.String())
		}
	})
}

// TestOnGlobe keeps every place where it was.
func TestOnGlobe(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lat, lon := rapid.Float64Range(-2000, 2000).Draw(t, "lat"), rapid.Float64Range(-2000, 2000).Draw(t, "lon")
		a, b, ok := onGlobe(lat, lon)
		if !ok || a < -90 || a > 90 || b < -180 || b > 180 {
			t.Fatalf("%v %v %v", a, b, ok)
		}
		for _, from := range [][2]float64{{60.2, 24.9}, {0, 0}, {-30, 170}} {
			if was, is := place.DistanceM(lat, lon, from[0], from[1]), place.DistanceM(a, b, from[0], from[1]); was-is > 1 || is-was > 1 {
				t.Fatalf("%v %v is %d m from %v, and was %d", a, b, is, from, was)
			}
		}
	})
	for _, x := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if _, _, ok := onGlobe(x, 0); ok {
			t.Errorf("%v is a latitude", x)
		}
		if _, _, ok := onGlobe(0, x); ok {
			t.Errorf("%v is a longitude", x)
		}
	}
}

// TestTermsComeBack reads what was written of documents that are not alone.
func TestTermsComeBack(t *testing.T) {
	docs := searchtest.Documents(3000, 1)
	seen := 0
	for _, d := range docs {
		text := terms(d)
		if d.Standing.Alone {
			if text != "" {
				t.Fatalf("%q of one that is alone", text)
			}
			continue
		}
		seen++
		if len(text) > longestTerms || strings.ToLower(text) != text {
			t.Fatalf("Meilisearch would change %q", text)
		}
		r, ok := readTerms([]byte(text))
		want := hit{ID: d.ID, Pays: paysKey(d), Room: roomKey(d), Quality: qualityKey(d), Geo: geo(d)}
		if diff := cmp.Diff(want, r.hit()); !ok || diff != "" {
			t.Fatal(diff)
		}
		values := []string{d.Service, strings.Join(d.Spoken, ","), d.Organiser, d.Regime, d.ProducerType, d.PaysKind, d.Vacancy}
		for i, want := range values {
			if string(r.values(i)) != want {
				t.Fatalf("%s: %q, not %q", facets[i].name, r.values(i), want)
			}
		}
	}
	if seen == 0 {
		t.Error("every document is alone")
	}
	d := docs[0]
	d.Standing = search.Standing{}
	for range 300 {
		d.Spoken = append(d.Spoken, "xx")
	}
	if text := terms(d); len(text) > longestTerms || strings.HasSuffix(text, ",") {
		t.Errorf("%d bytes: %q", len(text), text)
	}
	d.Standing.Loose = true
	if text := tongues(d); len(text) > longestTerms || !strings.HasSuffix(text, ",xx") {
		t.Errorf("%d bytes, of which the last are half a language: %q", len(text), text)
	}
	for _, text := range []string{"", "|", "a|b", strings.Repeat("|", 5), strings.Repeat("|", 20)} {
		if _, ok := readTerms([]byte(text)); ok {
			t.Errorf("%q is a document", text)
		}
	}
}

func TestSupportedVersions(t *testing.T) {
	for version, want := range map[string]bool{
		"1.50.0": true, "1.15.0": true, "1.14.9": false, "0.30.1": false, "2.0.0": false, "1.100.0-rc.1": true, "": false, "1": false, "x.y": false,
	} {
		if supported(version) != want {
			t.Errorf("%q is supported: %v", version, !want)
		}
	}
}
