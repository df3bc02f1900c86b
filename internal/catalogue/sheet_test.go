package catalogue

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/quality"
)

// someItem draws an item as it may be read from a sheet.
func someItem(t *rapid.T) Item {
	text := func(name string) string { return rapid.String().Draw(t, name) }
	id := func(name string) (id uuid.UUID) {
		copy(id[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, name))
		return id
	}
	flag := func(name string) bool { return rapid.Bool().Draw(t, name) }
	amount := func(name string) *money.Cents {
		return rapid.Ptr(rapid.Map(rapid.Int64(), func(n int64) money.Cents { return money.Cents(n) }), true).Draw(t, name)
	}
	list := func(name string) []string { return rapid.SliceOf(rapid.String()).Draw(t, name) }
	texts := func(name string) Texts { return Texts{text(name), text(name), text(name)} }
	it := Item{
		ID: id("id"), Service: serviceOf(rapid.SampledFrom([]string{"home_care", "dropped long ago"}).Draw(t, "service")),
		Producer: Producer{id("producer"), text("name"), text("kind"), text("business id"), text("website")},
		Unit:     Unit{id("unit"), text("name"), text("phone"), text("email"), text("website")},
		Point: Point{
			ID: id("point"), Name: text("name"), Street: text("street"), PostalCode: text("postal code"), Municipality: text("municipality"),
			Lat: rapid.Ptr(rapid.Float64(), true).Draw(t, "lat"), Lon: rapid.Ptr(rapid.Float64(), true).Draw(t, "lon"),
			LocationSource: text("location source"),
		},
		Scheme: Scheme{id("scheme"), text("key"), text("regime"), texts("name"), text("organiser"), flag("verified")},
		AtHome: flag("at home"), Areas: list("areas"), Spoken: list("spoken"), Description: texts("description"),
		Value: amount("value"), Pays: offering.Pays{Kind: text("kind"), Per: text("per"), Cents: amount("cents"), CentsMax: amount("most"), From: flag("from")},
		Vacancy: Vacancy{State: text("vacancy"), WaitDays: rapid.Ptr(rapid.IntRange(0, 3650), true).Draw(t, "wait")},
		Demo:    flag("demo"),
	}
	if flag("priced") {
		it.Price = &Price{Cents: money.Cents(rapid.Int64().Draw(t, "price")), Unit: text("unit")}
	}
	if flag("told") {
		at := time.UnixMicro(rapid.Int64Range(0, 1<<52).Draw(t, "at")).UTC()
		it.Vacancy.At = &at
	}
	if flag("rated") {
		it.Quality = &quality.Rating{
			Unit: it.Unit.ID, Service: it.Service.Key, Mean: rapid.IntRange(100, 500).Draw(t, "mean"),
			Answers: rapid.IntRange(1, 9999).Draw(t, "answers"), Needed: rapid.IntRange(3, 100).Draw(t, "needed"), Source: text("source"),
			Indicators: rapid.IntRange(1, 6).Draw(t, "indicators"), From: calendar.Date{Year: 2026, Month: 1, Day: 1},
			AsOf: calendar.Date{Year: 2026, Month: 4, Day: 30}, Demo: flag("made up"),
		}
	}
	if flag("inspected") {
		it.Inspection = &quality.Inspection{
			Unit: it.Unit.ID, On: calendar.Date{Year: 2025, Month: 12, Day: 24}, Inspector: text("inspector"), Kind: text("how"),
			Finding: text("finding"), Outcome: quality.Text{Fi: text("fi"), Sv: text("sv"), En: text("en")}, Link: text("link"), Demo: flag("invented"),
		}
	}
	return it
}

func TestSheetsKeepItems(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := someItem(t)
		content := want.encode()
		var got Item
		if !got.decode(content) {
			t.Fatal("what was written is not read")
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
		cut := rapid.IntRange(0, len(content)-1).Draw(t, "cut")
		if new(Item).decode(content[:cut]) || new(Item).decode(append(content, 0)) {
			t.Fatal("damaged content is taken for whole")
		}
		content[0]++
		if new(Item).decode(content) {
			t.Fatal("content of another form is read")
		}
	})
}

// TestDamagedSheetsAreNoAnswer feeds it anything.
func TestDamagedSheetsAreNoAnswer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		new(Item).decode(append([]byte{sheetForm}, rapid.SliceOf(rapid.Byte()).Draw(t, "content")...))
	})
}

// sheetsThatHold counts the offering's sheets that may be shown today.
func (w *world) sheetsThatHold(id uuid.UUID) int {
	w.T.Helper()
	s := &store{db: w.DB.Service}
	found, missing, err := s.readSheets(w.Ctx, sheetsByID, []uuid.UUID{id}, calendar.Today(w.Now))
	if err != nil {
		w.T.Fatal(err)
	}
	return len(found) - len(missing)
}

// TestSheetsAgeWithTheirRows changes each table that an item is made from, behind everybody's back: what is shown is
// what the tables say at once, and a new sheet is made when the index next looks.
func TestSheetsAgeWithTheirRows(t *testing.T) {
	w := newWorld(t)
	h := w.HomeCare("Aamurusko")
	w.Measured(h.Unit, "home_care", "feedback", 456, 5)
	cat, source := w.indexed(), w.source()
	for _, statement := range []string{
		`UPDATE offering SET description_fi = 'Uusi'`,
		`UPDATE offering SET vacancy = 'queue', wait_days = 9, vacancy_at = clock_timestamp()`,
		`UPDATE offering_area SET code = '500' WHERE code = '410'`,
		`DELETE FROM offering_area WHERE code = '500'`,
		`INSERT INTO offering_area SELECT id, '410' FROM offering`,
		`UPDATE price_line SET cents = cents + 1`,
		`UPDATE price_line SET valid = daterange(lower(valid), '2999-01-01')`,
		`DELETE FROM price_line`,
		`INSERT INTO price_line (id, offering_id, unit, cents, valid) SELECT gen_random_uuid(), id, 'hour', 3500, '[2020-01-01,)' FROM offering`,
		`UPDATE scheme_service SET value_cents = value_cents + 1`,
		`DELETE FROM scheme_service`,
		`INSERT INTO scheme_service (id, scheme_id, service_key, unit, value_cents, valid) SELECT gen_random_uuid(), id, 'home_care', 'hour', 2500, '[2020-01-01,)' FROM scheme`,
		`UPDATE scheme SET name_sv = 'Sedel'`,
		`UPDATE indicator_value SET value = 300`,
		`INSERT INTO indicator_value (id, indicator, unit_id, service_key, first_day, last_day, value, n, source, as_of, supersedes)
			SELECT gen_random_uuid(), indicator, unit_id, service_key, first_day, last_day, 310, 9, source, as_of, id FROM indicator_value`,
		`DELETE FROM indicator_value WHERE supersedes IS NOT NULL`,
		`UPDATE organiser SET least_answers = 6 WHERE code = '15'`,
		`UPDATE organiser SET least_answers = 4 WHERE code = '15'`,
		`UPDATE quality_weight SET weight = 7 WHERE set_id = 1 AND indicator = 'thl'`,
		`INSERT INTO inspection (id, unit_id, inspected_on, inspector, kind, finding, outcome_fi)
			SELECT gen_random_uuid(), id, '2026-03-03', 'Alue', 'announced', 'none', 'Kunnossa' FROM service_unit`,
		`UPDATE inspection SET finding = 'remarks'`,
		`INSERT INTO inspection (id, unit_id, inspected_on, inspector, kind, finding, outcome_fi, supersedes, reason, taken_back)
			SELECT gen_random_uuid(), unit_id, inspected_on, inspector, kind, finding, outcome_fi, id, 'Väärin', true FROM inspection`,
		`DELETE FROM inspection`,
		`UPDATE producer SET name = 'Iltatähti'`,
		`UPDATE service_unit SET phone = '09 123'`,
		`UPDATE service_point SET street = 'Uusikatu 1'`,
	} {
		if n := w.sheetsThatHold(h.Offering); n != 1 {
			t.Fatalf("%d sheets hold before %s", n, statement)
		}
		w.Exec(statement)
		if n := w.sheetsThatHold(h.Offering); n != 0 {
			t.Errorf("the sheet is shown after %s", statement)
		}
		want, err := cat.Item(w.Ctx, h.Offering, nil)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(statement, "taken_back") && want.Inspection != nil {
			t.Errorf("what was taken back is shown: %+v", want.Inspection)
		}
		for _, when := range []string{"after", "when a new sheet is made after"} {
			if page := w.find(cat, ""); len(page.Items) != 1 || cmp.Diff(want, page.Items[0]) != "" {
				t.Errorf("%s %s: %s", when, statement, cmp.Diff([]Item{want}, page.Items))
			}
			if _, err := source.Documents(w.Ctx, []uuid.UUID{h.Offering}); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestSheetsHoldForTheirDays: a price that begins tomorrow is shown tomorrow, though nobody has made a new sheet.
func TestSheetsHoldForTheirDays(t *testing.T) {
	w := newWorld(t)
	h := w.HomeCare("Aamurusko")
	today := calendar.Today(w.Now)
	w.Exec(`UPDATE price_line SET valid = daterange('2020-01-01', $1::date)`, today.AddDays(1))
	w.Price(h.Offering, "hour", 4000, today.AddDays(1), calendar.Date{})
	cat := w.indexed()
	cost := func() money.Cents {
		page := w.find(cat, "")
		if len(page.Items) != 1 || page.Items[0].Price == nil {
			t.Fatalf("%+v", page.Items)
		}
		return page.Items[0].Price.Cents
	}
	if cost() != 3850 || w.sheetsThatHold(h.Offering) != 1 {
		t.Error("the price of today is not shown from its sheet")
	}
	for _, days := range []int{1, -2} { // from where it is: tomorrow, and the day before the sheet was made
		w.Now = w.Now.AddDate(0, 0, days)
		if w.sheetsThatHold(h.Offering) != 0 {
			t.Errorf("the sheet is shown %d days later", days)
		}
	}
	w.Now = w.Now.AddDate(0, 0, 2)
	if cost() != 4000 {
		t.Errorf("tomorrow it costs %d", cost())
	}
}

// TestSheetOfAnUncommittedPast: a sheet made before a change commits, and saved after it, is not shown.
func TestSheetOfAnUncommittedPast(t *testing.T) {
	w := newWorld(t)
	h := w.HomeCare("Aamurusko")
	s := &store{db: w.DB.Service}
	ctx := context.Background()
	before, err := s.items(ctx, itemsByID, []uuid.UUID{h.Offering}, calendar.Today(w.Now))
	if err != nil {
		t.Fatal(err)
	}
	w.Exec(`UPDATE price_line SET cents = 1`)
	if err := s.saveSheets(ctx, before, calendar.Today(w.Now), nil); err != nil {
		t.Fatal(err)
	}
	if w.sheetsThatHold(h.Offering) != 0 {
		t.Error("an older price is shown")
	}
}
