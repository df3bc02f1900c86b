package identity

import (
	"context"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/pquerna/otp/totp"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
)

// app is somebody's authenticator app.
type app struct {
	w      *world
	secret string
}

func (a app) code() string {
	a.w.t.Helper()
	code, err := totp.GenerateCode(a.secret, a.w.clock())
	a.w.must(err)
	return code
}

// enrol turns the second factor of the session's person on, and answers the app, the recovery codes and the token to go on with.
func (w *world) enrol(token string) (app, []string, string) {
	w.t.Helper()
	view, _ := w.session(token)
	offer, err := w.OfferFactor(w.ctx, view.Actor)
	w.must(err)
	phone := app{w, strings.ReplaceAll(offer.Secret, " ", "")}
	proven, err := w.AddFactor(w.ctx, view.Actor, offer.Ticket, " "+phone.code()[:3]+" "+phone.code()[3:])
	w.must(err)
	return phone, proven.Codes, proven.Token
}

// waiting signs in with the password and answers who waits for a code.
func (w *world) waiting(email string) (actor.Actor, string) {
	w.t.Helper()
	token, err := w.signIn(email, password)
	w.must(err)
	view, token := w.session(token)
	if !view.Awaits || view.Actor.SignedIn() || view.Actor.Role != actor.RoleVisitor {
		w.t.Fatalf("after the password alone: %+v", view)
	}
	return view.Actor, token
}

func (w *world) audited(action string, object uuid.UUID) int {
	w.t.Helper()
	return w.count(`SELECT count(*) FROM audit_event WHERE action = $1 AND object_id = $2`, action, object)
}

func wrongCode(err error) bool {
	f := fault.From(err)
	return f.Code == fault.CodeInvalid && len(f.Fields) == 1 && f.Fields[0].Key == "fault.identity.code_wrong"
}

func TestTheSecondFactorFromBeginningToEnd(t *testing.T) {
	w := newWorld(t)
	producer := w.producer("signup")
	person := w.person("maija@hoiva.example")
	w.member(person, actor.RoleProducer, producer)
	first, err := w.signIn("maija@hoiva.example", password)
	w.must(err)
	other, err := w.signIn("maija@hoiva.example", password)
	w.must(err)
	phone, codes, token := w.enrol(first)
	if _, err := w.Session(w.ctx, other, "r"); !errors.Is(err, ErrSessionEnded) {
		t.Errorf("the person's other session goes on: %v", err)
	}
	view, _ := w.session(token)
	if view.Actor.Organisation != producer {
		t.Errorf("after it was turned on the session is %+v", view.Actor)
	}
	if n := w.count(`SELECT count(*) FROM second_factor WHERE encode(sealed, 'escape') LIKE '%' || $1 || '%'`, phone.secret); n != 0 {
		t.Error("the database holds the secret itself")
	}

	enrolled := phone.code()
	a, half := w.waiting("maija@hoiva.example")
	if _, err := w.ProveCode(w.ctx, a, enrolled, "192.0.2.1"); !wrongCode(err) {
		t.Errorf("the code with which it was turned on opens again: %v", err)
	}
	w.pass(codeStep)
	code := phone.code()
	whole, err := w.ProveCode(w.ctx, a, code, "192.0.2.1")
	w.must(err)
	if _, err := w.Session(w.ctx, half, "r"); !errors.Is(err, ErrSessionEnded) {
		t.Errorf("the token from before the code works: %v", err)
	}
	if view, _ := w.session(whole); view.Awaits || view.Actor.Person != person.ID || view.Actor.Session != a.Session {
		t.Errorf("after the code: %+v", view)
	}
	if _, err := w.ProveCode(w.ctx, a, code, "192.0.2.1"); !errors.Is(err, ErrSessionEnded) {
		t.Errorf("a session was proven twice: %v", err)
	}
	b, _ := w.waiting("maija@hoiva.example")
	if _, err := w.ProveCode(w.ctx, b, code, "192.0.2.1"); !wrongCode(err) {
		t.Errorf("a code opened twice: %v", err)
	}
	if _, err := w.ProveCode(w.ctx, b, strings.ToUpper(codes[3]), "192.0.2.1"); err != nil {
		t.Errorf("a recovery code: %v", err)
	}
	c, _ := w.waiting("maija@hoiva.example")
	if _, err := w.ProveCode(w.ctx, c, codes[3], "192.0.2.1"); !wrongCode(err) {
		t.Errorf("a recovery code opened twice: %v", err)
	}
	factor, err := w.Factor(w.ctx, view.Actor)
	w.must(err)
	if !factor.On || factor.CodesLeft != RecoveryCodes-1 || factor.Required {
		t.Errorf("the factor is %+v", factor)
	}

	w.pass(codeStep)
	fresh, err := w.NewCodes(w.ctx, view.Actor, phone.code())
	w.must(err)
	if _, err := w.ProveCode(w.ctx, c, codes[4], "192.0.2.1"); !wrongCode(err) {
		t.Errorf("a recovery code that was replaced: %v", err)
	}
	w.pass(codeStep)
	if _, err := w.RemoveFactor(w.ctx, view.Actor, "000000"); !wrongCode(err) {
		t.Errorf("turned off with a wrong code: %v", err)
	}
	if _, err := w.RemoveFactor(w.ctx, view.Actor, fresh[0]); err != nil {
		t.Errorf("turned off with a recovery code: %v", err)
	}
	token, err = w.signIn("maija@hoiva.example", password)
	w.must(err)
	if view, _ := w.session(token); view.Awaits || !view.Actor.SignedIn() {
		t.Errorf("without the factor: %+v", view)
	}
	if n := w.count(`SELECT count(*) FROM recovery_code`); n != 0 {
		t.Errorf("%d recovery codes are left", n)
	}
	for action, want := range map[string]int{"factor.added": 1, "factor.code_refused": 5, "factor.code_used": 2, "factor.codes_made": 1, "factor.removed": 1} {
		if n := w.audited(action, person.ID); n != want {
			t.Errorf("%d audit rows of %s, want %d", n, action, want)
		}
	}
	if n := w.audited("session.proven", a.Session); n != 1 {
		t.Errorf("%d audit rows of the code", n)
	}
	sent := strings.Join(w.sent("maija@hoiva.example"), " ")
	if want := strings.Join([]string{MailFactorAdded, MailFactorCodeUsed, MailFactorCodeUsed, MailFactorRemoved}, " "); sent != want {
		t.Errorf("mailed %s, want %s", sent, want)
	}
}

func TestASessionThatWaitsForACodeIsNobodys(t *testing.T) {
	w := newWorld(t)
	person := w.person("maija@hoiva.example")
	token, err := w.signIn("maija@hoiva.example", password)
	w.must(err)
	phone, codes, _ := w.enrol(token)
	a, half := w.waiting("maija@hoiva.example")
	for name, try := range map[string]func() error{
		"me":       func() error { _, err := w.Me(w.ctx, a); return err },
		"sessions": func() error { _, err := w.Sessions(w.ctx, a); return err },
		"factor":   func() error { _, err := w.Factor(w.ctx, a); return err },
		"offer":    func() error { _, err := w.OfferFactor(w.ctx, a); return err },
		"codes":    func() error { _, err := w.NewCodes(w.ctx, a, codes[0]); return err },
		"off":      func() error { _, err := w.RemoveFactor(w.ctx, a, codes[0]); return err },
		"roles":    func() error { _, err := w.Memberships(w.ctx, a); return err },
		"switch":   func() error { _, err := w.SwitchMembership(w.ctx, a, uuid.New()); return err },
		"allow":    func() error { return Allow(a, ProducerView, Object{}) },
	} {
		if err := try(); !errors.Is(err, ErrSignIn) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := w.ProveCode(w.ctx, actor.Actor{Role: actor.RoleVisitor, Session: uuid.New()}, phone.code(), "192.0.2.1"); !errors.Is(err, ErrSessionEnded) {
		t.Errorf("a code for no session: %v", err)
	}

	// However often the password is given anew, wrong codes run out; a recovery code still opens.
	for i := range codeBurst - 1 { // one was used when it was turned on
		if _, err := w.ProveCode(w.ctx, a, "000000", "192.0.2.1"); !wrongCode(err) {
			t.Fatalf("wrong code %d: %v", i, err)
		}
	}
	w.pass(codeStep)
	b, _ := w.waiting("maija@hoiva.example")
	if _, err := w.ProveCode(w.ctx, b, phone.code(), "192.0.2.2"); !errors.Is(err, ErrTooMany) {
		t.Errorf("after %d wrong codes: %v", codeBurst, err)
	}
	if _, err := w.ProveCode(w.ctx, b, codes[0], "192.0.2.2"); err != nil {
		t.Errorf("a recovery code after wrong codes: %v", err)
	}
	w.pass(codeWait)
	if _, err := w.Session(w.ctx, half, "r"); !errors.Is(err, ErrSessionEnded) {
		t.Errorf("it waits longer than %v: %v", codeWait, err)
	}
	if _, err := w.ProveCode(w.ctx, a, phone.code(), "192.0.2.1"); !errors.Is(err, ErrSessionEnded) {
		t.Errorf("a code after that: %v", err)
	}
	c, _ := w.waiting("maija@hoiva.example")
	w.exec(`UPDATE person SET disabled_at = now() WHERE id = $1`, person.ID)
	if _, err := w.ProveCode(w.ctx, c, phone.code(), "192.0.2.1"); !errors.Is(err, ErrSessionEnded) {
		t.Errorf("a code for a closed account: %v", err)
	}
}

// Ten programs give the same code, and the same recovery code, at once: one gets in by each.
func TestACodeOpensOnceHoweverManyGiveIt(t *testing.T) {
	w := newWorld(t)
	w.person("maija@hoiva.example")
	token, err := w.signIn("maija@hoiva.example", password)
	w.must(err)
	phone, codes, _ := w.enrol(token)
	w.pass(codeStep)
	replica := New(w.db, w.queue, w.ring, w.opt)
	actors := make([]actor.Actor, 9)
	w.attempts.emails.Burst = 100
	for i := range actors {
		actors[i], _ = w.waiting("maija@hoiva.example")
	}
	for name, code := range map[string]string{"app": phone.code(), "recovery": codes[7]} {
		errs := atOnce(len(actors), func(i int) error {
			_, err := []*Service{w.Service, replica}[i%2].ProveCode(w.ctx, actors[i], code, "192.0.2.1")
			return err
		})
		if n := succeeded(errs); n != 1 {
			t.Errorf("%s: %d got in: %v", name, n, errors.Join(errs...))
		}
	}
}

func TestWhoMustHaveASecondFactor(t *testing.T) {
	w := newWorld(t, func(o *Options) { o.SecondFactor = true })
	producer := w.producer("signup")
	for _, c := range []struct {
		email string
		role  actor.Role
		org   uuid.UUID
		want  error // of signing for a producer, or of the role's own work
	}{
		{"tuottaja@hoiva.example", actor.RoleProducer, producer, nil},
		{"paa@tori.example", actor.RoleAdministrator, uuid.Nil, ErrSecondFactor},
	} {
		w.member(w.person(c.email), c.role, c.org)
		token, err := w.signIn(c.email, password)
		w.must(err)
		view, _ := w.session(token)
		do := func(a actor.Actor) error {
			if c.role == actor.RoleProducer {
				return Allow(a, ProducerView, Object{Producer: producer})
			}
			return Allow(a, PersonAdmin, Object{})
		}
		if err := do(view.Actor); !errors.Is(err, c.want) {
			t.Errorf("%s with a password alone: %v, want %v", c.role, err, c.want)
		}
		if err := Allow(view.Actor, ApplicationSubmit, Object{Producer: producer}); !errors.Is(err, ErrSecondFactor) {
			t.Errorf("%s signs with a password alone: %v", c.role, err)
		}
		if f, err := w.Factor(w.ctx, view.Actor); err != nil || f.On || f.Proven || f.Required != (c.want != nil) {
			t.Errorf("%s: %+v, %v", c.role, f, err)
		}
		_, _, token = w.enrol(token)
		view, _ = w.session(token)
		if err := do(view.Actor); err != nil || view.Actor.Role != c.role {
			t.Errorf("%s with the factor, as %s: %v", c.role, view.Actor.Role, err)
		}
		if c.role == actor.RoleProducer {
			w.must(Allow(view.Actor, ApplicationSubmit, Object{Producer: producer}))
		}
	}
}

func TestOffersAreForOnePersonAndUnchanged(t *testing.T) {
	w := newWorld(t)
	maija := actor.Actor{Person: w.person("maija@hoiva.example").ID, Role: actor.RoleVisitor}
	pekka := actor.Actor{Person: w.person("pekka@hoiva.example").ID, Role: actor.RoleVisitor}
	offer, err := w.OfferFactor(w.ctx, maija)
	w.must(err)
	if again, err := w.Offered(maija, offer.Ticket); err != nil || again != offer {
		t.Errorf("the offer again is %+v, %v", again, err)
	}
	if !strings.HasPrefix(offer.Address, "otpauth://totp/Tuottajatori:maija@hoiva.example?") {
		t.Errorf("the app is shown %s", offer.Address)
	}
	own, err := keys.LoadOrCreate(t.TempDir() + "/keys")
	w.must(err)
	sealed, err := own.Seal(sealOffer, maija.Person, "GEZDGNBVGY3TQOJQ")
	w.must(err)
	for name, c := range map[string]struct {
		a      actor.Actor
		ticket string
	}{
		"somebody else's": {pekka, offer.Ticket}, "cut": {maija, offer.Ticket[:20]}, "none": {maija, ""}, "no base64": {maija, "ä"},
		"made by somebody": {maija, base64.RawURLEncoding.EncodeToString(sealed)},
	} {
		if _, err := w.AddFactor(w.ctx, c.a, c.ticket, "123456"); !errors.Is(err, errOfferOver) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAnAdministratorTakesASecondFactorOff(t *testing.T) {
	w := newWorld(t)
	admin := w.member(w.person("paa@tori.example"), actor.RoleAdministrator, uuid.Nil)
	person := w.person("maija@hoiva.example")
	token, err := w.signIn("maija@hoiva.example", password)
	w.must(err)
	_, _, token = w.enrol(token)
	view, _ := w.session(token)
	if err := w.TakeOffFactor(w.ctx, view.Actor, person.ID, "met"); !errors.Is(err, ErrNoMembership) {
		t.Errorf("by somebody without the role: %v", err)
	}
	if err := w.TakeOffFactor(w.ctx, admin, person.ID, ""); !errors.Is(err, errNotChecked) {
		t.Errorf("without a check: %v", err)
	}
	if err := w.TakeOffFactor(w.ctx, admin, admin.Person, "met"); !errors.Is(err, errOwnFactor) {
		t.Errorf("their own: %v", err)
	}
	if on, err := w.FactorOf(w.ctx, admin, person.ID); err != nil || !on {
		t.Errorf("the administrator sees %v, %v", on, err)
	}
	w.must(w.TakeOffFactor(w.ctx, admin, person.ID, "met"))
	if _, err := w.Session(w.ctx, token, "r"); !errors.Is(err, ErrSessionEnded) {
		t.Errorf("the person's session goes on: %v", err)
	}
	if err := w.TakeOffFactor(w.ctx, admin, person.ID, "met"); !errors.Is(err, errFactorOff) {
		t.Errorf("twice: %v", err)
	}
	if n := w.count(`SELECT count(*) FROM audit_event WHERE action = 'factor.removed' AND object_id = $1 AND person_id = $2 AND details->>'check' = 'met'`,
		person.ID, admin.Person); n != 1 {
		t.Errorf("%d audit rows", n)
	}
	if sent := w.sent("maija@hoiva.example"); sent[len(sent)-1] != MailFactorRemoved {
		t.Errorf("mailed %v", sent)
	}
}

func TestOnesOwnSessions(t *testing.T) {
	w := newWorld(t)
	w.person("maija@hoiva.example")
	w.person("pekka@hoiva.example")
	open := func(email string) (actor.Actor, string) {
		token, err := w.signIn(email, password)
		w.must(err)
		view, token := w.session(token)
		w.pass(time.Second)
		return view.Actor, token
	}
	first, firstToken := open("maija@hoiva.example")
	second, secondToken := open("maija@hoiva.example")
	third, thirdToken := open("maija@hoiva.example")
	stranger, strangerToken := open("pekka@hoiva.example")
	w.must(w.NoteDevice(w.ctx, second, Device{Browser: "firefox", System: "windows"}))
	list, err := w.Sessions(w.ctx, first)
	w.must(err)
	if len(list) != 3 || list[0].ID != third.Session || list[1].Browser != "firefox" || list[1].System != "windows" || !list[2].Current || list[0].Current {
		t.Errorf("the sessions are %+v", list)
	}
	for _, id := range []uuid.UUID{stranger.Session, uuid.New()} {
		if err := w.EndSession(w.ctx, first, id); !errors.Is(err, ErrNotFound) {
			t.Errorf("ending another's: %v", err)
		}
	}
	w.must(w.EndSession(w.ctx, first, second.Session))
	gone := func(token string) bool {
		_, err := w.Session(w.ctx, token, "r")
		return errors.Is(err, ErrSessionEnded)
	}
	if !gone(secondToken) || gone(thirdToken) || gone(strangerToken) {
		t.Error("not that session ended, or others too")
	}
	w.must(w.EndOtherSessions(w.ctx, first))
	if gone(firstToken) || !gone(thirdToken) || gone(strangerToken) {
		t.Error("not the others ended, or more")
	}
	for _, id := range []uuid.UUID{second.Session, third.Session} {
		if w.audited("session.ended", id) != 1 {
			t.Error("an ended session is not in the audit trail")
		}
	}
	for _, try := range []func(context.Context, actor.Actor) error{
		func(ctx context.Context, a actor.Actor) error { _, err := w.Sessions(ctx, a); return err },
		func(ctx context.Context, a actor.Actor) error { return w.EndSession(ctx, a, first.Session) },
		w.EndOtherSessions,
	} {
		if err := try(w.ctx, actor.Visitor("r")); !errors.Is(err, ErrSignIn) {
			t.Errorf("a visitor: %v", err)
		}
	}
}
