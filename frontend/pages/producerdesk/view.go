// Package producerdesk draws the producer's desk: what is done and what comes next, the profile, service units and
// their points, and the services that are offered with their prices and vacancies.
//
// Applications have pages of their own in package applydesk, and the people who work here in package account. Every struct holds texts that are ready to be shown.
package producerdesk

import "github.com/tuottajatori/tuottajatori/frontend/components"

// Link is text that leads somewhere.
type Link struct{ Text, Href string }

// Home is the task list.
type Home struct {
	Name  string // of the producer
	Tasks []components.Task
	Next  Next
	Facts []components.SummaryRow
}

// Next is the one thing that helps most now.
type Next struct{ Title, Text, Button, Href string }

// Messages is the list of what the reader was told.
type Messages struct {
	Crumbs []components.Crumb
	List   []components.Task
	At     string // the moment of the latest; "" when all are read
	Kept   string // how long they are
}

// Form is what every form page has.
type Form struct {
	Crumbs  []components.Crumb
	Title   string
	Lead    string
	Action  string // where the form is sent; the page itself when empty
	ID      string // of what is made; sent along, so that sending twice makes one
	Version string // of what is edited; sent along, so that a stale form is noticed
	Errors  map[string]string
	Now     []components.SummaryRow // what somebody else has saved meanwhile; nothing when the form is fresh
	Submit  string
	Cancel  string // address
}

// Profile is the producer's own page.
type Profile struct {
	Form
	Name, Website string
	BusinessID    string
	Kinds         []components.Choice // empty when the kind is not the producer's to choose
	Kind          string              // in words, then
	External      []components.SummaryRow
	Files         []components.SummaryRow
	Saved         bool
	ChangeID      string  // the page of another business id
	Touched       []Touch // what a change touches
}

// Touch is an admission or an open application that a change of the profile touches, with what follows.
type Touch struct {
	Text, Href, Follows string
	Tag                 components.TagArgs
}

// BusinessID is the page of another business id.
type BusinessID struct {
	Form
	Now, Value, Why string
	Touched         []Touch
	Before          []components.SummaryRow // changes before this one
}

// Units lists units with their points.
type Units struct {
	Saved string
	New   string // address
	Units []UnitCard
}

// UnitCard is one unit.
type UnitCard struct {
	Name, Edit string
	Contact    []string
	Points     []components.SummaryRow
	AddPoint   string
}

// Unit is the form of a unit.
type Unit struct {
	Form
	Name, Phone, Email, Website string
}

// Point is the form of a point.
type Point struct {
	Form
	Name, Street, Place string
}

// Offerings lists what is offered.
type Offerings struct {
	InPart    string // told to who acts for some units: what is listed, and who does the rest
	Answered  Answered
	PriceList string // address of the prices as a file; "": there is nothing to price
	List      string // address of what else is told, as a file; there when PriceList is
	Saved     string
	Begin     string // where the form that begins an offering is sent; "" when there is no admission
	BeginID   string
	Missing   Next // what must be there first, when Begin is ""
	Drafts    []Draft
	Views     []View
	Rows      []OfferRow
	Empty     string
	More      string // the address of the next page
	Tokens    string // the address of the tokens for the producer's own system
}

// View is one of the lists to choose from.
type View struct {
	Text, Href string
	Current    bool
}

// Answered are changes of price that organisers have answered of late.
type Answered struct {
	Title string // says how many
	Open  bool   // the reader came to see them
	List  []components.Task
}

// Draft is an offering that is being made.
type Draft struct {
	Title, Note       string
	Continue, Discard string // addresses
}

// OfferRow is an offering in the list.
type OfferRow struct {
	Title, Href string
	Place       string // unit and point
	Scheme      string
	Price, Pays string
	State       components.TagArgs // only when the public does not find it
	Vacancy     Vacancy
	Restore     string // where the form that puts it back is sent
}

// Vacancy is whether there is room, with the buttons that tell it.
type Vacancy struct {
	Tag     components.TagArgs
	At      string
	Action  string // "" when it cannot be told
	About   string // what it is about, for those who do not see the row
	FieldID string
	Wait    string // days, as typed
	Error   string
	Back    string // where to go on to
	Buttons []components.Option
}

// Choose is a step with one question.
type Choose struct {
	Form
	Choice   components.ChoiceArgs
	Multiple bool
	Empty    Next // when there is nothing to choose from
}

// Area is the step that asks where the service is given.
type Area struct {
	Form
	Home, Elsewhere string // the answers in words
	AtHome          string // "yes", "no" or ""
	Areas           components.ChoiceArgs
	Drawn           components.ChoiceArgs // the organiser's own areas; none when it has none
	Parts           components.TextareaArgs
}

// Details is the step that asks for languages and descriptions.
type Details struct {
	Form
	Spoken     components.ChoiceArgs
	Fi, Sv, En string
}

// EditOffer is the form that changes an offering: area and details on one page.
type EditOffer struct {
	Form
	Area    Area
	Details Details
}

// Price is the form of a price.
type Price struct {
	Form
	Units    components.ChoiceArgs
	Price    string
	Hint     string
	From     components.DateArgs
	Optional string                // said when there may be no price
	Window   []string              // how prices may change under the scheme
	Times    components.ChoiceArgs // of day and week, when the price is for one of them
	Percent  components.InputArgs
}

// Proposal is a price that waits for the organiser's yes, or has got an answer.
type Proposal struct {
	Text     string
	Tag      components.TagArgs
	Reasons  string
	Withdraw string // where the form that takes it back is sent; "" when it has been answered
}

// Told asks of each thing of a list whether it is so.
type Told struct {
	Form
	Groups                []ToldGroup
	NotesTitle, NotesHint string
	Notes                 []components.TextareaArgs
}

// ToldGroup is a heading with its things; a list without groups has one without a title.
type ToldGroup struct {
	Title string
	Asked []components.ChoiceArgs
}

// fields names the fields in the order of the page.
func (v Told) fields() []string {
	var names []string
	for _, g := range v.Groups {
		for _, one := range g.Asked {
			names = append(names, one.Name)
		}
	}
	for _, n := range v.Notes {
		names = append(names, n.Name)
	}
	return names
}

// Check is the last step.
type Check struct {
	Form
	Rows    []components.SummaryRow
	Discard string
}

// Done is the page after the last step.
type Done struct {
	Title, Text string
	Links       []Link
}

// Offer is the page of one offering.
type Offer struct {
	Crumbs  []components.Crumb
	Title   string
	Kicker  string
	Saved   string
	State   components.TagArgs
	Notice  string // why the public does not find it
	Public  string // its public address when it does
	Rows    []components.SummaryRow
	Edit    string
	Prices  [][]components.Cell
	SetOne  string // address of the price form; "" when no price is asked for
	NoPrice string // said then

	SetTimes  string   // address of the form of prices by time of day and week
	Window    []string // how prices may change under the scheme
	OverCap   string   // said when the scheme's cap has come below a price
	Proposals []Proposal
	History   [][]components.Cell

	Included     []string // what the price includes, in lines
	TellIncluded string   // address of the form that tells it

	Vacancy Vacancy
	Remove  string // address of the page that withdraws
	Restore string // where the form that puts it back is sent
}

// Confirm asks once more.
type Confirm struct {
	Form
	Warning string
}
