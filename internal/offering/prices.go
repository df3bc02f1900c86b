package offering

import (
	"cmp"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// maxPrice is the highest price of one unit that the database takes: a million euros.
const maxPrice money.Cents = 100_000_000

// NewPrice is a price that holds from a day on.
type NewPrice struct {
	ID      uuid.UUID     `json:"id"` // of the line
	Unit    string        `json:"unit"`
	Class   string        `json:"class,omitempty"` // as PriceLine's
	Cents   money.Cents   `json:"cents"`
	Percent int           `json:"percent,omitempty"` // as PriceLine's
	From    calendar.Date `json:"from"`
}

// PriceChange is what setting a price does to the lines that are there. Fields that are nil mean nothing to do.
type PriceChange struct {
	End     *PriceLine // this line ends, with its new last day
	Correct *PriceLine // this line begins on the same day, with its new amount
	Add     *PriceLine // this line is new
}

// SetPrice works out how a new price fits between the lines of its unit and class: the line in force on its first day
// ends the day before, a line that begins on that very day is corrected instead, and a line that begins later stays, so
// the new one ends before it. A price never begins in the past: what clients were told then was true. It leaves no days
// without a price after one that is to end. The faults are on the fields "price", "percent", "class" and "from".
func SetPrice(lines []PriceLine, p NewPrice, today calendar.Date) (PriceChange, error) {
	if err := p.check(today); err != nil {
		return PriceChange{}, err
	}
	var change PriceChange
	var ends *calendar.Date // the last day of the latest line before the new one, when none is in force on its first
	added := PriceLine{ID: p.ID, Unit: p.Unit, Class: p.Class, Cents: p.Cents, Percent: p.Percent, From: p.From}
	for _, line := range lines {
		if line.Unit != p.Unit || line.Class != p.Class {
			continue
		}
		switch {
		case line.From == p.From:
			line.Cents, line.Percent = p.Cents, p.Percent
			return PriceChange{Correct: &line}, nil
		case line.On(p.From):
			last := p.From.AddDays(-1)
			line.To = &last
			change.End = &line
		case p.From.Before(line.From) && (added.To == nil || !added.To.Before(line.From)):
			last := line.From.AddDays(-1)
			added.To = &last
		case line.To != nil && line.To.Before(p.From) && (ends == nil || ends.Before(*line.To)):
			ends = line.To
		}
	}
	if change.End == nil && ends != nil && !ends.Before(today) && ends.AddDays(1).Before(p.From) {
		return PriceChange{}, fault.Invalid().On("from", "fault.offering.price_gap", "Day", ends.AddDays(1))
	}
	change.Add = &added
	return change, nil
}

// check answers what is wrong with a price by itself.
func (p NewPrice) check(today calendar.Date) error {
	bad := fault.Invalid()
	switch {
	case p.Class != "" && !slices.Contains(Classes(), p.Class):
		bad = bad.On("class", "fault.offering.class_unknown")
	case p.Percent != 0 && (p.Class == "" || p.Percent < 1 || p.Percent > MaxPercent):
		bad = bad.On("percent", "fault.offering.percent", "Limit", MaxPercent)
	case p.Cents < 0:
		bad = bad.On("price", "fault.offering.price_negative")
	case p.Cents > maxPrice:
		bad = bad.On("price", "fault.offering.price_too_high")
	}
	switch {
	case p.From.IsZero():
		bad = bad.On("from", "fault.offering.from_missing")
	case p.From.Before(today):
		bad = bad.On("from", "fault.offering.from_past")
	case today.AddDays(maxAhead).Before(p.From):
		bad = bad.On("from", "fault.offering.from_too_far")
	}
	return bad.OrNil()
}

// After is what the lines are when the change has been made.
func (c PriceChange) After(lines []PriceLine) []PriceLine {
	out := make([]PriceLine, 0, len(lines)+1)
	for _, line := range lines {
		for _, changed := range []*PriceLine{c.End, c.Correct} {
			if changed != nil && changed.ID == line.ID {
				line = *changed
			}
		}
		out = append(out, line)
	}
	if c.Add != nil {
		out = append(out, *c.Add)
	}
	return out
}

// Line is the line that the change makes or corrects.
func (c PriceChange) Line() PriceLine {
	if c.Add != nil {
		return *c.Add
	}
	return *c.Correct
}

// maxAhead is how far ahead a price can be set, in days: a year typed wrong is a fault, not a promise.
const maxAhead = 3 * 366

// On tells whether the line is in force on a day.
func (l PriceLine) On(day calendar.Date) bool {
	return !day.Before(l.From) && (l.To == nil || !l.To.Before(day))
}

// PricesOn returns the lines in force on a day, at most one for each unit, in the order given.
func PricesOn(lines []PriceLine, day calendar.Date) []PriceLine {
	var on []PriceLine
	for _, line := range lines {
		if line.On(day) {
			on = append(on, line)
		}
	}
	return on
}

// A Choice is which of an offering's prices its clients are shown, and what they pay by it.
type Choice struct {
	Price *PriceLine   // nil: none is known, or it is not the client's to pay
	Value *money.Cents // the voucher's value for the same unit; nil: none
	Pays  Pays
}

// Choose works out which price of an offering is shown and what a client pays by it; the producer's people and the public
// are told the same. Terms and prices are those in force on one day. Units are tried in the service's own order, then any
// other by name; the first that gives a known amount wins. Under a client fee or free the producer's price is between it
// and the organiser (734/1992), and of a plain listing's price it is not known whose it is to pay, so none is shown.
func Choose(units []string, clientPays string, terms []Terms, prices []PriceLine) Choice {
	best := Choice{Pays: WhatClientPays(Terms{ClientPays: clientPays}, nil)}
	for i, unit := range priceable(units, terms, prices) {
		term, price := termsFor(unit, clientPays, terms), priceFor(unit, prices)
		pays := WhatClientPays(term, price)
		if i == 0 || best.Pays.Cents == nil && (pays.Cents != nil || best.Price == nil && price != nil) {
			best = Choice{Price: price, Value: term.ValueCents, Pays: pays}
		}
	}
	if clientPays != OwnShare && clientPays != Price {
		best.Price, best.Value = nil, nil
	}
	return best
}

// priceable lists the units that there is a price or a term for: those of the service first, in its order.
func priceable(units []string, terms []Terms, prices []PriceLine) []string {
	var there []string
	for _, p := range prices {
		there = append(there, p.Unit)
	}
	for _, t := range terms {
		there = append(there, t.Unit)
	}
	rank := func(unit string) int {
		if i := slices.Index(units, unit); i >= 0 {
			return i
		}
		return len(units)
	}
	slices.SortFunc(there, func(a, b string) int { return cmp.Or(rank(a)-rank(b), strings.Compare(a, b)) })
	return slices.Compact(there)
}

func termsFor(unit, clientPays string, terms []Terms) Terms {
	for _, t := range terms {
		if t.Unit == unit {
			return t
		}
	}
	return Terms{ClientPays: clientPays}
}

func priceFor(unit string, prices []PriceLine) *PriceLine {
	for i := range prices {
		if prices[i].Unit == unit {
			return &prices[i]
		}
	}
	return nil
}

// PriceAsked tells whether a producer is asked for a price under a scheme's form of payment, and whether the offering
// can do without. A client fee is the county's to set and what is free has no price.
func PriceAsked(clientPays string) (asked, required bool) {
	switch clientPays {
	case OwnShare, Price:
		return true, true
	case Unknown:
		return true, false
	}
	return false, false
}
