// Package guide draws help, the main path in easy language, and the accessibility statement.
//
// Views are plain: the handler has already chosen every text and written every amount.
package guide

import "github.com/tuottajatori/tuottajatori/frontend/components"

// Link is text that leads somewhere.
type Link struct{ Text, Href string }

// Phone is whom to call. Without Number, Href leads to where the numbers are.
type Phone struct{ Number, Hours, Href string }

// Index is the list of help.
type Index struct {
	Crumbs []components.Crumb
	Topics []Topic
	Easy   string
	Call   string
}

// Topic is a page of help as it stands in the list.
type Topic struct{ Title, Lead, Href string }

// Help is a page of help.
type Help struct {
	Crumbs      []components.Crumb
	Title, Lead string
	Parts       []Part
	More        []Link
	Easy        string // where the same is in easy language
	Search      string
	Bundle      string // where several services are priced together; "" where the topic is whom to call
	Estimate    string // where one works out one's own fee; "" where the topic is another
	Call        string // where the numbers are
}

// Part is a heading with what is said below it, in this order, and where that comes from.
type Part struct {
	ID, Title string
	Lines     []Line
	Sources   []Source
}

// Line is one statement: a paragraph, a row of a list, a table, or a table that is folded away.
type Line struct {
	Text   string
	Kind   Kind
	Table  components.TableArgs
	Folded string // what a folded table is called
}

// Kind is how a statement is drawn.
type Kind int

// The kinds.
const (
	Paragraph Kind = iota
	Bullet
	Step
	Table
	Inset
)

// Source is a law with its sections, or another origin without an address.
type Source struct{ Text, Href string }

// runs puts lines of one kind that follow each other together, so that rows of a list share a list.
func runs(lines []Line) [][]Line {
	var out [][]Line
	for _, l := range lines {
		last := len(out) - 1
		if last >= 0 && out[last][0].Kind == l.Kind && (l.Kind == Bullet || l.Kind == Step) {
			out[last] = append(out[last], l)
			continue
		}
		out = append(out, []Line{l})
	}
	return out
}
