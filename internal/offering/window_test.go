package offering

import (
	"slices"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

func TestWindow(t *testing.T) {
	today, one := day("2026-05-18"), 1
	lines := []PriceLine{
		{ID: uuid.UUID{1}, Unit: "hour", Cents: 4000, From: day("2025-03-01"), To: last("2025-12-31")},
		{ID: uuid.UUID{2}, Unit: "hour", Cents: 4200, From: day("2026-01-01")},
		{ID: uuid.UUID{3}, Unit: "visit", Cents: 2000, From: day("2026-02-01")},
	}
	for name, tt := range map[string]struct {
		rules PriceRules
		price NewPrice
		key   string
		opens string // the first day that the fault names
	}{
		"no rules":                          {PriceRules{}, NewPrice{Unit: "hour", From: today}, "", ""},
		"notice":                            {PriceRules{NoticeDays: 30}, NewPrice{Unit: "hour", From: day("2026-06-16")}, "fault.offering.price_notice", "2026-06-17"},
		"just enough notice":                {PriceRules{NoticeDays: 30}, NewPrice{Unit: "hour", From: day("2026-06-17")}, "", ""},
		"notice, and then only in January":  {PriceRules{NoticeDays: 30, Months: []int{1}}, NewPrice{Unit: "hour", From: today}, "fault.offering.price_notice", "2027-01-01"},
		"wrong month":                       {PriceRules{Months: []int{1, 7}}, NewPrice{Unit: "hour", From: day("2026-06-30")}, "fault.offering.price_month", "2026-07-01"},
		"any day of the month":              {PriceRules{Months: []int{1, 7}}, NewPrice{Unit: "hour", From: day("2026-07-31")}, "", ""},
		"from the end of January, February": {PriceRules{Months: []int{2}}, NewPrice{Unit: "hour", From: day("2027-01-31")}, "fault.offering.price_month", "2027-02-01"},
		"a second change in a year":         {PriceRules{MaxChangesYear: &one}, NewPrice{Unit: "hour", From: day("2026-10-01")}, "fault.offering.price_changes", ""},
		"in the next year":                  {PriceRules{MaxChangesYear: &one}, NewPrice{Unit: "hour", From: day("2027-01-01")}, "", ""},
		"the first price is no change":      {PriceRules{MaxChangesYear: &one}, NewPrice{Unit: "visit", From: day("2026-10-01")}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			err := tt.rules.Window(lines, tt.price, today)
			if tt.key == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			f := fault.From(err)
			if err == nil || len(f.Fields) != 1 || f.Fields[0].Key != tt.key {
				t.Fatalf("%v, want %s", err, tt.key)
			}
			if got, ok := f.Fields[0].Args["Day"].(calendar.Date); ok && got != day(tt.opens) {
				t.Errorf("opens on %s, want %s", got, tt.opens)
			}
		})
	}
}

// Whatever the rules, the day that they name first is open, no earlier one is, and the next is asked of nobody twice.
func TestEarliestIsTheFirstOpenDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rules := PriceRules{NoticeDays: rapid.IntRange(0, 120).Draw(t, "notice"),
			Months: rapid.SliceOfNDistinct(rapid.IntRange(1, 12), 0, 4, rapid.ID[int]).Draw(t, "months")}
		today := day("2026-01-01").AddDays(rapid.IntRange(0, 800).Draw(t, "today"))
		first := rules.Earliest(today)
		for n := range today.DaysUntil(first) + 1 {
			on := today.AddDays(n)
			if open := rules.Window(nil, NewPrice{Unit: "hour", From: on}, today) == nil; open != (on == first) {
				t.Fatalf("today %s, first %s: %s open: %v", today, first, on, open)
			}
		}
	})
}

func TestIsChange(t *testing.T) {
	hour := func(class string, cents money.Cents, from string) PriceLine {
		return PriceLine{ID: uuid.UUID{byte(len(class)), byte(cents)}, Unit: "hour", Class: class, Cents: cents, From: day(from)}
	}
	standing := []PriceLine{hour("", 5000, "2026-01-01")}
	lowered := []Cap{{Unit: "hour", Cents: 6000, From: day("2026-01-01"), To: last("2026-06-30")}, {Unit: "hour", Cents: 4500, From: day("2026-07-01")}}
	for name, tt := range map[string]struct {
		lines []PriceLine
		price NewPrice
		want  bool
	}{
		"the first price":                  {nil, NewPrice{Unit: "hour", Cents: 5000, From: day("2026-06-01")}, false},
		"mended on its first day":          {standing, NewPrice{Unit: "hour", Cents: 4900, From: day("2026-01-01")}, false},
		"another price":                    {standing, NewPrice{Unit: "hour", Cents: 4900, From: day("2026-06-01")}, true},
		"the first by another unit":        {standing, NewPrice{Unit: "visit", Cents: 4900, From: day("2026-06-01")}, false},
		"evenings together with the first": {standing, NewPrice{Unit: "hour", Class: ClassEvening, Percent: 120, From: day("2026-01-01")}, false},
		"evenings later":                   {standing, NewPrice{Unit: "hour", Class: ClassEvening, Percent: 120, From: day("2026-06-01")}, true},
		"down under a lowered cap":         {standing, NewPrice{Unit: "hour", Cents: 4500, From: day("2026-07-01")}, false},
		"not down far enough":              {standing, NewPrice{Unit: "hour", Cents: 4501, From: day("2026-07-01")}, true},
		"down before the cap is lowered":   {standing, NewPrice{Unit: "hour", Cents: 4500, From: day("2026-06-01")}, true},
	} {
		t.Run(name, func(t *testing.T) {
			if got := IsChange(tt.lines, lowered, tt.price); got != tt.want {
				t.Errorf("%v", got)
			}
		})
	}
}

// Whatever is set in whatever order – amounts, percentages, times – what OverCap and SetPrice let through is on no day over
// the cap of that day, never below zero, never twice on a day, and leaves no gap after a line that has begun.
func TestPricesStayUnderTheirCaps(t *testing.T) {
	today := day("2026-05-18")
	rapid.Check(t, func(t *rapid.T) {
		caps := []Cap{{Unit: "hour", Cents: money.Cents(rapid.Int64Range(3000, 8000).Draw(t, "cap")), From: today.AddDays(-100), To: last("2026-05-30")},
			{Unit: "hour", Cents: money.Cents(rapid.Int64Range(3000, 8000).Draw(t, "next cap")), From: day("2026-05-31")}}
		for i := range caps { // a time's own is never under that of weekdays
			for time, own := range map[string]**money.Cents{"evening": &caps[i].Times.Evening, "sunday": &caps[i].Times.Sunday, "night": &caps[i].Times.Night} {
				if more := money.Cents(rapid.Int64Range(-2000, 3000).Draw(t, time)); more >= 0 {
					more += caps[i].Cents
					*own = &more
				}
			}
		}
		var lines []PriceLine
		for i := range rapid.IntRange(1, 14).Draw(t, "prices") {
			p := NewPrice{ID: uuid.UUID{byte(i + 1)}, Unit: "hour", From: today.AddDays(rapid.IntRange(-2, 25).Draw(t, "from")),
				Class: rapid.SampledFrom(append([]string{"", ""}, Classes()...)).Draw(t, "class"), Cents: money.Cents(rapid.Int64Range(-10, 9000).Draw(t, "cents"))}
			if p.Class != "" && rapid.Bool().Draw(t, "as a percentage") {
				p.Percent = rapid.IntRange(-5, 250).Draw(t, "percent")
			}
			change, err := SetPrice(lines, p, today)
			if err != nil {
				continue
			}
			if after := change.After(lines); OverCap(after, caps, change.Line()) == nil {
				lines = after
			}
		}
		for n := range 40 {
			on := today.AddDays(n)
			of := caps[0]
			if !on.Before(caps[1].From) {
				of = caps[1]
			}
			for _, class := range append([]string{""}, Classes()...) {
				amount, ceiling := amountOn(lines, "hour", class, on), of.At(class)
				if none := len(same(lines, NewPrice{Unit: "hour", Class: class})) == 0; class != "" && none {
					amount = amountOn(lines, "hour", "", on) // a time without a price of its own costs that of weekdays
				}
				if amount != nil && (*amount > ceiling || *amount < 0) {
					t.Fatalf("%s %q: %d, cap %d: %+v", on, class, *amount, ceiling, lines)
				}
				var there, yesterday []PriceLine
				for _, l := range same(lines, NewPrice{Unit: "hour", Class: class}) {
					if l.On(on) {
						there = append(there, l)
					}
					if l.On(on.AddDays(-1)) {
						yesterday = append(yesterday, l)
					}
				}
				if len(there) > 1 || len(yesterday) > 0 && len(there) == 0 {
					t.Fatalf("%s %q: %d lines, %d the day before: %+v", on, class, len(there), len(yesterday), lines)
				}
			}
		}
	})
}

func TestSetPriceLeavesNoGap(t *testing.T) {
	today := day("2026-05-18")
	ending := []PriceLine{{ID: uuid.UUID{1}, Unit: "hour", Cents: 4000, From: day("2026-01-01"), To: last("2026-06-30")}}
	for from, want := range map[string]string{"2026-07-01": "", "2026-07-02": "fault.offering.price_gap", "2026-06-30": ""} {
		_, err := SetPrice(ending, NewPrice{Unit: "hour", Cents: 4100, From: day(from)}, today)
		if f := fault.From(err); (err == nil) != (want == "") || err != nil && f.Fields[0].Key != want {
			t.Errorf("from %s: %v, want %q", from, err, want)
		}
	}
	over := []PriceLine{{ID: uuid.UUID{1}, Unit: "hour", Cents: 4000, From: day("2025-01-01"), To: last("2026-03-31")}}
	if _, err := SetPrice(over, NewPrice{Unit: "hour", Cents: 4100, From: day("2026-07-01")}, today); err != nil {
		t.Errorf("a price that ended long ago holds up nobody: %v", err)
	}
}

func TestClassPriceRoundsToTheNearestCent(t *testing.T) {
	for _, tt := range []struct {
		percent     int
		price, want money.Cents
	}{{120, 4810, 5772}, {115, 3333, 3833}, {150, 1, 2}, {50, 1, 1}, {49, 1, 0}, {200, 100_000_000, 200_000_000}} {
		if got := ClassPrice(PriceLine{Percent: tt.percent}, tt.price); got != tt.want {
			t.Errorf("%d %% of %d is %d, want %d", tt.percent, tt.price, got, tt.want)
		}
	}
	o := Offering{Prices: []PriceLine{{Unit: "hour", Cents: 4000, From: day("2026-01-01")}},
		Classes: []PriceLine{{Unit: "hour", Class: ClassSunday, Percent: 200, From: day("2026-01-01")}, {Unit: "hour", Class: ClassEvening, Cents: 4600, From: day("2026-06-01")}}}
	if got := ClassesOn(o, "hour", day("2026-06-01")); len(got) != 2 || got[0].Cents != 4600 || got[1].Cents != 8000 {
		t.Errorf("%+v", got)
	}
	if got := ClassesOn(o, "hour", day("2026-05-31")); !slices.ContainsFunc(got, func(l PriceLine) bool { return l.Class == ClassSunday }) || len(got) != 1 {
		t.Errorf("the evening's has not begun: %+v", got)
	}
}

func TestRise(t *testing.T) {
	for _, tt := range []struct {
		old, now money.Cents
		want     int
	}{{4810, 5200, 81}, {5000, 4850, -30}, {1000, 1000, 0}, {2000, 2001, 1}, {3, 2, -333}} {
		if got, ok := (Proposal{Cents: tt.now, Old: &PriceLine{Cents: tt.old}}).Rise(); !ok || got != tt.want {
			t.Errorf("from %d to %d: %d %v, want %d", tt.old, tt.now, got, ok, tt.want)
		}
	}
	if _, ok := (Proposal{Cents: 100}).Rise(); ok {
		t.Error("the first price has no rise")
	}
}
