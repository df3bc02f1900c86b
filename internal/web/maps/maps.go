// Package maps draws where a service is given: municipalities, points and the visitor's place, as paths and marks for
// frontend/components.Map, with the list that says the same.
//
//	maps.go   what is on a map, and its words
//	view.go   which part of the country is shown, and how it comes to the picture
//	ground.go municipalities and borders, which are drawn once for many visitors
//	names.go  names and marks that do not cover each other
package maps

import (
	"slices"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/place/shape"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// Asked is what a map is to show.
type Asked struct {
	ID     string       // the map's id on the page; "map" when empty
	Served []string     // codes of the municipalities where the service is given; none when people come to it
	Points []Point      // in the order of their numbers
	Others []Point      // points that are not in the list beside the map: dots without numbers
	Place  *place.Place // where the visitor is; nil: not said
}

// Point is a service point.
type Point struct {
	Name, Href, Address string
	Municipality        string   // code; empty when not known
	Lat, Lon            *float64 // nil: not known
	About               bool     // it is only somewhere around there
}

// Draw makes the map of what is asked, in the printer's language. What is not known of a place stands in the list alone, and
// the list says so.
func Draw(p *locale.Printer, a Asked) components.MapArgs {
	m := components.MapArgs{ID: a.ID, Credit: p.T("maps.credit")}
	served := codes(a.Served)
	m.Areas = names(p, served)
	if len(served) > 0 {
		m.AreasTitle, m.AreasShow = p.T("maps.serves", "Count", len(served)), p.T("maps.show_areas")
	}
	lost := 0
	for _, pt := range a.Points {
		text := pt.Address
		if pt.About {
			text += " (" + p.T("maps.about_here") + ")"
		}
		m.Points = append(m.Points, components.MapPoint{Name: pt.Name, Href: pt.Href, Text: text})
		if !pt.placed() {
			lost++
		}
	}
	v, ok := viewOf(a, served)
	if !ok {
		m.Missing = p.T("maps.none")
		if a.Place != nil {
			m.YouText = p.T("maps.you", "Place", a.Place.Label(string(p.Lang())))
		}
		return m
	}
	if lost > 0 {
		m.Missing = p.T("maps.not_all", "Count", lost)
	}
	draw(p, &m, v, a, served)
	return m
}

func (pt Point) placed() bool { return pt.Lat != nil && pt.Lon != nil }

func (pt Point) at() shape.Point { return shape.Project(*pt.Lat, *pt.Lon) }

// draw fills in the picture.
func draw(p *locale.Printer, m *components.MapArgs, v view, a Asked, served []string) {
	m.Width, m.Height = width, v.height
	homes := homesOf(a, served)
	ground := v.ground(served, homes)
	m.Land, m.Served, m.Lines, m.County = ground.land, ground.served, ground.lines, ground.county
	if m.Served != "" {
		m.Home = ground.homes
	} else {
		m.Near = ground.homes
	}
	key := func(kind string) {
		m.Keys = append(m.Keys, components.MapKey{Kind: kind, Text: p.T("maps.key_" + kind)})
	}
	if m.Served != "" {
		key("served")
		m.Title = p.T("maps.title_serves", "Count", len(served))
	} else {
		m.Title = p.T("maps.title_points", "Count", len(a.Points)+len(a.Others))
	}
	switch {
	case m.Home != "":
		key("home")
	case m.Near != "":
		key("near")
	}
	if m.Served != "" && slices.ContainsFunc(ground.near, func(code string) bool { return !slices.Contains(served, code) }) {
		key("land")
	}
	if a.Place != nil {
		if at := shape.Project(a.Place.Lat, a.Place.Lon); v.shows(at) {
			x, y := v.to(at)
			m.You = &components.MapMark{X: x, Y: y}
			m.YouText = p.T("maps.you", "Place", a.Place.Label(string(p.Lang())))
			key("you")
		} else {
			m.YouText = p.T("maps.you_far", "Place", a.Place.Label(string(p.Lang())))
		}
	}
	m.Marks = marks(v, a.Points)
	if m.Dots = dots(v, a.Others); m.Dots != "" {
		key("dot")
	}
	m.Names = v.names(p, m, ground.near, append(slices.Clone(homes), served...))
}

// homesOf are the municipalities of the points that are marked as such: where the service is given they stand out among those
// served, and where people come to it they are all that is marked.
func homesOf(a Asked, served []string) []string {
	var out []string
	for _, pt := range append(slices.Clone(a.Points), a.Others...) {
		code := pt.Municipality
		if shape.Known(code) && !slices.Contains(out, code) && (len(served) == 0 || slices.Contains(served, code)) {
			out = append(out, code)
		}
	}
	if len(out) == len(served) {
		return nil // nothing to tell apart
	}
	return out
}

// codes are the codes of municipalities, each once, in order.
func codes(list []string) []string {
	out := slices.Clone(list)
	slices.Sort(out)
	return slices.Compact(out)
}

// names are the names of municipalities in the order of the language's alphabet. One that is not known goes by its code.
func names(p *locale.Printer, codes []string) []string {
	out := make([]string, len(codes))
	for i, code := range codes {
		out[i] = name(p, code)
	}
	collate.New(language.Make(string(p.Lang()))).SortStrings(out)
	return out
}

func name(p *locale.Printer, code string) string {
	if m, ok := place.MunicipalityByCode(code); ok {
		return m.Name(string(p.Lang()))
	}
	return code
}

func county(code string) string {
	m, _ := place.MunicipalityByCode(code)
	return m.County
}
