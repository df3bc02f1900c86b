package hours

import (
	"slices"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

// Line is weekdays that follow each other and have the same hours. First and Last count from Monday, which is 0.
type Line struct {
	First, Last int
	Open        []Interval
}

// Lines are the week from Monday on with equal days joined.
func (w Week) Lines() []Line {
	var out []Line
	for i, open := range w.Days {
		if n := len(out); n > 0 && slices.Equal(out[n-1].Open, open) {
			out[n-1].Last = i
		} else {
			out = append(out, Line{First: i, Last: i, Open: open})
		}
	}
	return out
}

// Always tells whether every day of the week is open round the clock.
func (w Week) Always() bool {
	lines := w.Lines()
	return len(lines) == 1 && len(lines[0].Open) == 1 && lines[0].Open[0] == RoundTheClock
}

// Special is days that follow each other on which something else holds than on their weekdays, or that are days off. A day
// off stands alone, since it has a name.
type Special struct {
	Day
	Last calendar.Date
}

// Specials are those of so many days from a day on.
func (w Week) Specials(from calendar.Date, days int) []Special {
	if w.State != Regular {
		return nil
	}
	var out []Special
	for i := range days {
		d := w.On(from.AddDays(i))
		if d.Why == ByWeekday {
			continue
		}
		if n := len(out); n > 0 && joins(out[n-1], d) {
			out[n-1].Last = d.Date
			continue
		}
		out = append(out, Special{Day: d, Last: d.Date})
	}
	return out
}

func joins(s Special, d Day) bool {
	return s.Last.AddDays(1) == d.Date && s.Holiday == nil && d.Holiday == nil && s.Why == d.Why && s.Note == d.Note && slices.Equal(s.Open, d.Open)
}
