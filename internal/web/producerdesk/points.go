package producerdesk

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/producerdesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

type pointForm struct {
	ID      string `form:"id"`
	Version int    `form:"version"`
	Name    string `form:"name"`
	Street  string `form:"street"`
	Place   string `form:"place"`
}

// ownID is whose desk it is, and the id in the address.
func (d *desk) ownID(c *gin.Context) (actor.Actor, uuid.UUID, error) {
	a, err := d.own(c)
	if err != nil {
		return a, uuid.Nil, err
	}
	id, err := webkit.PathID(c, "id")
	return a, id, err
}

func (d *desk) newPoint(c *gin.Context) error {
	a, unitID, err := d.ownID(c)
	if err != nil {
		return err
	}
	u, err := d.Producers.Unit(c.Request.Context(), a, unitID)
	if err != nil {
		return err
	}
	// The first point is most often the unit's own office, which goes by the unit's name.
	return d.showPoint(c, producer.Point{UnitName: u.Name}, pointForm{ID: webkit.NewID(), Name: u.Name}, refused{status: http.StatusOK})
}

func (d *desk) createPoint(c *gin.Context) error {
	a, unitID, err := d.ownID(c)
	if err != nil {
		return err
	}
	var form pointForm
	if err := d.kit.Bind(c, &form); err != nil {
		return err
	}
	id, err := webkit.FormID(form.ID)
	if err != nil {
		return err
	}
	u, err := d.Producers.Unit(c.Request.Context(), a, unitID)
	if err != nil {
		return err
	}
	err = d.Producers.CreatePoint(c.Request.Context(), a, producer.SavePoint{ID: id, UnitID: unitID, Name: form.Name, Street: form.Street, Place: form.Place})
	if err != nil {
		if r, ok := d.again(c, err); ok {
			return d.showPoint(c, producer.Point{UnitName: u.Name}, form, r)
		}
		return err
	}
	d.kit.SeeOther(c, paths.Desk(d.kit.Lang(c), "units")+"?saved=point")
	return nil
}

func (d *desk) point(c *gin.Context) error {
	a, id, err := d.ownID(c)
	if err != nil {
		return err
	}
	p, err := d.Producers.Point(c.Request.Context(), a, id)
	if err != nil {
		return err
	}
	w := words{d.kit.Printer(c)}
	return d.showPoint(c, p, pointForm{Version: p.Version, Name: p.Name, Street: p.Street, Place: w.town(p)}, refused{status: http.StatusOK})
}

func (d *desk) savePoint(c *gin.Context) error {
	a, id, err := d.ownID(c)
	if err != nil {
		return err
	}
	var form pointForm
	err = d.kit.Bind(c, &form)
	if err == nil {
		err = d.Producers.EditPoint(c.Request.Context(), a, producer.SavePoint{
			ID: id, Version: form.Version, Name: form.Name, Street: form.Street, Place: form.Place,
		})
	}
	if err == nil {
		d.kit.SeeOther(c, paths.Desk(d.kit.Lang(c), "units")+"?saved=point")
		return nil
	}
	r, ok := d.again(c, err)
	if !ok {
		return err
	}
	p, err := d.Producers.Point(c.Request.Context(), a, id)
	if err != nil {
		return err
	}
	return d.showPoint(c, p, form, r)
}

// showPoint draws the form with what was typed; p is the point as it is, or a new one's unit alone.
func (d *desk) showPoint(c *gin.Context, p producer.Point, form pointForm, r refused) error {
	w := words{d.kit.Printer(c)}
	list := paths.Desk(w.Lang(), "units")
	v := views.Point{
		Form: views.Form{Crumbs: crumbs(w.Printer, components.Crumb{Text: w.T("producerdesk.units.title"), Href: list}), ID: form.ID,
			Title: w.T("producerdesk.point.new"), Lead: w.T("producerdesk.point.lead", "Unit", p.UnitName), Submit: w.T("producerdesk.save"), Cancel: list},
		Name: form.Name, Street: form.Street, Place: form.Place,
	}
	if p.Version > 0 {
		v.ID, v.Version, v.Title = "", strconv.Itoa(form.Version), w.T("producerdesk.point.edit")
	}
	r.onto(&v.Form, p.Version, []components.SummaryRow{
		{Key: w.T("producerdesk.point.name"), Value: p.Name}, {Key: w.T("producerdesk.point.street"), Value: w.orNone(p.Street)},
		{Key: w.T("producerdesk.point.place"), Value: w.town(p)},
	})
	d.page(c, r.status, v.Title, views.PointPage(v))
	return nil
}
