package catalogue

import (
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue/cataloguetest"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/search"
	"github.com/tuottajatori/tuottajatori/search/pg"
)

// indexed gives a catalogue whose index holds the register as it is at this moment. What happens to the register
// afterwards the index does not learn, as if it were far behind.
func (w *world) indexed() *Service {
	w.T.Helper()
	engine := pg.New(w.DB.Service)
	indexer := search.NewIndexer(w.DB.Service, engine, w.source(), slog.New(slog.DiscardHandler))
	if err := indexer.Reindex(w.Ctx, nil); err != nil {
		w.T.Fatal(err)
	}
	return w.catalogue(engine)
}

// find searches by the text of an address.
func (w *world) find(c *Service, query string) Page {
	w.T.Helper()
	criteria, err := ParseQuery(query)
	if err != nil {
		w.T.Fatal(err)
	}
	page, err := c.Search(w.Ctx, criteria)
	if err != nil {
		w.T.Fatal(err)
	}
	return page
}

func idsOf(items []Item) []uuid.UUID {
	out := make([]uuid.UUID, len(items))
	for i, it := range items {
		out[i] = it.ID
	}
	slices.SortFunc(out, byID)
	return out
}

func sorted(ids ...uuid.UUID) []uuid.UUID {
	slices.SortFunc(ids, byID)
	return ids
}

// TestSearchShowsNothingSuspended: from the commit on, though the index still has it.
func TestSearchShowsNothingSuspended(t *testing.T) {
	w := newWorld(t)
	a, b := w.HomeCare("Aamurusko"), w.HomeCare("Iltatähti")
	c := w.indexed()
	for _, query := range []string{"q=kotihoito", "q=kotihoito&place=Jyv%C3%A4skyl%C3%A4", "", "sort=pays"} {
		if page := w.find(c, query); !slices.Equal(idsOf(page.Items), sorted(a.Offering, b.Offering)) || page.Total != 2 {
			t.Fatalf("%q: %d items of %d before anything happens", query, len(page.Items), page.Total)
		}
	}
	w.Event(a.Admission, "suspended", calendar.Date{})
	for _, query := range []string{"q=kotihoito", "q=kotihoito&place=Jyv%C3%A4skyl%C3%A4", "", "sort=pays"} {
		if page := w.find(c, query); !slices.Equal(idsOf(page.Items), []uuid.UUID{b.Offering}) || page.Total != 1 {
			t.Errorf("%q: %d items of %d after the suspension", query, len(page.Items), page.Total)
		}
	}
	w.Event(a.Admission, "lifted", calendar.Date{})
	if page := w.find(c, "q=kotihoito"); len(page.Items) != 2 {
		t.Errorf("%d items after it is lifted, want both", len(page.Items))
	}
}

// TestSearchChecksFiltersAgain: an offering that has changed since it was indexed does not pass by what it was.
func TestSearchChecksFiltersAgain(t *testing.T) {
	for _, c := range []struct {
		name, query string
		change      func(w *world, h cataloguetest.HomeCare)
	}{
		{"vacancy", "vacancy=true", func(w *world, h cataloguetest.HomeCare) {
			w.Exec(`UPDATE offering SET vacancy = 'full' WHERE id = $1`, h.Offering)
		}},
		{"language", "spoken=sv", func(w *world, h cataloguetest.HomeCare) {
			w.Exec(`UPDATE offering SET spoken = '{fi}' WHERE id = $1`, h.Offering)
		}},
		{"area", "place=Laukaa", func(w *world, h cataloguetest.HomeCare) {
			w.Exec(`DELETE FROM offering_area WHERE offering_id = $1 AND code = '410'`, h.Offering)
		}},
		{"price", "pays_max=1210&per=hour", func(w *world, h cataloguetest.HomeCare) {
			w.Exec(`UPDATE price_line SET cents = 3851 WHERE offering_id = $1`, h.Offering)
		}},
		{"form of pay", "pays=own_share", func(w *world, h cataloguetest.HomeCare) {
			w.Exec(`DELETE FROM price_line WHERE offering_id = $1`, h.Offering)
		}},
		{"producer type", "producer_type=company", func(w *world, h cataloguetest.HomeCare) {
			w.Exec(`UPDATE producer SET kind = 'association' WHERE id = $1`, h.Producer)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			h := w.HomeCare("Aamurusko")
			w.Exec(`UPDATE offering SET vacancy = 'free', vacancy_at = clock_timestamp() WHERE id = $1`, h.Offering)
			cat := w.indexed()
			if page := w.find(cat, c.query); len(page.Items) != 1 {
				t.Fatalf("%d items before the change, want 1", len(page.Items))
			}
			c.change(w, h)
			if page := w.find(cat, c.query); len(page.Items) != 0 || page.Total != 0 {
				t.Errorf("%d items of %d after the change, want none", len(page.Items), page.Total)
			}
		})
	}
}

// TestSearchFillsThePageAgain: what is dropped does not leave holes, while there is more to show.
func TestSearchFillsThePageAgain(t *testing.T) {
	w := newWorld(t)
	all := make([]cataloguetest.HomeCare, 12)
	for i := range all {
		all[i] = w.HomeCare(fmt.Sprintf("Tuottaja %d", i))
		w.Exec(`UPDATE price_line SET cents = $2 WHERE offering_id = $1`, all[i].Offering, 3000+i)
	}
	cat := w.indexed()
	for i := range 7 { // the seven cheapest
		w.Event(all[i].Admission, "suspended", calendar.Date{})
	}
	for _, query := range []string{"sort=pays&per_page=3", "sort=pays&per_page=3&place=Jyv%C3%A4skyl%C3%A4"} {
		page := w.find(cat, query)
		want := []uuid.UUID{all[7].Offering, all[8].Offering, all[9].Offering}
		var got []uuid.UUID
		for _, it := range page.Items {
			got = append(got, it.ID)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", query, diff)
		}
		if page.Total < 5 || page.Total > 12 {
			t.Errorf("%s: total %d", query, page.Total)
		}
	}
	for i := 7; i < 12; i++ {
		w.Event(all[i].Admission, "removed", calendar.Date{})
	}
	if page := w.find(cat, "sort=pays&per_page=3"); len(page.Items) != 0 || page.Total != 0 {
		t.Errorf("%d items of %d when all have gone", len(page.Items), page.Total)
	}
}

// TestSearchWithoutAPlaceShowsTermsOnce, and with one the terms of the place's organiser.
func TestSearchWithoutAPlaceShowsTermsOnce(t *testing.T) {
	w := newWorld(t)
	h := w.HomeCare("Aamurusko") // 12.10 € in Keski-Suomi
	espoo := w.Voucher("03")
	w.Exec(`UPDATE scheme_service SET value_cents = 3000 WHERE scheme_id = $1`, espoo)
	there := w.Offer(w.Admit(espoo, h.Producer, "home_care"), h.Point, "home_care", "049", "179")
	w.Price(there, "hour", 3850, cataloguetest.LongAgo(), calendar.Date{}) // 8.50 €
	alone := w.HomeCare("Yksinäinen")
	cat := w.indexed()

	page := w.find(cat, "q=kotihoito")
	if !slices.Equal(idsOf(page.Items), sorted(there, alone.Offering)) || page.Total != 2 {
		t.Fatalf("without a place: %d items of %d, want the cheaper terms and the other producer", len(page.Items), page.Total)
	}
	for _, it := range page.Items {
		want := offering.Pays{Kind: offering.OwnShare, Cents: cents(1210), Per: "hour"}
		if it.ID == there {
			want.Cents, want.From = cents(850), true
		}
		if diff := cmp.Diff(want, it.Pays); diff != "" {
			t.Errorf("%s: %s", it.Producer.Name, diff)
		}
	}
	page = w.find(cat, "q=kotihoito&place=Jyv%C3%A4skyl%C3%A4")
	if !slices.Equal(idsOf(page.Items), sorted(h.Offering, alone.Offering)) {
		t.Errorf("in Jyväskylä: %d items, want Keski-Suomi's terms only", len(page.Items))
	}
	for _, it := range page.Items {
		if it.Pays.From || *it.Pays.Cents != 1210 || it.DistanceM == nil {
			t.Errorf("in Jyväskylä: %+v at %v m", it.Pays, it.DistanceM)
		}
	}
	page = w.find(cat, "q=kotihoito&place=Espoo")
	if !slices.Equal(idsOf(page.Items), []uuid.UUID{there}) || *page.Items[0].Pays.Cents != 850 {
		t.Errorf("in Espoo: %+v, want Länsi-Uusimaa's terms", page.Items)
	}

	w.Event(h.Admission, "suspended", calendar.Date{}) // Keski-Suomi's, the other terms stand
	page = w.find(cat, "q=kotihoito")
	for _, it := range page.Items {
		if it.ID == there && it.Pays.From {
			t.Error("\"from\" stays when the only other terms are suspended")
		}
	}
	if len(page.Items) != 2 {
		t.Errorf("%d items, want the terms that stand and the other producer", len(page.Items))
	}
}

// TestSearchKeepsAGroupWhoseFirstIsSuspended: the index names the cheaper terms, which have gone; the dearer stand.
func TestSearchKeepsAGroupWhoseFirstIsSuspended(t *testing.T) {
	w := newWorld(t)
	h := w.HomeCare("Aamurusko")
	espoo := w.Voucher("03")
	admission := w.Admit(espoo, h.Producer, "home_care")
	cheaper := w.Offer(admission, h.Point, "home_care", "049")
	w.Price(cheaper, "hour", 3000, cataloguetest.LongAgo(), calendar.Date{})
	cat := w.indexed()
	if page := w.find(cat, ""); !slices.Equal(idsOf(page.Items), []uuid.UUID{cheaper}) {
		t.Fatalf("%d items, want the cheaper terms", len(page.Items))
	}
	w.Event(admission, "removed", calendar.Date{})
	if page := w.find(cat, ""); !slices.Equal(idsOf(page.Items), []uuid.UUID{h.Offering}) || page.Total != 1 {
		t.Errorf("%d items of %d, want the terms that stand", len(page.Items), page.Total)
	}
}

// TestSearchFormsOfPay puts the forms side by side.
func TestSearchFormsOfPay(t *testing.T) {
	w := newWorld(t)
	h := w.HomeCare("Aamurusko")
	want := map[string]uuid.UUID{offering.OwnShare: h.Offering}
	for _, s := range []struct{ key, regime, pays, kind string }{
		{"oma", "own_production", "client_fee", "county"},
		{"itse", "self_paid_listing", "price", "company"},
		{"vapaa", "free_listing", "free", "parish"},
		{"luettelo", "listing", "unknown", "company"},
	} {
		scheme := w.Scheme(cataloguetest.SchemeSpec{Organiser: "15", Key: s.key, Regime: s.regime, Pays: s.pays, Unverified: s.regime == "listing"})
		if s.pays == "client_fee" {
			w.Terms(scheme, "home_care", "month", nil, 0, 42000, cataloguetest.LongAgo(), calendar.Date{})
		}
		producer := w.Producer(s.key, s.kind)
		_, point := w.Point(producer, s.key, "Jyväskylä")
		id := w.Offer(w.Admit(scheme, producer, "home_care"), point, "home_care", "179")
		if s.pays == "price" {
			w.Price(id, "hour", 4500, cataloguetest.LongAgo(), calendar.Date{})
		}
		want[s.pays] = id
	}
	cat := w.indexed()
	for kind, id := range want {
		page := w.find(cat, "place=40520&pays="+kind)
		if len(page.Items) != 1 || page.Items[0].ID != id || page.Items[0].Pays.Kind != kind {
			t.Errorf("pays=%s: %+v", kind, page.Items)
		}
		if page.Facets["pays"][offering.Free] != 1 {
			t.Errorf("pays=%s: facets %v, want each form counted once", kind, page.Facets["pays"])
		}
	}
	page := w.find(cat, "place=40520&sort=pays")
	var kinds []string
	for _, it := range page.Items {
		kinds = append(kinds, it.Pays.Kind)
	}
	if len(kinds) != 5 || !slices.Equal(kinds[:3], []string{offering.Free, offering.OwnShare, offering.Price}) {
		t.Errorf("by what I pay: %v, want known amounts first", kinds)
	}
	// Another county's people see its price and its free service, but neither its voucher nor its fee. From Laukaa the
	// same: Keski-Suomi is its county too.
	page = w.find(cat, "place=Kuopio")
	if len(page.Items) != 0 {
		t.Errorf("%d items given at home are offered where they are not given", len(page.Items))
	}
}

// TestIndexLearnsByItself goes the whole way: a note in the transaction, the indexer, the engine, the page.
func TestIndexLearnsByItself(t *testing.T) {
	w := newWorld(t)
	engine := pg.New(w.DB.Service)
	indexer := search.NewIndexer(w.DB.Service, engine, w.source(), slog.New(slog.DiscardHandler))
	cat := w.catalogue(engine)
	h := w.HomeCare("Aamurusko")
	w.Exec(`INSERT INTO search_change (kind, ref) VALUES ('offering', $1)`, h.Offering)
	if page := w.find(cat, "q=kotihoito"); len(page.Items) != 0 {
		t.Fatal("found before it is indexed")
	}
	if err := indexer.Drain(w.Ctx); err != nil {
		t.Fatal(err)
	}
	page := w.find(cat, "q=kotihoito")
	if len(page.Items) != 1 || page.Engine != "postgres" || !slices.Contains(page.Understood, "home_care") {
		t.Errorf("%d items by %s, understood %v", len(page.Items), page.Engine, page.Understood)
	}
	w.Event(h.Admission, "suspended", calendar.Date{})
	w.Exec(`INSERT INTO search_change (kind, ref) VALUES ('admission', $1)`, h.Admission)
	if err := indexer.Drain(w.Ctx); err != nil {
		t.Fatal(err)
	}
	if n, err := engine.Count(w.Ctx); err != nil || n != 0 {
		t.Errorf("the index holds %d documents after the suspension, error %v", n, err)
	}
}

// besideClockChanges are the days before and of the next changes of the clocks in spring and in autumn.
func besideClockChanges(today calendar.Date) (out []calendar.Date) {
	for _, month := range []time.Month{time.March, time.October} {
		last := calendar.Date{Year: today.Year + 1, Month: month, Day: 31}
		for last.In(calendar.Helsinki).Weekday() != time.Sunday {
			last = last.AddDays(-1)
		}
		out = append(out, last.AddDays(-1), last)
	}
	return out
}

// TestTimeAloneBringsBackWhatWasSuspended: nobody clicks when a suspension's last day has gone, also on the nights beside
// the changes of the clocks.
func TestTimeAloneBringsBackWhatWasSuspended(t *testing.T) {
	w := newWorld(t)
	// The index is told of moments by the database's clock, so this register lives on its day.
	w.Now = time.Now()
	today := calendar.Today(w.Now)
	engine := pg.New(w.DB.Service)
	indexer := search.NewIndexer(w.DB.Service, engine, w.source(), slog.New(slog.DiscardHandler))
	cat := w.catalogue(engine)
	h := w.HomeCare("Aamurusko")
	w.Exec(`UPDATE scheme_service SET valid = daterange('2020-01-01', NULL)`)
	w.Exec(`UPDATE price_line SET valid = daterange('2020-01-01', NULL)`)
	w.Exec(`UPDATE admission SET valid_from = '2020-01-01'`)
	w.Exec(`UPDATE scheme SET valid_from = '2020-01-01'`)
	for _, last := range append(besideClockChanges(today), today.AddDays(2)) {
		w.Event(h.Admission, "suspended", last)
		w.Now = time.Now()
		if err := indexer.Reindex(w.Ctx, nil); err != nil {
			t.Fatal(err)
		}
		var due time.Time
		if err := w.DB.Owner.GetContext(w.Ctx, &due, `SELECT at FROM search_due WHERE id = $1`, h.Offering); err != nil {
			t.Fatalf("%s: nothing will bring it back: %v", last, err)
		}
		if !due.Equal(last.AddDays(1).In(calendar.Helsinki)) {
			t.Errorf("due at %v, want the first moment after %s", due, last)
		}
		for _, moment := range []struct {
			at    time.Time
			items int
		}{{due.Add(-time.Second), 0}, {due, 1}} { // the days go by
			w.Now = moment.at
			w.Exec(`UPDATE search_due SET at = clock_timestamp()`)
			if err := indexer.Drain(w.Ctx); err != nil {
				t.Fatal(err)
			}
			if page := w.find(cat, "q=kotihoito"); len(page.Items) != moment.items {
				t.Errorf("%d items at %s, want %d", len(page.Items), moment.at, moment.items)
			}
		}
	}
}
