package fees

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/money"
)

func day(t interface{ Fatal(...any) }, y int, m time.Month, d int) calendar.Date {
	date, err := calendar.New(y, m, d)
	if err != nil {
		t.Fatal(err)
	}
	return date
}

func cents(n money.Cents) *money.Cents { return &n }

// TestHomeCareByTheLaw holds numbers of the statute's tables, read from it by hand.
func TestHomeCareByTheLaw(t *testing.T) {
	in := func(y int) calendar.Date { return day(t, y, time.May, 20) }
	for name, tt := range map[string]struct {
		on   calendar.Date
		q    Question
		want Fee
	}{
		"alone, 20 hours":       {in(2026), Question{1, 185000, 20 * 60, nil}, Fee{Cents: 29926, Limit: 69900, Over: 115100, Percent: 2600, Hours: 20}},
		"two, 20 hours":         {in(2026), Question{2, 300000, 20 * 60, nil}, Fee{Cents: 37620, Limit: 129000, Over: 171000, Percent: 2200, Hours: 20}},
		"a quarter of per cent": {in(2024), Question{2, 220500, 5 * 60, nil}, Fee{Cents: 8750, Limit: 120500, Over: 100000, Percent: 875, Hours: 5}},
		"under the limit":       {in(2026), Question{1, 69900, 60 * 60, nil}, Fee{Limit: 69900, Percent: 3500, Hours: 60}},
		"the least hours":       {in(2026), Question{1, 169900, 30, nil}, Fee{Cents: 8000, Limit: 69900, Over: 100000, Percent: 800, Hours: 1}},
		"half an hour up":       {in(2026), Question{1, 169900, 4*60 + 30, nil}, Fee{Cents: 10000, Limit: 69900, Over: 100000, Percent: 1000, Hours: 5}},
		"less than half down":   {in(2026), Question{1, 169900, 4*60 + 29, nil}, Fee{Cents: 8000, Limit: 69900, Over: 100000, Percent: 800, Hours: 4}},
		"the most hours":        {in(2026), Question{1, 169900, 38 * 60, nil}, Fee{Cents: 35000, Limit: 69900, Over: 100000, Percent: 3500, Hours: 38}},
		"more than those":       {in(2026), Question{1, 169900, 100 * 60, nil}, Fee{Cents: 35000, Limit: 69900, Over: 100000, Percent: 3500, Hours: 100}},
		"eight persons":         {in(2026), Question{8, 531300, 20 * 60, nil}, Fee{Cents: 12000, Limit: 348100 + 2*41600, Over: 100000, Percent: 1200, Hours: 20}},
		"never above the cost":  {in(2026), Question{1, 900000, 20 * 60, cents(90000)}, Fee{Cents: 90000, Limit: 69900, Over: 830100, Percent: 2600, Hours: 20, AtCost: true}},
		"rounded down":          {in(2026), Question{1, 69910, 20 * 60, nil}, Fee{Cents: 2, Limit: 69900, Over: 10, Percent: 2600, Hours: 20}},
		"the limits of then":    {in(2023), Question{1, 185000, 20 * 60, nil}, Fee{Cents: 32552, Limit: 59800, Over: 125200, Percent: 2600, Hours: 20}},
	} {
		got, ok := HomeCare(tt.on, tt.q)
		got.Since = calendar.Date{}
		if !ok || got != tt.want {
			t.Errorf("%s: %+v, %v", name, got, ok)
		}
	}
}

// TestLimitsHoldFromTheirDay: the last of December has the old limits, the first of January the new ones.
func TestLimitsHoldFromTheirDay(t *testing.T) {
	for _, tt := range []struct {
		on   calendar.Date
		want money.Cents
	}{
		{day(t, 2022, time.January, 1), 59800}, {day(t, 2023, time.December, 31), 59800},
		{day(t, 2024, time.January, 1), 65300}, {day(t, 2025, time.December, 31), 65300},
		{day(t, 2026, time.January, 1), 69900}, {day(t, 2030, time.June, 1), 69900},
	} {
		if f, ok := HomeCare(tt.on, Question{1, 100000, 600, nil}); !ok || f.Limit != tt.want || f.Since.After(tt.on) {
			t.Errorf("%s: %+v, %v", tt.on, f, ok)
		}
	}
	if f, ok := HomeCare(day(t, 2021, time.December, 31), Question{1, 100000, 600, nil}); ok {
		t.Errorf("before any limits: %+v", f)
	}
}

func TestQuestionsOutOfBounds(t *testing.T) {
	on := day(t, 2026, time.May, 20)
	for _, q := range []Question{
		{0, 100000, 600, nil}, {-1, 100000, 600, nil}, {MaxPersons + 1, 100000, 600, nil}, {1, -1, 600, nil}, {1, MaxIncome + 1, 600, nil},
		{1, 100000, 0, nil}, {1, 100000, -5, nil}, {1, 100000, MaxHours*60 + 1, nil}, {1, 100000, 600, cents(-1)},
	} {
		if f, ok := HomeCare(on, q); ok || f != (Fee{}) {
			t.Errorf("%+v: %+v", q, f)
		}
	}
}

// TestHomeCareProperties: more income or more hours are never less, more persons in the household are never more; the fee is
// never above what is over the limit by the percentage, nor above the cost, nor below nothing.
func TestHomeCareProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		on := day(t, rapid.IntRange(2022, 2030).Draw(t, "year"), time.Month(rapid.IntRange(1, 12).Draw(t, "month")), 1)
		q := Question{
			Persons: rapid.IntRange(1, MaxPersons-1).Draw(t, "persons"), Income: money.Cents(rapid.Int64Range(0, int64(MaxIncome)-1).Draw(t, "income")),
			Minutes: rapid.IntRange(1, MaxHours*60-60).Draw(t, "minutes"),
		}
		if rapid.Bool().Draw(t, "a cost") {
			q.Cost = cents(money.Cents(rapid.Int64Range(0, 500_000).Draw(t, "cost")))
		}
		f, ok := HomeCare(on, q)
		if !ok || f.Cents < 0 || f.Cents > f.Over || f.Percent < 600 || f.Percent > 3500 || q.Cost != nil && f.Cents > *q.Cost {
			t.Fatalf("%+v: %+v, %v", q, f, ok)
		}
		richer, longer, larger := q, q, q
		richer.Income++
		longer.Minutes += 60
		larger.Persons++
		if r, _ := HomeCare(on, richer); r.Cents < f.Cents {
			t.Fatalf("%+v: a cent more of income makes %d less than %d", q, r.Cents, f.Cents)
		}
		if l, _ := HomeCare(on, longer); l.Cents < f.Cents {
			t.Fatalf("%+v: an hour more makes %d less than %d", q, l.Cents, f.Cents)
		}
		if l, _ := HomeCare(on, larger); l.Cents > f.Cents {
			t.Fatalf("%+v: a person more makes %d more than %d", q, l.Cents, f.Cents)
		}
	})
}
