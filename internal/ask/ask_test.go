package ask_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/tuottajatori/tuottajatori/frontend"
	"github.com/tuottajatori/tuottajatori/internal/ask"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/catalogue/cataloguetest"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/jobs"
	"github.com/tuottajatori/tuottajatori/internal/platform/kept"
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
func (m *market) form() string {
	token := m.Form()
	return m.Aged(token, -30*time.Second)
}

func (m *market) asking(offerings ...uuid.UUID) ask.New {
	return ask.New{Form: m.form(), Offerings: offerings, Consent: true, Lang: "fi", Network: m.network, Way: ask.WayPage,
		Content: ask.Content{Name: name, Phone: phone, Email: email, Place: "40520", For: ask.ForClose, Wish: wish + m.more, When: "aamuisin"}}
}

// TestAsking goes through the life of requests in one world, step after step.
func TestAsking(t *testing.T) {
	m := open(t)
	for i, step := range []struct {
		name string
		run  func(*testing.T)
	}{
		{"asked, answered and erased", m.askedAnsweredAndErased},
		{"organisers see counts alone", m.organisersSeeCountsAlone},
		{"who takes requests, and what is too much", m.whoTakesRequestsAndWhatIsTooMuch},
		{"what time and the register do", m.whatTimeAndTheRegisterDo},
		{"who a producer has become", m.whoAProducerHasBecome},
	} {
		t.Run(step.name, func(t *testing.T) {
			m.t, m.network = t, fmt.Sprint("192.0.2.", 10+i)
			if i > 0 {
				m.more = fmt.Sprint(" ", i)
			}
			step.run(t)
		})
	}
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

func (m *market) askedAnsweredAndErased(t *testing.T) {
	n := m.asking(m.care.Offering, m.other.Offering)
	link, whole := m.made(n)
	again, err := m.Service.Send(m.Ctx, m.visitor, n)
	m.ok(err)
	if again.Link != link || len(whole.Cases) != 2 || m.count(`SELECT count(*) FROM ask_request`) != 2 {
		t.Fatalf("sent twice: %d requests, the same link: %v", len(whole.Cases), again.Link == link)
	}
	if c, there := whole.Content(); !there || c.Wish != wish || c.Name != name {
		t.Errorf("the visitor reads %+v", c)
	}
	mine, theirs := whole.Cases[0], whole.Cases[1]
	if mine.Producer != m.care.Producer {
		mine, theirs = theirs, mine
	}
	if n := m.count(`SELECT count(*) FROM mail_out WHERE template = 'ask_waiting'`); n != 2 {
		t.Errorf("%d mails to producers", n)
	}

	// A producer sees its own request and never the other's.
	_, err = m.Read(m.Ctx, m.producer, theirs.ID)
	m.is(err, ask.ErrNotFound)
	m.is(m.Answer(m.Ctx, m.producer, ask.Answer{ID: uuid.New(), Request: theirs.ID, Kind: ask.NoRoom}), ask.ErrNotFound)
	for _, a := range []actor.Actor{m.officer, m.guidance} {
		_, err = m.Read(m.Ctx, a, mine.ID)
		m.is(err, identity.ErrForbidden)
		_, err = m.Queue(m.Ctx, a, ask.Query{})
		m.is(err, identity.ErrForbidden)
	}
	read, err := m.Read(m.Ctx, m.producer, mine.ID)
	m.ok(err)
	if read.Content.Phone != phone {
		t.Errorf("the producer reads %+v", read.Content)
	}
	if n := m.count(`SELECT count(*) FROM audit_event WHERE action = 'ask.opened' AND person_id = $1 AND object_id = $2`, m.producer.Person, mine.ID); n != 1 {
		t.Errorf("%d looks in the audit trail", n)
	}
	if text := m.kept(); strings.Contains(text, "Sentinelli") || strings.Contains(text, "sentinelli") || strings.Contains(text, phone) || strings.Contains(text, "pukeutumisessa") {
		t.Error("what was sealed lies in the database in the clear")
	}

	// A question, a reply, and who has the turn.
	m.is(m.Reply(m.Ctx, m.visitor, link, ask.Reply{ID: uuid.New(), Request: mine.ID, Text: "Hei"}), fault.New(fault.CodeConflict, "fault.ask.turn"))
	if err := m.Answer(m.Ctx, m.producer, ask.Answer{ID: uuid.New(), Request: mine.ID, Kind: ask.Question}); !fault.Is(err, fault.CodeInvalid) {
		t.Errorf("a question without words: %v", err)
	}
	question := ask.Answer{ID: uuid.New(), Request: mine.ID, Kind: ask.Question, Text: "Montako kertaa viikossa?"}
	m.ok(m.Answer(m.Ctx, m.producer, question))
	m.ok(m.Answer(m.Ctx, m.producer, question))
	m.ok(m.Reply(m.Ctx, m.visitor, link, ask.Reply{ID: uuid.New(), Request: mine.ID, Text: "Viidesti"}))
	day := calendar.Date{Year: 2027, Month: 1, Day: 4}
	m.ok(m.Answer(m.Ctx, m.producer, ask.Answer{ID: uuid.New(), Request: mine.ID, Kind: ask.Room, RoomFrom: &day, Text: "Voimme aloittaa"}))
	whole, err = m.Follow(m.Ctx, link)
	m.ok(err)
	var told []string
	for _, c := range whole.Cases {
		for _, e := range c.Events {
			if c.ID == mine.ID {
				told = append(told, string(e.Kind)+":"+e.Text)
			}
		}
	}
	if got := strings.Join(told, " "); got != "made: question:Montako kertaa viikossa? replied:Viidesti room:Voimme aloittaa" {
		t.Errorf("events: %s", got)
	}
	sent := m.mailed() // a receipt, a question, room
	if len(sent) != 3 {
		t.Fatalf("%d mails to the visitor", len(sent))
	}
	for _, one := range sent {
		if one.To != email || !strings.Contains(one.Text, link) || strings.Contains(one.Text+one.Subject, "Aamurusko") || strings.Contains(one.Text, "viikossa") {
			t.Errorf("mail: %+v", one)
		}
	}
	if again := m.mailed(); len(again) != 0 {
		t.Errorf("%d mails were sent twice", len(again))
	}

	// Withdrawing erases at once, and for this producer alone.
	m.ok(m.Withdraw(m.Ctx, m.visitor, link, theirs.ID))
	m.ok(m.Withdraw(m.Ctx, m.visitor, link, theirs.ID))
	read, err = m.Read(m.Ctx, m.rival, theirs.ID)
	m.ok(err)
	if !read.Erased || read.Content != (ask.Content{}) || read.Standing != ask.Withdrawn {
		t.Errorf("after withdrawing the producer reads %+v", read)
	}
	m.is(m.Answer(m.Ctx, m.rival, ask.Answer{ID: uuid.New(), Request: theirs.ID, Kind: ask.Contact}), ask.ErrClosed)
	if n := m.count(`SELECT count(*) FROM data_key WHERE destroyed_at IS NOT NULL`); n != 1 {
		t.Errorf("%d keys destroyed", n)
	}

	// What is closed is erased on its day and not before.
	m.ok(m.Answer(m.Ctx, m.producer, ask.Answer{ID: uuid.New(), Request: mine.ID, Kind: ask.Closed}))
	now, err := db.Now(m.Ctx, m.DB.Service)
	m.ok(err)
	usual, _ := kept.Of(kept.Requests)
	m.tidy(now.AddDate(0, 0, usual.Usual-1))
	if _, there := m.follow(link).Content(); !there {
		t.Error("erased too early")
	}
	if n, err := m.Old(m.Ctx, now.AddDate(0, 0, 1)); err != nil || n != 1 {
		t.Errorf("%d requests would go, %v", n, err)
	}
	m.tidy(now.AddDate(0, 0, usual.Usual+1))
	whole = m.follow(link)
	if _, there := whole.Content(); there || m.count(`SELECT count(*) FROM ask_words`) != 0 {
		t.Error("something is left after erasing")
	}
	if n := m.count(`SELECT count(*) FROM audit_event WHERE action = 'ask.erased'`); n != 2 {
		t.Errorf("%d erasings in the audit trail", n)
	}
	if n := m.count(`SELECT count(*) FROM audit_event WHERE details::text LIKE '%entinelli%' OR person_id IS NULL AND role = 'producer'`); n != 0 {
		t.Errorf("%d audit rows tell too much or too little", n)
	}
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

func (m *market) whatTimeAndTheRegisterDo(t *testing.T) {
	now, err := db.Now(m.Ctx, m.DB.Service)
	m.ok(err)
	quiet, whole := m.made(m.asking(m.care.Offering))
	m.tidy(now.AddDate(0, 0, 29))
	if got := m.follow(quiet).Cases[0].Standing; got != ask.Made {
		t.Errorf("after 29 days: %s", got)
	}
	m.tidy(now.AddDate(0, 0, 31))
	m.tidy(now.AddDate(0, 0, 31))
	if got := m.follow(quiet).Cases[0].Standing; got != ask.Unanswered {
		t.Errorf("after 31 days: %s", got)
	}
	mails := 0
	for _, one := range m.mailed() {
		if strings.Contains(one.Text, quiet) {
			mails++
		}
	}
	if mails != 2 { // the receipt, and that nobody answered
		t.Errorf("%d mails", mails)
	}
	m.is(m.Answer(m.Ctx, m.producer, ask.Answer{ID: uuid.New(), Request: whole.Cases[0].ID, Kind: ask.Contact}), ask.ErrClosed)

	n := m.asking(m.care.Offering)
	n.Wish = "Jotain muuta"
	lapsing, whole := m.made(n)
	m.ok(m.Answer(m.Ctx, m.producer, ask.Answer{ID: uuid.New(), Request: whole.Cases[0].ID, Kind: ask.Contact}))
	m.tidy(now.AddDate(0, 0, 59))
	if got := m.follow(lapsing).Cases[0].Standing; got != ask.Contact {
		t.Errorf("after 59 days: %s", got)
	}
	m.tidy(now.AddDate(0, 0, 61))
	if got := m.follow(lapsing).Cases[0].Standing; got != ask.Lapsed {
		t.Errorf("after 61 days: %s", got)
	}

	n = m.asking(m.care.Offering)
	n.Wish = "Vielä muuta"
	gone, _ := m.made(n)
	m.Exec(`UPDATE offering SET withdrawn_at = now() WHERE id = $1`, m.care.Offering)
	if one := m.follow(gone).Cases[0]; one.Asked[0].Shown {
		t.Error("what is gone is told as offered")
	}
	m.tidy(now)
	if got := m.follow(gone).Cases[0].Standing; got != ask.Gone {
		t.Errorf("what is offered no more: %s", got)
	}
	n = m.asking(m.care.Offering)
	n.Wish = "Uusi"
	if _, err := m.Service.Send(m.Ctx, m.visitor, n); !hasField(err, "offering", "fault.ask.gone") {
		t.Errorf("asked for what is gone: %v", err)
	}
}

func hasField(err error, field, key string) bool {
	f := fault.From(err)
	return f != nil && len(f.Fields) == 1 && f.Fields[0].Name == field && f.Fields[0].Key == key
}

func (m *market) whoTakesRequestsAndWhatIsTooMuch(t *testing.T) {
	m.ok(m.SetTaking(m.Ctx, m.producer, false))
	m.ok(m.SetTaking(m.Ctx, m.producer, false))
	if _, err := m.Service.Send(m.Ctx, m.visitor, m.asking(m.care.Offering)); !hasField(err, "offering", "fault.ask.takes_none") {
		t.Errorf("a producer that takes none: %v", err)
	}
	taking, err := m.Takers(m.Ctx, []uuid.UUID{m.care.Producer, m.other.Producer})
	m.ok(err)
	if taking[m.care.Producer] || !taking[m.other.Producer] {
		t.Errorf("who takes requests: %v", taking)
	}
	m.ok(m.SetTaking(m.Ctx, m.producer, true))
	m.is(m.SetTaking(m.Ctx, m.officer, true), identity.ErrForbidden)

	n := m.asking(m.care.Offering)
	n.Form = m.Form()
	_, err = m.Service.Send(m.Ctx, m.visitor, n)
	m.is(err, ask.ErrQuick)
	n.Form = m.Aged(m.Form(), -25*time.Hour)
	_, err = m.Service.Send(m.Ctx, m.visitor, n)
	m.is(err, ask.ErrOld)
	for _, form := range []string{"", "x", uuid.NewString()} {
		n.Form = form
		if _, err = m.Service.Send(m.Ctx, m.visitor, n); !fault.Is(err, fault.CodeMalformed) {
			t.Errorf("a form of somebody else's: %v", err)
		}
	}

	m.made(m.asking(m.care.Offering))
	n = m.asking(m.care.Offering)
	n.Wish = strings.ToUpper(n.Wish) + "!!"
	_, err = m.Service.Send(m.Ctx, m.visitor, n)
	m.is(err, ask.ErrSame)

	// Ten in an hour from one address, however they come, and another address still may.
	var group sync.WaitGroup
	var mu sync.Mutex
	passed, refused := 0, 0
	for i := range 14 {
		n := m.asking(m.care.Offering)
		n.Wish = fmt.Sprint("Pyyntö ", i)
		group.Go(func() {
			_, err := m.Service.Send(m.Ctx, m.visitor, n)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				passed++
			case errors.Is(err, ask.ErrTooMany):
				refused++
			default:
				t.Error(err)
			}
		})
	}
	group.Wait()
	if passed != 9 || refused != 5 {
		t.Errorf("%d passed and %d were refused", passed, refused)
	}
	n = m.asking(m.care.Offering)
	n.Wish, n.Network = "Toisesta verkosta", "2001:db8::1"
	m.made(n)
	if text := m.kept(); strings.Contains(text, "192.0.2") || strings.Contains(text, "2001:db8") {
		t.Error("a network address lies in the database")
	}

	// Links of others, and of nobody.
	link, whole := m.made(func() ask.New { n := m.asking(m.other.Offering); n.Network = "198.51.100.9"; return n }())
	elsewhere, _ := m.made(func() ask.New {
		n := m.asking(m.other.Offering)
		n.Network, n.Wish = "198.51.100.8", "Muuta"
		return n
	}())
	m.is(m.Withdraw(m.Ctx, m.visitor, elsewhere, whole.Cases[0].ID), ask.ErrNotFound)
	_, err = m.Follow(m.Ctx, link[:len(link)-2]+"AA")
	m.is(err, ask.ErrNotFound)
	_, err = m.Follow(m.Ctx, m.Form())
	m.is(err, ask.ErrNotFound)
}

func (m *market) organisersSeeCountsAlone(t *testing.T) {
	before := m.count(`SELECT count(*) FROM ask_request`)
	m.made(m.asking(m.care.Offering, m.other.Offering))
	for _, a := range []actor.Actor{m.officer, m.guidance} {
		rows, _, err := m.Counts(m.Ctx, a)
		m.ok(err)
		if len(rows) != 1 || rows[0].Service != "home_care" || rows[0].Made != before+2 || rows[0].Open != 2 || rows[0].Late != 0 {
			t.Errorf("%s sees %+v", a.Role, rows)
		}
		text, err := json.Marshal(rows)
		m.ok(err)
		if strings.Contains(string(text), "Sentinelli") {
			t.Error("counts tell who asked")
		}
	}
	if rows, _, err := m.Counts(m.Ctx, m.stranger); err != nil || len(rows) != 0 {
		t.Errorf("another organiser sees %+v, %v", rows, err)
	}
	_, _, err := m.Counts(m.Ctx, m.producer)
	m.is(err, identity.ErrForbidden)
}

// whoAProducerHasBecome answers what it was asked.
func (m *market) whoAProducerHasBecome(t *testing.T) {
	m.Exec(`UPDATE offering SET withdrawn_at = NULL WHERE id = $1`, m.care.Offering)
	n := m.asking(m.care.Offering, m.other.Offering)
	n.Wish = "Ennen yhdistymistä"
	_, asked := m.made(n)
	m.Exec(`UPDATE producer SET merged_into = $1 WHERE id = $2`, m.care.Producer, m.other.Producer)
	q, err := m.Queue(m.Ctx, m.producer, ask.Query{})
	m.ok(err)
	for _, c := range asked.Cases {
		if !slices.ContainsFunc(q.Rows, func(r ask.Request) bool { return r.ID == c.ID }) {
			t.Errorf("after a merge the request to %s is not there", c.ProducerName)
		}
		_, err := m.Read(m.Ctx, m.producer, c.ID)
		m.ok(err)
	}
	_, err = m.Read(m.Ctx, m.rival, asked.Cases[0].ID)
	m.is(err, ask.ErrNotFound)
}
