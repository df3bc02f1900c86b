package walk

import (
	"context"
	"encoding/binary"
	"flag"
	"log/slog"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/app"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/duplicate"
	"github.com/tuottajatori/tuottajatori/internal/evidence"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/importing"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/offering/pricelist"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/internal/platform/files"
	"github.com/tuottajatori/tuottajatori/internal/platform/jobs"
	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
	"github.com/tuottajatori/tuottajatori/internal/tenure"
	"github.com/tuottajatori/tuottajatori/search"
	"github.com/tuottajatori/tuottajatori/search/pg"
)

var ctx = context.Background()

// firstDay is when walks begin, so that none depends on the day on which it is walked: a Monday of a year with Easter late.
var firstDay = time.Date(2030, time.January, 7, 9, 0, 0, 0, calendar.Helsinki)

// TestMain sets how far is walked, unless rapid's own flags say.
func TestMain(m *testing.M) {
	for name, from := range map[string]struct{ variable, otherwise string }{
		"rapid.checks": {"WALKS", "2"}, "rapid.steps": {"STEPS", "60"},
	} {
		value := os.Getenv(from.variable)
		if value == "" {
			value = from.otherwise
		}
		if err := flag.Set(name, value); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// world is a database with its rooms, and the people who walk.
type world struct {
	testing.TB
	*dbtest.DB
	clock      *dbtest.Clock
	admissions *admission.Service
	schemes    *scheme.Service
	offerings  *offering.Service
	evidence   *evidence.Service
	producers  *producer.Service
	tenures    *tenure.Service
	merges     *duplicate.Service
	lists      *importing.Desk
	sheets     *pricelist.Service
	source     *catalogue.Source
	indexer    *search.Indexer

	organisers []uuid.UUID
	officers   []actor.Actor
	firms      []firm
	people     []actor.Actor // those of the above who may act now, and those who have no business here
}

type firm struct {
	id     uuid.UUID
	people []actor.Actor
	point  uuid.UUID
	file   uuid.UUID
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) today() calendar.Date { return calendar.Today(w.clock.Now()) }

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{TB: t}
	w.DB, w.clock = dbtest.NewWithClock(t)
	w.clock.Advance(time.Until(firstDay))
	w.Service.Constraints(app.Constraints()...)
	queue, err := jobs.NewQueue(w.Service)
	w.must(err)
	ring, err := keys.LoadOrCreate(filepath.Join(t.TempDir(), "keys.json"))
	w.must(err)
	store, err := files.NewFolder(t.TempDir())
	w.must(err)
	people := identity.New(w.Service, queue, ring, identity.Options{PublicURL: &url.URL{Scheme: "http", Host: "localhost"}})
	w.producers = producer.New(w.Service, store, people)
	w.evidence = evidence.New(w.Service)
	w.admissions = admission.New(w.Service, people, w.producers)
	w.tenures = tenure.New(w.Service, people, w.admissions)
	w.merges, w.lists = duplicate.New(w.Service, people), importing.NewDesk(w.Service)
	w.offerings = offering.New(w.Service)
	w.sheets = pricelist.New(w.Service, w.offerings)
	w.source = catalogue.NewSource(w.Service, catalogue.Options{Now: w.clock.Now})
	w.indexer = search.NewIndexer(w.Service, pg.New(w.Service), w.source, slog.New(slog.DiscardHandler))
	w.schemes = scheme.NewService(w.Service, w.admissions, w.offerings)
	w.watch()
	w.settle()
	for _, one := range w.officers[:2] {
		for _, regime := range []scheme.Regime{scheme.RegimeVoucher, scheme.RegimeDPS, scheme.RegimeSelfPaidListing, scheme.RegimeFreeListing} {
			w.publish(one, regime)
		}
	}
	return w
}

// settle makes the people: two officers of each of two organisers, an operator, three firms, and strangers.
func (w *world) settle() {
	member := func(role actor.Role, organisation uuid.UUID) actor.Actor {
		a := actor.Actor{Person: uuid.New(), Role: role, Organisation: organisation, RequestID: "walk"}
		w.exec(`INSERT INTO person (id, email, name, email_confirmed_at) VALUES ($1, $2, 'Kulkija', clock_timestamp())`, a.Person, a.Person.String()+"@example.fi")
		column := map[actor.Role]string{actor.RoleProducer: "producer_id", actor.RoleOfficer: "organiser_id", actor.RoleSupervisor: "organiser_id", actor.RoleOperator: "operator_id"}[role]
		if column != "" {
			w.exec(`INSERT INTO membership (id, person_id, role, state, `+column+`) VALUES ($1, $2, $3, 'active', $4)`, uuid.New(), a.Person, string(role), organisation)
		}
		w.people = append(w.people, a)
		return a
	}
	for range 2 { // the first officers of both, then the second ones
		for _, code := range []string{"15", "03"} {
			var id uuid.UUID
			w.must(w.Owner.Get(&id, `SELECT id FROM organiser WHERE code = $1`, code))
			w.organisers = append(w.organisers, id)
			w.officers = append(w.officers, member(actor.RoleOfficer, id))
		}
	}
	w.organisers = w.organisers[:2]
	operator := uuid.New()
	w.exec(`INSERT INTO operator (id, name) VALUES ($1, 'Ohjaamo Oy')`, operator)
	member(actor.RoleOperator, operator)
	for i, businessID := range []string{"1234567-1", "7654321-4", "2222222-9"} {
		f := firm{id: uuid.New()}
		w.exec(`INSERT INTO producer (id, business_id, name, kind, origin) VALUES ($1, $2, $3, 'company', 'signup')`, f.id, businessID, "Hoiva "+businessID)
		f.people = append(f.people, member(actor.RoleProducer, f.id))
		if i == 0 {
			f.people = append(f.people, member(actor.RoleProducer, f.id))
		}
		unit := uuid.New()
		f.point = uuid.New()
		w.exec(`INSERT INTO service_unit (id, producer_id, name) VALUES ($1, $2, 'Kotihoito')`, unit, f.id)
		w.exec(`INSERT INTO service_point (id, unit_id, name, postal_code, municipality_code) VALUES ($1, $2, 'Toimisto', '40520', '179')`, f.point, unit)
		file, err := w.producers.Upload(ctx, f.people[0], f.id, "todistus.pdf", strings.NewReader("%PDF-1.4\n%%EOF\n"+businessID))
		w.must(err)
		f.file = file.ID
		w.firms = append(w.firms, f)
	}
	member(actor.RoleSupervisor, w.organisers[0])
	member(actor.RoleAdministrator, uuid.Nil)
	w.people = append(w.people, actor.Visitor("walk"))
}

func (w *world) exec(query string, args ...any) {
	w.Helper()
	_, err := w.Owner.Exec(query, args...)
	w.must(err)
}

func (w *world) count(query string, args ...any) (n int) {
	w.Helper()
	w.must(w.Owner.Get(&n, query, args...))
	return n
}

func cents(n money.Cents) *money.Cents { return &n }

// publish makes a scheme of a regime's preset, for home care and cleaning, as an officer does.
func (w *world) publish(a actor.Actor, regime scheme.Regime) uuid.UUID {
	id := uuid.New()
	w.must(w.schemes.Begin(ctx, a, id, regime))
	e, err := w.schemes.Editing(ctx, a, id)
	w.must(err)
	version := e.Version
	save := func(part scheme.Part) {
		w.Helper()
		w.must(w.schemes.Save(ctx, a, id, version, part))
		version++
	}
	for _, key := range []string{"home_care", "cleaning"} {
		save(scheme.PutTerms{FormTerms: scheme.FormTerms{Service: key, Unit: "hour", Value: cents(3600), Cap: cents(6000)}})
	}
	save(scheme.RulebookText{TextFi: "Säännöt", TextSv: "Regler", TextEn: "Rules", From: e.Today})
	handling := e.Form.Handling
	handling.FourEyes = regime == scheme.RegimeVoucher && a.Organisation == w.organisers[0]
	if regime == scheme.RegimeDPS {
		w.must(w.Owner.Get(&handling.Operator.UUID, `SELECT id FROM operator`))
		handling.Operator.Valid = true
	}
	save(scheme.PutHandling{Handling: handling})
	if regime == scheme.RegimeSelfPaidListing {
		most := 2
		save(scheme.PriceRules{NoticeDays: 14, Approval: a.Organisation == w.organisers[1], MaxChangesYear: &most})
	}
	w.must(w.schemes.Publish(ctx, a, scheme.Publish{ID: uuid.New(), Scheme: id, Version: version, Reasons: "Alkaa."}))
	return id
}

// untilDone lets a walk give back its database when it ends, and not only when all walks have ended.
type untilDone struct {
	testing.TB
	after []func()
}

func (u *untilDone) Cleanup(f func()) { u.after = append(u.after, f) }

func (u *untilDone) done() {
	for i := len(u.after) - 1; i >= 0; i-- {
		u.after[i]()
	}
}

func TestWalk(t *testing.T) {
	taken, refused := map[string]int{}, map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		tb := &untilDone{TB: t}
		defer tb.done()
		seed := rapid.Uint64().Draw(rt, "ids")
		uuid.SetRand(rand.NewChaCha8([32]byte(binary.LittleEndian.AppendUint64(make([]byte, 24), seed)))) // rows are ordered by their ids: the same seed is the same walk
		defer uuid.SetRand(nil)
		w := &walk{world: newWorld(tb), taken: taken, refused: refused, sent: map[uuid.UUID][32]byte{}, decided: map[uuid.UUID]bool{}}
		if folder := os.Getenv("WALK_LOG"); folder != "" {
			var err error
			w.log, err = os.CreateTemp(folder, "walk-*.log")
			w.must(err)
			defer w.log.Close()
		}
		rt.Repeat(map[string]func(*rapid.T){"": w.always, "step": w.step})
		w.all(rt)
	})
	t.Logf("taken %v\nrefused %v", taken, refused)
}
