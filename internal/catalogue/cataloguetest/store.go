// Package cataloguetest makes registers for the tests of the catalogue and of what stands on it: a few rows at a time, in a
// database of the test's own. What is made is plain; a test sets what it is about with Exec.
package cataloguetest

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
)

// World is a small register in a database of its own, on a day of its own.
type World struct {
	T   testing.TB
	Ctx context.Context
	DB  *dbtest.DB
	Now time.Time // noon of Today in Helsinki, until a test sets it

	person uuid.UUID // who acts
}

// Today is the day that registers are on: a Tuesday.
var Today = calendar.Date{Year: 2026, Month: time.May, Day: 19}

// New makes an empty register.
func New(t testing.TB) *World {
	t.Helper()
	w := &World{T: t, Ctx: t.Context(), DB: dbtest.New(t), Now: Today.In(calendar.Helsinki).Add(12 * time.Hour), person: uuid.New()}
	w.Exec(`INSERT INTO person (id, email, name) VALUES ($1, 'a@example.fi', 'A')`, w.person)
	return w
}

// Exec runs a statement as the owner of the database.
func (w *World) Exec(statement string, args ...any) {
	w.T.Helper()
	if _, err := w.DB.Owner.ExecContext(w.Ctx, statement, args...); err != nil {
		w.T.Fatalf("%s: %v", statement, err)
	}
}

// SchemeSpec is a scheme to make.
type SchemeSpec struct {
	Organiser, Key, Regime, Pays string // the organiser by code; Pays as in scheme.client_pays
	Unverified                   bool
	From                         calendar.Date  // zero: long ago
	To                           *calendar.Date // nil: for the time being
}

// Scheme makes a scheme.
func (w *World) Scheme(s SchemeSpec) uuid.UUID {
	w.T.Helper()
	id := uuid.New()
	if s.From.IsZero() {
		s.From = Today.AddDays(-500)
	}
	w.Exec(`INSERT INTO scheme (id, organiser_id, key, regime, name_fi, name_sv, name_en, client_pays, verified,
			open_for_applications, valid_from, valid_to)
		SELECT $1, id, $3, $4, $3 || ' fi', $3 || ' sv', $3 || ' en', $5, $6, false, $7, $8 FROM organiser WHERE code = $2`,
		id, s.Organiser, s.Key, s.Regime, s.Pays, !s.Unverified, s.From, s.To)
	return id
}

// Terms sets what a scheme pays or asks; from and to are days, to the day after the last or zero.
func (w *World) Terms(scheme uuid.UUID, service, unit string, value, feeMin, feeMax any, from, to calendar.Date) {
	w.T.Helper()
	w.Exec(`INSERT INTO scheme_service (id, scheme_id, service_key, unit, value_cents, fee_min_cents, fee_max_cents, valid)
		VALUES ($1, $2, $3, $4, $5, $6, $7, daterange($8, $9))`, uuid.New(), scheme, service, unit, value, feeMin, feeMax, from, to)
}

// Producer makes a producer of a kind.
func (w *World) Producer(name, kind string) uuid.UUID {
	w.T.Helper()
	id := uuid.New()
	w.Exec(`INSERT INTO producer (id, name, kind, origin) VALUES ($1, $2, $3, 'signup')`, id, name, kind)
	return id
}

// Point makes a unit and a point of it in a municipality.
func (w *World) Point(producer uuid.UUID, name, municipality string) (unit, point uuid.UUID) {
	w.T.Helper()
	unit, point = uuid.New(), uuid.New()
	found, err := place.Find(municipality)
	if err != nil {
		w.T.Fatal(err)
	}
	w.Exec(`INSERT INTO service_unit (id, producer_id, name, phone) VALUES ($1, $2, $3, '014 000 3300')`, unit, producer, name)
	w.Exec(`INSERT INTO service_point (id, unit_id, name, municipality_code, lat, lon) VALUES ($1, $2, $3, $4, $5, $6)`,
		point, unit, name, found.Municipality.Code, found.Lat, found.Lon)
	return unit, point
}

// Admit gives a producer an admission that began long ago.
func (w *World) Admit(scheme, producer uuid.UUID, services ...string) uuid.UUID {
	w.T.Helper()
	id := uuid.New()
	w.Exec(`INSERT INTO admission (id, scheme_id, producer_id, origin, valid_from) VALUES ($1, $2, $3, 'enrolment', $4)`,
		id, scheme, producer, Today.AddDays(-400))
	for _, key := range services {
		w.Exec(`INSERT INTO admission_service (admission_id, service_key) VALUES ($1, $2)`, id, key)
	}
	return id
}

// Offer makes an offering; with municipalities it is given at home there.
func (w *World) Offer(admission, point uuid.UUID, service string, municipalities ...string) uuid.UUID {
	w.T.Helper()
	id, err := uuid.NewV7()
	if err != nil {
		w.T.Fatal(err)
	}
	w.Exec(`INSERT INTO offering (id, admission_id, service_key, point_id, at_home, spoken) VALUES ($1, $2, $3, $4, $5, $6)`,
		id, admission, service, point, len(municipalities) > 0, pq.StringArray{"fi", "sv"})
	for _, code := range municipalities {
		w.Exec(`INSERT INTO offering_area (offering_id, code) VALUES ($1, $2)`, id, code)
	}
	return id
}

// Price sets a price from a day to the day before to, or for the time being when to is zero.
func (w *World) Price(offering uuid.UUID, unit string, cents int64, from, to calendar.Date) {
	w.T.Helper()
	w.Exec(`INSERT INTO price_line (id, offering_id, unit, cents, valid) VALUES ($1, $2, $3, $4, daterange($5, $6))`,
		uuid.New(), offering, unit, cents, from, to)
}

// Event writes what happens to an admission; until may be zero.
func (w *World) Event(admission uuid.UUID, kind string, until calendar.Date) {
	w.T.Helper()
	err := w.DB.Service.InTx(w.Ctx, actor.System("test"), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO admission_event (id, admission_id, kind, until, reasons, done_by)
			VALUES ($1, $2, $3, $4, 'r', $5)`, uuid.New(), admission, kind, until, w.person)
		return err
	})
	if err != nil {
		w.T.Fatal(err)
	}
}

// Place finds a place.
func (w *World) Place(text string) *place.Place {
	w.T.Helper()
	found, err := place.Find(text)
	if err != nil {
		w.T.Fatal(err)
	}
	return &found
}

// LongAgo is a day on which everything here had begun.
func LongAgo() calendar.Date { return Today.AddDays(-300) }

// HomeCare is a voucher producer of home care in Jyväskylä at 38.50 € an hour, of which the voucher pays 26.40 €.
type HomeCare struct{ Scheme, Producer, Unit, Point, Admission, Offering uuid.UUID }

// HomeCare makes one, with its own unit and point, that serves Jyväskylä and Laukaa.
func (w *World) HomeCare(name string) HomeCare {
	w.T.Helper()
	h := HomeCare{Scheme: w.Voucher("15"), Producer: w.Producer(name, "company")}
	h.Unit, h.Point = w.Point(h.Producer, name, "Jyväskylä")
	h.Admission = w.Admit(h.Scheme, h.Producer, "home_care", "meals")
	h.Offering = w.Offer(h.Admission, h.Point, "home_care", "179", "410")
	w.Price(h.Offering, "hour", 3850, LongAgo(), calendar.Date{})
	return h
}

// Voucher finds the organiser's voucher scheme or makes it, with a value for home care.
func (w *World) Voucher(organiser string) uuid.UUID {
	w.T.Helper()
	var id uuid.UUID
	err := w.DB.Owner.GetContext(w.Ctx, &id, `SELECT s.id FROM scheme s JOIN organiser g ON g.id = s.organiser_id
		WHERE g.code = $1 AND s.key = 'seteli'`, organiser)
	if err == nil {
		return id
	}
	id = w.Scheme(SchemeSpec{Organiser: organiser, Key: "seteli", Regime: "voucher", Pays: "own_share"})
	w.Terms(id, "home_care", "hour", 2640, nil, nil, LongAgo(), calendar.Date{})
	return id
}

// Measured gives a unit's service a value of an indicator, in hundredths, of the first months of 2026.
func (w *World) Measured(unit uuid.UUID, service, indicator string, value, n int) {
	w.T.Helper()
	w.Exec(`INSERT INTO indicator_value (id, indicator, unit_id, service_key, first_day, last_day, value, n, source, as_of)
		VALUES (gen_random_uuid(), $1, $2, $3, '2026-01-01', '2026-04-30', $4, $5, 'survey', '2026-04-30')`, indicator, unit, service, value, n)
}
