package web

import (
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/layout"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// dress tells the layout who is signed in and where their desk is.
func dress(texts *locale.Bundle) func(c *gin.Context, p *layout.Page) {
	return func(c *gin.Context, p *layout.Page) {
		a := actor.From(c.Request.Context())
		if p.User != nil || !a.SignedIn() {
			return
		}
		p.User = &layout.User{Name: a.Name, Role: texts.Printer(p.Lang).T("web.role." + string(a.Role)), Desk: DeskOf(p.Lang, a.Role)}
		if p.Desk && !a.Until.IsZero() {
			left := max(0, int(time.Until(a.Until).Seconds()))
			p.Session = &layout.Session{Ends: a.Until, Left: strconv.Itoa(left), Warn: strconv.Itoa(int(identity.SessionWarning.Seconds()))}
		}
	}
}

// DeskOf is where people of a role work. Somebody whose role waits for a yes is shown their own account, which says so.
func DeskOf(l locale.Lang, role actor.Role) string {
	switch role {
	case actor.RoleProducer:
		return paths.Desk(l)
	case actor.RoleOfficer, actor.RoleOperator:
		return paths.Officer(l)
	case actor.RoleGuidance:
		return paths.Officer(l, "supply")
	case actor.RoleSupervisor:
		return paths.Supervision(l)
	case actor.RoleAdministrator:
		return paths.Admin(l)
	default:
		return paths.Account(l)
	}
}
