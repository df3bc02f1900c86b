// Package choosing draws the pages on which services are chosen: the comparison, the shortlist, and the bundle.
//
// Views are plain: the handler has already written every amount, date and address.
package choosing

import (
	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/pages/public"
)

// Compare is the comparison.
type Compare struct {
	Title   string
	Lead    string
	Crumbs  []components.Crumb
	Notices []string // what was wrong with the address, in words
	Columns []Column
	Rows    []Row
	More    public.Link // to choose another; empty when four are there
	Caption string
}

// Column is one of the compared.
type Column struct {
	Name, Href, Sub string
	Remove          string // the comparison without it
}

// Row is a question with an answer for each column.
type Row struct {
	Question string
	Cells    []Answer
}

// Answer is an answer in the comparison: an amount, or lines of text.
type Answer struct {
	Pays  *public.Pays
	Tint  string // the form of paying, which tints the column's edge: "own", "fee"
	Main  string
	Lang  string // the main line's language when that is not the page's own
	Kind  string // "good", "wait", "stop" colour the main line
	Lines []string
	Call  *public.Phone
}
