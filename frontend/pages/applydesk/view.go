// Package applydesk draws the producer's side of applying to a scheme: which schemes are open, the task list, each
// section, the check before sending, the receipt, the decision, and what an organiser has done to an admission.
package applydesk

import (
	"slices"
	"strings"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/pages/casefile"
)

// Link is text that leads somewhere.
type Link struct{ Text, Href string }

// List is the page of applications: the producer's own, its admissions, and the open schemes.
type List struct {
	Mine       [][]components.Cell
	Admissions [][]components.Cell
	Action     string // where the filter's form leads
	Organisers []components.Option
	Open       []Group
}

// Group is the open schemes of one organiser.
type Group struct {
	Organiser string
	Schemes   []components.Task
}

// Scheme is a scheme before an application is begun.
type Scheme struct {
	Crumbs       []components.Crumb
	Organiser    string
	Name         string
	Regime       string
	Services     []string
	Requirements []casefile.Demand
	Rulebook     string
	Due          string // when the decision comes
	ID           string // of the application to make
	Start        string // where the form is sent; "" when the producer may not apply
	Refusal      string // why not
	Mine         string // the application that is open already
	Admitted     string // a note that the producer is in the scheme already
}

// Draft is the task list.
type Draft struct {
	Crumbs   []components.Crumb
	Kicker   string
	Title    string
	Saved    bool // a section was just saved
	Sections []Section
	Progress string // "3 kohtaa 6:sta valmiina"
	Percent  string // width of the bar
	SavedAt  string
	Case     string
	Next     string
	Withdraw string
}

// Section is a heading with its tasks.
type Section struct {
	Title string
	Tasks []components.Task
}

// Form is what every section's page has.
type Form struct {
	Crumbs  []components.Crumb
	Back    string
	Kicker  string // the scheme
	Version string
	Errors  map[string]string
	Stale   string // set when a colleague has saved meanwhile: what is stored now
}

// Services is the section of the services applied for.
type Services struct {
	Form
	Groups []ServiceGroup
}

// ServiceGroup is the services of one group; the first one's boxes carry the section's id.
type ServiceGroup struct {
	Title string
	Items []components.Choice
}

// Requirement is the section of one requirement. One of the fields is drawn, by Kind.
type Requirement struct {
	Form
	Kind             string // declaration, number, date, attachment, text
	Title            string
	Help             string
	Limit            string
	Must             string
	Yes, No          bool
	Value            string // a number or a text, as typed
	Day, Month, Year string
	File             *casefile.File // stored now
	Kept             string         // id of a file that was sent but not yet saved
	KeptName         string
	Lacks            string // why the saved answer is not enough
}

// Rulebook is the section where the rules are accepted.
type Rulebook struct {
	Form
	ID       string
	Title    string
	Lines    []string
	Accepted bool
}

// Check is the page before sending.
type Check struct {
	Form
	Title   string
	Lists   []components.SummaryArgs
	Missing []components.ErrorItem
	Promise string
}

// Receipt is what was sent, and where it stands.
type Receipt struct {
	Crumbs   []components.Crumb
	New      bool // just sent
	Kicker   string
	Title    string
	Facts    []casefile.Fact
	Next     []string
	Decision string // the document's page, once it is made
	Outcome  string
	Services []string
	Demands  []casefile.Demand
	Withdraw string
}

// Verdict is the decision's page.
type Verdict struct {
	Crumbs   []components.Crumb
	Document casefile.Document
	Next     *Link
}

// Withdraw asks whether the application is to be taken back.
type Withdraw struct {
	Crumbs []components.Crumb
	Back   string
	Kicker string
	Draft  bool
}

// Admission is what an organiser has decided of the producer since the approval.
type Admission struct {
	Crumbs   []components.Crumb
	Title    string
	Facts    []casefile.Fact
	Services []string
	Events   [][]components.Cell
}

// fileKinds is what the file field offers to choose from; what is taken is decided by the content.
const fileKinds = ".pdf,.png,.jpg,.jpeg,.docx,.xlsx"

// hint is the help of a requirement in one text.
func (r Requirement) hint() string {
	return strings.Join(slices.DeleteFunc([]string{r.Help, r.Limit, r.Must}, func(s string) bool { return s == "" }), " ")
}
