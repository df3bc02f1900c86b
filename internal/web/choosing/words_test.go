package choosing

import (
	"testing"

	"github.com/tuottajatori/tuottajatori/frontend"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
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
