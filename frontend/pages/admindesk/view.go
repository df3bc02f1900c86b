// Package admindesk draws the administrator's desk: organisers' phones, hours and links, people and their roles, those
// who wait for a yes, work that failed, and the audit trail of an object.
//
// Views are plain: the handler has written every date and address.
package admindesk

import (
	"context"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/pages/account"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

func t(ctx context.Context, key string, args ...any) string { return locale.From(ctx).T(key, args...) }

// Front is the desk's first page: its sections.
type Front struct{ Sections []components.Task }

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
	Done        string // ended, disabled, enabled or ""
	Problem     string // why it was not done
	Roles       []Role
	Closed      bool
	Post        string // where closing and opening the account posts
	Audit       string // address of the person's audit trail
}

// Role is one that a person holds or waits for.
type Role struct {
	Text    string
	Waiting bool
	End     string // where the form posts
}

// Pending is the page of those who wait for a yes.
type Pending struct {
	Done string // accepted, refused or ""
	List account.Pending
}

// Jobs is the list of work that failed.
type Jobs struct {
	Retried bool
	Rows    []JobRow
}

// JobRow is one failed job.
type JobRow struct{ Number, Kind, FailedAt, Attempts, Error, Retry string }

// Audit is the audit trail of an object.
type Audit struct {
	ID     string // as typed
	Asked  bool
	Errors map[string]string
	Rows   []AuditRow
}

// AuditRow is one thing that was done.
type AuditRow struct{ At, Who, Role, Action, Kind, Details string }
