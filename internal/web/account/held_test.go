package account_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/pquerna/otp/totp"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/web/account/accounttest"
)

// way is a way in, or a change of who gets in: what it leaves in the audit trail when it is refused and when it is let
// through, and that it is held by a limit of the database. It is tried in this order: what comes before, refused, held, let
// through.
type way struct {
	route     string // in Finnish; the other languages are mounted beside it
	before    func()
	bad, good func() accounttest.Page // no bad: nothing of it can be refused but by the limit
	no, done  string                  // actions
}

// notWays are the other routes that change something or are of signing in, each with the reason why no limit holds it.
var notWays = map[string]string{
	"POST /fi/kirjaudu-ulos":                       "ends the session that asks, once; it is seen to be recorded after the table",
	"POST /fi/tili/session":                        "makes a session no longer than any page does",
	"GET /fi/kirjaudu/leave":                       "signed out already",
	"GET /sign-in/left":                            "signed out already",
	"POST /fi/tuottaja/members":                    "a colleague is invited: by a right, and limited by mails",
	"POST /fi/tuottaja/members/:id":                "who waits is answered: by a right",
	"POST /fi/tuottaja/members/colleagues/:id":     "what a colleague is for: by a right",
	"POST /fi/tuottaja/members/colleagues/:id/end": "a colleague's role is ended: by a right",
	"citizens' place, without a page":              "TestACitizenComesThroughABroker in identity",
}

// TestEverySignInIsHeldAndRecorded goes every way in. A route that is mounted and stands nowhere here fails it.
func TestEverySignInIsHeldAndRecorded(t *testing.T) {
	s := accounttest.NewWithIssuer(t, false, mapping)
	s.Issuer.Is(virva("hankinta"))
	b := s.Browser()
	told := map[string]bool{}
	for _, w := range append(waysByMail(s), append(waysOfOnesOwn(t, s, b), waysByIssuer(s)...)...) {
		told[w.route] = true
		if w.before != nil {
			w.before()
		}
		recorded := func(what, action string, do func() accounttest.Page) accounttest.Page {
			t.Helper()
			before := s.Count(`SELECT count(*) FROM audit_event WHERE action = $1`, action)
			p := do()
			if s.Count(`SELECT count(*) FROM audit_event WHERE action = $1`, action) == before {
				t.Errorf("%s, %s: the audit trail has no %s; got %d at %s", w.route, what, action, p.Status, p.Path)
			}
			return p
		}
		try := w.good
		if w.bad != nil {
			try = w.bad
			if p := recorded("refused", w.no, w.bad); p.Status < 400 && !strings.Contains(p.Path, "fault=") && !strings.HasSuffix(p.Path, "?sent") && !strings.HasSuffix(p.Path, "/sent") {
				t.Errorf("%s: not refused, but %d at %s", w.route, p.Status, p.Path)
			}
		} else {
			recorded("let through", w.done, w.good)
		}
		held(t, s, w.route, try)
		if w.bad != nil {
			recorded("let through", w.done, w.good)
		}
	}
	ended := func() int { return s.Count(`SELECT count(*) FROM audit_event WHERE action = 'session.ended'`) }
	before := ended()
	b.Send(paths.SignOut(fi))
	b.Send(paths.SignOut(fi))
	if ended() != before+1 {
		t.Errorf("signing out twice left %d rows", ended()-before)
	}
	for _, r := range s.Routes {
		name := r.Method + " " + r.Path
		if other := strings.HasPrefix(r.Path, "/sv/") || strings.HasPrefix(r.Path, "/en/"); other || told[name] || notWays[name] != "" {
			continue
		}
		if r.Method != http.MethodGet || strings.Contains(r.Path, "issuer") || !strings.HasPrefix(r.Path, "/fi/") {
			t.Errorf("%s: say here how it is limited and recorded", name)
		}
	}
}

// held fills everybody's shares, tries again, and gives them back.
func held(t *testing.T, s *accounttest.Site, route string, try func() accounttest.Page) {
	t.Helper()
	_, err := s.DB.Owner.Exec(`UPDATE try_limit SET full_at = clock_timestamp() + interval '1 hour'`)
	s.Must(err)
	if p := try(); p.Status != http.StatusTooManyRequests && !strings.Contains(p.Path, "fault=too_many") {
		t.Errorf("%s is held by no limit: %d at %s", route, p.Status, p.Path)
	}
	_, err = s.DB.Owner.Exec(`DELETE FROM try_limit`)
	s.Must(err)
}

// waysByMail are those that begin with an address.
func waysByMail(s *accounttest.Site) []way {
	const maija, uusi = "maija@hoiva.example", "uusi@hoiva.example"
	b, producer := s.Browser(), s.Producer()
	inviter := s.Person(maija, actor.RoleProducer, producer)
	s.Person("demo@demo.example", actor.RoleProducer, producer)
	signUp := func(email string) func() accounttest.Page {
		return func() accounttest.Page {
			return b.Send(paths.SignUp(fi), "name", "Uusi Tekijä", "email", email, "password", accounttest.Password, "business_id", "0737546-2", "producer_name", "Uusi Oy", "kind", "company")
		}
	}
	send := func(form ...string) func() accounttest.Page {
		return func() accounttest.Page { return b.Send(form[0], form[1:]...) }
	}
	link := func(purpose, email string, form ...string) func() accounttest.Page {
		return func() accounttest.Page { return b.Send(s.Link(fi, purpose, email), form...) }
	}
	return []way{
		{route: "POST /fi/kirjaudu", no: "session.password_refused", done: "session.started",
			bad: send(paths.SignIn(fi), "email", maija, "password", "väärä sana"), good: func() accounttest.Page { return b.SignIn(maija) }},
		{route: "POST /fi/rekisteroidy", no: "person.sign_up_refused", done: "producer.signed_up", bad: signUp(maija), good: signUp(uusi)},
		{route: "POST /fi/kirjaudu", no: "session.refused", done: "session.started", // not confirmed
			bad: send(paths.SignIn(fi), "email", uusi, "password", accounttest.Password), good: func() accounttest.Page { return b.SignIn(maija) }},
		{route: "POST /fi/vahvista/:token", no: "link.refused", done: "person.confirmed", bad: send(paths.Confirm(fi, "forged")), good: link("confirm", uusi)},
		{route: "POST /fi/salasana", no: "person.reset_refused", done: "person.reset_asked", bad: send(paths.Reset(fi, ""), "email", "ei.kukaan@hoiva.example"), good: send(paths.Reset(fi, ""), "email", uusi)},
		{route: "POST /fi/salasana/:token", no: "link.refused", done: "person.password_changed",
			before: func() { link("reset", uusi, "password", accounttest.Password)() }, bad: link("reset", uusi, "password", accounttest.Password),
			good: func() accounttest.Page {
				b.Send(paths.Reset(fi, ""), "email", uusi)
				return link("reset", uusi, "password", accounttest.Password)()
			}},
		{route: "POST /fi/kutsu/:token", no: "link.refused", done: "membership.created",
			before: func() {
				a := actor.Actor{Person: inviter, Role: actor.RoleProducer, Organisation: producer}
				s.Must(s.People.Invite(context.Background(), a, identity.Invite{ID: uuid.Must(uuid.NewV7()), Producer: producer, Email: "kutsuttu@hoiva.example", Lang: "fi"}))
				b = s.Browser()
			},
			bad: send(paths.Invite(fi, "forged"), "name", "Kutsuttu", "password", accounttest.Password), good: link("invite", "kutsuttu@hoiva.example", "name", "Kutsuttu", "password", accounttest.Password)},
		{route: "POST /fi/kirjaudu/demo", no: "session.refused", done: "session.started_demo", bad: send(demo, "role", "officer"), good: send(demo, "role", "producer")},
	}
}

const demo, twoStep, askCode = "/fi/kirjaudu/demo", "/fi/tili/two-step", "/fi/kirjaudu/code"

// waysOfOnesOwn are those of somebody who is signed in, or half.
func waysOfOnesOwn(t *testing.T, s *accounttest.Site, b *accounttest.Browser) []way {
	const pekka = "pekka@hoiva.example"
	id := s.Person(pekka, actor.RoleProducer, s.Producer())
	b.SignIn(pekka)
	page := b.Open(twoStep)
	ticket, secret := ticketOn.FindStringSubmatch(page.Text)[1], secretOn.FindStringSubmatch(page.Text)[1]
	var kept [][]string
	waiting, again := s.Browser(), s.Browser()
	phone := func(later time.Duration) string {
		code, err := totp.GenerateCode(strings.ReplaceAll(secret, " ", ""), time.Now().Add(later))
		s.Must(err)
		return code
	}
	with := func(path, code string) func() accounttest.Page {
		return func() accounttest.Page { return b.Send(path, "ticket", ticket, "code", code) }
	}
	recovery := func(path string, n int) func() accounttest.Page {
		return func() accounttest.Page { return b.Send(path, "code", kept[n][1]) }
	}
	membership := ""
	s.Must(s.DB.Owner.Get(&membership, `SELECT id FROM membership WHERE person_id = $1`, id))
	var another string
	return []way{
		{route: "POST /fi/tili/two-step", no: "factor.code_refused", done: "factor.added", bad: with(twoStep, "12 34 56"), good: func() accounttest.Page {
			p := with(twoStep, phone(0))()
			kept = codeOn.FindAllStringSubmatch(p.Text, -1)
			return p
		}},
		{route: "POST /fi/kirjaudu/code", no: "factor.code_refused", done: "session.proven", before: func() { waiting.SignIn(pekka) },
			bad:  func() accounttest.Page { return waiting.Send(askCode, "code", "000000") },
			good: func() accounttest.Page { return waiting.Send(askCode, "code", phone(30*time.Second)) }},
		{route: "POST /fi/kirjaudu/code", no: "factor.code_refused", done: "factor.code_used", before: func() { again.SignIn(pekka) },
			bad:  func() accounttest.Page { return again.Send(askCode, "code", "aaaa-bbbb", "with", "recovery") },
			good: func() accounttest.Page { return again.Send(askCode, "code", kept[0][1], "with", "recovery") }},
		{route: "POST /fi/tili/two-step/codes", no: "factor.code_refused", done: "factor.codes_made", bad: with(twoStep+"/codes", "aaaa-bbbb"), good: func() accounttest.Page {
			p := recovery(twoStep+"/codes", 1)()
			kept = codeOn.FindAllStringSubmatch(p.Text, -1)
			return p
		}},
		{route: "POST /fi/tili/two-step/off", no: "factor.code_refused", done: "factor.removed", bad: with(twoStep+"/off", "aaaa-bbbb"), good: func() accounttest.Page { return recovery(twoStep+"/off", 2)() }},
		{route: "POST /fi/tili/switch", no: "session.refused", done: "session.switched",
			bad:  func() accounttest.Page { return b.Send("/fi/tili/switch", "membership", uuid.NewString()) },
			good: func() accounttest.Page { return b.Send("/fi/tili/switch", "membership", membership) }},
		{route: "POST /fi/tili/sessions/:id", no: "session.refused", done: "session.ended",
			before: func() {
				s.Browser().SignIn(pekka)
				another = endOn.FindStringSubmatch(b.Open("/fi/tili").Text)[1]
			},
			bad: func() accounttest.Page { return b.Send("/fi/tili/sessions/" + uuid.NewString()) }, good: func() accounttest.Page { return b.Send(another) }},
		{route: "POST /fi/tili/sessions", done: "session.ended", before: func() { s.Browser().SignIn(pekka) }, good: func() accounttest.Page { return b.Send("/fi/tili/sessions") }},
	}
}

// waysByIssuer are those of the staff's issuer. An issuer that is away when somebody is sent there: see
// TestSigningInAtTheWorkplace.
func waysByIssuer(s *accounttest.Site) []way {
	b := s.Browser()
	there := func() accounttest.Page { return b.Open("/fi/kirjaudu/issuer") }
	return []way{
		{route: "GET /fi/kirjaudu/issuer", done: "session.issuer_asked", good: there},
		{route: "GET /sign-in/return", no: "session.refused", done: "session.started_issuer",
			bad: func() accounttest.Page { return b.Open("/sign-in/return?code=a&state=b") }, good: there},
	}
}
