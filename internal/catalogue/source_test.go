package catalogue

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue/cataloguetest"
	"github.com/tuottajatori/tuottajatori/search"
)

func TestDocumentsSayWhatTheIndexMayKnow(t *testing.T) {
	w := newWorld(t)
	h := w.HomeCare("Aamurusko")
	w.Exec(`UPDATE offering SET description_sv = 'Vård' WHERE id = $1`, h.Offering)
	w.Measured(h.Unit, "home_care", "feedback", 456, 5)
	docs, err := w.source().Documents(w.Ctx, []uuid.UUID{h.Offering, uuid.New()})
	if err != nil {
		t.Fatal(err)
	}
	if len(docs) != 1 {
		t.Fatalf("%d documents, want 1", len(docs))
	}
	share, quality := int64(1210), 456
	want := search.Document{
		ID: h.Offering, Service: "home_care", Group: "at_home", Organiser: "15", Scheme: h.Scheme, Producer: h.Producer,
		Unit: h.Unit, Point: h.Point, ProducerType: "company", SchemeKey: "seteli", Regime: "voucher", AtHome: true,
		Areas: []string{"179", "410"}, Municipality: "179", Lat: docs[0].Lat, Lon: docs[0].Lon, Spoken: []string{"fi", "sv"},
		PaysKind: "own_share", PaysCents: &share, PaysPer: "hour", Vacancy: "unknown", Quality: &quality,
		Names:        map[string]string{"fi": "Kotihoito", "sv": "Hemvård", "en": "Home care"},
		ProducerName: "Aamurusko", UnitName: "Aamurusko", PointName: "Aamurusko", Descriptions: map[string]string{"sv": "Vård"},
		Standing: search.Standing{Alone: true, Leads: search.AllLead},
	}
	if diff := cmp.Diff(want, docs[0]); diff != "" {
		t.Error(diff)
	}
	if docs[0].Lat == nil {
		t.Error("the document has no position")
	}
	w.Exec(`UPDATE indicator_value SET n = 4`)
	if docs, err = w.source().Documents(w.Ctx, []uuid.UUID{h.Offering}); err != nil || docs[0].Quality != nil {
		t.Errorf("four answers give the quality %v, error %v", docs[0].Quality, err)
	}
}

// TestDocumentsOfAFeeHaveNoAmount: what income decides must not sort as if everybody paid the least.
func TestDocumentsOfAFeeHaveNoAmount(t *testing.T) {
	w := newWorld(t)
	own := w.Scheme(cataloguetest.SchemeSpec{Organiser: "15", Key: "oma", Regime: "own_production", Pays: "client_fee"})
	w.Terms(own, "home_care", "month", nil, 0, 42000, cataloguetest.LongAgo(), calendar.Date{})
	county := w.Producer("Hyvinvointialue", "county")
	_, point := w.Point(county, "Keskusta", "Jyväskylä")
	id := w.Offer(w.Admit(own, county, "home_care"), point, "home_care", "179")
	docs, err := w.source().Documents(w.Ctx, []uuid.UUID{id})
	if err != nil || len(docs) != 1 {
		t.Fatal(docs, err)
	}
	if docs[0].PaysKind != "client_fee" || docs[0].PaysCents != nil || docs[0].PaysPer != "month" {
		t.Errorf("%s %v %s", docs[0].PaysKind, docs[0].PaysCents, docs[0].PaysPer)
	}
}

func TestStaleAtIsTheNextMidnightThatChangesSomething(t *testing.T) {
	day := func(n int) calendar.Date { return cataloguetest.Today.AddDays(n) }
	for _, c := range []struct {
		name  string
		after func(w *world, h cataloguetest.HomeCare)
		want  calendar.Date // the first day on which it differs; zero: never
	}{
		{"nothing ends", func(*world, cataloguetest.HomeCare) {}, calendar.Date{}},
		{"a price ends", func(w *world, h cataloguetest.HomeCare) {
			w.Exec(`UPDATE price_line SET valid = daterange(lower(valid), $2) WHERE offering_id = $1`, h.Offering, day(9))
		}, day(9)},
		{"a price starts", func(w *world, h cataloguetest.HomeCare) { w.Price(h.Offering, "visit", 2500, day(4), calendar.Date{}) }, day(4)},
		{"a voucher's value starts", func(w *world, h cataloguetest.HomeCare) {
			w.Terms(h.Scheme, "home_care", "visit", 2000, nil, nil, day(5), calendar.Date{})
		}, day(5)},
		{"another service's value starts", func(w *world, h cataloguetest.HomeCare) {
			w.Terms(h.Scheme, "meals", "meal", 500, nil, nil, day(5), calendar.Date{})
		}, calendar.Date{}},
		{"the admission's last day is day 6", func(w *world, h cataloguetest.HomeCare) {
			w.Exec(`UPDATE admission SET valid_to = $2 WHERE id = $1`, h.Admission, day(6))
		}, day(7)},
		{"the scheme's last day is cataloguetest.Today", func(w *world, h cataloguetest.HomeCare) {
			w.Exec(`UPDATE scheme SET valid_to = $2 WHERE id = $1`, h.Scheme, cataloguetest.Today)
		}, day(1)},
		{"the first of several", func(w *world, h cataloguetest.HomeCare) {
			w.Exec(`UPDATE scheme SET valid_to = $2 WHERE id = $1`, h.Scheme, day(30))
			w.Price(h.Offering, "visit", 2500, day(12), day(13))
		}, day(12)},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			h := w.HomeCare("Aamurusko")
			c.after(w, h)
			docs, err := w.source().Documents(w.Ctx, []uuid.UUID{h.Offering})
			if err != nil || len(docs) != 1 {
				t.Fatal(docs, err)
			}
			switch got := docs[0].StaleAt; {
			case c.want.IsZero() && got != nil:
				t.Errorf("stale at %v, want never", got)
			case !c.want.IsZero() && (got == nil || !got.Equal(c.want.In(calendar.Helsinki))):
				t.Errorf("stale at %v, want the first moment of %v in Helsinki", got, c.want)
			}
		})
	}
}

// TestNextKnowsWhenTheHiddenReturn: nobody clicks when a suspension's last day has gone.
func TestNextKnowsWhenTheHiddenReturn(t *testing.T) {
	day := func(n int) calendar.Date { return cataloguetest.Today.AddDays(n) }
	for _, c := range []struct {
		name  string
		after func(w *world, h cataloguetest.HomeCare)
		want  calendar.Date // zero: never
	}{
		{"a suspension's last day is day 3", func(w *world, h cataloguetest.HomeCare) { w.Event(h.Admission, "suspended", day(3)) }, day(4)},
		{"suspended until lifted", func(w *world, h cataloguetest.HomeCare) { w.Event(h.Admission, "suspended", calendar.Date{}) }, calendar.Date{}},
		{"removed after a suspension", func(w *world, h cataloguetest.HomeCare) {
			w.Event(h.Admission, "suspended", day(3))
			w.Event(h.Admission, "removed", calendar.Date{})
		}, calendar.Date{}},
		{"an admission that begins", func(w *world, h cataloguetest.HomeCare) {
			w.Exec(`UPDATE admission SET valid_from = $2 WHERE id = $1`, h.Admission, day(2))
		}, day(2)},
		{"a scheme that begins", func(w *world, h cataloguetest.HomeCare) {
			w.Exec(`UPDATE scheme SET valid_from = $2 WHERE id = $1`, h.Scheme, day(8))
		}, day(8)},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			h := w.HomeCare("Aamurusko")
			c.after(w, h)
			ids := []uuid.UUID{h.Offering}
			if docs, err := w.source().Documents(w.Ctx, ids); err != nil || len(docs) != 0 {
				t.Fatalf("%d documents, error %v; want it hidden", len(docs), err)
			}
			next, err := w.source().Next(w.Ctx, ids)
			if err != nil {
				t.Fatal(err)
			}
			got, ok := next[h.Offering]
			if ok == c.want.IsZero() || ok && !got.Equal(c.want.In(calendar.Helsinki)) {
				t.Fatalf("next %v (%v), want the first moment of %v", got, ok, c.want)
			}
			if w.Now = got; ok {
				if docs, err := w.source().Documents(w.Ctx, ids); err != nil || len(docs) != 1 {
					t.Errorf("at that moment %d documents, error %v", len(docs), err)
				}
			}
		})
	}
}

// TestStaleAtFollowsTheClocks: midnight in Helsinki is 22:00 UTC in winter and 21:00 in summer.
func TestStaleAtFollowsTheClocks(t *testing.T) {
	w := newWorld(t)
	h := w.HomeCare("Aamurusko")
	for _, c := range []struct {
		day  calendar.Date
		want time.Time
	}{
		{calendar.Date{Year: 2026, Month: 10, Day: 25}, time.Date(2026, 10, 24, 21, 0, 0, 0, time.UTC)}, // the clocks go back at 4
		{calendar.Date{Year: 2026, Month: 10, Day: 26}, time.Date(2026, 10, 25, 22, 0, 0, 0, time.UTC)},
		{calendar.Date{Year: 2027, Month: 3, Day: 28}, time.Date(2027, 3, 27, 22, 0, 0, 0, time.UTC)}, // and forward at 3
		{calendar.Date{Year: 2027, Month: 3, Day: 29}, time.Date(2027, 3, 28, 21, 0, 0, 0, time.UTC)},
	} {
		w.Exec(`UPDATE price_line SET valid = daterange(lower(valid), $2) WHERE offering_id = $1`, h.Offering, c.day)
		docs, err := w.source().Documents(w.Ctx, []uuid.UUID{h.Offering})
		if err != nil || len(docs) != 1 || docs[0].StaleAt == nil {
			t.Fatal(docs, err)
		}
		if !docs[0].StaleAt.Equal(c.want) {
			t.Errorf("%v: stale at %v, want %v", c.day, docs[0].StaleAt, c.want)
		}
	}
}

func TestResolveFindsTheOfferingsOfARow(t *testing.T) {
	w := newWorld(t)
	a, b := w.HomeCare("A"), w.HomeCare("B")
	meals := w.Offer(a.Admission, a.Point, "meals", "179")
	withdrawn := w.Offer(b.Admission, b.Point, "meals", "179")
	w.Exec(`UPDATE offering SET withdrawn_at = clock_timestamp() WHERE id = $1`, withdrawn)
	gone := uuid.New()
	for _, c := range []struct {
		name    string
		changes []search.Change
		want    []uuid.UUID
	}{
		{"an offering", []search.Change{{Kind: search.KindOffering, Ref: a.Offering}}, []uuid.UUID{a.Offering}},
		{"an offering that is not there", []search.Change{{Kind: search.KindOffering, Ref: gone}}, []uuid.UUID{gone}},
		{"an admission", []search.Change{{Kind: search.KindAdmission, Ref: a.Admission}}, []uuid.UUID{a.Offering, meals}},
		{"a scheme", []search.Change{{Kind: search.KindScheme, Ref: a.Scheme}}, []uuid.UUID{a.Offering, meals, b.Offering, withdrawn}},
		{"a producer", []search.Change{{Kind: search.KindProducer, Ref: b.Producer}}, []uuid.UUID{b.Offering, withdrawn}},
		{"a unit", []search.Change{{Kind: search.KindUnit, Ref: a.Unit}}, []uuid.UUID{a.Offering, meals}},
		{"a point", []search.Change{{Kind: search.KindPoint, Ref: b.Point}}, []uuid.UUID{b.Offering, withdrawn}},
		{"two kinds", []search.Change{{Kind: search.KindPoint, Ref: b.Point}, {Kind: search.KindOffering, Ref: meals}},
			[]uuid.UUID{meals, b.Offering, withdrawn}},
		{"nothing", nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := w.source().Resolve(w.Ctx, c.changes)
			if err != nil {
				t.Fatal(err)
			}
			slices.SortFunc(got, byID)
			slices.SortFunc(c.want, byID)
			if got = slices.Compact(got); !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func byID(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) }

func TestAllPagesThroughWhatIsNotWithdrawn(t *testing.T) {
	w := newWorld(t)
	var want []uuid.UUID
	for _, name := range []string{"A", "B", "C", "D", "E"} {
		want = append(want, w.HomeCare(name).Offering)
	}
	w.Exec(`UPDATE offering SET withdrawn_at = clock_timestamp() WHERE id = $1`, want[2])
	want = slices.Delete(want, 2, 3)
	var got []uuid.UUID
	after := uuid.Nil
	for {
		ids, err := w.source().All(w.Ctx, after, 2)
		if err != nil {
			t.Fatal(err)
		}
		if len(ids) == 0 {
			break
		}
		got, after = append(got, ids...), ids[len(ids)-1]
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestTheDocumentsOfALineStandTogether puts one service of one point under two schemes.
func TestTheDocumentsOfALineStandTogether(t *testing.T) {
	w := newWorld(t)
	h := w.HomeCare("Aamurusko") // pays 12.10
	admission := w.Admit(w.Voucher("03"), h.Producer, "home_care")
	dearer := w.Offer(admission, h.Point, "home_care", "179")
	w.Price(dearer, "hour", 4850, cataloguetest.LongAgo(), calendar.Date{})
	meals := w.Offer(h.Admission, h.Point, "meals", "179") // of the same point, in a line of its own

	standing := func(id uuid.UUID) search.Standing {
		t.Helper()
		docs, err := w.source().Documents(w.Ctx, []uuid.UUID{id})
		if err != nil || len(docs) != 1 || docs[0].ID != id {
			t.Fatal(docs, err)
		}
		return docs[0].Standing
	}
	if s := standing(h.Offering); s.Alone || !s.Leading(0) {
		t.Errorf("the cheaper of two stands as %+v", s)
	}
	if s := standing(dearer); s.Alone || s.Leading(0) || !s.Leading(search.TermOrganiser) {
		t.Errorf("the dearer of two stands as %+v", s)
	}
	if s := standing(meals); !s.Alone {
		t.Errorf("another service stands as %+v", s)
	}
	for _, ref := range []search.Change{
		{Kind: search.KindOffering, Ref: dearer}, {Kind: search.KindAdmission, Ref: admission}, {Kind: search.KindOffering, Ref: h.Offering},
	} {
		ids, err := w.source().Resolve(w.Ctx, []search.Change{ref})
		if err != nil || !slices.Contains(ids, dearer) || !slices.Contains(ids, h.Offering) {
			t.Errorf("a change of one %s leads to %v, error %v; want both of the line", ref.Kind, ids, err)
		}
	}
	w.Event(h.Admission, "suspended", calendar.Date{})
	if s := standing(dearer); s != (search.Standing{Alone: true, Leads: search.AllLead}) {
		t.Errorf("the only one that is shown stands as %+v", s)
	}
}
