package catalogue

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/search"
)

// rounds is how many times a page is filled. Each round asks for twice as many hits as the one before, so the last would
// mean that hundreds of offerings have gone since the index was fed, which it learns of in a moment.
const rounds = 5

// Search finds one page of what answers the criteria, best first. A hit that may not be shown today, or no longer
// answers the criteria, is dropped, and the page is filled from the hits that follow.
func (s *Service) Search(ctx context.Context, c Criteria) (Page, error) {
	today := s.today()
	q := c.Query(today)
	page := Page{Items: make([]Item, 0, c.PerPage), Place: c.Place}
	for round := 1; ; round++ {
		result, err := s.engine.Search(ctx, q)
		if err != nil {
			return Page{}, err
		}
		if round == 1 {
			page.Total, page.Facets = result.Total, result.Facets
			page.Engine, page.Understood, page.Mended = result.Engine, result.Understood, result.Mended
		}
		items, err := s.content(ctx, c, result.Hits, today)
		if err != nil {
			return Page{}, err
		}
		page.Total -= len(result.Hits) - len(items)
		page.Items = append(page.Items, items...)
		if len(page.Items) >= c.PerPage || len(result.Hits) < q.Limit || round == rounds {
			break
		}
		q.Offset, q.Limit = q.Offset+q.Limit, 2*q.Limit
	}
	if extra := len(page.Items) - c.PerPage; extra > 0 {
		page.Items = page.Items[:c.PerPage]
	}
	if len(page.Items) > 0 {
		page.Total = max(page.Total, c.Offset()+len(page.Items))
	}
	return page, nil
}

// Query is the criteria in the engine's words, on a day.
func (c Criteria) Query(today calendar.Date) search.Query {
	q := search.Query{
		Text: c.Text, AsTyped: c.Exact, Lang: c.Lang, RadiusM: c.RadiusKM * 1000,
		Services: c.Services, Spoken: c.Spoken, Organisers: c.Organisers, Schemes: c.Schemes,
		ProducerTypes: c.ProducerTypes, PaysKinds: c.Pays, Grades: c.Grades, Per: c.Per, Vacancy: c.Vacancy, Sort: c.Sort,
		Offset: c.Offset(), Limit: c.PerPage, Weekday: int(today.Weekday()), GroupByPoint: c.grouped(),
	}
	if c.Sort == SortPays && c.unusual() {
		q.Usage = c.Usage
	}
	if c.PaysMax != nil {
		most := int64(*c.PaysMax)
		q.PaysMax = &most
	}
	if c.Place != nil {
		at := search.At(*c.Place)
		q.Place = &at
	}
	return q
}

// unusual tells whether the usage that is asked is another than the usual one of what is looked for: by that the engines
// have the order ready.
func (c *Criteria) unusual() bool {
	if c.Usage == (offering.Usage{}) {
		return false
	}
	return len(c.Services) == 0 || slices.ContainsFunc(c.Services, func(key string) bool {
		return offering.UsageFor(key, c.Usage) != offering.UsageOf(key)
	})
}

// grouped tells whether the same service of the same point is shown once: a place picks the organiser whose terms hold,
// and without one the terms of several would stand side by side as if they were different services.
func (c *Criteria) grouped() bool { return c.Place == nil }

// content reads what the hits show now, in their order, without those that hold no longer.
func (s *Service) content(ctx context.Context, c Criteria, hits []search.Hit, today calendar.Date) ([]Item, error) {
	ids := make([]uuid.UUID, len(hits))
	for i, hit := range hits {
		ids[i] = hit.ID
	}
	read, err := s.store.sheetItems(ctx, c.grouped(), ids, today)
	if err != nil {
		return nil, err
	}
	found := read[:0]
	for _, h := range read {
		if c.Place != nil {
			h.DistanceM = distance(*c.Place, h.Point)
		}
		if c.admits(&h.Item) {
			found = append(found, h)
		}
	}
	if c.grouped() {
		found = fold(found)
	}
	for i := range found {
		found[i].By(c.Usage)
	}
	return inOrder(ids, found), nil
}

// hit is an item with the ids that were asked and led to it.
type hit struct {
	Item
	standsFor []uuid.UUID
}

// inOrder gives each id's item once, in the order of the ids.
func inOrder(ids []uuid.UUID, found []hit) []Item {
	byID := make(map[uuid.UUID]*hit, len(found))
	for i := range found {
		for _, id := range found[i].standsFor {
			byID[id] = &found[i]
		}
	}
	out := make([]Item, 0, len(found))
	for _, id := range ids {
		if h := byID[id]; h != nil {
			out = append(out, h.Item)
			for _, same := range h.standsFor {
				delete(byID, same)
			}
		}
	}
	return out
}
