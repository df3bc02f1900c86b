package offering

import (
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/service"
)

// Usage is how much of a service is used: visits of so many minutes, so many times a week.
type Usage = service.Usage

// UsageOf is a service's usual usage; zero where it is not used by the week.
func UsageOf(serviceKey string) Usage { return service.UsageOf(serviceKey) }

// UsageFor is the usage of a service when one is asked: what is asked where it has a meaning for the service, the usual
// for the rest.
func UsageFor(serviceKey string, asked Usage) Usage { return service.UsageFor(serviceKey, asked) }

// Estimate is what a client pays in a month. It is known only when the amount is known and its unit can be turned into
// months by the usage; otherwise the amount stays in its own unit.
type Estimate struct {
	Known     bool
	Cents     money.Cents  // or the least of a range
	Max       *money.Cents // the most of a range; nil when there is no range
	From      bool         // the least of several, and the most is not known
	Converted bool         // it was not told by the month, so it is about so much
	Steps     []PayStep    // how it came about; the last step says why when it is not known
}

// Exact is the one amount of the estimate in cents; nil for a range, the least of several or an unknown one.
func (e Estimate) Exact() *int64 {
	if !e.Known || e.From || e.Max != nil {
		return nil
	}
	cents := int64(e.Cents)
	return &cents
}

// PerMonth works out what a client pays in a month with a usage. What is told by the month is itself, and free is free. A
// range stays a range and "from" stays "from". Each amount is rounded once, at the end, to a whole cent, halves up.
func PerMonth(p Pays, u Usage) Estimate {
	var e Estimate
	if p.Cents == nil {
		return because(e, "month_not_told", p.Per)
	}
	if p.Kind == Free {
		return Estimate{Known: true, Steps: []PayStep{{Key: "month_free"}}}
	}
	rate, ok := u.InMonth(p.Per)
	if !ok {
		return because(e, "month_own_unit", p.Per)
	}
	e = Estimate{Known: true, Cents: money.Cents(rate.Of(int64(*p.Cents))), From: p.From, Converted: p.Per != service.Month}
	if p.CentsMax != nil {
		most := money.Cents(rate.Of(int64(*p.CentsMax)))
		e.Max = &most
	}
	if !e.Converted {
		e.Cents, e.Max = *p.Cents, p.CentsMax
		e.Steps = []PayStep{{Key: "month_itself", Cents: e.Cents, Max: e.Max, From: e.From, Per: service.Month}}
		return e
	}
	key := "month_count"
	switch {
	case p.Per == service.Hour:
		key = "month_hours"
	case p.Per == service.Day && u.Times >= 7:
		key = "month_every_day"
	}
	e.Steps = []PayStep{
		{Key: key, Per: p.Per, Minutes: max(u.Minutes, 0), Times: u.Times, Hundredths: rate.Hundredths()},
		{Key: "month_sum", Cents: e.Cents, Max: e.Max, From: e.From, Per: service.Month},
	}
	return e
}

func because(e Estimate, key, per string) Estimate {
	e.Steps = []PayStep{{Key: key, Per: per}}
	return e
}

// ForMinutes is what so many minutes cost at an amount by the hour, rounded once, to a whole cent, halves up.
func ForMinutes(perHour money.Cents, minutes int) money.Cents {
	return (perHour*money.Cents(minutes) + 30) / 60
}
