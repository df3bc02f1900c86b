// Package tenure draws what happens to an admission while it is held: its page at the officers' and at the producer's desk,
// doubts, hearings, checks in registers, its history, and the list of what needs looking after.
package tenure

import (
	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/pages/casefile"
)

// Admission is the page of one admission.
type Admission struct {
	Crumbs   []components.Crumb
	Done     string // what was just done
	Title    string
	Lead     string
	Facts    []casefile.Fact
	Closed   string // why nothing may be done
	Next     string // what to do now, in a sentence
	Actions  []components.ButtonArgs
	Doubts   []Doubt
	Hearings []Hearing
	Shown    [][]components.Cell
	Checks   [][]components.Cell
	AddCheck string // address
	AddDoubt string
	History  string
	Trail    string
	Services []string
	Events   [][]components.Cell
	Headings [2]string // of the services and of the events
	Unheard  []Said    // on which ground something was done without a hearing, and how the ground held
	Names    bool      // the events tell who has done them
}

// Doubt is one reason to ask whether an admission may stand.
type Doubt struct {
	Title   string
	Tag     components.TagArgs
	Facts   []string
	Reasons string
	Ended   string
}

// Hearing is a question to the producer and its answer.
type Hearing struct {
	Title    string
	Tag      components.TagArgs
	Question string
	Meta     string
	Answer   []Said
	By       string // of the answer
	Letter   Link   // a copy of it
	Ended    string
	Reasons  string
}

// Said is a part of an answer with its heading.
type Said struct{ Title, Text string }

// Form is a page on which something is done to an admission. Only what is filled in is asked.
type Form struct {
	Back    string
	Kicker  string
	Title   string
	Text    string
	Warning string
	Inset   string // what is to be known before
	Link    Link
	Doubts  []Doubt
	Hidden  [][2]string
	Select  *components.SelectArgs
	Choice  *components.ChoiceArgs
	Boxes   *components.ChoiceArgs
	Ground  *components.ChoiceArgs // after the dates
	Why     *components.TextareaArgs
	Reveals bool                 // dates, ground and why belong to one of the choices
	File    *components.FileArgs // after the first text
	Selects []components.SelectArgs
	Dates   []components.DateArgs
	Inputs  []components.InputArgs
	Areas   []components.TextareaArgs
	Button  string
	Danger  bool
	Errors  map[string]string
	Order   []string // of the fields, for the error summary
}

// Link is a way to somewhere else.
type Link struct{ Text, Href string }

// Upkeep is the list of what needs looking after.
type Upkeep struct {
	Lead     string
	Concerns Part
	Lapses   Part
	Checks   *Part
	Schemes  []components.Option // to narrow the lists to; none for producers
}

// Part is a heading with its table.
type Part struct {
	Title string
	Lead  string
	Head  []components.Cell
	Rows  [][]components.Cell
	None  string
	More  string // that there are more rows
}
