package search

import (
	"cmp"
	"math"
	"slices"

	"github.com/tuottajatori/tuottajatori/internal/service"
)

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

// Cheaper orders terms of a line, negative when p comes first: known amounts, the least of them before the others and what
// is free before an amount of nothing; then what is not known.
func (p Paid) Cheaper(other Paid) int {
	return cmp.Or(cmp.Compare(p.amount(), other.amount()), cmp.Compare(p.charged(), other.charged()))
}

func (p Paid) amount() int64 {
	switch {
	case p.Free:
		return 0
	case !p.Known:
		return math.MaxInt64
	}
	return p.Cents
}

func (p Paid) charged() int {
	if p.Free {
		return 0
	}
	return 1
}

// Paid is what the order looks at of a document, by a usage that is asked; zero is the service's usual one.
func (d *Document) Paid(asked service.Usage) Paid {
	p := d.paid()
	if p.Known {
		p.Month, _ = service.UsageFor(d.Service, asked).InMonth(d.PaysPer)
	}
	return p
}

// paid is Paid without months.
func (d *Document) paid() Paid {
	p := Paid{Free: d.PaysKind == PaysFree, Told: d.PaysKind != PaysUnknown}
	if d.PaysCents != nil {
		p.Known, p.Cents = true, *d.PaysCents
	}
	return p
}

// KeyUnknown is the last key of the orders by room and by quality: of what is not known.
const KeyUnknown uint32 = math.MaxUint32

// The states of Document.Vacancy in their order; VacancyFree is the one that Query.Vacancy asks for.
const (
	VacancyFree  = "free"
	vacancyQueue = "queue"
	vacancyFull  = "full"
)

// RoomKey is the place of a Document.Vacancy in the order by how soon there is room, the smaller first: free places, then
// queues, then what is full, then what nobody has told. Within each a known number of days until a new client can start
// comes before an unknown one (negative).
func RoomKey(vacancy string, waitDays int) uint32 {
	const each = 1 << 29 // keys of each state; the last is that of an unknown wait
	state := slices.Index([]string{VacancyFree, vacancyQueue, vacancyFull}, vacancy)
	if state < 0 {
		return KeyUnknown
	}
	wait := each - 1
	if waitDays >= 0 {
		wait = min(waitDays, each-2)
	}
	return uint32(state*each + wait)
}

// QualityKey is the place of a mean rating in hundredths in the order by quality, the smaller first; negative is not rated.
func QualityKey(hundredths int) uint32 {
	if hundredths < 0 {
		return KeyUnknown
	}
	return uint32(math.MaxInt16 - min(hundredths, math.MaxInt16))
}

// ByUsage tells whether the order depends on a usage that is asked, which only an engine that works the order out for
// each question can answer: an index that holds it ready holds that of the usual usage.
func (q Query) ByUsage() bool { return q.Sort == SortPays && q.Usage != service.Usage{} }
