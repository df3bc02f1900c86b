package hours

import (
	"errors"
	"regexp"
	"strconv"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

// ErrClock means that a text is no time of day.
var ErrClock = errors.New("hours: not a time of day")

// A time as it is written in Finland: "8", "08.30", "8:30", with or without "klo" or "kl." before it. Minutes have two
// digits: nobody can know whether 8.5 is half past eight or five past.
var clockShape = regexp.MustCompile(`^(?i:klo |kl\.? )?([0-9]{1,2})(?:[.:]([0-9]{2}))?$`)

// ParseClock reads a time of day up to 24.00, which is the midnight that ends the day.
func ParseClock(s string) (Clock, error) {
	m := clockShape.FindStringSubmatch(s)
	if m == nil {
		return 0, ErrClock
	}
	hour, _ := strconv.Atoi(m[1]) // digits, or nothing
	minute, _ := strconv.Atoi(m[2])
	c := Clock(hour*60 + minute)
	if minute > 59 || c > Midnight {
		return 0, ErrClock
	}
	return c, nil
}

// Parts are the hour and the minute as a clock shows them: after midnight they begin anew, and the midnight that ends a day
// is 24.00.
func (c Clock) Parts() (hour, minute int) {
	if c > Midnight {
		c -= Midnight
	}
	return int(c) / 60, int(c) % 60
}

// String writes "08:30".
func (c Clock) String() string {
	hour, minute := c.Parts()
	return two(hour) + ":" + two(minute)
}

func two(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// opening is the first moment at which clocks in Finland show a time of a day. When they are put forward over it, it is the
// moment when that happens.
func opening(d calendar.Date, c Clock) time.Time { return moment(d, c, false) }

// closing is the last moment at which they show it: when clocks are put back over it, they show it twice.
func closing(d calendar.Date, c Clock) time.Time { return moment(d, c, true) }

func moment(d calendar.Date, c Clock, last bool) time.Time {
	if c >= Midnight {
		d, c = d.AddDays(int(c/Midnight)), c%Midnight
	}
	wall := time.Date(d.Year, d.Month, d.Day, 0, int(c), 0, 0, time.UTC)
	// The two offsets that may hold: those of half a day before and after, since clocks are never changed twice in a day.
	before, after := offset(wall.Add(-12*time.Hour)), offset(wall.Add(12*time.Hour))
	early, late := wall.Add(-max(before, after)), wall.Add(-min(before, after))
	earlyShows, lateShows := offset(early) == max(before, after), offset(late) == min(before, after)
	switch {
	case earlyShows && (!last || !lateShows):
		return early
	case lateShows:
		return late
	}
	changed, _ := late.In(calendar.Helsinki).ZoneBounds()
	return changed.UTC()
}

func offset(t time.Time) time.Duration {
	_, seconds := t.In(calendar.Helsinki).Zone()
	return time.Duration(seconds) * time.Second
}
