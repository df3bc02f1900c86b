package hours

import (
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

// How much may be told. A year has fewer than forty periods that differ, and a note is a few words.
const (
	MostIntervals  = 4
	MostExceptions = 40
	MostNote       = 80  // characters
	MostDays       = 366 // of one exception
	MostAhead      = 731 // days: later ones are a slip of the year
)

// Problem is what is wrong with a part of what was told.
type Problem struct {
	Part string // "state", "holidays", "eves", "day0" … "day6", "exceptions", "exception0" …
	Kind string
}

// The kinds of problems.
const (
	Unknown     = "unknown"     // a word that is none of the choices
	NothingOpen = "nothing"     // a whole week closed: that is not when it is open
	Backwards   = "backwards"   // closes before it opens, or longer than a day after
	Overlap     = "overlap"     // two times of a day, or the night's and the next day's
	TooMany     = "too_many"    // intervals of a day, or exceptions
	Past        = "past"        // an exception that is over
	Order       = "order"       // last day before the first
	TooLong     = "too_long"    // an exception of more than a year
	TooFar      = "too_far"     // an exception that begins years ahead
	SameDays    = "same_days"   // two exceptions on one day
	NoteTooLong = "note_length" // of an exception
)

// Clean puts intervals and exceptions in order, joins times that touch, and drops what does not belong to the state.
func (w Week) Clean() Week {
	if w.State != Regular {
		return Week{State: w.State, Holidays: RuleClosed, Eves: RuleClosed, Confirmed: w.Confirmed}
	}
	for i := range w.Days {
		w.Days[i] = tidy(w.Days[i])
	}
	w.Exceptions = slices.Clone(w.Exceptions)
	for i := range w.Exceptions {
		w.Exceptions[i].Open = tidy(w.Exceptions[i].Open)
	}
	slices.SortStableFunc(w.Exceptions, func(a, b Exception) int { return a.First.Compare(b.First) })
	return w
}

// tidy sorts intervals and joins those that touch. Overlapping ones stay apart, for Check to find.
func tidy(open []Interval) []Interval {
	open = slices.Clone(open)
	slices.SortFunc(open, func(a, b Interval) int { return int(a.Opens - b.Opens) })
	var out []Interval
	for _, i := range open {
		if n := len(out); n > 0 && out[n-1].Closes == i.Opens && i.Closes > i.Opens && i.Closes <= out[n-1].Opens+Midnight {
			out[n-1].Closes = i.Closes
		} else {
			out = append(out, i)
		}
	}
	return out
}

// Check tells what is wrong with hours that are told on a day, by the order of exceptions as they are given.
func (w Week) Check(today calendar.Date) []Problem {
	switch w.State {
	case NotTold, Agreement:
		return nil
	case Regular:
	default:
		return []Problem{{"state", Unknown}}
	}
	var out []Problem
	add := func(part, kind string) { out = append(out, Problem{part, kind}) }
	for part, rule := range map[string]Rule{"holidays": w.Holidays, "eves": w.Eves} {
		if !slices.Contains(Rules(), rule) {
			add(part, Unknown)
		}
	}
	any := false
	for i, open := range w.Days {
		any = any || len(open) > 0
		if kind := wrong(open); kind != "" {
			add("day"+strconv.Itoa(i), kind)
		} else if intoNext(open, w.Days[(i+1)%7]) {
			add("day"+strconv.Itoa(i), Overlap)
		}
	}
	if !any {
		add("day0", NothingOpen)
	}
	if len(w.Exceptions) > MostExceptions {
		add("exceptions", TooMany)
		return out
	}
	for i, e := range w.Exceptions {
		if kind := e.wrong(today, w.Exceptions[:i]); kind != "" {
			add("exception"+strconv.Itoa(i), kind)
		}
	}
	return out
}

// wrong is what is wrong with a day's intervals, or nothing.
func wrong(open []Interval) string {
	if len(open) > MostIntervals {
		return TooMany
	}
	for i, a := range open {
		if a.Opens < 0 || a.Opens >= Midnight || a.Closes <= a.Opens || a.Closes > a.Opens+Midnight {
			return Backwards
		}
		for _, b := range open[:i] {
			if a.Opens < b.Closes && b.Opens < a.Closes {
				return Overlap
			}
		}
	}
	return ""
}

// intoNext tells whether what opens on a day is still open when the next day's times begin.
func intoNext(open, next []Interval) bool {
	for _, a := range open {
		for _, b := range next {
			if a.Closes-Midnight > b.Opens {
				return true
			}
		}
	}
	return false
}

func (e Exception) wrong(today calendar.Date, before []Exception) string {
	switch {
	case e.Last.Before(e.First):
		return Order
	case e.Last.Before(today):
		return Past
	case e.First.DaysUntil(e.Last) >= MostDays:
		return TooLong
	case today.DaysUntil(e.First) > MostAhead:
		return TooFar
	case utf8.RuneCountInString(e.Note) > MostNote:
		return NoteTooLong
	}
	for _, other := range before {
		if !e.Last.Before(other.First) && !other.Last.Before(e.First) {
			return SameDays
		}
	}
	return wrong(e.Open)
}

// Over drops the exceptions that are over on a day.
func (w Week) Over(today calendar.Date) Week {
	w.Exceptions = slices.DeleteFunc(slices.Clone(w.Exceptions), func(e Exception) bool { return e.Last.Before(today) })
	return w
}
