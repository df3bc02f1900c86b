package maps_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/frontend"
	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/place/shape"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/maps"
)

type hand struct {
	*testing.T
	texts *locale.Bundle
}

func open(t *testing.T) hand {
	t.Helper()
	bundle, err := locale.Load(frontend.Locales)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if missing := bundle.Missing(); len(missing) > 0 {
			t.Errorf("texts missing: %v", missing)
		}
	})
	return hand{t, bundle}
}

func (h hand) draw(l locale.Lang, a maps.Asked) (components.MapArgs, string) {
	h.Helper()
	args := maps.Draw(h.texts.Printer(l), a)
	var b strings.Builder
	if err := components.Map(args).Render(locale.With(context.Background(), h.texts.Printer(l)), &b); err != nil {
		h.Fatal(err)
	}
	return args, b.String()
}

func at(lat, lon float64, name, municipality string) maps.Point {
	return maps.Point{Name: name, Municipality: municipality, Lat: &lat, Lon: &lon}
}

func TestMapOfAnAreaServed(t *testing.T) {
	h := open(t)
	here, err := place.Find("40520")
	if err != nil {
		t.Fatal(err)
	}
	for l, names := range map[locale.Lang][]string{
		locale.Fi: {"Jyväskylä", "Laukaa", "Muurame"}, locale.Sv: {"Jyväskylä", "Laukas", "Muurame"}, locale.En: {"Jyväskylä", "Laukaa", "Muurame"},
	} {
		m, source := h.draw(l, maps.Asked{
			Served: []string{"500", "179", "410", "179"}, Place: &here,
			Points: []maps.Point{at(62.2426, 25.7473, "Keskusta", "179"), at(62.2430, 25.7480, "Naapuri", "179"), at(62.4150, 25.9530, "Laukaan piste", "410")},
		})
		if !slices.Equal(m.Areas, names) {
			t.Errorf("%s: the list has %q", l, m.Areas)
		}
		if len(m.Marks) != 2 || m.Marks[0].Text != "1, 2" || m.Marks[1].Text != "3" {
			t.Errorf("%s: marks %+v: two beside each other are one", l, m.Marks)
		}
		if m.You == nil || m.Missing != "" || m.Title == "" {
			t.Errorf("%s: you %v, missing %q", l, m.You, m.Missing)
		}
		for _, forbidden := range []string{"style=", "<style", "about:invalid"} {
			if strings.Contains(source, forbidden) {
				t.Errorf("%s: the map has %s", l, forbidden)
			}
		}
		for _, name := range append(names, "Keskusta", "Naapuri", "Laukaan piste") {
			if !strings.Contains(text(t, source, "li"), name) {
				t.Errorf("%s: the list does not name %s", l, name)
			}
		}
	}
}

// text is all text within elements of a kind.
func text(t *testing.T, source, element string) string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.Data == element {
			for in := range n.Descendants() {
				if in.Type == html.TextNode {
					b.WriteString(in.Data + " ")
				}
			}
		}
	}
	return b.String()
}

// Without a shape there is the list alone, and it says so.
func TestNoMapData(t *testing.T) {
	h := open(t)
	for name, asked := range map[string]maps.Asked{
		"unknown code": {Served: []string{"999"}},
		"nothing":      {},
		"no place":     {Points: []maps.Point{{Name: "Piste", Municipality: "998"}}},
	} {
		m, source := h.draw(locale.Fi, asked)
		if m.Width != 0 || strings.Contains(source, "<svg") {
			t.Errorf("%s: a map is drawn", name)
		}
		if m.Missing == "" || !strings.Contains(source, m.Missing) {
			t.Errorf("%s: the page does not say that there is no map", name)
		}
	}
	m, source := h.draw(locale.Fi, maps.Asked{Served: []string{"999", "179"}, Points: []maps.Point{{Name: "Ei missään"}}})
	if m.Width == 0 || !strings.Contains(source, "999") || m.Missing == "" {
		t.Error("what is known is not drawn, or what is not is hidden")
	}
}

func TestVisitorFarAway(t *testing.T) {
	h := open(t)
	here, err := place.Find("Utsjoki")
	if err != nil {
		t.Fatal(err)
	}
	m, _ := h.draw(locale.En, maps.Asked{Served: []string{"091"}, Place: &here})
	if m.You != nil || m.YouText != "Your place, Utsjoki, is outside the map." {
		t.Errorf("%v, %q", m.You, m.YouText)
	}
}

// Whatever is asked, the map is light, and what is on it lies on it.
func TestAnyMap(t *testing.T) {
	h := open(t)
	all := shape.Codes()
	p := h.texts.Printer(locale.Fi)
	rapid.Check(t, func(t *rapid.T) {
		asked := maps.Asked{Served: rapid.SliceOfN(rapid.SampledFrom(all), 0, 30).Draw(t, "served")}
		for range rapid.IntRange(0, 12).Draw(t, "points") {
			m, _ := place.MunicipalityByCode(rapid.SampledFrom(all).Draw(t, "where"))
			asked.Points = append(asked.Points, at(m.Lat, m.Lon, m.Fi, m.Code))
		}
		held(t, maps.Draw(p, asked))
	})
	for _, served := range [][]string{all, {"091"}, {"890"}, {"235"}} {
		held(t, maps.Draw(p, maps.Asked{Served: served}))
	}
}

// held holds a map to what every map promises.
func held(t interface {
	Helper()
	Errorf(string, ...any)
}, m components.MapArgs) {
	t.Helper()
	if m.Width == 0 {
		return
	}
	if m.Land == "" || strings.Contains(m.Served+m.Home, "NaN") {
		t.Errorf("a broken path")
	}
	if m.Height < 400 || m.Height > 740 {
		t.Errorf("a picture of %d × %d", m.Width, m.Height)
	}
	for _, mark := range m.Marks {
		if mark.X < 0 || mark.X > m.Width || mark.Y < 0 || mark.Y > m.Height {
			t.Errorf("the mark %q lies outside", mark.Text)
		}
	}
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_ = components.Map(m).Render(context.Background(), w)
	_ = w.Close()
	if b.Len() > 10_000 {
		t.Errorf("the map weighs %d bytes", b.Len())
	}
}
