// Package asks draws how a visitor asks for a service: the form, the answers to check, the page behind the secret link; and
// the producers' desk of what they are asked, with the counts that organisers see.
package asks

import "github.com/tuottajatori/tuottajatori/frontend/components"

// Link is a text that leads somewhere.
type Link struct{ Text, Href string }

// Who is an offering that may be asked for, and whom one can call about it.
type Who struct {
	ID, Service, Name, Href string
	Phone, Tel              string
	Without                 string // the address of the same form without it; "" when it is the only one
}

// Choose asks which of a producer's services are asked for.
type Choose struct {
	Crumbs              []components.Crumb
	Title, Lead, Action string
	Items               []components.Choice
	Error               string
	Producer            string
	Phones              []Who // when the producer takes no requests here
}

// Form is what a visitor fills in.
type Form struct {
	Crumbs      []components.Crumb
	Title, Lead string
	Action      string
	Token       string
	Whole       []Who
	ByPhone     []Who // those that take no requests here
	Problem     string
	Typed       Typed
	Errors      map[string]string
	For         []components.Choice
	Check       bool // the answers are shown to be checked
	Rows        []components.SummaryRow
	Consent     []string // what happens to the data
	ConsentText string
	Consented   bool
	Privacy     string
}

// Typed is what was typed.
type Typed struct{ Name, Phone, Email, Place, For, Wish, When string }

// Part is what one producer was asked, as the visitor sees it.
type Part struct {
	Title    string
	State    components.TagArgs
	Text     string // what it means, and what comes next
	Services []Who
	Gone     string
	Events   []Event
	Reply    string // where a reply is sent; "" when none is asked
	ID       string // of the reply
	Request  string
	Label    string
	Typed    string
	Error    string
	Withdraw string // where one takes it back; "" when there is nothing to take back
}

// Event is a line of what has happened.
type Event struct{ When, What, Text string }

// Status is the page behind the secret link.
type Status struct {
	Title   string
	Done    string
	Next    []string // what happens next, after sending
	Address string   // of the page, to keep
	Keep    string   // why it is to be kept
	Parts   []Part
	Rows    []components.SummaryRow // what was written
	Lang    string
	Data    string // where one's own data are taken; "" when they are erased
	Kept    string // how long it is kept
	Errors  []components.ErrorItem
}

// Withdraw asks whether a request is to be taken back.
type Withdraw struct {
	Title, Text, Action, Request, Back string
}

// View is a choice above a list.
type View struct {
	Text, Count, Href string
	Current           bool
}

// Queue is a producer's list of requests.
type Queue struct {
	Title, Lead, Done string
	Views             []View
	Summary           string
	Head              []components.Cell
	Rows              [][]components.Cell
	None              string
	First, Next       string
	Taking            string // where the choice below is sent
	Takes             []components.Choice
}

// Case is one request on the producers' desk.
type Case struct {
	Crumbs    []components.Crumb
	Title     string
	State     components.TagArgs
	Rows      []components.SummaryRow
	Lang      string
	Wish      []string // paragraphs
	Erased    string
	Events    [][]components.Cell
	Answer    string // where the answer is sent; "" when it is closed
	ID        string
	Kinds     []components.Choice
	KindsHint string
	From      components.DateArgs
	Text      string
	Hint      string
	Errors    map[string]string
	Summary   []components.ErrorItem
}

// Counts is how many requests there are, for organisers.
type Counts struct {
	Title, Lead, None string
	Head              []components.Cell
	Rows              [][]components.Cell
}
