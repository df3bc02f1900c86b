package public

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/layout"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/public"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/web/linked"
	"github.com/tuottajatori/tuottajatori/internal/web/maps"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

// producer shows a producer's units and points with what each offers today, under every organiser.
func (p *pages) producer(c *gin.Context) error {
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
		return catalogue.ErrNotFound
	}
	at := wording.Whereabouts(values)
	found, err := p.catalogue.Producer(c.Request.Context(), id, at.Place)
	if err != nil {
		return gone(err, "fault.points.producer_gone")
	}
	byCode, err := p.counties(c.Request.Context())
	if err != nil {
		return err
	}
	view := w.producerView(found, at)
	webkit.MayBeKept(c)
	p.kit.Page(c, http.StatusOK, layout.Page{
		Title: found.Producer.Name, NoIndex: found.Demo, Organiser: w.DressOf(byCode, producersItems(found), at),
		Description: w.T("public.producer.description", "Name", found.Producer.Name),
		Linked:      linked.Of(w.linkedProducer(p.kit.Base(), found), linked.Breadcrumbs(p.kit.Base(), view.Crumbs, view.Name)),
	}, views.ProducerPage(view))
	return nil
}

// linkedProducer is the producer with its units and points, for machines.
func (w words) linkedProducer(base string, p catalogue.ProducerPage) any {
	var units []linked.Business
	for _, u := range p.Units {
		var points []linked.Business
		for _, pt := range u.Points {
			points = append(points, linked.Point(w.Lang(), pt.Point, u.Unit))
		}
		units = append(units, linked.Unit(u.Unit, points...))
	}
	o := linked.Producer(base, w.Lang(), p.Producer)
	o.Departments = units
	return o
}

// mapOfProducer is what the map of a producer shows: its points by number, and all the municipalities that it comes to.
func (w words) mapOfProducer(p catalogue.ProducerPage, at wording.Here) maps.Asked {
	asked := maps.Asked{Place: at.Place}
	for _, u := range p.Units {
		for _, pt := range u.Points {
			name := pt.Point.Name
			if name == "" {
				name = u.Unit.Name
			}
			asked.Points = append(asked.Points, maps.Point{
				Name: name, Href: "#" + pointAnchor(pt.Point), Address: w.Address(pt.Point), Municipality: pt.Point.Municipality,
				Lat: pt.Point.Lat, Lon: pt.Point.Lon,
			})
			for _, it := range pt.Items {
				if it.AtHome {
					asked.Served = append(asked.Served, it.Areas...)
				}
			}
		}
	}
	return asked
}

// pointAnchor is where a point stands on its producer's page.
func pointAnchor(p catalogue.Point) string { return "point-" + p.ID.String() }

// producersItems are all that a producer offers.
func producersItems(p catalogue.ProducerPage) []catalogue.Item {
	var all []catalogue.Item
	for _, u := range p.Units {
		for _, point := range u.Points {
			all = append(all, point.Items...)
		}
	}
	return all
}

func (w words) producerView(p catalogue.ProducerPage, at wording.Here) views.Producer {
	about := wording.Some(wording.Capital(w.ProducerKind(p.Producer)))
	if p.Producer.BusinessID != "" {
		about = append(about, w.T("public.offering.business_id")+" "+p.Producer.BusinessID)
	}
	if p.Demo {
		about = append(about, w.T("public.card.demo"))
	}
	v := views.Producer{
		Name: p.Producer.Name, Kind: strings.Join(about, " · "), Website: p.Producer.Website,
		Crumbs: []components.Crumb{
			{Text: w.T("public.producer.front"), Href: paths.Front(w.Lang())},
			{Text: w.T("public.results.services"), Href: paths.Results(w.Lang())},
		},
	}
	v.Map = maps.Draw(w.Printer, w.mapOfProducer(p, at))
	for _, u := range p.Units {
		unit := views.Unit{Name: u.Unit.Name, Href: paths.Unit(w.Lang(), u.Unit.ID.String()), Phone: u.Unit.Phone}
		if unit.Phone != "" {
			unit.Tel = components.Tel(unit.Phone)
		}
		for _, point := range u.Points {
			unit.Points = append(unit.Points, w.servicePoint(point, at))
		}
		v.Units = append(v.Units, unit)
	}
	return v
}

func (w words) servicePoint(p catalogue.PointPage, at wording.Here) views.Point {
	point := views.Point{ID: pointAnchor(p.Point), Href: paths.Point(w.Lang(), p.Point.ID.String()), Name: p.Point.Name, Address: w.Address(p.Point)}
	for _, it := range p.Items {
		card := w.Card(it, at)
		card.Title = it.Service.Name(w.lang())
		card.Sub = w.countyName(it.Scheme.Organiser)
		point.Items = append(point.Items, card)
	}
	return point
}
