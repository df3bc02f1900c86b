package importing_test

import (
	"log/slog"
	"slices"
	"testing"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/demo"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/search"
	"github.com/tuottajatori/tuottajatori/search/pg"
)

// What came in is found by the public, beside demo data and not marked as such, not verified, and with nothing guessed.
func TestTheCatalogueShowsWhatCameIn(t *testing.T) {
	d := dbtest.New(t)
	if err := demo.Load(t.Context(), d.Service, demo.Options{Offerings: 250, Seed: 1, AsOf: calendar.Date{Year: 2026, Month: 5, Day: 18}}); err != nil {
		t.Fatal(err)
	}
	mustBring(t, d.Service, homes(t), sums{Added: 5})
	engine := pg.New(d.Service)
	indexer := search.NewIndexer(d.Service, engine, catalogue.NewSource(d.Service, catalogue.Options{}), slog.New(slog.DiscardHandler))
	if err := indexer.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	espoo, err := place.Find("02100 Espoo")
	if err != nil {
		t.Fatal(err)
	}
	page, err := catalogue.New(d.Service, engine, catalogue.Options{}).Search(t.Context(),
		catalogue.Criteria{Lang: "fi", Place: &espoo, Services: []string{"round_the_clock_housing"}, PerPage: 100, Page: 1})
	if err != nil {
		t.Fatal(err)
	}
	var units []string
	for _, it := range page.Items {
		if it.Scheme.Key != "listing" {
			continue
		}
		units = append(units, it.Unit.Name)
		if it.Demo || it.Scheme.Verified || it.Price != nil || it.Pays.Kind != "unknown" || it.Vacancy.State != "unknown" || it.Producer.BusinessID != "" {
			t.Errorf("%+v", it)
		}
	}
	slices.Sort(units)
	if !slices.Equal(units, []string{"Björkhemmet", "Koivula", "Kuusikko", "Lehtola", "Mäntylä"}) {
		t.Errorf("shown: %q", units)
	}
}
