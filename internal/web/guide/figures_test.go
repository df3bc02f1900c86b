package guide

import (
	"encoding/csv"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/money"
)

// The law's own example of the fee is worked out by hand here: 1 500 € a month, alone, twenty hours, 2026.
func TestFeeForHomeCare(t *testing.T) {
	limits, ok := limitsOn(day(2026, 5, 18))
	if !ok {
		t.Fatal("no limits for 2026")
	}
	for _, tc := range []struct {
		persons, hours int
		income, want   money.Cents
	}{
		{1, 20, 1500_00, 208_26}, // (1500 − 699) × 26 %
		{1, 20, 699_00, 0},       // at the limit
		{1, 20, 0, 0},
		{1, 1, 1000_00, 24_08},    // few hours have the first row
		{1, 200, 1000_00, 105_35}, // many have the last
		{2, 5, 2000_00, 62_12},    // 710 × 8,75 % = 62,125: cut off
		{7, 38, 5000_00, 132_36},  // limit 3481 + 416
	} {
		if got := careFee(limits, tc.persons, tc.hours, tc.income); got != tc.want {
			t.Errorf("%d persons, %d hours, %d: %d, want %d", tc.persons, tc.hours, tc.income, got, tc.want)
		}
	}
	for _, d := range []calendar.Date{day(2023, 12, 31), day(2028, 1, 1)} {
		if _, ok := limitsOn(d); ok {
			t.Errorf("limits are told on %s, for which none were looked up", d)
		}
	}
}

// More income is never less to pay, a larger family never more, more hours never less, and nobody pays more than what is
// over the limit.
func TestFeeForHomeCareProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := limitsOfCare[rapid.IntRange(0, len(limitsOfCare)-1).Draw(t, "limits")]
		persons, hours := rapid.IntRange(1, 12).Draw(t, "persons"), rapid.IntRange(0, 800).Draw(t, "hours")
		income := money.Cents(rapid.Int64Range(0, 2_000_000).Draw(t, "income"))
		fee := careFee(l, persons, hours, income)
		if fee < 0 || fee > max(income-l.of(persons), 0) {
			t.Fatalf("%d of %d", fee, income)
		}
		if careFee(l, persons, hours, income+1) < fee || careFee(l, persons, hours+1, income) < fee || careFee(l, persons+1, hours, income) > fee {
			t.Fatalf("%d persons, %d hours, %d: not in step", persons, hours, income)
		}
	})
}

// TestTablesAreTheLaws compares the tables with the shared data, where that is present.
func TestTablesAreTheLaws(t *testing.T) {
	rows := shared(t, "home_care_fee_percentages.csv")
	if len(rows) != len(percents) {
		t.Fatalf("%d rows of percentages, the law has %d", len(percents), len(rows))
	}
	for i, r := range rows {
		if r[0] != percentsSince.String() || r[1] != strconv.Itoa(leastHours+i) {
			t.Errorf("row %d is %v", i, r[:2])
		}
		for p := range 6 {
			if want, err := strconv.ParseFloat(r[2+p], 64); err != nil || int(want*100) != percents[i][p] {
				t.Errorf("%s hours, %d persons: %d, the law has %s", r[1], p+1, percents[i][p], r[2+p])
			}
		}
	}
	for _, r := range shared(t, "home_care_fee_limits.csv") {
		since, err := calendar.Parse(r[0])
		if err != nil {
			t.Fatal(err)
		}
		limits, ok := limitsOn(since)
		if !ok {
			continue // older than what is told
		}
		persons, _ := strconv.Atoi(r[1])
		if got := fmt.Sprint(limits.euros[persons-1]); got != r[2] || strconv.Itoa(limits.further) != r[3] || limits.span.from != since {
			t.Errorf("%s, %d persons: %s, want %s and %s more", r[0], persons, got, r[2], r[3])
		}
	}
}

func shared(t *testing.T, name string) [][]string {
	t.Helper()
	f, err := os.Open("../../../../shared/data/fees/" + name)
	if os.IsNotExist(err) {
		t.Skip("the shared data is not here:", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// TestFiguresHoldOnOneDayOnce holds the table: no figure has two values on a day, each has a source, and each page names
// figures that there are.
func TestFiguresHoldOnOneDayOnce(t *testing.T) {
	for i, f := range figures {
		if f.src.law == "" || f.span.from.IsZero() || (f.cents == 0) == (f.tenth == 0) {
			t.Errorf("%s lacks a source, a first day or a value: %+v", f.name, f)
		}
		for _, g := range figures[:i] {
			if f.name == g.name && (g.span.holds(f.span.from) || f.span.holds(g.span.from)) {
				t.Errorf("%s has two values on %s", f.name, f.span.from)
			}
		}
	}
}

// TestEveryStatementHasASource and says its figures, not the text: no text of help holds an amount in digits.
func TestEveryStatementHasASource(t *testing.T) {
	texts := bundle(t)
	said := map[string]bool{}
	for _, topic := range topics {
		for _, p := range topic.parts {
			for _, l := range p.lines {
				if said[l.key] {
					t.Errorf("%s is said twice", l.key)
				}
				said[l.key] = true
				if len(l.sources) == 0 {
					t.Errorf("%s has no source", l.key)
				}
				for _, s := range l.sources {
					if _, isLaw := statutes[s.law]; s.section != "" && !isLaw {
						t.Errorf("%s: a section of %s, which is no law", l.key, s.law)
					}
				}
			}
			said[p.title] = true
		}
		for _, name := range []string{"title", "short", "lead"} {
			said[topic.key+name] = true
		}
	}
	for _, key := range texts.Keys() {
		area, rest, _ := strings.Cut(key, ".")
		topic, _, below := strings.Cut(rest, ".")
		if area != "guide" || !below || topic == "law" {
			continue
		}
		if !said[key] && !strings.HasPrefix(key, "guide.income.example_") && !strings.HasPrefix(key, "guide.income.limits_") && !strings.HasPrefix(key, "guide.income.percents_") {
			t.Errorf("no page says %s", key)
		}
		for _, l := range langs {
			if text := texts.Printer(l).T(key); strings.Contains(text, "€") || strings.Contains(text, " euro") {
				t.Errorf("%s %s holds an amount: %s", l, key, text)
			}
		}
	}
}
