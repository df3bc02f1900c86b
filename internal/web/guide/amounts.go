package guide

import (
	"time"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/money"
)

// This file is the one place of the amounts and shares that help names. Each holds for days, so a page never tells an
// amount that is over: what has no amount today is left out of the page.

// span is the days on which a figure holds, both included. Counties' fees follow an index in even years, so nothing that
// follows it is told beyond the end of an odd one without being looked at again.
type span struct{ from, until calendar.Date }

func (s span) holds(d calendar.Date) bool {
	return !d.Before(s.from) && (s.until.IsZero() || !d.After(s.until))
}

func day(y int, m time.Month, d int) calendar.Date { return calendar.Date{Year: y, Month: m, Day: d} }

var index2026 = span{day(2026, 1, 1), day(2027, 12, 31)}

// figure is one amount or share with its days and its source.
type figure struct {
	name  string
	span  span
	cents money.Cents // an amount
	tenth int         // or a share in tenths of a per cent
	src   source
}

// figures are every amount and share, but for those of home care's table.
var figures = []figure{
	{name: "ceiling", span: index2026, cents: 815_00, src: source{law: published}},      // read on a public page
	{name: "missed", span: index2026, cents: 73_70, src: source{law: published}},        // read on a public page
	{name: "housing_left", span: index2026, cents: 195_00, src: source{law: published}}, // read in a county's published settings
	{name: "housing_left", span: span{day(2024, 1, 1), day(2025, 12, 31)}, cents: 182_00, src: source{law: feeLaw}},
	{name: "ceiling", span: span{day(2024, 1, 1), day(2025, 12, 31)}, cents: 762_00, src: source{law: published}},
	{name: "missed", span: span{day(2024, 1, 1), day(2025, 12, 31)}, cents: 56_70, src: source{law: published}},
	{name: "housing_most", span: span{from: day(2021, 7, 1)}, tenth: 850, src: source{law: feeLaw}},
	{name: "housing_couple", span: span{from: day(2021, 7, 1)}, tenth: 425, src: source{law: feeLaw}},
}

// figureOn is a figure on a day; false when none holds.
func figureOn(name string, d calendar.Date) (figure, bool) {
	for _, f := range figures {
		if f.name == name && f.span.holds(d) {
			return f, true
		}
	}
	return figure{}, false
}

// reviewDays is how long a client has for asking for a review of a decision (569/2009 §13, 1301/2014 §50).
const reviewDays = 30

// percentsSince is when the law's table of percentages came into force.
var percentsSince = day(2021, 7, 1)

// The examples' own figures are invented; what is worked out of them is worked out by the rules.
var (
	exampleVoucher = struct{ price, value money.Cents }{38_00, 27_00}
	exampleRange   = struct{ least, most money.Cents }{0, 420_00}
	exampleCare    = struct {
		income  money.Cents
		hours   int
		incomes []money.Cents
		by      []int
	}{1500_00, 20, []money.Cents{600_00, 1000_00, 1500_00, 2000_00, 2500_00}, []int{8, 20, 30}}
	exampleUsage = struct {
		hour           money.Cents
		minutes, times int
	}{11_00, 30, 3}
)
