package account_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/web/account/accounttest"
)

const mapping = "groups: hankinta = officer 03; it = administrator"

func virva(groups ...string) map[string]any {
	return map[string]any{"sub": "u1", "email": "virva@alue.example", "email_verified": true, "name": "Virva Virkailija", "groups": groups}
}

// steps follows no redirects by itself.
func steps(b *accounttest.Browser) *accounttest.Browser {
	b.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return b
}

func TestSigningInAtTheWorkplace(t *testing.T) {
	s := accounttest.NewWithIssuer(t, false, mapping)
	b := s.Browser()
	b.Open(paths.SignIn("sv")+"?next=%2Fsv%2Fkonto").Is(t, 200, "", "Logga in med arbetsplatsens konto", `href="/sv/logga-in/issuer?next=%2Fsv%2Fkonto"`, `name="password"`)
	s.Issuer.Is(virva("muut"))
	b.Open("/sv/logga-in/issuer?next=%2Fsv%2Fkonto").Is(t, 200, "/sv/logga-in?fault=no_role&next=%2Fsv%2Fkonto", "Du har inte rätt", "<title>Fel:", `name="next" value="/sv/konto"`)

	s.Issuer.Is(virva("hankinta"))
	b.Open("/sv/logga-in/issuer?next=%2Fsv%2Fkonto").Is(t, 200, "/sv/konto", "Virva Virkailija", "virva@alue.example")
	s.Issuer.Is(virva("it"))
	other := s.Browser()
	other.Open("/fi/kirjaudu/issuer").Is(t, 200, "/fi/yllapito")
	b.Open("/sv/administration").Is(t, 200, "/sv/administration") // the session that was under way has lost one role and got another
	id := ""
	s.Must(s.DB.Owner.Get(&id, `SELECT id FROM person WHERE email = 'virva@alue.example'`))
	other.Open("/fi/yllapito/people/"+id).Is(t, 200, "", "työpaikan kirjautumisen perusteella")

	t.Run("signing out goes on to the issuer", func(t *testing.T) {
		p := b.Send(paths.SignOut("sv"))
		p.Is(t, 200, "/sv/logga-in/leave", "Du loggas ut", `href="`+s.Issuer.URL+`/logout?`)
		to, err := url.Parse(strings.TrimPrefix(p.Header.Get("Refresh"), "0; url="))
		s.Must(err)
		if to.Host != strings.TrimPrefix(s.Issuer.URL, "http://") || to.Query().Get("post_logout_redirect_uri") != s.URL+"/sign-in/left" || to.Query().Get("client_id") == "" || len(to.Query()) != 3 {
			t.Errorf("on to %v", to)
		}
		b.Got(b.Get(to.String())).Is(t, 200, "/sv/logga-in?done=signed_out", "Du har loggat ut")
		b.Open("/sv/konto").Is(t, 200, "/sv/logga-in?next=%2Fsv%2Fkonto")
	})
	t.Run("here one signs in as before", func(t *testing.T) {
		s.Person("maija@hoiva.example", actor.RoleProducer, s.Producer())
		b := s.Browser()
		b.SignIn("maija@hoiva.example").Is(t, 200, "/fi/tili")
		b.Send(paths.SignOut(fi)).Is(t, 200, "/fi/kirjaudu?done=signed_out")
	})
	t.Run("the issuer is away", func(t *testing.T) {
		away := accounttest.NewWithIssuer(t, false, mapping)
		away.Issuer.Close()
		b := away.Browser()
		b.Open("/fi/kirjaudu/issuer").Is(t, 200, "/fi/kirjaudu?fault=away", "Työpaikan kirjautuminen ei vastaa juuri nyt", `name="password"`)
		if away.Count(`SELECT count(*) FROM audit_event WHERE action = 'session.refused' AND details->>'why' = 'away'`) != 1 {
			t.Error("the audit trail does not tell of it")
		}
		b.Open("/fi/kirjaudu").Is(t, 200, "", "Työpaikan kirjautuminen ei vastannut äsken")
		b.Open("/fi/kirjaudu/leave").Is(t, 200, "/fi/kirjaudu?done=signed_out")
		away.Person("maija@hoiva.example", actor.RoleProducer, away.Producer())
		b.SignIn("maija@hoiva.example").Is(t, 200, "/fi/tili")
	})
	for _, secret := range []string{"Virva", "virva@", "u1"} {
		if strings.Contains(s.Log.String(), secret) {
			t.Errorf("the log tells %q", secret)
		}
	}
}

// TestTheWayBackIsAttacked plays with what the browser brings back.
func TestTheWayBackIsAttacked(t *testing.T) {
	s := accounttest.NewWithIssuer(t, true, mapping)
	s.Issuer.Is(virva("hankinta"))
	// goes begins and stops before the address with the code is opened.
	goes := func(b *accounttest.Browser, next string) *url.URL {
		t.Helper()
		p := steps(b).Open("/fi/kirjaudu/issuer?next=" + url.QueryEscape(next))
		if p.Status != http.StatusSeeOther || !strings.HasPrefix(p.Header.Get("Location"), s.Issuer.URL+"/authorize?") {
			t.Fatalf("%d to %s", p.Status, p.Header.Get("Location"))
		}
		cookie := strings.Join(p.Header.Values("Set-Cookie")[1:], " ") // the first is the language
		for _, part := range []string{"issuer=", "HttpOnly", "SameSite=Lax", "Max-Age=600", "Path=/"} {
			if !strings.Contains(cookie, part) {
				t.Errorf("the cookie has no %s: %s", part, cookie)
			}
		}
		p = b.Got(b.Get(p.Header.Get("Location")))
		back, err := url.Parse(p.Header.Get("Location"))
		s.Must(err)
		return back
	}
	// comes opens the way back, and answers where it leads.
	comes := func(b *accounttest.Browser, back *url.URL) string {
		t.Helper()
		p := b.Open(back.RequestURI())
		if p.Status != http.StatusSeeOther || p.Header.Get("Cache-Control") != "no-store" || strings.Contains(p.Header.Get("Location"), "code=") {
			t.Errorf("%d, %q, to %s", p.Status, p.Header.Get("Cache-Control"), p.Header.Get("Location"))
		}
		return p.Header.Get("Location")
	}
	is := func(what, got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("%s: led to %s, want %s", what, got, want)
		}
	}
	because := func(whys ...string) { // of the latest refusals, the latest first
		t.Helper()
		got := []string{}
		s.Must(s.DB.Owner.Select(&got, `SELECT details->>'why' FROM audit_event WHERE action = 'session.refused' ORDER BY id DESC LIMIT $1`, len(whys)))
		if !slices.Equal(got, whys) {
			t.Errorf("refused because of %q, want %q", got, whys)
		}
	}
	const again = "/fi/kirjaudu?fault=return"

	b := s.Browser()
	back := goes(b, "")
	is("another browser with the address", comes(steps(s.Browser()), back), again)
	is("the browser itself", comes(b, back), "/fi/hankinta")
	is("the same again", comes(b, back), again)
	because("cookie", "cookie")

	b = s.Browser()
	back = goes(b, "")
	site, err := url.Parse(s.URL)
	s.Must(err)
	kept := b.Jar.Cookies(site)
	is("first", comes(b, back), "/fi/hankinta")
	b.Jar.SetCookies(site, kept)
	is("the same again with the cookie kept", comes(b, back), again)
	because("code")

	victim, attacker := s.Browser(), s.Browser()
	theirs, ours := goes(victim, ""), goes(attacker, "")
	is("the attacker's answer in the victim's browser", comes(victim, ours), again)
	mixed := *theirs
	q := theirs.Query()
	q.Set("code", ours.Query().Get("code"))
	mixed.RawQuery = q.Encode()
	victim = s.Browser()
	q.Set("state", goes(victim, "").Query().Get("state"))
	mixed.RawQuery = q.Encode()
	is("the attacker's code in the victim's sign-in", comes(victim, &mixed), again)
	because("code", "state")

	for _, next := range []string{"https://evil.example/", "//evil.example", `/\evil.example`, "javascript:alert(1)", "/\tevil", "/" + strings.Repeat("a", 5000)} {
		b := s.Browser()
		is("on to "+next[:min(20, len(next))], comes(b, goes(b, next)), "/fi/hankinta")
	}
	b = s.Browser()
	is("on to a page of ours", comes(b, goes(b, "/fi/tili?a=b")), "/fi/tili?a=b")

	s.Issuer.Spoil(func(claims map[string]any) { claims["nonce"] = "another" })
	b = s.Browser()
	is("a token of another sign-in", comes(b, goes(b, "/fi/tili")), "/fi/kirjaudu?fault=token&next=%2Ffi%2Ftili")
	s.Issuer.Spoil(nil)
	because("nonce")
	s.Issuer.Spoil(func(claims map[string]any) { claims["exp"] = time.Now().Add(-time.Hour).Unix() })
	b = s.Browser()
	is("a token that is over", comes(b, goes(b, "")), "/fi/kirjaudu?fault=token")
	s.Issuer.Spoil(nil)
	s.Issuer.Sign(func([]byte) string { return "a.b.c" })
	b = s.Browser()
	is("no token", comes(b, goes(b, "")), "/fi/kirjaudu?fault=token")
	s.Issuer.Sign(nil)
	because("token", "expired")
	unverified := virva("hankinta")
	unverified["sub"], unverified["email"], unverified["email_verified"] = "u7", "paa@alue.example", false
	s.Person("paa@alue.example", actor.RoleAdministrator, uuid.Nil)
	s.Issuer.Is(unverified)
	b = s.Browser()
	is("an address that nobody has verified", comes(b, goes(b, "")), "/fi/kirjaudu?fault=unverified")
	because("unverified")

	s.Person("ohjaaja@alue.example", actor.RoleGuidance, uuid.MustParse("01900000-0000-7000-8000-000000000015"))
	s.Browser().Send(paths.SignIn(fi), "email", "ohjaaja@alue.example", "password", accounttest.Password).
		Is(t, 422, "/fi/kirjaudu", "Kirjaudu työpaikan tunnuksella. Roolisi eivät ole käytössä")
	s.Browser().Send(paths.SignIn(fi), "email", "ohjaaja@alue.example", "password", "väärä sana").Is(t, 422, "/fi/kirjaudu", "Sähköposti tai salasana on väärin")
	s.Browser().SignIn("paa@alue.example").Is(t, 200, "/fi/tili")
	if strings.Contains(s.Log.String(), back.Query().Get("code")) {
		t.Error("the log has a code in it")
	}
}
