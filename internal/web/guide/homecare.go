package guide

import (
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/money"
)

// The client fee for continuous home care (734/1992 §10 e): a share of what the income is over a limit. The limits
// follow an index every other year; those of 2026 are worked out from those of 2024, and so is what each further person
// adds.

// careLimits are the income limits by the month in whole euros, for one to six persons, and what each further one adds.
type careLimits struct {
	span    span
	euros   [6]int
	further int
}

var limitsOfCare = []careLimits{
	{index2026, [6]int{699, 1290, 2025, 2503, 3030, 3481}, 416},
	{span{day(2024, 1, 1), day(2025, 12, 31)}, [6]int{653, 1205, 1891, 2338, 2830, 3251}, 389},
}

// limitsOn are the limits of a day; false when none are known.
func limitsOn(d calendar.Date) (careLimits, bool) {
	for _, l := range limitsOfCare {
		if l.span.holds(d) {
			return l, true
		}
	}
	return careLimits{}, false
}

// of is the limit of a household, in cents.
func (l careLimits) of(persons int) money.Cents {
	n := min(persons, len(l.euros))
	return money.Cents(100 * (l.euros[n-1] + (persons-n)*l.further))
}

// percentsSince is when the law's table of percentages came into force.
var percentsSince = day(2021, 7, 1)

// percents is the law's table: the highest share of income over the limit, in hundredths of a per cent, for up to so many
// hours a month and one to six persons. From leastHours on there is a row for each hour; fewer hours have the first row
// and more hours the last one.
const leastHours = 4

var percents = [][6]int{
	{800, 700, 600, 600, 600, 600},
	{1000, 875, 750, 750, 750, 750},
	{1200, 1050, 900, 900, 900, 900},
	{1400, 1225, 1050, 1050, 1050, 1050},
	{1600, 1400, 1200, 1200, 1200, 1200},
	{1700, 1475, 1250, 1250, 1250, 1200},
	{1800, 1550, 1300, 1300, 1300, 1200},
	{1900, 1625, 1350, 1350, 1350, 1200},
	{2000, 1700, 1400, 1400, 1400, 1200},
	{2100, 1775, 1450, 1450, 1400, 1200},
	{2200, 1850, 1500, 1500, 1400, 1200},
	{2300, 1925, 1550, 1550, 1400, 1200},
	{2400, 2000, 1600, 1600, 1400, 1200},
	{2450, 2050, 1650, 1600, 1400, 1200},
	{2500, 2100, 1700, 1600, 1400, 1200},
	{2550, 2150, 1750, 1600, 1400, 1200},
	{2600, 2200, 1800, 1600, 1400, 1200},
	{2650, 2250, 1850, 1600, 1400, 1200},
	{2700, 2300, 1900, 1600, 1400, 1200},
	{2750, 2350, 1900, 1600, 1400, 1200},
	{2800, 2400, 1900, 1600, 1400, 1200},
	{2850, 2400, 1900, 1600, 1400, 1200},
	{2900, 2400, 1900, 1600, 1400, 1200},
	{2950, 2400, 1900, 1600, 1400, 1200},
	{3000, 2400, 1900, 1600, 1400, 1200},
	{3050, 2400, 1900, 1600, 1400, 1200},
	{3100, 2400, 1900, 1600, 1400, 1200},
	{3150, 2400, 1900, 1600, 1400, 1200},
	{3200, 2400, 1900, 1600, 1400, 1200},
	{3250, 2400, 1900, 1600, 1400, 1200},
	{3300, 2400, 1900, 1600, 1400, 1200},
	{3350, 2400, 1900, 1600, 1400, 1200},
	{3400, 2400, 1900, 1600, 1400, 1200},
	{3450, 2400, 1900, 1600, 1400, 1200},
	{3500, 2400, 1900, 1600, 1400, 1200},
}

// percentOf is the share of a household by the hours of the decision, in hundredths of a per cent.
func percentOf(persons, hours int) int {
	row := min(max(hours-leastHours, 0), len(percents)-1)
	return percents[row][min(persons, 6)-1]
}

// careFee is the highest fee by the month for an income before tax: the share of what is over the limit, cents cut off,
// so that rounding never adds. The county may ask less, and never more than the service costs.
func careFee(l careLimits, persons, hours int, income money.Cents) money.Cents {
	over := max(income-l.of(persons), 0)
	return over * money.Cents(percentOf(persons, hours)) / 10_000
}
