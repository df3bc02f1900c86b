package service

import (
	"testing"

	"pgregory.net/rapid"
)

// Every service with a usual use can be turned into months by at least one of its units, and only such a one.
func TestUsageFitsTheUnits(t *testing.T) {
	for key := range usual {
		if _, ok := ByKey(key); !ok {
			t.Errorf("%s has a usage and is no service", key)
		}
	}
	for _, s := range All() {
		u := UsageOf(s.Key)
		if u == (Usage{}) {
			if RhythmOf(s.Key) != NowAndThen {
				t.Errorf("%s: a rhythm without a usage", s.Key)
			}
			continue
		}
		for _, unit := range s.Units {
			if _, ok := u.InMonth(unit); !ok && unit != Piece && unit != Trip {
				t.Errorf("%s is priced by the %s, which its usage %+v cannot turn into months", s.Key, unit, u)
			}
		}
		if u != everyDay && (u.Times < MinTimes || u.Times > MaxTimes || u.Minutes != 0 && (u.Minutes < MinMinutes || u.Minutes > MaxMinutes)) {
			t.Errorf("%s: %+v could not be asked", s.Key, u)
		}
	}
}

func TestInMonth(t *testing.T) {
	for name, tt := range map[string]struct {
		usage      Usage
		unit       string
		hundredths int64 // 0: cannot be told
	}{
		"three half hours":         {Usage{30, 3}, Hour, 650},
		"three visits":             {Usage{30, 3}, Visit, 1300},
		"a visit a week":           {Usage{45, 1}, Visit, 433},
		"a month is a month":       {Usage{30, 3}, Month, 100},
		"a month without a use":    {Usage{}, Month, 100},
		"a meal a day":             {Usage{0, 7}, Meal, 3033},
		"working days":             {Usage{0, 5}, Day, 2167},
		"every day":                {everyDay, Day, 3042},
		"more than every day":      {Usage{30, 21}, Day, 3042},
		"visits to a home":         {everyDay, Visit, 0},
		"hours of a home":          {everyDay, Hour, 0},
		"hours without a length":   {Usage{0, 7}, Hour, 0},
		"a visit without a count":  {Usage{30, 0}, Visit, 0},
		"a meal without a count":   {Usage{}, Meal, 0},
		"a trip":                   {Usage{30, 3}, Trip, 0},
		"a piece":                  {Usage{30, 3}, Piece, 0},
		"something nobody knows":   {Usage{30, 3}, "year", 0},
		"a negative length":        {Usage{-30, 3}, Hour, 0},
		"a negative count":         {Usage{30, -3}, Visit, 0},
		"personal assistance, law": {UsageOf("personal_assistance"), Hour, 3033},
	} {
		r, ok := tt.usage.InMonth(tt.unit)
		if got := r.Hundredths(); got != tt.hundredths || ok != (tt.hundredths > 0) {
			t.Errorf("%s: %d, %v; want %d", name, got, ok, tt.hundredths)
		}
	}
}

func TestUsageFor(t *testing.T) {
	asked := Usage{45, 2}
	for key, want := range map[string]Usage{
		"home_care": asked, "meals": {0, 2}, "communal_housing": everyDay, "doctor": {}, "no_such": {},
	} {
		if got := UsageFor(key, asked); got != want {
			t.Errorf("%s: %+v", key, got)
		}
		if got := UsageFor(key, Usage{}); got != UsageOf(key) {
			t.Errorf("%s: nothing asked gave %+v", key, got)
		}
	}
	if got := UsageFor("home_care", Usage{Times: 7}); got != (Usage{30, 7}) {
		t.Errorf("a count alone: %+v", got)
	}
	if got := UsageFor("home_care", Usage{Minutes: 60}); got != (Usage{60, 3}) {
		t.Errorf("a length alone: %+v", got)
	}
}

// More money, longer visits or more of them never make less; nothing is ever negative, whatever the numbers.
func TestRateProperties(t *testing.T) {
	units := []string{Hour, Visit, Day, Month, Meal, Trip, Piece}
	rapid.Check(t, func(t *rapid.T) {
		u := Usage{rapid.IntRange(-10, 100_000).Draw(t, "minutes"), rapid.IntRange(-10, 100_000).Draw(t, "times")}
		unit, amount := rapid.SampledFrom(units).Draw(t, "unit"), rapid.Int64().Draw(t, "amount")
		rate, ok := u.InMonth(unit)
		of := rate.Of(amount)
		if of < 0 || of > Most {
			t.Fatalf("%+v %s: %d became %d", u, unit, amount, of)
		}
		if !ok {
			return
		}
		if amount < 1<<62 && rate.Of(amount+1) < of {
			t.Fatalf("%+v %s: more than %d became less", u, unit, amount)
		}
		if u.Minutes < 0 || u.Times < 0 {
			return
		}
		for _, more := range []Usage{{u.Minutes + 1, u.Times}, {u.Minutes, u.Times + 1}} {
			if r, ok := more.InMonth(unit); !ok || r.Of(amount) < of {
				t.Fatalf("%+v %s: %d; %+v: %d", u, unit, of, more, r.Of(amount))
			}
		}
	})
}
