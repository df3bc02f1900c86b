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
	var added []Imported
	var ids []uuid.UUID
	var entries []audit.Entry
	var later []int
	var prices []importedPrice
	seen := map[importedKey]bool{}
	for i, in := range list {
		c := newChecked()
		in.Spoken = c.spoken(in.Spoken)
		in.Areas = c.importedAreas(in, limits[in.Admission])
		c.importedPrice(in)
		if rows[i].Err = c.bad.OrNil(); rows[i].Err != nil {
			continue
		}
		was, known := there[in.key()]
		switch {
		case seen[in.key()] || known && !was.tells(in):
			later = append(later, i)
		case known:
			rows[i].ID, rows[i].Outcome = was.ID, producer.Same
			if in.Price != nil {
				prices = append(prices, importedPrice{row: i, offering: was.ID, in: in, looked: was.looked()})
			}
		default:
			id := uuid.Must(uuid.NewV7())
			rows[i].ID, rows[i].Outcome = id, producer.Made
			added, ids = append(added, in), append(ids, id)
			entries = append(entries, audit.Entry{Action: "offering.imported", ObjectKind: "offering", ObjectID: id, Organiser: in.Organiser,
				Details: map[string]any{"outcome": string(producer.Made)}})
			if in.Price != nil {
				prices = append(prices, importedPrice{row: i, offering: id, in: in})
			}
		}
		seen[in.key()] = true
	}
	if err := insertImportedMany(ctx, tx, ids, added); err != nil {
		return nil, err
	}
	if err := search.TouchAll(ctx, tx, search.KindOffering, ids); err != nil {
		return nil, err
	}
	if err := audit.RecordAll(ctx, tx, entries); err != nil {
		return nil, err
	}
	if err := priceMany(ctx, tx, prices, rows); err != nil {
		return nil, err
	}
	for _, i := range later {
		if rows[i].ID, rows[i].Outcome, err = UpsertImported(ctx, tx, list[i]); err != nil {
			return nil, err
		}
	}
	return rows, nil
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
