package admission

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// Clock is how the time to decide on a case runs. A case keeps the clock with which it began.
type Clock struct {
	Days  int    `db:"clock_days"`  // from the receipt, the day of it not counted
	Kind  string `db:"clock_kind"`  // of days: scheme.CalendarDays or WorkingDays
	Stops bool   `db:"clock_stops"` // while an answer is waited for; never in a dynamic purchasing system (1397/2016 §51)
}

// ClockOf is the clock of a scheme's cases under the rules of its regime.
func ClockOf(rules scheme.Rules, s scheme.Scheme) Clock {
	days, kind := rules.DecisionDays(s)
	return Clock{Days: days, Kind: kind, Stops: rules.Stops(s)}
}

// Stop is a time in which a question was open: from the day on which it was asked to the day on which the answer came,
// or to the last day for it when that came first. Neither a late answer nor a missing one stops the clock for longer.
type Stop struct{ Asked, Until calendar.Date }

// Due is the last day on which a decision is in time. The day of receipt in Helsinki is not counted. The days after the
// asking, up to the answer and with its day, are not counted in a clock that stops, as long as it had not run out. A deadline
// that ends on a day off moves to the next working day (150/1930 §5).
func (c Clock) Due(receivedAt time.Time, stops []Stop) calendar.Date {
	received, days := calendar.Today(receivedAt), c.Days
	due := c.after(received, days)
	if !c.Stops {
		return due
	}
	for _, stop := range stops {
		if due.Before(stop.Asked) || !stop.Asked.Before(stop.Until) {
			continue
		}
		if c.Kind == scheme.WorkingDays {
			days += calendar.WorkingDaysBetween(stop.Asked, stop.Until)
		} else {
			days += stop.Asked.DaysUntil(stop.Until)
		}
		due = c.after(received, days)
		if again := calendar.NextWorkingDay(stop.Until); due.Before(again) { // asked on the last day, answered on a day off
			due = again
		}
	}
	return due
}

func (c Clock) after(day calendar.Date, n int) calendar.Date {
	if c.Kind == scheme.WorkingDays {
		return calendar.AddWorkingDays(day, n)
	}
	return calendar.NextWorkingDay(day.AddDays(n))
}

// Left is the time to a decision: whole working days after today, the due day included; for an overdue one, the
// working days since the due day, today included.
type Left struct {
	Days    int
	Overdue bool
}

// DaysLeft counts the working days that are left on a day, weekends and holidays not counted. On the due day itself
// zero are left and the case is still in time.
func DaysLeft(due, today calendar.Date) Left {
	if due.Before(today) {
		return Left{Days: calendar.WorkingDaysBetween(due, today), Overdue: true}
	}
	return Left{Days: calendar.WorkingDaysBetween(today, due)}
}

// Urgency is how loudly the time left is shown.
type Urgency string

// Urgencies, from the loudest.
const (
	UrgencyOverdue Urgency = "overdue"
	UrgencySoon    Urgency = "soon"  // at most two working days
	UrgencyWeek    Urgency = "week"  // at most five working days
	UrgencyRoomy   Urgency = "roomy" // more
)

// soonDays is how many working days are left at most when a case is called urgent.
const soonDays = 2

// Urgency sorts the time left into the four levels that the queue shows in colour beside the words.
func (l Left) Urgency() Urgency {
	switch {
	case l.Overdue:
		return UrgencyOverdue
	case l.Days <= soonDays:
		return UrgencySoon
	case l.Days <= 5:
		return UrgencyWeek
	default:
		return UrgencyRoomy
	}
}

// clockOn is the clock of what is sent to a scheme on a day, with the rules that it follows from.
func clockOn(ctx context.Context, q sqlx.QueryerContext, s scheme.Scheme, day calendar.Date) (Clock, scheme.Rules, error) {
	rules, err := scheme.RulesOn(ctx, q, s.Regime, day)
	return ClockOf(rules, s), rules, err
}
