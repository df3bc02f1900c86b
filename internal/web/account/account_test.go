package account_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/account/accounttest"
)

const fi = locale.Fi

func TestFromSigningUpToSigningOut(t *testing.T) {
	s := accounttest.New(t)
	b := s.Browser()
	b.Open(paths.SignUp(fi)).Is(t, 200, "/fi/rekisteroidy", `name="business_id"`, "Rekisteröidy palveluntuottajaksi")
	form := []string{
		"id", uuid.Must(uuid.NewV7()).String(), "name", "Maija Virtanen", "email", "maija@hoiva.example", "password", accounttest.Password,
		"business_id", "0737546-2", "producer_name", "Hoiva Aamurusko Oy", "kind", "company",
	}
	b.Send(paths.SignUp(fi), form...).Is(t, 200, "/fi/rekisteroidy/sent", "Katso sähköpostisi")
	b.Send(paths.SignUp(fi), form...).Is(t, 200, "/fi/rekisteroidy/sent")
	b.Send(paths.SignIn(fi), "email", "maija@hoiva.example", "password", accounttest.Password).
		Is(t, 422, "/fi/kirjaudu", "Vahvista ensin sähköpostiosoitteesi", `value="maija@hoiva.example"`)
	link := s.Link(fi, "confirm", "maija@hoiva.example")
	for range 2 { // mail scanners open links before people do
		b.Open(link).Is(t, 200, link, "Vahvista osoite")
	}
	b.Send(link).Is(t, 200, "/fi/kirjaudu?done=confirmed", "Sähköpostiosoitteesi on vahvistettu")
	b.Send(link).Is(t, 410, link, "Linkki on jo käytetty")
	b.Send(paths.SignIn(fi), "email", "maija@hoiva.example", "password", accounttest.Password, "next", "/fi/tili").
		Is(t, 200, "/fi/tili", "Hoiva Aamurusko Oy", "Maija Virtanen", "maija@hoiva.example", "Käytössä nyt")
	b.Open("/fi/tuottaja/members").Is(t, 200, "/fi/tuottaja/members", "Maija Virtanen (sinä)")
	b.Send(paths.SignOut(fi)).Is(t, 200, "/fi/kirjaudu?done=signed_out", "Olet kirjautunut ulos")
	b.Open("/fi/tili").Is(t, 200, "/fi/kirjaudu?next=%2Ffi%2Ftili", `name="next" value="/fi/tili"`)
}

// The answer to a stranger is the same page after the same time, whether or not the address has an account.
func TestStrangersLearnNothing(t *testing.T) {
	s := accounttest.New(t)
	s.Person("maija@hoiva.example", "", uuid.Nil)
	signUp := func(email string) (accounttest.Page, time.Duration) {
		start := time.Now()
		p := s.Browser().Send(paths.SignUp(fi), "id", uuid.Must(uuid.NewV7()).String(), "name", "Joku Muu", "email", email, "password", accounttest.Password,
			"business_id", "0737546-2", "producer_name", "Toinen Oy", "kind", "company")
		return p, time.Since(start)
	}
	reset := func(email string) (accounttest.Page, time.Duration) {
		start := time.Now()
		p := s.Browser().Send(paths.Reset(fi, ""), "email", email)
		return p, time.Since(start)
	}
	for name, ask := range map[string]func(string) (accounttest.Page, time.Duration){"sign-up": signUp, "reset": reset} {
		known, knownTime := ask("maija@hoiva.example")
		unknown, unknownTime := ask("nobody@hoiva.example")
		if known.Text != unknown.Text || known.Path != unknown.Path || known.Status != unknown.Status {
			t.Errorf("%s: the answers differ: %d %s, %d %s", name, known.Status, known.Path, unknown.Status, unknown.Path)
		}
		if least := 400 * time.Millisecond; knownTime < least || unknownTime < least {
			t.Errorf("%s: answered before its time: %v and %v", name, knownTime, unknownTime)
		}
	}
	wrong := s.Browser().Send(paths.SignIn(fi), "email", "maija@hoiva.example", "password", "väärä salasana")
	nobody := s.Browser().Send(paths.SignIn(fi), "email", "nobody@hoiva.example", "password", "väärä salasana")
	if strings.ReplaceAll(wrong.Text, "maija@", "nobody@") != nobody.Text || wrong.Status != nobody.Status {
		t.Error("signing in: the answers differ")
	}
}

func TestWrongFormsKeepWhatWasTyped(t *testing.T) {
	s := accounttest.New(t)
	b := s.Browser()
	b.Send(paths.SignUp(fi), "name", "Maija", "email", "maija", "password", "lyhyt", "business_id", "1234567-8", "producer_name", "Hoiva", "kind", "").
		Is(t, 422, "/fi/rekisteroidy", "<title>Virhe:", `value="Maija"`, `value="maija"`, `value="1234567-8"`, `href="#email"`, `href="#password"`,
			`href="#business_id"`, `href="#kind"`)
	if p := b.Send(paths.SignUp(fi), "password", "salainen sana"); strings.Contains(p.Text, "salainen sana") {
		t.Error("the page has the password in it")
	}
	b.Send(paths.SignIn("sv"), "email", "", "password", "").Is(t, 422, "/sv/logga-in", "Fel:", `href="#email"`, `href="#password"`)
	b.Send(paths.SignIn("en"), "email", "a\x00b", "password", "x").Is(t, 400, "/en/sign-in")
	b.Send(paths.SignIn("en"), "email", "\xff\xfe", "password", "x").Is(t, 400, "/en/sign-in")
	b.Send(paths.SignIn(fi), "email", strings.Repeat("a", 20_000)+"@b.fi", "password", strings.Repeat("x", 20_000)).Is(t, 422, "/fi/kirjaudu")
	b.Send(paths.SignIn(fi), "email", strings.Repeat("a", 2<<20), "password", "x").Is(t, 413, "/fi/kirjaudu")
}

func TestNextLeadsNowhereElse(t *testing.T) {
	s := accounttest.New(t)
	s.Person("maija@hoiva.example", "", uuid.Nil)
	for _, next := range []string{"https://evil.example/", "//evil.example", `/\evil.example`, "javascript:alert(1)", "/\tevil"} {
		b := s.Browser()
		b.Send(paths.SignIn(fi), "email", "maija@hoiva.example", "password", accounttest.Password, "next", next).Is(t, 200, "/fi/tili")
		if p := b.Open(paths.SignIn(fi) + "?next=" + "https://evil.example/"); strings.Contains(p.Text, "evil.example/\"") && strings.Contains(p.Text, `name="next" value="https`) {
			t.Errorf("the form carries %q on", next)
		}
	}
}

func TestCookiesAndHeaders(t *testing.T) {
	s := accounttest.New(t)
	s.Person("maija@hoiva.example", "", uuid.Nil)
	b := s.Browser()
	b.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	p := b.Send(paths.SignIn(fi), "email", "maija@hoiva.example", "password", accounttest.Password)
	cookie := p.Header.Get("Set-Cookie")
	if p.Status != http.StatusSeeOther || !strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "SameSite=Lax") || !strings.Contains(cookie, "Path=/") {
		t.Errorf("%d, %q", p.Status, cookie)
	}
	token, _, _ := strings.Cut(strings.TrimPrefix(cookie, "session="), ";")
	if len(token) != 43 {
		t.Errorf("the cookie's secret is %d characters", len(token))
	}
	p = b.Open("/fi/vahvista/ei-mikaan")
	if p.Status != 404 || p.Header.Get("Referrer-Policy") == "" || p.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("a forged link: %d, referrer policy %q, cache %q", p.Status, p.Header.Get("Referrer-Policy"), p.Header.Get("Cache-Control"))
	}
}

// Another site's page cannot sign anybody in or out.
func TestFormsOfOtherSitesAreRefused(t *testing.T) {
	s := accounttest.New(t)
	for _, path := range []string{paths.SignIn(fi), paths.SignOut(fi), paths.Account(fi, "switch"), "/fi/kirjaudu/demo"} {
		r, err := http.NewRequest(http.MethodPost, s.URL+path, strings.NewReader("role=producer"))
		s.Must(err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		b := s.Browser()
		b.Got(b.Do(r)).Is(t, 403, path)
	}
}

func TestSettingANewPassword(t *testing.T) {
	s := accounttest.New(t)
	s.Person("maija@hoiva.example", "", uuid.Nil)
	other := s.Browser()
	other.SignIn("maija@hoiva.example").Is(t, 200, "/fi/tili")
	b := s.Browser()
	b.Send(paths.Reset(fi, ""), "email", "ei mikään").Is(t, 422, "/fi/salasana", `value="ei mikään"`)
	b.Send(paths.Reset(fi, ""), "email", "maija@hoiva.example").Is(t, 200, "/fi/salasana?sent", "Jos osoitteella on tunnus")
	link := s.Link(fi, "reset", "maija@hoiva.example")
	b.Open(link).Is(t, 200, link, "Aseta uusi salasana")
	b.Send(link, "password", "lyhyt").Is(t, 422, link, "<title>Virhe:", "vähintään 12 merkkiä")
	b.Send(link, "password", "  kaksi väliä edessä").Is(t, 200, "/fi/kirjaudu?done=password")
	b.Open(link).Is(t, 410, link, "Linkki on jo käytetty", "Pyydä uusi linkki")
	other.Open("/fi/tili").Is(t, 200, "/fi/kirjaudu?next=%2Ffi%2Ftili")
	b.Send(paths.SignIn(fi), "email", "maija@hoiva.example", "password", "kaksi väliä edessä").Is(t, 422, "/fi/kirjaudu", "Sähköposti tai salasana on väärin")
	b.Send(paths.SignIn(fi), "email", "maija@hoiva.example", "password", "  kaksi väliä edessä").Is(t, 200, "/fi/tili")
}

func TestInvitingAndAccepting(t *testing.T) {
	s := accounttest.New(t)
	producer := s.Producer()
	s.Person("eka@hoiva.example", actor.RoleProducer, producer)
	s.Person("vanha@hoiva.example", "", uuid.Nil)
	first := s.Browser()
	first.SignIn("eka@hoiva.example").Is(t, 200, "/fi/tili")
	first.Send("/fi/tuottaja/members", "email", "eka@hoiva.example").Is(t, 422, "/fi/tuottaja/members", "Henkilö on jo tuottajan käyttäjä", `href="#email"`)
	first.Send("/fi/tuottaja/members", "email", "uusi@hoiva.example").Is(t, 200, "/fi/tuottaja/members?done=invited", "Kutsu on lähetetty")
	link := s.Link("sv", "invite", "uusi@hoiva.example")
	guest := s.Browser()
	guest.Open(link).Is(t, 200, link, "Du är inbjuden: Hoiva Aamurusko Oy", `name="password"`)
	guest.Send(link, "name", "", "password", "kort").Is(t, 422, link, `href="#name"`, `href="#password"`)
	guest.Send(link, "name", "Uusi Niemi", "password", accounttest.Password).Is(t, 200, "/sv/logga-in?done=joined", "Ditt konto är klart")
	guest.SignIn("uusi@hoiva.example").Is(t, 200, "/fi/tili", "Hoiva Aamurusko Oy")

	first.Send("/fi/tuottaja/members", "email", "vanha@hoiva.example").Is(t, 200, "/fi/tuottaja/members?done=invited")
	link = s.Link(fi, "invite", "vanha@hoiva.example")
	guest.Open(link).Is(t, 200, link, "Olet kirjautunut toisella tunnuksella")
	guest.Send(link).Is(t, 403, link)
	old := s.Browser()
	old.Open(link).Is(t, 200, link, "Sinulla on jo tunnus")
	old.Send(paths.SignIn(fi), "email", "vanha@hoiva.example", "password", accounttest.Password, "next", link).Is(t, 200, link, "Hyväksy kutsu")
	old.Send(link).Is(t, 200, "/fi/tili?done=joined", "Hoiva Aamurusko Oy")
	old.Open(link).Is(t, 410, link)
}

func TestSettlingWhoWaits(t *testing.T) {
	s := accounttest.New(t)
	producer := s.Producer()
	s.Person("eka@hoiva.example", actor.RoleProducer, producer)
	s.Person("uusi@hoiva.example", "", uuid.Nil)
	waiting := func() string {
		id := uuid.Must(uuid.NewV7())
		_, err := s.DB.Owner.Exec(`INSERT INTO membership (id, person_id, role, producer_id, state)
SELECT $1, id, 'producer', $2, 'pending' FROM person WHERE email = 'uusi@hoiva.example'`, id, producer)
		s.Must(err)
		return "/fi/tuottaja/members/" + id.String()
	}
	path := waiting()
	newcomer := s.Browser()
	newcomer.SignIn("uusi@hoiva.example").Is(t, 200, "/fi/tili", "Odottaa hyväksyntää", "Hoiva Aamurusko Oy")
	newcomer.Open("/fi/tuottaja/members").Is(t, 403, "/fi/tuottaja/members")
	newcomer.Send(path, "answer", "yes").Is(t, 403, path)
	s.Browser().Send(path, "answer", "yes").Is(t, 401, path)
	first := s.Browser()
	first.SignIn("eka@hoiva.example")
	first.Open("/fi/tuottaja/members").Is(t, 200, "", "uusi@hoiva.example", "Hyväksy vain henkilö, jonka tunnet", path)
	first.Send(path, "answer", "maybe").Is(t, 400, path)
	first.Send(path, "answer", "no").Is(t, 200, "/fi/tuottaja/members?done=refused", "Pyyntö on hylätty")
	newcomer.Open("/fi/tili").Is(t, 200, "/fi/tili", "Hylätty")
	first.Send(path, "answer", "yes").Is(t, 409, path)
	first.Send(waiting(), "answer", "yes").Is(t, 200, "/fi/tuottaja/members?done=accepted")
	newcomer.Open("/fi/tuottaja/members").Is(t, 200, "/fi/tuottaja/members")
	if p := newcomer.Open("/fi/tili"); strings.Contains(p.Text, "Hylätty") {
		t.Error("a refusal is shown after a yes")
	}
	first.Send("/fi/tuottaja/members/ei-tunnus", "answer", "yes").Is(t, 404, "")
}

func TestSwitchingRoles(t *testing.T) {
	s := accounttest.New(t)
	s.Person("maija@hoiva.example", actor.RoleProducer, s.Producer())
	var second uuid.UUID
	s.Must(s.DB.Owner.Get(&second, `INSERT INTO membership (id, person_id, role, organiser_id, state)
SELECT gen_random_uuid(), id, 'officer', '01900000-0000-7000-8000-000000000015', 'active' FROM person RETURNING id`))
	b := s.Browser()
	b.SignIn("maija@hoiva.example").Is(t, 200, "/fi/tili", "Vaihda tähän", "Keski-Suomen hyvinvointialue")
	b.Send(paths.Account(fi, "switch"), "membership", second.String()).Is(t, 200, "/fi/tili?done=switched", "Rooli on vaihdettu", `href="/fi/hankinta"`)
	b.Open("/fi/tuottaja/members").Is(t, 403, "")
	b.Send(paths.Account(fi, "switch"), "membership", uuid.NewString()).Is(t, 404, "")
	b.Send(paths.Account(fi, "switch"), "membership", "x").Is(t, 404, "")
}

func TestDemoAccountsOnTheSignInPage(t *testing.T) {
	s := accounttest.New(t)
	s.Person("tuottaja@demo.example", actor.RoleProducer, s.Producer())
	s.Person("paa@demo.example", actor.RoleAdministrator, uuid.Nil)
	b := s.Browser()
	b.Open(paths.SignIn(fi)).Is(t, 200, "", "Kokeile esittelytunnuksilla", `value="producer"`, `value="administrator"`, "Hoiva Aamurusko Oy")
	b.Send("/fi/kirjaudu/demo", "role", "administrator").Is(t, 200, "/fi/yllapito", "Hyvinvointialueet")
	b.Send("/fi/kirjaudu/demo", "role", "producer", "next", "/fi/tili").Is(t, 200, "/fi/tili", "Hoiva Aamurusko Oy")
	if n := s.Count(`SELECT count(*) FROM session`); n != 1 {
		t.Errorf("%d sessions after signing in anew in the same browser", n)
	}
	b.Send("/fi/kirjaudu/demo", "role", "officer").Is(t, 404, "")
	b.Send("/fi/kirjaudu/demo", "role", "system").Is(t, 404, "")
}

func TestEveryPageInEveryLanguage(t *testing.T) {
	s := accounttest.New(t)
	s.Person("maija@hoiva.example", actor.RoleProducer, s.Producer())
	s.Person("paa@tori.example", actor.RoleAdministrator, uuid.Nil)
	for email, pages := range map[string]func(l locale.Lang) []string{
		"": func(l locale.Lang) []string {
			return []string{paths.SignIn(l), paths.SignIn(l) + "?done=joined", paths.SignUp(l), paths.SignUp(l) + "/sent", paths.Reset(l, ""), paths.Reset(l, "") + "?sent"}
		},
		"maija@hoiva.example": func(l locale.Lang) []string {
			return []string{paths.SignIn(l), paths.Account(l), paths.Account(l) + "?done=joined", paths.Desk(l, "members"), paths.Desk(l, "members") + "?done=invited"}
		},
		"paa@tori.example": func(l locale.Lang) []string {
			return []string{
				paths.Admin(l), paths.Admin(l, "organisers"), paths.Admin(l, "organisers", "01900000-0000-7000-8000-000000000015"), paths.Admin(l, "people"),
				paths.Admin(l, "pending"), paths.Admin(l, "pending") + "?done=accepted", paths.Admin(l, "jobs"), paths.Admin(l, "jobs") + "?done=retried",
				paths.Admin(l, "audit"), paths.Admin(l, "audit") + "?id=01900000-0000-7000-8000-000000000015",
			}
		},
	} {
		b := s.Browser()
		if email != "" {
			b.SignIn(email)
		}
		for _, l := range locale.Langs() {
			for _, path := range pages(l) {
				p := b.Open(path)
				p.Is(t, 200, path, `<html lang="`+string(l)+`"`, "<h1", `<meta name="robots" content="noindex"`)
				if strings.Count(p.Text, "<h1") != 1 {
					t.Errorf("%s has %d h1", path, strings.Count(p.Text, "<h1"))
				}
			}
		}
		b.Open(paths.Confirm("sv", "x")).Is(t, 404, "/sv/bekrafta/x", "Länken fungerar inte")
		b.Open(paths.Invite("en", "x")).Is(t, 404, "/en/invitation/x", "The link does not work")
	}
}
