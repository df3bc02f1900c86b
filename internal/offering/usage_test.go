package offering

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/money"
)

func TestPerMonth(t *testing.T) {
	three := Usage{Minutes: 30, Times: 3}
	for name, tt := range map[string]struct {
		pays  Pays
		usage Usage
		want  Estimate
	}{
		"an own share by the hour": {Pays{Kind: OwnShare, Cents: cents(5600), Per: "hour"}, three, Estimate{Known: true, Cents: 36400, Converted: true,
			Steps: []PayStep{{Key: "month_hours", Per: "hour", Minutes: 30, Times: 3, Hundredths: 650}, {Key: "month_sum", Cents: 36400, Per: "month"}}}},
		"a price by the visit": {Pays{Kind: Price, Cents: cents(4500), Per: "visit"}, Usage{Minutes: 45, Times: 1}, Estimate{Known: true, Cents: 19500, Converted: true,
			Steps: []PayStep{{Key: "month_count", Per: "visit", Minutes: 45, Times: 1, Hundredths: 433}, {Key: "month_sum", Cents: 19500, Per: "month"}}}},
		"half a cent goes up": {Pays{Kind: Price, Cents: cents(1), Per: "hour"}, three, Estimate{Known: true, Cents: 7, Converted: true,
			Steps: []PayStep{{Key: "month_hours", Per: "hour", Minutes: 30, Times: 3, Hundredths: 650}, {Key: "month_sum", Cents: 7, Per: "month"}}}},
		"a fee by the month": {Pays{Kind: ClientFee, Cents: cents(0), CentsMax: cents(42000), Per: "month"}, three, Estimate{Known: true, Max: cents(42000),
			Steps: []PayStep{{Key: "month_itself", Max: cents(42000), Per: "month"}}}},
		"housing by the day": {Pays{Kind: Price, Cents: cents(1200), Per: "day"}, UsageOf("communal_housing"), Estimate{Known: true, Cents: 36500, Converted: true,
			Steps: []PayStep{{Key: "month_every_day", Per: "day", Times: 7, Hundredths: 3042}, {Key: "month_sum", Cents: 36500, Per: "month"}}}},
		"free":                   {Pays{Kind: Free, Cents: cents(0)}, Usage{}, Estimate{Known: true, Steps: []PayStep{{Key: "month_free"}}}},
		"a trip":                 {Pays{Kind: Price, Cents: cents(900), Per: "trip"}, three, Estimate{Steps: []PayStep{{Key: "month_own_unit", Per: "trip"}}}},
		"a visit to the dentist": {Pays{Kind: Price, Cents: cents(900), Per: "visit"}, UsageOf("dental_care"), Estimate{Steps: []PayStep{{Key: "month_own_unit", Per: "visit"}}}},
		"nothing told":           {Pays{Kind: Unknown}, three, Estimate{Steps: []PayStep{{Key: "month_not_told"}}}},
		"a fee by income":        {Pays{Kind: ClientFee}, three, Estimate{Steps: []PayStep{{Key: "month_not_told"}}}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, PerMonth(tt.pays, tt.usage)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Whatever is asked: more money, longer visits and more of them are never less in a month; nothing is negative; a month of
// a month's price is itself; a range stays a range and "from" stays "from".
func TestPerMonthProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Pays{
			Kind:  rapid.SampledFrom([]string{OwnShare, ClientFee, Price}).Draw(t, "kind"),
			Cents: cents(rapid.Int64Range(0, int64(maxPrice)).Draw(t, "cents")),
			Per:   rapid.SampledFrom([]string{"hour", "visit", "day", "month", "meal", "trip", "piece"}).Draw(t, "per"),
			From:  rapid.Bool().Draw(t, "from"),
		}
		if !p.From && rapid.Bool().Draw(t, "range") {
			p.CentsMax = cents(int64(*p.Cents) + rapid.Int64Range(1, 1_000_000).Draw(t, "more"))
		}
		u := Usage{Minutes: rapid.IntRange(0, 1440).Draw(t, "minutes"), Times: rapid.IntRange(0, 70).Draw(t, "times")}
		e := PerMonth(p, u)
		if !e.Known {
			if e.Cents != 0 || e.Max != nil || len(e.Steps) != 1 || e.Exact() != nil {
				t.Fatalf("unknown, and still %+v", e)
			}
			return
		}
		switch {
		case e.Cents < 0 || e.Max != nil && *e.Max < e.Cents:
			t.Fatalf("%+v became %+v", p, e)
		case (e.Max == nil) != (p.CentsMax == nil), e.From != p.From, e.Converted != (p.Per != "month"):
			t.Fatalf("%+v became %+v", p, e)
		case p.Per == "month" && e.Cents != *p.Cents:
			t.Fatalf("a month of %d became %d", *p.Cents, e.Cents)
		case e.Steps[len(e.Steps)-1].Cents != e.Cents:
			t.Fatalf("the last step of %+v is another amount", e)
		}
		dearer := p
		dearer.Cents, dearer.CentsMax = cents(int64(*p.Cents)+1), nil
		for _, more := range []Estimate{
			PerMonth(dearer, u), PerMonth(p, Usage{Minutes: u.Minutes + 1, Times: u.Times}), PerMonth(p, Usage{Minutes: u.Minutes, Times: u.Times + 1}),
		} {
			if !more.Known || more.Cents < e.Cents {
				t.Fatalf("%+v, %+v: more became %+v", p, u, more)
			}
		}
	})
}

// The steps of an explanation add up to what the client pays, whatever the terms, and each amount is the rule's own.
func TestExplainAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amount := func(name string) *money.Cents {
			if !rapid.Bool().Draw(t, name+" known") {
				return nil
			}
			return cents(rapid.Int64Range(0, 100_000).Draw(t, name))
		}
		terms := Terms{
			ClientPays: rapid.SampledFrom([]string{OwnShare, ClientFee, Price, Free, Unknown, ""}).Draw(t, "form"),
			Unit:       rapid.SampledFrom([]string{"hour", "month"}).Draw(t, "unit"),
			ValueCents: amount("value"), FeeMin: amount("min"), FeeMax: amount("max"),
		}
		var line *PriceLine
		if c := amount("price"); c != nil {
			line = price(rapid.SampledFrom([]string{"hour", "month"}).Draw(t, "price unit"), int64(*c))
		}
		e := Explain(terms, line)
		if diff := cmp.Diff(WhatClientPays(terms, line), e.Pays); diff != "" {
			t.Fatal(diff)
		}
		if len(e.Steps) == 0 {
			t.Fatalf("%+v: nothing explained", terms)
		}
		last := e.Steps[len(e.Steps)-1]
		if e.Cents != nil && last.Cents != *e.Cents {
			t.Fatalf("the last step comes to %d, the rule to %d", last.Cents, *e.Cents)
		}
		if e.Kind == OwnShare {
			sum, capped := e.Steps[0].Cents, e.Steps[len(e.Steps)-2]
			if sum+capped.Cents != *e.Cents {
				t.Fatalf("%+v does not add up", e.Steps)
			}
			if wantCap := *terms.ValueCents > line.Cents; wantCap != (capped.Key == "value_capped") {
				t.Fatalf("a value of %d at a price of %d: %+v", *terms.ValueCents, line.Cents, e.Steps)
			}
		}
	})
}
