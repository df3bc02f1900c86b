package account

import (
	"net/http"
	"net/url"
	"time"

	"github.com/gin-gonic/gin"

	views "github.com/tuottajatori/tuottajatori/frontend/pages/account"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// linkGone answers with the page of a link that does not work, and returns other errors.
func (p *pages) linkGone(c *gin.Context, purpose string, err error) error {
	f := fault.From(err)
	if f.Code != fault.CodeGone && f.Key != identity.ErrLinkUnknown.Key {
		return err
	}
	page := p.page(c, "linkgone.title")
	page.Error = true
	p.kit.Page(c, webkit.Status(f.Code), page, views.LinkGonePage(views.LinkGone{Purpose: purpose, Why: p.kit.Printer(c).T(f.Key)}))
	return nil
}

func (p *pages) confirmForm(c *gin.Context) error {
	if err := p.people.CheckConfirm(c.Request.Context(), c.Param("token")); err != nil {
		return p.linkGone(c, "confirm", err)
	}
	p.kit.Page(c, http.StatusOK, p.page(c, "confirm.title"), views.ConfirmPage())
	return nil
}

func (p *pages) confirm(c *gin.Context) error {
	if err := p.people.ConfirmEmail(c.Request.Context(), c.Param("token")); err != nil {
		return p.linkGone(c, "confirm", err)
	}
	p.kit.SeeOther(c, paths.SignIn(p.kit.Lang(c))+"?done=confirmed")
	return nil
}

// resetForm asks for an address, and is also the page after it was given: ?sent says so, whatever the address.
func (p *pages) resetForm(c *gin.Context) error {
	if _, sent := c.GetQuery("sent"); sent {
		p.kit.Page(c, http.StatusOK, p.page(c, "reset.sent_title"), views.ResetSentPage())
		return nil
	}
	return p.showAskReset(c, http.StatusOK, views.AskReset{})
}

func (p *pages) showAskReset(c *gin.Context, status int, v views.AskReset) error {
	page := p.page(c, "reset.title")
	page.Error = len(v.Errors) > 0
	p.kit.Page(c, status, page, views.AskResetPage(v))
	return nil
}

func (p *pages) askReset(c *gin.Context) error {
	start := time.Now()
	var form struct {
		Email string `form:"email"`
	}
	if err := p.kit.Bind(c, &form); err != nil {
		return err
	}
	ctx := c.Request.Context()
	if err := p.people.RequestReset(ctx, form.Email, c.ClientIP()); err != nil {
		errors, status, ok := p.mend(c, err)
		if !ok {
			return err
		}
		return p.showAskReset(c, status, views.AskReset{Email: form.Email, Errors: errors})
	}
	even(ctx, start)
	p.kit.SeeOther(c, paths.Reset(p.kit.Lang(c), "")+"?sent")
	return nil
}

func (p *pages) passwordForm(c *gin.Context) error {
	if err := p.people.CheckReset(c.Request.Context(), c.Param("token")); err != nil {
		return p.linkGone(c, "reset", err)
	}
	return p.showPassword(c, http.StatusOK, nil)
}

func (p *pages) showPassword(c *gin.Context, status int, errors map[string]string) error {
	page := p.page(c, "reset.new_title")
	page.Error = len(errors) > 0
	p.kit.Page(c, status, page, views.SetPasswordPage(views.SetPassword{PasswordMin: identity.PasswordMin, Errors: errors}))
	return nil
}

func (p *pages) setPassword(c *gin.Context) error {
	var form struct {
		Password string `form:"password" raw:"true"`
	}
	if err := p.kit.Bind(c, &form); err != nil {
		return err
	}
	if err := p.people.ResetPassword(c.Request.Context(), c.Param("token"), form.Password); err != nil {
		if errors, status, ok := p.mend(c, err); ok {
			return p.showPassword(c, status, errors)
		}
		return p.linkGone(c, "reset", err)
	}
	p.kit.ClearSession(c) // every session of the person has ended
	p.kit.SeeOther(c, paths.SignIn(p.kit.Lang(c))+"?done=password")
	return nil
}

func (p *pages) invitation(c *gin.Context) error {
	return p.showInvitation(c, http.StatusOK, "", nil)
}

func (p *pages) showInvitation(c *gin.Context, status int, name string, errors map[string]string) error {
	l, token := p.kit.Lang(c), c.Param("token")
	inv, err := p.people.Invitation(c.Request.Context(), p.kit.Actor(c), token)
	if err != nil {
		return p.linkGone(c, "invite", err)
	}
	page := p.page(c, "invite.title", "Producer", inv.ProducerName)
	page.Error = len(errors) > 0
	p.kit.Page(c, status, page, views.InvitationPage(views.Invitation{
		Producer: inv.ProducerName, Email: inv.Email, New: !inv.PersonExists, Ready: inv.Ready, Other: inv.OtherSignedIn && inv.PersonExists,
		SignIn: paths.SignIn(l) + "?next=" + url.QueryEscape(paths.Invite(l, token)),
		Name:   name, PasswordMin: identity.PasswordMin, Errors: errors,
	}))
	return nil
}

func (p *pages) accept(c *gin.Context) error {
	var form struct {
		Name     string `form:"name"`
		Password string `form:"password" raw:"true"`
	}
	if err := p.kit.Bind(c, &form); err != nil {
		return err
	}
	l, a := p.kit.Lang(c), p.kit.Actor(c)
	err := p.people.Accept(c.Request.Context(), a, identity.Accept{
		Token: c.Param("token"), Name: form.Name, Password: form.Password, Lang: string(l),
	})
	if err != nil {
		if errors, status, ok := p.mend(c, err); ok {
			return p.showInvitation(c, status, form.Name, errors)
		}
		return p.linkGone(c, "invite", err)
	}
	if a.SignedIn() {
		p.kit.SeeOther(c, paths.Account(l)+"?done=joined")
		return nil
	}
	p.kit.SeeOther(c, paths.SignIn(l)+"?done=joined")
	return nil
}
