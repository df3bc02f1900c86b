package producerdesk

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/hours"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/producer"
)

// typedHours is what stands in the form of opening hours, as it was typed.
type typedHours struct {
	State                          string
	Days                           [7]typedDay
	Copy, Overnight, ElseAgreement bool
	Holidays, Eves                 string
	Exceptions                     []typedException
}

// typedDay is a weekday: two times from and to, or round the clock.
type typedDay struct {
	Opens, Closes [2]string
	Round         bool
}

type typedException struct{ First, Last, Opens, Closes, Note string }

func (d typedDay) times() bool { return d.Opens[0]+d.Closes[0]+d.Opens[1]+d.Closes[1] != "" }

// formHours reads the form. Which rows of exceptions there are, their names tell.
func formHours(values url.Values) typedHours {
	get := func(name string) string { return strings.TrimSpace(values.Get(name)) }
	t := typedHours{State: get("state"), Copy: get("copy") != "", Overnight: get("overnight") != "", ElseAgreement: get("else_agreement") != "",
		Holidays: get("holidays"), Eves: get("eves")}
	for i := range t.Days {
		name := "day" + strconv.Itoa(i)
		t.Days[i] = typedDay{Opens: [2]string{get(name + "-opens"), get(name + "-opens2")}, Closes: [2]string{get(name + "-closes"), get(name + "-closes2")},
			Round: get(name+"-round") != ""}
	}
	for i := 0; ; i++ {
		name := "exception" + strconv.Itoa(i)
		if !values.Has(name + "-first") {
			return t
		}
		e := typedException{get(name + "-first"), get(name + "-last"), get(name + "-opens"), get(name + "-closes"), get(name + "-note")}
		if e != (typedException{}) {
			t.Exceptions = append(t.Exceptions, e)
		}
	}
}

// toldHours is a saved week as it stands in the form.
func toldHours(w hours.Week) typedHours {
	t := typedHours{State: stateValue(w.State), ElseAgreement: w.ElseAgreement, Holidays: string(w.Holidays), Eves: string(w.Eves)}
	for i, open := range w.Days {
		for n, o := range open {
			switch {
			case o == hours.RoundTheClock:
				t.Days[i].Round = true
			case n < len(t.Days[i].Opens):
				t.Days[i].Opens[n], t.Days[i].Closes[n] = clockField(o.Opens), clockField(o.Closes)
			}
			t.Overnight = t.Overnight || o.Closes > hours.Midnight
		}
	}
	for _, e := range w.Exceptions {
		typed := typedException{First: dayField(e.First), Note: e.Note}
		if e.Last != e.First {
			typed.Last = dayField(e.Last)
		}
		if len(e.Open) > 0 {
			typed.Opens, typed.Closes = clockField(e.Open[0].Opens), clockField(e.Open[0].Closes)
			t.Overnight = t.Overnight || e.Open[0].Closes > hours.Midnight
		}
		t.Exceptions = append(t.Exceptions, typed)
	}
	return t
}

// The state that nothing is told has a name in the form, so that no answer is another thing.
const notTold = "not_told"

func stateValue(s hours.State) string {
	if s == hours.NotTold {
		return notTold
	}
	return string(s)
}

// clockField writes a time as people in Finland type it.
func clockField(c hours.Clock) string {
	hour, minute := c.Parts()
	if minute == 0 {
		return strconv.Itoa(hour)
	}
	return strconv.Itoa(hour) + "." + c.String()[3:]
}

func dayField(d calendar.Date) string {
	return strconv.Itoa(d.Day) + "." + strconv.Itoa(int(d.Month)) + "." + strconv.Itoa(d.Year)
}

// read makes the week that was typed, or the faults of its fields.
func (t typedHours) read(today calendar.Date) (hours.Week, error) {
	w := hours.Week{State: hours.State(t.State), ElseAgreement: t.ElseAgreement, Holidays: hours.Rule(t.Holidays), Eves: hours.Rule(t.Eves)}
	if t.State == notTold {
		w.State = hours.NotTold
	}
	if t.State == "" {
		return w, fault.Invalid().On("state", "fault.hours.unknown")
	}
	if w.State != hours.Regular {
		return w, nil
	}
	bad := fault.Invalid()
	for i, d := range t.Days {
		if t.Copy && i > 0 && i < 5 && !d.Round && !d.times() {
			d = t.Days[0]
		}
		name := "day" + strconv.Itoa(i)
		if t.Copy && i > 0 && i < 5 && d != t.Days[0] {
			bad = bad.On(name, "fault.hours.same_and_other")
		}
		w.Days[i], bad = t.readDay(d, name, bad)
	}
	for i, e := range t.Exceptions {
		var made hours.Exception
		made, bad = t.readException(e, "exception"+strconv.Itoa(i), today, bad)
		w.Exceptions = append(w.Exceptions, made)
	}
	if len(bad.Fields) > 0 { // the rest of what is wrong, so that it is told at once
		if _, err := producer.CheckHours(w, today); err != nil {
			for _, f := range fault.From(err).Fields {
				if !bad.HasField(f.Name) {
					bad.Fields = append(bad.Fields, f)
				}
			}
		}
	}
	return w, bad.OrNil()
}

func (t typedHours) readDay(d typedDay, name string, bad *fault.Error) ([]hours.Interval, *fault.Error) {
	if d.Round {
		if d.times() {
			bad = bad.On(name, "fault.hours.round_and_times")
		}
		return []hours.Interval{hours.RoundTheClock}, bad
	}
	var out []hours.Interval
	for n := range d.Opens {
		if d.Opens[n]+d.Closes[n] == "" {
			continue
		}
		var made hours.Interval
		made, bad = t.interval(d.Opens[n], d.Closes[n], name, bad)
		out = append(out, made)
	}
	return out, bad
}

// interval reads a time from and to. Past midnight goes only what is said to: else it is a slip of the hand.
func (t typedHours) interval(opens, closes, name string, bad *fault.Error) (hours.Interval, *fault.Error) {
	if opens == "" || closes == "" {
		return hours.Interval{}, bad.On(name, "fault.hours.half")
	}
	from, err := hours.ParseClock(opens)
	if err != nil {
		return hours.Interval{}, bad.On(name, "fault.hours.clock", "Typed", short(opens))
	}
	to, err := hours.ParseClock(closes)
	if err != nil {
		return hours.Interval{}, bad.On(name, "fault.hours.clock", "Typed", short(closes))
	}
	if t.Overnight && to < from {
		to += hours.Midnight
	}
	return hours.Interval{Opens: from, Closes: to}, bad
}

func (t typedHours) readException(e typedException, name string, today calendar.Date, bad *fault.Error) (hours.Exception, *fault.Error) {
	made := hours.Exception{Note: e.Note}
	var ok bool
	switch made.First, ok = readDate(e.First, today); {
	case e.First == "":
		bad = bad.On(name, "fault.hours.day_missing")
	case !ok:
		bad = bad.On(name, "fault.hours.day", "Typed", short(e.First))
	}
	if made.Last = made.First; e.Last != "" {
		if made.Last, ok = readDate(e.Last, made.First); !ok {
			bad = bad.On(name, "fault.hours.day", "Typed", short(e.Last))
		}
	}
	if e.Opens+e.Closes != "" {
		var open hours.Interval
		open, bad = t.interval(e.Opens, e.Closes, name, bad)
		made.Open = []hours.Interval{open}
	}
	return made, bad
}

// readDate reads "24.12.2026", "24.12." as the next such day, and "2026-12-24".
func readDate(s string, from calendar.Date) (calendar.Date, bool) {
	if d, err := calendar.Parse(s); err == nil {
		return d, true
	}
	parts := strings.Split(strings.TrimSuffix(s, "."), ".")
	if len(parts) < 2 || len(parts) > 3 {
		return calendar.Date{}, false
	}
	numbers := [3]int{2: from.Year}
	for i, part := range parts {
		n, err := strconv.Atoi(strings.TrimSpace(part))
		if err != nil {
			return calendar.Date{}, false
		}
		numbers[i] = n
	}
	d, err := calendar.New(numbers[2], time.Month(numbers[1]), numbers[0])
	if err == nil && len(parts) == 2 && d.Before(from) {
		d, err = calendar.New(from.Year+1, d.Month, d.Day)
	}
	return d, err == nil
}

// short is a typed text as far as a message repeats it.
func short(s string) string {
	if r := []rune(s); len(r) > 20 {
		return string(r[:20]) + "…"
	}
	return s
}
