package admindesk

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/admindesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// grantForm is a role to give, as typed.
type grantForm struct {
	ID           string `form:"id"`
	Name         string `form:"name"`
	Email        string `form:"email"`
	Lang         string `form:"lang"`
	Role         string `form:"role"`
	Organisation string `form:"organisation"`
	FromDay      string `form:"from-day"`
	FromMonth    string `form:"from-month"`
	FromYear     string `form:"from-year"`
	UntilDay     string `form:"until-day"`
	UntilMonth   string `form:"until-month"`
	UntilYear    string `form:"until-year"`
}

// read makes the role to give. A day that is none is told with what else is wrong.
func (f grantForm) read() (identity.Grant, *fault.Error, error) {
	id, err := uuid.Parse(f.ID)
	if err != nil || id == uuid.Nil {
		return identity.Grant{}, nil, fault.New(fault.CodeMalformed, "fault.form.malformed")
	}
	g := identity.Grant{ID: id, Email: f.Email, Name: f.Name, Lang: f.Lang, Role: actor.Role(f.Role)}
	if f.Organisation != "" {
		if g.Organisation, err = uuid.Parse(f.Organisation); err != nil {
			return identity.Grant{}, nil, fault.New(fault.CodeMalformed, "fault.form.malformed")
		}
	}
	bad := fault.Invalid()
	var ok bool
	if g.FirstDay, ok = webkit.ParseDate(f.FromDay, f.FromMonth, f.FromYear); !ok {
		bad = bad.On("from", "fault.admindesk.date")
	}
	if g.LastDay, ok = webkit.ParseDate(f.UntilDay, f.UntilMonth, f.UntilYear); !ok {
		bad = bad.On("until", "fault.admindesk.date")
	}
	return g, bad, nil
}

// newPerson asks whom to invite.
func (d *desk) newPerson(c *gin.Context) error {
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	return d.showGrant(c, http.StatusOK, uuid.Nil, grantForm{ID: id.String(), Lang: string(d.kit.Lang(c))}, nil)
}

// newRole asks which role to give to somebody who is known.
func (d *desk) newRole(c *gin.Context) error {
	who, err := webkit.PathID(c, "id")
	if err != nil {
		return err
	}
	form, err := uuid.NewV7()
	if err != nil {
		return err
	}
	return d.showGrant(c, http.StatusOK, who, grantForm{ID: form.String()}, nil)
}

func (d *desk) invite(c *gin.Context) error { return d.give(c, uuid.Nil) }

func (d *desk) giveRole(c *gin.Context) error {
	who, err := webkit.PathID(c, "id")
	if err != nil {
		return err
	}
	return d.give(c, who)
}

// give gives the role of the form, to the person or, when it is none, to the address of the form.
func (d *desk) give(c *gin.Context, who uuid.UUID) error {
	var f grantForm
	if err := d.kit.Bind(c, &f); err != nil {
		return err
	}
	ctx, a := c.Request.Context(), d.kit.Actor(c)
	if who != uuid.Nil {
		one, err := d.people.Person(ctx, a, who)
		if err != nil {
			return err
		}
		f.Email, f.Name, f.Lang = one.Email, one.Name, one.Lang
	}
	g, bad, err := f.read()
	if err != nil {
		return err
	}
	granted, err := identity.Granted{}, bad.OrNil()
	if err == nil {
		granted, err = d.people.Grant(ctx, a, g)
	} else if also := d.people.CheckGrant(ctx, a, g); also != nil {
		if !fault.Is(also, fault.CodeInvalid) {
			return also
		}
		bad.Fields = append(bad.Fields, fault.From(also).Fields...)
		err = bad
	}
	if err != nil {
		if errors := d.kit.FieldErrors(c, err); errors != nil {
			return d.showGrant(c, http.StatusUnprocessableEntity, who, f, errors)
		}
		return err
	}
	done := "granted"
	if granted.Token != "" {
		done = "invited"
	}
	d.back(c, done, people, granted.Person.String())
	return nil
}

func (d *desk) showGrant(c *gin.Context, status int, who uuid.UUID, f grantForm, errors map[string]string) error {
	l, pr := d.kit.Lang(c), d.kit.Printer(c)
	v := views.Grant{
		ID: f.ID, Name: f.Name, Email: f.Email, Errors: errors, Back: paths.Admin(l, people),
		From: [3]string{f.FromDay, f.FromMonth, f.FromYear}, Until: [3]string{f.UntilDay, f.UntilMonth, f.UntilYear},
	}
	title := pr.T("admindesk.grant.title")
	if who != uuid.Nil {
		one, err := d.people.Person(c.Request.Context(), d.kit.Actor(c), who)
		if err != nil {
			return err
		}
		v.Known, v.Name, v.Back = true, one.Name, paths.Admin(l, people, who.String())
		title = pr.T("admindesk.grant.title_known", "Name", one.Name)
	}
	for _, role := range identity.GrantableRoles() {
		v.Roles = append(v.Roles, components.Choice{
			Value: string(role), Text: pr.T("web.role." + string(role)), Hint: pr.T("admindesk.grant.role_" + string(role)), Checked: f.Role == string(role),
		})
	}
	for _, lang := range locale.Langs() {
		v.Langs = append(v.Langs, components.Choice{Value: string(lang), Text: pr.T("admindesk.organiser." + string(lang)), Checked: f.Lang == string(lang)})
	}
	var err error
	if v.Organisations, err = d.organisations(c, f.Organisation, pr.T("admindesk.grant.no_organisation")); err != nil {
		return err
	}
	v.Title = title
	page := d.page(c, title, people)
	page.Error = len(errors) > 0
	d.kit.Page(c, status, page, views.GrantPage(v))
	return nil
}

// organisations are the organisers and the operators to choose from.
func (d *desk) organisations(c *gin.Context, chosen, none string) ([]components.Option, error) {
	l, ctx, a := d.kit.Lang(c), c.Request.Context(), d.kit.Actor(c)
	list, err := d.people.Organisers(ctx, a)
	if err != nil {
		return nil, err
	}
	ops, err := d.people.Operators(ctx, a)
	if err != nil {
		return nil, err
	}
	out := []components.Option{{Text: none}}
	for _, o := range list {
		out = append(out, components.Option{Value: o.ID.String(), Text: in(l, o.NameFi, o.NameSv, o.NameEn), Selected: chosen == o.ID.String()})
	}
	for _, o := range ops {
		out = append(out, components.Option{Value: o.ID.String(), Text: o.Name, Selected: chosen == o.ID.String()})
	}
	return out, nil
}

// inviteAgain sends an invitation again.
func (d *desk) inviteAgain(c *gin.Context) error {
	which, err := webkit.PathID(c, "id")
	if err != nil {
		return err
	}
	if err := d.people.InviteAgain(c.Request.Context(), d.kit.Actor(c), which); err != nil {
		return d.refused(c, err)
	}
	d.back(c, "invited", people, which.String())
	return nil
}

// invited tells whether somebody has been given a role and has not come yet.
func invited(one identity.Listed) bool {
	return one.ConfirmedAt == nil && one.DisabledAt == nil && slices.ContainsFunc(one.Memberships, func(m identity.Membership) bool {
		return m.State == identity.Active && m.Role != actor.RoleProducer
	})
}
