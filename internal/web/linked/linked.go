// Package linked writes what pages tell machines: the words of schema.org, as JSON-LD that stands in the page as a block
// of data.
//
// It says nothing that the page does not say to people, and of money only what the client pays, in the form in which they
// pay it: never a price that somebody else pays a part of, and no rating under five answers.
package linked

import (
	"strings"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// Context is the vocabulary.
const Context = "https://schema.org"

// Graph is all that a page tells.
type Graph struct {
	Context string `json:"@context"`
	Graph   []any  `json:"@graph"`
}

// Of puts together what a page tells. What is nil is left out.
func Of(things ...any) Graph {
	g := Graph{Context: Context, Graph: []any{}}
	for _, t := range things {
		if t != nil {
			g.Graph = append(g.Graph, t)
		}
	}
	return g
}

// Ref points to a thing that is told elsewhere.
type Ref struct {
	ID string `json:"@id"`
}

// Crumbs is where a page is within the service.
type Crumbs struct {
	Type  string  `json:"@type"`
	Items []Crumb `json:"itemListElement"`
}

// Crumb is a step on the way to a page.
type Crumb struct {
	Type     string `json:"@type"`
	Position int    `json:"position"`
	Name     string `json:"name"`
	Item     string `json:"item,omitempty"` // none for the page itself
}

// Breadcrumbs is the way to a page of the given title, with the service's address before each step's own.
func Breadcrumbs(base string, steps []components.Crumb, title string) Crumbs {
	c := Crumbs{Type: "BreadcrumbList"}
	for i, s := range steps {
		path, _, _ := strings.Cut(s.Href, "#")
		c.Items = append(c.Items, Crumb{Type: "ListItem", Position: i + 1, Name: s.Text, Item: base + path})
	}
	c.Items = append(c.Items, Crumb{Type: "ListItem", Position: len(c.Items) + 1, Name: title})
	return c
}

// WebSite is the service as a whole.
type WebSite struct {
	Type     string       `json:"@type"`
	ID       string       `json:"@id"`
	Name     string       `json:"name"`
	URL      string       `json:"url"`
	Language string       `json:"inLanguage"`
	Search   SearchAction `json:"potentialAction"`
}

// SearchAction is how one searches.
type SearchAction struct {
	Type   string     `json:"@type"`
	Target EntryPoint `json:"target"`
	Input  string     `json:"query-input"`
}

// EntryPoint is an address with a place for what is searched.
type EntryPoint struct {
	Type     string `json:"@type"`
	Template string `json:"urlTemplate"`
}

// Site is the front page's: the service, and how to search it.
func Site(base string, p *locale.Printer) WebSite {
	front := base + paths.Front(p.Lang())
	return WebSite{
		Type: "WebSite", ID: front + "#site", Name: p.T("layout.brand"), URL: front, Language: string(p.Lang()),
		Search: SearchAction{
			Type: "SearchAction", Input: "required name=q",
			Target: EntryPoint{Type: "EntryPoint", Template: base + paths.Results(p.Lang()) + "?q={q}"},
		},
	}
}
