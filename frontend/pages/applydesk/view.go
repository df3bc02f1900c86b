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
	Together   string // the page of applying to several in one go
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
	NameLang     string // where it is not the page's
	Others       string // that not all texts are in the page's language
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
	Saved    bool   // a section was just saved
	Others   string // that not all texts are in the page's language
	Sections []Section
	Progress string // "3 kohtaa 6:sta valmiina"
	Percent  string // width of the bar
	SavedAt  string
	Case     string
	Next     string
	Withdraw string
	Session  string   // when the session ends
	Notices  []string // what has changed since the draft was saved
	Batch    string   // the task list of the drafts that it is written with; "" when it is written by itself
	Alone    string   // where the form is sent that takes it out of them
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
	Notice  string // what has changed since
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
	Own   bool // of a county in which the producer has service points
}

// chosen tells whether anything of the group is chosen.
func (g ServiceGroup) chosen() bool {
	return slices.ContainsFunc(g.Items, func(c components.Choice) bool { return c.Checked })
}

// Requirement is the section of one requirement. One of the fields is drawn, by Kind.
type Requirement struct {
	Form
	Kind             string // declaration, number, date, attachment, text, registry, system, scored, exclusion
	Title            string
	Help             string
	Lang, HelpIn     string // the languages of title and help, where they are not the page's
	Others           string // that they are not in the page's language
	Limit            string
	Must             string
	Yes, No          bool
	Value            string // a number or a text, as typed
	Day, Month, Year string
	File             *casefile.File // stored now
	Kept             string         // id of a file that was sent but not yet saved
	KeptName         string
	Lacks            string              // why the saved answer is not enough
	Mended           string              // of a ground of exclusion: what was done to mend it
	By               []string            // the schemes that ask it, when there are several
	Evidence         *EvidenceFields     // of an attachment that an item of the library answers: the fields of a new one
	Choices          []components.Choice // what there is to choose from; none when only a new one can be added
}

// Rulebook is the section where the rules are accepted.
type Rulebook struct {
	Form
	ID       string
	Title    string
	Lines    []string
	Lang     string // of the lines
	Only     string // that there is none in the reader's language; "": there is
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
	Question string  // the page that answers the question that is open; "" when none is
	Until    string  // by which day
	Asked    []Asked // what the organiser has asked
	Answered bool    // just answered
	Moved    string  // what has changed of the applicant since
	// Unchanged says since when what was sent stands as it is.
	Unchanged string
}

// Asked is a question of the organiser with its answer.
type Asked struct {
	Question []string
	At       string
	Until    string // when it is open
	Answer   []string
	Files    []Link
}

// Clarification is the page that answers a question.
type Clarification struct {
	Back, Kicker, Title, By string
	ID                      string
	Asked                   []string
	Text                    string
	Items                   []components.Choice // files of the library
	Kept                    []Link              // files that were sent before, by id
	Errors                  map[string]string
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

// EvidenceFields are the fields of a new item of the library.
type EvidenceFields struct {
	Item                               string // its id
	File                               bool   // a file is shown; otherwise only who has seen it
	EndsOn                             bool   // it always has a last day
	Lasts                              string // how long it is relied on
	Kept, KeptName                     string // a file that was sent but not yet saved
	SeenBy                             string
	IssuedDay, IssuedMonth, IssuedYear string
	EndDay, EndMonth, EndYear          string
	Errors                             map[string]string
}

// Library is what the producer shows once and uses in every application.
type Library struct {
	Title          string
	Added, Retired bool   // just done
	Reused         string // in how many drafts
	Cards          []Card
	Lacking        []components.Task
}

// Card is one kind of evidence in the library.
type Card struct {
	Title         string
	Tag           components.TagArgs
	Item          Item
	Before        []Item // older ones
	Renew, Retire string
	Order         int
}

// Item is one piece of evidence.
type Item struct {
	Name, Href, Size string
	Days             string // from when until when it holds
	Tag              components.TagArgs
	Uses             []Use
}

// Use is an application that shows an item.
type Use struct {
	Text, Href, Case string
	Tag              components.TagArgs
}

// NewEvidence is the page that adds an item.
type NewEvidence struct {
	Back, Title string
	Errors      map[string]string
	Fields      EvidenceFields
}

// Retire asks whether an item is to be taken out of use.
type Retire struct{ Back, Kicker, Title, Name, Days string }

// Together asks to which schemes to apply in one go.
type Together struct {
	Back, Title, ID string
	Groups          []ServiceGroup // schemes by organiser
	Errors          map[string]string
}

// Batch is the task list of several drafts, and the receipts of those that were sent.
type Batch struct {
	Crumbs   []components.Crumb
	Title    string
	Saved    bool
	New      bool // just sent
	Schemes  []Link
	Notices  []string
	Sections []Section
	Progress string
	Percent  string
	SavedAt  string
	Session  string
	Sent     [][]components.Cell
}

// BatchCheck is the page before several drafts are sent.
type BatchCheck struct {
	Form
	Title   string
	Lists   []components.SummaryArgs
	Missing []components.ErrorItem
	Send    string
}

// fileKinds is what the file field offers to choose from; what is taken is decided by the content.
const fileKinds = ".pdf,.png,.jpg,.jpeg,.docx,.xlsx"

// hint is the help of a requirement in one text.
func (r Requirement) hint() string {
	help := r.Help
	if r.HelpIn != "" { // stands apart, marked
		help = ""
	}
	return strings.Join(slices.DeleteFunc([]string{help, r.Limit, r.Must}, func(s string) bool { return s == "" }), " ")
}

// words are what of the question is not in the page's language.
func (r Requirement) words() components.Words {
	w := components.Words{Lang: r.Lang}
	if r.HelpIn != "" {
		w.Hint, w.HintLang = r.Help, r.HelpIn
	}
	return w
}

func or(text, fallback string) string {
	if text == "" {
		return fallback
	}
	return text
}
