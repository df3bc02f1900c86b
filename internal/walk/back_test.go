package walk

import (
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/tenure"
	"github.com/tuottajatori/tuottajatori/search"
	"github.com/tuottajatori/tuottajatori/search/pg"
)

// TestTheClockIsSetBackOverAMidnight sets a price from tomorrow, lets the database's clock come to that day, and sets it back: the
// public sees the price of the day that it is again, and what is paid in a month follows it; who sends the same price once more
// changes nothing, what was done in that day's name is not done again, and the price is there when its midnight comes for good.
func TestTheClockIsSetBackOverAMidnight(t *testing.T) {
	w := newWorld(t)
	engine := pg.New(w.Service)
	day := catalogue.Options{Now: w.Service.Clock(0)}
	index := search.NewIndexer(w.Service, engine, catalogue.NewSource(w.Service, day), slog.New(slog.DiscardHandler))
	public := catalogue.New(w.Service, engine, day)
	firm, admission, id := w.firms[0], uuid.New(), uuid.New()
	w.exec(`INSERT INTO admission (id, scheme_id, producer_id, origin, valid_from) SELECT $1, id, $2, 'demo', '2029-01-01' FROM scheme WHERE organiser_id = $3 AND regime = 'voucher'`,
		admission, firm.id, w.organisers[1])
	w.exec(`UPDATE scheme SET price_notice_days = 0, price_months = '{}', price_approval = false WHERE regime = 'voucher'`)
	w.exec(`INSERT INTO admission_service (admission_id, service_key) VALUES ($1, 'home_care')`, admission)
	today := w.today()
	price := func(n money.Cents, from calendar.Date) *offering.NewPrice {
		return &offering.NewPrice{Unit: "hour", Cents: n, From: from}
	}
	_, err := w.offerings.Create(ctx, firm.people[0], offering.Create{Admission: admission, Service: "home_care", AtHome: true, Areas: []string{"049"}, Spoken: []string{"fi"},
		Text: offering.Text{Fi: "Hoitoa kotiin."}, At: []offering.At{{ID: id, Point: firm.point}}, Price: price(5000, today)})
	w.must(err)
	tomorrow := price(5500, today.AddDays(1))
	set := func(want offering.Outcome) {
		t.Helper()
		if got, err := w.offerings.SetPrice(ctx, firm.people[0], id, *tomorrow); got != want || err != nil {
			t.Fatalf("on %s: %s %v, want %s", w.today(), got, err, want)
		}
	}
	paid := func(when string, hour, month, indexed int64) { // 36 € of an hour is the voucher's
		t.Helper()
		w.must(index.Drain(ctx))
		page, err := public.Search(ctx, catalogue.Criteria{Lang: "fi", Services: []string{"home_care"}, PerPage: 10, Page: 1})
		if err != nil || len(page.Items) != 1 || page.Items[0].Pays.Cents == nil || int64(*page.Items[0].Pays.Cents) != hour {
			t.Fatalf("%s: %+v %v, want %d", when, page.Items, err, hour)
		}
		if got := offering.PerMonth(page.Items[0].Pays, offering.UsageOf("home_care")).Exact(); got == nil || *got != month {
			t.Errorf("%s: %v in a month, want %d", when, offering.PerMonth(page.Items[0].Pays, offering.UsageOf("home_care")), month)
		}
		if got := w.count(`SELECT pays_cents FROM search_document WHERE id = $1`, id); int64(got) != indexed {
			t.Errorf("%s: the index has %d, want %d", when, got, indexed)
		}
	}
	written := func() int {
		return w.count(`SELECT (SELECT count(*) FROM price_line) + (SELECT count(*) FROM price_change) + (SELECT count(*) FROM audit_event) + (SELECT count(*) FROM mail_out)`)
	}
	set(offering.PriceSet)
	paid("the day before", 1400, 9100, 1400)
	midnight := today.AddDays(1).In(calendar.Helsinki)
	w.clock.Advance(midnight.Sub(w.clock.Now()) + time.Minute)
	paid("from midnight", 1900, 12350, 1900)
	_, err = w.tenures.Tend(ctx, w.today())
	w.must(err)
	set(offering.PriceSame)
	rows := written()

	w.clock.Advance(-2 * time.Hour)
	paid("set back", 1400, 9100, 1900) // the index knows when it looks again: at midnight, or by `reindex`
	if done, err := w.tenures.Tend(ctx, w.today()); err != nil || done != (tenure.Tended{}) {
		t.Errorf("done again: %+v %v", done, err)
	}
	set(offering.PriceSame)
	w.must(index.Reindex(ctx, nil))
	paid("built anew", 1400, 9100, 1400)
	w.clock.Advance(2 * time.Hour)
	paid("at midnight again", 1900, 12350, 1900)
	set(offering.PriceSame)
	if n := written(); n != rows {
		t.Errorf("%d rows are written twice", n-rows)
	}
}
