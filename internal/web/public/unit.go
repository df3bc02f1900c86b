package public

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/public"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/quality"
	"github.com/tuottajatori/tuottajatori/internal/web/maps"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

// partView is the page about a producer, a unit or a point.
func (w words) partView(of part, id uuid.UUID, p catalogue.ProducerPage, inspections []quality.Inspection, at wording.Here,
	byCode map[string]catalogue.Organiser) views.Producer {
	all := items(p)
	v := views.Producer{
		Single: of.kind != catalogue.KindProducer, AtPoint: of.kind == catalogue.KindPoint, Map: maps.Draw(w.Printer, w.mapOfPart(p, at)), Brief: w.brief(p),
		Ways: w.ways(all, byCode), Contact: w.contactOf(of, p, at),
	}
	w.named(&v, of, p, at)
	v.Tags, v.Unproven = w.tags(all)
	if len(p.Organisers) == 1 {
		v.County = w.Phone(byCode[p.Organisers[0]])
	} else {
		v.County = w.Phone(catalogue.Organiser{})
	}
	if p.Of == 1 {
		v.Phone = w.UnitPhone(all[0])
	}
	if p.Pages == 1 || p.Of == 1 {
		v.Ratings, v.Inspected = w.ratings(p), w.inspected(p, inspections)
		if v.RatingsMore = len(v.Ratings) > mostRatings && p.Of > 1; v.RatingsMore {
			v.Ratings = v.Ratings[:mostRatings]
		}
	}
	v.Pages = components.Pages(p.Page, p.Pages, func(n int) string {
		q := at.With(url.Values{})
		if n > 1 {
			q.Set("page", strconv.Itoa(n))
		}
		return withQuery(of.path(w.Lang(), id.String()), q)
	})
	if p.Pages > 1 {
		v.PagesText = w.T("points.page_of", "Page", p.Page, "Pages", p.Pages)
	}
	for _, u := range p.Units {
		unit := views.Unit{Name: u.Unit.Name, Href: w.unitHref(u.Unit, at), Phone: u.Unit.Phone}
		if unit.Phone != "" {
			unit.Tel = components.Tel(unit.Phone)
		}
		for _, point := range u.Points {
			unit.Points = append(unit.Points, w.servicePoint(u.Unit, point, at, v.AtPoint, len(p.Organisers) > 1))
		}
		v.Units = append(v.Units, unit)
	}
	return v
}

// mostRatings is how many ratings stand on the page of a producer of several units; the rest are on those of the units.
const mostRatings = 8

// named tells what the page is about and whose it is.
func (w words) named(v *views.Producer, of part, p catalogue.ProducerPage, at wording.Here) {
	lang := w.Lang()
	v.Crumbs = []components.Crumb{
		{Text: w.T("public.producer.front"), Href: paths.Front(lang)},
		{Text: w.T("public.results.services"), Href: w.BackToResults(at.With(url.Values{}), at.Chosen)},
	}
	u := p.Units[0].Unit
	producer := components.Crumb{Text: p.Producer.Name, Href: w.producerHref(p.Producer, at)}
	switch of.kind {
	case catalogue.KindUnit:
		v.Name = u.Name
		v.Kind = w.T("points.unit_of", "Producer", p.Producer.Name)
		v.Crumbs = append(v.Crumbs, producer)
	case catalogue.KindPoint:
		v.Name = w.pointName(u, p.Units[0].Points[0].Point)
		v.Kind = w.T("points.point_of", "Unit", u.Name, "Producer", p.Producer.Name)
		if u.Name == v.Name { // said once
			v.Kind = w.T("points.point_alone", "Producer", p.Producer.Name)
		}
		v.Crumbs = append(v.Crumbs, producer, components.Crumb{Text: u.Name, Href: w.unitHref(u, at)})
	default:
		v.Name = p.Producer.Name
		v.Kind = wording.Capital(w.ProducerKind(p.Producer))
	}
	if p.Demo {
		v.Kind = strings.Join(wording.Some(v.Kind, w.T("public.card.demo")), " · ")
	}
}

// pointName is what a point is called; one without a name of its own is called as its unit.
func (w words) pointName(u catalogue.Unit, p catalogue.Point) string {
	if p.Name == "" {
		return u.Name
	}
	return p.Name
}

func withQuery(path string, q url.Values) string {
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

func (w words) producerHref(p catalogue.Producer, at wording.Here) string {
	return withQuery(paths.Producer(w.Lang(), p.ID.String()), at.With(url.Values{}))
}

func (w words) unitHref(u catalogue.Unit, at wording.Here) string {
	return withQuery(paths.Unit(w.Lang(), u.ID.String()), at.With(url.Values{}))
}

func (w words) pointHref(p catalogue.Point, at wording.Here) string {
	return withQuery(paths.Point(w.Lang(), p.ID.String()), at.With(url.Values{}))
}

// mapOfPart is what the map shows: the points of this page by number, the others as dots, and all the municipalities to whose
// homes somebody comes.
func (w words) mapOfPart(p catalogue.ProducerPage, at wording.Here) maps.Asked {
	asked := maps.Asked{Place: at.Place, Served: wording.Mapped(p.Areas)}
	here := map[uuid.UUID]bool{}
	for _, u := range p.Units {
		for _, pt := range u.Points {
			here[pt.Point.ID] = true
			asked.Points = append(asked.Points, w.mapPoint(u.Unit, pt.Point, "#"+pointAnchor(pt.Point)))
		}
	}
	for _, o := range p.Everywhere {
		if !here[o.Point.ID] {
			asked.Others = append(asked.Others, maps.Point{Municipality: o.Point.Municipality, Lat: o.Point.Lat, Lon: o.Point.Lon})
		}
	}
	return asked
}

func (w words) mapPoint(u catalogue.Unit, p catalogue.Point, href string) maps.Point {
	return maps.Point{
		Name: w.pointName(u, p), Href: href, Address: w.Address(p), Municipality: p.Municipality, Lat: p.Lat, Lon: p.Lon, About: p.About(),
	}
}

// pointAnchor is where a point stands on a page. The last digits of its key tell it apart from the few others there.
func pointAnchor(p catalogue.Point) string {
	id := p.ID.String()
	return "p-" + id[len(id)-12:]
}

// servicePoint is a point with what is offered there.
func (w words) servicePoint(u catalogue.Unit, p catalogue.PointPage, at wording.Here, alone, several bool) views.Point {
	point := views.Point{ID: pointAnchor(p.Point), Href: w.pointHref(p.Point, at), Name: w.pointName(u, p.Point), Address: w.Address(p.Point),
		Hours: w.Hours(p.Point.Hours, wording.WrittenIn(p.Items), time.Now()), Alone: alone}
	if slices.ContainsFunc(p.Items, func(it catalogue.Item) bool { return !it.AtHome }) {
		access := w.Accessibility(p.Point)
		point.Access = &access
	}
	if at.Place != nil && len(p.Items) > 0 && p.Items[0].DistanceM != nil {
		point.Away = w.Away(*p.Items[0].DistanceM)
	}
	for _, it := range p.Items {
		card := w.Card(it, at)
		card.Title = it.Service.Name(w.lang())
		card.Sub = ""
		if several {
			card.Sub = w.countyName(it.Scheme.Organiser)
		}
		point.Items = append(point.Items, card)
	}
	if p.More > 0 && !alone {
		point.More = w.T("points.more", "Count", p.More)
	}
	return point
}
