package catalogue

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/service"
)

// Item is one offering. Without a place (nil) no distance is told. It is ErrNotFound when it may not be shown today.
func (s *Service) Item(ctx context.Context, id uuid.UUID, at *place.Place) (Item, error) {
	items, err := s.Items(ctx, []uuid.UUID{id}, at)
	if err != nil {
		return Item{}, err
	}
	if len(items) == 0 {
		return Item{}, ErrNotFound
	}
	return items[0], nil
}

// Items are several offerings in the order of the ids, each once, for comparison. Those that may not be shown today are
// left out.
func (s *Service) Items(ctx context.Context, ids []uuid.UUID, at *place.Place) ([]Item, error) {
	items, err := s.read(ctx, itemsByID, ids, at)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(items, func(a, b Item) int { return cmp.Compare(slices.Index(ids, a.ID), slices.Index(ids, b.ID)) })
	return items, nil
}

// Producer is what the public may see of a producer: the units and points where it offers something today, each point's
// items in the order of the service tray. It is ErrNotFound when there are none.
func (s *Service) Producer(ctx context.Context, id uuid.UUID, at *place.Place) (ProducerPage, error) {
	return s.gathered(ctx, itemsOfProducers, id, at)
}

// Unit is what the public may see of a service unit: a page of its producer with that unit alone. It is ErrNotFound when
// it offers nothing today.
func (s *Service) Unit(ctx context.Context, id uuid.UUID, at *place.Place) (ProducerPage, error) {
	return s.gathered(ctx, itemsOfUnits, id, at)
}

// Point is what the public may see of a service point: a page of its producer with that point alone. It is ErrNotFound
// when nothing is offered there today.
func (s *Service) Point(ctx context.Context, id uuid.UUID, at *place.Place) (ProducerPage, error) {
	return s.gathered(ctx, itemsOfPoints, id, at)
}

// Prices are an offering's prices by unit and day, the past and the coming ones too. It does not ask whether the
// offering may be shown, nor whether its prices are the public's: under a client fee they are not (734/1992).
func (s *Service) Prices(ctx context.Context, id uuid.UUID) ([]offering.PriceLine, error) {
	return s.store.priceLines(ctx, id)
}

// gathered reads what the statement finds for an id, under its producer, units and points.
func (s *Service) gathered(ctx context.Context, statement string, id uuid.UUID, at *place.Place) (ProducerPage, error) {
	items, err := s.read(ctx, statement, []uuid.UUID{id}, at)
	if err != nil {
		return ProducerPage{}, err
	}
	if len(items) == 0 {
		return ProducerPage{}, ErrNotFound
	}
	tray := map[string]int{}
	for i, svc := range service.All() {
		tray[svc.Key] = i
	}
	slices.SortFunc(items, func(a, b Item) int {
		return cmp.Or(
			cmp.Compare(a.Unit.Name, b.Unit.Name), cmp.Compare(a.Unit.ID.String(), b.Unit.ID.String()),
			cmp.Compare(a.Point.Name, b.Point.Name), cmp.Compare(a.Point.ID.String(), b.Point.ID.String()),
			cmp.Compare(tray[a.Service.Key], tray[b.Service.Key]), cmp.Compare(a.ID.String(), b.ID.String()),
		)
	})
	return producerPage(items), nil
}

// producerPage gathers sorted items under their units and points.
func producerPage(items []Item) ProducerPage {
	page := ProducerPage{Producer: items[0].Producer}
	for _, it := range items {
		page.Demo = page.Demo || it.Demo
		if n := len(page.Units); n == 0 || page.Units[n-1].Unit.ID != it.Unit.ID {
			page.Units = append(page.Units, UnitPage{Unit: it.Unit})
		}
		unit := &page.Units[len(page.Units)-1]
		if n := len(unit.Points); n == 0 || unit.Points[n-1].Point.ID != it.Point.ID {
			unit.Points = append(unit.Points, PointPage{Point: it.Point})
		}
		point := &unit.Points[len(unit.Points)-1]
		point.Items = append(point.Items, it)
	}
	return page
}

func (s *Service) read(ctx context.Context, statement string, ids []uuid.UUID, at *place.Place) ([]Item, error) {
	rows, err := s.store.items(ctx, statement, ids, s.today())
	if err != nil {
		return nil, err
	}
	items := make([]Item, len(rows))
	for i := range rows {
		items[i] = rows[i].item()
		items[i].By(offering.Usage{})
		if at != nil {
			items[i].DistanceM = distance(*at, items[i].Point)
		}
	}
	return items, nil
}

// Organisers are the counties and Helsinki in order of their codes.
func (s *Service) Organisers(ctx context.Context) ([]Organiser, error) {
	if known := s.organisers.Load(); known != nil && time.Since(known.at) < organisersKept {
		return slices.Clone(known.list), nil
	}
	rows, err := s.store.organisers(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]Organiser, len(rows))
	for i, r := range rows {
		out[i] = Organiser{
			ID: r.ID, Code: r.Code, Slug: r.Slug, Name: Texts{r.NameFi, r.NameSv, r.NameEn}, Phone: r.Phone,
			PhoneHours: Texts{r.PhoneHoursFi, r.PhoneHoursSv, r.PhoneHoursEn}, URL: Texts{r.URLFi, r.URLSv, r.URLEn},
			Theme: r.Theme,
		}
	}
	s.organisers.Store(&organisersAt{list: out, at: time.Now()})
	return slices.Clone(out), nil
}

// organisersKept is for how long the counties are remembered: every page with a place asks for one, and they change once
// in a year or two.
const organisersKept = 5 * time.Second

type organisersAt struct {
	list []Organiser
	at   time.Time
}

// OrganisersByCode are the counties and Helsinki by their codes.
func (s *Service) OrganisersByCode(ctx context.Context) (map[string]Organiser, error) {
	all, err := s.Organisers(ctx)
	byCode := make(map[string]Organiser, len(all))
	for _, o := range all {
		byCode[o.Code] = o
	}
	return byCode, err
}
