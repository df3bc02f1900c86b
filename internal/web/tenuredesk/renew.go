package tenuredesk

import (
	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/tenure"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/tenure"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// renewAt is where a producer renews what it has shown: in its library, or on a page of the single requirement.
func (d *desk) renewAt(c *gin.Context, admissionID uuid.UUID, kind string) string {
	if _, err := uuid.Parse(kind); err != nil {
		return paths.Desk(d.Kit.Lang(c), "evidence", "new", kind)
	}
	return d.at(c, admissionID, "renew", kind)
}

// renewal tells for each line of an admission's page where it is renewed.
func (d *desk) renewal(c *gin.Context, f acted) func(tenure.Shown) string {
	if !d.producer(c) || f.Stage == tenure.StageOver {
		return nowhere
	}
	return func(s tenure.Shown) string { return d.renewAt(c, f.ID, s.Kind) }
}

func (d *desk) askRenew(c *gin.Context) error { return d.renews(c, d.ask) }
func (d *desk) renew(c *gin.Context) error    { return d.renews(c, d.take) }

func (d *desk) renews(c *gin.Context, serve func(*gin.Context, asks) error) error {
	f, err := d.file(c)
	if err != nil {
		return err
	}
	one, ok := f.Renewable(c.Param("requirement"))
	if !ok {
		return admission.FaultNotFound
	}
	a := asks{all: true, view: func(d *desk, c *gin.Context, f acted, in form, v *views.Form) { d.showRenew(c, f, one, in, v) }}
	a.do = func(d *desk, c *gin.Context, f acted, in form) (string, error) {
		id, err := webkit.FormID(in.ID)
		if err != nil {
			return "", err
		}
		cmd := tenure.Renew{ID: id, AdmissionID: f.ID, Requirement: uuid.MustParse(one.Kind)}
		cmd.Item, _ = uuid.Parse(in.Item) // what is no id is told as missing
		if one.Dated {
			if cmd.Date, err = day("date", in.OnDay, in.OnMonth, in.OnYear); err != nil {
				return "", err
			}
		}
		return "renew", d.tenure.Renew(c.Request.Context(), d.Kit.Actor(c), cmd)
	}
	return serve(c, a)
}

func (d *desk) showRenew(c *gin.Context, f acted, one tenure.Shown, in form, v *views.Form) {
	p := d.Kit.Printer(c)
	v.Kicker, v.Title, v.Button = f.Scheme.Name(string(p.Lang())), one.Title(string(p.Lang())), p.T("tenure.renew.button")
	v.Text = p.T("tenure.renew.text_open")
	if one.Last != nil {
		v.Text = p.T("tenure.renew.text", "Date", *one.Last)
	}
	if one.Dated {
		v.Dates = []components.DateArgs{{Name: "on", Legend: p.T("tenure.renew.date"), Hint: p.T("tenure.renew.date_hint"),
			Day: in.OnDay, Month: in.OnMonth, Year: in.OnYear, Error: v.Errors["date"]}}
		return
	}
	fit, err := d.tenure.Fit(c.Request.Context(), d.Kit.Actor(c))
	v.Link = views.Link{Text: p.T("tenure.renew.library"), Href: paths.Desk(p.Lang(), "evidence")}
	if err != nil || len(fit) == 0 {
		v.Inset, v.Button = p.T("tenure.renew.none"), ""
		return
	}
	v.Choice = &components.ChoiceArgs{Name: "item", Legend: p.T("tenure.renew.item"), Error: v.Errors["item"]}
	for _, i := range fit {
		item := components.Choice{Value: i.ID.String(), Text: i.File.Name, Checked: in.Item == i.ID.String(), Hint: p.T("tenure.page.open")}
		if i.ValidTo != nil {
			item.Hint = p.T("tenure.renew.until", "Date", *i.ValidTo)
		}
		v.Choice.Items = append(v.Choice.Items, item)
	}
}
