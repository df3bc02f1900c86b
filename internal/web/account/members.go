package account

import (
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	views "github.com/tuottajatori/tuottajatori/frontend/pages/account"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
)

// doneToMembers lists what can have been done before coming to the page: keys of the table members.
var doneToMembers = map[string]bool{"invited": true, "accepted": true, "refused": true, "changed": true, "ended": true}

func (p *pages) members(c *gin.Context) error {
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	v := views.Members{InviteID: id.String()}
	if v.Extent, err = p.extentView(c, ExtentForm{}, nil); err != nil {
		return err
	}
	if done := c.Query("done"); doneToMembers[done] {
		v.Done = done
	}
	return p.showMembers(c, http.StatusOK, v)
}

func (p *pages) showMembers(c *gin.Context, status int, v views.Members) error {
	l, pr, a, ctx := p.kit.Lang(c), p.kit.Printer(c), p.kit.Actor(c), c.Request.Context()
	people, err := p.people.Colleagues(ctx, a, a.Organisation)
	if err != nil {
		return err
	}
	pending, err := p.people.PendingMemberships(ctx, a)
	if err != nil {
		return err
	}
	choices, err := p.people.UnitChoices(ctx, a, a.Organisation)
	if err != nil {
		return err
	}
	for _, one := range people {
		v.People = append(v.People, views.Member{
			Name: one.Name, Email: one.Email, Since: pr.Date(calendar.Today(one.Since)), You: one.Person == a.Person,
			For: ReachText(pr, one, choices), Change: colleaguePath(l, one.Membership.String()),
		})
	}
	v.Pending = PendingView(pr, pending, func(id string) string { return membersPath(l) + "/" + id })
	v.Pending.Producer = false // it is the actor's own
	v.InviteTo = membersPath(l)
	page := p.page(c, "members.title")
	page.Error = len(v.Errors) > 0
	p.kit.Page(c, status, p.frame.In(c, page), views.MembersPage(v))
	return nil
}

func (p *pages) invite(c *gin.Context) error {
	var form struct {
		ID    string `form:"id"`
		Email string `form:"email"`
		ExtentForm
	}
	if err := p.kit.Bind(c, &form); err != nil {
		return err
	}
	id, err := formID(form.ID)
	if err != nil {
		return err
	}
	l, a := p.kit.Lang(c), p.kit.Actor(c)
	extent, err := form.Extent()
	if err == nil {
		err = p.people.Invite(c.Request.Context(), a, identity.Invite{ID: id, Producer: a.Organisation, Email: form.Email, Lang: string(l), Extent: extent})
	}
	if err != nil {
		errors, status, ok := p.mend(c, err)
		if !ok {
			return err
		}
		v := views.Members{InviteID: id.String(), Email: form.Email, Errors: errors}
		if v.Extent, err = p.extentView(c, form.ExtentForm, errors); err != nil {
			return err
		}
		return p.showMembers(c, status, v)
	}
	p.kit.SeeOther(c, membersPath(l)+"?done=invited")
	return nil
}

func (p *pages) settle(c *gin.Context) error {
	done, err := Answer(c, p.people)
	if err != nil {
		return err
	}
	p.kit.SeeOther(c, membersPath(p.kit.Lang(c))+"?done="+done)
	return nil
}
