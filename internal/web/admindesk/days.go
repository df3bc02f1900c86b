package admindesk

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	views "github.com/tuottajatori/tuottajatori/frontend/pages/admindesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/web/account"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// daysForm is a role's last day, as typed.
type daysForm struct {
	Day   string `form:"until-day"`
	Month string `form:"until-month"`
	Year  string `form:"until-year"`
}

// role reads the person and the role that an address names.
func (d *desk) role(c *gin.Context) (identity.Listed, identity.Membership, error) {
	who, err := webkit.PathID(c, "id")
	if err != nil {
		return identity.Listed{}, identity.Membership{}, err
	}
	which, err := webkit.PathID(c, "membership")
	if err != nil {
		return identity.Listed{}, identity.Membership{}, err
	}
	one, err := d.people.Person(c.Request.Context(), d.kit.Actor(c), who)
	if err != nil {
		return identity.Listed{}, identity.Membership{}, err
	}
	i := slices.IndexFunc(one.Memberships, func(m identity.Membership) bool { return m.ID == which })
	if i < 0 {
		return identity.Listed{}, identity.Membership{}, identity.ErrNotFound
	}
	return one, one.Memberships[i], nil
}

// roleDays asks until which day somebody holds a role, and of one for a producer for which of its units.
func (d *desk) roleDays(c *gin.Context) error {
	one, m, err := d.role(c)
	if err != nil {
		return err
	}
	if m.Role == actor.RoleProducer {
		colleague, choices, err := d.people.ActsFor(c.Request.Context(), d.kit.Actor(c), m.ID)
		if err != nil {
			return err
		}
		d.showReach(c, http.StatusOK, m, colleague, choices, account.ExtentOf(colleague), nil)
		return nil
	}
	var f daysForm
	f.Day, f.Month, f.Year = webkit.DateParts(m.LastDay)
	d.showDays(c, http.StatusOK, one, m, f, nil)
	return nil
}

func (d *desk) showDays(c *gin.Context, status int, one identity.Listed, m identity.Membership, f daysForm, errors map[string]string) {
	l, pr := d.kit.Lang(c), d.kit.Printer(c)
	page := d.page(c, pr.T("admindesk.days.title"), people)
	page.Error = len(errors) > 0
	back := paths.Admin(l, people, one.ID.String())
	d.kit.Page(c, status, page, views.DaysPage(views.Days{
		Name: one.Name, Role: roleText(pr, m), Time: timeText(pr, m), Until: [3]string{f.Day, f.Month, f.Year}, Errors: errors, Back: back,
		Post: paths.Admin(l, people, one.ID.String(), "roles", m.ID.String(), "days"),
	}))
}

// setRoleDays changes it.
func (d *desk) setRoleDays(c *gin.Context) error {
	var f daysForm
	if err := d.kit.Bind(c, &f); err != nil {
		return err
	}
	one, m, err := d.role(c)
	if err != nil {
		return err
	}
	if m.Role == actor.RoleProducer {
		return d.setReach(c, m)
	}
	last, ok := webkit.ParseDate(f.Day, f.Month, f.Year)
	if !ok {
		err = fault.Invalid().On("until", "fault.admindesk.date")
	} else {
		err = d.people.SetLastDay(c.Request.Context(), d.kit.Actor(c), m.ID, last)
	}
	if err == nil {
		d.back(c, "last_day", people, one.ID.String())
		return nil
	}
	if errors := d.kit.FieldErrors(c, err); errors != nil {
		d.showDays(c, http.StatusUnprocessableEntity, one, m, f, errors)
		return nil
	}
	return err
}

// showReach asks for what and until when somebody acts for a producer.
func (d *desk) showReach(c *gin.Context, status int, m identity.Membership, one identity.Colleague, choices []identity.UnitChoice, f account.ExtentForm, errors map[string]string) {
	l, pr, back := d.kit.Lang(c), d.kit.Printer(c), c.Param("id")
	page := d.page(c, pr.T("members.limit"), people)
	page.Error = len(errors) > 0
	d.kit.Page(c, status, page, views.ReachPage(views.Reach{
		Name: one.Name, Role: roleText(pr, m), Extent: f.View(pr, choices, errors), Errors: errors,
		Back: paths.Admin(l, people, back), Post: paths.Admin(l, people, back, "roles", m.ID.String(), "days"),
	}))
}

// setReach changes it, by the rule that holds for the producer's own people.
func (d *desk) setReach(c *gin.Context, m identity.Membership) error {
	var f account.ExtentForm
	if err := d.kit.Bind(c, &f); err != nil {
		return err
	}
	ctx, a := c.Request.Context(), d.kit.Actor(c)
	one, choices, err := d.people.ActsFor(ctx, a, m.ID)
	if err != nil {
		return err
	}
	extent, err := f.Extent()
	if err == nil {
		err = d.people.SetExtent(ctx, a, m.ID, extent)
	}
	switch wrong := fault.From(err); {
	case err == nil:
		d.back(c, "limited", people, c.Param("id"))
		return nil
	case wrong.Code == fault.CodeInvalid:
		d.showReach(c, http.StatusUnprocessableEntity, m, one, choices, f, d.kit.FieldErrors(c, err))
	case wrong.Code == fault.CodeConflict:
		d.showReach(c, http.StatusConflict, m, one, choices, f, map[string]string{"": d.kit.Printer(c).Text(wrong.Key, wrong.Args)})
	default:
		return err
	}
	return nil
}
