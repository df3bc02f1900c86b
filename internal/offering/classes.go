package offering

import (
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// The times of day and week at which a service may cost otherwise than on weekdays.
const (
	ClassEvening  = scheme.TimeEvening
	ClassSaturday = scheme.TimeSaturday
	ClassSunday   = scheme.TimeSunday
	ClassNight    = scheme.TimeNight
)

// Classes lists the times that may have a price of their own, in the order in which they are shown. A line of a time is
// an amount of its own, or a percentage of the price itself, which is that of weekdays; without one the price itself holds.
func Classes() []string { return scheme.Times() }

// MaxPercent is the highest percentage of a time's price: ten times that of weekdays.
const MaxPercent = 1000

// ClassPrice is what a time's line comes to, given the price itself: a percentage is rounded to the nearest cent, half up.
func ClassPrice(line PriceLine, price money.Cents) money.Cents {
	if line.Percent == 0 {
		return line.Cents
	}
	return (price*money.Cents(line.Percent) + 50) / 100
}

// ClassesOn lists what each time costs by a unit on a day, where that is not the price itself. A percentage says nothing
// while there is no price.
func ClassesOn(o Offering, unit string, day calendar.Date) []PriceLine {
	price := priceFor(unit, PricesOn(o.Prices, day))
	var out []PriceLine
	for _, class := range Classes() {
		for _, line := range PricesOn(o.Classes, day) {
			if line.Unit != unit || line.Class != class || line.Percent != 0 && price == nil {
				continue
			}
			if price != nil {
				line.Cents = ClassPrice(line, price.Cents)
			}
			out = append(out, line)
		}
	}
	return out
}
