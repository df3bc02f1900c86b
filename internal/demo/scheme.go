package demo

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// dpsOrganisers are the organisers that buy by dynamic purchasing in the demo data.
var dpsOrganisers = []string{"02", "04", "05", "08", "09", "13", "15", "17", "19", "90"}

// delegated are the schemes whose queue an operator runs.
var delegated = []struct {
	organiser string
	regime    scheme.Regime
	operator  int
}{
	{"15", scheme.RegimeSelfPaidListing, 0},
	{"08", scheme.RegimeVoucher, 0},
	{"17", scheme.RegimeSelfPaidListing, 1},
}

// schemeKind is what the schemes of one regime have in common.
type schemeKind struct {
	key, fi, sv, en string
	pays            string
	days            int // of the decision clock; 0: not open for applications
}

var schemeKinds = map[scheme.Regime]schemeKind{
	scheme.RegimeOwnProduction: {"own", "Oma palvelutuotanto", "Egen produktion", "The county’s own services", scheme.PaysClientFee, 0},
	scheme.RegimeVoucher:       {"voucher", "Palveluseteli", "Servicesedel", "Service voucher", scheme.PaysOwnShare, 30},
	scheme.RegimeDPS: {"dps", "Ostopalvelut (dynaaminen hankintajärjestelmä)", "Köpta tjänster (dynamiskt inköpssystem)",
		"Purchased services (dynamic purchasing system)", scheme.PaysClientFee, 10},
	scheme.RegimeSelfPaidListing: {"self_paid", "Itse maksettavat palvelut", "Tjänster som klienten betalar själv", "Services paid by the client", scheme.PaysPrice, 30},
	scheme.RegimeFreeListing:     {"free", "Maksuttomat palvelut", "Avgiftsfria tjänster", "Free services", scheme.PaysFree, 30},
	// Not the key of the listing that imports go to: real producers must not stand under a scheme that is marked demo.
	scheme.RegimeListing: {"demo_listing", "Palveluluettelo (esimerkki)", "Tjänstekatalog (exempel)", "Service directory (example)", scheme.PaysUnknown, 0},
}

// makeSchemes gives every organiser its schemes.
func (w *world) makeSchemes() {
	for i, name := range []string{"Palveluohjaamo Usvatie Oy", "Serviceslussen Dimstigen Ab"} {
		w.operators = append(w.operators, &operator{id: w.opt.id("operator", i, w.founded()), businessID: w.businessID(), name: name})
	}
	for n, o := range w.organisers {
		for i, regime := range regimes {
			if regime == scheme.RegimeDPS && !slices.Contains(dpsOrganisers, o.Code) {
				o.schemes = append(o.schemes, nil)
				continue
			}
			o.schemes = append(o.schemes, w.makeScheme(o, regime, n*len(regimes)+i))
		}
	}
}

// founded is when the oldest of the demo data came to be; the schemes are as old.
func (w *world) founded() time.Time { return w.now.AddDate(-3, 0, 0) }

func (w *world) makeScheme(o *organiser, regime scheme.Regime, n int) *arranged {
	kind, started := schemeKinds[regime], calendar.Date{Year: w.opt.AsOf.Year - 3, Month: 1, Day: 1}
	s := &arranged{organiser: o, Scheme: scheme.Scheme{
		ID: w.opt.id("scheme", n, w.founded()), OrganiserID: o.ID, Key: kind.key, Regime: regime, NameFi: kind.fi, NameSv: kind.sv, NameEn: kind.en,
		ClientPays: kind.pays, Verified: regime != scheme.RegimeListing, Open: kind.days > 0, DaysKind: scheme.CalendarDays,
		ClockStops: regime != scheme.RegimeDPS, ValidFrom: started, Demo: true,
	}}
	if o.City() && regime == scheme.RegimeOwnProduction {
		s.NameEn = "The city’s own services"
	}
	if kind.days > 0 {
		s.DecisionDays = &kind.days
	}
	if regime == scheme.RegimeDPS {
		s.DaysKind = scheme.WorkingDays // 1397/2016 §51
	}
	for _, d := range delegated {
		if d.organiser == o.Code && d.regime == regime {
			s.OperatorID = uuid.NullUUID{UUID: w.operators[d.operator].id, Valid: true}
		}
	}
	w.addAmounts(s, n)
	w.addRules(s, n)
	return s
}

// addAmounts says what the scheme pays or asks for each service: this year's, and last year's a little lower.
func (w *world) addAmounts(s *arranged, n int) {
	c := w.opt.chance("amounts " + s.organiser.Code + s.Key)
	thisYear := calendar.Date{Year: w.opt.AsOf.Year, Month: 1, Day: 1}
	lastDay := thisYear.AddDays(-1)
	add := func(row scheme.ServiceTerms) {
		row.ID = w.opt.id("scheme_service", n*1000+len(s.services), w.founded())
		row.SchemeID = s.ID
		s.services = append(s.services, row)
	}
	for i, l := range levels() {
		if l.regimes[slices.Index(regimes, s.Regime)] == 0 {
			continue
		}
		switch s.Regime {
		case scheme.RegimeVoucher:
			for _, a := range l.value {
				now := a.somewhere(c)
				before := round(now*96/100, 10)
				row := scheme.ServiceTerms{Service: l.service, Unit: a.unit, ValueCents: cents(now), ValidFrom: thisYear}
				if l.freeByLaw() {
					row.PriceCap = cents(now)
				}
				add(row)
				row.ValueCents, row.PriceCap, row.ValidFrom, row.ValidTo = cents(before), nil, s.ValidFrom, &lastDay
				add(row)
			}
		case scheme.RegimeOwnProduction, scheme.RegimeDPS:
			for _, a := range l.fee {
				// The fee is the county's, however it arranges the service: both schemes ask the same.
				fee := a.somewhere(w.opt.chance("fee " + s.organiser.Code + levels()[i].service))
				row := scheme.ServiceTerms{Service: l.service, Unit: a.unit, FeeMinCents: cents(a.low), FeeMaxCents: cents(a.high), ValidFrom: s.ValidFrom}
				if a.low > 0 && a.high < 2*a.low {
					row.FeeMinCents, row.FeeMaxCents = cents(fee), cents(fee)
				}
				add(row)
			}
		}
	}
}

// freeByLaw tells whether the voucher's value covers every price: the client must not pay for such a service.
func (l level) freeByLaw() bool {
	return len(l.value) > 0 && l.value[0].low > l.prices[0].high
}

func cents(n int) *money.Cents {
	c := money.Cents(n)
	return &c
}
