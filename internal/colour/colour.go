// Package colour holds colours as values: how they are written, how far two of them are apart for the eye, and the nearest one
// that is far enough.
package colour

import (
	"encoding/hex"
	"fmt"
	"math"
	"strings"
)

// The least contrasts of WCAG 2.2.
const (
	Text      = 4.5 // success criterion 1.4.3: text on its ground
	Component = 3.0 // success criterion 1.4.11: controls and focus beside what is next to them
)

// Colour is an opaque colour in sRGB.
type Colour struct{ R, G, B uint8 }

// White and Black are the ends between which everything is.
var (
	White = Colour{255, 255, 255}
	Black = Colour{}
)

// Parse reads a colour as people write it: #0e4f4b, with or without the sign, in either case.
func Parse(text string) (Colour, bool) {
	b, err := hex.DecodeString(strings.TrimPrefix(strings.TrimSpace(text), "#"))
	if err != nil || len(b) != 3 {
		return Colour{}, false
	}
	return Colour{b[0], b[1], b[2]}, true
}

// Must reads a colour that the program itself writes.
func Must(text string) Colour {
	c, ok := Parse(text)
	if !ok {
		panic("no colour: " + text)
	}
	return c
}

// String writes the colour as CSS and the database have it: #0e4f4b.
func (c Colour) String() string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// Luminance is the relative luminance of WCAG 2.2: 0 is black, 1 is white.
func (c Colour) Luminance() float64 {
	return 0.2126*linear[c.R] + 0.7152*linear[c.G] + 0.0722*linear[c.B]
}

// linear is the light of each value of a channel.
var linear = func() (of [256]float64) {
	for v := range of {
		s := float64(v) / 255
		if of[v] = s / 12.92; s > 0.04045 {
			of[v] = math.Pow((s+0.055)/1.055, 2.4)
		}
	}
	return of
}()

// Contrast is the contrast ratio of WCAG 2.2 between two colours: 1 to 21, whichever comes first. It is never rounded up to a limit.
func Contrast(a, b Colour) float64 {
	light, dark := a.Luminance(), b.Luminance()
	if light < dark {
		light, dark = dark, light
	}
	return (light + 0.05) / (dark + 0.05)
}

// Mix is the colour with a part (0 to 1) of another one in it.
func (c Colour) Mix(with Colour, part float64) Colour {
	mix := func(a, b uint8) uint8 { return uint8(math.Round(float64(a) + (float64(b)-float64(a))*part)) }
	return Colour{mix(c.R, with.R), mix(c.G, with.G), mix(c.B, with.B)}
}

// steps is how finely Nearest looks: no channel moves by more than one from a step to the next.
const steps = 255

// Nearest is the colour itself where it is good, else the first good one on the way from it to black and to white, the hue being
// kept. It is false when there is none.
func (c Colour) Nearest(good func(Colour) bool) (Colour, bool) {
	for i := range steps + 1 {
		part := float64(i) / steps
		for _, towards := range [...]Colour{Black, White} {
			if near := c.Mix(towards, part); good(near) {
				return near, true
			}
		}
	}
	return Colour{}, false
}
