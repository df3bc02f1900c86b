package catalogue

import (
	"net/url"
	"slices"
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue/cataloguetest"
	"github.com/tuottajatori/tuottajatori/internal/offering"
)

// TestSortByTheMonth: what is dearer by the hour may be cheaper than a month's price, and which it is depends on how much
// of it is used.
func TestSortByTheMonth(t *testing.T) {
	w := newWorld(t)
	self := w.Scheme(cataloguetest.SchemeSpec{Organiser: "15", Key: "itse", Regime: "self_paid_listing", Pays: "price"})
	give := func(name, key, unit string, cents int64) uuid.UUID {
		producer := w.Producer(name, "company")
		_, point := w.Point(producer, name, "Jyväskylä")
		id := w.Offer(w.Admit(self, producer, key), point, key, "179")
		if unit != "" {
			w.Price(id, unit, cents, cataloguetest.LongAgo(), calendar.Date{})
		}
		return id
	}
	month := give("Kuukausi", "remote_care", "month", 15000) // 150 €
	visit := give("Käynti", "remote_care", "visit", 400)     // 4 € × 7 × 52 ÷ 12 = 121.33 €
	untold := give("Vaitelias", "remote_care", "", 0)        //
	dentist := give("Hammas", "dental_care", "visit", 100)   // stays in its own unit
	fee := w.Scheme(cataloguetest.SchemeSpec{Organiser: "15", Key: "oma", Regime: "own_production", Pays: "client_fee"})
	w.Terms(fee, "remote_care", "month", nil, 0, 42000, cataloguetest.LongAgo(), calendar.Date{})
	county := w.Producer("Hyvinvointialue", "county")
	_, point := w.Point(county, "Etähoiva", "Jyväskylä")
	byIncome := w.Offer(w.Admit(fee, county, "remote_care"), point, "remote_care", "179")
	cat := w.indexed()
	order := func(more string) []uuid.UUID {
		t.Helper()
		v, err := url.ParseQuery("place=40520&sort=pays" + more)
		if err != nil {
			t.Fatal(err)
		}
		c, err := ParseCriteria(v)
		if err != nil {
			t.Fatal(err)
		}
		page, err := cat.Search(w.Ctx, c)
		if err != nil {
			t.Fatal(err)
		}
		var ids []uuid.UUID
		for i, it := range page.Items { // and the cards agree with the order
			ids = append(ids, it.ID)
			if i > 0 && it.Month.Exact() != nil && page.Items[i-1].Month.Exact() != nil && *it.Month.Exact() < *page.Items[i-1].Month.Exact() {
				t.Errorf("%s: %d after %d", more, *it.Month.Exact(), *page.Items[i-1].Month.Exact())
			}
		}
		return ids
	}
	for more, want := range map[string][]uuid.UUID{
		"":                              {visit, month, byIncome, dentist, untold},
		"&times=7":                      {visit, month, byIncome, dentist, untold},
		"&times=14":                     {month, visit, byIncome, dentist, untold},
		"&times=14&service=remote_care": {month, visit, byIncome, untold},
		"&minutes=60":                   {visit, month, byIncome, dentist, untold},
	} {
		if got := order(more); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", more, got, want)
		}
	}
}

// TestOrderOfTheUsualUsageIsReady: a usage that says nothing new does not ask the engines to work out an order.
func TestOrderOfTheUsualUsageIsReady(t *testing.T) {
	for query, want := range map[string]offering.Usage{
		"sort=pays": {},
		"sort=pays&minutes=30&times=3&service=home_care":          {},
		"sort=pays&minutes=30&times=3&service=communal_housing":   {},
		"sort=pays&minutes=30&times=3":                            {Minutes: 30, Times: 3},
		"sort=pays&minutes=30&times=4&service=home_care":          {Minutes: 30, Times: 4},
		"sort=pays&minutes=30&times=3&service=home_care,cleaning": {Minutes: 30, Times: 3},
		"sort=quality&minutes=30&times=4&service=home_care":       {},
		"minutes=30&times=4&service=home_care&sort=relevance":     {},
	} {
		c, err := ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Query(cataloguetest.Today).Usage; got != want {
			t.Errorf("%s: %+v, want %+v", query, got, want)
		}
	}
}

// TestAnItemExplainsItself: the steps of what is shown come to what is shown, for every form.
func TestAnItemExplainsItself(t *testing.T) {
	for name, tt := range map[string]struct {
		it   Item
		last string
	}{
		"an own share":         {Item{Price: &Price{3850, "hour"}, Value: cents(2640), Pays: offering.Pays{Kind: offering.OwnShare, Cents: cents(1210), Per: "hour"}}, "own_share"},
		"a voucher over it":    {Item{Price: &Price{2000, "hour"}, Value: cents(2640), Pays: offering.Pays{Kind: offering.OwnShare, Cents: cents(0), Per: "hour"}}, "own_share"},
		"the least of several": {Item{Price: &Price{3850, "hour"}, Value: cents(2640), Pays: offering.Pays{Kind: offering.OwnShare, Cents: cents(1210), Per: "hour", From: true}}, "own_share"},
		"a value alone":        {Item{Value: cents(2640), Pays: offering.Pays{Kind: offering.Unknown}}, "no_price"},
		"another unit":         {Item{Price: &Price{2000, "visit"}, Value: cents(2640), Pays: offering.Pays{Kind: offering.Unknown}}, "other_unit"},
		"a fee by income":      {Item{Pays: offering.Pays{Kind: offering.ClientFee, Cents: cents(0), CentsMax: cents(42000), Per: "month"}}, "fee_range"},
		"the same fee for all": {Item{Pays: offering.Pays{Kind: offering.ClientFee, Cents: cents(1260), Per: "visit"}}, "fee"},
		"a fee at the least":   {Item{Pays: offering.Pays{Kind: offering.ClientFee, Cents: cents(1260), Per: "visit", From: true}}, "fee"},
		"a fee nobody tells":   {Item{Pays: offering.Pays{Kind: offering.ClientFee}}, "fee_not_told"},
		"a price":              {Item{Price: &Price{900, "meal"}, Pays: offering.Pays{Kind: offering.Price, Cents: cents(900), Per: "meal"}}, "whole_price"},
		"free":                 {Item{Pays: offering.Pays{Kind: offering.Free, Cents: cents(0)}}, "free"},
		"unknown":              {Item{Pays: offering.Pays{Kind: offering.Unknown}}, "not_told"},
	} {
		e := tt.it.Explained()
		last := e.Steps[len(e.Steps)-1]
		if last.Key != tt.last || tt.it.Pays.Cents != nil && last.Cents != *tt.it.Pays.Cents || last.From != (tt.it.Pays.From && tt.it.Pays.Kind == offering.ClientFee) {
			t.Errorf("%s: %+v", name, e.Steps)
		}
	}
}
