// Package officerdesk draws the desk of an organiser's officers and of an operator's people: the queue of
// applications, one application under review, the decision, the register of admissions, and who waits to act for a
// producer.
package officerdesk

import (
	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/pages/account"
	"github.com/tuottajatori/tuottajatori/frontend/pages/casefile"
)

// View is a choice above the queue.
type View struct {
	Text, Count, Href string
	Current           bool
}

// Queue is the page of applications.
type Queue struct {
	Views    []View
	Action   string
	Text     string // looked for
	Schemes  []components.Option
	Keep     [][2]string // other parts of the query
	Summary  string      // "7 hakemusta, tilanne 19.5.2026 klo 9.15"
	Caption  string
	Head     []components.Cell
	Rows     [][]components.Cell
	None     string
	Next     string // the page after this one
	First    string // the first page, when this is another
	Note     string // how days are counted
	Operator string // why an operator's people do not decide
}

// Review is an application beside its requirements.
type Review struct {
	Crumbs   []components.Crumb
	Title    string
	Lead     string
	Facts    []casefile.Fact
	Services []string
	Points   []string
	Rulebook string
	Demands  []Demand
	Count    string // "Vaatimukset, 5"
	Start    string // where the form that takes it into review is sent; "" when it is
	Decide   string // where the decision is sent; "" when it may not be made here
	Closed   string // why not
	Decision string // the document, once it is made
	ID       string // of the decision to make
	Outcome  string // as chosen
	Reasons  string // as typed
	Errors   map[string]string
	Lacks    []components.ErrorItem // the errors for the summary, each with its requirement
	Typed    []casefile.Unmet       // what was typed in vain
}

// Demand is a requirement beside its evidence, with what the officer has found of it.
type Demand struct {
	casefile.Demand
	MetField, ReasonField string
	Met                   string // "yes", "no" or ""
	Reason                string
	Errors                map[string]string
	Judged                *components.TagArgs // after the decision
}

// Verdict is the decision's page.
type Verdict struct {
	Crumbs    []components.Crumb
	New       bool
	Document  casefile.Document
	Admission string
}

// Admissions is the register of who is admitted.
type Admissions struct {
	Action  string
	Text    string
	Schemes []components.Option
	States  []components.Option
	Summary string
	Rows    [][]components.Cell
	None    string
	Next    string
	First   string
}

// Admission is one admission with what can be done to it.
type Admission struct {
	Crumbs   []components.Crumb
	Done     string // what was just done
	Title    string
	Lead     string
	Facts    []casefile.Fact
	Services []string
	Suspend  string // addresses of what may be done now
	Lift     string
	Remove   string
	Closed   string // why nothing may
	Events   [][]components.Cell
}

// Act is the page of doing something to an admission.
type Act struct {
	Back    string
	Kicker  string
	Title   string
	Text    string
	Warning string
	Button  string
	Danger  bool
	ID      string
	Suspend bool // asks for how long
	Open    bool // for the time being
	Until   bool // to a day

	Day, Month, Year string
	Reasons          string
	Errors           map[string]string
}

// People is the page of those who wait to act for a producer.
type People struct {
	Done string
	List account.Pending
}
