package account

import (
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	views "github.com/tuottajatori/tuottajatori/frontend/pages/account"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/web"
)

func (p *pages) account(c *gin.Context) error {
	l, pr, a, ctx := p.kit.Lang(c), p.kit.Printer(c), p.kit.Actor(c), c.Request.Context()
	me, err := p.people.Me(ctx, a)
	if err != nil {
		return err
	}
	memberships, err := p.people.Memberships(ctx, a)
	if err != nil {
		return err
	}
	v := views.Account{Name: me.Name, Email: me.Email, FactorTo: factorPath(l), EndOthers: paths.Account(l, "sessions")}
	switch done := c.Query("done"); done {
	case "switched", "joined":
		v.Done = pr.T("account." + done)
	case "ended", "others_ended":
		v.Done = pr.T("sessions." + done)
	}
	factor, err := p.people.Factor(ctx, a)
	if err != nil {
		return err
	}
	v.FactorOn = factor.On
	if v.Sessions, err = p.openSessions(c); err != nil {
		return err
	}
	for _, m := range memberships {
		organisation := m.OrganisationName(string(l))
		if organisation == "" {
			organisation = pr.T("account.whole_service")
		}
		v.Roles = append(v.Roles, views.Role{
			ID: m.ID.String(), Role: pr.T("web.role." + string(m.Role)), Organisation: organisation,
			Current: m.ID == a.Membership, Waiting: m.State == identity.Pending, Refused: m.State == identity.Refused,
		})
	}
	if a.Role != actor.RoleVisitor {
		v.Desk = web.DeskOf(l, a.Role)
	}
	p.kit.Page(c, http.StatusOK, p.page(c, "account.title"), views.AccountPage(v))
	return nil
}

func (p *pages) switchRole(c *gin.Context) error {
	var form struct {
		Membership string `form:"membership"`
	}
	if !p.kit.Actor(c).SignedIn() {
		return identity.ErrSignIn
	}
	if err := p.kit.Bind(c, &form); err != nil {
		return err
	}
	id, err := uuid.Parse(form.Membership)
	if err != nil {
		return identity.ErrNotFound
	}
	token, err := p.people.SwitchMembership(c.Request.Context(), p.kit.Actor(c), id)
	if err != nil {
		return err
	}
	p.kit.SetSession(c, token)
	p.kit.SeeOther(c, paths.Account(p.kit.Lang(c))+"?done=switched")
	return nil
}
