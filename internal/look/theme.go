package look

import (
	"strings"

	"github.com/tuottajatori/tuottajatori/internal/colour"
)

// Theme is what an organiser chooses: four colours. All others of its pages follow from them.
type Theme struct {
	Brand   colour.Colour // the ground of heads, feet and buttons, and the colour of what stands out on white
	OnBrand colour.Colour // text on it
	Link    colour.Colour // links in text
	Accent  colour.Colour // the one call to action on the brand's ground
}

// Own is the product's own look, as the block "brand" of frontend/styles/_tokens.scss has it: where somebody begins who has chosen nothing.
func Own() Theme {
	return Theme{colour.Must("#0e4f4b"), colour.White, colour.Must("#0b5a66"), colour.Must("#f4b54d")}
}

// Field names one of the four colours: in forms, and as the column of the table.
type Field string

// The fields, in the order in which one follows from another.
const (
	Brand   Field = "brand"
	OnBrand Field = "on_brand"
	Link    Field = "link"
	Accent  Field = "accent"
)

// Fields lists them.
func Fields() []Field { return []Field{Brand, OnBrand, Link, Accent} }

// Of gives the theme's colour of a field.
func (t Theme) Of(f Field) colour.Colour { return *t.at(f) }

// With is the theme with another colour in a field.
func (t Theme) With(f Field, c colour.Colour) Theme {
	*t.at(f) = c
	return t
}

func (t *Theme) at(f Field) *colour.Colour {
	switch f {
	case OnBrand:
		return &t.OnBrand
	case Link:
		return &t.Link
	case Accent:
		return &t.Accent
	default:
		return &t.Brand
	}
}

// What no theme changes, as frontend/styles/_tokens.scss has it.
var (
	card     = colour.White
	ground   = colour.Must("#f7f5f0")
	ink      = colour.Must("#1b2625")
	focus    = colour.Must("#ffd23f")
	focusInk = colour.Must("#14201f")
)

// palette is every colour that follows from a theme, by the custom property of _tokens.scss that it is.
type palette struct {
	brand, deep, mid, line, soft, tint, onBrand, onBrand2 colour.Colour
	accent, accentDeep, onAccent, link, linkHover         colour.Colour
	fee, feeBG                                            colour.Colour
}

func (t Theme) palette() palette {
	p := palette{
		brand: t.Brand, deep: t.Brand.Mix(colour.Black, 0.27), line: t.Brand.Mix(colour.White, 0.65), soft: t.Brand.Mix(colour.White, 0.86), tint: t.Brand.Mix(colour.White, 0.94),
		onBrand: t.OnBrand, onBrand2: t.OnBrand, accent: t.Accent, accentDeep: t.Accent, onAccent: readable(t.Accent), link: t.Link, linkHover: t.Link.Mix(colour.Black, 0.35),
	}
	p.mid, _ = t.Brand.Mix(colour.White, 0.12).Nearest(func(c colour.Colour) bool { return colour.Contrast(c, card) >= colour.Text })
	if quiet := t.OnBrand.Mix(t.Brand, 0.16); colour.Contrast(quiet, p.brand) >= colour.Text && colour.Contrast(quiet, p.deep) >= colour.Text {
		p.onBrand2 = quiet
	}
	away := colour.White
	if t.Accent.Luminance() < t.Brand.Luminance() {
		away = colour.Black
	}
	if pressed := t.Accent.Mix(away, 0.3); colour.Contrast(pressed, p.onAccent) >= colour.Text {
		p.accentDeep = pressed
	}
	// The client fee's tint stays apart from the brand, which colours the own share: of two the one that is farther from it.
	p.fee, p.feeBG = colour.Must("#393f86"), colour.Must("#f0f1fa")
	if other := colour.Must("#0d5559"); apart(t.Brand, other) > apart(t.Brand, p.fee) {
		p.fee, p.feeBG = other, colour.Must("#eaf5f4")
	}
	return p
}

// readable is the text on a ground of that colour: the product's ink where it can be read, else white or black.
func readable(on colour.Colour) colour.Colour {
	for _, c := range [...]colour.Colour{focusInk, colour.White} {
		if colour.Contrast(c, on) >= colour.Text {
			return c
		}
	}
	return colour.Black
}

// apart is how far two colours are from each other, squared.
func apart(a, b colour.Colour) int {
	d := func(x, y uint8) int { return (int(x) - int(y)) * (int(x) - int(y)) }
	return d(a.R, b.R) + d(a.G, b.G) + d(a.B, b.B)
}

// Pair is two colours that stand beside each other, and the contrast that they must have (WCAG 2.2, success criteria 1.4.3 and
// 1.4.11).
type Pair struct {
	Name  string // the end of its words' key
	Field Field  // the chosen colour that is to change when the pair fails
	Least float64
	of    func(palette) (colour.Colour, colour.Colour)
}

// pairs are all that depend on what is chosen. A pair of a field depends on that field and on those before it.
var pairs = []Pair{
	{"brand_card", Brand, colour.Text, func(p palette) (colour.Colour, colour.Colour) { return p.brand, card }},
	{"brand_ground", Brand, colour.Text, func(p palette) (colour.Colour, colour.Colour) { return p.brand, ground }},
	{"brand_tint", Brand, colour.Text, func(p palette) (colour.Colour, colour.Colour) { return p.brand, p.tint }},
	{"tag", Brand, colour.Text, func(p palette) (colour.Colour, colour.Colour) { return p.deep, p.soft }},
	{"focus", Brand, colour.Component, func(p palette) (colour.Colour, colour.Colour) { return focus, p.brand }},
	{"on_brand", OnBrand, colour.Text, func(p palette) (colour.Colour, colour.Colour) { return p.onBrand, p.brand }},
	{"on_brand_deep", OnBrand, colour.Text, func(p palette) (colour.Colour, colour.Colour) { return p.onBrand, p.deep }},
	{"link_card", Link, colour.Text, func(p palette) (colour.Colour, colour.Colour) { return p.link, card }},
	{"link_ground", Link, colour.Text, func(p palette) (colour.Colour, colour.Colour) { return p.link, ground }},
	{"link_soft", Link, colour.Text, func(p palette) (colour.Colour, colour.Colour) { return p.link, p.soft }},
	{"accent_brand", Accent, colour.Component, func(p palette) (colour.Colour, colour.Colour) { return p.accent, p.brand }},
}

// Measured is how a pair stands in a theme.
type Measured struct {
	Pair
	A, B  colour.Colour
	Ratio float64
}

// Passes tells whether the contrast is enough.
func (m Measured) Passes() bool { return m.Ratio >= m.Least }

// Measure gives every pair of the theme.
func (t Theme) Measure() []Measured {
	p := t.palette()
	out := make([]Measured, 0, len(pairs))
	for _, pair := range pairs {
		a, b := pair.of(p)
		out = append(out, Measured{pair, a, b, colour.Contrast(a, b)})
	}
	return out
}

// fails tells whether a pair of the field fails.
func (t Theme) fails(f Field) bool {
	for _, m := range t.Measure() {
		if m.Field == f && !m.Passes() {
			return true
		}
	}
	return false
}

// Mend is the nearest theme of which no pair fails: each colour moves towards black or white as far as it must. One that passes is
// left as it is.
func (t Theme) Mend() Theme {
	for _, f := range Fields() {
		if near, ok := t.Of(f).Nearest(func(c colour.Colour) bool { return !t.With(f, c).fails(f) }); ok {
			t = t.With(f, near)
		}
	}
	return t
}

// Sheet writes the theme as CSS custom properties below a selector. It is made of names that stand here and of colours, never of text
// that anybody has typed.
func (t Theme) Sheet(selector string) string {
	p := t.palette()
	var b strings.Builder
	b.WriteString(selector + "{")
	for _, v := range []struct {
		name string
		of   colour.Colour
	}{
		{"brand", p.brand}, {"brand-deep", p.deep}, {"brand-mid", p.mid}, {"brand-line", p.line}, {"brand-soft", p.soft}, {"brand-tint", p.tint},
		{"on-brand", p.onBrand}, {"on-brand-2", p.onBrand2}, {"accent", p.accent}, {"accent-deep", p.accentDeep}, {"on-accent", p.onAccent},
		{"link", p.link}, {"link-hover", p.linkHover}, {"fee", p.fee}, {"fee-bg", p.feeBG},
	} {
		b.WriteString("--tt-" + v.name + ":" + v.of.String() + ";")
	}
	b.WriteString("}\n")
	return b.String()
}
