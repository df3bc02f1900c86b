package offering

import (
	"slices"

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

// Best works out what the client pays for the first of the service's units that it can be worked out for. Terms and
// prices are those in force on one day; what the scheme says nothing of is taken under its form of payment alone.
func Best(units []string, clientPays string, terms []Terms, prices []PriceLine) Pays {
	fallback := WhatClientPays(Terms{ClientPays: clientPays}, nil)
	for _, unit := range units {
		t, known := Terms{ClientPays: clientPays}, false
		for _, candidate := range terms {
			if candidate.Unit == unit {
				t, known = candidate, true
			}
		}
		p := WhatClientPays(t, priceFor(unit, prices))
		if p.Cents != nil {
			return p
		}
		if known && fallback.Kind == Unknown {
			fallback = p
		}
	}
	return fallback
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
