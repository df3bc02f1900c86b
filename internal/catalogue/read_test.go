package catalogue

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue/cataloguetest"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/quality"
)

func TestItemShowsWhatTheClientPays(t *testing.T) {
	w := newWorld(t)
	h := w.HomeCare("Kotihoiva Aamurusko")
	w.Exec(`UPDATE offering SET vacancy = 'free', wait_days = 5, vacancy_at = '2026-05-18T09:00Z', description_fi = 'Hoivaa' WHERE id = $1`, h.Offering)
	w.Measured(h.Unit, "home_care", "feedback", 456, 128)

	got, err := w.catalogue(nil).Item(w.Ctx, h.Offering, w.Place("40520"))
	if err != nil {
		t.Fatal(err)
	}
	if got.DistanceM == nil || *got.DistanceM <= 0 || *got.DistanceM > 20_000 {
		t.Errorf("distance %v", got.DistanceM)
	}
	at := time.Date(2026, 5, 18, 9, 0, 0, 0, time.UTC)
	five := 5
	want := Item{
		ID: h.Offering, AtHome: true, Areas: []string{"179", "410"}, Spoken: []string{"fi", "sv"},
		Producer:    Producer{ID: h.Producer, Name: "Kotihoiva Aamurusko", Kind: "company"},
		Unit:        Unit{ID: h.Unit, Name: "Kotihoiva Aamurusko", Phone: "014 000 3300"},
		Scheme:      Scheme{ID: h.Scheme, Key: "seteli", Regime: "voucher", Name: Texts{"seteli fi", "seteli sv", "seteli en"}, Organiser: "15", Verified: true},
		Description: Texts{Fi: "Hoivaa"},
		Price:       &Price{3850, "hour"}, Value: cents(2640),
		Pays:    offering.Pays{Kind: offering.OwnShare, Cents: cents(1210), Per: "hour"},
		Usage:   offering.Usage{Minutes: 30, Times: 3},
		Vacancy: Vacancy{State: "free", WaitDays: &five, At: &at},
		Quality: &quality.Rating{Unit: h.Unit, Service: "home_care", Mean: 456, Answers: 128, Needed: 5, Source: "feedback", Indicators: 1,
			From: calendar.Date{Year: 2026, Month: 1, Day: 1}, To: calendar.Date{Year: 2026, Month: 4, Day: 30}, AsOf: calendar.Date{Year: 2026, Month: 4, Day: 30}},
	}
	want.Month = offering.PerMonth(want.Pays, want.Usage)
	if want.Month.Cents != 7865 { // 12.10 × 1.5 × 52 ÷ 12
		t.Errorf("%+v", want.Month)
	}
	want.Service, want.Point, want.DistanceM = got.Service, got.Point, got.DistanceM
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got.Service.Key != "home_care" || got.Point.ID != h.Point || got.Point.Municipality != "179" {
		t.Errorf("service %s at %+v", got.Service.Key, got.Point)
	}
}

// TestWhatMayNotBeShownIsNotFound: each of these takes the offering away at once, from one reader and the others.
func TestWhatMayNotBeShownIsNotFound(t *testing.T) {
	yesterday, tomorrow := cataloguetest.Today.AddDays(-1), cataloguetest.Today.AddDays(1)
	for _, c := range []struct {
		name  string
		gone  bool
		after func(w *world, h cataloguetest.HomeCare)
	}{
		{"nothing has happened", false, func(*world, cataloguetest.HomeCare) {}},
		{"suspended until lifted", true, func(w *world, h cataloguetest.HomeCare) { w.Event(h.Admission, "suspended", calendar.Date{}) }},
		{"suspended for cataloguetest.Today", true, func(w *world, h cataloguetest.HomeCare) { w.Event(h.Admission, "suspended", cataloguetest.Today) }},
		{"suspended until yesterday", false, func(w *world, h cataloguetest.HomeCare) { w.Event(h.Admission, "suspended", yesterday) }},
		{"suspended and lifted", false, func(w *world, h cataloguetest.HomeCare) {
			w.Event(h.Admission, "suspended", calendar.Date{})
			w.Event(h.Admission, "lifted", calendar.Date{})
		}},
		{"removed", true, func(w *world, h cataloguetest.HomeCare) { w.Event(h.Admission, "removed", calendar.Date{}) }},
		{"admission ended yesterday", true, func(w *world, h cataloguetest.HomeCare) {
			w.Exec(`UPDATE admission SET valid_to = $2 WHERE id = $1`, h.Admission, yesterday)
		}},
		{"admission ends cataloguetest.Today", false, func(w *world, h cataloguetest.HomeCare) {
			w.Exec(`UPDATE admission SET valid_to = $2 WHERE id = $1`, h.Admission, cataloguetest.Today)
		}},
		{"admission begins tomorrow", true, func(w *world, h cataloguetest.HomeCare) {
			w.Exec(`UPDATE admission SET valid_from = $2 WHERE id = $1`, h.Admission, tomorrow)
		}},
		{"scheme ended yesterday", true, func(w *world, h cataloguetest.HomeCare) {
			w.Exec(`UPDATE scheme SET valid_to = $2 WHERE id = $1`, h.Scheme, yesterday)
		}},
		{"scheme begins tomorrow", true, func(w *world, h cataloguetest.HomeCare) {
			w.Exec(`UPDATE scheme SET valid_from = $2 WHERE id = $1`, h.Scheme, tomorrow)
		}},
		{"withdrawn", true, func(w *world, h cataloguetest.HomeCare) {
			w.Exec(`UPDATE offering SET withdrawn_at = clock_timestamp() WHERE id = $1`, h.Offering)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			h := w.HomeCare("Kotihoiva Aamurusko")
			c.after(w, h)
			cat := w.catalogue(nil)
			_, itemErr := cat.Item(w.Ctx, h.Offering, nil)
			several, severalErr := cat.Items(w.Ctx, []uuid.UUID{h.Offering}, nil)
			_, producerErr := cat.Producer(w.Ctx, h.Producer, nil, 1)
			docs, docsErr := w.source().Documents(w.Ctx, []uuid.UUID{h.Offering})
			if severalErr != nil || docsErr != nil {
				t.Fatal(severalErr, docsErr)
			}
			if errors.Is(itemErr, ErrNotFound) != c.gone || errors.Is(producerErr, ErrNotFound) != c.gone ||
				(len(several) == 0) != c.gone || (len(docs) == 0) != c.gone {
				t.Errorf("item %v, producer %v, %d for comparison, %d documents; gone should be %v",
					itemErr, producerErr, len(several), len(docs), c.gone)
			}
		})
	}
}

func TestItemShowsThePriceOfTheDay(t *testing.T) {
	w := newWorld(t)
	h := w.HomeCare("Kotihoiva Aamurusko")
	tomorrow := cataloguetest.Today.AddDays(1)
	w.Exec(`UPDATE price_line SET valid = daterange(lower(valid), $2) WHERE offering_id = $1`, h.Offering, tomorrow)
	w.Price(h.Offering, "hour", 4000, tomorrow, cataloguetest.Today.AddDays(3))
	cat := w.catalogue(nil)
	for _, c := range []struct {
		name string
		at   time.Time
		want offering.Pays
	}{
		{"cataloguetest.Today", w.Now, offering.Pays{Kind: offering.OwnShare, Cents: cents(1210), Per: "hour"}},
		{"the last moment of cataloguetest.Today in Helsinki", tomorrow.In(calendar.Helsinki).Add(-time.Microsecond),
			offering.Pays{Kind: offering.OwnShare, Cents: cents(1210), Per: "hour"}},
		{"the first moment of tomorrow", tomorrow.In(calendar.Helsinki), offering.Pays{Kind: offering.OwnShare, Cents: cents(1360), Per: "hour"}},
		{"after the last price", cataloguetest.Today.AddDays(3).In(calendar.Helsinki), offering.Pays{Kind: offering.Unknown}},
	} {
		w.Now = c.at
		got, err := cat.Item(w.Ctx, h.Offering, nil)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, got.Pays); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
		if want := offering.PerMonth(c.want, got.Usage); got.Month.Cents != want.Cents || got.Month.Known != want.Known {
			t.Errorf("%s: a month is %+v, want %+v", c.name, got.Month, want)
		}
	}
}

func TestItemsKeepTheAskedOrder(t *testing.T) {
	w := newWorld(t)
	a, b := w.HomeCare("A"), w.HomeCare("B")
	got, err := w.catalogue(nil).Items(w.Ctx, []uuid.UUID{b.Offering, uuid.New(), a.Offering, b.Offering}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[0].ID != b.Offering || got[1].ID != a.Offering {
		t.Errorf("%d items, want B and A once each", len(got))
	}
}

func TestProducerGathersUnitsPointsAndTerms(t *testing.T) {
	w := newWorld(t)
	h := w.HomeCare("Aamurusko")
	meals := w.Offer(h.Admission, h.Point, "meals", "179")
	unit, point := w.Point(h.Producer, "Zeta", "Laukaa")
	second := w.Offer(h.Admission, point, "home_care", "410")
	listing := w.Scheme(cataloguetest.SchemeSpec{Organiser: "03", Key: "luettelo", Regime: "listing", Pays: "unknown", Unverified: true})
	other := w.Offer(w.Admit(listing, h.Producer, "home_care"), h.Point, "home_care", "049")

	page, err := w.catalogue(nil).Producer(w.Ctx, h.Producer, nil, 1)
	if err != nil {
		t.Fatal(err)
	}
	if page.Producer.Name != "Aamurusko" || page.Demo || len(page.Units) != 2 {
		t.Fatalf("%+v", page)
	}
	var ids [][]uuid.UUID
	for _, u := range page.Units {
		for _, p := range u.Points {
			var here []uuid.UUID
			for _, it := range p.Items {
				here = append(here, it.ID)
			}
			ids = append(ids, here)
		}
	}
	want := [][]uuid.UUID{{h.Offering, other, meals}, {second}}
	if diff := cmp.Diff(want, ids); diff != "" {
		t.Error(diff)
	}
	if page.Units[1].Unit.ID != unit || page.Units[0].Points[0].Items[1].Scheme.Verified {
		t.Errorf("units %+v", page.Units)
	}
	if _, err := w.catalogue(nil).Producer(w.Ctx, w.Producer("Tyhjä", "company"), nil, 1); !errors.Is(err, ErrNotFound) {
		t.Errorf("a producer that offers nothing: %v, want not found", err)
	}
}

func TestOrganisersAreTheCountiesAndHelsinki(t *testing.T) {
	w := newWorld(t)
	got, err := w.catalogue(nil).Organisers(w.Ctx)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 22 || got[0].Code != "01" || got[21].Code != "90" || got[21].Name.In("sv") != "Helsingfors stad" {
		t.Errorf("%d organisers, %+v", len(got), got)
	}
	var codes []string
	for _, o := range got {
		codes = append(codes, o.Code)
	}
	if diff := cmp.Diff(codes, OrganiserCodes()); diff != "" {
		t.Errorf("the codes that a search takes are not those of the database: %s", diff)
	}
}
