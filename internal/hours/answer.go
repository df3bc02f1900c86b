package hours

import (
	"time"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

// Answer is whether a place is open at a moment. It is meant for regular hours: of others nothing is known.
type Answer struct {
	Known bool
	Open  bool
	Until time.Time // when it closes; zero when closed, and when it does not close within a week
	Next  time.Time // when it opens next; zero when open, and when it does not open within a year
}

const (
	farthestClosing = 7   // days: what is open longer is open round the clock
	farthestOpening = 366 // days
)

// span is a time from one moment up to another.
type span struct{ from, to time.Time }

// At answers for a moment.
func (w Week) At(now time.Time) Answer {
	if w.State != Regular {
		return Answer{}
	}
	today := calendar.Today(now)
	// What opened yesterday may be open still; nothing is open for longer than a day from its opening.
	for d := today.AddDays(-1); !d.After(today); d = d.AddDays(1) {
		for _, s := range w.spans(d) {
			if !now.Before(s.from) && now.Before(s.to) {
				return Answer{Known: true, Open: true, Until: w.end(s.to, today)}
			}
		}
	}
	for i := range farthestOpening {
		for _, s := range w.spans(today.AddDays(i)) {
			if s.from.After(now) {
				return Answer{Known: true, Next: s.from}
			}
		}
	}
	return Answer{Known: true}
}

// end is when that closes which is open up to a moment: what opens before it goes on.
func (w Week) end(to time.Time, today calendar.Date) time.Time {
	for moved := true; moved; {
		moved = false
		day := calendar.Today(to)
		if today.DaysUntil(day) > farthestClosing {
			return time.Time{}
		}
		for d := day.AddDays(-1); !d.After(day); d = d.AddDays(1) {
			for _, s := range w.spans(d) {
				if !s.from.After(to) && s.to.After(to) {
					to, moved = s.to, true
				}
			}
		}
	}
	return to
}

// spans are a day's intervals as moments, in order. What the clocks leave out is no time.
func (w Week) spans(d calendar.Date) []span {
	open := w.On(d).Open
	out := make([]span, 0, len(open))
	for _, i := range open {
		if s := (span{opening(d, i.Opens), closing(d, i.Closes)}); s.from.Before(s.to) {
			out = append(out, s)
		}
	}
	return out
}
