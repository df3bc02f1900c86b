package catalogue

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/quality"
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
// left out. What the prices include and how accessible the points are comes with them.
func (s *Service) Items(ctx context.Context, ids []uuid.UUID, at *place.Place) ([]Item, error) {
	items, err := s.read(ctx, itemsByID, ids, at)
	if err != nil {
		return nil, err
	}
	if err := s.store.addTold(ctx, items); err != nil {
		return nil, err
	}
	slices.SortFunc(items, func(a, b Item) int { return cmp.Compare(slices.Index(ids, a.ID), slices.Index(ids, b.ID)) })
	return items, s.addHours(ctx, pointsOf(items))
}

// inspectionsShown is how many inspections of a unit its page tells of.
const inspectionsShown = 5

// Inspections are the latest inspections of a unit, the newest first. It does not ask whether the unit may be shown.
func (s *Service) Inspections(ctx context.Context, unit uuid.UUID) ([]quality.Inspection, error) {
	list, err := quality.InspectionsOf(ctx, s.store.db, unit, inspectionsShown)
	return list, s.store.db.Translate(err)
}

// Prices are an offering's prices by unit and day, the past and the coming ones too. It does not ask whether the
// offering may be shown, nor whether its prices are the public's: under a client fee they are not (734/1992).
func (s *Service) Prices(ctx context.Context, id uuid.UUID) ([]offering.PriceLine, error) {
	return s.store.priceLines(ctx, id)
}

// PricesByTime are an offering's prices by time of day and week, as Prices are those of weekdays.
func (s *Service) PricesByTime(ctx context.Context, id uuid.UUID) ([]offering.PriceLine, error) {
	return s.store.classLines(ctx, id)
}

// Drawn are the names of the organiser's own areas in which an offering is given.
func (s *Service) Drawn(ctx context.Context, id uuid.UUID) ([]Texts, error) {
	return s.store.drawn(ctx, id)
}

func (s *Service) read(ctx context.Context, statement string, ids []uuid.UUID, at *place.Place) ([]Item, error) {
	rows, err := s.store.items(ctx, statement, ids, s.today())
	if err != nil {
		return nil, err
	}
	items := make([]Item, len(rows))
	for i := range rows {
		items[i] = rows[i].item()
		items[i].on(s.today())
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
