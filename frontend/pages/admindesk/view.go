// Package admindesk draws the administrator's desk: organisers' phones, hours and links, people and their roles, those
// who wait for a yes, work that failed, and the audit trail of an object.
//
// Views are plain: the handler has written every date and address.
package admindesk

import (
	"context"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/layout"
	"github.com/tuottajatori/tuottajatori/frontend/pages/account"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

func t(ctx context.Context, key string, args ...any) string { return locale.From(ctx).T(key, args...) }

// Front is the desk's first page: its sections in their groups.
type Front struct{ Groups []FrontGroup }

// FrontGroup is what is done in one sitting.
type FrontGroup struct {
	Title    string
	Sections []components.Task
}

// Organisers is the list of organisers.
type Organisers struct{ Rows []OrganiserRow }

// OrganiserRow is one organiser.
type OrganiserRow struct{ Name, Phone, Hours, Href string }

// Organiser is the form of one.
type Organiser struct {
	Name   string
	Phone  string
	Hours  [3]string // in Finnish, Swedish and English
	Links  [3]string
	Saved  bool
	Errors map[string]string

	Version              string
	Languages            []components.Choice
	Colours, ColoursHref string // the key of which colours are in use
	Logo                 *layout.Logo
	LogoHref             string
}

// Colours is the form of an organiser's colours, as typed.
type Colours struct {
	Name, Version, Back, Post string
	Fields                    []ColourField
	Sheet                     string // the sample's stylesheet; "" when what was typed is no colour
	Pairs                     [][]components.Cell
	Mended                    string // the nearest colours that are far enough apart; "" when those that were typed are
	Chosen                    bool   // own colours are in use
	Done                      string
	Errors                    map[string]string
}

// ColourField is one of the colours.
type ColourField struct{ Name, Hint, Value string }

// LogoForm is the form of an organiser's logo.
type LogoForm struct {
	Name, Version, Back string
	FileHint            string
	Logo                *layout.Logo // nil: none
	Alt                 [3]string    // in Finnish, Swedish and English
	Done                string
	Errors              map[string]string
}

// Statement is what the administrator says in the accessibility statement, as typed.
type Statement struct {
	Version          string
	Day, Month, Year string
	Authority, Site  [3]string // in Finnish, Swedish and English
	Email, Phone     string
	Public           string // the statement itself
	Saved            bool
	Errors           map[string]string
}

// People is a page of the list of people.
type People struct {
	Rows        []PersonRow
	Next, First string // addresses; "" when there is none

	Searched                     bool
	Text                         string // as typed
	Roles, Organisations, States []components.Option
	Asked                        [][2]string // the search's fields, for its next page
	After                        string      // where that begins; "": there is none
}

// Grant is the form of a role that is given.
type Grant struct {
	Title         string
	Known         bool // the person is known: only the role is asked for
	ID            string
	Name, Email   string
	Langs, Roles  []components.Choice
	Organisations []components.Option
	From, Until   [3]string // day, month and year as typed
	Back          string
	Errors        map[string]string
}

// Operators is the list of operators, with the form of a new one.
type Operators struct {
	Rows     []OperatorRow
	Saved    bool
	ID, Name string // of the form
	Errors   map[string]string
}

// OperatorRow is one operator.
type OperatorRow struct{ Name, BusinessID, Href string }

// Operator is the form of one.
type Operator struct {
	Title, Name string
	Errors      map[string]string
}

// PersonRow is one person.
type PersonRow struct {
	Name, Email, Href string
	Roles             []string
	State             components.TagArgs
}

// Person is one person with roles that can be ended and an account that can be closed.
type Person struct {
	Name, Email string
	State       components.TagArgs
	Done        string // ended, disabled, enabled, granted, invited, withdrawn or ""
	Problem     string // why it was not done
	Roles       []Role
	Closed      bool
	Post        string // where closing and opening the account posts
	Audit       string // address of the person's audit trail
	Did         string // of what the person did
	Log         string // of the person's access log
	Again       string // where sending the invitation again posts; "": the person is not invited, or has come
	Give        string // the form of another role; "": the account is closed

	FactorOn  bool
	FactorOff string // where turning it off posts; "": it is not on, or is the administrator's own
	Checks    []components.Choice
	Errors    map[string]string
}

// Role is one that a person holds or waits for.
type Role struct {
	Text    string
	Time    string // from and until when; "": at once and without end
	Waiting bool
	End     string // where the form posts
	Days    string // the form of the last day, of a role for a producer of its units too; "": it cannot be changed
	Change  string // what the link there says
}

// Pending is the page of those who wait for a yes.
type Pending struct {
	Done string // accepted, refused or ""
	List account.Pending
}

// Days is the form of a role's last day.
type Days struct {
	Name, Role, Time string
	Until            [3]string
	Errors           map[string]string
	Back, Post       string
}

// Reach is the form of for what and until when somebody acts for a producer.
type Reach struct {
	Name, Role string
	Extent     account.Extent
	Errors     map[string]string
	Back, Post string
}

// Jobs is the list of work that failed, by what it was for.
type Jobs struct {
	Done    string // retried, retried_all, given_up or ""
	Kinds   []JobKind
	Delayed [][]components.Cell // what is tried again by itself: what and how many, since when, when next, why
	Reasons []components.Option // for giving up
}

// JobKind is failed work of one kind.
type JobKind struct {
	Title, RetryAll string
	Rows            []JobRow
}

// JobRow is one failed job.
type JobRow struct{ Number, FailedAt, Attempts, Error, Retry, GiveUp string }

// Audit is the audit trail, narrowed or not.
type Audit struct {
	Post                string
	ID, Email           string // as typed
	Organisers, Actions []components.Option
	From, Until         [3]string
	Narrowed            bool
	Errors              map[string]string
	Rows                []AuditRow
	Take, Next, First   string // addresses; "" when there is none
}

// AuditRow is one thing that was done. Href is the object's page, Trail what else was done to it.
type AuditRow struct{ At, Who, Role, Action, About, Href, Trail, Details string }
