package producerdesk

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/producerdesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

type unitForm struct {
	ID      string `form:"id"`
	Version int    `form:"version"`
	Name    string `form:"name"`
	Phone   string `form:"phone"`
	Email   string `form:"email"`
	Website string `form:"website"`
}

// savedTexts are what can have been saved before a list is shown.
var savedTexts = map[string]string{
	"hours": "hours.form.saved", "unit": "producerdesk.saved.unit", "point": "producerdesk.saved.point", "vacancy": "producerdesk.saved.vacancy",
	"withdrawn": "producerdesk.saved.withdrawn", "restored": "producerdesk.saved.restored", "offering": "producerdesk.saved.offering",
	"price": "producerdesk.saved.price", "proposed": "prices.saved.proposed", "taken_back": "prices.saved.taken_back", "discarded": "producerdesk.saved.discarded",
	"facts": "facts.desk.saved", "included": "included.desk.saved",
}

func (w words) savedText(c *gin.Context) string {
	if key, ok := savedTexts[c.Query("saved")]; ok {
		return w.T(key)
	}
	return ""
}

func (d *desk) units(c *gin.Context) error {
	a, err := d.own(c)
	if err != nil {
		return err
	}
	units, err := d.Producers.Units(c.Request.Context(), a, a.Organisation)
	if err != nil {
		return err
	}
	w := words{d.kit.Printer(c)}
	v := views.Units{Saved: w.savedText(c), New: paths.Desk(w.Lang(), "units", "new")}
	if a.Part != nil {
		v.New = ""
	}
	for _, u := range units {
		v.Units = append(v.Units, w.unitCard(u))
	}
	d.page(c, http.StatusOK, w.T("producerdesk.units.title"), views.UnitsPage(v))
	return nil
}

func (w words) unitCard(u producer.Unit) views.UnitCard {
	l, id := w.Lang(), u.ID.String()
	card := views.UnitCard{Name: u.Name, Edit: paths.Desk(l, "units", id), AddPoint: paths.Desk(l, "units", id, "points", "new")}
	for _, line := range []string{u.Phone, u.Email, u.Website} {
		if line != "" {
			card.Contact = append(card.Contact, line)
		}
	}
	for _, p := range u.Points {
		card.Points = append(card.Points, components.SummaryRow{Key: p.Name, Value: w.address(p),
			Actions: []components.Action{
				{Text: w.T("producerdesk.change"), Hidden: p.Name, Href: paths.Desk(l, "points", p.ID.String())},
				{Text: w.T("hours.form.link"), Hidden: p.Name, Href: paths.Desk(l, "points", p.ID.String(), "hours")},
				{Text: w.T("facts.desk.title"), Hidden: p.Name, Href: paths.Desk(l, "points", p.ID.String(), "facts")},
			}})
	}
	return card
}

func (d *desk) newUnit(c *gin.Context) error {
	if _, err := d.own(c); err != nil {
		return err
	}
	return d.showUnit(c, producer.Unit{}, unitForm{ID: webkit.NewID()}, refused{status: http.StatusOK})
}

func (d *desk) createUnit(c *gin.Context) error {
	a, err := d.own(c)
	if err != nil {
		return err
	}
	var form unitForm
	if err := d.kit.Bind(c, &form); err != nil {
		return err
	}
	id, err := webkit.FormID(form.ID)
	if err != nil {
		return err
	}
	err = d.Producers.CreateUnit(c.Request.Context(), a, producer.SaveUnit{
		ID: id, ProducerID: a.Organisation, Name: form.Name, Phone: form.Phone, Email: form.Email, Website: form.Website,
	})
	if err != nil {
		if r, ok := d.again(c, err); ok {
			return d.showUnit(c, producer.Unit{}, form, r)
		}
		return err
	}
	// A unit without a point can offer nothing, so its first point comes next.
	d.kit.SeeOther(c, paths.Desk(d.kit.Lang(c), "units", id.String(), "points", "new"))
	return nil
}

func (d *desk) unit(c *gin.Context) error {
	a, id, err := d.ownID(c)
	if err != nil {
		return err
	}
	u, err := d.Producers.Unit(c.Request.Context(), a, id)
	if err != nil {
		return err
	}
	return d.showUnit(c, u, unitForm{Version: u.Version, Name: u.Name, Phone: u.Phone, Email: u.Email, Website: u.Website}, refused{status: http.StatusOK})
}

func (d *desk) saveUnit(c *gin.Context) error {
	a, id, err := d.ownID(c)
	if err != nil {
		return err
	}
	var form unitForm
	err = d.kit.Bind(c, &form)
	if err == nil {
		err = d.Producers.EditUnit(c.Request.Context(), a, producer.SaveUnit{
			ID: id, Version: form.Version, Name: form.Name, Phone: form.Phone, Email: form.Email, Website: form.Website,
		})
	}
	if err == nil {
		d.kit.SeeOther(c, paths.Desk(d.kit.Lang(c), "units")+"?saved=unit")
		return nil
	}
	r, ok := d.again(c, err)
	if !ok {
		return err
	}
	u, err := d.Producers.Unit(c.Request.Context(), a, id)
	if err != nil {
		return err
	}
	return d.showUnit(c, u, form, r)
}

// showUnit draws the form with what was typed; u is the unit as it is, or none.
func (d *desk) showUnit(c *gin.Context, u producer.Unit, form unitForm, r refused) error {
	w := words{d.kit.Printer(c)}
	list := paths.Desk(w.Lang(), "units")
	v := views.Unit{
		Form: views.Form{Crumbs: crumbs(w.Printer, components.Crumb{Text: w.T("producerdesk.units.title"), Href: list}), ID: form.ID,
			Title: w.T("producerdesk.unit.new"), Lead: w.T("producerdesk.unit.lead"), Submit: w.T("producerdesk.save_and_go_on"), Cancel: list},
		Name: form.Name, Phone: form.Phone, Email: form.Email, Website: form.Website,
	}
	if u.Version > 0 {
		v.ID, v.Version = "", strconv.Itoa(form.Version)
		v.Title, v.Submit = w.T("producerdesk.unit.edit"), w.T("producerdesk.save")
	}
	r.onto(&v.Form, u.Version, []components.SummaryRow{
		{Key: w.T("producerdesk.unit.name"), Value: u.Name}, {Key: w.T("producerdesk.unit.phone"), Value: w.orNone(u.Phone)},
		{Key: w.T("producerdesk.unit.email"), Value: w.orNone(u.Email)}, {Key: w.T("producerdesk.unit.website"), Value: w.orNone(u.Website)},
	})
	d.page(c, r.status, v.Title, views.UnitPage(v))
	return nil
}
