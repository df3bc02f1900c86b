package choosing

import (
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/service"
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

// TestEveryAnswerHasItsWords draws every row for every form of paying under every regime.
func TestEveryAnswerHasItsWords(t *testing.T) {
	for _, l := range locale.Langs() {
		w := in(t, l)
		for _, kind := range catalogue.PaysKinds() {
			for _, regime := range catalogue.Regimes() {
				it := catalogue.Item{
					Pays: offering.Pays{Kind: kind}, Scheme: catalogue.Scheme{Regime: regime}, Producer: catalogue.Producer{Name: "A"},
					Point: catalogue.Point{Municipality: "179"},
				}
				for _, row := range w.questions(asked{items: []catalogue.Item{it, it}}) {
					for _, a := range row.Cells {
						if a.Main == "" && a.Pays == nil {
							t.Errorf("%s, %s, %s: %q has no answer", l, kind, regime, row.Question)
						}
					}
				}
			}
		}
	}
}

// TestWhoTellsNamesakesApart: offerings of one name are told apart by no more than is needed.
func TestWhoTellsNamesakesApart(t *testing.T) {
	w := in(t, locale.Fi)
	item := func(name, key, pays, municipality, street string) catalogue.Item {
		var it catalogue.Item
		it.ID, it.Point.ID = uuid.New(), uuid.New()
		it.Unit.Name, it.Pays.Kind, it.Point.Municipality, it.Point.Street = name, pays, municipality, street
		it.Service, _ = service.ByKey(key)
		return it
	}
	own, price := offering.OwnShare, offering.Price
	for _, c := range []struct {
		items []catalogue.Item
		want  []string
		towns []string
	}{
		{[]catalogue.Item{item("A", "home_care", own, "179", "Katu 1"), item("B", "home_care", own, "179", "Katu 1")}, []string{"A", "B"}, []string{"", ""}},
		{[]catalogue.Item{item("A", "home_care", own, "179", "Katu 1"), item("A", "meals", own, "179", "Katu 2")}, []string{"A, kotihoito", "A, ateriapalvelu"}, nil},
		{
			[]catalogue.Item{item("A", "home_care", own, "179", ""), item("A", "home_care", own, "500", ""), item("A", "home_care", price, "179", "")},
			[]string{"A, maksat itse, Jyväskylä", "A, maksat itse, Muurame", "A, koko hinta"}, []string{" · Jyväskylä", " · Muurame", " · Jyväskylä"},
		},
		{[]catalogue.Item{item("A", "home_care", own, "179", "Katu 1"), item("A", "home_care", own, "179", "Katu 2")}, []string{"A, Katu 1", "A, Katu 2"}, nil},
	} {
		for i, it := range c.items {
			if got := w.who(asked{items: c.items}, it); got != c.want[i] {
				t.Errorf("%q, want %q", got, c.want[i])
			}
			if got := w.town(asked{items: c.items}, it); c.towns != nil && got != c.towns[i] {
				t.Errorf("%s is in %q, want %q", c.want[i], got, c.towns[i])
			}
		}
	}
	if got := unbroken("250–850 €/kk"); got != "250–\u2060850 €/kk" {
		t.Errorf("%q", got)
	}
}
