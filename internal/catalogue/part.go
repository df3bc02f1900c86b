package catalogue

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/service"
)

// A page of a producer or a unit shows so many points and so many services of each; the rest is on pages of its own. A
// county's own services are at more than a thousand points, which nobody reads at once.
const (
	PointsAtOnce    = 12
	ServicesOfPoint = 5
	ServicesAtOnce  = 24 // on a point's own page
)

// ProducerPage is what the public may see of a producer, or of one unit or point of it: a page of its points with what is
// offered there, and where all of them are.
type ProducerPage struct {
	Producer   Producer
	Demo       bool
	Units      []UnitPage // of this page
	Page       int        // from 1 on; the last one when there are not so many as were asked
	Pages      int
	Offered    int       // services that are shown today, on all pages
	Of         int       // units on all pages
	Everywhere []Whereat // all points, in their order
	Areas      []string  // codes of place.Part to whose homes it comes, in order
	Organisers []string  // codes of those under whose terms something is offered, in order
}

// UnitPage is a unit of a producer with its points.
type UnitPage struct {
	Unit   Unit
	Points []PointPage
}

// PointPage is a point of a unit with what is offered there today.
type PointPage struct {
	Point Point
	Items []Item
	More  int // services that are on the point's own page, or on others of it
}

// Whereat is a point and whose it is.
type Whereat struct {
	Point Point
	Unit  Unit
}

// Producer is what the public may see of a producer: the units and points where it offers something today, each point's
// items in the order of the service tray, those nearest to a place first when there is one. It is ErrNotFound when there
// are none.
func (s *Service) Producer(ctx context.Context, id uuid.UUID, at *place.Place, page int) (ProducerPage, error) {
	return s.part(ctx, partOfProducer, id, at, page)
}

// Unit is what the public may see of a service unit: a page of its producer with that unit alone. It is ErrNotFound when
// it offers nothing today.
func (s *Service) Unit(ctx context.Context, id uuid.UUID, at *place.Place, page int) (ProducerPage, error) {
	return s.part(ctx, partOfUnit, id, at, page)
}

// Point is what the public may see of a service point: a page of its producer with that point alone, whose services are on
// several pages when they are many. It is ErrNotFound when nothing is offered there today.
func (s *Service) Point(ctx context.Context, id uuid.UUID, at *place.Place, page int) (ProducerPage, error) {
	return s.part(ctx, partOfPoint, id, at, page)
}

func (s *Service) part(ctx context.Context, of part, id uuid.UUID, at *place.Place, page int) (ProducerPage, error) {
	day := s.today()
	rows, err := s.store.outline(ctx, of, id, day)
	if err != nil {
		return ProducerPage{}, err
	}
	if len(rows) == 0 {
		return ProducerPage{}, ErrNotFound
	}
	sortOutline(rows, at)
	out := outlined(rows)
	if out.Areas, err = s.store.areas(ctx, of, id, day); err != nil {
		return ProducerPage{}, err
	}
	from, most := 0, ServicesOfPoint
	if of == partOfPoint {
		out.Page, out.Pages = pageOf(page, out.Offered, ServicesAtOnce)
		from, most = (out.Page-1)*ServicesAtOnce, ServicesAtOnce
	} else {
		out.Page, out.Pages = pageOf(page, len(rows), PointsAtOnce)
		rows = rows[(out.Page-1)*PointsAtOnce : min(out.Page*PointsAtOnce, len(rows))]
	}
	shown, err := s.offeredAt(ctx, rows, at, from, most)
	if err != nil {
		return ProducerPage{}, err
	}
	for i := range rows {
		point := PointPage{Point: rows[i].point(), Items: shown[rows[i].PointID]}
		if point.More = rows[i].Offered - len(point.Items); len(point.Items) == 0 {
			continue // withdrawn between the statements
		}
		if n := len(out.Units); n == 0 || out.Units[n-1].Unit.ID != rows[i].UnitID {
			out.Units = append(out.Units, UnitPage{Unit: rows[i].unit()})
		}
		unit := &out.Units[len(out.Units)-1]
		unit.Points = append(unit.Points, point)
	}
	if len(out.Units) == 0 {
		return ProducerPage{}, ErrNotFound
	}
	if err := s.store.addFacts(ctx, out.Units); err != nil {
		return ProducerPage{}, err
	}
	return out, s.addHours(ctx, out.points())
}

// pageOf is the page that is shown of so many things, and how many pages they make.
func pageOf(page, things, atOnce int) (now, pages int) {
	pages = max(1, (things+atOnce-1)/atOnce)
	return min(max(page, 1), pages), pages
}

// outlined is all that is told of every point.
func outlined(rows []outlineRow) ProducerPage {
	out := ProducerPage{Producer: rows[0].producer()}
	units := map[uuid.UUID]bool{}
	for i := range rows {
		r := &rows[i]
		out.Demo = out.Demo || r.Demo
		out.Offered += r.Offered
		units[r.UnitID] = true
		out.Everywhere = append(out.Everywhere, Whereat{Point: r.point(), Unit: r.unit()})
		out.Organisers = append(out.Organisers, r.Organisers...)
	}
	out.Of = len(units)
	slices.Sort(out.Organisers)
	out.Organisers = slices.Compact(out.Organisers)
	return out
}

// sortOutline puts units and their points in the order of their names; with a place, the nearest first, a unit being as near
// as the nearest of its points.
func sortOutline(rows []outlineRow, at *place.Place) {
	far, nearest := make(map[uuid.UUID]int, len(rows)), map[uuid.UUID]int{}
	if at != nil {
		for i := range rows {
			away := math.MaxInt
			if m := distance(*at, rows[i].point()); m != nil {
				away = *m
			}
			far[rows[i].PointID] = away
			if known, ok := nearest[rows[i].UnitID]; !ok || away < known {
				nearest[rows[i].UnitID] = away
			}
		}
	}
	slices.SortFunc(rows, func(a, b outlineRow) int {
		return cmp.Or(
			cmp.Compare(nearest[a.UnitID], nearest[b.UnitID]), cmp.Compare(a.UnitName, b.UnitName), compareID(a.UnitID, b.UnitID),
			cmp.Compare(far[a.PointID], far[b.PointID]), cmp.Compare(a.PointName, b.PointName), compareID(a.PointID, b.PointID),
		)
	})
}

func compareID(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) }

// offeredAt reads what is offered at points: of each so many from one on, in the order of the service tray. Under the terms
// of several organisers, those of the visitor's own come first.
func (s *Service) offeredAt(ctx context.Context, points []outlineRow, at *place.Place, from, most int) (map[uuid.UUID][]Item, error) {
	ids := make([]uuid.UUID, len(points))
	for i := range points {
		ids[i] = points[i].PointID
	}
	day := s.today()
	all, err := s.store.offered(ctx, ids, day)
	if err != nil {
		return nil, err
	}
	tray := map[string]int{}
	for i, svc := range service.All() {
		tray[svc.Key] = i
	}
	foreign := func(o offeredRow) int {
		if at == nil || o.Organiser == at.Organiser {
			return 0
		}
		return 1
	}
	slices.SortFunc(all, func(a, b offeredRow) int {
		return cmp.Or(foreign(a)-foreign(b), tray[a.Service]-tray[b.Service], compareID(a.ID, b.ID))
	})
	seen, rest := map[uuid.UUID]int{}, make(map[uuid.UUID]int, len(points))
	for i := range points {
		if most < ServicesAtOnce && points[i].Offered == most+1 {
			rest[points[i].PointID] = 1 // a last one is no longer than a line that says so
		}
	}
	var wanted []uuid.UUID
	for _, o := range all {
		n := seen[o.Point]
		if seen[o.Point]++; n >= from && n < from+most+rest[o.Point] {
			wanted = append(wanted, o.ID)
		}
	}
	found, err := s.store.sheetItems(ctx, false, wanted, day)
	if err != nil {
		return nil, err
	}
	byPoint := make(map[uuid.UUID][]Item, len(points))
	for _, it := range inOrder(wanted, found) {
		it.By(offering.Usage{})
		if at != nil {
			it.DistanceM = distance(*at, it.Point)
		}
		byPoint[it.Point.ID] = append(byPoint[it.Point.ID], it)
	}
	return byPoint, nil
}
