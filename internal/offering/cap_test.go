package offering_test

import (
	"errors"
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// TestACapLoweredUnderStandingPrices shows the officer whose prices are over the new cap before it is published, asks for
// time, and leaves the prices as their producers told them.
func TestACapLoweredUnderStandingPrices(t *testing.T) {
	h := newHouse(t)
	made := h.offering() // 48,10 €/h
	person := newID()
	h.exec(`INSERT INTO person (id, email, name) VALUES ($1, 'virkanen@example.fi', 'Virkanen')`, person)
	officer := actor.Actor{Person: person, Role: actor.RoleOfficer, Organisation: organiser}
	var id uuid.UUID
	h.ok(h.Owner.Get(&id, `SELECT scheme_id FROM admission WHERE id = $1`, h.voucher))
	schemes := scheme.NewService(h.Service, h.offerings)
	h.ok(schemes.Change(t.Context(), officer, id))
	lower := func(ceiling int64, day int, times ...scheme.TimeCaps) scheme.Publishing {
		times = append(times, scheme.TimeCaps{})
		for _, part := range []scheme.Part{
			scheme.PutTerms{FormTerms: scheme.FormTerms{Service: "home_care", Unit: "hour", Value: cents(3600), Cap: cents(ceiling), TimeCaps: times[0]}},
			scheme.TermsFrom{TermsList: scheme.TermsList{From: h.today.AddDays(day)}},
		} {
			e, err := schemes.Editing(t.Context(), officer, id)
			h.ok(err)
			h.ok(schemes.Save(t.Context(), officer, id, e.Version, part))
		}
		p, err := schemes.Publishing(t.Context(), officer, id)
		h.ok(err)
		return p
	}
	publish := func(p scheme.Publishing) error {
		return schemes.Publish(t.Context(), officer, scheme.Publish{ID: newID(), Scheme: id, Version: p.Version, Seen: p.Affected.Seen(), Reasons: "Hinnat ovat laskeneet."})
	}
	area, apart := newID(), newID() // Jyväskylä and Laukaa, where the service is given; and another municipality
	h.exec(`INSERT INTO organiser_area (id, organiser_id, name_fi, name_sv, name_en) VALUES ($1, $3, 'a', 'a', 'a'), ($2, $3, 'b', 'b', 'b')`, area, apart, organiser)
	h.exec(`INSERT INTO organiser_area_part (area_id, code) VALUES ($1, '179'), ($1, '410'), ($2, '179')`, area, apart)
	for one, outside := range map[uuid.UUID]int{area: 0, apart: 1} {
		if p := h.forAreas(schemes, officer, id, one); p.Affected.Outside != outside || p.Affected.Apart != 0 {
			t.Errorf("for an area: %+v, want %d given outside it too", p.Affected, outside)
		}
	}
	e, err := schemes.Editing(t.Context(), officer, id)
	h.ok(err)
	h.ok(schemes.Save(t.Context(), officer, id, e.Version, scheme.AreaList{}))
	if p := lower(4810, 1); len(p.Affected.OverCap) != 0 || len(p.Problems) != 0 || p.Affected.Offerings != 1 {
		t.Errorf("a cap at the price touches %+v, problems %v", p.Affected, p.Problems)
	}
	p := lower(4809, 1)
	if over := p.Affected.OverCap; len(over) != 1 || over[0].Offering != made || over[0].Cents != 4810 || over[0].Cap != 4809 || over[0].Producer != "Hoiva Oy" {
		t.Fatalf("over the cap: %+v", over)
	}
	if err := publish(p); !errors.Is(err, scheme.FaultUnready) {
		t.Errorf("a cap under a standing price from tomorrow: %v", err)
	}
	h.exec(`INSERT INTO price_class (id, offering_id, unit, class, cents, percent, valid) VALUES
		(gen_random_uuid(), $1, 'hour', 'evening', NULL, 115, daterange($2::date, NULL)),
		(gen_random_uuid(), $1, 'hour', 'night', 6000, NULL, daterange($2::date, NULL))`, made, h.today)
	if over := lower(5532, 1).Affected.OverCap; len(over) != 1 || over[0].Cents != 6000 {
		t.Errorf("over a cap between the evening's price and the night's: %+v", over)
	}
	if over := lower(4809, 1).Affected.OverCap; len(over) != 3 || over[1].Cents != 5532 {
		t.Errorf("over a cap under all prices: %+v", over)
	}
	times := scheme.TimeCaps{Evening: cents(5532), Night: cents(5999)}
	if over := lower(4810, 1, times).Affected.OverCap; len(over) != 1 || over[0].Time != scheme.TimeNight || over[0].Cap != 5999 {
		t.Errorf("over caps of times of their own: %+v", over)
	}
	if over := lower(4809, 1, times).Affected.OverCap; len(over) != 2 || over[1].Time != scheme.TimeWeekday {
		t.Errorf("over caps of times of their own, and of weekdays: %+v", over)
	}
	h.exec(`DELETE FROM price_class`)
	h.ok(publish(lower(4809, 30)))
	l := h.get(made)
	if l.Prices[0].Cents != 4810 || l.Prices[0].To != nil {
		t.Errorf("the producer's price was changed: %+v", l.Prices)
	}
	if over := l.OverCap(); over == nil || over.From != h.today.AddDays(30) {
		t.Errorf("the producer is shown %+v; want that the price is over from the cap's day on", over)
	}
	change := h.command()
	change.At = []offering.At{{ID: newID(), Point: h.points[1]}}
	if _, err := h.offerings.Create(t.Context(), h.own, change); fieldKeys(err)["price"] != "fault.offering.price_over_cap" {
		t.Errorf("a new price over the coming cap: %v", err)
	}
	h.exec(`UPDATE scheme SET valid_to = $1::date - 1 WHERE id = $2`, h.today, id)
	change.At = []offering.At{{ID: newID(), Point: h.points[1]}}
	if _, err := h.offerings.Create(t.Context(), h.own, change); !errors.Is(err, offering.ErrSchemeEnded) {
		t.Errorf("a service under a scheme that has ended: %v", err)
	}
}
