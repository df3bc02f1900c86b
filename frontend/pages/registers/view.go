// Package registers draws the public lists of approved producers and what is told of open data.
package registers

import "github.com/tuottajatori/tuottajatori/frontend/components"

// Index is every organiser with its lists.
type Index struct {
	Title, Lead string
	Crumbs      []components.Crumb
	Organisers  []Organiser
	None        string
}

// Organiser is a county with its lists.
type Organiser struct {
	Name  string
	Lists []ListLink
}

// ListLink leads to a list; Count says how long it is.
type ListLink struct{ Text, Href, Count string }

// List is one list of approved producers.
type List struct {
	Crumbs         []components.Crumb
	Kicker, Title  string
	Lead, Law      string
	Summary        string // "120 tuottajaa, 340 riviä, tilanne 19.5.2026"
	Demo           string
	Action         string
	Services       []components.Option
	Municipalities []components.Option
	Sorts          []components.Option
	Head           []string // as many as each row has cells, the first being the producer's
	Caption        string
	Rows           []Row
	None           string
	Pages          components.PaginationArgs
	Files          []File
	Conditions     Conditions
}

// Row is a line of a list. Name leads to the producer's page.
type Row struct {
	Name, Href string
	Note       string // business id, or ""
	Cells      []Cell
}

// Cell is what one column says, with a quieter line.
type Cell struct {
	Text, Note, Href string
	Num              bool
}

// File is the list in another form.
type File struct{ Text, Href, Kind string }

// Conditions are those of approval: a heading, and paragraphs in the language Lang when it is another than the page's.
type Conditions struct {
	Title, Lang string
	Paragraphs  []string
}

// OpenData is the page of open data.
type OpenData struct {
	Crumbs      []components.Crumb
	Title, Lead string
	Sections    []Section
}

// Section is a heading with what is under it.
type Section struct {
	Title      string
	Paragraphs []string
	Examples   []Example
	Links      []Link
	List       []string
}

// Example is a request that works, as it is shown and where it leads.
type Example struct{ Text, Shown, Href string }

// Link leads on.
type Link struct{ Text, Href string }
