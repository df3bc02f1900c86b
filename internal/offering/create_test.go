package offering_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

func TestCreate(t *testing.T) {
	h := newHouse(t)
	cmd := h.command()
	cmd.At = append(cmd.At, offering.At{ID: newID(), Point: h.points[1]})
	for range 2 { // the form is sent twice
		ids, err := h.offerings.Create(t.Context(), h.own, cmd)
		h.ok(err)
		if diff := cmp.Diff([]uuid.UUID{cmd.At[0].ID, cmd.At[1].ID}, ids); diff != "" {
			t.Error(diff)
		}
	}
	list, next, err := h.offerings.List(t.Context(), h.own, h.producer, false, uuid.Nil)
	h.ok(err)
	if len(list) != 2 || next != uuid.Nil {
		t.Fatalf("%d offerings and more from %s, want 2", len(list), next)
	}
	want := offering.Listed{
		Offering: offering.Offering{
			ID: cmd.At[0].ID, ProducerID: h.producer, AdmissionID: h.voucher, Service: "home_care", PointID: h.points[0], UnitID: h.unitOf(h.points[0]), AtHome: true,
			Areas: []string{jyvaskyla, laukaa}, Own: []string{jyvaskyla, laukaa}, Spoken: []string{"fi", "sv"}, Text: offering.Text{Fi: "Hoitoa kotiin."},
			Vacancy: offering.VacancyUnknown, Version: 1,
			Prices: []offering.PriceLine{{Unit: "hour", Cents: 4810, From: h.today}},
		},
		PointName: "Toimisto", UnitName: "Kotihoito", Municipality: jyvaskyla,
		SchemeNames: offering.Text{Fi: "Malli", Sv: "Modell", En: "Scheme"}, OrganiserID: organiser, OrganiserCode: "15",
		ClientPays: offering.OwnShare, State: admission.StateActive, Today: h.today,
		Pays: offering.Pays{Kind: offering.OwnShare, Cents: cents(1210), Per: "hour"},
	}
	if diff := cmp.Diff(want, list[0], cmpopts.IgnoreFields(offering.PriceLine{}, "ID"), cmpopts.IgnoreFields(offering.Listed{}, "SchemeID", "ProducerName")); diff != "" {
		t.Error(diff)
	}
	if n := h.count(`SELECT count(*) FROM audit_event WHERE action = 'offering.created' AND organiser_id = $1 AND person_id = $2`, organiser, h.own.Person); n != 2 {
		t.Errorf("%d audit rows, want 2", n)
	}
	if n := h.count(`SELECT count(DISTINCT ref) FROM search_change WHERE kind = 'offering'`); n != 2 {
		t.Errorf("the index was told of %d, want 2", n)
	}
}

func TestCreateOfTwoAtOnce(t *testing.T) {
	h := newHouse(t)
	same := h.command()
	for name, command := range map[string]func() offering.Create{
		"the same form":                 func() offering.Create { return same },
		"two colleagues with two forms": func() offering.Create { c := h.command(); c.Admission = h.listing; return c },
	} {
		t.Run(name, func(t *testing.T) {
			before := h.count(`SELECT count(*) FROM offering`)
			var together sync.WaitGroup
			errs := make([]error, 4)
			for i := range errs {
				together.Go(func() { _, errs[i] = h.offerings.Create(t.Context(), h.own, command()) })
			}
			together.Wait()
			for _, err := range errs {
				if err != nil && fieldKeys(err)["points"] != "fault.offering.exists" {
					t.Error(err)
				}
			}
			if n := h.count(`SELECT count(*) FROM offering`) - before; n != 1 {
				t.Errorf("%d offerings were made, want 1", n)
			}
			if n := h.count(`SELECT count(*) FROM price_line`) - before; n != 1 {
				t.Errorf("%d prices were made, want 1", n)
			}
		})
	}
}

func TestCreateFaults(t *testing.T) {
	h := newHouse(t)
	for name, tt := range map[string]struct {
		change func(*offering.Create)
		want   map[string]string
	}{
		"a service that was not admitted":         {func(c *offering.Create) { c.Service = "meals" }, map[string]string{"service": "fault.offering.service_not_admitted"}},
		"no such service":                         {func(c *offering.Create) { c.Service = "x'; DROP TABLE offering" }, map[string]string{"service": "fault.offering.service_not_admitted"}},
		"no point":                                {func(c *offering.Create) { c.At = nil }, map[string]string{"points": "fault.offering.points_missing"}},
		"at home without an area":                 {func(c *offering.Create) { c.Areas = nil }, map[string]string{"areas": "fault.offering.areas_missing"}},
		"no such municipality":                    {func(c *offering.Create) { c.Areas = []string{"000"} }, map[string]string{"areas": "fault.offering.area_unknown"}},
		"a voucher in another county":             {func(c *offering.Create) { c.Areas = []string{jyvaskyla, espoo} }, map[string]string{"areas": "fault.offering.area_outside"}},
		"no such language":                        {func(c *offering.Create) { c.Spoken = []string{"fi", "xx"} }, map[string]string{"spoken": "fault.offering.spoken_unknown"}},
		"a language by its name":                  {func(c *offering.Create) { c.Spoken = []string{"suomi"} }, map[string]string{"spoken": "fault.offering.spoken_unknown"}},
		"too long a text":                         {func(c *offering.Create) { c.Text.Sv = strings.Repeat("å", 4001) }, map[string]string{"description_sv": "fault.offering.too_long"}},
		"a NUL":                                   {func(c *offering.Create) { c.Text.En = "a\x00b" }, map[string]string{"description_en": "fault.offering.not_text"}},
		"broken UTF-8":                            {func(c *offering.Create) { c.Text.Fi = "\xff" }, map[string]string{"description_fi": "fault.offering.not_text"}},
		"no price":                                {func(c *offering.Create) { c.Price = nil }, map[string]string{"price": "fault.offering.price_missing"}},
		"a price below zero":                      {func(c *offering.Create) { c.Price.Cents = -1 }, map[string]string{"price": "fault.offering.price_negative"}},
		"a price over the cap":                    {func(c *offering.Create) { c.Price.Cents = 6001 }, map[string]string{"price": "fault.offering.price_over_cap"}},
		"a unit that the voucher has not":         {func(c *offering.Create) { c.Price.Unit = "visit" }, map[string]string{"unit": "fault.offering.unit_unknown"}},
		"no such unit":                            {func(c *offering.Create) { c.Price.Unit = "fathom" }, map[string]string{"unit": "fault.offering.unit_unknown"}},
		"a price from yesterday":                  {func(c *offering.Create) { c.Price.From = h.today.AddDays(-1) }, map[string]string{"from": "fault.offering.from_past"}},
		"a price of what is free":                 {func(c *offering.Create) { c.Admission = h.free }, map[string]string{"price": "fault.offering.price_of_free"}},
		"several at once":                         {func(c *offering.Create) { c.Areas, c.Price = nil, nil }, map[string]string{"areas": "fault.offering.areas_missing", "price": "fault.offering.price_missing"}},
		"right":                                   {func(c *offering.Create) {}, map[string]string{}},
		"not at home: an area is not asked for":   {func(c *offering.Create) { c.Service, c.AtHome, c.Areas = "cleaning", false, nil }, map[string]string{}},
		"a listing serves another county as well": {func(c *offering.Create) { c.Admission, c.Areas = h.listing, []string{espoo} }, map[string]string{}},
	} {
		t.Run(name, func(t *testing.T) {
			cmd := h.command()
			tt.change(&cmd)
			before := h.count(`SELECT count(*) FROM offering`)
			_, err := h.offerings.Create(t.Context(), h.own, cmd)
			if diff := cmp.Diff(tt.want, fieldKeys(err)); diff != "" {
				t.Errorf("%v\n%s", err, diff)
			}
			if made := h.count(`SELECT count(*) FROM offering`) - before; (made == 1) != (len(tt.want) == 0) {
				t.Errorf("%d offerings were made", made)
			}
		})
	}
}

// A price is held against every ceiling that is known for its time, not only today's.
func TestPriceOverAFutureCap(t *testing.T) {
	h := newHouse(t)
	h.exec(`UPDATE scheme_service SET valid = daterange(lower(valid), $1::date) WHERE service_key = 'home_care'`, h.today.AddDays(100))
	h.exec(`INSERT INTO scheme_service (id, scheme_id, service_key, unit, value_cents, price_cap_cents, valid)
		SELECT $1, scheme_id, service_key, unit, 3600, 4000, daterange($2::date, NULL) FROM scheme_service WHERE service_key = 'home_care'`, newID(), h.today.AddDays(100))
	_, err := h.offerings.Create(t.Context(), h.own, h.command())
	if diff := cmp.Diff(map[string]string{"price": "fault.offering.price_over_cap"}, fieldKeys(err)); diff != "" {
		t.Error(diff)
	}
}

func TestCreateNeedsAnActiveAdmission(t *testing.T) {
	h := newHouse(t)
	h.suspend(h.voucher)
	_, err := h.offerings.Create(t.Context(), h.own, h.command())
	wantFault(t, err, fault.CodeConflict, "fault.offering.admission_not_active")
}

// Ids of another producer get the same answer as ids of nothing.
func TestCreateWithOthersIDs(t *testing.T) {
	h := newHouse(t)
	other, stranger, theirs := h.newProducer(1)
	admissionOfOther := h.admit(other, "self_paid_listing", offering.Price, "home_care")
	for name, tt := range map[string]struct {
		change func(*offering.Create)
		actor  actor.Actor
	}{
		"another's point":      {func(c *offering.Create) { c.At[0].Point = theirs[0] }, h.own},
		"no such point":        {func(c *offering.Create) { c.At[0].Point = newID() }, h.own},
		"another's admission":  {func(c *offering.Create) { c.Admission = admissionOfOther }, h.own},
		"no such admission":    {func(c *offering.Create) { c.Admission = newID() }, h.own},
		"another's everything": {func(*offering.Create) {}, stranger},
	} {
		t.Run(name, func(t *testing.T) {
			cmd := h.command()
			tt.change(&cmd)
			_, err := h.offerings.Create(t.Context(), tt.actor, cmd)
			wantFault(t, err, fault.CodeNotFound, "fault.identity.not_found")
		})
	}
	taken := h.offering()
	cmd := h.command()
	cmd.At = []offering.At{{ID: taken, Point: h.points[1]}}
	_, err := h.offerings.Create(t.Context(), h.own, cmd)
	wantFault(t, err, fault.CodeNotFound, "fault.identity.not_found")
	_, err = h.offerings.Create(t.Context(), actor.Visitor(""), h.command())
	wantFault(t, err, fault.CodeUnauthenticated, "fault.identity.sign_in")
	_, err = h.offerings.Create(t.Context(), actor.Actor{Person: newID(), Role: actor.RoleOfficer, Organisation: organiser}, h.command())
	wantFault(t, err, fault.CodeForbidden, "fault.identity.forbidden")
	if n := h.count(`SELECT count(*) FROM offering`); n != 1 {
		t.Errorf("%d offerings, want 1", n)
	}
}
