package catalogue

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/producer"
)

// What is told of prices and places in many words is read by a statement of its own, on the pages that show it: a page
// of results does not, and its sheets stay small for it.
const (
	pointFactColumns = `f.yes, f.no, f.note_fi AS facts_fi, f.note_sv AS facts_sv, f.note_en AS facts_en, f.told_on AS facts_on`

	factsOfPoints = `SELECT f.point_id, ` + pointFactColumns + ` FROM point_facts f WHERE f.point_id = ANY ($1::uuid[])`

	toldOfItems = `SELECT o.id, o.point_id, ` + pointFactColumns + `,
    i.included, i.extra, i.excluded, coalesce(i.note_fi, '') AS note_fi, coalesce(i.note_sv, '') AS note_sv,
    coalesce(i.note_en, '') AS note_en, i.told_on
FROM offering o
LEFT JOIN offering_included i ON i.offering_id = o.id
LEFT JOIN point_facts f ON f.point_id = o.point_id
WHERE o.id = ANY ($1::uuid[])`
)

type factsRow struct {
	Point uuid.UUID      `db:"point_id"`
	Yes   pq.StringArray `db:"yes"`
	No    pq.StringArray `db:"no"`
	Fi    *string        `db:"facts_fi"`
	Sv    *string        `db:"facts_sv"`
	En    *string        `db:"facts_en"`
	On    calendar.Date  `db:"facts_on"`
}

// facts is nil when nothing is told.
func (r factsRow) facts() *producer.PointFacts {
	if r.Fi == nil { // no row
		return nil
	}
	told := producer.PointFacts{Answers: producer.FactsFrom(r.Yes, r.No), Note: producer.Note{Fi: *r.Fi, Sv: *r.Sv, En: *r.En}, On: r.On}
	if !told.Told() {
		return nil
	}
	return &told
}

type toldRow struct {
	factsRow
	ID         uuid.UUID      `db:"id"`
	Included   pq.StringArray `db:"included"`
	Extra      pq.StringArray `db:"extra"`
	Excluded   pq.StringArray `db:"excluded"`
	NoteFi     string         `db:"note_fi"`
	NoteSv     string         `db:"note_sv"`
	NoteEn     string         `db:"note_en"`
	IncludedOn calendar.Date  `db:"told_on"`
}

func (r toldRow) included() *offering.Included {
	told := offering.Included{States: offering.StatesFrom(r.Included, r.Extra, r.Excluded),
		Note: offering.Text{Fi: r.NoteFi, Sv: r.NoteSv, En: r.NoteEn}, On: r.IncludedOn}
	if !told.Told() {
		return nil
	}
	return &told
}

// addTold adds to items what their prices include and, of those that one comes to a place for, how accessible it is: one
// statement for all.
func (s *store) addTold(ctx context.Context, items []Item) error {
	if len(items) == 0 {
		return nil
	}
	at := make(map[uuid.UUID]*Item, len(items))
	ids := make([]uuid.UUID, len(items))
	for i := range items {
		ids[i], at[items[i].ID] = items[i].ID, &items[i]
	}
	var rows []toldRow
	if err := s.sel(ctx, &rows, toldOfItems, uuids(ids)); err != nil {
		return fmt.Errorf("read what is told of items: %w", err)
	}
	for _, r := range rows {
		it := at[r.ID]
		if it.Included = r.included(); !it.AtHome {
			it.Point.Accessibility = r.facts()
		}
	}
	return nil
}

// addFacts adds to the points of a page how accessible they are, where something is offered that one comes for.
func (s *store) addFacts(ctx context.Context, units []UnitPage) error {
	at := map[uuid.UUID]*Point{}
	var ids []uuid.UUID
	for _, u := range units {
		for i := range u.Points {
			if p := &u.Points[i].Point; slices.ContainsFunc(u.Points[i].Items, func(it Item) bool { return !it.AtHome }) {
				at[p.ID], ids = p, append(ids, p.ID)
			}
		}
	}
	if len(ids) == 0 {
		return nil
	}
	var rows []factsRow
	if err := s.sel(ctx, &rows, factsOfPoints, uuids(ids)); err != nil {
		return fmt.Errorf("read the facts of points: %w", err)
	}
	for _, r := range rows {
		at[r.Point].Accessibility = r.facts()
	}
	return nil
}
