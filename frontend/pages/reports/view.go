// Package reports draws the form that tells of an error in a page, its receipt, and the desks' queue of what was told.
package reports

import "github.com/tuottajatori/tuottajatori/frontend/components"

// Form is the form of a visitor.
type Form struct {
	Crumbs        []components.Crumb
	Title, Lead   string
	Action, ID    string
	Page          string // the path that it is about
	PageText      string // in words
	Kinds         []components.Choice
	Text, Email   string
	Errors        map[string]string
	Accessibility string // what the law promises of accessibility feedback
}

// Receipt tells that a report has come, and how it went.
type Receipt struct {
	Title, Reference string
	Rows             []components.SummaryRow
	Text             string
	Answer           []string // paragraphs
	AnswerTitle      string
	Back, BackText   string
}

// View is a choice above the queue.
type View struct {
	Text, Count, Href string
	Current           bool
}

// Queue is a desk's list of reports.
type Queue struct {
	Done    string
	Title   string
	Lead    string
	Views   []View
	Summary string
	Caption string
	Head    []components.Cell
	Rows    [][]components.Cell
	None    string
	Next    string
	First   string
}

// Case is one report on a desk.
type Case struct {
	Crumbs   []components.Crumb
	Title    string
	Done     string
	Rows     []components.SummaryRow
	Text     []string // paragraphs of what was written
	Lang     string   // of the text
	NoText   string
	Events   [][]components.Cell
	Answer   string // where the answer is sent; "" when it is closed
	ID       string
	Outcomes []components.Choice
	Typed    string
	Hint     string // who will see the answer
	Errors   map[string]string
	Forward  string
	FID      string
	Onward   []components.Choice
}
