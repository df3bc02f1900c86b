package account

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/account"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// ExtentForm is for what and until when somebody is to act for a producer, as typed.
type ExtentForm struct {
	For   string   `form:"for"` // "units": for some of them
	Units []string `form:"unit"`
	Day   string   `form:"until-day"`
	Month string   `form:"until-month"`
	Year  string   `form:"until-year"`
}

// ExtentOf is the form of how it is.
func ExtentOf(one identity.Colleague) ExtentForm {
	f := ExtentForm{For: "all"}
	if one.InPart {
		f.For = "units"
	}
	for _, id := range one.Units {
		f.Units = append(f.Units, id.String())
	}
	f.Day, f.Month, f.Year = webkit.DateParts(one.LastDay)
	return f
}

// Extent is what the form says, or what is wrong with it.
func (f ExtentForm) Extent() (identity.Extent, error) {
	out := identity.Extent{InPart: f.For == "units"}
	for _, text := range f.Units {
		id, err := uuid.Parse(text)
		if err != nil {
			return out, fault.New(fault.CodeMalformed, "fault.form.malformed").Because(err)
		}
		out.Units = append(out.Units, id)
	}
	var ok bool
	if out.LastDay, ok = webkit.ParseDate(f.Day, f.Month, f.Year); !ok {
		return out, fault.Invalid().On("until", "fault.admindesk.date")
	}
	return out, nil
}

// View draws the part of a form that asks for it.
func (f ExtentForm) View(pr *locale.Printer, choices []identity.UnitChoice, errors map[string]string) views.Extent {
	v := views.Extent{Until: [3]string{f.Day, f.Month, f.Year}, Errors: errors, Open: f.For == "units" || f.Day+f.Month+f.Year != "" || errors["units"] != ""}
	for _, one := range choices {
		v.Units = append(v.Units, components.Choice{Value: one.ID.String(), Text: one.Name, Checked: slices.Contains(f.Units, one.ID.String())})
	}
	v.For = []components.Choice{
		{Value: "all", Text: pr.T("members.for_all"), Hint: pr.T("members.for_all_hint"), Checked: f.For != "units"},
		{Value: "units", Text: pr.T("members.for_units"), Hint: pr.T("members.for_units_hint"), Checked: f.For == "units"},
	}
	return v
}

// extentView draws it with the units of the actor's producer.
func (p *pages) extentView(c *gin.Context, f ExtentForm, errors map[string]string) (views.Extent, error) {
	a := p.kit.Actor(c)
	choices, err := p.people.UnitChoices(c.Request.Context(), a, a.Organisation)
	return f.View(p.kit.Printer(c), choices, errors), err
}

// ReachText tells in a line for what somebody acts, and until when.
func ReachText(pr *locale.Printer, one identity.Colleague, choices []identity.UnitChoice) string {
	text := pr.T("members.for_all")
	if one.InPart {
		var names []string
		for _, c := range choices {
			if slices.Contains(one.Units, c.ID) {
				names = append(names, c.Name)
			}
		}
		if text = strings.Join(names, ", "); text == "" {
			text = pr.T("members.for_none")
		}
	}
	if !one.LastDay.IsZero() {
		text += ". " + pr.T("members.until_day", "Date", one.LastDay)
	}
	return text
}

func colleaguePath(l locale.Lang, id string) string { return membersPath(l) + "/colleagues/" + id }

// colleague asks for what and until when somebody acts for the producer.
func (p *pages) colleague(c *gin.Context) error {
	one, choices, err := p.oneColleague(c)
	if err != nil {
		return err
	}
	p.showColleague(c, http.StatusOK, one, choices, ExtentOf(one), nil)
	return nil
}

func (p *pages) oneColleague(c *gin.Context) (identity.Colleague, []identity.UnitChoice, error) {
	id, err := webkit.PathID(c, "id")
	if err != nil {
		return identity.Colleague{}, nil, err
	}
	return p.people.OneColleague(c.Request.Context(), p.kit.Actor(c), id)
}

func (p *pages) showColleague(c *gin.Context, status int, one identity.Colleague, choices []identity.UnitChoice, f ExtentForm, errors map[string]string) {
	l := p.kit.Lang(c)
	v := views.Colleague{Name: one.Name, Email: one.Email, You: one.Person == p.kit.Actor(c).Person, Errors: errors, Back: membersPath(l),
		Post: colleaguePath(l, one.Membership.String()), End: colleaguePath(l, one.Membership.String()) + "/end", Extent: f.View(p.kit.Printer(c), choices, errors)}
	page := p.page(c, "members.colleague_title")
	page.Error = len(errors) > 0
	p.kit.Page(c, status, p.frame.In(c, page), views.ColleaguePage(v))
}

// setExtent changes it.
func (p *pages) setExtent(c *gin.Context) error {
	var form ExtentForm
	if err := p.kit.Bind(c, &form); err != nil {
		return err
	}
	one, choices, err := p.oneColleague(c)
	if err != nil {
		return err
	}
	extent, err := form.Extent()
	if err == nil {
		err = p.people.SetExtent(c.Request.Context(), p.kit.Actor(c), one.Membership, extent)
	}
	return p.changed(c, one, choices, form, err, "changed")
}

// endColleague ends somebody's role.
func (p *pages) endColleague(c *gin.Context) error {
	one, choices, err := p.oneColleague(c)
	if err != nil {
		return err
	}
	err = p.people.EndColleague(c.Request.Context(), p.kit.Actor(c), one.Membership)
	return p.changed(c, one, choices, ExtentOf(one), err, "ended")
}

// changed leads back to the list, or to the form with what was wrong.
func (p *pages) changed(c *gin.Context, one identity.Colleague, choices []identity.UnitChoice, form ExtentForm, err error, done string) error {
	switch f := fault.From(err); {
	case err == nil && one.Person == p.kit.Actor(c).Person: // who has limited or ended their own role may not see the list any more
		p.kit.SeeOther(c, paths.Account(p.kit.Lang(c)))
		return nil
	case err == nil:
		p.kit.SeeOther(c, membersPath(p.kit.Lang(c))+"?done="+done)
		return nil
	case f.Code == fault.CodeConflict:
		p.showColleague(c, http.StatusConflict, one, choices, form, map[string]string{"": p.kit.Printer(c).Text(f.Key, f.Args)})
		return nil
	case f.Code != fault.CodeInvalid:
		return err
	}
	p.showColleague(c, http.StatusUnprocessableEntity, one, choices, form, p.kit.FieldErrors(c, err))
	return nil
}
