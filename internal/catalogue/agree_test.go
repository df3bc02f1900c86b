package catalogue

import (
	"fmt"
	"net/url"
	"slices"
	"testing"

	"github.com/google/uuid"
	"github.com/lib/pq"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue/cataloguetest"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// mixedRegister makes offerings of many sorts in three counties, and gives their ids.
func (w *world) mixedRegister() []uuid.UUID {
	w.T.Helper()
	type form struct{ key, regime, pays, kind string }
	forms := []form{
		{"seteli", "voucher", "own_share", "company"}, {"oma", "own_production", "client_fee", "county"},
		{"itse", "self_paid_listing", "price", "sole_trader"}, {"vapaa", "free_listing", "free", "association"},
		{"luettelo", "listing", "unknown", "unknown"},
	}
	towns := []struct{ name, code string }{{"Jyväskylä", "179"}, {"Laukaa", "410"}, {"Espoo", "049"}, {"Kuopio", "297"}}
	spoken := []pq.StringArray{{"fi"}, {"fi", "sv"}, {"sv", "en"}, {}}
	vacancies := []string{"free", "queue", "full"}
	var ids []uuid.UUID
	n := 0
	for _, organiser := range []string{"15", "03", "13"} {
		schemes := map[string]uuid.UUID{}
		for _, f := range forms {
			schemes[f.key] = w.Scheme(cataloguetest.SchemeSpec{Organiser: organiser, Key: f.key, Regime: f.regime, Pays: f.pays, Unverified: f.regime == "listing"})
			w.Terms(schemes[f.key], "home_care", "hour", 2640, 0, 42000, cataloguetest.LongAgo(), calendar.Date{})
			w.Terms(schemes[f.key], "meals", "meal", 500, 300, 300, cataloguetest.LongAgo(), calendar.Date{})
		}
		for i, town := range towns {
			producer := w.Producer(fmt.Sprintf("Tuottaja %s %d", organiser, i), forms[(i+n)%len(forms)].kind)
			_, point := w.Point(producer, "Piste", town.name)
			for _, f := range forms {
				n++
				admission := w.Admit(schemes[f.key], producer, "home_care", "meals")
				served := []string{town.code}
				if other := towns[n%len(towns)].code; other != town.code {
					served = append(served, other)
				}
				home := w.Offer(admission, point, "home_care", served...)
				meals := w.Offer(admission, point, "meals")
				w.Price(home, "hour", int64(2500+100*n), cataloguetest.LongAgo(), calendar.Date{})
				if n%3 > 0 {
					w.Price(meals, "meal", int64(900+10*n), cataloguetest.LongAgo(), calendar.Date{})
				}
				for j, id := range []uuid.UUID{home, meals} {
					w.Exec(`UPDATE offering SET spoken = $2, vacancy = $3, vacancy_at = clock_timestamp() WHERE id = $1`,
						id, spoken[(n+j)%len(spoken)], vacancies[(n+j)%len(vacancies)])
					ids = append(ids, id)
				}
			}
		}
	}
	return ids
}

// TestEngineAndCatalogueAgree: on a register that has not changed since it was indexed, the engine finds exactly what the
// catalogue's own rule admits, so that nothing is dropped and every total is true.
func TestEngineAndCatalogueAgree(t *testing.T) {
	w := newWorld(t)
	all, err := w.catalogue(nil).Items(w.Ctx, w.mixedRegister(), nil)
	if err != nil {
		t.Fatal(err)
	}
	cat := w.indexed()
	rapid.Check(t, func(t *rapid.T) {
		v := anyQuestion(t)
		criteria, err := ParseCriteria(v)
		if err != nil {
			t.Fatal(err)
		}
		var found []hit
		for _, it := range all {
			if criteria.admits(&it) {
				found = append(found, hit{Item: it})
			}
		}
		if criteria.grouped() {
			found = fold(found)
		}
		want := make([]uuid.UUID, len(found))
		for i, h := range found {
			want[i] = h.ID
		}
		page, err := cat.Search(w.Ctx, criteria)
		if err != nil {
			t.Fatal(err)
		}
		if page.Total != len(want) {
			t.Fatalf("%v: total %d, want %d", v, page.Total, len(want))
		}
		if len(want) <= 100 && !slices.Equal(idsOf(page.Items), sorted(want...)) {
			t.Fatalf("%v: %d items, want %d, or other ones", v, len(page.Items), len(want))
		}
	})
}

// anyQuestion draws the parameters of a search.
func anyQuestion(t *rapid.T) url.Values {
	v := url.Values{"per_page": {"100"}}
	some := func(name string, from ...string) {
		if rapid.IntRange(0, 3).Draw(t, "use "+name) == 0 {
			v[name] = rapid.SliceOfNDistinct(rapid.SampledFrom(from), 1, 2, rapid.ID).Draw(t, name)
		}
	}
	one := func(name string, from ...string) {
		if rapid.IntRange(0, 2).Draw(t, "use "+name) == 0 {
			v.Set(name, rapid.SampledFrom(from).Draw(t, name))
		}
	}
	one("place", "Jyväskylä", "40520", "Laukaa", "Espoo", "Kuopio", "Utsjoki")
	one("radius_km", "1", "30", "500")
	some("service", "home_care", "meals", "cleaning")
	some("spoken", "fi", "sv", "en", "ar")
	some("organiser", "15", "03", "13", "01")
	some("scheme", Regimes()...)
	some("producer_type", ProducerTypes()...)
	some("pays", PaysKinds()...)
	one("pays_max", "0", "300", "500", "1500", "4000")
	one("per", "hour", "meal", "month")
	one("vacancy", "true")
	one("sort", Sorts()...)
	return v
}

// connections is how many a test's pool has at most.
const connections = 10

// TestSearchOutlivesLostConnections: the database restarts; nobody has to restart us.
func TestSearchOutlivesLostConnections(t *testing.T) {
	w := newWorld(t)
	h := w.HomeCare("Aamurusko")
	cat := w.indexed()
	criteria, err := ParseQuery("q=kotihoito")
	if err != nil {
		t.Fatal(err)
	}
	w.Exec(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`)
	for range 2 * connections { // each connection in the pool may fail one request, as a fault that says to try again
		page, err := cat.Search(w.Ctx, criteria)
		if err == nil {
			if !slices.Equal(idsOf(page.Items), []uuid.UUID{h.Offering}) {
				t.Errorf("%d items afterwards", len(page.Items))
			}
			return
		}
		if !fault.Is(err, fault.CodeUnavailable) {
			t.Fatalf("%v, want unavailable", err)
		}
	}
	t.Error("it never finds anything again")
}
