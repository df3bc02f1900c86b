package offering

import (
	"context"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/producer"
)

// ImportedPrice is a price as another's list tells it. It holds from the day on which the list is brought in.
type ImportedPrice struct {
	Unit  string
	Cents money.Cents
}

// importedPrice is a price of a list for an offering that is there.
type importedPrice struct {
	row      int
	offering uuid.UUID
	in       Imported
	looked   bool // after by the producer's own people: then their word, and their silence, outranks the list's
}

// setImported sets prices that lists tell, each table written once, and answers what became of each. One that is so already
// is no change; one that its producer's own people look after is kept.
func setImported(ctx context.Context, tx *db.Tx, list []importedPrice) ([]producer.Outcome, error) {
	out := make([]producer.Outcome, len(list))
	if len(list) == 0 {
		return out, nil
	}
	today, err := db.Today(ctx, tx)
	if err != nil {
		return nil, err
	}
	ids := make([]uuid.UUID, len(list))
	for i, one := range list {
		ids[i] = one.offering
	}
	lines, err := linesOf(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	p := &pricing{priced: map[uuid.UUID]*priced{}, grounds: map[uuid.UUID]schemeGround{}}
	for i, one := range list {
		o := p.priced[one.offering]
		if o == nil {
			o = &priced{subject: subject{ID: one.offering, AdmissionID: one.in.Admission}, before: lines[one.offering], lines: lines[one.offering]}
			p.priced[one.offering], p.order = o, append(p.order, one.offering)
			g := schemeGround{}
			g.admission.Scheme.OrganiserID = one.in.Organiser
			p.grounds[one.in.Admission] = g
		}
		if out[i], err = o.takeImported(*one.in.Price, today, one.looked); err != nil {
			return nil, err
		}
	}
	return out, p.write(ctx, tx)
}

func (o *priced) takeImported(price ImportedPrice, today calendar.Date, looked bool) (producer.Outcome, error) {
	for _, l := range o.lines {
		if l.Unit == price.Unit && l.Class == "" && l.On(today) && l.Cents == price.Cents {
			return producer.Same, nil
		}
	}
	if looked {
		return producer.Kept, nil
	}
	row := PriceRow{Offering: o.ID, NewPrice: NewPrice{Unit: price.Unit, Cents: price.Cents, From: today}}
	if err := newID(&row.ID); err != nil {
		return "", err
	}
	done, err := SetPrice(o.lines, row.NewPrice, today)
	if err != nil {
		return "", err
	}
	was := done.replaces(o.lines)
	o.lines = done.After(o.lines)
	o.changed = append(o.changed, change{row: row, was: was})
	return producer.Changed, nil
}

// importedPrice tells what is wrong with a price by itself.
func (c *checked) importedPrice(in Imported) {
	if in.Price == nil {
		return
	}
	day := calendar.Date{Year: 2026, Month: 1, Day: 1} // whichever: a list's price begins on the day of its import
	_, err := SetPrice(nil, NewPrice{Unit: in.Price.Unit, Cents: in.Price.Cents, From: day}, day)
	c.take(err)
}
