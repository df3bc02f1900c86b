package admindesk

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/admindesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/account"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// search is what the list of people is narrowed by, as chosen.
type search struct {
	Text         string `form:"text"`
	Role         string `form:"role"`
	Organisation string `form:"organisation"`
	State        string `form:"state"`
	After        string `form:"after"`
}

func (d *desk) peopleList(c *gin.Context) error {
	return d.showPeople(c, search{After: c.Query("after")}, false)
}

func (d *desk) searchPeople(c *gin.Context) error {
	var f search
	if err := d.kit.Bind(c, &f); err != nil {
		return err
	}
	return d.showPeople(c, f, true)
}

// states are what accounts are chosen by: the end of the text's key admindesk.state.*.
var states = []string{"open", "unconfirmed", "closed"}

func (f search) filter() (filter identity.PeopleFilter, after uuid.UUID, err error) {
	filter = identity.PeopleFilter{Text: strings.TrimSpace(f.Text), Role: actor.Role(f.Role), State: f.State}
	if f.Organisation != "" {
		if filter.Organisation, err = uuid.Parse(f.Organisation); err != nil {
			return filter, uuid.Nil, identity.ErrNotFound
		}
	}
	if f.After != "" {
		if after, err = uuid.Parse(f.After); err != nil {
			return filter, uuid.Nil, identity.ErrNotFound
		}
	}
	return filter, after, nil
}

func (d *desk) showPeople(c *gin.Context, f search, searched bool) error {
	l, pr := d.kit.Lang(c), d.kit.Printer(c)
	filter, after, err := f.filter()
	if err != nil {
		return err
	}
	list, next, err := d.people.People(c.Request.Context(), d.kit.Actor(c), filter, after)
	if err != nil {
		return err
	}
	all := pr.T("admindesk.people.all")
	v := views.People{Searched: searched, Text: f.Text, Roles: []components.Option{{Text: all}}, States: []components.Option{{Text: all}}}
	if v.Organisations, err = d.organisations(c, f.Organisation, all); err != nil {
		return err
	}
	for _, role := range append([]actor.Role{actor.RoleProducer}, identity.GrantableRoles()...) {
		v.Roles = append(v.Roles, components.Option{Value: string(role), Text: pr.T("web.role." + string(role)), Selected: f.Role == string(role)})
	}
	for _, s := range states {
		v.States = append(v.States, components.Option{Value: s, Text: pr.T("admindesk.state." + s), Selected: f.State == s})
	}
	for _, one := range list {
		row := views.PersonRow{Name: one.Name, Email: one.Email, Href: paths.Admin(l, people, one.ID.String()), State: stateOf(pr, one)}
		for _, m := range one.Memberships {
			row.Roles = append(row.Roles, roleText(pr, m))
		}
		v.Rows = append(v.Rows, row)
	}
	if after != uuid.Nil || searched {
		v.First = paths.Admin(l, people)
	}
	switch {
	case next != uuid.Nil && searched:
		v.After, v.Asked = next.String(), [][2]string{{"text", f.Text}, {"role", f.Role}, {"organisation", f.Organisation}, {"state", f.State}}
	case next != uuid.Nil:
		v.Next = paths.Admin(l, people) + "?after=" + next.String()
	}
	d.kit.Page(c, http.StatusOK, d.section(c, people), views.PeoplePage(v))
	return nil
}

func stateOf(pr *locale.Printer, p identity.Listed) components.TagArgs {
	switch {
	case p.DisabledAt != nil:
		return components.TagArgs{Text: pr.T("admindesk.state.closed"), Kind: "stop"}
	case p.Demo:
		return components.TagArgs{Text: pr.T("admindesk.state.demo"), Kind: "info"}
	case invited(p):
		return components.TagArgs{Text: pr.T("admindesk.state.invited"), Kind: "wait"}
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
	if m.Issuer != "" {
		text += " (" + pr.T("admindesk.person.from_issuer") + ")"
	}
	return text
}

// timeText tells from and until when a role is held, "" when always.
func timeText(pr *locale.Printer, m identity.Membership) string {
	switch {
	case !m.FirstDay.IsZero() && !m.LastDay.IsZero():
		return pr.T("admindesk.person.between", "From", m.FirstDay, "Until", m.LastDay)
	case !m.FirstDay.IsZero():
		return pr.T("admindesk.person.from", "From", m.FirstDay)
	case !m.LastDay.IsZero():
		return pr.T("admindesk.person.until", "Until", m.LastDay)
	default:
		return ""
	}
}

// doneToPerson lists what can have been done before coming to the page: keys of the table admindesk.person.
var doneToPerson = map[string]bool{"factor_removed": true, "ended": true, "disabled": true, "enabled": true, "granted": true, "invited": true, "withdrawn": true, "last_day": true, "limited": true}

func (d *desk) person(c *gin.Context) error { return d.showPerson(c, http.StatusOK, "", nil) }

func (d *desk) showPerson(c *gin.Context, status int, problem string, errors map[string]string) error {
	l, pr := d.kit.Lang(c), d.kit.Printer(c)
	which, err := webkit.PathID(c, "id")
	if err != nil {
		return err
	}
	one, err := d.people.LookAt(c.Request.Context(), d.kit.Actor(c), which)
	if err != nil {
		return err
	}
	v := views.Person{
		Name: one.Name, Email: one.Email, State: stateOf(pr, one), Closed: one.DisabledAt != nil, Problem: problem, Errors: errors,
		Post: paths.Admin(l, people, which.String()), Audit: paths.Admin(l, trail) + "?id=" + which.String(), Did: paths.Admin(l, trail) + "?person=" + which.String(), Log: paths.Admin(l, people, which.String(), "log"),
	}
	if done := c.Query("done"); doneToPerson[done] {
		v.Done = done
	}
	if v.FactorOn, err = d.people.FactorOf(c.Request.Context(), d.kit.Actor(c), which); err != nil {
		return err
	}
	if v.FactorOn && which != d.kit.Actor(c).Person {
		v.FactorOff = paths.Admin(l, people, which.String(), "two-step")
		for _, check := range identity.IdentityChecks() {
			v.Checks = append(v.Checks, components.Choice{Value: check, Text: pr.T("admindesk.person.factor_" + check)})
		}
	}
	if invited(one) {
		v.Again = paths.Admin(l, people, which.String(), "invitation")
	}
	if !v.Closed {
		v.Give = paths.Admin(l, people, which.String(), "roles")
	}
	for _, m := range one.Memberships {
		role := views.Role{
			Text: roleText(pr, m), Time: timeText(pr, m), Waiting: m.State == identity.Pending, End: paths.Admin(l, people, which.String(), "roles", m.ID.String()),
		}
		switch {
		case m.State != identity.Active:
		case m.Role == actor.RoleProducer:
			role.Days, role.Change = role.End, pr.T("members.limit")
			colleague, choices, err := d.people.ActsFor(c.Request.Context(), d.kit.Actor(c), m.ID)
			if err != nil {
				return err
			}
			role.Time = account.ReachText(pr, colleague, choices)
		case m.Role != actor.RoleAdministrator:
			role.Days, role.Change = role.End, pr.T("admindesk.days.title")
		}
		v.Roles = append(v.Roles, role)
	}
	page := d.page(c, one.Name, people)
	page.Error = problem != "" || len(errors) > 0
	d.kit.Page(c, status, page, views.PersonPage(v))
	return nil
}

// refused shows the person again when the change was not possible, and returns other errors.
func (d *desk) refused(c *gin.Context, err error) error {
	f := fault.From(err)
	if f.Code != fault.CodeConflict {
		return err
	}
	return d.showPerson(c, webkit.Status(f.Code), d.kit.Printer(c).T(f.Key), nil)
}

// takeOffFactor turns the second factor off of somebody who has lost what makes the codes.
func (d *desk) takeOffFactor(c *gin.Context) error {
	which, err := webkit.PathID(c, "id")
	if err != nil {
		return err
	}
	if err := d.people.TakeOffFactor(c.Request.Context(), d.kit.Actor(c), which, c.PostForm("checked")); err != nil {
		if errors := d.kit.FieldErrors(c, err); errors != nil {
			return d.showPerson(c, http.StatusUnprocessableEntity, "", errors)
		}
		return d.refused(c, err)
	}
	d.back(c, "factor_removed", people, which.String())
	return nil
}

// account closes or opens the person's account.
func (d *desk) account(c *gin.Context) error {
	which, err := webkit.PathID(c, "id")
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
	which, err := webkit.PathID(c, "id")
	if err != nil {
		return err
	}
	membership, err := webkit.PathID(c, "membership")
	if err != nil {
		return err
	}
	one, err := d.people.Person(c.Request.Context(), d.kit.Actor(c), which)
	if err != nil {
		return err
	}
	if err := d.people.EndMembership(c.Request.Context(), d.kit.Actor(c), membership); err != nil {
		return d.refused(c, err)
	}
	done := "ended"
	if invited(one) {
		done = "withdrawn"
	}
	d.back(c, done, people, which.String())
	return nil
}
