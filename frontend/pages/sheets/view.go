// Package sheets draws the pages on which a table is sent as a file and looked at before it is applied.
package sheets

import "github.com/tuottajatori/tuottajatori/frontend/components"

// File is the form of a file: what to take, what to do with it, and where to send it.
type File struct {
	Crumbs   []components.Crumb
	Title    string
	Lead     string
	Take     string // words before the downloads; "": there are none
	Takes    []Link
	Send     string // heading of the form
	ID       string
	Label    string
	Hint     string // limits, told beforehand
	Kept     string // how long the file is kept
	Submit   string
	Options  []Options // what else is chosen with the file
	Columns  string    // heading of the table of columns; "": none
	Told     [][]components.Cell
	TellHead []components.Cell
	Before   string // heading of what was sent before
	Sent     [][]components.Cell
	SentHead []components.Cell
	Empty    string // there is nothing to change by a file, and why
	Errors   map[string]string
}

// Options is a choice beside the file.
type Options struct {
	Name, Label, Hint string
	Options           []components.Option
}

// Link is a file to take.
type Link struct{ Text, Href string }

// Preview is what a file would do.
type Preview struct {
	Crumbs    []components.Crumb
	Title     string
	Name      string // of the file
	Done      string // what was done, when it was
	Problem   string // why it was not
	Summary   []string
	Warnings  []string
	Nothing   string // why there is nothing to do
	All, Good string // words of the buttons; empty: no such button
	GoodNote  string // what happens to the wrong rows then
	Again     string // address of the form for another file
	AgainText string
	Wrong     Rows
	Right     Rows
	More      string // "Lisäksi 120 riviä"
}

// Rows is a table of rows under a heading.
type Rows struct {
	Heading string
	Lead    string
	Head    []components.Cell
	Rows    [][]components.Cell
}

// Tables is the page from which an officer takes lists as files.
type Tables struct {
	Title, Lead string
	Import      string // address of the lists that are brought in; "": not for this person
	Lists       []List
	Schemes     []List // what is offered under each
}

// List is a list in its forms.
type List struct {
	Name  string
	Takes []Link
}

// Columns is the form that says what the columns of a list mean.
type Columns struct {
	Crumbs      []components.Crumb
	Title       string
	File        string
	Action      string // address
	Name        string
	Services    []components.Option
	Fields      []Choice
	Errors      map[string]string
	ErrorFields []string // in the order of the form
}

// Choice is a thing that a list may tell, and the columns that it may stand in.
type Choice struct {
	Name, Label, Hint string
	Options           []components.Option
}

// Dry is a list as it would be published.
type Dry struct {
	Preview
	Columns   string // address of the form of the columns
	Alike     []Alike
	AlikeText string
	LeaveOut  string // address
	Publish   string // address; "": nothing can be published
	Button    string
}

// Alike is a row of a list and something in the register that it may be about.
type Alike struct {
	Line    string
	Row     string
	There   string
	Why     string
	LeftOut bool
}
