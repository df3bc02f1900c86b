package offering

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/search"
)

// write writes what the rows have led to, each table once: what ends before what begins, so that no two lines ever
// overlap on the way.
func (p *pricing) write(ctx context.Context, tx *db.Tx) error {
	var ended, corrected, added lineList
	changes, entries := make([]change, 0, len(p.rows)), make([]audit.Entry, 0, len(p.rows))
	var proposed []Proposal
	var replaced, touched []uuid.UUID
	for _, id := range p.order {
		o := p.priced[id]
		g := p.grounds[o.AdmissionID]
		for _, l := range o.lines {
			was := slices.IndexFunc(o.before, func(b PriceLine) bool { return b.ID == l.ID })
			switch {
			case was < 0:
				added.add(id, l)
			case !sameDay(o.before[was].To, l.To):
				ended.add(id, l)
			case !o.before[was].sameAmount(l):
				corrected.add(id, l)
			}
		}
		changes, proposed, replaced = append(changes, o.changed...), append(proposed, o.proposed...), append(replaced, o.replaced...)
		if len(o.changed) > 0 {
			touched = append(touched, id)
		}
		entries = append(entries, o.entries(g.admission.Scheme.OrganiserID)...)
	}
	for _, step := range []func() error{
		func() error { return ended.write(ctx, tx, endLines) },
		func() error { return corrected.write(ctx, tx, correctLines) },
		func() error { return added.write(ctx, tx, addLines) },
		func() error { return insertChanges(ctx, tx, changes) },
		func() error { return closeProposals(ctx, tx, replaced, OutcomeReplaced, "") },
		func() error { return insertProposals(ctx, tx, proposed) },
		func() error { return search.TouchAll(ctx, tx, search.KindOffering, touched) },
		func() error { return audit.RecordAll(ctx, tx, entries) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// entries are what the audit trail says of an offering's new prices.
func (o *priced) entries(organiser uuid.UUID) []audit.Entry {
	var out []audit.Entry
	add := func(action string, id uuid.UUID, p NewPrice) {
		details := map[string]any{"price_line": id, "unit": p.Unit, "from": p.From}
		if p.Class != "" {
			details["class"] = p.Class
		}
		if p.Percent != 0 {
			details["percent"] = p.Percent
		} else {
			details["cents"] = p.Cents
		}
		out = append(out, audit.Entry{Action: action, ObjectKind: "offering", ObjectID: o.ID, Organiser: organiser, Details: details})
	}
	for _, c := range o.changed {
		add("offering.price_set", c.row.ID, c.row.NewPrice)
	}
	for _, n := range o.proposed {
		add("offering.price_proposed", n.ID, n.price())
	}
	return out
}

// lineList gathers lines for one statement. The prices themselves and those of times are in tables of their own.
type lineList struct{ prices, classes lineColumns }

type lineColumns struct {
	id, offering   []uuid.UUID
	unit, class    []string
	cents, percent []*int64
	from, to       []calendar.Date // a zero last day: for the time being
}

func (l *lineList) add(offering uuid.UUID, line PriceLine) {
	c := &l.prices
	if line.Class != "" {
		c = &l.classes
	}
	c.add(line.ID, offering, line)
}

func (c *lineColumns) add(id, offering uuid.UUID, line PriceLine) {
	c.id, c.offering = append(c.id, id), append(c.offering, offering)
	c.unit, c.class = append(c.unit, line.Unit), append(c.class, line.Class)
	cents, percent := line.columns()
	c.cents, c.percent = append(c.cents, cents), append(c.percent, percent)
	var to calendar.Date
	if line.To != nil {
		to = *line.To
	}
	c.from, c.to = append(c.from, line.From), append(c.to, to)
}

// columns are an amount or a percentage, never both.
func (l PriceLine) columns() (cents, percent *int64) {
	n := int64(l.Cents)
	if l.Percent != 0 {
		n = int64(l.Percent)
		return nil, &n
	}
	return &n, nil
}

const (
	listed8 = `unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::date[], $8::date[])
		AS n (id, offering_id, unit, class, cents, percent, from_day, to_day)`

	endLines     = `UPDATE %[1]s l SET valid = daterange(n.from_day, n.to_day, '[]'), %[2]s FROM ` + listed8 + ` WHERE l.id = n.id`
	correctLines = `UPDATE %[1]s l SET %[2]s FROM ` + listed8 + ` WHERE l.id = n.id`
	addLines     = `INSERT INTO %[1]s (id, offering_id, unit, %[3]s, valid)
		SELECT n.id, n.offering_id, n.unit, %[4]s, daterange(n.from_day, n.to_day, '[]') FROM ` + listed8
)

// write runs a statement for each of the two tables that there are lines of.
func (l *lineList) write(ctx context.Context, tx *db.Tx, statement string) error {
	for _, one := range []struct {
		of                           *lineColumns
		table, set, columns, written string
	}{
		{&l.prices, "price_line", "cents = n.cents", "cents", "n.cents"},
		{&l.classes, "price_class", "cents = n.cents, percent = n.percent", "class, cents, percent", "n.class, n.cents, n.percent::int"},
	} {
		if len(one.of.id) == 0 {
			continue
		}
		names := []any{one.table, one.set}
		if statement == addLines {
			names = append(names, one.columns, one.written)
		}
		if _, err := tx.ExecContext(ctx, fmt.Sprintf(statement, names...), one.of.args()...); err != nil {
			return fmt.Errorf("write prices: %w", err)
		}
	}
	return nil
}

func (c *lineColumns) args() []any {
	return []any{db.IDs(c.id), db.IDs(c.offering), pq.Array(c.unit), pq.Array(c.class), db.Numbers(c.cents), db.Numbers(c.percent), db.Days(c.from), db.Days(c.to)}
}

// insertChanges writes the history: what a price was, what it is, and from when on.
func insertChanges(ctx context.Context, tx *db.Tx, changes []change) error {
	if len(changes) == 0 {
		return nil
	}
	var now, was lineColumns
	by := make([]uuid.UUID, 0, len(changes))
	for _, c := range changes {
		id, err := uuid.NewV7()
		if err != nil {
			return err
		}
		now.add(id, c.row.Offering, PriceLine{Unit: c.row.Unit, Class: c.row.Class, Cents: c.row.Cents, Percent: c.row.Percent, From: c.row.From})
		var cents, percent *int64
		if c.was != nil {
			cents, percent = c.was.columns()
		}
		was.cents, was.percent = append(was.cents, cents), append(was.percent, percent)
		by = append(by, c.by.UUID)
	}
	args := append(now.args(), db.Numbers(was.cents), db.Numbers(was.percent), db.IDs(by), orNull(tx.Actor.Person))
	_, err := tx.ExecContext(ctx, `INSERT INTO price_change (id, offering_id, unit, class, cents, percent, from_day, old_cents, old_percent, proposal_id, done_by)
		SELECT n.id, n.offering_id, n.unit, coalesce(nullif(n.class, ''), 'weekday'), n.cents, n.percent::int, n.from_day, n.old_cents, n.old_percent::int, n.proposal, $12
		FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::date[], $8::date[], $9::bigint[], $10::bigint[], $11::uuid[])
			AS n (id, offering_id, unit, class, cents, percent, from_day, to_day, old_cents, old_percent, proposal)`, args...)
	if err != nil {
		return fmt.Errorf("write the history of prices: %w", err)
	}
	return nil
}

func orNull(id uuid.UUID) uuid.NullUUID { return uuid.NullUUID{UUID: id, Valid: id != uuid.Nil} }
