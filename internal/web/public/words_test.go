package public

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

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

func TestTrayNamesServicesOfTheirGroup(t *testing.T) {
	for _, g := range service.Groups() {
		if groupIcons[g.Key] == "" {
			t.Errorf("%s has no picture", g.Key)
		}
		if len(inTray[g.Key]) == 0 {
			t.Errorf("%s names no service", g.Key)
		}
		for _, key := range inTray[g.Key] {
			if s, ok := service.ByKey(key); !ok || s.Group != g.Key {
				t.Errorf("%s is no service of %s", key, g.Key)
			}
		}
	}
	if len(inTray) != len(service.Groups()) {
		t.Error("the tray has a group that is not there")
	}
}

func TestEveryRegimeAndKindHasItsWords(t *testing.T) {
	for _, l := range locale.Langs() {
		w := in(t, l)
		for _, regime := range catalogue.Regimes() {
			w.T("public.scheme." + regime)
			if w.Verified(catalogue.Item{Scheme: catalogue.Scheme{Regime: regime, Verified: true}}) == "" {
				t.Errorf("%s: nothing tells that %s is approved", l, regime)
			}
		}
		for _, kind := range catalogue.ProducerTypes() {
			w.T("public.producer_type." + kind)
			w.T("public.facet.type_" + kind)
		}
		for _, unit := range catalogue.Units() {
			w.T("public.per." + unit)
			w.T("public.unit." + unit)
		}
		for _, kind := range catalogue.PaysKinds() {
			it := catalogue.Item{Pays: offering.Pays{Kind: kind}}
			w.Pays(it)
			w.T("public.pays.name_" + kind)
			w.T("public.pays.sum_" + kind)
			if len(w.steps(it, catalogue.Organiser{})) < 2 {
				t.Errorf("%s: no way in for %s", l, kind)
			}
		}
		for _, s := range catalogue.Sorts() {
			w.T("public.sort." + s)
		}
	}
}

// Whatever narrows a search can be taken away again, and nothing else goes with it.
func TestChipsTakeAwayWhatTheySay(t *testing.T) {
	w := in(t, locale.Fi)
	rapid.Check(t, func(t *rapid.T) {
		pick := func(label string, from []string) []string {
			return rapid.SliceOfNDistinct(rapid.SampledFrom(from), 0, 3, rapid.ID[string]).Draw(t, label)
		}
		a := asked{Criteria: catalogue.Criteria{
			Lang: "fi", Sort: catalogue.SortRelevance, Page: 1, PerPage: catalogue.DefaultPerPage, Text: "apu",
			Pays: pick("pays", catalogue.PaysKinds()), Spoken: pick("spoken", []string{"fi", "sv", "en", "sgn"}),
			ProducerTypes: pick("types", catalogue.ProducerTypes()), Schemes: pick("schemes", catalogue.Regimes()),
			Grades:     pick("grades", catalogue.Grades()),
			Organisers: pick("organisers", catalogue.OrganiserCodes()), Vacancy: rapid.Bool().Draw(t, "vacancy"),
		}}
		all := w.narrowings(a)
		for i, n := range all {
			c := a.Criteria
			n.drop(&c)
			left := w.narrowings(asked{Criteria: c})
			if len(left) != len(all)-1 || slices.ContainsFunc(left, func(o narrowing) bool { return o.text == n.text }) {
				t.Fatalf("taking %q away from %d leaves %d", n.text, len(all), len(left))
			}
			if c.Text != "apu" || len(w.narrowings(a)) != len(all) {
				t.Fatalf("taking %d away changed something else", i)
			}
		}
		c := a.Criteria
		clearAll(&c)
		if left := w.narrowings(asked{Criteria: c}); len(left) > 0 {
			t.Fatalf("after all is taken away %d are left", len(left))
		}
	})
}
