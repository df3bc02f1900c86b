// Package hours knows when a place is open: the hours of each weekday, what holds on public holidays and on their eves, and
// the days on which something else holds. Times are those of a clock on the wall in Finland.
//
//	hours.go   a week and its parts, and which hours hold on a day
//	answer.go  whether it is open at a moment, until when, and when it opens next
//	lines.go   the week in lines with equal days joined, and the days to come that differ from it
//	check.go   what is wrong with hours that somebody told
//	clock.go   times as people write them, and as moments
//
// Nothing here reads a clock: every function takes the moment or the day that it is asked about.
package hours

import (
	"slices"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

// State is how much is known.
type State string

// The states. That nothing has been told is one of its own, and so is a place that opens when it is agreed.
const (
	NotTold   State = ""
	Regular   State = "regular"
	Agreement State = "agreement"
)

// Rule is what holds on a kind of day off.
type Rule string

// The rules: closed, the weekday's own hours, or those of a Sunday.
const (
	RuleClosed Rule = "closed"
	RuleUsual  Rule = "usual"
	RuleSunday Rule = "sunday"
)

// Rules are all of them, in the order of the form.
func Rules() []Rule { return []Rule{RuleClosed, RuleUsual, RuleSunday} }

// Clock is a time of day in minutes from midnight.
type Clock int

// Midnight is the end of a day.
const Midnight Clock = 24 * 60

// Interval is a time from opening up to closing. It belongs to the day on which it opens; what closes after midnight closes
// later than Midnight.
type Interval struct{ Opens, Closes Clock }

// RoundTheClock is a whole day.
var RoundTheClock = Interval{0, Midnight}

// Exception is what holds on some days instead of the usual. Without intervals it is closed.
type Exception struct {
	First, Last calendar.Date
	Open        []Interval
	Note        string
}

// On tells whether a day is one of them.
func (e Exception) On(d calendar.Date) bool { return !d.Before(e.First) && !d.After(e.Last) }

// Week is all that is told of when a place is open.
type Week struct {
	State         State
	Days          [7][]Interval // Monday first, intervals in order; none: closed
	ElseAgreement bool          // at other times by agreement
	Holidays      Rule          // on public holidays
	Eves          Rule          // on Midsummer Eve and Christmas Eve
	Exceptions    []Exception   // in order of their days
	Confirmed     calendar.Date // when somebody last said that this is right
}

// Index is a weekday's place in a week that begins on Monday.
func Index(d time.Weekday) int { return (int(d) + 6) % 7 }

// Why tells why a day's hours are what they are.
type Why string

// The reasons, the strongest first.
const (
	ByException Why = "exception"
	ByHoliday   Why = "holiday"
	ByWeekday   Why = "weekday"
)

// Day is which hours hold on a day, and why.
type Day struct {
	Date    calendar.Date
	Open    []Interval // none: closed
	Why     Why
	Note    string            // of an exception
	Holiday *calendar.Holiday // when it is one, whatever holds
}

// On is what holds on a day: an exception before a holiday's rule, and that before the weekday's own hours.
func (w Week) On(d calendar.Date) Day {
	day := Day{Date: d, Open: w.Days[Index(d.Weekday())], Why: ByWeekday}
	if holiday, is := calendar.HolidayOn(d); is {
		day.Holiday, day.Why = &holiday, ByHoliday
		rule := w.Holidays
		if holiday.Eve {
			rule = w.Eves
		}
		switch rule {
		case RuleUsual:
		case RuleSunday:
			day.Open = w.Days[Index(time.Sunday)]
		default:
			day.Open = nil
		}
	}
	if i := slices.IndexFunc(w.Exceptions, func(e Exception) bool { return e.On(d) }); i >= 0 {
		day.Open, day.Note, day.Why = w.Exceptions[i].Open, w.Exceptions[i].Note, ByException
	}
	return day
}

// staleDays is after how long hours are told with a word of caution. Own practice: whoever has not looked at them for a year
// may have forgotten them.
const staleDays = 365

// Stale tells whether the hours were confirmed so long ago that one had better ask.
func (w Week) Stale(today calendar.Date) bool {
	return !w.Confirmed.IsZero() && w.Confirmed.DaysUntil(today) > staleDays
}
