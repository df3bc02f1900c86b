package colour_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/colour"
)

// TestKnownContrasts holds pairs whose ratio is published: WCAG's own extremes, and greys at the limits of the understanding documents
// (#767676 is the lightest grey that text may have on white, #949494 the lightest of a component).
func TestKnownContrasts(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want float64
	}{
		{"#000000", "#ffffff", 21},
		{"#ffffff", "#ffffff", 1},
		{"#767676", "#ffffff", 4.54},
		{"#777777", "#ffffff", 4.48},
		{"#949494", "#ffffff", 3.03},
		{"#959595", "#ffffff", 2.99},
		{"#ff0000", "#ffffff", 4.00},
		{"#0000ff", "#ffffff", 8.59},
		{"#00ff00", "#ffffff", 1.37},
		{"#ffff00", "#000000", 19.56},
		{"#0e4f4b", "#ffffff", 9.4},
	} {
		if got := colour.Contrast(colour.Must(c.a), colour.Must(c.b)); math.Abs(got-c.want) > 0.01 && math.Abs(got-c.want) > c.want*0.005 {
			t.Errorf("%s on %s: %.3f, not %.2f", c.a, c.b, got, c.want)
		}
	}
}

func TestParse(t *testing.T) {
	for text, want := range map[string]string{"#0E4F4b": "#0e4f4b", "0e4f4b": "#0e4f4b", " #ffffff ": "#ffffff"} {
		if c, ok := colour.Parse(text); !ok || c.String() != want {
			t.Errorf("%q: %v %v", text, c, ok)
		}
	}
	for _, text := range []string{"", "#", "#fff", "#0e4f4", "#0e4f4b4", "#0e4f4g", "red", "##0e4f4b", "#0e4f4b;}", "rgb(1,2,3)", "#０e4f4b", "\x00"} {
		if c, ok := colour.Parse(text); ok {
			t.Errorf("%q is read as %v", text, c)
		}
	}
}

func anyColour() *rapid.Generator[colour.Colour] {
	return rapid.Custom(func(t *rapid.T) colour.Colour {
		return colour.Colour{R: rapid.Byte().Draw(t, "r"), G: rapid.Byte().Draw(t, "g"), B: rapid.Byte().Draw(t, "b")}
	})
}

func TestContrastIsSymmetricAndBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyColour().Draw(t, "a"), anyColour().Draw(t, "b")
		ratio := colour.Contrast(a, b)
		if ratio != colour.Contrast(b, a) || ratio < 1 || ratio > 21+1e-9 || (ratio == 1) != (a.Luminance() == b.Luminance()) {
			t.Fatalf("%v and %v: %v", a, b, ratio)
		}
		if back, ok := colour.Parse(a.String()); !ok || back != a {
			t.Fatalf("%v is read as %v", a, back)
		}
		if a.Mix(b, 0) != a || a.Mix(b, 1) != b {
			t.Fatal("a mix of nothing is not the colour itself")
		}
	})
}

func TestNearest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, ground := anyColour().Draw(t, "colour"), anyColour().Draw(t, "ground")
		good := func(near colour.Colour) bool { return colour.Contrast(near, ground) >= colour.Text }
		near, ok := c.Nearest(good)
		if !ok || !good(near) { // black or white is always far enough from any ground
			t.Fatalf("%v on %v: %v %v", c, ground, near, ok)
		}
		if good(c) && near != c {
			t.Fatalf("%v is good on %v, and %v was offered", c, ground, near)
		}
	})
	if near, ok := colour.White.Nearest(func(colour.Colour) bool { return false }); ok {
		t.Errorf("%v is near nothing", near)
	}
}
