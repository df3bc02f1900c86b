// Package calendar knows days as Finland counts them: a date without a time, the day it is in Helsinki, and the working days
// by which deadlines run. Holidays are worked out by rule, not listed, so no year is ever missing. Nothing here reads a clock:
// every function takes the moment it is asked about.
package calendar

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"sync"
	"time"
	_ "time/tzdata" // the machine may lack the time zone database
)

// Date is a day without a time or a zone. The zero Date is no day at all; it goes to the database as NULL.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// ErrDate means that a text or value is no day of the calendar.
var ErrDate = errors.New("calendar: not a date")

const layout = "2006-01-02"

var loadHelsinki = sync.OnceValue(func() *time.Location {
	loc, err := time.LoadLocation("Europe/Helsinki")
	if err != nil {
		panic(err) // cannot happen: tzdata is in the binary
	}
	return loc
})

// Helsinki is the time zone in which days begin and end.
var Helsinki = loadHelsinki()

// New makes a date and refuses one that is not in the calendar, such as 30 February.
func New(year int, month time.Month, day int) (Date, error) {
	t := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	if d := dateOf(t); year >= 1 && year <= 9999 && d == (Date{year, month, day}) {
		return d, nil
	}
	return Date{}, ErrDate
}

// Parse reads "2026-05-18".
func Parse(s string) (Date, error) {
	t, err := time.Parse(layout, s)
	if err != nil || t.Year() < 1 {
		return Date{}, ErrDate
	}
	return dateOf(t), nil
}

// Today is the day that now belongs to in Helsinki.
func Today(now time.Time) Date { return dateOf(now.In(Helsinki)) }

func dateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// EndOfDay is the first instant after d in Helsinki, in UTC. A deadline is half-open: what came before it was in time. A day
// is 23 or 25 hours long when the clocks are changed.
func EndOfDay(d Date) time.Time { return d.AddDays(1).In(Helsinki).UTC() }

// In is the first instant of the day in a time zone.
func (d Date) In(loc *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, loc)
}

func (d Date) utc() time.Time { return d.In(time.UTC) }

// IsZero tells whether this is no day at all.
func (d Date) IsZero() bool { return d == Date{} }

// Before tells whether d is earlier than e.
func (d Date) Before(e Date) bool { return d.Compare(e) < 0 }

// After tells whether d is later than e.
func (d Date) After(e Date) bool { return d.Compare(e) > 0 }

// Compare is -1, 0 or 1 as d is earlier than e, the same, or later.
func (d Date) Compare(e Date) int {
	for _, diff := range []int{d.Year - e.Year, int(d.Month) - int(e.Month), d.Day - e.Day} {
		switch {
		case diff < 0:
			return -1
		case diff > 0:
			return 1
		}
	}
	return 0
}

// AddDays is the day n calendar days later, or earlier when n is negative.
func (d Date) AddDays(n int) Date {
	return dateOf(time.Date(d.Year, d.Month, d.Day+n, 0, 0, 0, 0, time.UTC))
}

// AddMonths is the day of the same number n months later, or earlier when n is negative: the last of its month where that
// has no such day (150/1930 §3).
func (d Date) AddMonths(n int) Date {
	first := dateOf(time.Date(d.Year, d.Month+time.Month(n), 1, 0, 0, 0, 0, time.UTC))
	last := dateOf(time.Date(first.Year, first.Month+1, 0, 0, 0, 0, 0, time.UTC))
	first.Day = min(d.Day, last.Day)
	return first
}

// DaysUntil counts calendar days from d to e; negative when e is earlier.
func (d Date) DaysUntil(e Date) int {
	return int(e.utc().Unix()/86400 - d.utc().Unix()/86400)
}

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// String writes "2026-05-18"; the zero Date is an empty text.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
}

// MarshalText writes the date for JSON and forms as String does.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := Parse(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// Value gives the date to PostgreSQL as text; the zero Date is NULL.
func (d Date) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.String(), nil
}

// Scan takes a date, or NULL as the zero Date, from PostgreSQL.
func (d *Date) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*d = Date{}
		return nil
	case time.Time:
		*d = dateOf(v)
		return nil
	case string:
		return d.scanText(v)
	case []byte:
		return d.scanText(string(v))
	}
	return fmt.Errorf("%w: %T", ErrDate, src)
}

func (d *Date) scanText(s string) error {
	parsed, err := Parse(s)
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}
