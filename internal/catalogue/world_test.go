package catalogue

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
	"github.com/tuottajatori/tuottajatori/search"
)

// world is a small register in a database of its own, on a day of its own.
type world struct {
	t     *testing.T
	ctx   context.Context
	d     *dbtest.DB
	now   time.Time
	admin uuid.UUID // a person who acts
}

// today is the day that tests begin on: a Tuesday at noon in Helsinki.
var today = calendar.Date{Year: 2026, Month: time.May, Day: 19}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, ctx: t.Context(), d: dbtest.New(t), now: today.In(calendar.Helsinki).Add(12 * time.Hour), admin: uuid.New()}
	w.exec(`INSERT INTO person (id, email, name) VALUES ($1, 'a@example.fi', 'A')`, w.admin)
	return w
}

func (w *world) exec(statement string, args ...any) {
	w.t.Helper()
	if _, err := w.d.Owner.ExecContext(w.ctx, statement, args...); err != nil {
		w.t.Fatalf("%s: %v", statement, err)
	}
}

func (w *world) options() Options { return Options{Now: func() time.Time { return w.now }} }

// catalogue reads as the service's role does.
func (w *world) catalogue(engine search.Engine) *Service {
	return New(w.d.Service, engine, w.options())
}

func (w *world) source() *Source { return NewSource(w.d.Service, w.options()) }

type schemeSpec struct {
	organiser, key, regime, pays string
	unverified                   bool
	from                         calendar.Date  // zero: long ago
	to                           *calendar.Date // nil: for the time being
}

func (w *world) scheme(s schemeSpec) uuid.UUID {
	w.t.Helper()
	id := uuid.New()
	if s.from.IsZero() {
		s.from = today.AddDays(-500)
	}
	w.exec(`INSERT INTO scheme (id, organiser_id, key, regime, name_fi, name_sv, name_en, client_pays, verified,
			open_for_applications, valid_from, valid_to)
		SELECT $1, id, $3, $4, $3 || ' fi', $3 || ' sv', $3 || ' en', $5, $6, false, $7, $8 FROM organiser WHERE code = $2`,
		id, s.organiser, s.key, s.regime, s.pays, !s.unverified, s.from, s.to)
	return id
}

func (w *world) voucher(organiser string) uuid.UUID {
	return w.scheme(schemeSpec{organiser: organiser, key: "seteli", regime: "voucher", pays: "own_share"})
}

// terms sets what a scheme pays or asks; from and to are days, to the day after the last or zero.
func (w *world) terms(scheme uuid.UUID, service, unit string, value, feeMin, feeMax any, from, to calendar.Date) {
	w.t.Helper()
	w.exec(`INSERT INTO scheme_service (id, scheme_id, service_key, unit, value_cents, fee_min_cents, fee_max_cents, valid)
		VALUES ($1, $2, $3, $4, $5, $6, $7, daterange($8, $9))`, uuid.New(), scheme, service, unit, value, feeMin, feeMax, from, to)
}

func (w *world) producer(name, kind string) uuid.UUID {
	w.t.Helper()
	id := uuid.New()
	w.exec(`INSERT INTO producer (id, name, kind, origin) VALUES ($1, $2, $3, 'signup')`, id, name, kind)
	return id
}

// point makes a unit and a point of it in a municipality.
func (w *world) point(producer uuid.UUID, name, municipality string) (unit, point uuid.UUID) {
	w.t.Helper()
	unit, point = uuid.New(), uuid.New()
	found, err := place.Find(municipality)
	if err != nil {
		w.t.Fatal(err)
	}
	w.exec(`INSERT INTO service_unit (id, producer_id, name, phone) VALUES ($1, $2, $3, '014 000 3300')`, unit, producer, name)
	w.exec(`INSERT INTO service_point (id, unit_id, name, municipality_code, lat, lon) VALUES ($1, $2, $3, $4, $5, $6)`,
		point, unit, name, found.Municipality.Code, found.Lat, found.Lon)
	return unit, point
}

// admit gives a producer an admission that began long ago.
func (w *world) admit(scheme, producer uuid.UUID, services ...string) uuid.UUID {
	w.t.Helper()
	id := uuid.New()
	w.exec(`INSERT INTO admission (id, scheme_id, producer_id, origin, valid_from) VALUES ($1, $2, $3, 'enrolment', $4)`,
		id, scheme, producer, today.AddDays(-400))
	for _, key := range services {
		w.exec(`INSERT INTO admission_service (admission_id, service_key) VALUES ($1, $2)`, id, key)
	}
	return id
}

// offer makes an offering; with municipalities it is given at home there.
func (w *world) offer(admission, point uuid.UUID, service string, municipalities ...string) uuid.UUID {
	w.t.Helper()
	id, err := uuid.NewV7()
	if err != nil {
		w.t.Fatal(err)
	}
	w.exec(`INSERT INTO offering (id, admission_id, service_key, point_id, at_home, spoken) VALUES ($1, $2, $3, $4, $5, $6)`,
		id, admission, service, point, len(municipalities) > 0, pq.StringArray{"fi", "sv"})
	for _, code := range municipalities {
		w.exec(`INSERT INTO offering_area (offering_id, municipality_code) VALUES ($1, $2)`, id, code)
	}
	return id
}

// price sets a price from a day to the day before to, or for the time being when to is zero.
func (w *world) price(offering uuid.UUID, unit string, cents int64, from, to calendar.Date) {
	w.t.Helper()
	w.exec(`INSERT INTO price_line (id, offering_id, unit, cents, valid) VALUES ($1, $2, $3, $4, daterange($5, $6))`,
		uuid.New(), offering, unit, cents, from, to)
}

// event writes what happens to an admission; until may be zero.
func (w *world) event(admission uuid.UUID, kind string, until calendar.Date) {
	w.t.Helper()
	err := w.d.Service.InTx(w.ctx, actor.System("test"), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO admission_event (id, admission_id, kind, until, reasons, done_by)
			VALUES ($1, $2, $3, $4, 'r', $5)`, uuid.New(), admission, kind, until, w.admin)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) place(text string) *place.Place {
	w.t.Helper()
	found, err := place.Find(text)
	if err != nil {
		w.t.Fatal(err)
	}
	return &found
}

func longAgo() calendar.Date { return today.AddDays(-300) }

// homeCare is a voucher producer of home care in Jyväskylä at 38.50 € an hour, of which the voucher pays 26.40 €.
type homeCare struct{ scheme, producer, unit, point, admission, offering uuid.UUID }

func (w *world) homeCare(name string) homeCare {
	w.t.Helper()
	h := homeCare{scheme: w.voucherOnce("15"), producer: w.producer(name, "company")}
	h.unit, h.point = w.point(h.producer, name, "Jyväskylä")
	h.admission = w.admit(h.scheme, h.producer, "home_care", "meals")
	h.offering = w.offer(h.admission, h.point, "home_care", "179", "410")
	w.price(h.offering, "hour", 3850, longAgo(), calendar.Date{})
	return h
}

// voucherOnce finds the organiser's voucher scheme or makes it, with a value for home care.
func (w *world) voucherOnce(organiser string) uuid.UUID {
	w.t.Helper()
	var id uuid.UUID
	err := w.d.Owner.GetContext(w.ctx, &id, `SELECT s.id FROM scheme s JOIN organiser g ON g.id = s.organiser_id
		WHERE g.code = $1 AND s.key = 'seteli'`, organiser)
	if err == nil {
		return id
	}
	id = w.voucher(organiser)
	w.terms(id, "home_care", "hour", 2640, nil, nil, longAgo(), calendar.Date{})
	return id
}
