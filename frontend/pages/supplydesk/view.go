// Package supplydesk draws who could serve a client: a filter, what there is in sum, and the list.
package supplydesk

import "github.com/tuottajatori/tuottajatori/frontend/components"

// Page is the question with its answer.
type Page struct {
	Action      string
	Services    []components.Option
	Languages   []components.Option
	States      []components.Option
	Place, From string // as typed
	Ready       bool
	Errors      map[string]string
	Lead, Count string
	Schemes     [][]components.Cell
	Towns       [][]components.Cell
	Rows        [][]components.Cell
	None        string
	CSV, XLSX   string // "": there is nothing to take
	First, Next string
}
