package admission_test

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
)

// world is two organisers with officers, an operator to which one scheme is delegated, two producers with two people
// each, and the schemes of the first organiser.
type world struct {
	*dbtest.DB
	*admission.Service
	people    *identity.Service
	producers *producer.Service

	organiser, other   uuid.UUID   // Länsi-Uusimaa, Keski-Suomi
	officers           actor.Actor // an officer of organiser
	officer2           actor.Actor // another of the same
	strangers          []actor.Actor
	operator           actor.Actor
	alice, bob, carol  actor.Actor // alice and bob act for one producer, carol for another
	voucher, dps, free admission.Scheme
	declaration, sum   admission.Requirement
	until, proof, plan admission.Requirement
	today              calendar.Date
}

var ctx = context.Background()

func newWorld(t testing.TB) *world {
	t.Helper()
	d := dbtest.New(t)
	d.Service.Constraints(identity.Constraints, producer.Constraints, admission.Constraints)
	queue, err := jobs.NewQueue(d.Service)
	must(t, err)
	ring, err := keys.LoadOrCreate(filepath.Join(t.TempDir(), "keys.json"))
	must(t, err)
	store, err := files.NewFolder(t.TempDir())
	must(t, err)
	w := &world{DB: d, people: identity.New(d.Service, queue, ring, identity.Options{PublicURL: &url.URL{Scheme: "http", Host: "localhost"}})}
	w.producers = producer.New(d.Service, store, w.people)
	w.Service = admission.New(d.Service, w.people, w.producers)
	now, err := db.Now(ctx, d.Service)
	must(t, err)
	w.today = calendar.Today(now)
	w.organiser, w.other = organiserByCode(t, d, "03"), organiserByCode(t, d, "15")
	w.officers, w.officer2 = w.member(t, actor.RoleOfficer, w.organiser, "Sanna Virtanen"), w.member(t, actor.RoleOfficer, w.organiser, "Mikko Korhonen")
	for i, code := range []string{"15", "17", "90", "21"} {
		w.strangers = append(w.strangers, w.member(t, actor.RoleOfficer, organiserByCode(t, d, code), fmt.Sprintf("Vieras %d", i)))
	}
	operator := uuid.New()
	w.run(t, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO operator (id, name) VALUES ($1, 'Kotitori Oy')`, operator)
		return err
	})
	w.operator = w.member(t, actor.RoleOperator, operator, "Olli Operaattori")
	first, second := w.producer(t, "Kotihoiva Aamurusko Oy", "1234567-1"), w.producer(t, "Hoivakodit Tuomikumpu Oy", "7654321-4")
	w.alice, w.bob = w.member(t, actor.RoleProducer, first, "Aino Aamu"), w.member(t, actor.RoleProducer, first, "Bertta Rusko")
	w.carol = w.member(t, actor.RoleProducer, second, "Kaarina Tuomi")
	w.schemes(t, operator)
	return w
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func organiserByCode(t testing.TB, d *dbtest.DB, code string) (id uuid.UUID) {
	t.Helper()
	must(t, d.Service.GetContext(ctx, &id, `SELECT id FROM organiser WHERE code = $1`, code))
	return id
}

// run does something as the system.
func (w *world) run(t testing.TB, do func(context.Context, *db.Tx) error) {
	t.Helper()
	must(t, w.DB.Service.InTx(ctx, actor.System("test"), do))
}

func (w *world) member(t testing.TB, role actor.Role, organisation uuid.UUID, name string) actor.Actor {
	t.Helper()
	a := actor.Actor{Role: role, Organisation: organisation, Name: name}
	w.run(t, func(ctx context.Context, tx *db.Tx) error {
		p, err := w.people.CreatePerson(ctx, tx, identity.NewPerson{Name: name, Lang: "fi", Confirmed: true,
			Email: strings.NewReplacer(" ", ".", "ö", "o", "ä", "a").Replace(strings.ToLower(name)) + "@example.fi"})
		if err != nil {
			return err
		}
		a.Person = p.ID
		m, err := w.people.AddMembership(ctx, tx, identity.NewMembership{Person: p.ID, Role: role, Organisation: organisation, State: identity.Active})
		a.Membership = m.ID
		return err
	})
	return a
}

func (w *world) producer(t testing.TB, name, businessID string) uuid.UUID {
	t.Helper()
	id := uuid.New()
	w.run(t, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO producer (id, business_id, name, kind, origin) VALUES ($1, $2, $3, 'company', 'signup')`, id, businessID, name)
		return err
	})
	return id
}

func (w *world) schemes(t testing.TB, operator uuid.UUID) {
	t.Helper()
	base := func(key string, r admission.Regime, pays string, days int, kind string) admission.Scheme {
		return admission.Scheme{OrganiserID: w.organiser, Key: key, Regime: r, ClientPays: pays, Verified: true, Open: true,
			NameFi: "Suomeksi " + key, NameSv: "På svenska " + key, NameEn: "In English " + key,
			DecisionDays: &days, DaysKind: kind, ValidFrom: w.today.AddDays(-100)}
	}
	services := func(keys ...string) (out []admission.SchemeService) {
		for _, key := range keys {
			out = append(out, admission.SchemeService{Service: key, Unit: "hour", ValidFrom: w.today.AddDays(-100)})
		}
		return out
	}
	number, err := admission.ParseNumber("500000")
	must(t, err)
	days := 30
	demands := []admission.Requirement{
		{ID: uuid.New(), Position: 1, Kind: admission.KindDeclaration, Mandatory: true, TitleFi: "Soteri", TitleSv: "Soteri", TitleEn: "Soteri"},
		{ID: uuid.New(), Position: 2, Kind: admission.KindNumber, Mandatory: true, TitleFi: "Vakuutussumma", TitleSv: "Försäkringssumma", TitleEn: "Sum insured", AtLeast: &number},
		{ID: uuid.New(), Position: 3, Kind: admission.KindDate, Mandatory: true, TitleFi: "Voimassa", TitleSv: "I kraft", TitleEn: "Valid until", ValidDays: &days},
		{ID: uuid.New(), Position: 4, Kind: admission.KindAttachment, Mandatory: true, TitleFi: "Todistus", TitleSv: "Intyg", TitleEn: "Certificate"},
		{ID: uuid.New(), Position: 5, Kind: admission.KindText, TitleFi: "Kuvaus", TitleSv: "Beskrivning", TitleEn: "Description"},
	}
	w.declaration, w.sum, w.until, w.proof, w.plan = demands[0], demands[1], demands[2], demands[3], demands[4]
	delegated := base("kotihoidon-dps", admission.RegimeDPS, admission.PaysClientFee, 10, admission.WorkingDays)
	delegated.OperatorID = uuid.NullUUID{UUID: operator, Valid: true}
	w.run(t, func(ctx context.Context, tx *db.Tx) (err error) {
		w.voucher, err = admission.CreateScheme(ctx, tx, admission.NewScheme{Requirements: demands,
			Scheme:    base("kotihoidon-palveluseteli", admission.RegimeVoucher, admission.PaysOwnShare, 30, admission.CalendarDays),
			Services:  services("home_care", "cleaning"),
			Rulebooks: []admission.Rulebook{{Version: 1, TextFi: "Säännöt", TextSv: "Regler", TextEn: "Rules", ValidFrom: w.today.AddDays(-100)}}})
		if err != nil {
			return err
		}
		if w.dps, err = admission.CreateScheme(ctx, tx, admission.NewScheme{Scheme: delegated, Services: services("home_care")}); err != nil {
			return err
		}
		w.free, err = admission.CreateScheme(ctx, tx, admission.NewScheme{Services: services("cleaning"),
			Scheme: base("maksuttomat", admission.RegimeFreeListing, admission.PaysFree, 30, admission.CalendarDays)})
		return err
	})
}

// draft starts an application of a's producer to a scheme.
func (w *world) draft(t testing.TB, a actor.Actor, scheme admission.Scheme) admission.Draft {
	t.Helper()
	id, err := w.Start(ctx, a, uuid.New(), scheme.ID)
	must(t, err)
	return w.read(t, a, id)
}

func (w *world) read(t testing.TB, a actor.Actor, id uuid.UUID) admission.Draft {
	t.Helper()
	d, err := w.DraftOf(ctx, a, id)
	must(t, err)
	return d
}

const pdf = "%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"

func (w *world) upload(t testing.TB, a actor.Actor, name, more string) producer.File {
	t.Helper()
	f, err := w.producers.Upload(ctx, a, a.Organisation, name, strings.NewReader(pdf+more))
	must(t, err)
	return f
}

// filled answers everything in a draft of the voucher scheme.
func (w *world) filled(t testing.TB, a actor.Actor) admission.Draft {
	t.Helper()
	d := w.draft(t, a, w.voucher)
	yes := true
	number, err := admission.ParseNumber("1 000 000")
	must(t, err)
	version := d.Version
	must(t, w.SaveServices(ctx, a, d.ID, version, []string{"home_care"}))
	for _, one := range []struct {
		id     uuid.UUID
		answer admission.Answer
	}{
		{w.declaration.ID, admission.Answer{Declared: &yes}},
		{w.sum.ID, admission.Answer{Number: &number}},
		{w.until.ID, admission.Answer{Date: w.today.AddDays(200)}},
		{w.proof.ID, admission.Answer{File: &admission.Evidence{ID: w.upload(t, a, "todistus.pdf", "").ID}}},
	} {
		version++
		must(t, w.SaveAnswer(ctx, a, d.ID, version, one.id, one.answer))
	}
	must(t, w.AcceptRulebook(ctx, a, d.ID, version+1, d.Rulebook.ID))
	return w.read(t, a, d.ID)
}

// sent is a submitted application to the voucher scheme.
func (w *world) sent(t testing.TB, a actor.Actor) uuid.UUID {
	t.Helper()
	d := w.filled(t, a)
	must(t, w.Submit(ctx, a, d.ID, d.Version, "fi"))
	return d.ID
}

// sentTo is a submitted application to a scheme without requirements.
func (w *world) sentTo(t testing.TB, a actor.Actor, scheme admission.Scheme, service string) uuid.UUID {
	t.Helper()
	d := w.draft(t, a, scheme)
	must(t, w.SaveServices(ctx, a, d.ID, d.Version, []string{service}))
	must(t, w.Submit(ctx, a, d.ID, d.Version+1, "sv"))
	return d.ID
}

func (w *world) approval(id uuid.UUID) admission.Decide {
	met := admission.Judgement{Judged: true, Met: true}
	return admission.Decide{ID: uuid.New(), ApplicationID: id, Outcome: admission.Approved, Judgements: map[uuid.UUID]admission.Judgement{
		w.declaration.ID: met, w.sum.ID: met, w.until.ID: met, w.proof.ID: met, w.plan.ID: met}}
}

func (w *world) rejection(id uuid.UUID) admission.Decide {
	cmd := w.approval(id)
	cmd.Outcome, cmd.Reasons = admission.Rejected, "Vakuutus ei täytä vaatimusta."
	cmd.Judgements[w.sum.ID] = admission.Judgement{Judged: true, Reason: "Summa puuttuu todistuksesta."}
	return cmd
}

// admitted approves an application of a's producer to the voucher scheme and answers the admission.
func (w *world) admitted(t testing.TB, a actor.Actor) uuid.UUID {
	t.Helper()
	id := w.sent(t, a)
	must(t, w.Decide(ctx, w.officers, w.approval(id)))
	v, err := w.Verdict(ctx, a, id)
	must(t, err)
	return v.AdmissionID.UUID
}

func (w *world) count(t testing.TB, query string, args ...any) (n int) {
	t.Helper()
	must(t, w.Owner.GetContext(ctx, &n, query, args...))
	return n
}
