package catalogue

import (
	"slices"
	"strconv"
	"strings"

	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/offering"
)

// item makes what is shown of what was read.
func (r *itemRow) item() Item {
	svc := serviceOf(r.Service)
	it := Item{
		ID: r.ID, Service: svc, AtHome: r.AtHome, Areas: r.Areas, Spoken: r.Spoken, Demo: r.Demo,
		Description: Texts{r.DescriptionFi, r.DescriptionSv, r.DescriptionEn},
		Producer:    Producer{r.ProducerID, r.ProducerName, r.ProducerKind, r.BusinessID, r.ProducerWebsite},
		Unit:        Unit{r.UnitID, r.UnitName, r.Phone, r.Email, r.UnitWebsite},
		Point: Point{
			ID: r.PointID, Name: r.PointName, Street: r.Street, PostalCode: r.PostalCode, Municipality: r.Municipality,
			Lat: r.Lat, Lon: r.Lon, LocationSource: r.LocationSource,
		},
		Scheme: Scheme{
			r.SchemeID, r.SchemeKey, r.Regime, Texts{r.SchemeFi, r.SchemeSv, r.SchemeEn}, r.Organiser, r.Verified,
		},
		Vacancy: Vacancy{State: r.Vacancy, WaitDays: r.WaitDays, At: r.VacancyAt},
	}
	it.Quality, it.Inspection = r.rating(), r.inspection()
	it.Price, it.Value, it.Pays = pays(svc.Units, r.ClientPays, r.prices(), r.terms())
	return it
}

func (r *itemRow) prices() []Price {
	out := make([]Price, 0, len(r.Prices))
	for _, text := range r.Prices {
		unit, cents, _ := strings.Cut(text, " ")
		if amount := cents64(cents); amount != nil {
			out = append(out, Price{Cents: *amount, Unit: unit})
		}
	}
	return out
}

func (r *itemRow) terms() []offering.Terms {
	out := make([]offering.Terms, 0, len(r.Terms))
	for _, text := range r.Terms {
		parts := strings.Fields(text)
		if len(parts) != 4 {
			continue
		}
		out = append(out, offering.Terms{
			ClientPays: r.ClientPays, Unit: parts[0],
			ValueCents: cents64(parts[1]), FeeMin: cents64(parts[2]), FeeMax: cents64(parts[3]),
		})
	}
	return out
}

// cents64 reads an amount; nil for "-".
func cents64(text string) *money.Cents {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return nil
	}
	cents := money.Cents(n)
	return &cents
}

// pays chooses which of an offering's prices is shown, and says what the client pays for it. Units are tried in the
// service's own order, then any other by name; the first that gives a known amount wins. Under a client fee or free the
// producer's price is between it and the organiser (734/1992), and of a list's price it is not known whose it is to pay, so
// none is shown.
func pays(units []string, clientPays string, prices []Price, terms []offering.Terms) (*Price, *money.Cents, offering.Pays) {
	var best struct {
		price *Price
		value *money.Cents
		pays  offering.Pays
		found bool
	}
	for _, unit := range candidates(units, prices, terms) {
		price, term := priceFor(unit, prices), termsFor(unit, clientPays, terms)
		answer := offering.WhatClientPays(term, line(price))
		better := !best.found || best.pays.Cents == nil && (answer.Cents != nil || best.price == nil && price != nil)
		if better {
			best.price, best.value, best.pays, best.found = price, term.ValueCents, answer, true
		}
	}
	if !best.found {
		best.pays = offering.WhatClientPays(offering.Terms{ClientPays: clientPays}, nil)
	}
	if clientPays != offering.OwnShare && clientPays != offering.Price {
		best.price, best.value = nil, nil
	}
	return best.price, best.value, best.pays
}

// candidates lists the units that there is a price or a term for: those of the service first, in its order.
func candidates(units []string, prices []Price, terms []offering.Terms) []string {
	var there []string
	for _, p := range prices {
		there = append(there, p.Unit)
	}
	for _, t := range terms {
		there = append(there, t.Unit)
	}
	rank := func(unit string) int {
		if i := slices.Index(units, unit); i >= 0 {
			return i
		}
		return len(units)
	}
	slices.SortFunc(there, func(a, b string) int {
		if byRank := rank(a) - rank(b); byRank != 0 {
			return byRank
		}
		return strings.Compare(a, b)
	})
	return slices.Compact(there)
}

func priceFor(unit string, prices []Price) *Price {
	for _, p := range prices {
		if p.Unit == unit {
			return &p
		}
	}
	return nil
}

func termsFor(unit, clientPays string, terms []offering.Terms) offering.Terms {
	for _, t := range terms {
		if t.Unit == unit {
			return t
		}
	}
	return offering.Terms{ClientPays: clientPays}
}

func line(p *Price) *offering.PriceLine {
	if p == nil {
		return nil
	}
	return &offering.PriceLine{Unit: p.Unit, Cents: p.Cents}
}
