package calendar_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

func day(t testing.TB, s string) calendar.Date {
	t.Helper()
	d, err := calendar.Parse(s)
	if err != nil {
		t.Fatalf("Parse(%q): %v", s, err)
	}
	return d
}

func rows(t *testing.T, path string) [][]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Skipf("SKIPPED: %v", err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return records[1:]
}

// The product's own table of the days off that move, and of the working days of each month.
func TestHolidaysAgreeWithTheTable(t *testing.T) {
	checkHolidays(t, rows(t, filepath.Join("testdata", "holidays.csv")))
	checkWorkingDays(t, rows(t, filepath.Join("testdata", "working_days.csv")))
}

// The shared reference tables, when they are beside the project.
func TestHolidaysAgreeWithTheSharedData(t *testing.T) {
	shared := filepath.Join("..", "..", "..", "shared", "data", "finland")
	checkHolidays(t, rows(t, filepath.Join(shared, "fi_holidays_2024_2030.csv")))
	checkWorkingDays(t, rows(t, filepath.Join(shared, "fi_working_days_2024_2030.csv")))
}

func checkHolidays(t *testing.T, records [][]string) {
	t.Helper()
	want := map[string][]string{}
	for _, r := range records {
		want[r[0][:4]] = append(want[r[0][:4]], strings.Join(r[:4], " "))
	}
	if len(want) < 3 {
		t.Fatalf("only %d years in the table", len(want))
	}
	for year, lines := range want {
		var got []string
		for _, h := range calendar.Holidays(day(t, year+"-01-01").Year) {
			kind := "public"
			if h.Eve {
				kind = "eve-nonworking"
			}
			got = append(got, fmt.Sprint(h.Date, " ", h.Fi, " ", h.Sv, " ", kind))
		}
		if diff := cmp.Diff(lines, got); diff != "" {
			t.Errorf("holidays of %s (-table +rules):\n%s", year, diff)
		}
	}
}

func checkWorkingDays(t *testing.T, records [][]string) {
	t.Helper()
	for _, r := range records {
		first := day(t, fmt.Sprintf("%s-%02s-01", r[0], r[1]))
		last := calendar.Date{Year: first.Year, Month: first.Month + 1, Day: 1}.AddDays(-1)
		if got := fmt.Sprint(calendar.WorkingDaysBetween(first.AddDays(-1), last)); got != r[2] {
			t.Errorf("%s-%s has %s working days, want %s", r[0], r[1], got, r[2])
		}
	}
}

func TestEaster(t *testing.T) {
	for _, s := range []string{"1961-04-02", "1818-03-22", "1943-04-25", "2000-04-23", "2008-03-23", "2019-04-21", "2038-04-25", "2285-03-22"} {
		if want := day(t, s); calendar.Easter(want.Year) != want {
			t.Errorf("Easter(%d) = %v, want %v", want.Year, calendar.Easter(want.Year), want)
		}
	}
}

func TestTwoHolidaysOnOneDay(t *testing.T) {
	n := 0
	for _, h := range calendar.Holidays(2008) { // Ascension Day fell on May Day
		if h.Date == day(t, "2008-05-01") {
			n++
		}
	}
	if n != 2 || len(calendar.Holidays(2008)) != 15 {
		t.Errorf("%d holidays on 1 May 2008 of %d in the year", n, len(calendar.Holidays(2008)))
	}
}

func TestDeadlines(t *testing.T) {
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-05-18", 0, "2026-05-18"},
		{"2026-05-16", 0, "2026-05-18"},  // a Saturday
		{"2026-06-18", 1, "2026-06-22"},  // over Midsummer Eve
		{"2026-12-23", 1, "2026-12-28"},  // over Christmas
		{"2026-04-02", 1, "2026-04-07"},  // over Easter
		{"2026-05-18", 10, "2026-06-01"}, // the clock of a dynamic purchasing system
		{"2026-05-13", 10, "2026-05-28"}, // the same over Ascension Day
		{"2026-12-31", 1, "2027-01-04"},
		{"2026-06-22", -1, "2026-06-18"},
	} {
		if got := calendar.AddWorkingDays(day(t, c.from), c.n); got != day(t, c.want) {
			t.Errorf("AddWorkingDays(%s, %d) = %v, want %s", c.from, c.n, got, c.want)
		}
	}
}

func TestAddMonths(t *testing.T) {
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-05-18", 12, "2027-05-18"},
		{"2026-05-31", 6, "2026-11-30"}, // November has no 31st
		{"2026-08-31", 6, "2027-02-28"},
		{"2027-08-31", 6, "2028-02-29"},
		{"2028-02-29", 48, "2032-02-29"}, // a framework's four years (1397/2016 §42)
		{"2028-02-29", 12, "2029-02-28"},
		{"2026-12-31", 2, "2027-02-28"}, // a voucher that holds for two months
		{"2027-03-31", -1, "2027-02-28"},
		{"2027-01-15", -13, "2025-12-15"},
	} {
		if got := day(t, c.from).AddMonths(c.n); got != day(t, c.want) {
			t.Errorf("%s + %d months = %v, want %s", c.from, c.n, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		d := calendar.Date{Year: 2026, Month: time.January, Day: 1}.AddDays(rapid.IntRange(-9000, 9000).Draw(t, "day"))
		n := rapid.IntRange(-200, 200).Draw(t, "months")
		got := d.AddMonths(n)
		if months := (got.Year-d.Year)*12 + int(got.Month-d.Month); months != n {
			t.Fatalf("%v + %d months is %v, %d months away", d, n, got, months)
		}
		if got.Day != d.Day && got.AddDays(1).Day != 1 || got.Day > d.Day {
			t.Fatalf("%v + %d months is %v", d, n, got)
		}
		if next := d.AddDays(1).AddMonths(n); next.Before(got) {
			t.Fatalf("%v is later than a day later's %v", got, next)
		}
	})
}

// The clocks go forward on the last Sunday of March and back on the last Sunday of October.
func TestDaylightSaving(t *testing.T) {
	for _, c := range []struct {
		day, end string
		hours    time.Duration
	}{
		{"2026-03-28", "2026-03-28T22:00:00Z", 24},
		{"2026-03-29", "2026-03-29T21:00:00Z", 23},
		{"2026-10-24", "2026-10-24T21:00:00Z", 24},
		{"2026-10-25", "2026-10-25T22:00:00Z", 25},
	} {
		d := day(t, c.day)
		end := calendar.EndOfDay(d)
		if got := end.Format(time.RFC3339); got != c.end {
			t.Errorf("EndOfDay(%s) = %s, want %s", c.day, got, c.end)
		}
		if got := end.Sub(d.In(calendar.Helsinki)); got != c.hours*time.Hour {
			t.Errorf("%s is %v long, want %d h", c.day, got, c.hours)
		}
		if calendar.Today(end.Add(-time.Nanosecond)) != d || calendar.Today(end) != d.AddDays(1) {
			t.Errorf("the day does not turn at EndOfDay(%s)", c.day)
		}
	}
}

func TestTodayIsHelsinkis(t *testing.T) {
	if got := calendar.Today(time.Date(2026, 7, 1, 21, 30, 0, 0, time.UTC)); got != day(t, "2026-07-02") {
		t.Errorf("Today = %v", got)
	}
}

func TestNewRefusesWhatIsNoDay(t *testing.T) {
	for _, d := range []calendar.Date{{2026, 2, 29}, {2026, 13, 1}, {2026, 4, 31}, {2026, 0, 1}, {0, 1, 1}, {10000, 1, 1}, {2026, 1, -1}} {
		if got, err := calendar.New(d.Year, d.Month, d.Day); err == nil {
			t.Errorf("New(%v) = %v", d, got)
		}
	}
	if d, err := calendar.New(2028, 2, 29); err != nil || d != day(t, "2028-02-29") {
		t.Errorf("New(29 February 2028) = %v, %v", d, err)
	}
	for _, s := range []string{"2026-02-30", "18.5.2026", "2026-5-18", "", "0000-01-01", "infinity"} {
		if got, err := calendar.Parse(s); err == nil {
			t.Errorf("Parse(%q) = %v", s, got)
		}
	}
}

func TestScanAndValue(t *testing.T) {
	want := day(t, "2026-05-18")
	for _, src := range []any{"2026-05-18", []byte("2026-05-18"), time.Date(2026, 5, 18, 0, 0, 0, 0, time.FixedZone("", 0))} {
		var d calendar.Date
		if err := d.Scan(src); err != nil || d != want {
			t.Errorf("Scan(%v) = %v, %v", src, d, err)
		}
	}
	d := want
	if err := d.Scan(nil); err != nil || !d.IsZero() {
		t.Errorf("Scan(nil) = %v, %v", d, err)
	}
	if err := d.Scan(12); err == nil {
		t.Error("Scan(12) took it")
	}
	if v, err := want.Value(); v != "2026-05-18" || err != nil {
		t.Errorf("Value = %v, %v", v, err)
	}
	if v, err := (calendar.Date{}).Value(); v != nil || err != nil {
		t.Errorf("Value of no day = %v, %v", v, err)
	}
}

func TestJSON(t *testing.T) {
	type box struct{ A, B calendar.Date }
	in := box{A: day(t, "2026-05-18")}
	text, err := json.Marshal(in)
	if err != nil || string(text) != `{"A":"2026-05-18","B":""}` {
		t.Fatalf("%s, %v", text, err)
	}
	var out box
	if err := json.Unmarshal(text, &out); err != nil || out != in {
		t.Errorf("%v, %v", out, err)
	}
	if err := json.Unmarshal([]byte(`{"A":"2026-02-30"}`), &out); err == nil {
		t.Error("took 30 February")
	}
}

func anyDay(t *rapid.T, label string) calendar.Date {
	return calendar.Date{Year: 2000, Month: 1, Day: 1}.AddDays(rapid.IntRange(0, 40_000).Draw(t, label))
}

func TestWorkingDayProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, n := anyDay(t, "day"), rapid.IntRange(1, 60).Draw(t, "n")
		end := calendar.AddWorkingDays(d, n)
		if !calendar.IsWorkingDay(end) || !end.After(d) {
			t.Fatalf("%v + %d = %v", d, n, end)
		}
		if got := calendar.WorkingDaysBetween(d, end); got != n {
			t.Fatalf("%d working days in (%v, %v], want %d", got, d, end, n)
		}
		if got := calendar.WorkingDaysBetween(end, d); got != -n {
			t.Fatalf("backwards %d, want %d", got, -n)
		}
		next := calendar.NextWorkingDay(d)
		if next.Before(d) || d.DaysUntil(next) > 5 || calendar.NextWorkingDay(next) != next {
			t.Fatalf("NextWorkingDay(%v) = %v", d, next)
		}
	})
}

func TestDateProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, n := anyDay(t, "day"), rapid.IntRange(-5000, 5000).Draw(t, "n")
		e := d.AddDays(n)
		if d.DaysUntil(e) != n || e.AddDays(-n) != d {
			t.Fatalf("%v + %d = %v", d, n, e)
		}
		if d.Before(e) != (n > 0) || d.After(e) != (n < 0) {
			t.Fatalf("order of %v and %v", d, e)
		}
		if back, err := calendar.Parse(d.String()); err != nil || back != d {
			t.Fatalf("Parse(%v) = %v, %v", d, back, err)
		}
		if calendar.Today(d.In(calendar.Helsinki)) != d {
			t.Fatalf("Today at the first instant of %v is another day", d)
		}
	})
}

// FuzzParse reads anything: what is a day is written so that it is read as the same day again.
func FuzzParse(f *testing.F) {
	for _, text := range []string{"2026-05-18", "2028-02-29", "2026-02-29", "0000-01-01", "9999-12-31", "2026-5-18", "\xff"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := calendar.Parse(text)
		if err != nil {
			return
		}
		if again, err := calendar.Parse(d.String()); err != nil || again != d || d.AddDays(1).AddDays(-1) != d {
			t.Errorf("%q is %v, and that is %v, %v", text, d, again, err)
		}
	})
}
