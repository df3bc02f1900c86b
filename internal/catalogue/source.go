package catalogue

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/search"
)

// Source tells the search index what the catalogue holds. It implements search.Source and search.Waker.
type Source struct {
	store *store
	opt   Options
}

var (
	_ search.Source = (*Source)(nil)
	_ search.Waker  = (*Source)(nil)
)

// NewSource gives the source over a database.
func NewSource(d *db.DB, opt Options) *Source { return &Source{store: &store{db: d}, opt: opt} }

// Resolve gives the offerings that the changed rows are part of and those of the same lines, shown today or not.
func (s *Source) Resolve(ctx context.Context, changes []search.Change) ([]uuid.UUID, error) {
	byKind := map[search.Kind][]uuid.UUID{}
	for _, change := range changes {
		byKind[change.Kind] = append(byKind[change.Kind], change.Ref)
	}
	ids, err := s.store.resolve(ctx, byKind)
	if err != nil {
		return nil, err
	}
	// An offering that is no longer there at all must still leave the index.
	return append(ids, byKind[search.KindOffering]...), nil
}

// All pages through the offerings that have not been withdrawn, in order of id.
func (s *Source) All(ctx context.Context, after uuid.UUID, limit int) ([]uuid.UUID, error) {
	return s.store.all(ctx, after, limit)
}

// Documents reads what the index should hold of offerings today, with their standing among all that is shown of their
// lines. Those that the public may not see are absent.
func (s *Source) Documents(ctx context.Context, ids []uuid.UUID) ([]search.Document, error) {
	today := calendar.Today(s.opt.clock()())
	rows, err := s.store.items(ctx, itemsOfLines, ids, today)
	if err != nil {
		return nil, err
	}
	days, err := s.store.nextChange(ctx, ids, today)
	if err != nil {
		return nil, err
	}
	next := midnights(days)
	asked := make(map[uuid.UUID]bool, len(ids))
	for _, id := range ids {
		asked[id] = true
	}
	// What is read anyway is kept as the pages will show it.
	own := slices.DeleteFunc(slices.Clone(rows), func(r itemRow) bool { return !asked[r.ID] })
	if err := s.store.saveSheets(ctx, own, today, days); err != nil {
		return nil, err
	}
	docs := make([]search.Document, 0, len(ids))
	for _, line := range lines(rows) {
		search.Stand(line)
		for _, doc := range line {
			if !asked[doc.ID] {
				continue
			}
			if at, ok := next[doc.ID]; ok {
				doc.StaleAt = &at
			}
			docs = append(docs, doc)
		}
	}
	return docs, nil
}

// lines gathers the documents of each line: the same service of the same point.
func lines(rows []itemRow) [][]search.Document {
	type line struct {
		point   uuid.UUID
		service string
	}
	at := make(map[line]int, len(rows))
	var out [][]search.Document
	for i := range rows {
		doc := document(rows[i].item())
		key := line{doc.Point, doc.Service}
		if n, known := at[key]; known {
			out[n] = append(out[n], doc)
			continue
		}
		at[key] = len(out)
		out = append(out, []search.Document{doc})
	}
	return out
}

// Next tells when time alone may change offerings, also those that are not shown now: a suspension with a last day, an
// admission that has not begun. It is always a midnight in Helsinki. Offerings that time does not change are absent.
func (s *Source) Next(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]time.Time, error) {
	days, err := s.store.nextChange(ctx, ids, calendar.Today(s.opt.clock()()))
	if err != nil {
		return nil, err
	}
	return midnights(days), nil
}

// midnights gives the moments at which the days begin.
func midnights(days map[uuid.UUID]calendar.Date) map[uuid.UUID]time.Time {
	at := make(map[uuid.UUID]time.Time, len(days))
	for id, day := range days {
		at[id] = day.In(calendar.Helsinki).UTC()
	}
	return at
}

// document is what the index may know of an item.
func document(it Item) search.Document {
	doc := search.Document{
		ID: it.ID, Service: it.Service.Key, Group: it.Service.Group, Organiser: it.Scheme.Organiser,
		Scheme: it.Scheme.ID, Producer: it.Producer.ID, Unit: it.Unit.ID, Point: it.Point.ID,
		ProducerType: it.Producer.Kind, SchemeKey: it.Scheme.Key, Regime: it.Scheme.Regime,
		AtHome: it.AtHome, Areas: search.Served(it.Areas), Municipality: it.Point.Municipality, Lat: it.Point.Lat, Lon: it.Point.Lon,
		Spoken: it.Spoken, PaysKind: it.Pays.Kind, PaysCents: exactly(it.Pays), PaysPer: it.Pays.Per,
		Vacancy: it.Vacancy.State, WaitDays: it.Vacancy.WaitDays,
		Names:        map[string]string{"fi": it.Service.Fi, "sv": it.Service.Sv, "en": it.Service.En},
		ProducerName: it.Producer.Name, UnitName: it.Unit.Name, PointName: it.Point.Name,
		Descriptions: map[string]string{},
	}
	if it.Quality != nil && it.Quality.Published() {
		mean := it.Quality.Mean
		doc.Quality = &mean
	}
	for lang, text := range map[string]string{"fi": it.Description.Fi, "sv": it.Description.Sv, "en": it.Description.En} {
		if text != "" {
			doc.Descriptions[lang] = text
		}
	}
	return doc
}
