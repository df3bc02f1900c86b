// Package account serves the pages of people: signing in, out and up, the pages behind mailed links, one's own account
// and roles, and a producer's people.
//
// A mailed link's page does nothing when it is opened; its button posts to the same address. Answers to strangers, who
// sign up or ask for a new password, are the same page after the same time whether or not the address has an account.
//
//	account.go   what is served where
//	issuer.go    signing in at the staff's OpenID Connect issuer
//	signin.go    signing in and out, demo sign-in by role
//	signup.go    signing up for a producer
//	links.go     confirming an address, setting a password, accepting an invitation
//	factor.go    the code after the password, the second factor, where one is signed in
//	device.go    on what, in plain words
//	qr.go        the picture that an authenticator app reads
//	roles.go     one's own account, switching between roles
//	log.go       what the audit trail has of oneself
//	members.go   a producer's people: who acts for it, who waits, inviting a colleague
//	pending.go   those who wait for a yes, for every desk that lists them
//	mail.go      where the mails' links lead
package account

import (
	"context"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/layout"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/issuer"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/web/producerframe"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// SignUp is the use case of the producer's room that these pages need.
type SignUp interface {
	SignUp(ctx context.Context, cmd producer.SignUp) error
}

// pages holds what the handlers share.
type pages struct {
	kit     *webkit.Kit
	people  *identity.Service
	signUps SignUp
	frame   producerframe.Frame // of the producer's desk
	staff   *issuer.Client      // nil: staff sign in here
}

// Mount adds the pages in the three languages. Staff sign in at the issuer, when there is one.
func Mount(r gin.IRouter, f producerframe.Frame, signUps SignUp, staff *issuer.Client) {
	k := f.Kit
	p := &pages{kit: k, people: f.People, signUps: signUps, frame: f, staff: staff}
	p.mountIssuer(r)
	for _, l := range locale.Langs() {
		get := func(path string, h webkit.Handler) {
			r.GET(path, k.H(h))
		}
		post := func(path string, h webkit.Handler) { r.POST(path, k.H(h)) }

		get(paths.SignIn(l), p.signInForm)
		get(paths.Account(l, "log"), p.log)
		get(paths.Account(l, "log.csv"), p.takeLog)
		post(paths.SignIn(l), p.signIn)
		get(codePath(l), p.codeForm)
		post(codePath(l), p.proveCode)
		post(demoPath(l), p.demo)
		post(paths.SignOut(l), p.signOut)
		get(paths.SignUp(l), p.signUpForm)
		post(paths.SignUp(l), p.signUp)
		get(signUpSent(l), p.signUpSent)
		get(paths.Confirm(l, ":token"), p.confirmForm)
		post(paths.Confirm(l, ":token"), p.held(p.confirm))
		get(paths.Reset(l, ""), p.resetForm)
		post(paths.Reset(l, ""), p.askReset)
		get(paths.Reset(l, ":token"), p.passwordForm)
		post(paths.Reset(l, ":token"), p.held(p.setPassword))
		get(paths.Invite(l, ":token"), p.invitation)
		post(paths.Invite(l, ":token"), p.held(p.accept))
		get(paths.Account(l), p.account)
		post(paths.Account(l, "switch"), p.switchRole)
		post(paths.Account(l, "session"), p.stay)
		post(paths.Account(l, "sessions"), p.endOtherSessions)
		post(sessionPath(l, ":id"), p.endSession)
		get(factorPath(l), p.factor)
		post(factorPath(l), p.addFactor)
		post(factorPath(l, "codes"), p.newCodes)
		post(factorPath(l, "off"), p.removeFactor)
		get(membersPath(l), p.members)
		post(membersPath(l), p.invite)
		post(membersPath(l)+"/:id", p.settle)
		get(colleaguePath(l, ":id"), p.colleague)
		post(colleaguePath(l, ":id"), p.setExtent)
		post(colleaguePath(l, ":id")+"/end", p.endColleague)
	}
}

// held takes a try of whoever sends a form, before anything is done with it.
func (p *pages) held(h webkit.Handler) webkit.Handler {
	return func(c *gin.Context) error {
		if err := p.people.AllowVisitor(c.Request.Context(), c.ClientIP()); err != nil {
			return err
		}
		return h(c)
	}
}

func demoPath(l locale.Lang) string    { return paths.To(l, paths.PageSignIn, "demo") }
func signUpSent(l locale.Lang) string  { return paths.To(l, paths.PageSignUp, "sent") }
func membersPath(l locale.Lang) string { return paths.Desk(l, "members") }

// evenTime is how long an answer to a stranger takes at least: longer than the work for an address that has an account
// and than that for one that has not, so that the time says nothing.
const evenTime = 400 * time.Millisecond

// even waits until the answer has taken evenTime since start.
func even(ctx context.Context, start time.Time) {
	select {
	case <-ctx.Done():
	case <-time.After(evenTime - time.Since(start)):
	}
}

// mend answers the errors to show in a form that was not accepted, and the status of that page. A fault of no field is
// under "". It answers ok false for a fault that is no form's business.
func (p *pages) mend(c *gin.Context, err error) (errors map[string]string, status int, ok bool) {
	f := fault.From(err)
	if f.Code != fault.CodeInvalid && f.Code != fault.CodeTooMany {
		return nil, 0, false
	}
	if errors = p.kit.FieldErrors(c, f); errors == nil {
		errors = map[string]string{"": p.kit.Printer(c).Text(f.Key, f.Args)}
	}
	if f.Code == fault.CodeTooMany {
		c.Header("Retry-After", "60")
	}
	return errors, webkit.Status(f.Code), true
}

// page is what these pages tell the layout: none of them is for search engines.
func (p *pages) page(c *gin.Context, title string, args ...any) layout.Page {
	return layout.Page{Title: p.kit.Printer(c).T(title, args...), NoIndex: true}
}
