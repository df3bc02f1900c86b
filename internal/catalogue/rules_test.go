package catalogue

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/quality"
	"github.com/tuottajatori/tuottajatori/internal/service"
)

func cents(n int64) *money.Cents { c := money.Cents(n); return &c }

func TestNear(t *testing.T) {
	jyvaskyla, err := place.Find("Jyväskylä")
	if err != nil {
		t.Fatal(err)
	}
	at := func(municipality string, lat, lon float64) Point {
		return Point{Municipality: municipality, Lat: &lat, Lon: &lon}
	}
	here := at("179", jyvaskyla.Lat+0.1, jyvaskyla.Lon)      // 11 km north
	far := at("179", jyvaskyla.Lat+0.6, jyvaskyla.Lon)       // 67 km north, in the same municipality
	elsewhere := at("410", jyvaskyla.Lat+0.4, jyvaskyla.Lon) // 44 km north
	beyond := at("410", jyvaskyla.Lat+0.5, jyvaskyla.Lon)    // 56 km north
	const own, other = "15", "03"
	for _, c := range []struct {
		name   string
		item   Item
		radius int
		want   bool
	}{
		{"at home, served", Item{AtHome: true, Areas: []string{"179"}, Point: beyond, Scheme: Scheme{Organiser: own}}, 1000, true},
		{"at home, not served, however near", Item{AtHome: true, Areas: []string{"410"}, Point: here, Scheme: Scheme{Organiser: own}}, 0, false},
		{"within the radius", Item{Point: here, Scheme: Scheme{Organiser: own}}, 12_000, true},
		{"outside the radius", Item{Point: here, Scheme: Scheme{Organiser: own}}, 11_000, false},
		{"outside the radius in the same municipality", Item{Point: far, Scheme: Scheme{Organiser: own}}, 60_000, false},
		{"no radius, same municipality", Item{Point: far, Scheme: Scheme{Organiser: own}}, 0, true},
		{"no radius, near", Item{Point: elsewhere, Scheme: Scheme{Organiser: own}}, 0, true},
		{"no radius, too far", Item{Point: beyond, Scheme: Scheme{Organiser: own}}, 0, false},
		{"position unknown, same municipality", Item{Point: Point{Municipality: "179"}, Scheme: Scheme{Organiser: own}}, 0, true},
		{"position unknown, elsewhere", Item{Point: Point{Municipality: "410"}, Scheme: Scheme{Organiser: own}}, 0, false},
		{"another organiser's own share", Item{Point: here, Pays: offering.Pays{Kind: offering.OwnShare}, Scheme: Scheme{Organiser: other}}, 0, false},
		{"another organiser's client fee", Item{Point: here, Pays: offering.Pays{Kind: offering.ClientFee}, Scheme: Scheme{Organiser: other}}, 0, false},
		{"a price across the border", Item{Point: here, Pays: offering.Pays{Kind: offering.Price}, Scheme: Scheme{Organiser: other}}, 0, true},
		{"free across the border", Item{Point: here, Pays: offering.Pays{Kind: offering.Free}, Scheme: Scheme{Organiser: other}}, 0, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if jyvaskyla.Organiser != own {
				t.Fatalf("Jyväskylä's organiser is %s", jyvaskyla.Organiser)
			}
			if got := near(jyvaskyla, c.radius, &c.item); got != c.want {
				t.Errorf("near = %v, want %v", got, c.want)
			}
		})
	}
}

func TestAdmitsAsksEveryFilter(t *testing.T) {
	svc, _ := service.ByKey("home_care")
	item := func() Item {
		return Item{
			Service: svc, Spoken: []string{"fi", "sv"}, Scheme: Scheme{Organiser: "15", Regime: "voucher"},
			Producer: Producer{Kind: "company"}, Vacancy: Vacancy{State: offering.VacancyFree}, Quality: &quality.Rating{Mean: 395},
			Pays: offering.Pays{Kind: offering.OwnShare, Cents: cents(1210), Per: "hour"},
		}
	}
	for _, c := range []struct {
		name string
		with Criteria
		but  func(*Item)
	}{
		{"service", Criteria{Services: []string{"home_care"}}, func(it *Item) { it.Service.Key = "meals" }},
		{"spoken", Criteria{Spoken: []string{"en", "sv"}}, func(it *Item) { it.Spoken = []string{"fi"} }},
		{"organiser", Criteria{Organisers: []string{"15"}}, func(it *Item) { it.Scheme.Organiser = "17" }},
		{"scheme", Criteria{Schemes: []string{"voucher"}}, func(it *Item) { it.Scheme.Regime = "dps" }},
		{"producer type", Criteria{ProducerTypes: []string{"company"}}, func(it *Item) { it.Producer.Kind = "parish" }},
		{"form of pay", Criteria{Pays: []string{"own_share"}}, func(it *Item) { it.Pays.Kind = offering.Price }},
		{"vacancy", Criteria{Vacancy: true}, func(it *Item) { it.Vacancy.State = offering.VacancyQueue }},
		{"quality", Criteria{Grades: []string{"good", "excellent"}}, func(it *Item) { it.Quality = &quality.Rating{Mean: 394} }},
		{"quality that is told no longer", Criteria{Grades: []string{"good"}}, func(it *Item) { it.Quality = nil }},
		{"what nobody has rated", Criteria{Grades: []string{"good", "not_rated"}}, func(it *Item) { it.Quality = &quality.Rating{Mean: 200} }},
		{"most", Criteria{PaysMax: cents(1210)}, func(it *Item) { it.Pays.Cents = cents(1211) }},
		{"most of an unknown amount", Criteria{PaysMax: cents(1210)}, func(it *Item) { it.Pays = offering.Pays{Kind: offering.Unknown} }},
		{"most of a range", Criteria{PaysMax: cents(1210)}, func(it *Item) { it.Pays.Cents, it.Pays.CentsMax = cents(0), cents(1000) }},
		{"unit", Criteria{Per: "hour"}, func(it *Item) { it.Pays.Per = "visit" }},
	} {
		t.Run(c.name, func(t *testing.T) {
			it := item()
			if !c.with.admits(&it) {
				t.Fatal("what answers the filter is refused")
			}
			c.but(&it)
			if c.with.admits(&it) {
				t.Error("what does not answer the filter is admitted")
			}
		})
	}
	free := item()
	free.Pays = offering.Pays{Kind: offering.Free, Cents: cents(0)}
	by := Criteria{PaysMax: cents(0), Per: "month"}
	if !by.admits(&free) {
		t.Error("what is free is not admitted by the month")
	}
}

func TestFoldShowsTheCheapestTermsOnce(t *testing.T) {
	svc, _ := service.ByKey("home_care")
	point, elsewhere := uuid.New(), uuid.New()
	make1 := func(point uuid.UUID, p offering.Pays) Item {
		return Item{ID: uuid.New(), Service: svc, Point: Point{ID: point}, Pays: p}
	}
	fee := offering.Pays{Kind: offering.ClientFee, Cents: cents(0), CentsMax: cents(42000), Per: "month"}
	dear := offering.Pays{Kind: offering.Price, Cents: cents(4500), Per: "hour"}
	cheap := offering.Pays{Kind: offering.OwnShare, Cents: cents(1210), Per: "hour"}
	free := offering.Pays{Kind: offering.Free, Cents: cents(0)}
	for _, c := range []struct {
		name string
		in   []offering.Pays
		best int
		want offering.Pays
	}{
		{"alone", []offering.Pays{cheap}, 0, cheap},
		{"alone with a range", []offering.Pays{fee}, 0, fee},
		{"an exact amount before a range", []offering.Pays{fee, dear}, 1, offering.Pays{Kind: offering.Price, Cents: cents(4500), Per: "hour", From: true}},
		{"the least amount", []offering.Pays{dear, cheap}, 1, offering.Pays{Kind: offering.OwnShare, Cents: cents(1210), Per: "hour", From: true}},
		{"the same amount", []offering.Pays{dear, dear}, -1, dear},
		{"free is not from anything", []offering.Pays{dear, free}, 1, free},
		{"anything before the unknown", []offering.Pays{{Kind: offering.Unknown}, fee}, 1,
			offering.Pays{Kind: offering.ClientFee, Cents: cents(0), Per: "month", From: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := []hit{{Item: make1(elsewhere, dear)}}
			for _, p := range c.in {
				found = append(found, hit{Item: make1(point, p)})
			}
			folded := fold(slices.Clone(found))
			if len(folded) != 2 {
				t.Fatalf("%d lines, want one for each point", len(folded))
			}
			for _, got := range folded {
				if got.Point.ID == elsewhere {
					if diff := cmp.Diff(dear, got.Pays); diff != "" {
						t.Errorf("another point is changed: %s", diff)
					}
					continue
				}
				if diff := cmp.Diff(c.want, got.Pays); diff != "" {
					t.Error(diff)
				}
				if c.best >= 0 && got.ID != found[c.best+1].ID {
					t.Error("another offering stands for the group")
				}
			}
		})
	}
}
