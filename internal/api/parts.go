package api

import (
	"context"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/place"
)

// placesJSON is a producer, or one unit or point of it: a page of its points with what is offered there.
type placesJSON struct {
	Producer   producerJSON     `json:"producer"`
	Demo       bool             `json:"demo"`
	Page       int              `json:"page"`
	Pages      int              `json:"pages"`
	Totals     totalsJSON       `json:"totals"`
	Areas      []string         `json:"areas"`
	AreaParts  []string         `json:"area_parts"`
	Organisers []codedJSON      `json:"organisers"`
	Units      []unitPlacesJSON `json:"units"`
}

type totalsJSON struct {
	Units     int `json:"units"`
	Points    int `json:"points"`
	Offerings int `json:"offerings"`
}

type unitPlacesJSON struct {
	unitJSON
	Points []pointPlacesJSON `json:"points"`
}

type pointPlacesJSON struct {
	pointJSON
	Accessibility *accessibilityJSON `json:"accessibility"`
	Offerings     []offeringJSON     `json:"offerings"`
	More          int                `json:"more"`
}

func (h *handlers) producer(c *gin.Context) error {
	return h.part(c, catalogue.KindProducer, h.catalogue.Producer)
}
func (h *handlers) unit(c *gin.Context) error { return h.part(c, catalogue.KindUnit, h.catalogue.Unit) }
func (h *handlers) point(c *gin.Context) error {
	return h.part(c, catalogue.KindPoint, h.catalogue.Point)
}

func (h *handlers) part(c *gin.Context, kind catalogue.Kind, find func(context.Context, uuid.UUID, *place.Place, int) (catalogue.ProducerPage, error)) error {
	criteria, err := catalogue.ParseQuery(c.Request.URL.RawQuery, "lang", "place", "page")
	if err != nil {
		return err
	}
	id, err := uuid.Parse(c.Param("id"))
	if err != nil {
		return catalogue.ErrNotFound.Because(err)
	}
	found, err := find(c.Request.Context(), id, criteria.Place, criteria.Page)
	if err != nil {
		return h.catalogue.OrGone(c.Request.Context(), kind, id, err)
	}
	return answer(c, placesOf(found, criteria.Lang))
}

func placesOf(p catalogue.ProducerPage, lang string) placesJSON {
	out := placesJSON{
		Producer: producerOf(p.Producer), Demo: p.Demo, Page: p.Page, Pages: p.Pages, Areas: orEmpty(towns(p.Areas)), AreaParts: orEmpty(smaller(p.Areas)),
		Totals:     totalsJSON{Units: p.Of, Points: len(p.Everywhere), Offerings: p.Offered},
		Organisers: []codedJSON{}, Units: []unitPlacesJSON{},
	}
	for _, code := range p.Organisers {
		out.Organisers = append(out.Organisers, organiserOf(code, lang))
	}
	for _, u := range p.Units {
		unit := unitPlacesJSON{unitJSON: unitOf(u.Unit)}
		for _, pt := range u.Points {
			point := pointPlacesJSON{pointJSON: pointOf(pt.Point, lang), Accessibility: accessibilityOf(pt.Point, lang), Offerings: []offeringJSON{}, More: pt.More}
			for _, it := range pt.Items {
				point.Offerings = append(point.Offerings, offeringOf(it, lang))
			}
			unit.Points = append(unit.Points, point)
		}
		out.Units = append(out.Units, unit)
	}
	return out
}

func producerOf(p catalogue.Producer) producerJSON {
	return producerJSON{p.ID, p.Name, p.Kind, orNil(p.BusinessID), orNil(p.Website)}
}

func unitOf(u catalogue.Unit) unitJSON {
	return unitJSON{u.ID, u.Name, orNil(u.Phone), orNil(u.Website)}
}

func pointOf(p catalogue.Point, lang string) pointJSON {
	return pointJSON{
		ID: p.ID, Name: p.Name, Street: orNil(p.Street), PostalCode: orNil(p.PostalCode),
		Municipality: municipalityOf(p.Municipality, lang), Lat: p.Lat, Lon: p.Lon, LocationSource: p.LocationSource,
		Hours: hoursOf(p.Hours),
	}
}
