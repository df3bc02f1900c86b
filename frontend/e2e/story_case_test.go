package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// What is wrong with the application that is rejected, in the officer's words.
const (
	badInsurance = "Vakuutus ei kata koko toimintaa: ryhmätoiminta puuttuu."
	badPlan      = "Suunnitelmasta puuttuu poikkeamien seuranta."
	badWhole     = "Kaksi pakollista vaatimusta ei täyty."
)

// TestARejectionTellsAReasonForEachRequirementThatIsNotMet goes through an application's lesser roads: a file that is not
// what its name says, two people on one section, one that is withdrawn, and one that is rejected.
func TestARejectionTellsAReasonForEachRequirementThatIsNotMet(t *testing.T) {
	w := busyWorld(t)
	maija := company(3300000, "Maija Mänty", "maija@manty-apu.example", "Mänty-apu Oy")
	b, colleague, officer := open(t, w.url, look{}), open(t, w.url, look{}), open(t, w.url, look{})
	b.becomesProducer(w, maija)
	b.startsAnApplication()
	draft := b.path()
	b.chooses(draft, "input[type=file]")
	b.triesAFalseFile(t)
	colleague.signsIn(maija.email, password)
	bothWriteTheSameSection(b, colleague, draft)
	b.goTo(draft)
	b.answersAll(draft, evidence(t))
	withdrawn := b.sends(draft)
	b.withdraws()
	officer.signInAs("officer")
	if officer.mentions(withdrawn) {
		t.Errorf("%s is withdrawn and still in the queue", withdrawn)
	}
	officer.goTo("/fi/hankinta?view=withdrawn")
	officer.wants("main", withdrawn)
	officer.held()

	b.startsAnApplication()
	second := b.path()
	b.answersAll(second, evidence(t))
	number := b.sends(second)
	b.changesItsBusinessID(second, maija.businessID, businessID(3300001))
	officer.readsOfTheChange(number)
	w.colleagueApproves(t, number)
	officer.rejects(number)
	b.readsTheRejection(w, maija, number)
}

// startsAnApplication opens the voucher scheme of Central Finland and begins to apply.
func (b *tab) startsAnApplication() {
	b.t.Helper()
	b.goTo("/fi/tuottaja/applications?organiser=15")
	b.enter(b.linkWith("Palveluseteli", "Haettavissa"))
	b.held()
	b.submit()
	b.wants("main", "kohtaa valmiina")
}

// chooses opens the section of a draft whose page has the field.
func (b *tab) chooses(draft, field string) {
	b.t.Helper()
	for _, href := range eval[[]string](b, `[...document.querySelectorAll("main li a[href*='/requirements/']")].map(a => a.getAttribute("href"))`) {
		b.goTo(href)
		if b.count(field) > 0 {
			return
		}
	}
	b.t.Fatalf("%s: no section with %s", draft, field)
}

// triesAFalseFile sends a program that calls itself a PDF, and is told.
func (b *tab) triesAFalseFile(t *testing.T) {
	b.t.Helper()
	file := filepath.Join(t.TempDir(), "vakuutus.pdf")
	if err := os.WriteFile(file, []byte("MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00"), 0o600); err != nil {
		t.Fatal(err)
	}
	section := b.path()
	b.answer(file)
	b.wants(".govuk-error-summary", "sisältö ei vastaa sen nimeä")
	b.held()
	if b.goTo(section); b.count(".tt-doc") > 0 {
		t.Errorf("%s: the false file was kept\n%s", section, clip(b.text("main"), 800))
	}
}

// bothWriteTheSameSection opens one section in two browsers: the one who saves last is told what is stored now, and
// keeps what was typed.
func bothWriteTheSameSection(b, colleague *tab, draft string) {
	b.t.Helper()
	b.goTo(draft)
	b.chooses(draft, "textarea[name=answer]")
	colleague.goTo(b.path())
	b.typeIn("textarea[name=answer]", "Suomeksi joka päivä.")
	colleague.typeIn("textarea[name=answer]", "Suomeksi ja ruotsiksi joka päivä.")
	colleague.submit()
	colleague.wants("main", "Tallennettu")
	b.submit()
	b.wants("main", "Joku toinen on tallentanut", "Suomeksi ja ruotsiksi joka päivä.")
	if typed := eval[string](b, `document.querySelector("textarea[name=answer]").value`); typed != "Suomeksi joka päivä." {
		b.t.Errorf("%s: what was typed is gone: %q", b.path(), typed)
	}
	b.held()
	b.submit()
	b.wants("main", "Tallennettu", "Suomeksi joka päivä.")
}

// withdraws takes back the application whose page is open.
func (b *tab) withdraws() {
	b.t.Helper()
	b.enter(`main a[href$="/withdraw"]`)
	b.held()
	b.enter("main form button")
	b.wants("main", "Peruttu")
	b.held()
}

func (b *tab) mentions(words string) bool { return strings.Contains(b.text("main"), words) }

// colleagueApproves prepares a case for approval as another officer of the county.
func (w *world) colleagueApproves(t *testing.T, number string) {
	t.Helper()
	var id uuid.UUID
	a := actor.Actor{Role: actor.RoleOfficer}
	row := w.DB.QueryRowContext(t.Context(), `SELECT a.id, p.id, m.organiser_id FROM application a JOIN scheme s ON s.id = a.scheme_id
		JOIN membership m ON m.organiser_id = s.organiser_id JOIN person p ON p.id = m.person_id WHERE a.case_number = $1 AND p.email = 'esittelija@demo.example'`, number)
	if err := row.Scan(&id, &a.Person, &a.Organisation); err != nil {
		t.Fatal(err)
	}
	r, err := w.Admissions.Receipt(t.Context(), a, id)
	if err != nil {
		t.Fatal(err)
	}
	p := admission.Proposal{ID: uuid.New(), ApplicationID: id, Outcome: admission.Approved, Judgements: map[uuid.UUID]admission.Judgement{}}
	for _, one := range r.Snapshot.Requirements {
		p.Judgements[one.ID] = admission.Judgement{Judged: true, Met: true}
	}
	if err := w.Admissions.Prepare(t.Context(), a, p); err != nil {
		t.Fatal(err)
	}
}

// rejects finds the application in the queue, forgets a reason first, and why it departs from what a colleague has prepared,
// and is told.
func (b *tab) rejects(number string) {
	b.t.Helper()
	b.goTo("/fi/hankinta")
	b.enter(b.linkWith(number))
	for _, name := range b.judged() {
		b.tick(fmt.Sprintf("input[name=%q][value=yes]", name))
	}
	b.judges("vastuuvakuutuksenne", "")
	b.judges("omavalvontasuunnitelma", badPlan)
	b.tick("input[name=outcome][value=rejected]")
	b.typeIn("textarea[name=reasons]", badWhole)
	b.submit()
	b.wants(".govuk-error-summary", "Kirjoita perustelu")
	b.held()
	b.judges("vastuuvakuutuksenne", badInsurance)
	b.submit()
	b.wants(".govuk-error-summary", "miksi päätät toisin")
	b.typeIn("textarea[name=departure]", "Vakuutuskirja on luettu tarkemmin.")
	b.submit()
	b.wants("main", "Päätös on tehty", "Hylkäämme hakemuksen", badPlan, badInsurance, badWhole)
	b.held()
}

// changesItsBusinessID mistypes the new one first; what was sent keeps the old one, and its page says so.
func (b *tab) changesItsBusinessID(application, was, becomes string) {
	b.t.Helper()
	b.goTo("/fi/tuottaja/profile")
	b.enter(`main a[href$="/business-id"]`)
	b.wants("main", "Mihin muutos vaikuttaa", "Lähetetty hakemus pysyy nykyisellä Y-tunnuksella", was)
	b.heldAt(locale.Fi, "business-id", 390, 1280)
	b.typeIn("#business_id", "3300001-x")
	b.typeIn("textarea[name=why]", "Toiminimestä tuli osakeyhtiö.")
	b.submit()
	b.wants(".govuk-error-summary", "Y-tunnus")
	b.held()
	b.typeIn("#business_id", becomes)
	b.submit()
	b.wants("main", becomes)
	b.goTo(application)
	b.wants("main", "Y-tunnus oli lähetettäessä "+was+". Nykyinen Y-tunnus on "+becomes)
	b.held()
}

// readsOfTheChange finds it among what is new, and on the case.
func (b *tab) readsOfTheChange(number string) {
	b.t.Helper()
	b.goTo("/fi/hankinta/notices")
	b.wants("main", number, "Hakijan Y-tunnus on vaihtunut")
	b.held()
	b.enter(b.linkWith(number))
	b.wants("main", "Y-tunnus")
	b.held()
}

// judged are the names of the radios that judge the requirements.
func (b *tab) judged() []string {
	b.t.Helper()
	return eval[[]string](b, `[...new Set([...document.querySelectorAll("input[type=radio][name^='met-']")].map(e => e.name))]`)
}

// judges says of the requirement whose title has the words that it is not met, and why.
func (b *tab) judges(title, reason string) {
	b.t.Helper()
	name := eval[string](b, fmt.Sprintf(`(a => a ? a.querySelector("input[type=radio]").name : "")([...document.querySelectorAll("article")].find(a => a.querySelector("h2").innerText.includes(%q)))`, title))
	if name == "" {
		b.t.Fatalf("%s: no requirement %q", b.path(), title)
	}
	b.tick(fmt.Sprintf("input[name=%q][value=no]", name))
	if reason != "" {
		b.typeIn(fmt.Sprintf("article:has(input[name=%q]) textarea", name), reason)
	}
}

// readsTheRejection follows the mail, which says nothing of the case, to the decision with its reasons and appeal.
func (b *tab) readsTheRejection(w *world, a account, number string) {
	b.t.Helper()
	told := w.letter(b.t, a.email, "Hakemuksesta on tehty päätös")
	for _, secret := range []string{badInsurance, badPlan, badWhole, number, a.producer, "Hylk", "hylk", "hylä", "vastuuvakuutus"} {
		if strings.Contains(told.subject+told.text, secret) {
			b.t.Errorf("the mail tells of the case: %q\n%s", secret, told.text)
		}
	}
	b.goTo("/fi/tuottaja/messages")
	b.wants("main", "Hakemuksesta on tehty päätös", number, "Uusi")
	b.heldAt(locale.Fi, "messages", 390, 1280)
	unread := b.count("main .tt-tag--info")
	b.goTo("/fi/tuottaja/applications")
	b.wants(".tt-desknav__groups .tt-badge", fmt.Sprint(unread))
	b.goTo(told.link) // by way of the message, which is then read
	b.wants("main", number, "Hakemus on hylätty")
	b.held()
	b.goTo("/sv/producent/messages")
	if now := b.count("main .tt-tag--info"); now != unread-1 {
		b.t.Errorf("%d messages are new after one of %d was opened from its mail", now, unread)
	}
	b.heldAt(locale.Sv, "messages-sv", 390, 1280)
	b.enter("main form button")
	if now := b.count("main .tt-tag--info, main form"); now != 0 {
		b.t.Errorf("%d are new after all were read", now)
	}
	b.goTo(told.link)
	b.enter(`main a[href$="/decision"]`)
	b.wants("article", number, badInsurance, badPlan, badWhole, "vastuuvakuutuksenne", "omavalvontasuunnitelma")
	b.wants(".tt-appeal", "Ohje oikaisuvaatimuksen tekemiseen", number)
	b.held()
}
