// Package supplydesk draws who could serve a client: a filter, what there is in sum, and the list.
package supplydesk

import "github.com/tuottajatori/tuottajatori/frontend/components"

// Page is the question with its answer.
type Page struct {
	Action      string
	Services    []components.Option
	Areas       []components.Option // none: the organiser has drawn none
	Languages   []components.Option
	States      []components.Option
	Place, From string // as typed
	Ready       bool
	Errors      map[string]string
	Lead, Count string
	Counted     []components.Cell // heads of counts
	Schemes     [][]components.Cell
	ByArea      [][]components.Cell
	Towns       [][]components.Cell
	HistoryHead []components.Cell
	History     [][]components.Cell
	DayOff      string // why the first day is not a working day
	NextDay     string // the working day that follows, with its address
	NextHref    string
	Rows        [][]components.Cell
	None        string
	CSV, XLSX   string // "": there is nothing to take
	First, Next string
}

// heads are those of a table that counts: by what, and the counts.
func heads(v Page, by string) []components.Cell {
	return append([]components.Cell{{Text: by}}, v.Counted...)
}
