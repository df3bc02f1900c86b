package admindesk

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	views "github.com/tuottajatori/tuottajatori/frontend/pages/admindesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
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
	who, err := id(c, "id")
	if err != nil {
		return identity.Listed{}, identity.Membership{}, err
	}
	which, err := id(c, "membership")
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

// roleDays asks until which day somebody holds a role.
func (d *desk) roleDays(c *gin.Context) error {
	one, m, err := d.role(c)
	if err != nil {
		return err
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
