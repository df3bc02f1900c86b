package catalogue

import (
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/search"
	"github.com/tuottajatori/tuottajatori/search/pg"
)

// TestAPriceBeginsAtMidnightWithoutAClick: on the days beside both changes of the clocks the old price is shown and found
// until the last second of the day in Helsinki, and the new one from the next on: on the page at once, though nothing has
// been indexed since, and in the index when the moment that was noted for it has come.
func TestAPriceBeginsAtMidnightWithoutAClick(t *testing.T) {
	w := newWorld(t)
	h := w.HomeCare("Aamurusko")
	engine := pg.New(w.DB.Service)
	index := search.NewIndexer(w.DB.Service, engine, w.source(), slog.New(slog.DiscardHandler))
	c := w.catalogue(engine)
	own := int64(1210) // 38,50 € of which the voucher pays 26,40 €
	for i, first := range []calendar.Date{
		{Year: 2026, Month: 10, Day: 25}, {Year: 2026, Month: 10, Day: 26}, {Year: 2027, Month: 3, Day: 28}, {Year: 2027, Month: 3, Day: 29},
	} {
		midnight := first.In(calendar.Helsinki)
		w.Exec(`UPDATE price_line SET valid = daterange(lower(valid), $2) WHERE offering_id = $1 AND upper(valid) IS NULL`, h.Offering, first)
		w.Price(h.Offering, "hour", int64(3850+100*(i+1)), first, calendar.Date{})
		w.Now = midnight.Add(-time.Second)
		if err := index.Reindex(w.Ctx, nil); err != nil {
			t.Fatal(err)
		}
		paid := func(when string, want int64) {
			t.Helper()
			page := w.find(c, "sort=pays")
			if len(page.Items) != 1 || page.Items[0].Pays.Cents == nil || int64(*page.Items[0].Pays.Cents) != want {
				t.Fatalf("%s, %s: %+v, want %d", first, when, page.Items, want)
			}
		}
		paid("a second before", own)
		w.Now = midnight
		own += 100
		paid("at midnight", own)
		var due time.Time
		if err := w.DB.Owner.Get(&due, `SELECT at FROM search_due WHERE id = $1`, h.Offering); err != nil {
			t.Fatal(err)
		}
		if due.Before(midnight) && midnight.After(time.Now()) {
			t.Errorf("%s: noted for %s, want %s", first, due, midnight)
		}
		w.Exec(`UPDATE search_due SET at = clock_timestamp() WHERE id = $1`, h.Offering) // the register's clock stands at midnight now
		if err := index.Drain(w.Ctx); err != nil {
			t.Fatal(err)
		}
		var indexed int64
		if err := w.DB.Owner.Get(&indexed, `SELECT pays_cents FROM search_document WHERE id = $1`, h.Offering); err != nil || indexed != own {
			t.Errorf("%s: the index has %d, want %d (%v)", first, indexed, own, err)
		}
	}
}

// TestPlacesSmallerThanAMunicipality: who names a postal code finds what comes there, who names the municipality also what
// comes to a part of it, and a change of an area holds from its commit on.
func TestPlacesSmallerThanAMunicipality(t *testing.T) {
	w := newWorld(t)
	whole, part := w.HomeCare("Kokonainen"), w.HomeCare("Osittainen")
	w.Exec(`DELETE FROM offering_area WHERE offering_id = $1`, part.Offering)
	w.Exec(`INSERT INTO offering_area (offering_id, code) VALUES ($1, '40520 Kuokkala'), ($1, '41340')`, part.Offering)
	c := w.indexed()
	both, one := sorted(whole.Offering, part.Offering), []uuid.UUID{whole.Offering}
	for query, want := range map[string][]uuid.UUID{
		"place=40520": both, "place=Kuokkala": both, "place=40100": one, "place=Jyv%C3%A4skyl%C3%A4": both, "place=41340": both,
		"place=41330": one, "place=Laukaa": both, "place=Muurame": nil, "q=kotihoito+Laukaa": both, "q=kotihoito": both,
	} {
		if page := w.find(c, query); !slices.Equal(idsOf(page.Items), want) || page.Total != len(want) {
			t.Errorf("%s: %v of %d, want %v", query, idsOf(page.Items), page.Total, want)
		}
	}
	w.Exec(`DELETE FROM offering_area WHERE offering_id = $1 AND code = '41340'`, part.Offering)
	if page := w.find(c, "place=41340"); !slices.Equal(idsOf(page.Items), one) {
		t.Errorf("shown where it no longer comes: %v", idsOf(page.Items))
	}
	for _, q := range []struct {
		municipality string
		want         int
	}{{"179", 2}, {"410", 1}, {"500", 0}} {
		lines, err := c.store.approvedNames(w.Ctx, whole.Scheme, calendar.Today(w.Now), ApprovedQuery{Municipality: q.municipality})
		if err != nil || len(lines) != q.want {
			t.Errorf("the list of %s has %v %v, want %d", q.municipality, lines, err, q.want)
		}
	}
}
