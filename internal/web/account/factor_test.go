package account_test

import (
	"regexp"
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

var (
	secretOn = regexp.MustCompile(`<p class="tt-secret"><code>([A-Z2-7 ]+)</code>`)
	ticketOn = regexp.MustCompile(`name="ticket" value="([^"]+)"`)
	codeOn   = regexp.MustCompile(`<li><code>([0-9a-z-]+)</code>`)
	endOn    = regexp.MustCompile(`action="(/fi/tili/sessions/[0-9a-f-]+)"`)
)

func TestSigningInInTwoSteps(t *testing.T) {
	s := accounttest.New(t, func(o *identity.Options) { o.SecondFactor = true })
	s.Person("paa@tori.example", actor.RoleAdministrator, uuid.Nil)
	s.Person("toinen@tori.example", actor.RoleAdministrator, uuid.Nil)
	const page, codes, off, ask = "/fi/tili/two-step", "/fi/tili/two-step/codes", "/fi/tili/two-step/off", "/fi/kirjaudu/code"

	// The role asks for it, so that signing in leads to setting it up, and so does each page of the desk.
	b := s.Browser()
	b.Send(paths.SignIn(fi), "email", "paa@tori.example", "password", accounttest.Password, "next", "/fi/yllapito/people").
		Is(t, 200, page+"?next=%2Ffi%2Fyllapito%2Fpeople", "Roolisi käyttäminen edellyttää")
	b.Open("/fi/yllapito/jobs").Is(t, 200, page+"?next=%2Ffi%2Fyllapito%2Fjobs")
	b.Send("/fi/yllapito/people", "text", "maija").Is(t, 403, "", "Tämä edellyttää kaksivaiheista kirjautumista", `href="/fi/tili/two-step?next=`)
	p := b.Open(page + "?next=https://evil.example/")
	p.Is(t, 200, "", `<svg class="tt-qr"`, `name="next" value=""`)
	ticket := ticketOn.FindStringSubmatch(p.Text)[1]
	secret := secretOn.FindStringSubmatch(p.Text)[1]
	p = b.Send(page, "ticket", ticket, "code", "12 34 56", "next", "")
	p.Is(t, 422, page, "<title>Virhe:", `href="#code"`, "Koodi on väärä", secret) // the same secret: it is in the app already
	phone := func(later time.Duration) string {
		code, err := totp.GenerateCode(strings.ReplaceAll(secret, " ", ""), time.Now().Add(later))
		s.Must(err)
		return code
	}
	p = b.Send(page, "ticket", ticket, "code", phone(0), "next", "/fi/yllapito/people")
	p.Is(t, 200, page, "Varakoodisi", `href="/fi/yllapito/people"`)
	kept := codeOn.FindAllStringSubmatch(p.Text, -1)
	if len(kept) != identity.RecoveryCodes || p.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%d recovery codes, cache %q", len(kept), p.Header.Get("Cache-Control"))
	}
	b.Open("/fi/yllapito/people").Is(t, 200, "/fi/yllapito/people")
	if p := b.Open(page); strings.Contains(p.Text, kept[0][1]) || strings.Contains(p.Text, secret) {
		t.Error("codes or secret are shown again")
	}

	// From another device: the password alone opens nothing.
	other := s.Browser()
	other.Open(ask).Is(t, 200, paths.SignIn(fi))
	other.Send(paths.SignIn(fi), "email", "paa@tori.example", "password", accounttest.Password, "next", "/fi/yllapito/jobs").
		Is(t, 200, ask+"?next=%2Ffi%2Fyllapito%2Fjobs", "Anna koodi", `autocomplete="one-time-code"`, `name="next" value="/fi/yllapito/jobs"`)
	other.Open("/fi/tili").Is(t, 200, "/fi/kirjaudu?next=%2Ffi%2Ftili")
	other.Send(ask, "code", "").Is(t, 422, ask, `href="#code"`, "Kirjoita koodi")
	other.Send(ask, "code", "zzzz", "with", "recovery").Is(t, 422, ask, `href="#recovery"`)
	other.Send(ask, "code", phone(30*time.Second), "next", "/fi/yllapito/jobs").Is(t, 200, "/fi/yllapito/jobs")
	third := s.Browser()
	third.Send(paths.SignIn(fi), "email", "paa@tori.example", "password", accounttest.Password)
	third.Send(ask, "code", strings.ToUpper(kept[2][1]), "with", "recovery").Is(t, 200, "/fi/yllapito")

	// Where one is signed in, and ending it from another device.
	p = b.Open("/fi/tili")
	p.Is(t, 200, "/fi/tili", "Missä olet kirjautuneena", "Tämä laite", "Muu laite", "Kirjaa ulos kaikki muut laitteet")
	ends := endOn.FindAllStringSubmatch(p.Text, -1)
	if len(ends) != 2 {
		t.Fatalf("%d other sessions can be ended", len(ends))
	}
	b.Send(ends[0][1]).Is(t, 200, "/fi/tili?done=ended", "Laite on kirjattu ulos")
	b.Send("/fi/tili/sessions/"+uuid.NewString()).Is(t, 404, "")
	b.Send("/fi/tili/sessions/x").Is(t, 404, "")
	b.Send("/fi/tili/sessions").Is(t, 200, "/fi/tili?done=others_ended")
	for _, gone := range []*accounttest.Browser{other, third} {
		gone.Open("/fi/tili").Is(t, 200, "/fi/kirjaudu?next=%2Ffi%2Ftili")
	}

	// New recovery codes, and doing without: the role is out of reach again.
	b.Send(codes, "code", kept[2][1]).Is(t, 422, codes, `href="#codes-code"`, "Varakoodeja jäljellä: 9")
	p = b.Send(codes, "code", kept[3][1])
	p.Is(t, 200, codes, "Varakoodisi", `href="/fi/tili/two-step"`)
	fresh := codeOn.FindAllStringSubmatch(p.Text, -1)
	b.Send(off, "code", kept[4][1]).Is(t, 422, off, `href="#off-code"`)
	b.Send(off, "code", fresh[0][1]).Is(t, 200, page+"?done=off", "on poistettu käytöstä", "Roolisi käyttäminen edellyttää")
	b.Open("/fi/yllapito").Is(t, 200, page+"?next=%2Ffi%2Fyllapito")
}

func TestTheAdministratorTakesTwoStepSignInOff(t *testing.T) {
	s := accounttest.New(t)
	s.Person("paa@tori.example", actor.RoleAdministrator, uuid.Nil)
	maija := s.Person("maija@hoiva.example", actor.RoleProducer, s.Producer())
	b := s.Browser()
	b.SignIn("maija@hoiva.example").Is(t, 200, "/fi/tili", "Kaksivaiheinen kirjautuminen", "Ei käytössä")
	p := b.Open("/sv/konto/two-step")
	p.Is(t, 200, "", "Inloggning i två steg")
	code, err := totp.GenerateCode(strings.ReplaceAll(secretOn.FindStringSubmatch(p.Text)[1], " ", ""), time.Now())
	s.Must(err)
	b.Send("/sv/konto/two-step", "ticket", ticketOn.FindStringSubmatch(p.Text)[1], "code", code).Is(t, 200, "", "Dina reservkoder")
	b.Open("/en/account/two-step").Is(t, 200, "", "On since", "Backup codes left: 10")

	path := "/fi/yllapito/people/" + maija.String()
	admin := s.Browser()
	admin.SignIn("paa@tori.example")
	admin.Open(path).Is(t, 200, path, "Miten varmistit henkilöllisyyden?")
	admin.Send(path+"/two-step").Is(t, 422, path+"/two-step", `href="#checked"`, "Valitse, miten varmistit")
	admin.Send(path+"/two-step", "checked", "called").Is(t, 200, path+"?done=factor_removed", "on poistettu. Henkilö saa siitä viestin")
	admin.Send(path+"/two-step", "checked", "called").Is(t, 409, "", "ei ole käytössä")
	b.Send(path+"/two-step", "checked", "called").Is(t, 401, "")
	b.SignIn("maija@hoiva.example").Is(t, 200, "/fi/tili", "Ei käytössä")
	b.Send(path+"/two-step", "checked", "called").Is(t, 403, "")
}
