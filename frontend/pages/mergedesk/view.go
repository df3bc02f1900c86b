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
	Moved       string // how many values
	Blocks      []string
	Answer      string // where an answer is sent; "" when none is waited for
	Undo        string // where the undoing is sent; "" when it cannot be
	Sum         string
	Reasons     string
	Errors      map[string]string
}

// Claims is what looks like a producer's own in the register.
type Claims struct {
	Done   string
	List   []Claim
	Asked  [][]components.Cell
	Errors map[string]string
}

// Claim is one of them, with its form.
type Claim struct {
	Gone    Side
	Grounds string
	Changes []components.SummaryRow
	Blocks  []string
	Action  string // "": it cannot be asked for now
	ID, Sum string
	Field   string // the id of the reasons
	Reasons string
	Error   string
}
