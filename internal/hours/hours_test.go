package hours_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/hours"
)

func day(t testing.TB, s string) calendar.Date {
	t.Helper()
	d, err := calendar.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// at is a moment by a clock on the wall in Finland.
func at(t testing.TB, s string) time.Time {
	t.Helper()
	m, err := time.ParseInLocation("2006-01-02 15:04", s, calendar.Helsinki)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func from(opens, closes float64) hours.Interval {
	return hours.Interval{Opens: hours.Clock(opens * 60), Closes: hours.Clock(closes * 60)}
}

// office is open on weekdays 8–16, on Saturdays 10–14, and on Fridays in two parts.
func office() hours.Week {
	w := hours.Week{State: hours.Regular, Holidays: hours.RuleClosed, Eves: hours.RuleClosed}
	for i := range 4 {
		w.Days[i] = []hours.Interval{from(8, 16)}
	}
	w.Days[4] = []hours.Interval{from(8, 11.5), from(12.5, 15)}
	w.Days[5] = []hours.Interval{from(10, 14)}
	return w
}

// night is open from Friday evening until four in the morning, and so on Saturdays.
func night() hours.Week {
	w := hours.Week{State: hours.Regular, Holidays: hours.RuleUsual, Eves: hours.RuleUsual}
	w.Days[4], w.Days[5] = []hours.Interval{from(22, 28)}, []hours.Interval{from(22, 28)}
	return w
}

func always() hours.Week {
	w := hours.Week{State: hours.Regular, Holidays: hours.RuleUsual, Eves: hours.RuleUsual}
	for i := range w.Days {
		w.Days[i] = []hours.Interval{hours.RoundTheClock}
	}
	return w
}

func TestOpenNow(t *testing.T) {
	summer := office()
	summer.Exceptions = []hours.Exception{
		{First: day(t, "2026-07-01"), Last: day(t, "2026-07-31"), Note: "Kesätauko"},
		{First: day(t, "2026-11-23"), Last: day(t, "2026-11-23"), Open: []hours.Interval{from(12, 13)}},
	}
	sundays := office()
	sundays.Holidays, sundays.Days[6] = hours.RuleSunday, []hours.Interval{from(12, 15)}
	usual := office()
	usual.Holidays, usual.Eves = hours.RuleUsual, hours.RuleUsual
	never := office()
	never.Days = [7][]hours.Interval{}
	for name, c := range map[string]struct {
		week  hours.Week
		at    string
		until string
		next  string
	}{
		"on a Monday morning":             {office(), "2026-05-18 08:00", "2026-05-18 16:00", ""},
		"a minute before":                 {office(), "2026-05-18 07:59", "", "2026-05-18 08:00"},
		"at the moment of closing":        {office(), "2026-05-18 16:00", "", "2026-05-19 08:00"},
		"at lunch":                        {office(), "2026-05-22 11:45", "", "2026-05-22 12:30"},
		"on Saturday evening":             {office(), "2026-05-23 20:00", "", "2026-05-25 08:00"},
		"on a holiday":                    {office(), "2026-05-14 10:00", "", "2026-05-15 08:00"}, // Ascension Day
		"a holiday as a Sunday":           {sundays, "2026-05-14 13:00", "2026-05-14 15:00", ""},
		"a holiday as usual":              {usual, "2026-05-14 13:00", "2026-05-14 16:00", ""},
		"on Christmas Eve, closed":        {office(), "2026-12-24 10:00", "", "2026-12-28 08:00"},
		"on Christmas Eve, as usual":      {usual, "2026-12-24 10:00", "2026-12-24 16:00", ""},
		"the summer's pause":              {summer, "2026-07-01 10:00", "", "2026-08-01 10:00"},
		"before another day's hours":      {summer, "2026-11-23 10:00", "", "2026-11-23 12:00"},
		"in them":                         {summer, "2026-11-23 12:30", "2026-11-23 13:00", ""},
		"after midnight":                  {night(), "2026-05-23 03:00", "2026-05-23 04:00", ""},
		"between two nights":              {night(), "2026-05-23 04:00", "", "2026-05-23 22:00"},
		"on Sunday morning":               {night(), "2026-05-24 01:00", "2026-05-24 04:00", ""},
		"round the clock":                 {always(), "2026-05-18 03:00", "", ""},
		"never":                           {never, "2026-05-18 03:00", "", ""},
		"at night when clocks go forward": {night(), "2026-03-29 02:30", "2026-03-29 04:00", ""},
		"at night when clocks go back":    {night(), "2026-10-25 02:30", "2026-10-25 04:00", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := c.week.At(at(t, c.at))
			want := hours.Answer{Known: true, Open: c.until != "" || name == "round the clock"}
			if c.until != "" {
				want.Until = at(t, c.until)
			}
			if c.next != "" {
				want.Next = at(t, c.next)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Clocks are changed at 3 and at 4 o'clock of a Sunday morning in Finland.
func TestClocksAreChanged(t *testing.T) {
	w := hours.Week{State: hours.Regular, Holidays: hours.RuleUsual, Eves: hours.RuleUsual}
	w.Days[6] = []hours.Interval{from(3.5, 5)}
	gone := w.At(time.Date(2026, 3, 29, 0, 59, 59, 0, time.UTC)) // 2.59.59, and then it is 4
	if want := time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC); gone.Open || !gone.Next.Equal(want) {
		t.Errorf("%+v: half past three never comes, it opens at %v", gone, want)
	}
	first := w.At(time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC)) // 3.30 for the first time
	if want := time.Date(2026, 10, 25, 3, 0, 0, 0, time.UTC); !first.Open || !first.Until.Equal(want) {
		t.Errorf("%+v: open from the first half past three until %v", first, want)
	}
	w.Days[6] = []hours.Interval{from(1, 3.5)}
	second := w.At(time.Date(2026, 10, 25, 1, 15, 0, 0, time.UTC)) // 3.15 for the second time
	if want := time.Date(2026, 10, 25, 1, 30, 0, 0, time.UTC); !second.Open || !second.Until.Equal(want) {
		t.Errorf("%+v: open until the last half past three, %v", second, want)
	}
	w.Days[6] = []hours.Interval{from(3, 4)}
	if got := w.At(time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC)); got.Open {
		t.Errorf("%+v: open in an hour that is not there", got)
	}
}

func TestUnknownIsNotClosed(t *testing.T) {
	for _, s := range []hours.State{hours.NotTold, hours.Agreement} {
		w := office()
		w.State = s
		if got := w.At(at(t, "2026-05-18 10:00")); got.Known || got.Open {
			t.Errorf("%q: %+v", s, got)
		}
		if got := w.Specials(day(t, "2026-12-20"), 14); got != nil {
			t.Errorf("%q: %+v", s, got)
		}
	}
}

func TestLines(t *testing.T) {
	want := []hours.Line{
		{First: 0, Last: 3, Open: []hours.Interval{from(8, 16)}},
		{First: 4, Last: 4, Open: []hours.Interval{from(8, 11.5), from(12.5, 15)}},
		{First: 5, Last: 5, Open: []hours.Interval{from(10, 14)}},
		{First: 6, Last: 6},
	}
	if diff := cmp.Diff(want, office().Lines()); diff != "" {
		t.Error(diff)
	}
	if !always().Always() || office().Always() {
		t.Error("only one of them is always open")
	}
}

func TestSpecials(t *testing.T) {
	w := office()
	w.Exceptions = []hours.Exception{
		{First: day(t, "2026-12-21"), Last: day(t, "2026-12-23"), Open: []hours.Interval{from(8, 12)}, Note: "Joulu"},
		{First: day(t, "2026-12-25"), Last: day(t, "2026-12-25"), Open: []hours.Interval{from(10, 12)}},
		{First: day(t, "2027-02-01"), Last: day(t, "2027-02-02")},
	}
	type line struct {
		First, Last, Name, Note string
		Open                    int
	}
	var got []line
	for _, s := range w.Specials(day(t, "2026-12-20"), 14) {
		l := line{First: s.Date.String(), Last: s.Last.String(), Note: s.Note, Open: len(s.Open)}
		if s.Holiday != nil {
			l.Name = s.Holiday.En
		}
		got = append(got, l)
	}
	want := []line{
		{"2026-12-21", "2026-12-23", "", "Joulu", 1},
		{"2026-12-24", "2026-12-24", "Christmas Eve", "", 0},
		{"2026-12-25", "2026-12-25", "Christmas Day", "", 1},
		{"2026-12-26", "2026-12-26", "St Stephen's Day", "", 0},
		{"2027-01-01", "2027-01-01", "New Year's Day", "", 0},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestParseClock(t *testing.T) {
	for s, want := range map[string]string{
		"8": "08:00", "08": "08:00", "8.30": "08:30", "8:30": "08:30", "klo 8.30": "08:30", "Kl. 16": "16:00", "0": "00:00", "24": "24:00", "24.00": "24:00", "23.59": "23:59",
	} {
		if got, err := hours.ParseClock(s); err != nil || got.String() != want {
			t.Errorf("%q is %v, %v; want %s", s, got, err, want)
		}
	}
	for _, s := range []string{"", "8.5", "8,30", "25:00", "24.01", "8.60", "-1", "8.300", "830", "kahdeksan", "8 am", "8–16", "٨"} {
		if got, err := hours.ParseClock(s); err == nil {
			t.Errorf("%q is taken for %v", s, got)
		}
	}
	if got := hours.Clock(26 * 60).String(); got != "02:00" {
		t.Errorf("two hours after midnight is %s", got)
	}
}

func TestCheck(t *testing.T) {
	today := day(t, "2026-11-23")
	change := func(f func(w *hours.Week)) hours.Week {
		w := office()
		f(&w)
		return w
	}
	on := func(first, last string) hours.Exception {
		return hours.Exception{First: day(t, first), Last: day(t, last)}
	}
	for name, c := range map[string]struct {
		week hours.Week
		want []hours.Problem
	}{
		"an office":         {office(), nil},
		"nights":            {night(), nil},
		"round the clock":   {always(), nil},
		"by agreement":      {hours.Week{State: hours.Agreement}, nil},
		"not told":          {hours.Week{}, nil},
		"another state":     {hours.Week{State: "perhaps"}, []hours.Problem{{"state", hours.Unknown}}},
		"another rule":      {change(func(w *hours.Week) { w.Eves = "perhaps" }), []hours.Problem{{"eves", hours.Unknown}}},
		"never open":        {change(func(w *hours.Week) { w.Days = [7][]hours.Interval{} }), []hours.Problem{{"day0", hours.NothingOpen}}},
		"closes first":      {change(func(w *hours.Week) { w.Days[1] = []hours.Interval{from(16, 8)} }), []hours.Problem{{"day1", hours.Backwards}}},
		"for no time":       {change(func(w *hours.Week) { w.Days[1] = []hours.Interval{from(8, 8)} }), []hours.Problem{{"day1", hours.Backwards}}},
		"for too long":      {change(func(w *hours.Week) { w.Days[5] = []hours.Interval{from(8, 33)} }), []hours.Problem{{"day5", hours.Backwards}}},
		"overlapping":       {change(func(w *hours.Week) { w.Days[2] = []hours.Interval{from(8, 12), from(11, 16)} }), []hours.Problem{{"day2", hours.Overlap}}},
		"into the next day": {change(func(w *hours.Week) { w.Days[6] = []hours.Interval{from(20, 33)} }), []hours.Problem{{"day6", hours.Overlap}}},
		"too many a day": {change(func(w *hours.Week) {
			w.Days[0] = []hours.Interval{from(1, 2), from(3, 4), from(5, 6), from(7, 8), from(9, 10)}
		}), []hours.Problem{{"day0", hours.TooMany}}},
		"exceptions": {change(func(w *hours.Week) {
			w.Exceptions = []hours.Exception{
				on("2026-11-19", "2026-11-19"), on("2026-11-20", "2026-11-23"), on("2026-12-24", "2026-12-23"), on("2026-12-01", "2027-12-02"),
				on("2062-07-01", "2062-07-02"), on("2027-01-04", "2027-01-05"), on("2026-11-23", "2026-11-23"),
			}
			w.Exceptions[5].Note = string(make([]byte, 81))
		}), []hours.Problem{{"exception0", hours.Past}, {"exception2", hours.Order}, {"exception3", hours.TooLong}, {"exception4", hours.TooFar},
			{"exception5", hours.NoteTooLong}, {"exception6", hours.SameDays}}},
		"four hundred exceptions": {change(func(w *hours.Week) {
			for i := range 400 {
				d := today.AddDays(i)
				w.Exceptions = append(w.Exceptions, hours.Exception{First: d, Last: d})
			}
		}), []hours.Problem{{"exceptions", hours.TooMany}}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, c.week.Check(today)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestOldConfirmation(t *testing.T) {
	w := hours.Week{Confirmed: day(t, "2025-11-23")}
	if w.Stale(day(t, "2026-11-23")) || !w.Stale(day(t, "2026-11-24")) || (hours.Week{}).Stale(day(t, "2026-11-24")) {
		t.Error("hours are old after a year")
	}
}

// anyWeek is hours that pass the check.
func anyWeek(t *rapid.T, today calendar.Date) hours.Week {
	rule := rapid.SampledFrom(hours.Rules())
	w := hours.Week{State: hours.Regular, Holidays: rule.Draw(t, "holidays"), Eves: rule.Draw(t, "eves")}
	open := func(label string) []hours.Interval {
		var out []hours.Interval
		at := 0
		for range rapid.IntRange(0, 3).Draw(t, label) {
			opens := rapid.IntRange(at, 1439).Draw(t, "opens")
			closes := rapid.IntRange(opens+1, opens+1440).Draw(t, "closes")
			out = append(out, hours.Interval{Opens: hours.Clock(opens), Closes: hours.Clock(closes)})
			if at = closes; at > 1439 {
				break
			}
		}
		return out
	}
	for i := range w.Days {
		w.Days[i] = open("day")
	}
	for range rapid.IntRange(0, 3).Draw(t, "exceptions") {
		first := today.AddDays(rapid.IntRange(-3, 20).Draw(t, "first"))
		w.Exceptions = append(w.Exceptions, hours.Exception{First: first, Last: first.AddDays(rapid.IntRange(0, 9).Draw(t, "days")), Open: open("exception")})
	}
	return w
}

// Whether a place is open can be told from the clock on the wall, except in the hours in which clocks are changed.
func TestOpenIsWhatTheClockSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := time.Unix(rapid.Int64Range(1_760_000_000, 1_860_000_000).Draw(t, "now")/60*60, 0)
		local := now.In(calendar.Helsinki)
		today := calendar.Today(now)
		w := anyWeek(t, today)
		_, before := local.Add(-24 * time.Hour).Zone()
		if _, after := local.Add(24 * time.Hour).Zone(); before != after {
			t.Skip("clocks are changed")
		}
		clock := hours.Clock(local.Hour()*60 + local.Minute())
		want := false
		for _, i := range w.On(today).Open {
			want = want || i.Opens <= clock && clock < i.Closes
		}
		for _, i := range w.On(today.AddDays(-1)).Open {
			want = want || clock+hours.Midnight < i.Closes
		}
		if got := w.At(now); got.Open != want || !got.Known {
			t.Fatalf("%v: %+v, by the clock %v", local, got, want)
		}
	})
}

// The answer changes at the moment that it names, and not before, whatever clocks do.
func TestAnswersHoldUntilTheySay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := time.Unix(rapid.Int64Range(1_760_000_000, 1_860_000_000).Draw(t, "now"), 0)
		w := anyWeek(t, calendar.Today(now))
		got := w.At(now)
		change := got.Until
		if !got.Open {
			change = got.Next
		}
		if change.IsZero() {
			return
		}
		if !change.After(now) {
			t.Fatalf("%+v at %v", got, now)
		}
		between := now.Add(time.Duration(rapid.Int64Range(0, int64(change.Sub(now))-1).Draw(t, "between")))
		if then := w.At(between); then.Open != got.Open {
			t.Fatalf("%v: %+v, and at %v already %+v", now, got, between, then)
		}
		if then := w.At(change); then.Open == got.Open {
			t.Fatalf("%v: %+v, and then still so", now, got)
		}
	})
}

// Lines hold each day once, and no two that follow each other are alike.
func TestLinesAreTheWeek(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := anyWeek(t, calendar.Date{Year: 2026, Month: 5, Day: 18})
		next := 0
		for _, l := range w.Lines() {
			if l.First != next || l.Last < l.First {
				t.Fatalf("%+v", w.Lines())
			}
			for i := l.First; i <= l.Last; i++ {
				if !cmp.Equal(w.Days[i], l.Open) {
					t.Fatalf("day %d: %v, told as %v", i, w.Days[i], l.Open)
				}
			}
			next = l.Last + 1
		}
		if next != 7 {
			t.Fatalf("%+v", w.Lines())
		}
	})
}

// Cleaning changes nothing of when it is open, and does nothing more the second time.
func TestCleanKeepsTheHours(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := time.Unix(rapid.Int64Range(1_760_000_000, 1_860_000_000).Draw(t, "now"), 0)
		w := anyWeek(t, calendar.Today(now))
		w.Exceptions = w.Exceptions[:min(1, len(w.Exceptions))] // of two on a day the first counts, and the order decides which
		clean := w.Clean()
		if w.At(now).Open != clean.At(now).Open {
			t.Fatalf("%+v and %+v", w, clean)
		}
		if again := clean.Clean(); !cmp.Equal(clean, again) {
			t.Fatalf("%+v and %+v", clean, again)
		}
	})
}

func FuzzParseClock(f *testing.F) {
	f.Add("8.30")
	f.Fuzz(func(t *testing.T, s string) {
		c, err := hours.ParseClock(s)
		if err != nil {
			return
		}
		if again, err := hours.ParseClock(c.String()); err != nil || again != c {
			t.Errorf("%q is %v, and that is %v, %v", s, c, again, err)
		}
	})
}
