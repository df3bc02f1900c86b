// Package officerdesk draws the desk of an organiser's officers and of an operator's people: the queue of
// applications, one application under review, the decision, the register of admissions, and who waits to act for a
// producer.
package officerdesk

import (
	"strconv"

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
	More     bool   // the further choices are open
	Who      []components.Option
	Stages   []components.Option
	Times    []components.Option
	Saved    string // what is to be known of the saved view that is shown
	Forget   string // where it is removed; "" when it is not one's own
	Save     string // where the filter is saved by name
	SaveID   string
	Query    [][2]string // the filter
	Name     string      // as typed
	Errors   map[string]string
	Done     string
	Alike    string // the page on which like cases are approved together
}

// Review is an application beside its requirements.
type Review struct {
	Trail     string // address of the audit trail
	Crumbs    []components.Crumb
	Title     string
	Lead      string
	Facts     []casefile.Fact
	Services  []string
	Points    []string
	Rulebook  string
	Demands   []Demand
	Count     string             // "Vaatimukset, 5"
	Take      string             // where the form that takes it is sent; "" when somebody has it
	From      string             // who had it
	Steps     []components.Crumb // what else may be done, each on a page of its own
	Done      string             // what was just done
	Decide    string             // where the decision is sent; "" when it may not be made here
	Prepare   string             // where a proposal is sent; "" when nothing can be proposed
	Closed    string             // why not
	Note      string             // what is to be known of preparing and deciding
	Proposal  *Proposal          // what somebody proposes
	Prepared  string             // id of that
	Asked     []Question         // to the applicant
	GoOn      string             // where it is told that the case goes on without an answer
	Longer    string             // that the time has been extended, and why
	Decision  string             // the document, once it is made
	ID        string             // of the decision to make
	Outcome   string             // as chosen
	Reasons   string             // as typed
	Departs   bool               // a colleague has prepared it: whoever decides otherwise says why
	Departure string             // why, as typed
	Errors    map[string]string
	Lacks     []components.ErrorItem // the errors for the summary, each with its requirement
	Typed     []casefile.Unmet       // what was typed in vain
}

// Proposal is what somebody proposes to decide.
type Proposal struct {
	Text, Reasons string
	Departure     string // why it was decided otherwise
}

// Question is what the applicant was asked, with the answer.
type Question struct {
	Asked, Text, Until string
	Tag                components.TagArgs
	Answered, Answer   string
	Files              []casefile.File
}

// Step is the page of one thing that is done to a case: asking, handing over, extending.
type Step struct {
	Back, Kicker, Title, Text, Button, ID string

	People           []components.Option // to choose from; nil: nobody is chosen here
	From             string              // who has the case
	PeopleLabel      string
	Area             string // name of the text that is asked for; "": none
	AreaLabel        string
	AreaHint, Typed  string
	Until            string // legend of a day; "": none
	UntilHint        string
	Day, Month, Year string
	Errors           map[string]string
}

// Alike is the page on which like cases are approved together.
type Alike struct {
	Crumbs  []components.Crumb
	Lead    string
	Schemes []View // to choose from, when none is chosen
	Cases   []AlikeCase
	Apart   []AlikeCase // somebody else decides these; the hint says why
	None    string
	Action  string
	Errors  map[string]string
}

// AlikeCase is a case that is prepared for approval. Value is sent when it is chosen.
type AlikeCase struct {
	Value, Text, Hint, Href string
	Checked                 bool
}

// AlikeDone tells what became of each.
type AlikeDone struct {
	Crumbs     []components.Crumb
	Title      string
	Rows       [][]components.Cell
	Left       [][]components.Cell
	Next, Back string
}

// Notices is the list of what officers were told of.
type Notices struct {
	Lead     string
	Rows     [][]components.Cell
	None     string
	Seen     string // where it is told that they are seen; "" when all are
	At       string // the moment of the list
	Columns  []components.Cell
	Messages []components.Task // what else was told by mail
	Kept     string            // how long that is kept
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

// mark is the class of the demand's mark in the list of all: found met, not met, or not decided yet.
func (d Demand) mark() string {
	switch {
	case d.Judged == nil:
		return "todo"
	case d.Judged.Kind == "good":
		return "ok"
	default:
		return "no"
	}
}

func (d Demand) icon() string {
	if d.Judged == nil {
		return "circle"
	}
	return d.Judged.Icon
}

// must says whether the demand must be met, and after the decision what was found.
func (d Demand) must() string {
	if d.Judged == nil {
		return d.Must
	}
	return d.Judged.Text + ". " + d.Must
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
	Enrol   string // address; "" to those who may not
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

// Act is the page of doing something to an admission.
type Act struct {
	Back    string
	Kicker  string
	Title   string
	Text    string
	Button  string
	ID      string
	Suspend bool                   // asks for how long
	Open    bool                   // for the time being
	Until   bool                   // to a day
	Inset   string                 // what is to be known before
	Ground  *components.ChoiceArgs // why the producer is not heard, where it must be
	Why     *components.TextareaArgs

	Day, Month, Year string
	Reasons          string
	Errors           map[string]string
}

// People is the page of those who wait to act for a producer.
type People struct {
	Done string
	List account.Pending
}

// sent is where the form is sent by its first button: the decision, or the proposal when no decision may be made.
func (v Review) sent() string {
	if v.Decide != "" {
		return v.Decide
	}
	return v.Prepare
}

// alikeID is the id of a case's check box; the first is where an error leads.
func alikeID(i int) string {
	if i == 0 {
		return "cases"
	}
	return "cases-" + strconv.Itoa(i+1)
}
