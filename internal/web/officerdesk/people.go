package officerdesk

import (
	"net/http"

	"github.com/gin-gonic/gin"

	views "github.com/tuottajatori/tuottajatori/frontend/pages/officerdesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/web/account"
	"github.com/tuottajatori/tuottajatori/internal/web/officerframe"
)

func (d *desk) pending(c *gin.Context) error {
	list, err := d.people.PendingMemberships(c.Request.Context(), d.kit.Actor(c))
	if err != nil {
		return err
	}
	p := d.kit.Printer(c)
	v := views.People{List: account.PendingView(p, list, func(id string) string { return paths.Officer(p.Lang(), "people", id) })}
	if done := c.Query("done"); done == "accepted" || done == "refused" {
		v.Done = p.T("members." + done)
	}
	d.Page(c, http.StatusOK, officerframe.People, p.T("officer.people.title"), views.PeoplePage(v))
	return nil
}

func (d *desk) settle(c *gin.Context) error {
	done, err := account.Answer(c, d.people)
	if err != nil {
		return err
	}
	d.kit.SeeOther(c, paths.Officer(d.kit.Lang(c), "people")+"?done="+done)
	return nil
}
