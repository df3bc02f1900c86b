package offering

import (
	"slices"
	"strconv"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// PriceRules is what a scheme says of changes of price, held against an offering's own prices: the scheme's terms, which
// producers accept with its rulebook. The zero value lets a price begin on any day and as often as one likes.
type PriceRules scheme.PriceRules

// Cap is the highest price of a unit during a validity: that of weekdays, and of times that have another.
type Cap struct {
	Unit  string
	Cents money.Cents
	Times scheme.TimeCaps
	From  calendar.Date
	To    *calendar.Date
}

// At is the highest price at a time; "" is on weekdays.
func (c Cap) At(class string) money.Cents { return c.Times.At(class, c.Cents) }

// Window answers whether a change of price may begin when it wants to: nil, or a fault on the field "from" that names the
// first day on which it may.
func (r PriceRules) Window(lines []PriceLine, p NewPrice, today calendar.Date) error {
	bad := fault.Invalid()
	if first := today.AddDays(r.NoticeDays); p.From.Before(first) {
		return bad.On("from", "fault.offering.price_notice", "Days", r.NoticeDays, "Day", r.opens(first))
	}
	if day := r.opens(p.From); day != p.From {
		return bad.On("from", "fault.offering.price_month", "Day", day)
	}
	if r.MaxChangesYear != nil && begun(lines, p) >= *r.MaxChangesYear {
		return bad.On("from", "fault.offering.price_changes", "Count", *r.MaxChangesYear, "Year", strconv.Itoa(p.From.Year))
	}
	return nil
}

// Earliest is the first day on which a change that is told today may begin.
func (r PriceRules) Earliest(today calendar.Date) calendar.Date {
	return r.opens(today.AddDays(r.NoticeDays))
}

// Bound tells whether the rules ask anything.
func (r PriceRules) Bound() bool {
	return r.NoticeDays > 0 || len(r.Months) > 0 || r.MaxChangesYear != nil || r.Approval
}

// opens is the first day from a day on in whose month a price may begin.
func (r PriceRules) opens(day calendar.Date) calendar.Date {
	for range 13 {
		if r.Months.MayBegin(day) {
			return day
		}
		day.Day = 1
		day = day.AddDays(31) // in the next month, or the second day of the one after a short one
		day.Day = 1
	}
	return day
}

// begun counts the changes of a price that begin in the calendar year of a new one, without that one and without the
// first price of all, which changed nothing.
func begun(lines []PriceLine, p NewPrice) int {
	own := same(lines, p)
	first := firstDay(own)
	n := 0
	for _, l := range own {
		if l.From.Year == p.From.Year && l.From != p.From && l.From != first {
			n++
		}
	}
	return n
}

// IsChange tells whether a price is a change of price, for which the scheme's window holds. The first price of all is
// none, nor is mending it on or before its first day, nor a time's first price that begins together with it. And a price
// that must come down because its cap was lowered needs no window: the organiser has caused it.
func IsChange(lines []PriceLine, caps []Cap, p NewPrice) bool {
	own := same(lines, p)
	switch {
	case len(own) == 1 && own[0].From == p.From, len(own) == 0 && p.Class == "":
		return false
	case len(own) == 0:
		price := firstDay(same(lines, NewPrice{Unit: p.Unit}))
		return !price.IsZero() && price.Before(p.From)
	}
	was, is := amountOn(lines, p.Unit, p.Class, p.From), p.on(lines)
	over := func(amount *money.Cents) bool {
		return amount != nil && slices.ContainsFunc(caps, func(c Cap) bool {
			return c.Unit == p.Unit && (PriceLine{From: c.From, To: c.To}).On(p.From) && *amount > c.At(p.Class)
		})
	}
	return !over(was) || over(is)
}

// same are the lines of a price's unit and class.
func same(lines []PriceLine, p NewPrice) []PriceLine {
	var own []PriceLine
	for _, l := range lines {
		if l.Unit == p.Unit && l.Class == p.Class {
			own = append(own, l)
		}
	}
	return own
}

// firstDay is the day on which the first of the lines begins; zero when there is none.
func firstDay(lines []PriceLine) calendar.Date {
	var first calendar.Date
	for _, l := range lines {
		if first.IsZero() || l.From.Before(first) {
			first = l.From
		}
	}
	return first
}

// amountOn is what a unit costs at a time on a day; nil when no line says.
func amountOn(lines []PriceLine, unit, class string, day calendar.Date) *money.Cents {
	for _, l := range same(lines, NewPrice{Unit: unit, Class: class}) {
		if !l.On(day) {
			continue
		}
		if l.Percent == 0 {
			return &l.Cents
		}
		if price := amountOn(lines, unit, "", day); price != nil {
			amount := ClassPrice(l, *price)
			return &amount
		}
	}
	return nil
}

// on is what a new price comes to on its first day; nil for a percentage of nothing.
func (p NewPrice) on(lines []PriceLine) *money.Cents {
	if p.Percent == 0 {
		return &p.Cents
	}
	price := amountOn(lines, p.Unit, "", p.From)
	if price == nil {
		return nil
	}
	amount := ClassPrice(PriceLine{Percent: p.Percent}, *price)
	return &amount
}

// OverCap finds the lowest cap that a line is over on any day of its validity; nil when it is over none. Lines are all of
// the offering's, the line among them: the price itself is also held against the caps by what it makes of percentages,
// and a percentage by each price that it is a percentage of.
func OverCap(lines []PriceLine, caps []Cap, line PriceLine) *money.Cents {
	var lowest *money.Cents
	hold := func(amount money.Cents, class string, days span) {
		for _, c := range caps {
			most := c.At(class)
			if c.Unit == line.Unit && amount > most && days.meets(span{c.From, c.To}) && (lowest == nil || most < *lowest) {
				lowest = &most
			}
		}
	}
	days := span{line.From, line.To}
	if line.Percent == 0 {
		hold(line.Cents, line.Class, days)
	}
	for _, l := range lines {
		price, share := line, l
		if line.Class != "" {
			price, share = l, line
		}
		if l.Unit != line.Unit || price.Class != "" || share.Class == "" || share.Percent == 0 {
			continue
		}
		if common, ok := days.with(span{l.From, l.To}); ok {
			hold(ClassPrice(share, price.Cents), share.Class, common)
		}
	}
	return lowest
}

// span is days from one to another; without an end for the time being.
type span struct {
	from calendar.Date
	to   *calendar.Date
}

func (s span) meets(other span) bool {
	_, ok := s.with(other)
	return ok
}

// with is what two spans have in common.
func (s span) with(other span) (span, bool) {
	if s.from.Before(other.from) {
		s.from = other.from
	}
	if s.to == nil || other.to != nil && other.to.Before(*s.to) {
		s.to = other.to
	}
	return s, s.to == nil || !s.to.Before(s.from)
}
