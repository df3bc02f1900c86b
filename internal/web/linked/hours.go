package linked

import (
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/hours"
)

// specialDays is how far ahead public holidays are told; exceptions are told all.
const specialDays = 60

var dayNames = [...]string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}

// Hours is when a place is open: the week, and the days on which something else holds. What is not regular is not told.
func Hours(week *hours.Week, today calendar.Date) []OpeningHours {
	if week == nil || week.State != hours.Regular {
		return nil
	}
	var out []OpeningHours
	for _, l := range week.Lines() {
		for _, o := range l.Open {
			out = append(out, Open(o.Opens.String(), closes(o), dayNames[l.First:l.Last+1]...))
		}
	}
	days := specialDays
	for _, e := range week.Exceptions {
		days = max(days, today.DaysUntil(e.Last)+1)
	}
	for _, s := range week.Specials(today, days) {
		if s.Why == hours.ByHoliday && today.DaysUntil(s.Date) >= specialDays {
			continue
		}
		open := s.Open
		if len(open) == 0 {
			open = []hours.Interval{{Opens: 0, Closes: 0}} // closed, by the practice of schema.org
		}
		for _, o := range open {
			h := Open(o.Opens.String(), closes(o))
			h.From, h.To = s.Date.String(), s.Last.String()
			out = append(out, h)
		}
	}
	return out
}

// closes is a time of closing; a day that does not end is told as ending at its last minute, as schema.org shows it.
func closes(o hours.Interval) string {
	if o.Closes == hours.Midnight {
		return "23:59"
	}
	return o.Closes.String()
}
