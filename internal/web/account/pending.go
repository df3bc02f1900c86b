package account

import (
	"github.com/gin-gonic/gin"

	views "github.com/tuottajatori/tuottajatori/frontend/pages/account"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// PendingView writes those who wait for a yes as the list that every desk shows with views.PendingList. Post is where
// the form with the answer to one of them goes; see Answer.
func PendingView(pr *locale.Printer, list []identity.PendingMembership, post func(id string) string) views.Pending {
	v := views.Pending{Producer: true}
	for _, m := range list {
		v.Rows = append(v.Rows, views.PendingRow{
			Name: m.PersonName, Email: m.Email, Since: pr.Date(calendar.Today(m.Since)), Producer: m.ProducerName, BusinessID: m.BusinessID,
			Post: post(m.ID.String()),
		})
	}
	return v
}

// Answer settles the pending membership that the route's :id names by the form's answer, "yes" or "no", and says what
// was done: "accepted" or "refused", the keys members.accepted and members.refused. It serves every desk that shows
// views.PendingList.
func Answer(c *gin.Context, people *identity.Service) (done string, err error) {
	id, err := webkit.PathID(c, "id")
	if err != nil {
		return "", err
	}
	answer := c.PostForm("answer")
	if answer != "yes" && answer != "no" {
		return "", fault.New(fault.CodeMalformed, "fault.form.malformed")
	}
	ctx := c.Request.Context()
	if err := people.SettleMembership(ctx, actor.From(ctx), id, answer == "yes"); err != nil {
		return "", err
	}
	if answer == "yes" {
		return "accepted", nil
	}
	return "refused", nil
}
