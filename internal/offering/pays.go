package offering

import (
	"slices"

	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
	"github.com/tuottajatori/tuottajatori/search"
)

// The forms of what a client pays, each set by the scheme.
const (
	OwnShare  = scheme.PaysOwnShare  // a voucher: price − value
	ClientFee = scheme.PaysClientFee // the county's fee by law, often by income; never the purchase price (734/1992)
	Price     = scheme.PaysPrice     // all of it oneself
	Free      = scheme.PaysFree
	Unknown   = scheme.PaysUnknown
)

// ByOrganiser tells whether an organiser sets what is paid in a form, for its own people only: it decides who gets the
// service, and nobody has it across its border.
func ByOrganiser(form string) bool { return slices.Contains(search.OrganiserSets(), form) }

// Pays is what a client pays for an offering, in the form that the scheme gives it.
type Pays struct {
	Kind     string       // OwnShare, ClientFee, Price, Free or Unknown
	Cents    *money.Cents // the amount, or the least of a range; nil when not known
	CentsMax *money.Cents // the most of a range; nil when there is no range
	Per      string       // hour, visit, day, month, meal, trip, piece; "" when not known or free
	From     bool         // the amount is the least of several and the most is not known
}

// Terms are what a scheme says of one service and unit on a day (a row of scheme_service), with the scheme's form.
type Terms struct {
	ClientPays     string       // the scheme's form
	Unit           string       // the unit that the amounts below are for; "" when the scheme has no row
	ValueCents     *money.Cents // the voucher's flat value
	FeeMin, FeeMax *money.Cents // the client fee's range
}

// termsOf picks from what a scheme says of its services what it says of one, a row for each unit.
func termsOf(of scheme.Scheme, rows []scheme.ServiceTerms, serviceKey string) []Terms {
	var out []Terms
	for _, r := range rows {
		if r.Service == serviceKey {
			out = append(out, Terms{ClientPays: of.ClientPays, Unit: r.Unit, ValueCents: r.ValueCents, FeeMin: r.FeeMinCents, FeeMax: r.FeeMaxCents})
		}
	}
	return out
}

// WhatClientPays works out what the client pays for one price line under a scheme's terms. A voucher's value is never
// over the price (569/2009 §7), so an own share is never below zero; it is known only when price and value are for the
// same unit. A client fee does not depend on the price. Whatever cannot be worked out is Unknown.
func WhatClientPays(t Terms, price *PriceLine) Pays {
	switch t.ClientPays {
	case OwnShare:
		return ownShare(t, price)
	case ClientFee:
		return clientFee(t)
	case Price:
		if price == nil {
			return Pays{Kind: Unknown}
		}
		cents := price.Cents
		return Pays{Kind: Price, Cents: &cents, Per: price.Unit}
	case Free:
		var zero money.Cents
		return Pays{Kind: Free, Cents: &zero}
	}
	return Pays{Kind: Unknown}
}

func ownShare(t Terms, price *PriceLine) Pays {
	if price == nil || t.ValueCents == nil || price.Unit != t.Unit {
		return Pays{Kind: Unknown}
	}
	share := price.Cents - min(*t.ValueCents, price.Cents)
	return Pays{Kind: OwnShare, Cents: &share, Per: t.Unit}
}

// clientFee keeps the kind even when no amount is known: "a client fee by your income" is worth saying.
func clientFee(t Terms) Pays {
	if t.FeeMin == nil && t.FeeMax == nil {
		return Pays{Kind: ClientFee}
	}
	p := Pays{Kind: ClientFee, Cents: t.FeeMin, Per: t.Unit}
	if p.Cents == nil {
		p.Cents = new(money.Cents) // a ceiling alone begins at nothing
	}
	switch {
	case t.FeeMax == nil:
		p.From = true
	case *t.FeeMax != *p.Cents:
		p.CentsMax = t.FeeMax
	}
	return p
}
