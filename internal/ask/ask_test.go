package ask_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/ask"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/kept"
)

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
		{"whose units are asked", m.whoseUnitsAreAsked},
		{"what time and the register do", m.whatTimeAndTheRegisterDo},
		{"who a producer has become", m.whoAProducerHasBecome},
		{"what is kept of two at once", m.whatIsKeptOfTwoAtOnce},
	} {
		t.Run(step.name, func(t *testing.T) {
			m.t, m.network = t, fmt.Sprint("192.0.2.", 10+i)
			if i > 0 {
				m.more = fmt.Sprint(" ", i)
			}
			step.run(t)
			m.keptIsTrue()
		})
	}
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
