package account

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	views "github.com/tuottajatori/tuottajatori/frontend/pages/account"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/issuer"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// The two addresses that the issuer is told exactly, so they are in no language: where it sends people back to, and where
// after signing out there.
const (
	ReturnPath = "/sign-in/return"
	LeftPath   = "/sign-in/left"
)

const nextMost = 1500 // characters of where to go on to: a cookie holds little

func issuerPath(l locale.Lang) string { return paths.To(l, paths.PageSignIn, "issuer") }
func leavePath(l locale.Lang) string  { return paths.To(l, paths.PageSignIn, "leave") }

// mountIssuer adds what serves signing in at the staff's issuer.
func (p *pages) mountIssuer(r gin.IRouter) {
	if p.staff == nil {
		return
	}
	for _, l := range locale.Langs() {
		r.GET(issuerPath(l), p.kit.H(p.toIssuer))
		r.GET(leavePath(l), p.kit.H(p.leaveIssuer))
	}
	r.GET(ReturnPath, p.kit.H(p.fromIssuer))
	r.GET(LeftPath, p.kit.H(func(c *gin.Context) error {
		p.kit.SeeOther(c, paths.SignIn(p.kit.Lang(c))+"?done=signed_out")
		return nil
	}))
}

// toIssuer sends the browser to the issuer. It is a link and not a form, since a form may lead to this service only.
func (p *pages) toIssuer(c *gin.Context) error {
	c.Header("Cache-Control", "no-store")
	l, next := p.kit.Lang(c), webkit.SafeNext(c.Query("next"), "")
	if len(next) > nextMost {
		next = ""
	}
	ctx := c.Request.Context()
	if err := p.people.AllowGoing(ctx, c.ClientIP()); err != nil {
		return p.backToSignIn(c, l, next, err)
	}
	begun, err := p.staff.Begin(ctx, next, string(l))
	if err != nil {
		return p.refused(c, issuer.Back{Next: next, Lang: string(l)}, err)
	}
	if err := p.people.BegunAtIssuer(ctx, p.staff.Issuer(), begun.Ticket); err != nil {
		return err
	}
	p.kit.SetTicket(c, begun.Cookie, issuer.TicketLasts)
	p.kit.SeeOther(c, begun.Address)
	return nil
}

// fromIssuer takes the browser that the issuer has sent back. What it came with never stays in its address.
func (p *pages) fromIssuer(c *gin.Context) error {
	c.Header("Cache-Control", "no-store")
	ctx := c.Request.Context()
	cookie := p.kit.Ticket(c)
	p.kit.ClearTicket(c)
	if err := p.people.AllowComing(ctx, c.ClientIP()); err != nil {
		return p.backToSignIn(c, p.kit.Lang(c), "", err)
	}
	came, back, err := p.staff.Come(ctx, cookie, c.Request.URL.Query())
	if err != nil {
		return p.refused(c, back, err)
	}
	l := p.langOf(c, back)
	token, err := p.people.SignInAtIssuer(ctx, came, string(l))
	if err != nil {
		return p.backToSignIn(c, l, back.Next, err)
	}
	return p.begin(c, l, token, back.Next)
}

// refused records why nobody came from the issuer, and leads back to the sign-in page.
func (p *pages) refused(c *gin.Context, back issuer.Back, err error) error {
	if err := p.people.RefusedAtIssuer(c.Request.Context(), p.staff.Issuer(), back.Ticket, err); err != nil {
		return err
	}
	return p.backToSignIn(c, p.langOf(c, back), back.Next, err)
}

// langOf is the language in which somebody was sent to the issuer.
func (p *pages) langOf(c *gin.Context, back issuer.Back) locale.Lang {
	if l, ok := locale.Parse(back.Lang); ok {
		return l
	}
	return p.kit.Lang(c)
}

// issuerFaults are what the sign-in page tells of signing in at the issuer, by the parameter "fault".
var issuerFaults = map[string]*fault.Error{
	"away": issuer.ErrAway, "return": issuer.ErrReturn, "denied": issuer.ErrDenied, "token": issuer.ErrToken, "weak": issuer.ErrWeak,
	"unverified": identity.ErrUnverified, "no_role": identity.ErrNoRole, "closed": identity.ErrClosed, "other": identity.ErrOtherPerson,
	"too_many": identity.ErrTooMany,
}

// backToSignIn leads to the sign-in page, which says what was the matter.
func (p *pages) backToSignIn(c *gin.Context, l locale.Lang, next string, err error) error {
	f := fault.From(err)
	for name, known := range issuerFaults {
		if !f.Is(known) {
			continue
		}
		query := url.Values{"fault": {name}}
		if next = webkit.SafeNext(next, ""); next != "" {
			query.Set("next", next)
		}
		p.kit.SeeOther(c, paths.SignIn(l)+"?"+query.Encode())
		return nil
	}
	return err
}

// leaveIssuer is the page between signing out here and signing out at the issuer. The browser goes on by itself, as a
// visit of its own: a form's answer may not lead elsewhere.
func (p *pages) leaveIssuer(c *gin.Context) error {
	l := p.kit.Lang(c)
	c.Header("Cache-Control", "no-store")
	leave := p.staff.Leave(c.Request.Context(), string(l))
	if leave == "" || strings.ContainsAny(leave, "\r\n;,'\"") {
		p.kit.SeeOther(c, paths.SignIn(l)+"?done=signed_out")
		return nil
	}
	c.Header("Refresh", "0; url="+leave)
	p.kit.Page(c, http.StatusOK, p.page(c, "signin.leave.title"), views.LeavePage(views.Leave{To: leave}))
	return nil
}
