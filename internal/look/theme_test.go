package look

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/colour"
)

func theme(brand, onBrand, link, accent string) Theme {
	return Theme{colour.Must(brand), colour.Must(onBrand), colour.Must(link), colour.Must(accent)}
}

func TestWhichPairsFail(t *testing.T) {
	for name, c := range map[string]struct {
		theme Theme
		fails string
	}{
		"the product's own":                 {Own(), ""},
		"blueberry and rye":                 {theme("#2c3a78", "#ffffff", "#29489a", "#f3c969"), ""},
		"a yellow with black text":          {theme("#ffd500", "#000000", "#0b5a66", "#ffffff"), "brand_card brand_ground brand_tint tag focus accent_brand"},
		"a grey that white is just read on": {theme("#767676", "#ffffff", "#0b5a66", "#f4b54d"), "brand_ground brand_tint accent_brand"},
		"pale links":                        {theme("#0e4f4b", "#ffffff", "#5aa5b1", "#f4b54d"), "link_card link_ground link_soft"},
		"an accent as dark as the brand":    {theme("#0e4f4b", "#ffffff", "#0b5a66", "#145f5a"), "accent_brand"},
		"grey text on the brand":            {theme("#0e4f4b", "#7f7f7f", "#0b5a66", "#f4b54d"), "on_brand on_brand_deep?"},
	} {
		want := map[string]bool{} // true: must fail; false: may
		for _, pair := range strings.Fields(c.fails) {
			want[strings.TrimSuffix(pair, "?")] = !strings.HasSuffix(pair, "?")
		}
		for _, m := range c.theme.Measure() {
			must, may := want[m.Name]
			if m.Passes() && must || !m.Passes() && !must && !may {
				t.Errorf("%s: %s is %.2f", name, m.Name, m.Ratio)
			}
		}
		if mended := c.theme.Mend(); (mended == c.theme) != (c.fails == "") {
			t.Errorf("%s is mended to %v", name, mended)
		}
	}
}

func anyTheme() *rapid.Generator[Theme] {
	return rapid.Custom(func(t *rapid.T) Theme {
		one := func(name string) colour.Colour {
			return colour.Colour{R: rapid.Byte().Draw(t, name+"r"), G: rapid.Byte().Draw(t, name+"g"), B: rapid.Byte().Draw(t, name+"b")}
		}
		return Theme{one("brand"), one("on"), one("link"), one("accent")}
	})
}

// TestWhateverIsChosenCanBeMended holds that an offer always passes, that what follows from a theme that passes can be read, and that a
// stylesheet is of names and colours alone.
func TestWhateverIsChosenCanBeMended(t *testing.T) {
	plain := regexp.MustCompile(`^:root\{(--tt-[a-z0-9-]+:#[0-9a-f]{6};)+\}\n$`)
	rapid.Check(t, func(t *rapid.T) {
		mended := anyTheme().Draw(t, "theme").Mend()
		for _, m := range mended.Measure() {
			if !m.Passes() {
				t.Fatalf("%v: %s is %.2f", mended, m.Name, m.Ratio)
			}
		}
		if mended.Mend() != mended {
			t.Fatalf("%v is mended again", mended)
		}
		p := mended.palette()
		for name, two := range map[string][2]colour.Colour{
			"quiet text on the brand": {p.onBrand2, p.brand}, "quiet text on the deep brand": {p.onBrand2, p.deep}, "the middle tone on white": {p.mid, card},
			"text on the accent": {p.onAccent, p.accent}, "text on the pressed accent": {p.onAccent, p.accentDeep}, "a link under the pointer": {p.linkHover, p.soft},
			"text on the soft ground": {ink, p.soft}, "the fee": {p.fee, p.feeBG},
		} {
			if ratio := colour.Contrast(two[0], two[1]); ratio < colour.Text {
				t.Fatalf("%v: %s is %.2f", mended, name, ratio)
			}
		}
		if sheet := mended.Sheet(":root"); !plain.MatchString(sheet) {
			t.Fatal(sheet)
		}
	})
}

// TestTheProductsOwnColoursAreThose holds what this package knows of the styles against them.
func TestTheProductsOwnColoursAreThose(t *testing.T) {
	styles, err := os.ReadFile("../../frontend/styles/_tokens.scss")
	if err != nil {
		t.Fatal(err)
	}
	own := Own()
	for name, want := range map[string]colour.Colour{
		"brand": own.Brand, "link": own.Link, "accent": own.Accent, "ground": ground, "ink": ink, "focus": focus, "focus-ink": focusInk,
		"fee": own.palette().fee, "fee-bg": own.palette().feeBG,
	} {
		if !strings.Contains(string(styles), "--tt-"+name+": "+want.String()+";") {
			t.Errorf("--tt-%s is not %v in the styles", name, want)
		}
	}
	for _, known := range regexp.MustCompile(`(--tt-[a-z0-9-]+):`).FindAllStringSubmatch(own.Sheet(":root"), -1) {
		if !strings.Contains(string(styles), known[1]+": ") {
			t.Errorf("%s is none of the styles'", known[1])
		}
	}
}
