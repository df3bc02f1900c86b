package wording

import (
	"strconv"
	"strings"
	"time"

	views "github.com/tuottajatori/tuottajatori/frontend/pages/public"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/hours"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// comingDays is how far ahead days are told on which something else holds than usual.
const comingDays = 14

// Hours is when a place is open, as it is told at a moment, with the language that its producer writes in. A nil week is one
// of which nothing has been told.
func (w Words) Hours(week *hours.Week, producers string, now time.Time) views.Hours {
	v := views.Hours{Told: week != nil && week.State != hours.NotTold}
	if !v.Told {
		v.Now = w.T("hours.not_told")
		return v
	}
	today := calendar.Today(now)
	if !week.Confirmed.IsZero() {
		v.Confirmed = w.T("hours.confirmed", "Date", week.Confirmed)
	}
	v.Stale = week.Stale(today)
	if week.State == hours.Agreement {
		v.Now, v.Note = w.T("hours.agreement"), w.T("hours.agreement_note")
		return v
	}
	v.Now, v.Open = w.openNow(week.At(now), today, week.Always())
	v.AsOf = w.T("hours.as_of", "Time", now)
	for _, l := range week.Lines() {
		v.Week = append(v.Week, views.HoursLine{
			Days: Capital(w.weekdays(l.First, l.Last)), Hours: w.Open(l.Open), Closed: len(l.Open) == 0,
			Today: l.First <= hours.Index(today.Weekday()) && hours.Index(today.Weekday()) <= l.Last,
		})
	}
	if week.ElseAgreement {
		v.Note = w.T("hours.else_agreement")
	}
	v.Holidays = w.holidayRules(*week)
	for _, s := range week.Specials(today, comingDays) {
		v.Coming = append(v.Coming, w.special(s, producers))
	}
	return v
}

// openNow says whether it is open, and until or from when.
func (w Words) openNow(a hours.Answer, today calendar.Date, always bool) (text string, open bool) {
	switch {
	case a.Open && a.Until.IsZero() && always:
		return w.T("hours.now_always"), true
	case a.Open && a.Until.IsZero():
		return w.T("hours.now_open"), true
	case a.Open:
		return w.T("hours.now_until", "When", w.closing(a.Until, today)), true
	case a.Next.IsZero():
		return w.T("hours.now_closed"), false
	}
	d, clock := wall(a.Next)
	return w.T("hours.now_next", "When", w.moment(d, clock, today)), false
}

// closing is when it closes. The midnight at which a day ends is that day's.
func (w Words) closing(t time.Time, today calendar.Date) string {
	d, clock := wall(t)
	if clock == 0 {
		d, clock = d.AddDays(-1), hours.Midnight
	}
	return w.moment(d, clock, today)
}

// wall is what the calendar and the clock on the wall show.
func wall(t time.Time) (calendar.Date, hours.Clock) {
	local := t.In(calendar.Helsinki)
	return calendar.Today(t), hours.Clock(local.Hour()*60 + local.Minute())
}

// moment is a time as people say it who know which day it is: "klo 16", "huomenna klo 8", "maanantaina klo 8", "3.8. klo 8".
func (w Words) moment(d calendar.Date, clock hours.Clock, today calendar.Date) string {
	days := today.DaysUntil(d)
	switch at := w.at(clock); {
	case days == 0:
		return at
	case days == 1:
		return w.T("hours.tomorrow") + " " + at
	case days < 7:
		return w.T("hours.on_day."+strconv.Itoa(hours.Index(d.Weekday()))) + " " + at
	default:
		return w.T("hours.on_date", "Date", w.dayMonth(d)) + " " + at
	}
}

// at is a time with its preposition: "klo 16", "kl. 16", "at 16:00".
func (w Words) at(c hours.Clock) string { return w.T("hours.at", "Time", w.Clock(c)) }

// Clock is a time of day: "8", "8.30" in Finnish and in the Swedish of Finland, "8:00" in English.
func (w Words) Clock(c hours.Clock) string {
	hour, minute := c.Parts()
	h, m := strconv.Itoa(hour), strconv.Itoa(minute)
	if minute < 10 {
		m = "0" + m
	}
	switch {
	case w.Lang() == locale.En:
		return h + ":" + m
	case minute == 0:
		return h
	}
	return h + "." + m
}

// Open are the times of a day: "8–16", "8–11.30 ja 12.30–16", "suljettu", "ympäri vuorokauden".
func (w Words) Open(open []hours.Interval) string {
	if len(open) == 0 {
		return w.T("hours.closed")
	}
	parts := make([]string, len(open))
	for i, o := range open {
		if o == hours.RoundTheClock {
			parts[i] = w.T("hours.round")
		} else {
			parts[i] = w.Clock(o.Opens) + "–" + w.Clock(o.Closes)
		}
	}
	return strings.Join(parts, " "+w.T("hours.and")+" ")
}

// weekdays are "ma", "ma–pe", or all of them in words.
func (w Words) weekdays(first, last int) string {
	name := func(i int) string { return w.T("hours.day." + strconv.Itoa(i)) }
	switch {
	case first == 0 && last == 6:
		return w.T("hours.every_day")
	case first == last:
		return name(first)
	}
	return name(first) + "–" + name(last)
}

// HoursInLine is a week in one line: "ma–pe 8–16, la 10–14", without the days on which it is closed.
func (w Words) HoursInLine(week hours.Week) string {
	var parts []string
	for _, l := range week.Lines() {
		if len(l.Open) > 0 {
			parts = append(parts, w.weekdays(l.First, l.Last)+" "+w.Open(l.Open))
		}
	}
	return strings.Join(parts, ", ")
}

// holidayRules say what holds on days off: once when it is the same on their eves.
func (w Words) holidayRules(week hours.Week) []string {
	if week.Holidays == week.Eves {
		return []string{w.T("hours.both." + string(week.Holidays))}
	}
	return []string{w.T("hours.holidays." + string(week.Holidays)), w.T("hours.eves." + string(week.Eves))}
}

// special is a day, or days, on which something else holds: "to 24.12., jouluaatto", "suljettu".
func (w Words) special(s hours.Special, producers string) views.HoursLine {
	days := Capital(w.T("hours.day."+strconv.Itoa(hours.Index(s.Date.Weekday())))) + " " + w.dayMonth(s.Date)
	if s.Last != s.Date {
		days += "–" + w.T("hours.day."+strconv.Itoa(hours.Index(s.Last.Weekday()))) + " " + w.dayMonth(s.Last)
	}
	v := views.HoursLine{Days: days, Hours: w.Open(s.Open), Closed: len(s.Open) == 0, Note: views.Written{Text: s.Note}}
	if producers != w.lang() {
		v.Note.Lang = producers
	}
	if s.Holiday != nil {
		v.Holiday = inLang(s.Holiday.Fi, s.Holiday.Sv, s.Holiday.En, w.lang())
	}
	return v
}

// WrittenIn is the language in which a producer writes: Finnish or Swedish, whichever alone of the two its descriptions of what
// is offered at a place are in; English is what it translates into, unless there is nothing else. It is empty when they are
// in both or there is none, since a note that was told once may then be in any of them.
func WrittenIn(items []catalogue.Item) string {
	var fi, sv, en bool
	for _, it := range items {
		fi, sv, en = fi || it.Description.Fi != "", sv || it.Description.Sv != "", en || it.Description.En != ""
	}
	switch {
	case fi && !sv:
		return "fi"
	case sv && !fi:
		return "sv"
	case en && !fi && !sv:
		return "en"
	}
	return ""
}

// inLang takes the one of the page's language.
func inLang(fi, sv, en, lang string) string {
	switch lang {
	case "sv":
		return sv
	case "en":
		return en
	}
	return fi
}

// dayMonth is a day of this year or the next: "24.12.", "24 December".
func (w Words) dayMonth(d calendar.Date) string {
	if w.Lang() == locale.En {
		return strconv.Itoa(d.Day) + " " + d.Month.String()
	}
	return strconv.Itoa(d.Day) + "." + strconv.Itoa(int(d.Month)) + "."
}
