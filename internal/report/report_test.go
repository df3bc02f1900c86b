package report_test

import (
	"bytes"
	"context"
	"errors"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/tuottajatori/tuottajatori/frontend"
	"github.com/tuottajatori/tuottajatori/internal/catalogue/cataloguetest"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/jobs"
	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/platform/mail"
	"github.com/tuottajatori/tuottajatori/internal/report"
)

const email = "maija.meikalainen@example.fi"

// office is a register with a voucher producer in Keski-Suomi, its people, officers and an administrator.
type office struct {
	*cataloguetest.World
	*report.Service
	t      *testing.T
	people *identity.Service
	worker *report.Worker
	sent   []mail.Message
	care   cataloguetest.HomeCare

	visitor, producer, rival, officer, stranger, operator, administrator actor.Actor
}

// Send keeps a mail.
func (o *office) Send(_ context.Context, m mail.Message) error {
	o.sent = append(o.sent, m)
	return nil
}

func open(t *testing.T) *office {
	t.Helper()
	o := &office{World: cataloguetest.New(t), t: t, visitor: actor.Visitor("request")}
	o.DB.Service.Constraints(identity.Constraints, report.Constraints)
	queue, err := jobs.NewQueue(o.DB.Service)
	o.ok(err)
	ring, err := keys.LoadOrCreate(filepath.Join(t.TempDir(), "keys.json"))
	o.ok(err)
	texts, err := locale.Load(frontend.Locales)
	o.ok(err)
	o.people = identity.New(o.DB.Service, queue, ring, identity.Options{PublicURL: &url.URL{Scheme: "http", Host: "localhost"}})
	o.Service = report.NewService(o.DB.Service, queue, ring, o.people)
	o.worker = report.NewWorker(o.DB.Service, ring, o, texts, func(l locale.Lang, id uuid.UUID) string { return "http://localhost/" + string(l) + "/" + id.String() })
	o.care = o.HomeCare("Kotihoiva Aamurusko")
	o.producer = o.member(actor.RoleProducer, o.care.Producer)
	o.rival = o.member(actor.RoleProducer, o.Producer("Hoiva Kilpailija", "company"))
	o.officer, o.stranger = o.member(actor.RoleOfficer, o.organiser("15")), o.member(actor.RoleOfficer, o.organiser("03"))
	operator := uuid.New()
	o.Exec(`INSERT INTO operator (id, name) VALUES ($1, 'Ohjaamo Oy')`, operator)
	o.operator = o.member(actor.RoleOperator, operator)
	o.administrator = o.member(actor.RoleAdministrator, uuid.Nil)
	return o
}

func (o *office) ok(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) organiser(code string) (id uuid.UUID) {
	o.ok(o.DB.Owner.Get(&id, `SELECT id FROM organiser WHERE code = $1`, code))
	return id
}

func (o *office) member(role actor.Role, of uuid.UUID) actor.Actor {
	o.t.Helper()
	a := actor.Actor{Person: uuid.New(), Role: role, Organisation: of}
	o.Exec(`INSERT INTO person (id, email, name, email_confirmed_at) VALUES ($1::uuid, $1::text || '@example.fi', 'Joku', now())`, a.Person)
	on := func(r actor.Role) uuid.NullUUID { return uuid.NullUUID{UUID: of, Valid: r == role} }
	o.Exec(`INSERT INTO membership (id, person_id, role, producer_id, organiser_id, operator_id, state) VALUES ($1, $2, $3, $4, $5, $6, 'active')`,
		uuid.New(), a.Person, string(role), on(actor.RoleProducer), on(actor.RoleOfficer), on(actor.RoleOperator))
	return a
}

// tell reports of a page.
func (o *office) tell(kind report.Kind, about report.About, address string) uuid.UUID {
	o.t.Helper()
	if about.Path == "" {
		about.Path = "/fi"
	}
	id := uuid.Must(uuid.NewV7())
	o.ok(o.Receive(o.Ctx, o.visitor, report.New{ID: id, About: about, Kind: kind, Text: "Numero on väärä", Email: address, Lang: "fi"}))
	return id
}

func (o *office) aboutCare() report.About {
	return report.About{Page: "results", Path: "/fi/palvelut/" + o.care.Offering.String(), Offering: o.care.Offering}
}

func (o *office) count(statement string, args ...any) (n int) {
	o.t.Helper()
	o.ok(o.DB.Owner.Get(&n, statement, args...))
	return n
}

func TestAReportGoesToItsProducerAndTheAnswerByMail(t *testing.T) {
	o := open(t)
	id := o.tell(report.Contact, o.aboutCare(), email)
	c, err := o.Read(o.Ctx, o.producer, id)
	o.ok(err)
	if c.Holder != report.ByProducer || c.Organiser.UUID != o.officer.Organisation || c.Text != "Numero on väärä" || c.Service != "home_care" || !c.AnswerWanted {
		t.Errorf("%+v", c)
	}
	if n := o.count(`SELECT count(*) FROM mail_out WHERE template = 'report_waiting'`); n != 1 {
		t.Errorf("the producer's people got %d mails", n)
	}
	o.tell(report.Price, o.aboutCare(), "")
	if n := o.count(`SELECT count(*) FROM mail_out WHERE template = 'report_waiting'`); n != 1 {
		t.Errorf("%d mails after the second report, of which they had been told", n)
	}
	answer := report.Answer{ID: uuid.New(), Report: id, Outcome: report.Mended, Text: "Numero on nyt 014 000 1234."}
	for range 2 { // the form is sent twice
		o.ok(o.Answer(o.Ctx, o.producer, answer))
	}
	if n := o.count(`SELECT count(*) FROM river_job WHERE kind = 'report_mail'`); n != 1 {
		t.Errorf("%d jobs to mail", n)
	}
	for range 2 { // and the job run twice
		o.ok(o.worker.Work(o.Ctx, job(id)))
	}
	if len(o.sent) != 1 || o.sent[0].To != email || !strings.Contains(o.sent[0].Text, answer.Text) ||
		!strings.Contains(o.sent[0].Text, "Kotihoiva Aamurusko") || !strings.Contains(o.sent[0].Text, "http://localhost/fi/"+id.String()) ||
		!strings.Contains(o.sent[0].Subject, report.Reference(id)) {
		t.Errorf("%+v", o.sent)
	}
	receipt, err := o.Receipt(o.Ctx, id)
	o.ok(err)
	if receipt.Answer != answer.Text || receipt.Outcome != report.Mended || receipt.ClosedAt == nil {
		t.Errorf("%+v", receipt)
	}
	another := answer
	another.ID = uuid.New()
	if err := o.Answer(o.Ctx, o.officer, another); !errors.Is(err, report.ErrClosed) {
		t.Errorf("closed twice: %v", err)
	}
	if err := o.Forward(o.Ctx, o.officer, report.Forward{ID: uuid.New(), Report: id, To: report.ByAdministrator}); !errors.Is(err, report.ErrClosed) {
		t.Errorf("forwarded when closed: %v", err)
	}
	if n := o.count(`SELECT count(*) FROM audit_event WHERE object_id = $1 AND action IN ('report.received', 'report.closed')`, id); n != 2 {
		t.Errorf("%d lines in the audit trail", n)
	}
}

func job(id uuid.UUID) *river.Job[report.MailArgs] {
	return &river.Job[report.MailArgs]{JobRow: &rivertype.JobRow{}, Args: report.MailArgs{ID: id}}
}

// TestWhoSeesWhatWasReported goes through every kind of page and everybody, for reading, answering and forwarding.
func TestWhoSeesWhatWasReported(t *testing.T) {
	o := open(t)
	everybody := map[string]actor.Actor{"visitor": o.visitor, "producer": o.producer, "rival": o.rival, "officer": o.officer,
		"stranger": o.stranger, "operator": o.operator, "administrator": o.administrator}
	for name, tc := range map[string]struct {
		kind  report.Kind
		about report.About
		sees  string
	}{
		"an offering":            {report.Contact, o.aboutCare(), "producer officer administrator"},
		"its unit":               {report.Contact, report.About{Page: "unit", Unit: o.care.Unit}, "producer officer administrator"},
		"its point":              {report.Place, report.About{Page: "point", Point: o.care.Point}, "producer officer administrator"},
		"the producer":           {report.Description, report.About{Page: "producer", Producer: o.care.Producer}, "producer officer administrator"},
		"a list":                 {report.Price, report.About{Page: "approved", Organiser: "keski-suomi", Scheme: "seteli"}, "officer administrator"},
		"a county's page":        {report.Other, report.About{Page: "area", Organiser: "keski-suomi"}, "officer administrator"},
		"a general page":         {report.Language, report.About{Page: "help"}, "officer stranger administrator"},
		"an offering that is no": {report.Other, report.About{Page: "results", Offering: uuid.New()}, "officer stranger administrator"},
		"accessibility":          {report.Accessibility, report.About{Page: "accessibility"}, "officer stranger administrator"},
	} {
		id := o.tell(tc.kind, tc.about, "")
		for who, a := range everybody {
			sees := strings.Contains(" "+tc.sees+" ", " "+who+" ")
			_, readErr := o.Read(o.Ctx, a, id)
			queue, queueErr := o.Queue(o.Ctx, a, report.Query{})
			listed := false
			for _, r := range queue.Rows {
				listed = listed || r.ID == id
			}
			if (readErr == nil) != sees || listed != sees {
				t.Errorf("%s: %s reads %v and finds it in the queue %v (%v)", name, who, readErr, listed, queueErr)
			}
			if sees {
				continue
			}
			want := report.ErrNotFound
			switch who {
			case "visitor":
				want = identity.ErrSignIn
			case "operator":
				want = identity.ErrForbidden
			}
			answer := o.Answer(o.Ctx, a, report.Answer{ID: uuid.New(), Report: id, Outcome: report.Mended})
			forward := o.Forward(o.Ctx, a, report.Forward{ID: uuid.New(), Report: id, To: report.ByAdministrator})
			for what, err := range map[string]error{"read": readErr, "answer": answer, "forward": forward} {
				if !errors.Is(err, want) {
					t.Errorf("%s: %s may not %s it: %v, want %v", name, who, what, err, want)
				}
			}
		}
	}
	if _, err := o.Read(o.Ctx, o.producer, uuid.New()); !errors.Is(err, report.ErrNotFound) {
		t.Errorf("one that is not there: %v", err)
	}
}

func TestForwardedIsAnothersTurn(t *testing.T) {
	o := open(t)
	id := o.tell(report.Price, o.aboutCare(), "")
	waiting := func(a actor.Actor) int {
		n, err := o.Waiting(o.Ctx, a)
		o.ok(err)
		return n
	}
	if waiting(o.producer) != 1 || waiting(o.officer) != 0 {
		t.Error("it begins with the producer")
	}
	n := report.Forward{ID: uuid.New(), Report: id, To: report.ByOrganiser}
	for range 2 {
		o.ok(o.Forward(o.Ctx, o.producer, n))
	}
	if waiting(o.producer) != 0 || waiting(o.officer) != 1 {
		t.Error("it did not go on")
	}
	if events := o.count(`SELECT count(*) FROM report_event WHERE report_id = $1`, id); events != 2 {
		t.Errorf("%d events", events)
	}
	if err := o.Forward(o.Ctx, o.officer, report.Forward{ID: uuid.New(), Report: id, To: "nobody"}); !fault.Is(err, fault.CodeMalformed) {
		t.Errorf("to nobody: %v", err)
	}
	general := o.tell(report.Language, report.About{Page: "help"}, "")
	if err := o.Forward(o.Ctx, o.officer, report.Forward{ID: uuid.New(), Report: general, To: report.ByProducer}); !fault.Is(err, fault.CodeMalformed) {
		t.Errorf("a general page to a producer: %v", err)
	}
}

func TestAProducerWithoutPeopleHereIsNotAsked(t *testing.T) {
	o := open(t)
	o.Exec(`UPDATE membership SET state = 'ended' WHERE producer_id = $1`, o.care.Producer)
	id := o.tell(report.Contact, o.aboutCare(), "")
	c, err := o.Read(o.Ctx, o.officer, id)
	o.ok(err)
	if c.Holder != report.ByOrganiser || len(c.Onward) != 1 || c.Onward[0] != report.ByAdministrator {
		t.Errorf("%s, onward %v", c.Holder, c.Onward)
	}
}

func TestReceiveRefusesAndRepeats(t *testing.T) {
	o := open(t)
	good := report.New{ID: uuid.Must(uuid.NewV7()), About: report.About{Path: "/fi"}, Kind: report.Other, Text: "ä", Lang: "fi"}
	for name, change := range map[string]func(*report.New){
		"text":    func(n *report.New) { n.Text = "" },
		"text ":   func(n *report.New) { n.Text = strings.Repeat("ä", report.MaxText+1) },
		"kind":    func(n *report.New) { n.Kind = "praise" },
		"email":   func(n *report.New) { n.Email = "Maija <maija@example.fi>" },
		"email ":  func(n *report.New) { n.Email = "maija@example.fi\r\nBcc: x@example.fi" },
		"email  ": func(n *report.New) { n.Email = strings.Repeat("a", 250) + "@example.fi" },
	} {
		bad := good
		change(&bad)
		f := fault.From(o.Receive(o.Ctx, o.visitor, bad))
		if f == nil || f.Code != fault.CodeInvalid || !f.HasField(strings.TrimSpace(name)) {
			t.Errorf("%q: %v", name, f)
		}
	}
	good.Text, good.Email = strings.Repeat("ä", report.MaxText), email
	var all sync.WaitGroup
	for range 8 { // the form is sent many times at once
		all.Go(func() {
			if err := o.Receive(o.Ctx, o.visitor, good); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := o.count(`SELECT count(*) FROM report_event e JOIN report r ON r.id = e.report_id JOIN report_words w ON w.report_id = r.id`); n != 1 {
		t.Errorf("%d reports", n)
	}
}

// TestAddressesAreSealedAndForgotten looks for the address where it must not be.
func TestAddressesAreSealedAndForgotten(t *testing.T) {
	o := open(t)
	id := o.tell(report.Contact, o.aboutCare(), email)
	var sealed []byte
	o.ok(o.DB.Owner.Get(&sealed, `SELECT address FROM report_words WHERE report_id = $1`, id))
	if len(sealed) == 0 || bytes.Contains(sealed, []byte("maija")) {
		t.Errorf("the address lies open: %q", sealed)
	}
	for _, table := range []string{"report", "report_event", "report_words", "audit_event", "river_job", "mail_out"} {
		if n := o.count(`SELECT count(*) FROM ` + table + ` t WHERE t::text LIKE '%meikalainen%'`); n != 0 {
			t.Errorf("%s tells the address", table)
		}
	}
	o.ok(o.Answer(o.Ctx, o.producer, report.Answer{ID: uuid.New(), Report: id, Outcome: report.Mended}))
	left := func(after time.Duration) (addresses, words int) {
		_, err := o.Forget(o.Ctx, time.Now().Add(after))
		o.ok(err)
		return o.count(`SELECT count(address) FROM report_words`), o.count(`SELECT count(*) FROM report_words`)
	}
	const day = 24 * time.Hour
	for _, step := range []struct {
		after            time.Duration
		addresses, words int
	}{{30*day - time.Hour, 1, 1}, {30*day + time.Hour, 0, 1}, {365*day - time.Hour, 0, 1}, {365*day + time.Hour, 0, 0}} {
		if a, w := left(step.after); a != step.addresses || w != step.words {
			t.Errorf("after %s: %d addresses and %d texts", step.after, a, w)
		}
	}
	if err := o.worker.Work(o.Ctx, job(id)); err == nil || len(o.sent) != 0 {
		t.Errorf("mailed to a forgotten address: %v", err)
	}
	c, err := o.Read(o.Ctx, o.producer, id)
	if err != nil || c.Text != "" {
		t.Errorf("%q, %v", c.Text, err)
	}
}

func TestTheQueueIsPaged(t *testing.T) {
	o := open(t)
	for range 60 {
		o.tell(report.Other, o.aboutCare(), "")
	}
	seen := map[uuid.UUID]bool{}
	q := report.Query{}
	for range 3 {
		page, err := o.Queue(o.Ctx, o.producer, q)
		o.ok(err)
		if page.Open != 60 || page.Own != 60 {
			t.Fatalf("%d open, %d own", page.Open, page.Own)
		}
		for _, r := range page.Rows {
			if seen[r.ID] {
				t.Fatal("the same report twice")
			}
			seen[r.ID] = true
		}
		if q.After = page.Next; q.After == 0 {
			break
		}
	}
	if len(seen) != 60 {
		t.Errorf("%d reports seen", len(seen))
	}
}
