package account

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	views "github.com/tuottajatori/tuottajatori/frontend/pages/account"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// doneBefore lists what can have been done before coming to the sign-in page: the keys signin.done.*.
var doneBefore = map[string]bool{"confirmed": true, "password": true, "joined": true, "signed_out": true}

func (p *pages) signInForm(c *gin.Context) error {
	v := views.SignIn{Next: c.Query("next")}
	if done := c.Query("done"); doneBefore[done] {
		v.Done = done
	}
	if f := issuerFaults[c.Query("fault")]; f != nil && p.staff != nil {
		v.Failed, v.Errors = true, map[string]string{"": p.kit.Printer(c).Text(f.Key, f.Args)}
	}
	return p.showSignIn(c, http.StatusOK, v)
}

func (p *pages) showSignIn(c *gin.Context, status int, v views.SignIn) error {
	l, pr := p.kit.Lang(c), p.kit.Printer(c)
	v.Next = webkit.SafeNext(v.Next, "")
	if a := p.kit.Actor(c); a.SignedIn() {
		v.SignedIn, v.Home = a.Name, web.DeskOf(l, a.Role)
	}
	accounts, err := p.people.DemoAccounts(c.Request.Context())
	if err != nil {
		return err
	}
	for _, account := range accounts {
		v.Demo = append(v.Demo, views.DemoAccount{
			Role: string(account.Role), RoleName: pr.T("web.role." + string(account.Role)), Name: account.Name,
			Organisation: account.OrganisationName(string(l)),
		})
	}
	v.DemoPost = demoPath(l)
	if p.staff != nil {
		v.Issuer, v.IssuerOnly, v.IssuerAway = issuerPath(l), p.staff.Only(), p.staff.Away()
		if v.Next != "" {
			v.Issuer += "?next=" + url.QueryEscape(v.Next)
		}
	}
	page := p.page(c, "signin.title")
	page.Error = len(v.Errors) > 0
	p.kit.Page(c, status, page, views.SignInPage(v))
	return nil
}

func (p *pages) signIn(c *gin.Context) error {
	var form struct {
		Email    string `form:"email"`
		Password string `form:"password" raw:"true"`
		Next     string `form:"next"`
	}
	if err := p.kit.Bind(c, &form); err != nil {
		return err
	}
	token, err := p.people.SignIn(c.Request.Context(), identity.SignIn{Email: form.Email, Password: form.Password, Host: c.ClientIP()})
	if err != nil {
		errors, status, ok := p.mend(c, err)
		if !ok {
			return err
		}
		return p.showSignIn(c, status, views.SignIn{Email: form.Email, Next: form.Next, Errors: errors})
	}
	return p.begin(c, p.kit.Lang(c), token, form.Next)
}

func (p *pages) demo(c *gin.Context) error {
	var form struct {
		Role string `form:"role"`
		Next string `form:"next"`
	}
	if err := p.kit.Bind(c, &form); err != nil {
		return err
	}
	token, err := p.people.Demo(c.Request.Context(), actor.Role(form.Role), c.ClientIP())
	if err != nil {
		return err
	}
	return p.begin(c, p.kit.Lang(c), token, form.Next)
}

// begin gives the browser its new session, ends the one it had, and goes on: to the code that it waits for, or to the page that
// sets a second factor up which the person's role needs.
func (p *pages) begin(c *gin.Context, l locale.Lang, token, next string) error {
	ctx, old := c.Request.Context(), p.kit.Actor(c)
	view, err := p.people.Session(ctx, token, old.RequestID)
	if err != nil {
		return err
	}
	if old.Session != uuid.Nil && old.Session != view.Actor.Session {
		if err := p.people.SignOut(ctx, old); err != nil {
			return err
		}
	}
	if err := p.people.NoteDevice(ctx, view.Actor, deviceOf(c.Request.UserAgent())); err != nil {
		return err
	}
	p.kit.SetSession(c, token)
	if view.Awaits {
		p.kit.SeeOther(c, withNext(codePath(l), next))
		return nil
	}
	home := web.DeskOf(l, view.Actor.Role)
	if view.Actor.Unproven {
		factor, err := p.people.Factor(ctx, view.Actor)
		if err != nil {
			return err
		}
		if factor.Required {
			home, next = withNext(factorPath(l), next), ""
		}
	}
	p.kit.SeeOther(c, webkit.SafeNext(next, home))
	return nil
}

func (p *pages) signOut(c *gin.Context) error {
	var form struct {
		Next string `form:"next"`
	}
	if err := p.kit.Bind(c, &form); err != nil {
		return err
	}
	a := p.kit.Actor(c)
	if err := p.people.SignOut(c.Request.Context(), a); err != nil {
		return err
	}
	p.kit.ClearSession(c)
	if p.staff != nil && a.Issuer == p.staff.Issuer() {
		p.kit.SeeOther(c, leavePath(p.kit.Lang(c)))
		return nil
	}
	p.kit.SeeOther(c, webkit.SafeNext(form.Next, paths.SignIn(p.kit.Lang(c))+"?done=signed_out"))
	return nil
}
