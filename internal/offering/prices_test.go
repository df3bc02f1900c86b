package offering

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

func day(text string) calendar.Date {
	d, err := calendar.Parse(text)
	if err != nil {
		panic(err)
	}
	return d
}

func last(text string) *calendar.Date {
	d := day(text)
	return &d
}

func TestSetPrice(t *testing.T) {
	today := day("2026-05-18")
	a, b, n := uuid.UUID{1}, uuid.UUID{2}, uuid.UUID{9}
	open := PriceLine{ID: a, Unit: "hour", Cents: 4000, From: day("2026-01-01")}
	first := PriceLine{ID: a, Unit: "hour", Cents: 4000, From: day("2026-01-01"), To: last("2026-06-30")}
	second := PriceLine{ID: b, Unit: "hour", Cents: 4200, From: day("2026-07-01")}
	ended := func(l PriceLine, to string) *PriceLine { l.To = last(to); return &l }
	added := func(from string, to *calendar.Date) *PriceLine {
		return &PriceLine{ID: n, Unit: "hour", Cents: 5000, From: day(from), To: to}
	}
	for name, tt := range map[string]struct {
		lines []PriceLine
		from  string
		want  PriceChange
	}{
		"the first price":                    {nil, "2026-05-18", PriceChange{Add: added("2026-05-18", nil)}},
		"a new one ends the former":          {[]PriceLine{open}, "2026-06-01", PriceChange{End: ended(open, "2026-05-31"), Add: added("2026-06-01", nil)}},
		"on the same day it is a correction": {[]PriceLine{first, second}, "2026-07-01", PriceChange{Correct: &PriceLine{ID: b, Unit: "hour", Cents: 5000, From: day("2026-07-01")}}},
		"between, it ends before the next":   {[]PriceLine{first, second}, "2026-06-01", PriceChange{End: ended(first, "2026-05-31"), Add: added("2026-06-01", last("2026-06-30"))}},
		"another unit is another price":      {[]PriceLine{{ID: a, Unit: "visit", From: day("2026-01-01")}}, "2026-06-01", PriceChange{Add: added("2026-06-01", nil)}},
		"after one that has ended":           {[]PriceLine{{ID: a, Unit: "hour", From: day("2026-01-01"), To: last("2026-03-31")}}, "2026-06-01", PriceChange{Add: added("2026-06-01", nil)}},
		"before the only one":                {[]PriceLine{second}, "2026-06-01", PriceChange{Add: added("2026-06-01", last("2026-06-30"))}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := SetPrice(tt.lines, NewPrice{ID: n, Unit: "hour", Cents: 5000, From: day(tt.from)}, today)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSetPriceRefuses(t *testing.T) {
	today := day("2026-05-18")
	for name, tt := range map[string]struct {
		price NewPrice
		want  string
	}{
		"below zero":       {NewPrice{Cents: -1, From: today}, "fault.offering.price_negative"},
		"a million and up": {NewPrice{Cents: 100_000_001, From: today}, "fault.offering.price_too_high"},
		"no day":           {NewPrice{}, "fault.offering.from_missing"},
		"yesterday":        {NewPrice{From: day("2026-05-17")}, "fault.offering.from_past"},
		"the year 3026":    {NewPrice{From: day("3026-05-18")}, "fault.offering.from_too_far"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := SetPrice(nil, tt.price, today)
			if f := fault.From(err); err == nil || len(f.Fields) != 1 || f.Fields[0].Key != tt.want {
				t.Errorf("%v, want %s", err, tt.want)
			}
		})
	}
}

// Whatever prices are set in whatever order, no day has two, what was in force before the new day is as it was, and the
// new price is in force on its day.
func TestSetPriceProperties(t *testing.T) {
	today := day("2026-05-18")
	rapid.Check(t, func(t *rapid.T) {
		var lines []PriceLine
		for i := range rapid.IntRange(1, 8).Draw(t, "prices") {
			p := NewPrice{ID: uuid.UUID{byte(i + 1)}, Unit: rapid.SampledFrom([]string{"hour", "visit"}).Draw(t, "unit"),
				Cents: money.Cents(rapid.Int64Range(0, 10_000).Draw(t, "cents")), From: today.AddDays(rapid.IntRange(0, 30).Draw(t, "from"))}
			change, err := SetPrice(lines, p, today)
			if err != nil {
				t.Fatal(err)
			}
			before := lines
			lines = change.After(lines)
			for n := range 40 {
				on := today.AddDays(n)
				got := priceFor(p.Unit, PricesOn(lines, on))
				if was := priceFor(p.Unit, PricesOn(before, on)); on.Before(p.From) && !cmp.Equal(centsOf(was), centsOf(got)) {
					t.Fatalf("on %s the price was %v and is %v", on, was, got)
				}
				if on == p.From && (got == nil || got.Cents != p.Cents) {
					t.Fatalf("on its first day the price is %v, want %d", got, p.Cents)
				}
				seen := map[string]bool{}
				for _, l := range PricesOn(lines, on) {
					if seen[l.Unit] {
						t.Fatalf("two prices by the %s on %s: %+v", l.Unit, on, lines)
					}
					seen[l.Unit] = true
				}
			}
		}
		for _, l := range lines {
			if l.To != nil && l.To.Before(l.From) {
				t.Fatalf("an empty line: %+v", l)
			}
		}
	})
}

func centsOf(l *PriceLine) *money.Cents {
	if l == nil {
		return nil
	}
	return &l.Cents
}
