// Package admissiontest makes a small world of organisers, officers, producers and schemes on a real database, for the
// tests of admission and of the desks above it.
package admissiontest

import (
	"context"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/internal/platform/files"
	"github.com/tuottajatori/tuottajatori/internal/platform/jobs"
	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// World is two organisers with officers, an operator to which one scheme is delegated, two producers with two people
// each, and the schemes of the first organiser.
type World struct {
	*dbtest.DB
	*admission.Service
	People    *identity.Service
	Producers *producer.Service

	Organiser, Other   uuid.UUID     // Länsi-Uusimaa, Keski-Suomi
	Officer, Officer2  actor.Actor   // of Organiser
	Strangers          []actor.Actor // officers of other organisers
	Operator           actor.Actor   // to whom DPS is delegated
	Alice, Bob, Carol  actor.Actor   // Alice and Bob act for one producer, Carol for another
	Voucher, DPS, Free scheme.Scheme
	Declaration, Sum   scheme.Requirement // of Voucher, all mandatory but Plan
	Until, Proof, Plan scheme.Requirement
	Today              calendar.Date
}

var ctx = context.Background()

// New makes the world.
func New(t testing.TB) *World {
	t.Helper()
	d := dbtest.New(t)
	d.Service.Constraints(identity.Constraints, producer.Constraints, admission.Constraints)
	queue, err := jobs.NewQueue(d.Service)
	must(t, err)
	ring, err := keys.LoadOrCreate(filepath.Join(t.TempDir(), "keys.json"))
	must(t, err)
	store, err := files.NewFolder(t.TempDir())
	must(t, err)
	w := &World{DB: d, People: identity.New(d.Service, queue, ring, identity.Options{PublicURL: &url.URL{Scheme: "http", Host: "localhost"}})}
	w.Producers = producer.New(d.Service, store, w.People)
	w.Service = admission.New(d.Service, w.People, w.Producers)
	now, err := db.Now(ctx, d.Service)
	must(t, err)
	w.Today = calendar.Today(now)
	w.Organiser, w.Other = OrganiserByCode(t, d, "03"), OrganiserByCode(t, d, "15")
	w.Officer, w.Officer2 = w.Member(t, actor.RoleOfficer, w.Organiser, "Sanna Virtanen"), w.Member(t, actor.RoleOfficer, w.Organiser, "Mikko Korhonen")
	for i, code := range []string{"15", "17", "90", "21"} {
		w.Strangers = append(w.Strangers, w.Member(t, actor.RoleOfficer, OrganiserByCode(t, d, code), fmt.Sprintf("Vieras %d", i)))
	}
	operator := uuid.New()
	w.Run(t, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO operator (id, name) VALUES ($1, 'Kotitori Oy')`, operator)
		return err
	})
	w.Operator = w.Member(t, actor.RoleOperator, operator, "Olli Operaattori")
	first, second := w.Producer(t, "Kotihoiva Aamurusko Oy", "1234567-1"), w.Producer(t, "Hoivakodit Tuomikumpu Oy", "7654321-4")
	w.Alice, w.Bob = w.Member(t, actor.RoleProducer, first, "Aino Aamu"), w.Member(t, actor.RoleProducer, first, "Bertta Rusko")
	w.Carol = w.Member(t, actor.RoleProducer, second, "Kaarina Tuomi")
	w.schemes(t, operator)
	return w
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// OrganiserByCode finds an organiser.
func OrganiserByCode(t testing.TB, d *dbtest.DB, code string) (id uuid.UUID) {
	t.Helper()
	must(t, d.Service.GetContext(ctx, &id, `SELECT id FROM organiser WHERE code = $1`, code))
	return id
}

// Run does something as the system.
func (w *World) Run(t testing.TB, do func(context.Context, *db.Tx) error) {
	t.Helper()
	must(t, w.DB.Service.InTx(ctx, actor.System("test"), do))
}

// Member makes a person with a role for an organisation.
func (w *World) Member(t testing.TB, role actor.Role, organisation uuid.UUID, name string) actor.Actor {
	t.Helper()
	a := actor.Actor{Role: role, Organisation: organisation, Name: name}
	w.Run(t, func(ctx context.Context, tx *db.Tx) error {
		p, err := w.People.CreatePerson(ctx, tx, identity.NewPerson{Name: name, Lang: "fi", Confirmed: true,
			Email: strings.NewReplacer(" ", ".", "ö", "o", "ä", "a").Replace(strings.ToLower(name)) + "@example.fi"})
		if err != nil {
			return err
		}
		a.Person = p.ID
		m, err := w.People.AddMembership(ctx, tx, identity.NewMembership{Person: p.ID, Role: role, Organisation: organisation, State: identity.Active})
		a.Membership = m.ID
		return err
	})
	return a
}

// Producer makes a company.
func (w *World) Producer(t testing.TB, name, businessID string) uuid.UUID {
	t.Helper()
	id := uuid.New()
	w.Run(t, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO producer (id, business_id, name, kind, origin) VALUES ($1, $2, $3, 'company', 'signup')`, id, businessID, name)
		return err
	})
	return id
}

func (w *World) schemes(t testing.TB, operator uuid.UUID) {
	t.Helper()
	base := func(key string, r scheme.Regime, pays string, days int, kind string) scheme.Scheme {
		return scheme.Scheme{OrganiserID: w.Organiser, Key: key, Regime: r, ClientPays: pays, Verified: true, Open: true,
			NameFi: "Suomeksi " + key, NameSv: "På svenska " + key, NameEn: "In English " + key,
			DecisionDays: &days, DaysKind: kind, ClockStops: r != scheme.RegimeDPS, ValidFrom: w.Today.AddDays(-100)}
	}
	services := func(keys ...string) (out []scheme.ServiceTerms) {
		for _, key := range keys {
			out = append(out, scheme.ServiceTerms{Service: key, Unit: "hour", ValidFrom: w.Today.AddDays(-100)})
		}
		return out
	}
	number, err := scheme.ParseNumber("500000")
	must(t, err)
	days := 30
	demands := []scheme.Requirement{
		{ID: uuid.New(), Position: 1, Kind: scheme.KindDeclaration, Mandatory: true, TitleFi: "Soteri", TitleSv: "Soteri", TitleEn: "Soteri"},
		{ID: uuid.New(), Position: 2, Kind: scheme.KindNumber, Mandatory: true, TitleFi: "Vakuutussumma", TitleSv: "Försäkringssumma", TitleEn: "Sum insured", AtLeast: &number},
		{ID: uuid.New(), Position: 3, Kind: scheme.KindDate, Mandatory: true, TitleFi: "Voimassa", TitleSv: "I kraft", TitleEn: "Valid until", ValidDays: &days},
		{ID: uuid.New(), Position: 4, Kind: scheme.KindAttachment, Mandatory: true, TitleFi: "Todistus", TitleSv: "Intyg", TitleEn: "Certificate"},
		{ID: uuid.New(), Position: 5, Kind: scheme.KindText, TitleFi: "Kuvaus", TitleSv: "Beskrivning", TitleEn: "Description"},
	}
	w.Declaration, w.Sum, w.Until, w.Proof, w.Plan = demands[0], demands[1], demands[2], demands[3], demands[4]
	delegated := base("kotihoidon-dps", scheme.RegimeDPS, scheme.PaysClientFee, 10, scheme.WorkingDays)
	delegated.OperatorID = uuid.NullUUID{UUID: operator, Valid: true}
	w.Run(t, func(ctx context.Context, tx *db.Tx) (err error) {
		w.Voucher, err = scheme.Create(ctx, tx, scheme.New{Requirements: demands,
			Scheme:    base("kotihoidon-palveluseteli", scheme.RegimeVoucher, scheme.PaysOwnShare, 30, scheme.CalendarDays),
			Services:  services("home_care", "cleaning"),
			Rulebooks: []scheme.Rulebook{{Version: 1, TextFi: "Säännöt", TextSv: "Regler", TextEn: "Rules", ValidFrom: w.Today.AddDays(-100)}}})
		if err != nil {
			return err
		}
		if w.DPS, err = scheme.Create(ctx, tx, scheme.New{Scheme: delegated, Services: services("home_care")}); err != nil {
			return err
		}
		w.Free, err = scheme.Create(ctx, tx, scheme.New{Services: services("cleaning"),
			Scheme: base("maksuttomat", scheme.RegimeFreeListing, scheme.PaysFree, 30, scheme.CalendarDays)})
		return err
	})
}

// Clock is how a case of a scheme sent today runs.
func (w *World) Clock(t testing.TB, sch scheme.Scheme) admission.Clock {
	t.Helper()
	rules, err := scheme.RulesOn(ctx, w.DB.Service, sch.Regime, w.Today)
	must(t, err)
	return admission.ClockOf(rules, sch)
}

// Draft starts an application of a's producer to a scheme.
func (w *World) Draft(t testing.TB, a actor.Actor, sch scheme.Scheme) admission.Draft {
	t.Helper()
	id, err := w.Start(ctx, a, uuid.New(), sch.ID)
	must(t, err)
	return w.Read(t, a, id)
}

// Read reads a draft.
func (w *World) Read(t testing.TB, a actor.Actor, id uuid.UUID) admission.Draft {
	t.Helper()
	d, err := w.DraftOf(ctx, a, id)
	must(t, err)
	return d
}

// PDF is the content of a file that is what its name says.
const PDF = "%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"

// Upload stores a file of a producer; more makes its bytes differ.
func (w *World) Upload(t testing.TB, a actor.Actor, name, more string) producer.File {
	t.Helper()
	f, err := w.Producers.Upload(ctx, a, a.Organisation, name, strings.NewReader(PDF+more))
	must(t, err)
	return f
}

// Filled answers everything in a draft of the voucher scheme.
func (w *World) Filled(t testing.TB, a actor.Actor) admission.Draft {
	t.Helper()
	d := w.Draft(t, a, w.Voucher)
	yes := true
	number, err := scheme.ParseNumber("1 000 000")
	must(t, err)
	version := d.Version
	must(t, w.SaveServices(ctx, a, d.ID, version, []string{"home_care"}))
	for _, one := range []struct {
		id     uuid.UUID
		answer scheme.Answer
	}{
		{w.Declaration.ID, scheme.Answer{Declared: &yes}},
		{w.Sum.ID, scheme.Answer{Number: &number}},
		{w.Until.ID, scheme.Answer{Date: w.Today.AddDays(200)}},
		{w.Proof.ID, scheme.Answer{File: &scheme.Evidence{ID: w.Upload(t, a, "todistus.pdf", "").ID}}},
	} {
		version++
		must(t, w.SaveAnswer(ctx, a, d.ID, version, one.id, one.answer))
	}
	must(t, w.AcceptRulebook(ctx, a, d.ID, version+1, d.Rulebook.ID))
	return w.Read(t, a, d.ID)
}

// Sent is a submitted application to the voucher scheme.
func (w *World) Sent(t testing.TB, a actor.Actor) uuid.UUID {
	t.Helper()
	d := w.Filled(t, a)
	must(t, w.Submit(ctx, a, d.ID, d.Version, "fi"))
	return d.ID
}

// SentTo is a submitted application to a scheme without requirements.
func (w *World) SentTo(t testing.TB, a actor.Actor, sch scheme.Scheme, service string) uuid.UUID {
	t.Helper()
	d := w.Draft(t, a, sch)
	must(t, w.SaveServices(ctx, a, d.ID, d.Version, []string{service}))
	must(t, w.Submit(ctx, a, d.ID, d.Version+1, "sv"))
	return d.ID
}

// Approval is a decision on an application to Voucher: everything is met.
func (w *World) Approval(id uuid.UUID) admission.Decide {
	met := admission.Judgement{Judged: true, Met: true}
	return admission.Decide{ID: uuid.New(), ApplicationID: id, Outcome: admission.Approved, Judgements: map[uuid.UUID]admission.Judgement{
		w.Declaration.ID: met, w.Sum.ID: met, w.Until.ID: met, w.Proof.ID: met, w.Plan.ID: met}}
}

// Rejection is a decision on an application to Voucher: Sum is not met.
func (w *World) Rejection(id uuid.UUID) admission.Decide {
	cmd := w.Approval(id)
	cmd.Outcome, cmd.Reasons = admission.Rejected, "Vakuutus ei täytä vaatimusta."
	cmd.Judgements[w.Sum.ID] = admission.Judgement{Judged: true, Reason: "Summa puuttuu todistuksesta."}
	return cmd
}

// Admitted approves an application of a's producer to the voucher scheme and answers the admission.
func (w *World) Admitted(t testing.TB, a actor.Actor) uuid.UUID {
	t.Helper()
	id := w.Sent(t, a)
	must(t, w.Decide(ctx, w.Officer, w.Approval(id)))
	v, err := w.Verdict(ctx, a, id)
	must(t, err)
	return v.AdmissionID.UUID
}

// Count is a query's one number.
func (w *World) Count(t testing.TB, query string, args ...any) (n int) {
	t.Helper()
	must(t, w.Owner.GetContext(ctx, &n, query, args...))
	return n
}
