// Package supervisiondesk draws the desk of an organiser's quality supervisor: values of indicators by form and by file,
// inspections, units that moved, and how many answers a figure needs.
package supervisiondesk

import "github.com/tuottajatori/tuottajatori/frontend/components"

// Home is where the desk begins.
type Home struct {
	Done        string
	Value       string // addresses
	File        string
	Inspection  string
	Moved       string
	LeastAction string
	Least       string
	Errors      map[string]string
	Values      [][]components.Cell
	Inspections [][]components.Cell
	Here, Find  string // the desk's own address; the text that units were looked for by
	Weights     string // address of the public page of indicators and weights

	AllValues, AllInspections string // addresses of the lists; "" when all are here
}

// List is a page of what was told.
type List struct {
	Here, Find  string
	Rows        [][]components.Cell
	First, Next string // addresses; "" when there is none
}

// Story is something that was told, with its history, and the forms that correct it and take it back.
type Story struct {
	Back, Title      string
	Problem          string // what somebody else has told meanwhile
	Gone             string // it has been taken back: nothing more can be done about it
	Facts            []components.SummaryRow
	Versions         [][]components.Cell
	Action, TakeBack string // addresses
	ID, BackID, Of   string
	Fields, Errors   map[string]string
	Kinds, Findings  []components.Choice // of an inspection
}

// Value is the form of one value.
type Value struct {
	Back, ID   string
	Fields     map[string]string // by field, as typed
	Indicators []components.Option
	Services   []components.Option
	Units      []string
	Errors     map[string]string
}

// File is the form of a file, and what it must hold.
type File struct {
	Back, ID, Example string
	Columns           [][]components.Cell
	Errors            map[string]string
}

// Preview is a file as it would be saved.
type Preview struct {
	Back    string
	Name    string
	Done    string // what was saved, when it was
	Problem string // why it was not
	Summary []string
	Wrong   [][]components.Cell
	Rows    [][]components.Cell
	More    string // "Lisäksi 120 riviä"
	All     string // words of the buttons; empty: no such button
	Good    string
	Nothing string // why there is nothing to save
}

// Inspection is the form of an inspection.
type Inspection struct {
	Back, ID string
	Fields   map[string]string
	Kinds    []components.Choice
	Findings []components.Choice
	Units    []string
	Errors   map[string]string
}

// Moved is the form of a unit that moved or merged.
type Moved struct {
	Back   string
	Fields map[string]string
	Units  []string
	Errors map[string]string
}
