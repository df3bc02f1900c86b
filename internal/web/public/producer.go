package public

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/layout"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/public"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/quality"
	"github.com/tuottajatori/tuottajatori/internal/web/linked"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

// part is a kind of page about a producer or a part of it.
type part struct {
	kind catalogue.Kind
	page paths.Page
	path func(locale.Lang, string) string
	find func(context.Context, uuid.UUID, *place.Place, int) (catalogue.ProducerPage, error)
}

// producer shows a producer's units and points with what each offers today, under every organiser.
func (p *pages) producer(c *gin.Context) error {
	return p.part(c, part{catalogue.KindProducer, paths.PageProducer, paths.Producer, p.catalogue.Producer})
}

// unit shows a service unit with its points and what each offers today.
func (p *pages) unit(c *gin.Context) error {
	return p.part(c, part{catalogue.KindUnit, paths.PageUnit, paths.Unit, p.catalogue.Unit})
}

// point shows one service point with what is offered there today.
func (p *pages) point(c *gin.Context) error {
	return p.part(c, part{catalogue.KindPoint, paths.PagePoint, paths.Point, p.catalogue.Point})
}

// part answers with a page about a producer or a part of it.
func (p *pages) part(c *gin.Context, of part) error {
	w := say(p.kit.Printer(c))
	values, err := webkit.Query(c)
	if err != nil {
		return err
	}
	if err := webkit.Only(values, "place", "page", wording.ListParam, wording.CompareParam); err != nil {
		return err
	}
	page, err := pageAsked(values)
	if err != nil {
		return err
	}
	id, err := uuid.Parse(c.Param("id"))
	if err != nil {
		return gone(catalogue.ErrNotFound, "fault.points."+string(of.kind)+"_gone")
	}
	at := whereabouts(values)
	found, err := of.find(c.Request.Context(), id, at.Place, page)
	if err != nil {
		return p.missing(c, of.kind, id, at, err)
	}
	byCode, err := p.counties(c.Request.Context())
	if err != nil {
		return err
	}
	var inspections []quality.Inspection
	if found.Of == 1 {
		if inspections, err = p.catalogue.Inspections(c.Request.Context(), found.Units[0].Unit.ID); err != nil {
			return err
		}
	}
	view := w.partView(of, id, found, inspections, at, byCode)
	if view.Moved, err = p.movedTo(c.Request.Context(), of.kind, id, w, at); err != nil {
		return err
	}
	if view.AskHref, err = p.askHref(c.Request.Context(), w, found.Producer.ID, url.Values{"producer": {found.Producer.ID.String()}}, at); err != nil {
		return err
	}
	keep := url.Values{}
	if found.Page > 1 && values.Get("place") == "" { // a page is one of its own; near a place the same points stand in another order
		keep.Set("page", strconv.Itoa(found.Page))
	}
	webkit.MayBeKept(c)
	p.kit.Page(c, http.StatusOK, layout.Page{
		Title: view.Name, Keep: keep.Encode(), Image: paths.ShareCard(w.Lang(), of.page, id.String()), NoIndex: found.Demo, Organiser: w.dressOfPart(byCode, found, at),
		Description: w.T("public.producer.description", "Name", view.Name),
		Linked:      linked.Of(w.linkedPart(p.kit.Base(), of.kind, found), linked.Breadcrumbs(p.kit.Base(), view.Crumbs, view.Name)),
	}, views.ProducerPage(view))
	return nil
}

// whereabouts is what an address says of the visitor, with what is in their comparison.
func whereabouts(values url.Values) wording.Here {
	at := wording.Whereabouts(values)
	at.Chosen = catalogue.ReadChoice(values[wording.CompareParam]).First(wording.MostCompared).Texts()
	return at
}

// pageAsked is the page of an address; the first when it says none.
func pageAsked(values url.Values) (int, error) {
	text := values.Get("page")
	if text == "" {
		return 1, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > mostPages {
		return 0, fault.New(fault.CodeMalformed, "fault.points.page")
	}
	return n, nil
}

// mostPages is far beyond every producer; what is asked beyond its last page is that page.
const mostPages = 10_000

// dressOfPart is whose number and colours the page bears: that of the one county under whose terms all is offered, else that
// of the visitor's own place.
func (w words) dressOfPart(byCode map[string]catalogue.Organiser, p catalogue.ProducerPage, at wording.Here) layout.Organiser {
	switch {
	case len(p.Organisers) == 1:
		return w.Clothes(byCode[p.Organisers[0]])
	case at.Place != nil:
		return w.Clothes(byCode[at.Place.Organiser])
	}
	return layout.Organiser{}
}

// linkedPart is what the page is about, for machines: the producer with the units and points of the page, or the one unit or
// point with whose it is.
func (w words) linkedPart(base string, kind catalogue.Kind, p catalogue.ProducerPage) any {
	lang := w.Lang()
	var units []linked.Business
	for _, u := range p.Units {
		var points []linked.Business
		for _, pt := range u.Points {
			one := linked.Point(lang, pt.Point, u.Unit)
			one.URL = base + paths.Point(lang, pt.Point.ID.String())
			points = append(points, one)
		}
		unit := linked.Unit(u.Unit, points...)
		unit.URL = base + paths.Unit(lang, u.Unit.ID.String())
		units = append(units, unit)
	}
	producer := linked.Producer(base, lang, p.Producer)
	switch kind {
	case catalogue.KindUnit:
		units[0].ID, units[0].Parent = units[0].URL+"#unit", producer
		return units[0]
	case catalogue.KindPoint:
		point := units[0].Places[0]
		point.ID = point.URL + "#point"
		point.Parent = linked.Organization{Type: "Organization", Name: units[0].Name, URL: units[0].URL}
		return point
	}
	producer.Departments = units
	return producer
}
