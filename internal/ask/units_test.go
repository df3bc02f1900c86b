package ask_test

import (
	"slices"
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/ask"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue/cataloguetest"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// forUnits is somebody who acts for some of the producer's units only.
func (m *market) forUnits(units ...uuid.UUID) actor.Actor {
	m.t.Helper()
	a := m.member(actor.RoleProducer, m.care.Producer)
	m.Exec(`UPDATE membership SET in_part = true WHERE person_id = $1`, a.Person)
	for _, unit := range units {
		m.Exec(`INSERT INTO membership_unit (membership_id, unit_id) SELECT id, $2 FROM membership WHERE person_id = $1`, a.Person, unit)
	}
	a.Part = &actor.Part{Units: units}
	return a
}

// whoseUnitsAreAsked tries every verb of whoever acts for some units on requests to one, to another and to both.
func (m *market) whoseUnitsAreAsked(t *testing.T) {
	unit, point := m.Point(m.care.Producer, "Iltayksikkö", "Jyväskylä")
	evening := m.Offer(m.care.Admission, point, "home_care", "179")
	m.Price(evening, "hour", 3900, cataloguetest.LongAgo(), calendar.Date{})
	people := []actor.Actor{m.producer, m.forUnits(m.care.Unit, unit), m.forUnits(m.care.Unit), m.forUnits(unit), m.forUnits()}
	before := m.count(`SELECT count(*) FROM ask_request WHERE producer_id = $1 AND status = 'made'`, m.care.Producer)
	mails := func(a actor.Actor) int {
		return m.count(`SELECT count(*) FROM mail_out WHERE template = 'ask_waiting' AND person_id = $1`, a.Person)
	}
	mailed := mails(m.producer)

	// Whom a request to each is for, and who may end it, by the order of people.
	all, first, second := "all", "first", "second"
	asked := map[string]ask.Request{}
	links := map[string]string{}
	for name, ids := range map[string][]uuid.UUID{all: {m.care.Offering, evening}, first: {m.care.Offering}, second: {evening}} {
		n := m.asking(ids...)
		n.Wish = "Yksiköille: " + name
		link, whole := m.made(n)
		asked[name], links[name] = whole.Cases[0].Request, link
	}
	sees := map[string][]bool{all: {true, true, true, true, false}, first: {true, true, true, false, false}, second: {true, true, false, true, false}}
	ends := map[string][]bool{all: {true, true, false, false, false}, first: {true, true, true, false, false}, second: {true, true, false, true, false}}
	sum := func(of map[string][]bool, i int) (n int) {
		for _, may := range of {
			if may[i] {
				n++
			}
		}
		return n
	}
	var told []int
	for _, a := range people {
		told = append(told, mails(a)) // before anybody replies
	}
	for i, a := range people {
		count, mail := sum(sees, i), sum(sees, i)
		if i == 0 {
			count, mail = count+before, mail+mailed
		}
		// Whoever acts for the first unit reads what was asked of it before, as well.
		if i == 1 || i == 2 {
			count += before
		}
		q, err := m.Queue(m.Ctx, a, ask.Query{})
		m.ok(err)
		n, err := m.Waiting(m.Ctx, a)
		m.ok(err)
		if q.Waiting != count || n != count || q.Open < count || len(q.Rows) != q.Open || q.Whole != (i == 0) || told[i] != mail {
			t.Errorf("%d: %d rows, %d open, %d and %d wait, want %d; %d mails, want %d; whole %v", i, len(q.Rows), q.Open, q.Waiting, n, count, told[i], mail, q.Whole)
		}
		closed, err := m.Queue(m.Ctx, a, ask.Query{Closed: true})
		m.ok(err)
		if i > 2 && len(closed.Rows) != 0 {
			t.Errorf("%d sees %d closed requests of another unit", i, len(closed.Rows))
		}
		for name, r := range asked {
			listed := slices.ContainsFunc(q.Rows, func(one ask.Request) bool { return one.ID == r.ID })
			c, err := m.Read(m.Ctx, a, r.ID)
			m.maySee(err, sees[name][i])
			if listed != sees[name][i] || (err == nil && c.Content.Wish == "") || slices.Contains(c.Answers, ask.Closed) != ends[name][i] || slices.Contains(c.Answers, ask.Contact) != sees[name][i] {
				t.Errorf("%d, %s: listed %v, may answer %v", i, name, listed, c.Answers)
			}
			m.maySee(m.Answer(m.Ctx, a, ask.Answer{ID: uuid.New(), Request: r.ID, Kind: ask.Question, Text: "Milloin?"}), sees[name][i])
			if sees[name][i] {
				m.ok(m.Reply(m.Ctx, m.visitor, links[name], ask.Reply{ID: uuid.New(), Request: r.ID, Text: "Huomenna"}))
			}
			for _, kind := range []ask.Kind{ask.NoRoom, ask.Closed} {
				if ends[name][i] {
					continue // below, by one
				}
				err := m.Answer(m.Ctx, a, ask.Answer{ID: uuid.New(), Request: r.ID, Kind: kind, Text: "Ei"})
				if sees[name][i] && !hasField(err, "kind", "fault.ask.in_part") || !sees[name][i] && !ask.ErrNotFound.Is(err) {
					t.Errorf("%d ends %s: %v", i, name, err)
				}
			}
		}
		if err := m.SetTaking(m.Ctx, a, true); i > 0 && !identity.ErrInPart.Is(err) {
			t.Errorf("%d says whether the producer takes requests: %v", i, err)
		}
	}
	for name, i := range map[string]int{first: 2, second: 3, all: 1} {
		m.ok(m.Answer(m.Ctx, people[i], ask.Answer{ID: uuid.New(), Request: asked[name].ID, Kind: ask.NoRoom}))
	}

	// Where nobody acts for all of the producer, requests are not taken: one to another unit would be nobody's.
	m.Exec(`UPDATE person SET disabled_at = now() WHERE id = $1`, m.producer.Person)
	taking, err := m.Takers(m.Ctx, []uuid.UUID{m.care.Producer})
	m.ok(err)
	if len(taking) != 0 {
		t.Error("requests are taken that might be nobody's")
	}
	m.Exec(`UPDATE person SET disabled_at = NULL WHERE id = $1`, m.producer.Person)
	m.Exec(`UPDATE offering SET withdrawn_at = now() WHERE id = $1`, evening)
}

func (m *market) maySee(err error, may bool) {
	m.t.Helper()
	if may && err != nil || !may && !fault.Is(err, fault.CodeNotFound) {
		m.t.Errorf("may see: %v, %v", may, err)
	}
}
