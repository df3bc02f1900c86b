package offering_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// Keski-Suomi, and some of its municipalities.
var organiser = uuid.MustParse("01900000-0000-7000-8000-000000000015")

const (
	jyvaskyla = "179"
	laukaa    = "410"
	espoo     = "049" // of another county
)

// house is the room over a real database, with one producer that is admitted to schemes of each form of payment.
type house struct {
	*dbtest.DB
	t         testing.TB
	offerings *offering.Service
	producer  uuid.UUID
	own       actor.Actor
	points    []uuid.UUID
	voucher   uuid.UUID // admission: home_care, cleaning; value 36 €/h, price cap 60 €/h
	listing   uuid.UUID // admission, client pays the price: home_care
	free      uuid.UUID // admission: home_care
	today     calendar.Date
}

func newHouse(t testing.TB) *house {
	t.Helper()
	h := &house{DB: dbtest.New(t), t: t}
	h.Service.Constraints(identity.Constraints, admission.Constraints, offering.Constraints)
	h.offerings = offering.New(h.Service)
	now, err := db.Now(t.Context(), h.Owner)
	h.ok(err)
	h.today = calendar.Today(now)
	h.producer, h.own, h.points = h.newProducer(2)
	h.voucher = h.admit(h.producer, "voucher", offering.OwnShare, "home_care", "cleaning")
	h.listing = h.admit(h.producer, "self_paid_listing", offering.Price, "home_care")
	h.free = h.admit(h.producer, "free_listing", offering.Free, "home_care")
	return h
}

func (h *house) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) exec(query string, args ...any) {
	h.t.Helper()
	_, err := h.Owner.ExecContext(h.t.Context(), query, args...)
	h.ok(err)
}

func (h *house) count(query string, args ...any) int {
	h.t.Helper()
	var n int
	h.ok(h.Owner.GetContext(h.t.Context(), &n, query, args...))
	return n
}

func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

// newProducer makes a producer with a unit and points in Jyväskylä, and one who acts for it.
func (h *house) newProducer(points int) (uuid.UUID, actor.Actor, []uuid.UUID) {
	id, person, unit := newID(), newID(), newID()
	h.exec(`INSERT INTO producer (id, name, kind, origin) VALUES ($1, 'Hoiva Oy', 'company', 'signup')`, id)
	h.exec(`INSERT INTO person (id, email, name) VALUES ($1, $2, 'Testi Henkilö')`, person, person.String()+"@example.fi")
	h.exec(`INSERT INTO service_unit (id, producer_id, name) VALUES ($1, $2, 'Kotihoito')`, unit, id)
	var ids []uuid.UUID
	for range points {
		point := newID()
		h.exec(`INSERT INTO service_point (id, unit_id, name, postal_code, municipality_code) VALUES ($1, $2, 'Toimisto', '40520', '179')`, point, unit)
		ids = append(ids, point)
	}
	return id, actor.Actor{Person: person, Role: actor.RoleProducer, Organisation: id, RequestID: "test"}, ids
}

// admit makes a scheme and the producer's admission to it.
func (h *house) admit(producer uuid.UUID, regime, pays string, services ...string) uuid.UUID {
	scheme, id := newID(), newID()
	h.exec(`INSERT INTO scheme (id, organiser_id, key, regime, name_fi, name_sv, name_en, client_pays, verified, open_for_applications, valid_from)
		VALUES ($1, $2, 's' || replace($3, '-', ''), $4, 'Malli', 'Modell', 'Scheme', $5, true, false, '2026-01-01')`, scheme, organiser, scheme.String(), regime, pays)
	h.exec(`INSERT INTO admission (id, scheme_id, producer_id, origin, valid_from) VALUES ($1, $2, $3, 'demo', '2026-01-01')`, id, scheme, producer)
	for _, key := range services {
		h.exec(`INSERT INTO admission_service (admission_id, service_key) VALUES ($1, $2)`, id, key)
		if pays == offering.OwnShare {
			h.exec(`INSERT INTO scheme_service (id, scheme_id, service_key, unit, value_cents, price_cap_cents, valid)
				VALUES ($1, $2, $3, 'hour', 3600, 6000, '[2026-01-01,)')`, newID(), scheme, key)
		}
	}
	return id
}

func (h *house) suspend(admissionID uuid.UUID) {
	h.exec(`INSERT INTO admission_event (id, admission_id, kind, reasons, done_by) VALUES ($1, $2, 'suspended', 'Syy', $3)`, newID(), admissionID, h.own.Person)
}

// command is an offering that is right in every way: the tests break it one way at a time.
func (h *house) command() offering.Create {
	return offering.Create{
		Admission: h.voucher, Service: "home_care", At: []offering.At{{ID: newID(), Point: h.points[0]}}, AtHome: true,
		Areas: []string{laukaa, jyvaskyla}, Spoken: []string{"sv", "fi"}, Text: offering.Text{Fi: "Hoitoa kotiin."},
		Price: &offering.NewPrice{Unit: "hour", Cents: 4810, From: h.today},
	}
}

// offering makes one and returns its id.
func (h *house) offering() uuid.UUID {
	h.t.Helper()
	ids, err := h.offerings.Create(h.t.Context(), h.own, h.command())
	h.ok(err)
	return ids[0]
}

func (h *house) get(id uuid.UUID) offering.Listed {
	h.t.Helper()
	l, err := h.offerings.Get(h.t.Context(), h.own, id)
	h.ok(err)
	return l
}

func (h *house) inTx(fn func(ctx context.Context, tx *db.Tx) error) error {
	return h.Service.InTx(h.t.Context(), actor.System("test"), fn)
}

func fieldKeys(err error) map[string]string {
	out := map[string]string{}
	if err == nil {
		return out
	}
	for _, f := range fault.From(err).Fields {
		out[f.Name] = f.Key
	}
	return out
}

func wantFault(t testing.TB, err error, code fault.Code, key string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no fault, want %s", key)
	}
	if f := fault.From(err); f.Code != code || f.Key != key {
		t.Fatalf("%v, want %s %s", err, code, key)
	}
}

func cents(n int64) *money.Cents {
	c := money.Cents(n)
	return &c
}

func fresh(t *time.Time) bool {
	return t != nil && time.Since(*t) < time.Hour && time.Since(*t) > -time.Hour
}

func (h *house) unitOf(point uuid.UUID) (unit uuid.UUID) {
	h.t.Helper()
	h.ok(h.Owner.GetContext(h.t.Context(), &unit, `SELECT unit_id FROM service_point WHERE id = $1`, point))
	return unit
}
