package e2e

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

const password = "kolme sanaa ja luku 7"

// account is what a person types to sign up.
type account struct{ name, email, businessID, producer string }

// company is an account of a producer that nobody else in the tests has: number tells them apart.
func company(number int, name, email, producer string) account {
	return account{name: name, email: email, businessID: businessID(number), producer: producer}
}

// businessID puts the check digit after seven digits; a number that has none is skipped.
func businessID(number int) string {
	for ; ; number += 100 {
		digits, sum := fmt.Sprintf("%07d", number), 0
		for i, weight := range []int{7, 9, 10, 5, 8, 4, 2} {
			sum += weight * int(digits[i]-'0')
		}
		switch rest := sum % 11; rest {
		case 0:
			return digits + "-0"
		case 1:
			continue
		default:
			return fmt.Sprintf("%s-%d", digits, 11-rest)
		}
	}
}

func mistypesTheBusinessID(b *tab) {
	b.t.Helper()
	b.goTo("/fi/rekisteroidy")
	b.typeIn("#business_id", "2345678-1")
	b.typeIn("#name", "Aino Aamu")
	b.enter("main form button[type=submit]")
	b.wants(".govuk-error-summary", "Tarkista Y-tunnus")
	if got := eval[string](b, `document.querySelector("#name").value`); got != "Aino Aamu" {
		b.t.Errorf("%s: the name that was typed is gone: %q", b.path(), got)
	}
	b.held()
}

// signsUp fills the form and is told to look at one's mail.
func (b *tab) signsUp(a account) {
	b.t.Helper()
	b.goTo("/fi/rekisteroidy")
	b.typeIn("#name", a.name)
	b.typeIn("#email", a.email)
	b.typeIn("#password", password)
	b.typeIn("#business_id", a.businessID)
	b.typeIn("#producer_name", a.producer)
	b.pick("kind", "company")
	b.enter("main form button[type=submit]")
	b.wants("h1", "Katso sähköpostisi")
	b.held()
}

// confirms opens the link in the mail, presses its button, and answers the link.
func (b *tab) confirms(w *world, a account) string {
	b.t.Helper()
	link := w.mail(b.t, a.email, "Vahvista")
	b.goTo(link)
	b.held()
	b.enter("main form button")
	b.wants("main", "Sähköpostiosoitteesi on vahvistettu")
	b.held()
	return link
}

func (b *tab) signsIn(email, password string) {
	b.t.Helper()
	b.goTo("/fi/kirjaudu")
	b.typeIn("#email", strings.ToUpper(email[:1])+email[1:]) // as people and phones write it
	b.typeIn("#password", password)
	b.enter("main form button[type=submit]")
}

// becomesProducer signs up, confirms and signs in.
func (b *tab) becomesProducer(w *world, a account) {
	b.t.Helper()
	b.signsUp(a)
	b.confirms(w, a)
	b.signsIn(a.email, password)
	b.wants("main", a.producer)
}

// saysYesTo answers the request of a person by name, on the page that is open.
func (b *tab) saysYesTo(name string) {
	b.t.Helper()
	action := eval[string](b, fmt.Sprintf(`(li => li ? li.querySelector("form").getAttribute("action") : "")([...document.querySelectorAll("main li")].find(li => li.querySelector("form") && li.innerText.includes(%q)))`, name))
	if action == "" {
		b.t.Fatalf("%s: no request of %s\n%s", b.path(), name, clip(b.text("main"), 1500))
	}
	b.enter(fmt.Sprintf("form[action=%q] button[value=yes]", action))
	b.wants("main", "Henkilö on nyt tuottajan käyttäjä")
	b.held()
}

// TestASecondPersonOfAProducerWaitsForItsFirstUser signs two people up for one business id: the first is in, the second
// waits until the first says yes.
func TestASecondPersonOfAProducerWaitsForItsFirstUser(t *testing.T) {
	w := busyWorld(t)
	first := company(3100000, "Eeva Eka", "eeva@kaksi-kotia.example", "Kaksi Kotia Oy")
	second := first
	second.name, second.email = "Timo Toka", "timo@kaksi-kotia.example"
	eeva, timo := open(t, w.url, look{}), open(t, w.url, look{width: 390})
	eeva.becomesProducer(w, first)
	timo.signsUp(second)
	timo.confirms(w, second)
	timo.waits(second)
	eeva.goTo(w.mail(t, first.email, "Uusi käyttäjä odottaa"))
	eeva.held()
	eeva.wants("main", second.name)
	eeva.saysYesTo(second.name)
	timo.isIn(w, second)
}

// TestAnOfficerLetsAPersonInForAProducerOfItsOrganiser signs a person up for the demo producer, which the officer's
// organiser has admitted.
func TestAnOfficerLetsAPersonInForAProducerOfItsOrganiser(t *testing.T) {
	w := busyWorld(t)
	_, profile := signIn(t, w, "producer").get("/fi/tuottaja/profile")
	kaisa := account{name: "Kaisa Kolmas", email: "kaisa@usvaniemi.example", producer: "Kotihoiva Usvaniemi Oy"}
	kaisa.businessID = regexp.MustCompile(`\d{7}-\d`).FindString(profile)
	b, officer := open(t, w.url, look{width: 390}), open(t, w.url, look{})
	b.signsUp(kaisa)
	b.confirms(w, kaisa)
	b.waits(kaisa)
	officer.signInAs("officer")
	officer.enter(`nav a[href="/fi/hankinta/people"]`)
	officer.held()
	officer.saysYesTo(kaisa.name)
	b.isIn(w, kaisa)
}

// waits signs in and finds that nobody has said yes yet, and that the desk stays closed.
func (b *tab) waits(a account) {
	b.t.Helper()
	b.signsIn(a.email, password)
	b.goTo("/fi/tili")
	b.wants("main", a.producer, "Odottaa hyväksyntää")
	b.held()
	b.goTo("/fi/tuottaja/members")
	if strings.Contains(b.text("main"), "Kutsu työtoveri") {
		b.t.Errorf("%s: who waits is in already", b.path())
	}
}

// isIn reads the mail that says that the request was answered, and opens the desk.
func (b *tab) isIn(w *world, a account) {
	b.t.Helper()
	b.goTo(w.mail(b.t, a.email, "Pyyntösi on käsitelty"))
	b.wants("main", a.producer)
	if strings.Contains(b.text("main"), "Odottaa hyväksyntää") {
		b.t.Fatalf("%s: still waits\n%s", b.path(), clip(b.text("main"), 1000))
	}
	b.held()
	if b.count(`form[action$="/switch"] button`) > 0 {
		b.enter(`form[action$="/switch"] button`)
	}
	b.goTo("/fi/tuottaja/members")
	b.wants("main", a.name, a.email, "Kutsu työtoveri")
}

// TestAColleagueIsInvitedAndAPasswordIsReset follows the links in three mails: one used twice, one to a colleague who has
// no account yet, one to a new password, which ends the sessions and the old password.
func TestAColleagueIsInvitedAndAPasswordIsReset(t *testing.T) {
	w := busyWorld(t)
	irma := company(3200000, "Irma Ihalainen", "irma@ilta-apu.example", "Ilta-apu Oy")
	owner, again := open(t, w.url, look{}), open(t, w.url, look{width: 390})
	owner.signsUp(irma)
	link := owner.confirms(w, irma)
	again.goTo(link)
	again.wants("main", "Linkki ei toimi", "Linkki on jo käytetty")
	again.held()
	owner.signsIn(irma.email, password)

	const colleague = "oona@ilta-apu.example"
	owner.goTo("/fi/tuottaja/members")
	owner.typeIn("#email", "oona ilman osoitetta")
	owner.enter(`form[action$="/members"] button`)
	owner.wants(".govuk-error-summary", "sähköpostiosoite")
	owner.held()
	owner.typeIn("#email", colleague)
	owner.enter(`form[action$="/members"] button`)
	owner.wants("main", "Kutsu on lähetetty")
	owner.held()
	oona := open(t, w.url, look{width: 390})
	oona.goTo(w.mail(t, colleague, "Kutsu"))
	oona.wants("h1", irma.producer)
	oona.held()
	oona.typeIn("#name", "Oona Oksa")
	oona.typeIn("#password", "viisi kissaa ja 3 koiraa")
	oona.enter("main form button")
	oona.signsIn(colleague, "viisi kissaa ja 3 koiraa")
	oona.wants("main", irma.producer)

	again.resetsPassword(w, irma.email, "aivan uusi salasana 9")
	owner.goTo("/fi/tuottaja")
	owner.wants("h1", "Kirjaudu")
	again.signsIn(irma.email, password)
	again.wants(".govuk-error-summary", "Sähköposti tai salasana on väärin")
	again.signsIn(irma.email, "aivan uusi salasana 9")
	again.wants("main", irma.producer)
	oona.goTo("/fi/tuottaja")
	oona.wants("main", irma.producer) // a colleague's session is not ended by it
	open(t, w.url, look{}).invitesAnOfficial(w)
	oona.signsInByTwoSteps(open(t, w.url, look{width: 390}), colleague, "viisi kissaa ja 3 koiraa")
	open(t, w.url, look{}).comesFromWork(w)
}

// signsInByTwoSteps turns two-step sign-in on, looks at each of its pages, and signs in so on another device.
func (b *tab) signsInByTwoSteps(other *tab, email, password string) {
	b.t.Helper()
	b.goTo("/fi/tili/two-step")
	b.looked("two-step")
	secret := strings.ReplaceAll(b.text(".tt-secret code"), " ", "")
	phone := func(later time.Duration) string {
		code, err := totp.GenerateCode(secret, time.Now().Add(later))
		if err != nil {
			b.t.Fatal(err)
		}
		return code
	}
	b.typeIn("#code", "123")
	b.enter("main form button")
	b.wants(".govuk-error-summary", "Koodi on väärä")
	b.typeIn("#code", phone(0))
	b.enter("main form button")
	b.wants("h1", "Varakoodisi")
	b.heldAt(locale.Fi, "two-step-codes", 390, 1280)
	codes := b.texts("main li code")
	other.signsIn(email, password)
	other.wants("h1", "koodi")
	other.looked("two-step-ask")
	other.typeIn("#code", phone(30*time.Second))
	other.enter("main form button")
	other.goTo("/fi/tili")
	other.wants("main", "Tämä laite", "Kirjaa ulos kaikki muut laitteet")
	other.looked("two-step-sessions")
	other.goTo("/fi/tili/two-step")
	other.looked("two-step-on")
	other.goTo("/fi/tili/log")
	other.looked("own-log")
	if len(codes) != 10 {
		b.t.Errorf("%d recovery codes are shown", len(codes))
	}
}

// comesFromWork signs in with a work account, at first without a role and then with one, and signs out there too.
func (b *tab) comesFromWork(w *world) {
	b.t.Helper()
	who := map[string]any{"sub": "v-1", "email": "virva@alue.example", "email_verified": true, "name": "Virva Ohjaaja"}
	w.issuer.Is(who)
	b.goTo("/fi/kirjaudu")
	b.looked("sign-in-work")
	b.enter(`main a[href="/fi/kirjaudu/issuer"]`)
	b.wants(".govuk-error-summary", "Sinulla ei ole työpaikan tunnuksella oikeutta")
	b.held()
	b.picture("sign-in-work-refused")
	who["groups"] = []string{"ohjaus"}
	w.issuer.Is(who)
	b.enter(`main a[href="/fi/kirjaudu/issuer"]`)
	b.wants("header", "Virva Ohjaaja")
	if path := b.path(); path != "/fi/hankinta/supply" {
		b.t.Errorf("came to %s", path)
	}
	b.enter(`form[action="/fi/kirjaudu-ulos"] button`)
	b.await(`location.search === "?done=signed_out" && document.readyState === "complete"`)
	b.wants("main", "Olet kirjautunut ulos")
	b.goTo("/fi/hankinta/supply")
	b.wants("h1", "Kirjaudu")
}

func (b *tab) resetsPassword(w *world, email, fresh string) {
	b.t.Helper()
	b.goTo("/fi/kirjaudu")
	b.enter(`main a[href="/fi/salasana"]`)
	b.held()
	b.typeIn("#email", email)
	b.enter("main form button")
	b.wants("h1", "Katso sähköpostisi")
	b.held()
	link := w.mail(b.t, email, "uusi salasana")
	b.goTo(link)
	b.held()
	b.typeIn("#password", "lyhyt")
	b.enter("main form button")
	b.wants(".govuk-error-summary", "merkkiä")
	b.held()
	b.typeIn("#password", fresh)
	b.enter("main form button")
	b.wants("main", "Uusi salasana on tallennettu")
	b.goTo(link)
	b.wants("main", "Linkki on jo käytetty")
	b.held()
}

// choosesColours is the administrator's: colours that cannot be read are not taken, the nearest that can are, and the county's page wears them.
func (b *tab) choosesColours() {
	b.t.Helper()
	const kymenlaakso, pohjanmaa = "/fi/yllapito/organisers/01900000-0000-7000-8000-000000000010", "/fi/yllapito/organisers/01900000-0000-7000-8000-000000000017"
	b.goTo(pohjanmaa + "/logo")
	b.looked("admin-logo")
	b.goTo(kymenlaakso)
	b.enter(`main a[href$="/colours"]`)
	b.looked("admin-colours")
	b.typeIn("#brand", "#e2b043")
	b.enter("button[value=save]")
	b.wants(".govuk-error-summary", "kontrasti on")
	b.picture("admin-colours-wrong") // its sample cannot be read, which is what it shows
	b.enter("button[value=mend]")
	b.heldAt(locale.Fi, "admin-colours-mended", 390, 1280)
	b.enter("button[value=save]")
	b.goTo("/fi/alue/kymenlaakso")
	if eval[string](b, `getComputedStyle(document.documentElement).getPropertyValue("--tt-brand")`) == "#0e4f4b" {
		b.t.Error("the county's page looks as the product does")
	}
	b.heldAt(locale.Fi, "area-in-colours", 390, 1280)
}

// looksAfterTheService opens the log of a person, and, for pictures, the pages that every demo account's walk holds already.
func (b *tab) looksAfterTheService(person string) {
	b.t.Helper()
	person, _, _ = strings.Cut(person, "?")
	b.goTo(person + "/log")
	b.looked("admin-person-log")
	if os.Getenv("E2E_PICTURES") != "" {
		for _, page := range []string{"retention", "retention/messages", "audit", "jobs", "statement", "organisers", "organisers/01900000-0000-7000-8000-000000000015"} {
			b.goTo("/fi/yllapito/" + page)
			b.lookedAt("admin-"+strings.NewReplacer("/", "-", "?", "-", "=", "-").Replace(page), "/fi/yllapito/"+page)
		}
	}
	b.goTo(person)
}

// invitesAnOfficial is the administrator's part: a guidance worker is invited, comes by the link in the mail, works, and is
// out at once when the role ends.
func (b *tab) invitesAnOfficial(w *world) {
	b.t.Helper()
	const email, secret = "aino@alue.example", "seitsemän sinistä 7 sukkaa"
	b.signInAs("administrator")
	b.goTo("/fi/yllapito/operators")
	b.looked("admin-operators")
	b.choosesColours()
	b.goTo("/fi/yllapito/people")
	b.looked("admin-people")
	b.enter(`main a[href$="/people/new"]`)
	b.looked("admin-invite")
	b.enter("main form button")
	b.wants(".govuk-error-summary", "Kirjoita nimi", "Valitse rooli")
	b.held()
	b.typeIn("#name", "Aino Ohjaaja")
	b.typeIn("#email", email)
	b.tick(`input[name=role][value=guidance]`)
	b.choose("#organisation", "01900000-0000-7000-8000-000000000015")
	b.typeIn("#until-day", "31")
	b.typeIn("#until-month", "12")
	b.typeIn("#until-year", "2099")
	b.enter("main form button")
	b.wants("main", "Kutsu on lähetetty", "Kutsuttu", "Viimeinen päivä on 31.12.2099")
	b.looked("admin-invited")
	b.looksAfterTheService(b.path())
	aino := open(b.t, w.url, look{width: 390})
	aino.goTo(w.mail(b.t, email, "tunnus Tuottajatorille"))
	aino.typeIn("#password", secret)
	aino.enter("main form button")
	aino.signsIn(email, secret)
	aino.goTo("/fi/hankinta/supply")
	aino.wants("h1", "Kuka voi palvella")
	b.enter(`form[action*="/roles/"] button`)
	b.wants("main", "Henkilöllä ei ole rooleja")
	aino.goTo("/fi/hankinta/supply")
	aino.wants("h1", "Kirjaudu")
}
