package main

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/tuottajatori/tuottajatori/internal/app"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// stuck is an administrator who cannot get in, and whoever runs the servers and helps.
type stuck struct {
	*testing.T
	*app.App
	io    streams
	email string
	times int // it was signed in
}

// rescuesSomebody helps the only administrator out of everything that keeps one out, by the command.
func rescuesSomebody(t *testing.T, d *dbtest.DB, env []string) {
	t.Helper()
	const email, first, second = "ainoa@hoiva.example", "seitsemän veljestä", "tuntematon sotilas"
	getenv := func(name string) string {
		for _, pair := range env {
			if value, ok := strings.CutPrefix(pair, name+"="); ok {
				return value
			}
		}
		return ""
	}
	s := stuck{T: t, email: email, io: streams{in: strings.NewReader(""), err: &bytes.Buffer{}, getenv: getenv}}
	s.must(withApp(t.Context(), s.io, quiet(s.io), func(a *app.App) error {
		s.App = a
		_, err := a.Identity.CreateAdministrator(t.Context(), identity.NewAdministrator{Email: email, Name: "Ainoa", Password: first, Lang: "fi"})
		s.must(err)

		s.turnsOnTheFactor(s.signsIn(first))
		waits := s.signsIn(first)
		s.is(waits, true)
		s.rescued(identity.RescueFactor)
		if _, err := a.Identity.Session(t.Context(), waits, "r"); !errors.Is(err, identity.ErrSessionEnded) {
			t.Errorf("a session from before the second factor was taken off: %v", err)
		}
		token := s.signsIn(first)
		s.is(token, false)

		s.rescued(identity.RescueSessions)
		if _, err := a.Identity.Session(t.Context(), token, "r"); !errors.Is(err, identity.ErrSessionEnded) {
			t.Errorf("a session that was ended: %v", err)
		}

		if _, err := a.Identity.SignIn(t.Context(), identity.SignIn{Email: email, Password: second, Host: "192.0.2.2"}); err == nil {
			t.Error("a wrong password opens")
		}
		d.Owner.MustExec(`UPDATE try_limit SET full_at = full_at + interval '30 minutes'`) // as after many tries
		if _, err := a.Identity.SignIn(t.Context(), identity.SignIn{Email: email, Password: first, Host: "192.0.2.4"}); !fault.Is(err, fault.CodeTooMany) {
			t.Errorf("after too many tries: %v", err)
		}
		s.rescued(identity.RescueTries)
		s.signsIn(first)

		over, link := s.link(), s.link()
		if err := a.Identity.CheckReset(t.Context(), over); err == nil {
			t.Error("the link before the last one opens")
		}
		s.must(a.Identity.ResetPassword(t.Context(), link, second))
		s.signsIn(second)
		return nil
	}))
	for _, other := range []string{"nobody@hoiva.example", "yllapito@demo.example", "not an address"} {
		if err := rescueCommand(t.Context(), s.io, []string{identity.RescuePassword, "--email", other}); err == nil {
			t.Errorf("%s was rescued", other)
		}
	}
	var told int
	s.must(d.Owner.Get(&told, `SELECT count(*) FROM audit_event e JOIN person p ON p.id = e.object_id WHERE e.action = 'person.rescued' AND p.email = $1`, email))
	if told != 5 {
		t.Errorf("%d rescues are in the audit trail", told)
	}
}

func (s *stuck) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// rescued runs the command and answers what it says.
func (s *stuck) rescued(what string) string {
	s.Helper()
	var out bytes.Buffer
	io := s.io
	io.out = &out
	s.must(rescueCommand(s.Context(), io, []string{what, "--email", s.email}))
	if out.Len() == 0 || strings.Contains(out.String(), s.email) {
		s.Errorf("rescue %s says %q", what, out.String())
	}
	return out.String()
}

// link is the secret of the address at which a password is set.
func (s *stuck) link() string {
	s.Helper()
	lines := strings.Fields(s.rescued(identity.RescuePassword))
	address, err := url.Parse(lines[len(lines)-1])
	s.must(err)
	return path.Base(address.Path)
}

func (s *stuck) signsIn(password string) string {
	s.Helper()
	s.times++ // each from an address of its own: a command does not give addresses their tries back
	token, err := s.Identity.SignIn(s.Context(), identity.SignIn{Email: s.email, Password: password, Host: fmt.Sprint("192.0.2.", 10+s.times)})
	s.must(err)
	return token
}

// is holds whether a session waits for a code.
func (s *stuck) is(token string, waiting bool) {
	s.Helper()
	view, err := s.Identity.Session(s.Context(), token, "r")
	if s.must(err); view.Awaits != waiting {
		s.Errorf("a code is asked for: %v", view.Awaits)
	}
}

func (s *stuck) turnsOnTheFactor(token string) {
	s.Helper()
	view, err := s.Identity.Session(s.Context(), token, "r")
	s.must(err)
	offer, err := s.Identity.OfferFactor(s.Context(), view.Actor)
	s.must(err)
	code, err := totp.GenerateCode(strings.ReplaceAll(offer.Secret, " ", ""), time.Now())
	s.must(err)
	_, err = s.Identity.AddFactor(s.Context(), view.Actor, offer.Ticket, code)
	s.must(err)
}
