package offering

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/search"
)

// importedKey is by what an imported offering is found again.
type importedKey struct {
	admission uuid.UUID
	service   string
	point     uuid.UUID
}

func (in Imported) key() importedKey { return importedKey{in.Admission, in.Service, in.Point} }

// UpsertImportedMany is UpsertImported for many: what is new, and what is there as it is told of, is written in one
// statement for all; the others go one by one.
func UpsertImportedMany(ctx context.Context, tx *db.Tx, list []Imported) ([]producer.ImportedRow, error) {
	rows := make([]producer.ImportedRow, len(list))
	there, err := importedThere(ctx, tx, list)
	if err != nil {
		return nil, err
	}
	admissions := make([]uuid.UUID, len(list))
	for i, in := range list {
		admissions[i] = in.Admission
	}
	limits, err := holdLimits(ctx, tx, admissions)
	if err != nil {
		return nil, err
	}
	plan := importing{there: there, limits: limits, seen: map[importedKey]bool{}, rows: rows}
	for i, in := range list {
		plan.take(i, in)
	}
	if err := insertImportedMany(ctx, tx, plan.ids, plan.added); err != nil {
		return nil, err
	}
	if err := search.TouchAll(ctx, tx, search.KindOffering, plan.ids); err != nil {
		return nil, err
	}
	if err := audit.RecordAll(ctx, tx, plan.entries); err != nil {
		return nil, err
	}
	if err := priceMany(ctx, tx, plan.prices, rows); err != nil {
		return nil, err
	}
	for _, i := range plan.later {
		if rows[i].ID, rows[i].Outcome, err = UpsertImported(ctx, tx, list[i]); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// importing is what is to be done with the rows of a list.
type importing struct {
	there  map[importedKey]importedRow
	limits map[uuid.UUID][]string
	seen   map[importedKey]bool
	rows   []producer.ImportedRow // what becomes of each

	added   []Imported // as they are written, with their ids and what the audit trail tells
	ids     []uuid.UUID
	entries []audit.Entry
	prices  []importedPrice
	later   []int // rows that go one by one
}

// take decides what is done with a row.
func (p *importing) take(i int, in Imported) {
	c := newChecked()
	in.Spoken = c.spoken(in.Spoken)
	in.Areas = c.importedAreas(in, p.limits[in.Admission])
	c.importedPrice(in)
	row := &p.rows[i]
	if row.Err = c.bad.OrNil(); row.Err != nil {
		return
	}
	was, known := p.there[in.key()]
	switch {
	case p.seen[in.key()] || known && !was.tells(in):
		p.later = append(p.later, i)
	case known:
		row.ID, row.Outcome = was.ID, producer.Same
		if in.Price != nil {
			p.prices = append(p.prices, importedPrice{row: i, offering: was.ID, in: in, looked: was.looked()})
		}
	default:
		row.ID, row.Outcome = uuid.Must(uuid.NewV7()), producer.Made
		p.added, p.ids = append(p.added, in), append(p.ids, row.ID)
		p.entries = append(p.entries, audit.Entry{Action: "offering.imported", ObjectKind: "offering", ObjectID: row.ID, Organiser: in.Organiser,
			Details: map[string]any{"outcome": string(producer.Made)}})
		if in.Price != nil {
			p.prices = append(p.prices, importedPrice{row: i, offering: row.ID, in: in})
		}
	}
	p.seen[in.key()] = true
}

// priceMany sets the prices that lists tell of offerings, and tells so where nothing else has changed.
func priceMany(ctx context.Context, tx *db.Tx, prices []importedPrice, rows []producer.ImportedRow) error {
	outcomes, err := setImported(ctx, tx, prices)
	if err != nil {
		return err
	}
	for n, one := range prices {
		if rows[one.row].Outcome != producer.Made {
			rows[one.row].Outcome = outcomes[n]
		}
	}
	return nil
}

// tells whether an offering is told of as it is already.
func (r importedRow) tells(in Imported) bool {
	return r.AtHome == in.AtHome && slices.Equal(r.Areas, in.Areas) && slices.Equal(r.Spoken, in.Spoken)
}
