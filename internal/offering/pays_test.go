package offering

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/money"
)

func cents(n int64) *money.Cents {
	c := money.Cents(n)
	return &c
}

func price(unit string, n int64) *PriceLine { return &PriceLine{Unit: unit, Cents: money.Cents(n)} }

func TestWhatClientPays(t *testing.T) {
	voucher := Terms{ClientPays: OwnShare, Unit: "hour", ValueCents: cents(3600)}
	fee := func(lo, hi *money.Cents) Terms {
		return Terms{ClientPays: ClientFee, Unit: "month", FeeMin: lo, FeeMax: hi}
	}
	for name, tt := range map[string]struct {
		terms Terms
		price *PriceLine
		want  Pays
	}{
		"voucher: the price less the value":             {voucher, price("hour", 4810), Pays{Kind: OwnShare, Cents: cents(1210), Per: "hour"}},
		"voucher: a value over the price pays all":      {voucher, price("hour", 3000), Pays{Kind: OwnShare, Cents: cents(0), Per: "hour"}},
		"voucher: a value that is the price":            {voucher, price("hour", 3600), Pays{Kind: OwnShare, Cents: cents(0), Per: "hour"}},
		"voucher: a price in another unit":              {voucher, price("visit", 4810), Pays{Kind: Unknown}},
		"voucher: no price told":                        {voucher, nil, Pays{Kind: Unknown}},
		"voucher: no value set":                         {Terms{ClientPays: OwnShare, Unit: "hour"}, price("hour", 4810), Pays{Kind: Unknown}},
		"voucher: a value of nothing":                   {Terms{ClientPays: OwnShare, Unit: "hour", ValueCents: cents(0)}, price("hour", 4810), Pays{Kind: OwnShare, Cents: cents(4810), Per: "hour"}},
		"fee: a range by income":                        {fee(cents(0), cents(42000)), nil, Pays{Kind: ClientFee, Cents: cents(0), CentsMax: cents(42000), Per: "month"}},
		"fee: the same for all":                         {fee(cents(1260), cents(1260)), nil, Pays{Kind: ClientFee, Cents: cents(1260), Per: "month"}},
		"fee: at most":                                  {fee(nil, cents(42000)), nil, Pays{Kind: ClientFee, Cents: cents(0), CentsMax: cents(42000), Per: "month"}},
		"fee: at least":                                 {fee(cents(1260), nil), nil, Pays{Kind: ClientFee, Cents: cents(1260), Per: "month", From: true}},
		"fee: by income, not told how":                  {fee(nil, nil), nil, Pays{Kind: ClientFee}},
		"fee: the purchase price is never the client's": {fee(nil, nil), price("month", 500000), Pays{Kind: ClientFee}},
		"price: all of it oneself":                      {Terms{ClientPays: Price}, price("meal", 950), Pays{Kind: Price, Cents: cents(950), Per: "meal"}},
		"price: not told":                               {Terms{ClientPays: Price}, nil, Pays{Kind: Unknown}},
		"free":                                          {Terms{ClientPays: Free}, nil, Pays{Kind: Free, Cents: cents(0)}},
		"free, whatever the price":                      {Terms{ClientPays: Free}, price("hour", 100), Pays{Kind: Free, Cents: cents(0)}},
		"unknown":                                       {Terms{ClientPays: Unknown}, price("hour", 100), Pays{Kind: Unknown}},
		"no form at all":                                {Terms{}, price("hour", 100), Pays{Kind: Unknown}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, WhatClientPays(tt.terms, tt.price)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Voucher law as properties: the share and the value used make up the price, and none is below zero (569/2009 §7).
func TestOwnShareProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.Int64Range(0, int64(maxPrice)).Draw(t, "price")
		v := rapid.Int64Range(0, int64(maxPrice)).Draw(t, "value")
		pays := WhatClientPays(Terms{ClientPays: OwnShare, Unit: "hour", ValueCents: cents(v)}, price("hour", p))
		if pays.Kind != OwnShare || pays.Per != "hour" || pays.Cents == nil {
			t.Fatalf("%+v", pays)
		}
		share, used := *pays.Cents, money.Cents(p)-*pays.Cents
		if share < 0 || used > money.Cents(v) || used < 0 {
			t.Fatalf("price %d, value %d: share %d, value used %d", p, v, share, used)
		}
		if used < money.Cents(v) && share != 0 {
			t.Fatalf("price %d, value %d: the client pays %d though the value is not used up", p, v, share)
		}
		more := WhatClientPays(Terms{ClientPays: OwnShare, Unit: "hour", ValueCents: cents(v + 1)}, price("hour", p))
		if *more.Cents > share {
			t.Fatalf("a higher value made the share higher: %d, %d", share, *more.Cents)
		}
	})
}

// Whatever the terms, amounts are never negative, a range is never upside down, and the rule changes nothing it is given.
func TestWhatClientPaysProperties(t *testing.T) {
	amount := func(t *rapid.T, name string) *money.Cents {
		if !rapid.Bool().Draw(t, name+" known") {
			return nil
		}
		return cents(rapid.Int64Range(0, 1_000_000).Draw(t, name))
	}
	rapid.Check(t, func(t *rapid.T) {
		terms := Terms{
			ClientPays: rapid.SampledFrom([]string{OwnShare, ClientFee, Price, Free, Unknown}).Draw(t, "form"),
			Unit:       rapid.SampledFrom([]string{"", "hour", "month"}).Draw(t, "unit"),
			ValueCents: amount(t, "value"), FeeMin: amount(t, "min"), FeeMax: amount(t, "max"),
		}
		if terms.FeeMin != nil && terms.FeeMax != nil && *terms.FeeMax < *terms.FeeMin {
			terms.FeeMin, terms.FeeMax = terms.FeeMax, terms.FeeMin // the database refuses such a row
		}
		var line *PriceLine
		if rapid.Bool().Draw(t, "priced") {
			line = price(rapid.SampledFrom([]string{"hour", "month"}).Draw(t, "price unit"), rapid.Int64Range(0, 1_000_000).Draw(t, "price"))
		}
		pays := WhatClientPays(terms, line)
		if pays.Kind != terms.ClientPays && pays.Kind != Unknown {
			t.Fatalf("%+v became %+v", terms, pays)
		}
		if pays.Cents != nil && *pays.Cents < 0 || pays.CentsMax != nil && (pays.Cents == nil || *pays.CentsMax <= *pays.Cents) {
			t.Fatalf("%+v became %+v", terms, pays)
		}
		if pays.Kind == Unknown && (pays.Cents != nil || pays.Per != "") {
			t.Fatalf("an unknown amount has %+v", pays)
		}
	})
}

func TestChoose(t *testing.T) {
	hour, visit, month := price("hour", 3850), price("visit", 2500), price("month", 2500)
	value := Terms{ClientPays: OwnShare, Unit: "hour", ValueCents: cents(2640)}
	visits := Terms{ClientPays: OwnShare, Unit: "visit", ValueCents: cents(3000)}
	fee := Terms{ClientPays: ClientFee, Unit: "month", FeeMin: cents(0), FeeMax: cents(42000)}
	for name, tt := range map[string]struct {
		form   string
		terms  []Terms
		prices []*PriceLine
		want   Choice
	}{
		"own share by the service's first unit": {OwnShare, []Terms{visits, value}, []*PriceLine{visit, hour},
			Choice{hour, cents(2640), Pays{Kind: OwnShare, Cents: cents(1210), Per: "hour"}}},
		"own share by the unit that has a value": {OwnShare, []Terms{visits}, []*PriceLine{hour, visit},
			Choice{visit, cents(3000), Pays{Kind: OwnShare, Cents: cents(0), Per: "visit"}}},
		"another when the first has no price": {OwnShare, []Terms{value, visits}, []*PriceLine{visit},
			Choice{visit, cents(3000), Pays{Kind: OwnShare, Cents: cents(0), Per: "visit"}}},
		"a price without a value is told, the share is not": {OwnShare, nil, []*PriceLine{hour}, Choice{Price: hour, Pays: Pays{Kind: Unknown}}},
		"a value without a price":                           {OwnShare, []Terms{value}, nil, Choice{Value: cents(2640), Pays: Pays{Kind: Unknown}}},
		"a value by the hour, a price by the month":         {OwnShare, []Terms{value}, []*PriceLine{month}, Choice{Price: month, Pays: Pays{Kind: Unknown}}},
		"price": {Price, nil, []*PriceLine{visit, hour}, Choice{Price: hour, Pays: Pays{Kind: Price, Cents: cents(3850), Per: "hour"}}},
		"a unit that the service does not usually have": {Price, nil, []*PriceLine{price("meal", 900)},
			Choice{Price: price("meal", 900), Pays: Pays{Kind: Price, Cents: cents(900), Per: "meal"}}},
		"a fee hides the purchase price": {ClientFee, []Terms{fee}, []*PriceLine{hour},
			Choice{Pays: Pays{Kind: ClientFee, Cents: cents(0), CentsMax: cents(42000), Per: "month"}}},
		"a fee of which no amount is known":         {ClientFee, nil, []*PriceLine{hour}, Choice{Pays: Pays{Kind: ClientFee}}},
		"free hides a price too":                    {Free, nil, []*PriceLine{hour}, Choice{Pays: Pays{Kind: Free, Cents: cents(0)}}},
		"free without a row of the scheme":          {Free, nil, nil, Choice{Pays: Pays{Kind: Free, Cents: cents(0)}}},
		"a price of which nobody tells who pays it": {Unknown, nil, []*PriceLine{hour}, Choice{Pays: Pays{Kind: Unknown}}},
		"nothing known":                             {Unknown, nil, nil, Choice{Pays: Pays{Kind: Unknown}}},
	} {
		t.Run(name, func(t *testing.T) {
			var lines []PriceLine
			for _, p := range tt.prices {
				lines = append(lines, *p)
			}
			if diff := cmp.Diff(tt.want, Choose([]string{"hour", "visit"}, tt.form, tt.terms, lines)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
