package identity

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

func day(t *testing.T, text string) calendar.Date {
	t.Helper()
	if text == "" {
		return calendar.Date{}
	}
	d, err := calendar.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestWhatIsWrongWithAGrant(t *testing.T) {
	today, organisation := day(t, "2026-03-02"), uuid.New()
	for name, c := range map[string]struct {
		role         actor.Role
		organisation uuid.UUID
		from, until  string
		wrong        []string
	}{
		"at once and without end":    {actor.RoleOfficer, organisation, "", "", nil},
		"today only":                 {actor.RoleGuidance, organisation, "2026-03-02", "2026-03-02", nil},
		"from tomorrow":              {actor.RoleOperator, organisation, "2026-03-03", "", nil},
		"an administrator":           {actor.RoleAdministrator, uuid.Nil, "2026-03-03", "", nil},
		"an administrator's end":     {actor.RoleAdministrator, uuid.Nil, "", "2026-12-31", []string{"until"}},
		"an administrator's county":  {actor.RoleAdministrator, organisation, "", "", []string{"organisation"}},
		"nobody's officer":           {actor.RoleOfficer, uuid.Nil, "", "", []string{"organisation"}},
		"from yesterday":             {actor.RoleOfficer, organisation, "2026-03-01", "", []string{"from"}},
		"until yesterday":            {actor.RoleOfficer, organisation, "", "2026-03-01", []string{"until"}},
		"ends before it begins":      {actor.RoleOfficer, organisation, "2026-03-04", "2026-03-03", []string{"until"}},
		"a producer's user":          {actor.RoleProducer, organisation, "", "", []string{"role"}},
		"the system, from yesterday": {actor.RoleSystem, organisation, "2026-03-01", "", []string{"role", "from"}},
	} {
		var got []string
		if err := (Grant{Role: c.role, Organisation: c.organisation, FirstDay: day(t, c.from), LastDay: day(t, c.until)}).check(today); err != nil {
			for _, f := range fault.From(err).Fields {
				got = append(got, f.Name)
			}
		}
		if diff := cmp.Diff(c.wrong, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// The rule in Go and the database's membership_works say the same on every day, across the nights when the clocks move.
func TestARoleWorksOnItsDays(t *testing.T) {
	w := newWorld(t)
	first := time.Date(2026, 3, 26, 0, 0, 0, 0, time.UTC)
	date := rapid.Map(rapid.IntRange(-1, 8), func(n int) calendar.Date {
		if n < 0 {
			return calendar.Date{}
		}
		return calendar.Today(first).AddDays(n)
	})
	rapid.Check(t, func(r *rapid.T) {
		m := Membership{State: rapid.SampledFrom([]State{Active, Active, Pending, Refused, Ended}).Draw(r, "state"), FirstDay: date.Draw(r, "first"), LastDay: date.Draw(r, "last")}
		at := first.Add(time.Duration(rapid.IntRange(0, 9*24*4).Draw(r, "quarters")) * 15 * time.Minute)
		var says bool
		err := w.owner.Get(&says, `SELECT membership_works(m, $4) FROM (SELECT (jsonb_populate_record(NULL::membership,
jsonb_build_object('state', $1::text, 'first_day', $2::date, 'last_day', $3::date))).*) AS x, LATERAL (SELECT x::text::membership AS m) AS y`, string(m.State), m.FirstDay, m.LastDay, at)
		if err != nil {
			r.Fatal(err)
		}
		if works := m.Works(calendar.Today(at)); works != says {
			r.Errorf("%v from %v until %v at %v: %v, and the database says %v", m.State, m.FirstDay, m.LastDay, at, works, says)
		}
	})
}

func TestGivingRoles(t *testing.T) {
	w := newWorld(t) // it is 2 March 2026, 11 o'clock in Helsinki
	admin := w.member(w.person("paa@tori.example"), actor.RoleAdministrator, uuid.Nil)
	grant := func(email string, role actor.Role, organisation uuid.UUID, from, until string) (Grant, Granted) {
		t.Helper()
		g := Grant{ID: uuid.Must(uuid.NewV7()), Email: email, Name: "Uusi Virkailija", Lang: "sv", Role: role, Organisation: organisation, FirstDay: day(t, from), LastDay: day(t, until)}
		got, err := w.Grant(w.ctx, admin, g)
		w.must(err)
		return g, got
	}
	g, made := grant("Virka@alue.example", actor.RoleOfficer, keskiSuomi, "2026-03-03", "2026-03-04")
	if again, err := w.Grant(w.ctx, admin, g); err != nil || again.Person != made.Person {
		t.Errorf("the form sent twice: %+v, %v", again, err)
	}
	twice := Grant{ID: uuid.New(), Email: "kaksi@alue.example", Name: "Kaksi", Role: actor.RoleOfficer, Organisation: keskiSuomi}
	var clicks sync.WaitGroup
	for range 4 {
		clicks.Go(func() {
			if _, err := w.Grant(w.ctx, admin, twice); err != nil {
				t.Errorf("the form sent by a double click: %v", err)
			}
		})
	}
	clicks.Wait()
	corrected := g
	corrected.Email, corrected.Lang = "oikea@alue.example", "xx"
	if other, err := w.Grant(w.ctx, admin, corrected); err != nil || other.Person == made.Person || other.Token == "" {
		t.Errorf("the form again with the address corrected: %+v, %v", other, err)
	}
	if got := w.sent("virka@alue.example"); !cmp.Equal(got, []string{MailWelcome}) {
		t.Errorf("mailed %v", got)
	}
	if _, err := w.signIn("virka@alue.example", password); !errors.Is(err, ErrWrongPassword) {
		t.Errorf("before a password is set: %v", err)
	}
	w.must(w.InviteAgain(w.ctx, admin, made.Person))
	if err := w.ResetPassword(w.ctx, made.Token, newPassword); !errors.Is(err, ErrLinkUsed) {
		t.Errorf("the first link, after another was sent: %v", err)
	}
	w.must(w.ResetPassword(w.ctx, w.token(purposeReset, "virka@alue.example"), newPassword))
	if err := w.InviteAgain(w.ctx, admin, made.Person); !errors.Is(err, errSettled) {
		t.Errorf("inviting somebody who has come: %v", err)
	}
	token, err := w.signIn("virka@alue.example", newPassword)
	w.must(err)
	is := func(want actor.Role, when string) {
		t.Helper()
		var view SessionView
		if view, token = w.session(token); view.Actor.Role != want {
			t.Errorf("%s: %q", when, view.Actor.Role)
		}
	}
	is(actor.RoleVisitor, "the day before")
	for _, step := range []struct {
		at   string // in Helsinki
		role actor.Role
	}{{"2026-03-02T23:59:59", actor.RoleVisitor}, {"2026-03-03T00:00:00", actor.RoleOfficer}, {"2026-03-04T23:59:59", actor.RoleOfficer}, {"2026-03-05T00:00:00", actor.RoleVisitor}} {
		at, err := time.ParseInLocation("2006-01-02T15:04:05", step.at, calendar.Helsinki)
		w.must(err)
		for w.clock().Before(at) { // somebody who works on
			w.pass(min(time.Hour, at.Sub(w.clock())))
			if _, err := w.Session(w.ctx, token, "r"); err != nil {
				token, err = w.signIn("virka@alue.example", newPassword)
				w.must(err)
			}
			_, token = w.session(token)
		}
		is(step.role, step.at)
	}
	if _, err := w.SwitchMembership(w.ctx, actor.Actor{Person: made.Person, Session: uuid.New()}, g.ID); !errors.Is(err, ErrNotFound) {
		t.Errorf("choosing a role that is over: %v", err)
	}
	grant("virka@alue.example", actor.RoleOfficer, keskiSuomi, "", "") // the same again, after its end
	is(actor.RoleOfficer, "given again")
	g.ID = uuid.Must(uuid.NewV7())
	g.FirstDay, g.LastDay = calendar.Date{}, calendar.Date{}
	if _, err := w.Grant(w.ctx, admin, g); !fault.From(err).HasField("role") {
		t.Errorf("a role that is held: %v", err)
	}
	if got := w.sent("virka@alue.example"); !cmp.Equal(got, []string{MailWelcome, MailWelcome, MailRole}) {
		t.Errorf("mailed %v", got)
	}
	if n := w.count(`SELECT count(*) FROM membership WHERE state = 'ended' AND last_day = '2026-03-04'`); n != 1 {
		t.Error("the role that was over has not ended")
	}
	if n := w.count(`SELECT count(*) FROM audit_event WHERE audit_event::text ~ '@|Virkailija'`); n != 0 {
		t.Errorf("%d audit rows hold a name or an address", n)
	}
	w.operators(admin)
	w.withdrawing(admin)
}

func (w *world) operators(admin actor.Actor) {
	w.t.Helper()
	o := Operator{ID: uuid.Must(uuid.NewV7()), Name: " Palveluketju Oy "}
	w.must(w.MakeOperator(w.ctx, admin, o))
	w.must(w.MakeOperator(w.ctx, admin, o))
	w.must(w.MakeOperator(w.ctx, admin, Operator{ID: o.ID, Name: "Korjattu Oy"}))
	if n := w.count(`SELECT count(*) FROM operator WHERE name = 'Korjattu Oy'`); n != 1 {
		w.t.Errorf("the form again with another name made %d", n)
	}
	o.Name = "Palveluketju Oyj"
	w.must(w.RenameOperator(w.ctx, admin, o))
	if list, err := w.Operators(w.ctx, admin); err != nil || len(list) != 2 || list[1] != o {
		w.t.Errorf("operators %+v, %v", list, err)
	}
	if err := w.RenameOperator(w.ctx, admin, Operator{ID: uuid.New(), Name: "X"}); !errors.Is(err, ErrNotFound) {
		w.t.Errorf("no such operator: %v", err)
	}
	g := Grant{ID: uuid.New(), Email: "integroija@oy.example", Name: "I", Role: actor.RoleOfficer, Organisation: o.ID}
	if _, err := w.Grant(w.ctx, admin, g); !fault.From(err).HasField("organisation") {
		w.t.Errorf("an officer of an operator: %v", err)
	}
	g.Role = actor.RoleOperator
	if _, err := w.Grant(w.ctx, admin, g); err != nil {
		w.t.Error(err)
	}
	list, _, err := w.People(w.ctx, admin, PeopleFilter{Text: "OY.EX", Role: actor.RoleOperator, Organisation: o.ID, State: "unconfirmed"}, uuid.Nil)
	if err != nil || len(list) != 1 || list[0].Email != g.Email {
		w.t.Errorf("found %+v, %v", list, err)
	}
	for name, f := range map[string]PeopleFilter{"text": {Text: "oy%ex"}, "role": {Text: "integroija", Role: actor.RoleOfficer}, "organisation": {Text: "integroija", Organisation: keskiSuomi}, "state": {Text: "integroija", State: "closed"}} {
		if list, _, err := w.People(w.ctx, admin, f, uuid.Nil); err != nil || len(list) != 0 {
			w.t.Errorf("by %s: %+v, %v", name, list, err)
		}
	}
}

// withdrawing closes the link with the role; somebody who signed up with another's address gets nothing by its role; an
// administrator who has not come is not counted, and nobody ends their own administration.
func (w *world) withdrawing(admin actor.Actor) {
	w.t.Helper()
	squatter := w.newPerson(NewPerson{Email: "viranhaltija@alue.example", Name: "Joku Muu"})
	w.tx(func(ctx context.Context, tx *db.Tx) error {
		_, err := w.JoinProducer(ctx, tx, squatter.ID, w.producer("signup"))
		return err
	})
	g := Grant{ID: uuid.Must(uuid.NewV7()), Email: squatter.Email, Name: "Viran Haltija", Role: actor.RoleAdministrator}
	made, err := w.Grant(w.ctx, admin, g)
	w.must(err)
	if _, err := w.signIn(squatter.Email, password); !errors.Is(err, ErrWrongPassword) {
		w.t.Errorf("with the password of whoever signed up: %v", err)
	}
	if one, err := w.Person(w.ctx, admin, squatter.ID); err != nil || one.Name != "Viran Haltija" || len(one.Memberships) != 1 {
		w.t.Errorf("named %q with %d roles, %v", one.Name, len(one.Memberships), err)
	}
	if err := w.EndMembership(w.ctx, admin, admin.Membership); !errors.Is(err, errLastOfKind) {
		w.t.Errorf("the last administrator beside one who has not come: %v", err)
	}
	w.must(w.EndMembership(w.ctx, admin, g.ID))
	if err := w.ResetPassword(w.ctx, made.Token, newPassword); !errors.Is(err, ErrLinkUsed) {
		w.t.Errorf("the link of an invitation that was withdrawn: %v", err)
	}
	second := w.member(w.person("toka@tori.example"), actor.RoleAdministrator, uuid.Nil)
	for name, err := range map[string]error{
		"ending": w.EndMembership(w.ctx, admin, admin.Membership), "closing": w.SetDisabled(w.ctx, admin, admin.Person, true),
	} {
		if !errors.Is(err, errOwnAdministrator) {
			w.t.Errorf("%s one's own administration: %v", name, err)
		}
	}
	w.must(w.EndMembership(w.ctx, second, admin.Membership))
	g.ID = uuid.Must(uuid.NewV7())
	if _, err := w.Grant(w.ctx, second, Grant{ID: g.ID, Email: "sulje@alue.example", Name: "S", Role: actor.RoleGuidance, Organisation: keskiSuomi, LastDay: calendar.Today(w.clock())}); err != nil {
		w.t.Error(err)
	}
	w.pass(24 * time.Hour)
	w.tx(func(ctx context.Context, tx *db.Tx) error { return w.endLapsed(ctx, tx, uuid.Nil, w.clock()) })
	if n := w.count(`SELECT count(*) FROM membership WHERE id = $1 AND state = 'ended'`, g.ID); n != 1 {
		w.t.Error("a role that is over is not swept")
	}
}
