package public

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/layout"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/public"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/web/linked"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

// unit shows a service unit with its points and what each offers today.
func (p *pages) unit(c *gin.Context) error {
	return p.part(c, p.catalogue.Unit, "fault.points.unit_gone", words.unitView)
}

// point shows one service point with what is offered there today.
func (p *pages) point(c *gin.Context) error {
	return p.part(c, p.catalogue.Point, "fault.points.point_gone", words.pointView)
}

// part answers with a page about a part of a producer.
func (p *pages) part(c *gin.Context, find func(context.Context, uuid.UUID, *place.Place) (catalogue.ProducerPage, error), goneKey string,
	viewOf func(words, catalogue.ProducerPage, wording.Here) views.Producer) error {
	w := say(p.kit.Printer(c))
	values, err := webkit.Query(c)
	if err != nil {
		return err
	}
	if err := webkit.Only(values, "place"); err != nil {
		return err
	}
	id, err := uuid.Parse(c.Param("id"))
	if err != nil {
		return gone(catalogue.ErrNotFound, goneKey)
	}
	at := wording.Whereabouts(values)
	found, err := find(c.Request.Context(), id, at.Place)
	if err != nil {
		return gone(err, goneKey)
	}
	byCode, err := p.counties(c.Request.Context())
	if err != nil {
		return err
	}
	view := viewOf(w, found, at)
	webkit.MayBeKept(c)
	p.kit.Page(c, http.StatusOK, layout.Page{
		Title: view.Name, NoIndex: found.Demo, Organiser: w.DressOf(byCode, producersItems(found), at),
		Description: w.T("public.producer.description", "Name", view.Name),
		Linked:      linked.Of(w.linkedProducer(p.kit.Base(), found), linked.Breadcrumbs(p.kit.Base(), view.Crumbs, view.Name)),
	}, views.ProducerPage(view))
	return nil
}

// gone says what is not there any more and what to do, in place of the catalogue's general words.
func gone(err error, key string) error {
	if fault.Is(err, fault.CodeNotFound) {
		return fault.New(fault.CodeNotFound, key).Because(err)
	}
	return err
}

// unitView is the producer's view with one unit, under its producer.
func (w words) unitView(p catalogue.ProducerPage, at wording.Here) views.Producer {
	v, u := w.producerView(p, at), p.Units[0].Unit
	v.Name, v.Website, v.Single = u.Name, u.Website, true
	v.Kind = w.T("points.unit_of", "Producer", p.Producer.Name)
	v.Crumbs = append(v.Crumbs, components.Crumb{Text: p.Producer.Name, Href: paths.Producer(w.Lang(), p.Producer.ID.String())})
	return v
}

// pointView is the producer's view with one point, under its unit.
func (w words) pointView(p catalogue.ProducerPage, at wording.Here) views.Producer {
	v, u := w.unitView(p, at), p.Units[0]
	v.Name = u.Points[0].Point.Name
	v.Kind = w.T("points.point_of", "Unit", u.Unit.Name, "Producer", p.Producer.Name)
	v.Crumbs = append(v.Crumbs, components.Crumb{Text: u.Unit.Name, Href: paths.Unit(w.Lang(), u.Unit.ID.String())})
	return v
}
