package identity

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
)

func TestSignInAndOut(t *testing.T) {
	w := newWorld(t)
	producer := w.producer("signup")
	person := w.person("maija@hoiva.example")
	w.member(person, actor.RoleProducer, producer)
	token, err := w.signIn(" Maija@Hoiva.example", password)
	w.must(err)
	view, _ := w.session(token)
	a := view.Actor
	if a.Person != person.ID || a.Role != actor.RoleProducer || a.Organisation != producer || a.RequestID != "r" || a.Name != person.Name {
		t.Errorf("the session's actor is %+v", a)
	}
	if n := w.count(`SELECT count(*) FROM session WHERE encode(token_hash, 'escape') LIKE '%' || $1 || '%'`, token); n != 0 {
		t.Error("the database holds the token itself")
	}
	w.must(w.SignOut(w.ctx, a))
	if _, err := w.Session(w.ctx, token, "r"); !errors.Is(err, ErrSessionEnded) {
		t.Errorf("after signing out: %v", err)
	}
	for _, action := range []string{"session.started", "session.ended"} {
		if n := w.count(`SELECT count(*) FROM audit_event WHERE action = $1 AND person_id = $2 AND object_id = $3`, action, person.ID, a.Session); n != 1 {
			t.Errorf("%d audit rows of %s", n, action)
		}
	}
}

func TestSignInRefuses(t *testing.T) {
	w := newWorld(t)
	w.person("maija@hoiva.example")
	closed := w.person("closed@hoiva.example")
	w.exec(`UPDATE person SET disabled_at = now() WHERE id = $1`, closed.ID)
	w.newPerson(NewPerson{Email: "new@hoiva.example", Name: "Uusi"})
	w.newPerson(NewPerson{Email: "demo@hoiva.example", Name: "Demo", Confirmed: true, Demo: true})
	linked := w.person("linked@hoiva.example")
	w.exec(`UPDATE person SET password_hash = NULL WHERE id = $1`, linked.ID)
	for _, c := range []struct {
		email, password string
		want            error
	}{
		{"maija@hoiva.example", "seitsemän veljeksiä", ErrWrongPassword},
		{"nobody@hoiva.example", password, ErrWrongPassword},
		{"closed@hoiva.example", password, ErrWrongPassword},
		{"demo@hoiva.example", password, ErrWrongPassword},
		{"linked@hoiva.example", password, ErrWrongPassword},
		{"new@hoiva.example", password, ErrNotConfirmed},
		{"new@hoiva.example", "arvaus arvaus", ErrWrongPassword},
	} {
		if _, err := w.signIn(c.email, c.password); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", c.email, err, c.want)
		}
	}
	if got := w.sent("new@hoiva.example"); len(got) != 1 || got[0] != MailConfirm {
		t.Errorf("who has not confirmed was mailed %v, want the link once", got)
	}
	if n := w.count(`SELECT count(*) FROM session`); n != 0 {
		t.Errorf("%d sessions were opened", n)
	}
}

func TestTwentySignInsAtOnce(t *testing.T) {
	w := newWorld(t)
	person := w.person("maija@hoiva.example")
	w.attempts.emails.Burst = 100
	tokens := make([]string, 20)
	errs := atOnce(20, func(i int) (err error) {
		tokens[i], err = w.signIn("maija@hoiva.example", password)
		return err
	})
	if n := succeeded(errs); n != 20 {
		t.Fatalf("%d of 20 signed in: %v", n, errors.Join(errs...))
	}
	for _, token := range tokens {
		if view, err := w.Session(w.ctx, token, "r"); err != nil || view.Actor.Person != person.ID {
			t.Errorf("%v, %v", view.Actor.Person, err)
		}
	}
}

func TestWhatARequestDoesToItsSession(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	fresh := sessionRow{Current: true, CurrentSeen: true, RotatedAt: now, SeenAt: now, ExpiresAt: now.Add(time.Hour), Now: now}
	for name, c := range map[string]struct {
		change func(r *sessionRow)
		want   sessionStep
	}{
		"fresh":                            {func(*sessionRow) {}, sessionStays},
		"account closed":                   {func(r *sessionRow) { r.Disabled = true }, sessionEnded},
		"absolute limit":                   {func(r *sessionRow) { r.ExpiresAt = now }, sessionEnded},
		"a moment before it":               {func(r *sessionRow) { r.ExpiresAt = now.Add(1) }, sessionStays},
		"idle limit":                       {func(r *sessionRow) { r.SeenAt = now.Add(-SessionIdle) }, sessionEnded},
		"seen a minute ago":                {func(r *sessionRow) { r.SeenAt = now.Add(-touchAfter) }, sessionTouched},
		"time to rotate":                   {func(r *sessionRow) { r.RotatedAt = now.Add(-rotateAfter) }, sessionRotates},
		"new token shown first":            {func(r *sessionRow) { r.CurrentSeen = false }, sessionTouched},
		"old token in its grace":           {func(r *sessionRow) { r.Current = false }, sessionStays},
		"old token after its grace":        {func(r *sessionRow) { r.Current, r.RotatedAt = false, now.Add(-rotationGrace) }, sessionEnded},
		"old token, new one never arrived": {func(r *sessionRow) { r.Current, r.CurrentSeen, r.RotatedAt = false, false, now.Add(-rotationGrace) }, sessionRotates},
	} {
		row := fresh
		c.change(&row)
		if got := row.next(); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

func TestIdleAndAbsoluteLimits(t *testing.T) {
	w := newWorld(t)
	w.person("maija@hoiva.example")
	open := func() string {
		token, err := w.signIn("maija@hoiva.example", password)
		w.must(err)
		return token
	}
	ended := func(token string) bool {
		_, err := w.Session(w.ctx, token, "r")
		if err != nil && !errors.Is(err, ErrSessionEnded) {
			t.Fatal(err)
		}
		return err != nil
	}
	idle, kept := open(), open()
	w.pass(SessionIdle - time.Microsecond)
	_, kept = w.session(kept)
	w.pass(time.Microsecond)
	if !ended(idle) {
		t.Error("a session lives past its idle limit")
	}
	if ended(kept) {
		t.Error("a session in use ended")
	}
	for at := SessionIdle; at < SessionAbsolute-time.Hour; at += time.Hour {
		_, kept = w.session(kept)
		w.pass(time.Hour)
	}
	_, kept = w.session(kept)
	w.pass(time.Hour - time.Microsecond)
	_, kept = w.session(kept)
	w.pass(time.Microsecond)
	if !ended(kept) {
		t.Error("a session in use lives past its absolute limit")
	}
}

func TestRotation(t *testing.T) {
	w := newWorld(t)
	w.person("maija@hoiva.example")
	first, err := w.signIn("maija@hoiva.example", password)
	w.must(err)
	w.pass(rotateAfter - time.Second)
	if view, _ := w.session(first); view.NewToken != "" {
		t.Error("rotated early")
	}
	w.pass(time.Second)
	view, second := w.session(first)
	if second == first {
		t.Fatal("not rotated in time")
	}
	if again, _ := w.session(first); again.NewToken != "" || again.Actor.Session != view.Actor.Session {
		t.Error("a parallel request with the token before is not served, or rotates again")
	}
	if seen, _ := w.session(second); seen.Actor.Session != view.Actor.Session {
		t.Error("the new token is another session's")
	}
	w.pass(rotationGrace)
	if _, err := w.Session(w.ctx, first, "r"); !errors.Is(err, ErrSessionEnded) {
		t.Errorf("the token before lives past its grace: %v", err)
	}
	w.session(second)
}

// The answer that carried the new token was lost on the way: the browser comes back with the old one much later.
func TestALostRotationSignsNobodyOut(t *testing.T) {
	w := newWorld(t)
	w.person("maija@hoiva.example")
	first, err := w.signIn("maija@hoiva.example", password)
	w.must(err)
	w.pass(rotateAfter)
	_, lost := w.session(first)
	w.pass(30 * time.Minute)
	_, third := w.session(first)
	if third == first || third == lost {
		t.Fatal("the browser got no new token")
	}
	w.session(third)
	if _, err := w.Session(w.ctx, lost, "r"); !errors.Is(err, ErrSessionEnded) {
		t.Errorf("the lost token opens something: %v", err)
	}
}

// A clock that is set back, as by whoever sets it to the local time when summer time ends, signs nobody out and lengthens nothing.
func TestAClockSetBackLengthensNoSession(t *testing.T) {
	w := newWorld(t)
	w.person("maija@hoiva.example")
	first, err := w.signIn("maija@hoiva.example", password)
	w.must(err)
	w.session(first)
	w.pass(-time.Hour)
	_, second := w.session(first)
	if second == first {
		t.Error("the token of the future goes on")
	}
	w.session(second)
	w.pass(rotationGrace)
	if _, err := w.Session(w.ctx, first, "r"); !errors.Is(err, ErrSessionEnded) {
		t.Errorf("the token of the future still serves: %v", err)
	}
	w.pass(time.Hour) // and forth: nothing is lost
	_, third := w.session(second)
	w.pass(SessionIdle)
	if _, err := w.Session(w.ctx, third, "r"); !errors.Is(err, ErrSessionEnded) {
		t.Errorf("an idle session goes on: %v", err)
	}
	fourth, err := w.signIn("maija@hoiva.example", password)
	w.must(err)
	w.pass(-24 * time.Hour)
	if _, err := w.Session(w.ctx, fourth, "r"); !errors.Is(err, ErrSessionEnded) {
		t.Errorf("a session from a clock that was ahead by a day goes on: %v", err)
	}
}

func TestParallelRequestsRotateOnce(t *testing.T) {
	w := newWorld(t)
	w.person("maija@hoiva.example")
	token, err := w.signIn("maija@hoiva.example", password)
	w.must(err)
	w.pass(rotateAfter)
	views := make([]SessionView, 20)
	errs := atOnce(20, func(i int) (err error) {
		views[i], err = w.Session(w.ctx, token, "r")
		return err
	})
	w.must(errors.Join(errs...))
	var given []string
	for _, v := range views {
		if v.NewToken != "" {
			given = append(given, v.NewToken)
		}
	}
	if len(given) != 1 {
		t.Fatalf("%d new tokens were given: all but one of them are dead", len(given))
	}
	w.session(given[0])
}

func TestForgedTokensOpenNothing(t *testing.T) {
	w := newWorld(t)
	w.person("maija@hoiva.example")
	token, err := w.signIn("maija@hoiva.example", password)
	w.must(err)
	for _, forged := range []string{"", "x", strings.Repeat("A", 43), token + "A", token[:42], strings.ToUpper(token), strings.Repeat("x", 1<<16)} {
		if _, err := w.Session(w.ctx, forged, "r"); !errors.Is(err, ErrSessionEnded) {
			t.Errorf("%.50q: %v", forged, err)
		}
	}
}

func TestSwitchMembership(t *testing.T) {
	w := newWorld(t)
	person, other := w.person("maija@hoiva.example"), w.person("pekka@muu.example")
	one, two, foreign := w.producer("signup"), w.producer("signup"), w.producer("signup")
	w.member(person, actor.RoleProducer, one)
	second := w.member(person, actor.RoleProducer, two)
	theirs := w.member(other, actor.RoleProducer, foreign)
	token, err := w.signIn("maija@hoiva.example", password)
	w.must(err)
	view, _ := w.session(token)
	if view.Actor.Organisation != one {
		t.Errorf("begins in %v, want the oldest membership", view.Actor.Organisation)
	}
	next, err := w.SwitchMembership(w.ctx, view.Actor, second.Membership)
	w.must(err)
	switched, _ := w.session(next)
	if switched.Actor.Organisation != two || switched.Actor.Session != view.Actor.Session {
		t.Errorf("switched to %+v", switched.Actor)
	}
	for name, id := range map[string]uuid.UUID{"another's": theirs.Membership, "none": uuid.New()} {
		if _, err := w.SwitchMembership(w.ctx, switched.Actor, id); !errors.Is(err, ErrNotFound) {
			t.Errorf("%s membership: %v", name, err)
		}
	}
	if _, err := w.SwitchMembership(w.ctx, actor.Visitor("r"), second.Membership); !errors.Is(err, ErrSignIn) {
		t.Errorf("a visitor: %v", err)
	}
}

func TestEndingAMembershipEndsItsSessions(t *testing.T) {
	w := newWorld(t)
	admin := w.member(w.person("paa@tori.example"), actor.RoleAdministrator, uuid.Nil)
	person := w.person("maija@hoiva.example")
	m := w.member(person, actor.RoleProducer, w.producer("signup"))
	w.member(person, actor.RoleProducer, w.producer("signup"))
	token, err := w.signIn("maija@hoiva.example", password)
	w.must(err)
	w.must(w.EndMembership(w.ctx, admin, m.Membership))
	if _, err := w.Session(w.ctx, token, "r"); !errors.Is(err, ErrSessionEnded) {
		t.Errorf("the session goes on as somebody: %v", err)
	}
	if err := w.EndMembership(w.ctx, m, m.Membership); !errors.Is(err, ErrForbidden) {
		t.Errorf("a producer's user ended a membership: %v", err)
	}
}

func TestDisablingEndsSessionsAtOnce(t *testing.T) {
	w := newWorld(t)
	admin := w.member(w.person("paa@tori.example"), actor.RoleAdministrator, uuid.Nil)
	person := w.person("maija@hoiva.example")
	token, err := w.signIn("maija@hoiva.example", password)
	w.must(err)
	w.must(w.SetDisabled(w.ctx, admin, person.ID, true))
	if _, err := w.Session(w.ctx, token, "r"); !errors.Is(err, ErrSessionEnded) {
		t.Errorf("the session lives: %v", err)
	}
	w.must(w.SetDisabled(w.ctx, admin, person.ID, false))
	if _, err := w.Session(w.ctx, token, "r"); !errors.Is(err, ErrSessionEnded) {
		t.Errorf("the session came back with the account: %v", err)
	}
	if _, err := w.signIn("maija@hoiva.example", password); err != nil {
		t.Errorf("cannot sign in again: %v", err)
	}
}

func TestSweepForgetsOnlyWhatIsOver(t *testing.T) {
	w := newWorld(t)
	person := w.person("maija@hoiva.example")
	_, err := w.signIn("maija@hoiva.example", password)
	w.must(err)
	w.pass(SessionIdle)
	live, err := w.signIn("maija@hoiva.example", password) // which forgets the person's old ones
	w.must(err)
	if n := w.count(`SELECT count(*) FROM session WHERE person_id = $1`, person.ID); n != 1 {
		t.Errorf("%d sessions after signing in anew", n)
	}
	w.must(sweepAllSessions(w.ctx, w.db, w.clock()))
	w.session(live)
	w.pass(SessionIdle)
	w.must(sweepAllSessions(w.ctx, w.db, w.clock()))
	if n := w.count(`SELECT count(*) FROM session`); n != 0 {
		t.Errorf("%d sessions are left that have ended", n)
	}
}
