// Package mergedesk draws what officers see of producers that stand in the register twice: suggestions, what a merge would
// do, and what became of those that were asked for.
package mergedesk

import (
	"github.com/tuottajatori/tuottajatori/frontend/components"
)

// Suggestion is two that may be one.
type Suggestion struct {
	Kept, Gone Side
	Grounds    string
	Href       string
}

// Side is one of the two.
type Side struct{ Name, Note, Href string }

// List is the first page of the desk's part.
type List struct {
	Title, Lead, None string
	Done              string
	Rows              []Suggestion
	More              string // how many there are beside these
	Merges            [][]components.Cell
	MergesNone        string
	MergesMore        string // there are more than are shown
	Find              string // where two that nobody suggests are looked for
	Action            string // where the list is narrowed
	Text              string
	States            []components.Option
	Narrowed          bool
}

// Preview is what a merge would do.
type Preview struct {
	Crumbs      []components.Crumb
	Title, Lead string
	Kept, Gone  Side
	Facts       []components.SummaryRow // both beside each other
	Heads       []components.Cell
	Compared    [][]components.Cell
	Changes     []components.SummaryRow
	Stays       []string
	Blocks      []string
	Agree       string // who else must agree
	Action      string // where the form is sent; "" when it may not be
	Apart       string // where "not the same" is sent; "" when it cannot be
	Swap        string // the same with the other kept; "" when it cannot be
	ID, Sum     string
	Grounds     []components.Choice // none: there is no choice
	Ground      string
	Reasons     string
	Changed     string // the page shows something else than before
	Errors      map[string]string
	Button      string
}

// Record is a merge that was asked for.
type Record struct {
	Crumbs      []components.Crumb
	Title, Lead string
	Done        string
	State       components.TagArgs
	Facts       []components.SummaryRow
	Events      [][]components.Cell
	Changes     []components.SummaryRow
	Stays       []string
	Moved       string // how many values
	Blocks      []string
	Answer      string // where an answer is sent; "" when none is waited for
	Withdraw    string // where it is taken back; "" when it cannot be
	Undo        string // where the undoing is sent; "" when it cannot be
	Sum         string
	Reasons     string
	Errors      map[string]string
}

// Claims is what looks like a producer's own in the register, what it has found there, and what it has asked for.
type Claims struct {
	Done      string
	Action    string // where a search is sent
	Text      string // that was searched for
	Nothing   string // that nothing was found, and why
	Suggested []Side
	Found     []Side
	Asked     []Asked
}

// Asked is one that the producer has asked for.
type Asked struct {
	Name, At string
	State    components.TagArgs
	Answer   string // why it was refused
	Withdraw string // where it is taken back; "" when it is answered
}

// Claim is one that it may ask for, with its form.
type Claim struct {
	Crumbs  []components.Crumb
	Title   string
	Public  string // its page in the catalogue
	Changes []components.SummaryRow
	Stays   []string
	Blocks  []string
	Action  string // "": it cannot be asked for now
	ID, Sum string
	Reasons string
	Changed string
	Errors  map[string]string
}

// Find is the search for two that nobody suggests.
type Find struct {
	Crumbs      []components.Crumb
	Title, Lead string
	Action      string
	Kept        string // the id of the one that was chosen to be kept
	Text        string
	Nothing     string // that nothing was found, and why
	Rows        []Side
}
