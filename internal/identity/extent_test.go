package identity

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// Whose role is for some units does what those units need, there, and is refused every other verb by name.
func TestAllowInPart(t *testing.T) {
	mine, others := uuid.New(), uuid.New()
	a := acting(actor.RoleProducer)
	for _, v := range Verbs() {
		own, whole := ownOf(a), Allow(a, v, ownOf(a))
		part := a
		part.Part = &actor.Part{Units: []uuid.UUID{uuid.New(), mine}}
		at := func(unit uuid.UUID) Object { own.Unit = unit; return own }
		none := a
		none.Part = &actor.Part{}
		want := [...]error{ErrInPart, ErrInPart, ErrInPart, ErrInPart}
		switch {
		case whole != nil: // no verb of producers
			want = [...]error{whole, whole, whole, whole}
		case v == ProducerView:
			want = [...]error{nil, ErrNotFound, nil, ErrNotFound}
		case v == UnitEdit, v == OfferingEdit, v == AskHandle:
			want = [...]error{nil, ErrNotFound, ErrInPart, ErrNotFound}
		}
		got := [...]error{Allow(part, v, at(mine)), Allow(part, v, at(others)), Allow(part, v, at(uuid.Nil)), Allow(none, v, at(mine))}
		if got != want {
			t.Errorf("%s: got %v, want %v", v, got, want)
		}
		if err := Allow(part, v, othersOf(part)); err == nil {
			t.Errorf("%s: another producer's thing", v)
		}
		if err := Allow(a, v, at(others)); !errors.Is(err, whole) {
			t.Errorf("%s: who acts for all is asked for a unit: %v", v, err)
		}
	}
}

func (w *world) unit(producer uuid.UUID, name string) uuid.UUID {
	id := uuid.Must(uuid.NewV7())
	w.exec(`INSERT INTO service_unit (id, producer_id, name) VALUES ($1, $2, $3)`, id, producer, name)
	return id
}

// units tells for which units a session acts; false: for all of the producer.
func (w *world) units(token string) ([]uuid.UUID, bool) {
	view, _ := w.session(token)
	if view.Actor.Part == nil {
		return nil, false
	}
	return view.Actor.Part.Units, true
}

func TestARoleForUnits(t *testing.T) {
	w := newWorld(t)
	producer := w.producer("signup")
	a := w.member(w.person("maija@hoiva.example"), actor.RoleProducer, producer)
	one, two, foreign := w.unit(producer, "Aamu"), w.unit(producer, "Ilta"), w.unit(w.producer("signup"), "Muu")
	today := calendar.Today(w.clock())
	invite := func(e Extent) error {
		return w.Invite(w.ctx, a, Invite{ID: uuid.Must(uuid.NewV7()), Producer: producer, Email: "liisa@hoiva.example", Lang: "fi", Extent: e})
	}
	for want, e := range map[string]Extent{"units": {InPart: true}, "until": {LastDay: today.AddDays(-1)}} {
		if f := fault.From(invite(e)); len(f.Fields) != 1 || f.Fields[0].Name != want {
			t.Errorf("%+v: %v, want a fault on %s", e, f, want)
		}
	}
	w.must(invite(Extent{InPart: true, Units: []uuid.UUID{one, foreign}, LastDay: today.AddDays(10)}))
	w.must(w.Accept(w.ctx, actor.Visitor(""), Accept{Token: w.token(purposeInvite, "liisa@hoiva.example"), Name: "Liisa", Password: password, Lang: "fi"}))
	token, err := w.signIn("liisa@hoiva.example", password)
	w.must(err)
	if got, part := w.units(token); !part || !slices.Equal(got, []uuid.UUID{one}) {
		t.Fatalf("acts for %v, %v, want the first unit alone", got, part)
	}
	colleagues, err := w.Colleagues(w.ctx, a, producer)
	w.must(err)
	at := slices.IndexFunc(colleagues, func(c Colleague) bool { return c.InPart })
	if len(colleagues) != 2 || at < 0 || !slices.Equal(colleagues[at].Units, []uuid.UUID{one}) || colleagues[at].LastDay != today.AddDays(10) {
		t.Fatalf("colleagues %+v", colleagues)
	}
	liisa := colleagues[at].Membership

	if err := w.SetExtent(w.ctx, a, liisa, Extent{InPart: true, Units: []uuid.UUID{foreign}}); fault.From(err).Code != fault.CodeInvalid {
		t.Errorf("a unit of another producer: %v", err)
	}
	w.must(w.SetExtent(w.ctx, a, liisa, Extent{InPart: true, Units: []uuid.UUID{two, one}}))
	if got, _ := w.units(token); len(got) != 2 {
		t.Errorf("at once acts for %v, want two units", got)
	}
	w.exec(`UPDATE service_unit SET merged_into = $2 WHERE id = $1`, one, two)
	if got, _ := w.units(token); !slices.Equal(got, []uuid.UUID{two}) {
		t.Errorf("after a merge of units acts for %v, want what they became", got)
	}
	w.exec(`DELETE FROM membership_unit WHERE membership_id = $1`, liisa)
	if got, part := w.units(token); !part || len(got) != 0 {
		t.Errorf("without units acts for %v, %v, want for nothing", got, part)
	}
	view, _ := w.session(token)
	for _, err := range []error{
		w.SetExtent(w.ctx, view.Actor, liisa, Extent{}), w.EndColleague(w.ctx, view.Actor, a.Membership),
		w.Invite(w.ctx, view.Actor, Invite{ID: uuid.Must(uuid.NewV7()), Producer: producer, Email: "x@hoiva.example", Lang: "fi"}),
	} {
		if !errors.Is(err, ErrInPart) {
			t.Errorf("who acts for units lets people in: %v", err)
		}
	}
	if n := w.count(`SELECT count(*) FROM mail_out WHERE template = 'membership_pending'`); n != 0 {
		t.Fatalf("%d mails before anybody asked", n)
	}
	third := w.person("kolmas@hoiva.example")
	w.tx(func(ctx context.Context, tx *db.Tx) error {
		_, err := w.JoinProducer(ctx, tx, third.ID, producer)
		return err
	})
	if n := w.count(`SELECT count(*) FROM mail_out WHERE template = 'membership_pending'`); n != 1 {
		t.Errorf("%d are told of who wants to join, want the one who acts for all", n)
	}
	w.limitedByAdministrators(a, liisa, two, foreign, token)
	w.must(w.EndColleague(w.ctx, a, liisa))
	if _, err := w.Session(w.ctx, token, ""); err == nil {
		t.Error("the session goes on after the role has ended")
	}
	if err := w.EndColleague(w.ctx, a, liisa); fault.From(err).Code != fault.CodeConflict {
		t.Errorf("ended twice: %v", err)
	}
	stranger := w.member(w.person("muu@hoiva.example"), actor.RoleProducer, w.producer("signup"))
	if err := w.SetExtent(w.ctx, stranger, a.Membership, Extent{}); !errors.Is(err, ErrNotFound) {
		t.Errorf("another producer's people: %v", err)
	}
}

// limitedByAdministrators says what a colleague's role is for as an administrator, by the rule that holds for the producer's own.
func (w *world) limitedByAdministrators(whole actor.Actor, colleague, unit, foreign uuid.UUID, token string) {
	w.t.Helper()
	paa := w.member(w.person("paa@tori.example"), actor.RoleAdministrator, uuid.Nil)
	for _, c := range []struct {
		by         actor.Actor
		membership uuid.UUID
		to         Extent
		want       error
	}{
		{paa, whole.Membership, Extent{InPart: true, Units: []uuid.UUID{unit}}, errLastWhole},
		{paa, whole.Membership, Extent{LastDay: calendar.Today(w.clock())}, errLastWhole},
		{paa, colleague, Extent{InPart: true, Units: []uuid.UUID{foreign}}, errUnits},
		{paa, paa.Membership, Extent{}, ErrNotFound},
		{paa, uuid.New(), Extent{}, ErrNotFound},
		{w.member(w.person("virka@alue.example"), actor.RoleOfficer, keskiSuomi), colleague, Extent{}, ErrForbidden},
		{actor.Visitor(""), colleague, Extent{}, ErrSignIn},
	} {
		if err := w.SetExtent(w.ctx, c.by, c.membership, c.to); !errors.Is(err, c.want) {
			w.t.Errorf("%s, %+v: %v, want %v", c.by.Role, c.to, err, c.want)
		}
	}
	if err := w.SetLastDay(w.ctx, paa, whole.Membership, calendar.Today(w.clock())); !errors.Is(err, ErrNotFound) {
		w.t.Errorf("past the rule that one is left: %v", err)
	}
	w.must(w.SetExtent(w.ctx, paa, colleague, Extent{InPart: true, Units: []uuid.UUID{unit}}))
	if got, part := w.units(token); !part || !slices.Equal(got, []uuid.UUID{unit}) {
		w.t.Errorf("limited by an administrator acts for %v, %v", got, part)
	}
	if n := w.count(`SELECT count(*) FROM audit_event WHERE action = 'membership.extent' AND object_id = $1 AND person_id = $2`, colleague, paa.Person); n != 1 {
		w.t.Errorf("the trail tells of it %d times", n)
	}
}

// Of all who act for the whole producer one is left, whatever they do to each other at once.
func TestOneIsLeftForTheWhole(t *testing.T) {
	w := newWorld(t)
	producer := w.producer("signup")
	unit := w.unit(producer, "Aamu")
	var people []actor.Actor
	for _, email := range []string{"a@hoiva.example", "b@hoiva.example", "c@hoiva.example", "d@hoiva.example"} {
		people = append(people, w.member(w.person(email), actor.RoleProducer, producer))
	}
	day := calendar.Today(w.clock()).AddDays(5)
	how := []func(by, whom actor.Actor) error{
		func(by, whom actor.Actor) error { return w.EndColleague(w.ctx, by, whom.Membership) },
		func(by, whom actor.Actor) error {
			return w.SetExtent(w.ctx, by, whom.Membership, Extent{InPart: true, Units: []uuid.UUID{unit}})
		},
		func(by, whom actor.Actor) error { return w.SetExtent(w.ctx, by, whom.Membership, Extent{LastDay: day}) },
	}
	var all sync.WaitGroup
	var mu sync.Mutex
	refused := 0
	for i, by := range people {
		all.Go(func() {
			err := how[i%len(how)](by, people[(i+1)%len(people)])
			mu.Lock()
			defer mu.Unlock()
			switch {
			case errors.Is(err, errLastWhole):
				refused++
			case err != nil:
				t.Error(err)
			}
		})
	}
	all.Wait()
	if left := w.count(`SELECT count(*) FROM membership WHERE producer_id = $1 AND state = 'active' AND NOT in_part AND last_day IS NULL`, producer); left != 1 || refused != 1 {
		t.Errorf("%d are left and %d were refused, want one each", left, refused)
	}
}
