package offering

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// Outcome is what became of a price that was set.
type Outcome string

// The outcomes. A refused one has its fault.
const (
	PriceSame     Outcome = "same"     // it was so already
	PriceSet      Outcome = "set"      // it holds from its day on
	PriceProposed Outcome = "proposed" // it waits for the organiser's yes
	PriceRefused  Outcome = "refused"
)

// PriceRow is a price for one offering.
type PriceRow struct {
	Offering uuid.UUID
	NewPrice
}

// PriceResult is what became of a row. Was is the line that was in force on the price's first day, or that it corrects.
type PriceResult struct {
	Outcome Outcome
	Was     *PriceLine
	Err     error
}

// SetPrice gives an offering a price from a day on, see the rule of the same name. A change of price follows the scheme's
// window, and where the scheme says so it waits for the organiser's yes. Setting the same price again changes nothing.
// The faults are on the fields "unit", "class", "price", "percent" and "from".
func (s *Service) SetPrice(ctx context.Context, a actor.Actor, offeringID uuid.UUID, p NewPrice) (Outcome, error) {
	if err := mayEver(a); err != nil {
		return PriceRefused, err
	}
	var outcome Outcome
	err := s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		results, err := SetPricesIn(ctx, tx, []PriceRow{{Offering: offeringID, NewPrice: p}})
		if err != nil {
			return err
		}
		outcome = results[0].Outcome
		return results[0].Err
	})
	return outcome, err
}

// CheckPrices tells what SetPricesIn would do, and does nothing.
func (s *Service) CheckPrices(ctx context.Context, a actor.Actor, rows []PriceRow) ([]PriceResult, error) {
	var results []PriceResult
	err := s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		p, err := priceList(ctx, tx, rows, false)
		if err != nil {
			return err
		}
		results = p.results
		return nil
	})
	return results, err
}

// SetPricesIn sets many prices in a transaction of the caller's, as SetPrice does one. What is refused is in the results,
// and nothing of it is written; it is for the caller to roll back when all or none is wanted. Rows for the same price
// are taken in their order.
func SetPricesIn(ctx context.Context, tx *db.Tx, rows []PriceRow) ([]PriceResult, error) {
	p, err := priceList(ctx, tx, rows, true)
	if err != nil {
		return nil, err
	}
	return p.results, p.write(ctx, tx)
}

// pricing is a list of prices that is being set: what there is, what will be, and what becomes of each row.
type pricing struct {
	rows    []PriceRow
	results []PriceResult
	priced  map[uuid.UUID]*priced
	grounds map[uuid.UUID]schemeGround // by admission
	order   []uuid.UUID                // offerings in the order of their ids, in which they are locked
}

// subject is what setting prices needs to know of an offering. Lists have thousands of them, read twice each.
type subject struct {
	ID, ProducerID, AdmissionID uuid.UUID
	Service                     string
}

// priced is an offering whose prices are being set.
type priced struct {
	subject
	before, lines []PriceLine // of every unit and class: as they were, and as they will be
	open          []Proposal  // that wait for an answer
	asked         []Proposal  // what the rows so far ask for, whether new or waiting already
	proposed      []Proposal  // new ones
	replaced      []uuid.UUID // proposals that new ones take the place of
	changed       []change
}

// change is one row of the history.
type change struct {
	row PriceRow
	was *PriceLine
	by  uuid.NullUUID // the proposal that it comes from
}

// schemeGround is what all offerings under one admission share.
type schemeGround struct {
	ground
	terms []scheme.ServiceTerms
	caps  map[string][]Cap // by service
}

// priceList reads what the rows are about, holding it where that is asked, and works out what becomes of each.
func priceList(ctx context.Context, tx *db.Tx, rows []PriceRow, hold bool) (*pricing, error) {
	p := &pricing{rows: slices.Clone(rows), results: make([]PriceResult, len(rows)), priced: map[uuid.UUID]*priced{}, grounds: map[uuid.UUID]schemeGround{}}
	ids := make([]uuid.UUID, 0, len(rows))
	for _, row := range rows {
		ids = append(ids, row.Offering)
	}
	if err := p.read(ctx, tx, ids, hold); err != nil {
		return nil, err
	}
	for i := range p.rows {
		p.results[i] = p.take(tx.Actor, &p.rows[i])
	}
	return p, nil
}

func (p *pricing) read(ctx context.Context, tx *db.Tx, ids []uuid.UUID, hold bool) error {
	found, err := subjectsByID(ctx, tx, ids, hold)
	if err != nil {
		return err
	}
	ids = ids[:0]
	all := make([]priced, len(found))
	for i, o := range found {
		all[i].subject = o
		p.priced[o.ID], p.order, ids = &all[i], append(p.order, o.ID), append(ids, o.ID)
		if _, read := p.grounds[o.AdmissionID]; read {
			continue
		}
		g := schemeGround{}
		if g.ground, err = groundOf(ctx, tx, o.AdmissionID); err != nil {
			return err
		}
		if g.terms, err = scheme.ServicesOn(ctx, tx, g.admission.SchemeID, g.today); err != nil {
			return err
		}
		if g.caps, err = capsOf(ctx, tx, g.admission.SchemeID, true); err != nil {
			return err
		}
		p.grounds[o.AdmissionID] = g
	}
	lines, err := linesOf(ctx, tx, ids)
	if err != nil {
		return err
	}
	open, err := openProposals(ctx, tx, ids)
	if err != nil {
		return err
	}
	for id, o := range p.priced {
		o.before, o.lines, o.open = lines[id], lines[id], open[id]
	}
	return nil
}

// take works out what becomes of a row, and keeps it.
func (p *pricing) take(a actor.Actor, row *PriceRow) PriceResult {
	o := p.priced[row.Offering]
	if o == nil {
		return refusedPrice(identity.ErrNotFound)
	}
	if err := identity.Allow(a, identity.OfferingEdit, identity.Object{Producer: o.ProducerID}); err != nil {
		return refusedPrice(err)
	}
	row.ID = uuid.Nil // the same form again is known by what it says: its id may have been used for another day
	if err := newID(&row.ID); err != nil {
		return refusedPrice(err)
	}
	g := p.grounds[o.AdmissionID]
	c := newChecked()
	c.price(g.ground, o.Service, termsOf(g.admission.Scheme, g.terms, o.Service), &row.NewPrice)
	if err := c.bad.OrNil(); err != nil {
		return refusedPrice(err)
	}
	done, err := SetPrice(o.lines, row.NewPrice, g.today)
	if err != nil {
		return refusedPrice(err)
	}
	was := done.replaces(o.lines)
	if was != nil && was.sameAmount(done.Line()) && (done.Correct != nil || sameDay(was.To, done.Add.To)) {
		return PriceResult{Outcome: PriceSame, Was: was}
	}
	after := done.After(o.lines)
	if over := OverCap(after, g.caps[o.Service], done.Line()); over != nil {
		return refusedPrice(fault.Invalid().On("price", "fault.offering.price_over_cap", "Cap", *over))
	}
	if rules := PriceRules(g.admission.Scheme.Prices); rules.Bound() && IsChange(o.lines, g.caps[o.Service], row.NewPrice) {
		if err := rules.Window(o.lines, row.NewPrice, g.today); err != nil {
			return refusedPrice(err)
		}
		if rules.Approval {
			return o.propose(*row, g, was)
		}
	}
	o.lines = after
	o.changed = append(o.changed, change{row: *row, was: was})
	return PriceResult{Outcome: PriceSet, Was: was}
}

// propose keeps a price for the organiser to answer. It takes the place of one that waits, but not of one that another row
// has just asked for: who reads the list must be told which of the two would wait.
func (o *priced) propose(row PriceRow, g schemeGround, was *PriceLine) PriceResult {
	n := Proposal{ID: row.ID, Offering: o.ID, SchemeID: g.admission.SchemeID, Unit: row.Unit, Class: row.Class, Cents: row.Cents, Percent: row.Percent, From: row.From, Old: was}
	alike := func(q Proposal) bool { return q.Unit == n.Unit && q.Class == n.Class }
	same := func(q Proposal) bool { return alike(q) && q.From == n.From && q.line().sameAmount(n.line()) }
	if slices.ContainsFunc(o.asked, alike) && !slices.ContainsFunc(o.asked, same) {
		return refusedPrice(fault.Invalid().On("from", "fault.offering.one_waits"))
	}
	o.asked = append(o.asked, n)
	if slices.ContainsFunc(o.open, same) || slices.ContainsFunc(o.proposed, same) { // the same form again
		return PriceResult{Outcome: PriceProposed, Was: was}
	}
	for _, q := range o.open {
		if alike(q) && !slices.Contains(o.replaced, q.ID) {
			o.replaced = append(o.replaced, q.ID)
		}
	}
	o.proposed = append(o.proposed, n)
	return PriceResult{Outcome: PriceProposed, Was: was}
}

func refusedPrice(err error) PriceResult { return PriceResult{Outcome: PriceRefused, Err: err} }

// replaces is the line, as it is now, that a change ends or corrects; nil when there is none.
func (c PriceChange) replaces(lines []PriceLine) *PriceLine {
	for _, touched := range []*PriceLine{c.End, c.Correct} {
		if touched == nil {
			continue
		}
		for _, l := range lines {
			if l.ID == touched.ID {
				return &l
			}
		}
	}
	return nil
}

func (l PriceLine) sameAmount(other PriceLine) bool {
	return l.Percent == other.Percent && (l.Percent != 0 || l.Cents == other.Cents)
}

func sameDay(a, b *calendar.Date) bool { return a == b || a != nil && b != nil && *a == *b }
