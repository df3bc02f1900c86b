// Package account draws the pages of people: signing in and up, the pages behind mailed links, one's own account and
// roles, and a producer's people.
//
// Views are plain: the handler fills in what was typed, what was wrong with it, and addresses. A mailed link's page
// does nothing by being opened: it has a button, since programs that check mail open links before people do.
package account

import (
	"context"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

func t(ctx context.Context, key string, args ...any) string { return locale.From(ctx).T(key, args...) }

// SignIn is the page to sign in.
type SignIn struct {
	Email    string
	Next     string // where to go on to
	Done     string // what was done before coming here: the end of a key signin.done.*; "" for nothing
	SignedIn string // who is signed in already
	Home     string // their page
	Errors   map[string]string
	Demo     []DemoAccount
	DemoPost string // where the demo form posts

	Issuer     string // where staff go to sign in; "": they sign in here
	IssuerOnly bool   // and nowhere else
	IssuerAway bool   // it did not answer a moment ago
	Failed     bool   // one has come back from there without being let in; why is the error of ""
}

// Leave is the page between signing out here and signing out at the staff's issuer.
type Leave struct {
	To string
}

// DemoAccount is one that anyone may sign in to.
type DemoAccount struct {
	Role         string // the form's value
	RoleName     string
	Name         string
	Organisation string
}

// SignUp is the page where a producer's first user begins.
type SignUp struct {
	ID           string // of the person to be; the form sent twice makes one
	Name         string
	Email        string
	BusinessID   string
	ProducerName string
	Kind         string
	Kinds        []string // the choices
	PasswordMin  int
	Errors       map[string]string
}

// SetPassword is the page behind the link to set a password.
type SetPassword struct {
	PasswordMin int
	Errors      map[string]string
}

// AskReset is the page that asks where to send such a link.
type AskReset struct {
	Email  string
	Errors map[string]string
}

// LinkGone is the page of a link that does not work: what for, why, and what to do.
type LinkGone struct {
	Purpose string // confirm, reset or invite
	Why     string
}

// Invitation is the page behind an invitation.
type Invitation struct {
	Producer    string
	Email       string
	New         bool // the address has no account yet: name and password are asked
	Ready       bool // the address's owner is signed in: one button
	Other       bool // somebody else is signed in
	SignIn      string
	Name        string
	PasswordMin int
	Errors      map[string]string
}

// Account is one's own account.
type Account struct {
	Name, Email string
	Done        string // what was done, as a whole text; "" for nothing
	Roles       []Role
	Desk        string // of the role in use; "" while there is none
	FactorOn    bool
	FactorTo    string // the page of the second factor
	Sessions    []OpenSession
	EndOthers   string // where the form that ends the other sessions posts
}

// OpenSession is where one is signed in.
type OpenSession struct {
	Device, Times string
	Current       bool
	End           string // where the form that ends it posts
}

// Code is the page that asks for the code after the password.
type Code struct {
	Next     string
	Recovery bool // a recovery code was given
	Errors   map[string]string
}

// wrong is the field that the error is of.
func (v Code) wrong() string {
	if v.Recovery {
		return "recovery"
	}
	return "code"
}

func (v Code) error(recovery bool) string {
	if recovery != v.Recovery {
		return ""
	}
	return v.Errors["code"]
}

// codeField is a field for an app's code.
type codeField struct{ id, label, hint, err string }

// Factor is the page of one's second factor.
type Factor struct {
	Done     string // off or "": the beginning of a key factor.*_done
	Required bool   // by one's role
	Form     string // the one that was sent: on, codes or off
	Errors   map[string]string
	Next     string
	Post     string

	Picture string // of the QR code: an SVG path in a square of Side
	Side    int
	Secret  string
	Ticket  string

	On, CodesLeft      string // told when it is on
	Few                bool   // recovery codes run out
	PostCodes, PostOff string
}

func (v Factor) wrong() string {
	if v.Form == "codes" || v.Form == "off" {
		return v.Form + "-code"
	}
	return "code"
}

func (v Factor) error(form string) string {
	if form != v.Form {
		return ""
	}
	return v.Errors["code"]
}

// Codes is the page of new recovery codes.
type Codes struct {
	Done  string // on or ""
	Codes []string
	Next  string
}

// Role is one that the person holds or waits for.
type Role struct {
	ID           string
	Role         string
	Organisation string
	Current      bool
	Waiting      bool
	Refused      bool
}

// Members is the page of a producer's people.
type Members struct {
	Done     string // invited, accepted, refused or ""
	People   []Member
	Pending  Pending
	InviteID string
	Email    string
	InviteTo string // where the form posts
	Extent   Extent
	Errors   map[string]string
}

// Extent asks for what and until when somebody acts for a producer.
type Extent struct {
	For, Units []components.Choice // Units is empty when the producer has none
	Until      [3]string           // day, month, year as typed
	Open       bool                // something is chosen
	Errors     map[string]string
}

// Colleague is the page of somebody who acts for the producer.
type Colleague struct {
	Name, Email     string
	You             bool
	Extent          Extent
	Post, End, Back string
	Errors          map[string]string
}

// Member is somebody who acts for the producer.
type Member struct {
	Name, Email, Since string
	You                bool
	For                string // all of the producer, or its units, and until when
	Change             string // where that is changed
}

// Pending is a list of those who wait for a yes, on the producer's, an official's or the administrator's desk.
type Pending struct {
	Rows     []PendingRow
	Producer bool // say which producer: the list is of more than one
}

// PendingRow is one who waits. Post is where the form with the answer goes.
type PendingRow struct {
	Name, Email, Since string
	Producer           string
	BusinessID         string
	Post               string
}
