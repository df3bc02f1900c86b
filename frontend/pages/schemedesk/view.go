// Package schemedesk draws the officers' pages of schemes: the list, a scheme with its history, the task list in which
// one is made or changed page by page, the check before it is published, and what is done to one.
package schemedesk

import (
	"github.com/a-h/templ"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/pages/casefile"
)

// List is the page of schemes.
type List struct {
	Lead  string
	Done  string
	New   string // address; "" for an operator's people
	Begun [][]components.Cell
	Rows  [][]components.Cell
	None  string
}

// Choose asks of which kind a new scheme is.
type Choose struct {
	Back   string
	ID     string
	Choice components.ChoiceArgs
	Errors []components.ErrorItem
}

// Scheme is a published scheme.
type Scheme struct {
	Trail    string // address of the audit trail
	Crumbs   []components.Crumb
	Done     string
	Title    string
	Lead     string
	Facts    []casefile.Fact
	Note     string // what is coming: a closing, an end
	Buttons  []components.ButtonArgs
	Change   string // where a working copy is begun; "" when it is not the reader's to change
	Sections []Section
	Events   [][]components.Cell
}

// Section is a part of what a scheme says.
type Section struct {
	Title string
	Rows  []components.SummaryRow
	None  string // what stands where there are no rows
}

// Tasks is the task list of a working copy.
type Tasks struct {
	Crumbs  []components.Crumb
	Saved   bool
	Kicker  string
	Title   string
	Lead    string
	SavedAt string
	Tasks   []components.Task
	Check   components.Task
	Discard string
}

// Form is a page of the task list, or of an act: its fields in their order.
type Form struct {
	Back     string
	Kicker   string
	Title    string
	Lead     string
	Errors   []components.ErrorItem
	Stale    *Stale
	Law      string // what the law says of it
	Affected *Affected
	Hidden   [][2]string
	Fields   []templ.Component
	Warning  string
	Submit   string
	Danger   bool
	Buttons  []components.ButtonArgs // other things that can be done with the same form
}

// Stale is what a colleague saved while the page was open.
type Stale struct {
	Text string
	Rows []components.SummaryRow
}

// Lines is a page of a working copy that is a list: services or requirements.
type Lines struct {
	Back    string
	Kicker  string
	Title   string
	Lead    string
	Saved   bool
	Problem []components.ErrorItem
	Rows    []components.SummaryRow
	None    string
	Add     components.ButtonArgs
	Extra   *Form // a small form of its own below the list
}

// Affected is whom a change touches.
type Affected struct {
	Title string
	Text  string
	Rows  []components.SummaryRow
	Over  [][]components.Cell // prices over a lowered cap
	Head  []components.Cell
	Note  string
}

// Check is the last page before publishing.
type Check struct {
	Form
	Problems []components.ErrorItem
	Changes  [][]components.Cell // what was published beside what will be; nil for a new scheme
	Head     []components.Cell
	Same     string // when nothing is changed
	Sections []Section
}

// TimeCaps are the fields of the caps of evenings, weekends and nights.
type TimeCaps struct {
	Summary, Lead string
	Open          bool // one is given, or wrong
	Fields        []components.InputArgs
}
