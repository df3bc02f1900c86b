package admindesk

import (
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/admindesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

func (d *desk) peopleList(c *gin.Context) error {
	l, pr := d.kit.Lang(c), d.kit.Printer(c)
	after, err := uuid.Parse(c.DefaultQuery("after", uuid.Nil.String()))
	if err != nil {
		return identity.ErrNotFound
	}
	list, next, err := d.people.People(c.Request.Context(), d.kit.Actor(c), after)
	if err != nil {
		return err
	}
	var v views.People
	for _, one := range list {
		row := views.PersonRow{Name: one.Name, Email: one.Email, Href: paths.Admin(l, people, one.ID.String()), State: stateOf(pr, one.Person)}
		for _, m := range one.Memberships {
			row.Roles = append(row.Roles, roleText(pr, m))
		}
		v.Rows = append(v.Rows, row)
	}
	if after != uuid.Nil {
		v.First = paths.Admin(l, people)
	}
	if next != uuid.Nil {
		v.Next = paths.Admin(l, people) + "?after=" + next.String()
	}
	d.kit.Page(c, http.StatusOK, d.section(c, people), views.PeoplePage(v))
	return nil
}

func stateOf(pr *locale.Printer, p identity.Person) components.TagArgs {
	switch {
	case p.DisabledAt != nil:
		return components.TagArgs{Text: pr.T("admindesk.state.closed"), Kind: "stop"}
	case p.Demo:
		return components.TagArgs{Text: pr.T("admindesk.state.demo"), Kind: "info"}
	case p.ConfirmedAt == nil:
		return components.TagArgs{Text: pr.T("admindesk.state.unconfirmed"), Kind: "wait"}
	default:
		return components.TagArgs{Text: pr.T("admindesk.state.open"), Kind: "good"}
	}
}

// roleText is the role and the organisation that it is held for.
func roleText(pr *locale.Printer, m identity.Membership) string {
	text := pr.T("web.role." + string(m.Role))
	if organisation := m.OrganisationName(string(pr.Lang())); organisation != "" {
		text += ", " + organisation
	}
	return text
}

// doneToPerson lists what can have been done before coming to the page: keys of the table admindesk.person.
var doneToPerson = map[string]bool{"ended": true, "disabled": true, "enabled": true}

func (d *desk) person(c *gin.Context) error { return d.showPerson(c, http.StatusOK, "") }

func (d *desk) showPerson(c *gin.Context, status int, problem string) error {
	l, pr := d.kit.Lang(c), d.kit.Printer(c)
	which, err := id(c, "id")
	if err != nil {
		return err
	}
	one, err := d.people.Person(c.Request.Context(), d.kit.Actor(c), which)
	if err != nil {
		return err
	}
	v := views.Person{
		Name: one.Name, Email: one.Email, State: stateOf(pr, one.Person), Closed: one.DisabledAt != nil, Problem: problem,
		Post: paths.Admin(l, people, which.String()), Audit: paths.Admin(l, trail) + "?id=" + which.String(),
	}
	if done := c.Query("done"); doneToPerson[done] {
		v.Done = done
	}
	for _, m := range one.Memberships {
		v.Roles = append(v.Roles, views.Role{
			Text: roleText(pr, m), Waiting: m.State == identity.Pending, End: paths.Admin(l, people, which.String(), "roles", m.ID.String()),
		})
	}
	page := d.page(c, one.Name, people)
	page.Error = problem != ""
	d.kit.Page(c, status, page, views.PersonPage(v))
	return nil
}

// refused shows the person again when the change was not possible, and returns other errors.
func (d *desk) refused(c *gin.Context, err error) error {
	f := fault.From(err)
	if f.Code != fault.CodeConflict {
		return err
	}
	return d.showPerson(c, webkit.Status(f.Code), d.kit.Printer(c).T(f.Key))
}

// account closes or opens the person's account.
func (d *desk) account(c *gin.Context) error {
	which, err := id(c, "id")
	if err != nil {
		return err
	}
	done, known := map[string]string{"close": "disabled", "open": "enabled"}[c.PostForm("account")]
	if !known {
		return fault.New(fault.CodeMalformed, "fault.form.malformed")
	}
	if err := d.people.SetDisabled(c.Request.Context(), d.kit.Actor(c), which, done == "disabled"); err != nil {
		return d.refused(c, err)
	}
	d.back(c, done, people, which.String())
	return nil
}

func (d *desk) endRole(c *gin.Context) error {
	which, err := id(c, "id")
	if err != nil {
		return err
	}
	membership, err := id(c, "membership")
	if err != nil {
		return err
	}
	if err := d.people.EndMembership(c.Request.Context(), d.kit.Actor(c), membership); err != nil {
		return d.refused(c, err)
	}
	d.back(c, "ended", people, which.String())
	return nil
}
