package scheme

import (
	"context"
	"testing"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
)

func day(t testing.TB, text string) calendar.Date {
	t.Helper()
	d, err := calendar.Parse(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return d
}

func ptr[T any](v T) *T { return &v }

// upstairs is a room above, whose counts a test sets; it remembers what it was told.
type upstairs struct {
	Affected
	told []Change
}

func (u *upstairs) SchemeTouches(_ context.Context, _ sqlx.QueryerContext, _ Change, a *Affected) error {
	*a = u.Affected
	return nil
}

func (u *upstairs) SchemeChanged(_ context.Context, _ *db.Tx, c Change) error {
	u.told = append(u.told, c)
	return nil
}

// office is a database with two officers of one organiser, one of another, and somebody of an operator.
type office struct {
	*Service
	db                             *dbtest.DB
	above                          *upstairs
	one, two, stranger, integrator actor.Actor
	operator                       uuid.UUID
	today                          calendar.Date
}

func newOffice(t testing.TB) *office {
	t.Helper()
	o := &office{db: dbtest.New(t), above: &upstairs{}, operator: newID()}
	o.Service = NewService(o.db.Service, o.above)
	var err error
	if o.today, err = db.Today(t.Context(), o.db.Service); err != nil {
		t.Fatal(err)
	}
	o.exec(t, `INSERT INTO operator (id, name) VALUES ($1, 'Kotitori Oy')`, o.operator)
	organiser := func(code string) (id uuid.UUID) {
		if err := o.db.Owner.Get(&id, `SELECT id FROM organiser WHERE code = $1`, code); err != nil {
			t.Fatal(err)
		}
		return id
	}
	person := func(role actor.Role, of uuid.UUID) actor.Actor {
		id := newID()
		o.exec(t, `INSERT INTO person (id, email, name) VALUES ($1, $2, 'Virkanen')`, id, id.String()+"@example.fi")
		return actor.Actor{Person: id, Role: role, Organisation: of}
	}
	o.one, o.two = person(actor.RoleOfficer, organiser("03")), person(actor.RoleOfficer, organiser("03"))
	o.stranger, o.integrator = person(actor.RoleOfficer, organiser("15")), person(actor.RoleOperator, o.operator)
	return o
}

func (o *office) exec(t testing.TB, query string, args ...any) {
	t.Helper()
	if _, err := o.db.Owner.Exec(query, args...); err != nil {
		t.Fatal(err)
	}
}

func (o *office) count(t testing.TB, query string, args ...any) (n int) {
	t.Helper()
	if err := o.db.Owner.Get(&n, query, args...); err != nil {
		t.Fatal(err)
	}
	return n
}

type tester interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
	Context() context.Context
}

func ok(t tester, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (o *office) editing(t tester, id uuid.UUID) Editing {
	t.Helper()
	e, err := o.Editing(t.Context(), o.one, id)
	ok(t, err)
	return e
}

func (o *office) save(t tester, id uuid.UUID, parts ...Part) {
	t.Helper()
	for _, part := range parts {
		ok(t, o.Save(t.Context(), o.one, id, o.editing(t, id).Version, part))
	}
}

// ready is a working copy of a preset that can be published.
func (o *office) ready(t tester, r Regime) uuid.UUID {
	t.Helper()
	id := newID()
	ok(t, o.Begin(t.Context(), o.one, id, r))
	terms := PutTerms{FormTerms{Service: "home_care", Unit: "hour"}}
	if r == RegimeVoucher {
		terms.Value = ptr(money.Cents(3000))
	}
	o.save(t, id, terms)
	return id
}

func (o *office) publishing(t tester, id uuid.UUID) Publish {
	t.Helper()
	p, err := o.Publishing(t.Context(), o.one, id)
	ok(t, err)
	return Publish{ID: newID(), Scheme: id, Version: p.Version, Seen: p.Affected.Seen(), Reasons: "Tarve on kasvanut."}
}

func (o *office) page(t tester, id uuid.UUID) Page {
	t.Helper()
	g, err := o.Page(t.Context(), o.one, id)
	ok(t, err)
	return g
}
