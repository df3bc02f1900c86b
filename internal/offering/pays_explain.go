package offering

import "github.com/tuottajatori/tuottajatori/internal/money"

// PayStep is one step of how an amount came about: the key of its text (pays.step_<key>) and its numbers. Rules give no prose.
type PayStep struct {
	Key            string
	Cents          money.Cents  // what the step adds, takes or comes to
	Max            *money.Cents // the most, where the step is a range
	From           bool         // Cents are the least of several
	Per            string       // unit of Cents, or the unit counted
	Minutes, Times int          // of a visit, and a week
	Hundredths     int64        // how many of the unit a month holds, in hundredths
	Source         string       // the law that says so; "" for arithmetic
}

// The laws that what a client pays follows.
const (
	voucherLaw = "569/2009 §7" // the voucher's value and the own share
	feeLaw     = "734/1992"    // client fees
)

// Explained is what a client pays, and the steps by which it came about.
type Explained struct {
	Pays
	Steps []PayStep
}

// Explain works out what a client pays as WhatClientPays does, and tells how, step by step.
func Explain(t Terms, price *PriceLine) Explained {
	e := Explained{Pays: WhatClientPays(t, price)}
	add := func(s ...PayStep) { e.Steps = append(e.Steps, s...) }
	if price != nil && (t.ClientPays == OwnShare || t.ClientPays == Price) {
		add(PayStep{Key: "price", Cents: price.Cents, Per: price.Unit})
	}
	switch {
	case e.Kind == OwnShare:
		value := PayStep{Key: "value", Cents: -*t.ValueCents, Per: t.Unit, Source: voucherLaw}
		if *t.ValueCents > price.Cents { // never more than the price
			add(value)
			value = PayStep{Key: "value_capped", Cents: -price.Cents, Per: t.Unit, Source: voucherLaw}
		}
		add(value, PayStep{Key: "own_share", Cents: *e.Cents, Per: e.Per, Source: voucherLaw})
	case e.Kind == ClientFee && e.Cents == nil:
		add(PayStep{Key: "fee_not_told", Source: feeLaw})
	case e.Kind == ClientFee:
		key := "fee"
		if e.CentsMax != nil {
			key = "fee_range"
		}
		add(PayStep{Key: key, Cents: *e.Cents, Max: e.CentsMax, From: e.From, Per: e.Per, Source: feeLaw})
	case e.Kind == Price:
		add(PayStep{Key: "whole_price", Cents: *e.Cents, Per: e.Per})
	case e.Kind == Free:
		add(PayStep{Key: "free"})
	case t.ClientPays == OwnShare && price == nil:
		add(PayStep{Key: "no_price", Source: voucherLaw})
	case t.ClientPays == OwnShare && t.ValueCents == nil:
		add(PayStep{Key: "no_value", Source: voucherLaw})
	case t.ClientPays == OwnShare:
		add(PayStep{Key: "other_unit", Cents: *t.ValueCents, Per: t.Unit, Source: voucherLaw})
	default:
		add(PayStep{Key: "not_told"})
	}
	return e
}
