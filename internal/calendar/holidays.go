package calendar

import (
	"slices"
	"sync"
	"time"
)

// Holiday is a day off by law or by the custom that the law on periods recognises.
type Holiday struct {
	Date       Date
	Fi, Sv, En string
	Eve        bool // Midsummer Eve or Christmas Eve: no holiday of the church, yet no working day either
}

// holidayRule finds one holiday of a year, so that the names and the rule stand beside each other.
type holidayRule struct {
	fi, sv, en string
	eve        bool
	on         func(year int) Date
}

// The holidays of the Church Act (652/2023), Independence Day (388/1937), May Day (272/1944), and the two eves on which a
// period may not end either (150/1930 §5).
var holidayRules = [...]holidayRule{
	{"Uudenvuodenpäivä", "Nyårsdagen", "New Year's Day", false, fixed(time.January, 1)},
	{"Loppiainen", "Trettondagen", "Epiphany", false, fixed(time.January, 6)},
	{"Pitkäperjantai", "Långfredagen", "Good Friday", false, easterPlus(-2)},
	{"Pääsiäispäivä", "Påskdagen", "Easter Sunday", false, easterPlus(0)},
	{"2. pääsiäispäivä", "Annandag påsk", "Easter Monday", false, easterPlus(1)},
	{"Vappu", "Första maj", "May Day", false, fixed(time.May, 1)},
	{"Helatorstai", "Kristi himmelsfärdsdag", "Ascension Day", false, easterPlus(39)},
	{"Helluntaipäivä", "Pingstdagen", "Whit Sunday", false, easterPlus(49)},
	{"Juhannusaatto", "Midsommarafton", "Midsummer Eve", true, weekdayFrom(time.June, 19, time.Friday)},
	{"Juhannuspäivä", "Midsommardagen", "Midsummer Day", false, weekdayFrom(time.June, 20, time.Saturday)},
	{"Pyhäinpäivä", "Alla helgons dag", "All Saints' Day", false, weekdayFrom(time.October, 31, time.Saturday)},
	{"Itsenäisyyspäivä", "Självständighetsdagen", "Independence Day", false, fixed(time.December, 6)},
	{"Jouluaatto", "Julafton", "Christmas Eve", true, fixed(time.December, 24)},
	{"Joulupäivä", "Juldagen", "Christmas Day", false, fixed(time.December, 25)},
	{"Tapaninpäivä", "Annandag jul", "St Stephen's Day", false, fixed(time.December, 26)},
}

func fixed(month time.Month, day int) func(int) Date {
	return func(year int) Date { return Date{year, month, day} }
}

func easterPlus(days int) func(int) Date {
	return func(year int) Date { return Easter(year).AddDays(days) }
}

// weekdayFrom is the first such weekday on or after a day: Midsummer Day is the Saturday of 20–26 June, All Saints' Day the
// Saturday of 31 October – 6 November.
func weekdayFrom(month time.Month, day int, weekday time.Weekday) func(int) Date {
	return func(year int) Date {
		d := Date{year, month, day}
		return d.AddDays((int(weekday) - int(d.Weekday()) + 7) % 7)
	}
}

// Easter is Easter Sunday of a year of the Gregorian calendar, by the anonymous (Meeus/Jones/Butcher) computation.
func Easter(year int) Date {
	golden := year % 19
	century, inCentury := year/100, year%100
	epact := (19*golden + century - century/4 - (century-(century+8)/25+1)/3 + 15) % 30
	toSunday := (32 + 2*(century%4) + 2*(inCentury/4) - epact - inCentury%4) % 7
	correction := (golden + 11*epact + 22*toSunday) / 451
	n := epact + toSunday - 7*correction + 114
	return Date{year, time.Month(n / 31), n%31 + 1}
}

// Holidays lists the days off of a year in order, weekends' holidays too. In some years two fall on one day.
func Holidays(year int) []Holiday {
	days := make([]Holiday, 0, len(holidayRules))
	for _, r := range holidayRules {
		days = append(days, Holiday{Date: r.on(year), Fi: r.fi, Sv: r.sv, En: r.en, Eve: r.eve})
	}
	slices.SortStableFunc(days, func(a, b Holiday) int { return a.Date.Compare(b.Date) })
	return days
}

// HolidayOn is the day off that a day is, if it is one. Where two fall on one day it is the first of them in the order of the
// rules.
func HolidayOn(d Date) (Holiday, bool) {
	for _, r := range holidayRules {
		if r.on(d.Year) == d {
			return Holiday{Date: d, Fi: r.fi, Sv: r.sv, En: r.en, Eve: r.eve}, true
		}
	}
	return Holiday{}, false
}

// IsWorkingDay tells whether a period may end on d: not on a Saturday, a Sunday, a holiday, Midsummer Eve or Christmas Eve
// (150/1930 §5).
func IsWorkingDay(d Date) bool {
	if w := d.Weekday(); w == time.Saturday || w == time.Sunday {
		return false
	}
	return !dayOff(d)
}

// daysOff are the days off of the years that were asked about: a count goes over them day by day.
var daysOff sync.Map // int: map[Date]bool

func dayOff(d Date) bool {
	known, ok := daysOff.Load(d.Year)
	if !ok {
		days := make(map[Date]bool, len(holidayRules))
		for _, r := range holidayRules {
			days[r.on(d.Year)] = true
		}
		if known = days; d.Year >= 1900 && d.Year < 2200 { // who asks about other years asks about any
			daysOff.Store(d.Year, days)
		}
	}
	return known.(map[Date]bool)[d]
}

// NextWorkingDay is d itself when it is a working day, else the first one after it: so a deadline moves (150/1930 §5).
func NextWorkingDay(d Date) Date {
	for !IsWorkingDay(d) {
		d = d.AddDays(1)
	}
	return d
}

// AddWorkingDays is the n-th working day after d; the day of the event itself is not counted. With n = 0 it is NextWorkingDay,
// with a negative n the days are counted backwards.
func AddWorkingDays(d Date, n int) Date {
	if n == 0 {
		return NextWorkingDay(d)
	}
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		if d = d.AddDays(step); IsWorkingDay(d) {
			n--
		}
	}
	return d
}

// WorkingDaysBetween counts the working days after from up to and with to; negative when to is earlier.
func WorkingDaysBetween(from, to Date) int {
	if to.Before(from) {
		return -WorkingDaysBetween(to, from)
	}
	n := 0
	for d := from.AddDays(1); !d.After(to); d = d.AddDays(1) {
		if IsWorkingDay(d) {
			n++
		}
	}
	return n
}
