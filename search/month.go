package search

import "github.com/tuottajatori/tuottajatori/internal/service"

// Paid is what the order by what one pays looks at.
type Paid struct {
	Free  bool         // costs nothing, by any unit
	Told  bool         // something is told: an amount, a range, or that income decides
	Known bool         // Cents are
	Cents int64        // by its own unit
	Month service.Rate // how many of the unit a month holds by the usage; zero when that cannot be told
}

// Keys of the order by what one pays: amounts a month rise from nothing, then come ranges and fees by income, then
// amounts that cannot be turned into months, rising by their own unit, and last what is not told.
const (
	rangesKey = 1 << 31
	ownKey    = rangesKey + 1
	untoldKey = 1<<32 - 1
)

// Key is the place in the order: the smaller comes first.
func (p Paid) Key() uint32 {
	switch {
	case p.Free:
		return 0
	case p.Known && p.Month.Holds():
		return uint32(min(p.Month.Of(p.Cents), rangesKey-1))
	case p.Known:
		return uint32(ownKey + min(max(p.Cents, 0), untoldKey-1-ownKey))
	case p.Told:
		return rangesKey
	}
	return untoldKey
}

// Paid is what the order looks at of a document, by a usage that is asked; zero is the service's usual one.
func (d Document) Paid(asked service.Usage) Paid {
	p := Paid{Free: d.PaysKind == PaysFree, Told: d.PaysKind != paysUnknown}
	if d.PaysCents != nil {
		p.Known, p.Cents = true, *d.PaysCents
		p.Month, _ = service.UsageFor(d.Service, asked).InMonth(d.PaysPer)
	}
	return p
}

// ByUsage tells whether the order depends on a usage that is asked, which only an engine that works the order out for
// each question can answer: an index that holds it ready holds that of the usual usage.
func (q Query) ByUsage() bool { return q.Sort == SortPays && q.Usage != service.Usage{} }
