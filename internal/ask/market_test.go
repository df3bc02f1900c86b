package ask_test

import (
	"context"
	"errors"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/tuottajatori/tuottajatori/frontend"
	"github.com/tuottajatori/tuottajatori/internal/ask"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/catalogue/cataloguetest"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/jobs"
	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/platform/mail"
	"github.com/tuottajatori/tuottajatori/internal/platform/vault"
)

// What must be found nowhere but in the two pages that it is for.
const (
	name  = "Aino Sentinelli"
	email = "aino.sentinelli@example.fi"
	phone = "040 555 12345"
	wish  = "Äitini tarvitsee aamuisin apua pukeutumisessa"
)

// market is a catalogue with two producers in Keski-Suomi that have people, and officers.
type market struct {
	*cataloguetest.World
	*ask.Service
	t      *testing.T
	worker *ask.Worker
	sent   []mail.Message
	care   cataloguetest.HomeCare
	other  cataloguetest.HomeCare

	network                                               string // from where is asked
	more                                                  string // what is wished besides
	visitor, producer, rival, officer, stranger, guidance actor.Actor
}

// Send keeps a mail.
func (m *market) Send(_ context.Context, one mail.Message) error {
	m.sent = append(m.sent, one)
	return nil
}

func open(t *testing.T) *market {
	t.Helper()
	m := &market{World: cataloguetest.New(t), t: t, visitor: actor.Visitor("request-1")}
	m.DB.Service.Constraints(identity.Constraints, ask.Constraints)
	queue, err := jobs.NewQueue(m.DB.Service)
	m.ok(err)
	ring, err := keys.LoadOrCreate(filepath.Join(t.TempDir(), "keys.json"))
	m.ok(err)
	texts, err := locale.Load(frontend.Locales)
	m.ok(err)
	people := identity.New(m.DB.Service, queue, ring, identity.Options{PublicURL: &url.URL{Scheme: "http", Host: "localhost"}})
	m.Service = ask.NewService(ask.Parts{DB: m.DB.Service, Queue: queue, Ring: ring, Vault: vault.New(ring), People: people,
		Offers: catalogue.New(m.DB.Service, nil, catalogue.Options{})})
	m.worker = ask.NewWorker(m.Service, m, texts, func(l locale.Lang, token string) string { return "http://localhost/" + string(l) + "/" + token })
	m.care, m.other = m.HomeCare("Kotihoiva Aamurusko"), m.HomeCare("Hoiva Iltatähti")
	m.producer, m.rival = m.member(actor.RoleProducer, m.care.Producer), m.member(actor.RoleProducer, m.other.Producer)
	m.officer, m.stranger = m.member(actor.RoleOfficer, m.organiser("15")), m.member(actor.RoleOfficer, m.organiser("03"))
	m.guidance = m.member(actor.RoleGuidance, m.organiser("15"))
	return m
}

func (m *market) ok(err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatal(err)
	}
}

func (m *market) is(err, want error) {
	m.t.Helper()
	if !errors.Is(err, want) {
		m.t.Fatalf("%v, want %v", err, want)
	}
}

func (m *market) organiser(code string) (id uuid.UUID) {
	m.ok(m.DB.Owner.Get(&id, `SELECT id FROM organiser WHERE code = $1`, code))
	return id
}

func (m *market) member(role actor.Role, of uuid.UUID) actor.Actor {
	m.t.Helper()
	a := actor.Actor{Person: uuid.New(), Role: role, Organisation: of}
	m.Exec(`INSERT INTO person (id, email, name, email_confirmed_at) VALUES ($1::uuid, $1::text || '@example.fi', 'Joku', now())`, a.Person)
	on := func(yes bool) uuid.NullUUID { return uuid.NullUUID{UUID: of, Valid: yes} }
	m.Exec(`INSERT INTO membership (id, person_id, role, producer_id, organiser_id, state) VALUES ($1, $2, $3, $4, $5, 'active')`,
		uuid.New(), a.Person, string(role), on(role == actor.RoleProducer), on(role != actor.RoleProducer))
	return a
}

func (m *market) count(statement string, args ...any) (n int) {
	m.t.Helper()
	m.ok(m.DB.Owner.Get(&n, statement, args...))
	return n
}

// form is a form that was shown half a minute ago.
func (m *market) form() string { return m.Form(time.Now().Add(-30 * time.Second)) }

func (m *market) asking(offerings ...uuid.UUID) ask.New {
	return ask.New{Form: m.form(), Offerings: offerings, Consent: true, Lang: "fi", Network: m.network, Way: ask.WayPage,
		Content: ask.Content{Name: name, Phone: phone, Email: email, Place: "40520", For: ask.ForClose, Wish: wish + m.more, When: "aamuisin"}}
}

// made sends an asking and gives its link with its requests.
func (m *market) made(n ask.New) (string, ask.Whole) {
	m.t.Helper()
	out, err := m.Service.Send(m.Ctx, m.visitor, n)
	m.ok(err)
	whole, err := m.Follow(m.Ctx, out.Link)
	m.ok(err)
	return out.Link, whole
}

// mailed works off the mails that wait.
func (m *market) mailed() []mail.Message {
	m.t.Helper()
	var ids []uuid.UUID
	m.ok(m.DB.Owner.Select(&ids, `SELECT (args ->> 'id')::uuid FROM river_job WHERE kind = 'ask_mail' ORDER BY id`))
	m.sent = nil
	for _, id := range ids {
		m.ok(m.worker.Work(m.Ctx, &river.Job[ask.MailArgs]{JobRow: &rivertype.JobRow{}, Args: ask.MailArgs{ID: id}}))
	}
	return m.sent
}

// kept are all rows of the database as text, in which nothing may be found that was sealed.
func (m *market) kept() string {
	m.t.Helper()
	var tables []string
	m.ok(m.DB.Owner.Select(&tables, `SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'`))
	var all strings.Builder
	for _, table := range tables {
		var rows []string
		m.ok(m.DB.Owner.Select(&rows, `SELECT x::text FROM `+table+` x`)) //nolint:gosec // names of our own tables
		all.WriteString(strings.Join(rows, "\n"))
	}
	return all.String()
}

func (m *market) tidy(now time.Time) {
	m.t.Helper()
	_, err := m.Tidy(m.Ctx, now)
	m.ok(err)
}

func (m *market) follow(link string) ask.Whole {
	m.t.Helper()
	whole, err := m.Follow(m.Ctx, link)
	m.ok(err)
	return whole
}

func hasField(err error, field, key string) bool {
	f := fault.From(err)
	return f != nil && len(f.Fields) == 1 && f.Fields[0].Name == field && f.Fields[0].Key == key
}
