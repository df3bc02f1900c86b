package choosing

import (
	"testing"

	"github.com/tuottajatori/tuottajatori/frontend"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

func in(t *testing.T, l locale.Lang) words {
	t.Helper()
	bundle, err := locale.Load(frontend.Locales)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if missing := bundle.Missing(); len(missing) > 0 {
			t.Errorf("texts missing: %v", missing)
		}
	})
	return say(bundle.Printer(l))
}

func cents(n int64) *money.Cents { c := money.Cents(n); return &c }

func TestEveryKindHasItsWords(t *testing.T) {
	for _, l := range locale.Langs() {
		w := in(t, l)
		for _, kind := range catalogue.PaysKinds() {
			it := catalogue.Item{Pays: offering.Pays{Kind: kind}}
			w.month(it)
			w.become(it, catalogue.Organiser{})
		}
	}
}

// TestTheLeastOfSeveralStaysTheLeast: an example of a month says "from" as the amount that it is counted from does.
func TestTheLeastOfSeveralStaysTheLeast(t *testing.T) {
	w := in(t, locale.En)
	for _, tc := range []struct {
		pays offering.Pays
		want string
	}{
		{offering.Pays{Kind: "client_fee", Cents: cents(1000), Per: "hour", From: true}, "from €200"},
		{offering.Pays{Kind: "client_fee", Cents: cents(1000), Per: "hour"}, "€200"},
		{offering.Pays{Kind: "client_fee", Cents: cents(0), Per: "visit"}, "€0"},
		{offering.Pays{Kind: "client_fee", Cents: cents(0), Per: "month", From: true}, "from €0"},
	} {
		if got := w.month(catalogue.Item{Pays: tc.pays}).Main; got != tc.want {
			t.Errorf("%+v: %q, want %q", tc.pays, got, tc.want)
		}
	}
}
