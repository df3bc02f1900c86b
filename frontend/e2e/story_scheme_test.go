package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// TestAnOfficerMakesADynamicPurchasingSystem makes a scheme from a preset without code, publishes it, and a producer sees
// it open; then it is changed by a new version, closed for a time, reopened and ended.
func TestAnOfficerMakesADynamicPurchasingSystem(t *testing.T) {
	w := busyWorld(t)
	officer, producer := open(t, w.url, look{}), open(t, w.url, look{})
	officer.signInAs("officer")
	officer.begins("dps")
	officer.namesIt("Siivouksen hankintajärjestelmä")
	officer.addsAService("cleaning", "hour", "#fee_min", "12,5")
	tasks, _, _ := strings.Cut(officer.path(), "?")
	officer.isForAnArea(tasks)
	officer.lookedAt("scheme-handling", tasks+"/handling")
	officer.lookedAt("scheme-requirement", tasks+"/requirements/new")
	scheme := officer.publishes("Tarvitsemme lisää siivouspalvelua.")
	officer.mayNotRedraw()

	petra := company(3150000, "Petra Pesu", "petra@pesu-apu.example", "Pesu-apu Oy")
	producer.becomesProducer(w, petra)
	producer.goTo("/fi/tuottaja/applications?organiser=15")
	producer.enter(producer.linkWith("Siivouksen hankintajärjestelmä"))
	producer.wants("main", "Siivouksen hankintajärjestelmä", "poissulkemisperuste")
	draft := producer.beginsToAnswer()

	officer.changesTheFirstQuestion(scheme)
	producer.answersAgain(draft)
	officer.closesAndReopens(scheme)
	producer.goTo("/fi/tuottaja/applications?organiser=15")
	producer.wants("main", "Siivouksen hankintajärjestelmä")
	officer.ends(scheme)
}

// beginsToAnswer begins to apply to the scheme whose page is open, answers its first question, and answers the draft's address.
func (b *tab) beginsToAnswer() string {
	b.t.Helper()
	b.submit()
	draft := b.path()
	b.enter(`main li a[href*="/requirements/"]`)
	b.tick("input[name=answer][value=yes]")
	b.submit()
	b.wants("main", "Tallennettu", "Valmis")
	return draft
}

// answersAgain is told that the first question has changed, sees what was answered, and answers.
func (b *tab) answersAgain(draft string) {
	b.t.Helper()
	b.goTo(draft)
	b.wants("main", "vaatimuksia on muutettu", "Kysymys on muuttunut. Vastaa uudelleen. Aiempi vastauksesi: Poissulkemisperusteita ei ole.", "Koskeeko teitä pakollinen poissulkemisperuste?")
	b.heldAt(locale.Fi, "draft-changed", 390, 1280)
	b.enter(`main li a[href*="/requirements/"]`)
	b.wants("main", "Kysymys on muuttunut")
	b.heldAt(locale.Fi, "question-changed", 390, 1280)
	b.tick("input[name=answer][value=yes]")
	b.submit()
	b.wants("main", "Tallennettu")
}

// begins makes a scheme of a preset and stands on its task list.
func (b *tab) begins(regime string) {
	b.t.Helper()
	b.goTo("/fi/hankinta/schemes")
	b.wants("main", "Perusta uusi", "Palveluseteli")
	b.enter(`main a[href$="/schemes/new"]`)
	b.submit()
	b.wants(".govuk-error-summary", "Valitse")
	b.held()
	b.tick(fmt.Sprintf("input[name=regime][value=%q]", regime))
	b.submit()
	b.wants("main", "Lisää vähintään yksi palvelu", "10 vaatimusta")
}

func (b *tab) namesIt(name string) {
	b.t.Helper()
	b.enter(`main a[href$="/edit/basics"]`)
	b.typeIn("#name_fi", "")
	b.submit()
	b.wants(".govuk-error-summary", "")
	b.held()
	b.typeIn("#name_fi", name)
	b.submit()
	b.wants("main", "Tallennettu", name)
}

func (b *tab) addsAService(service, unit, field, amount string) {
	b.t.Helper()
	tasks := b.path()
	b.enter(`main a[href$="/edit/services"]`)
	b.enter(`main a[href$="/services/new"]`)
	b.pick("service", service)
	b.pick("unit", unit)
	b.typeIn(field, "paljon")
	b.submit()
	b.wants(".govuk-error-summary", "euroina")
	b.held()
	b.typeIn(field, amount)
	b.typeIn("#cap", "40")
	b.tabTo("main details summary")
	b.press(kb.Enter)
	b.typeIn("#cap_evening", "39,99")
	b.submit()
	b.wants(".govuk-error-summary", "arkipäivien katto")
	b.held()
	b.picture("scheme-service")
	b.typeIn("#cap_evening", "46")
	b.submit()
	b.wants("main", "Tallennettu", "Asiakasmaksu vähintään 12,50", "Hintakatto, Ilta: 46,00")
	b.held()
	b.goTo(tasks)
}

// isForAnArea chooses the first area that the organiser has drawn.
func (b *tab) isForAnArea(tasks string) {
	b.t.Helper()
	b.lookedAt("scheme-areas", tasks+"/areas")
	b.goTo(tasks + "/areas")
	b.tick(`main input[name=areas]`)
	b.submit()
	b.wants("main", "Tallennettu", "1 alue")
}

// mayNotRedraw tries to change the parts of an area that a scheme is for: that is the scheme's form's, which says whom it touches.
func (b *tab) mayNotRedraw() {
	b.t.Helper()
	was := b.path()
	b.goTo("/fi/hankinta/areas")
	b.held()
	b.enter("main td a, main th a")
	b.wants("main", "Nämä järjestämistavat koskevat vain tätä aluetta", "Siivouksen hankintajärjestelmä")
	b.typeIn("textarea[name=parts]", "40270")
	b.submit()
	b.wants(".govuk-error-summary", "Järjestämistapa koskee tätä aluetta")
	b.heldAt(locale.Fi, "scheme-area", 390, 1280)
	b.goTo(was)
}

// publishes goes from the task list through the check, and answers the address of the scheme.
func (b *tab) publishes(reasons string) string {
	b.t.Helper()
	b.enter(`main a[href$="/edit/check"]`)
	b.picture("scheme-check")
	b.submit()
	b.wants(".govuk-error-summary", "Kirjoita perustelut")
	b.held()
	b.typeIn("textarea[name=reasons]", reasons)
	b.submit()
	b.wants("main", "Julkaistu", "Haku auki", reasons)
	path, _, _ := strings.Cut(b.path(), "?")
	b.lookedAt("scheme", path)
	return path
}

func (b *tab) changesTheFirstQuestion(scheme string) {
	b.t.Helper()
	b.goTo(scheme)
	b.enter(`main form[action$="/change"] button`)
	tasks := b.path()
	b.goTo(tasks + "/requirements")
	b.enter("main dl a")
	b.typeIn("#title_fi", "Koskeeko teitä pakollinen poissulkemisperuste?")
	b.submit()
	b.goTo(tasks + "/check")
	b.wants("main", "Mitä muuttuu", "Koskeeko teitä pakollinen poissulkemisperuste?", "Keitä tämä koskee", "vastataan uudelleen")
	b.held()
	b.picture("scheme-changes")
	b.typeIn("textarea[name=reasons]", "Kysymys on selvempi.")
	b.submit()
	b.wants("main", "Versio 2 julkaistu", "Versio 1 julkaistu")
	b.enter(b.linkWith("Versio 2 julkaistu"))
	b.wants("main", "Kysymys on selvempi.", "Koskeeko teitä")
	b.held()
}

// closesAndReopens is refused during the first round, and closes after it.
func (b *tab) closesAndReopens(scheme string) {
	b.t.Helper()
	b.goTo(scheme + "/acts/close")
	b.typeIn("textarea[name=reasons]", "Hakemukset käsitellään.")
	b.submit()
	b.wants(".govuk-error-summary", "30 päivää")
	b.held()
	b.picture("scheme-close")
	b.typesDay("from", time.Now().AddDate(0, 0, 40))
	b.submit()
	b.wants("main", "Suljettu väliaikaisesti", "kunnes järjestämistapa avataan uudelleen")
	b.goTo(scheme + "/acts/reopen")
	b.typeIn("textarea[name=reasons]", "Ei tarvitakaan.")
	b.submit()
	b.wants("main", "Avattu uudelleen", "Haku auki")
	b.held()
}

func (b *tab) ends(scheme string) {
	b.t.Helper()
	b.goTo(scheme + "/acts/end")
	b.held()
	b.picture("scheme-end")
	b.typesDay("from", time.Now().AddDate(0, 0, 60))
	b.typeIn("textarea[name=reasons]", "Palvelu tuotetaan itse.")
	b.submit()
	b.wants("main", "Viimeinen päivä on merkitty", "Viimeiseksi päiväksi merkitty")
}

func (b *tab) typesDay(field string, day time.Time) {
	b.t.Helper()
	b.typeIn("#"+field+"-day", fmt.Sprint(day.Day()))
	b.typeIn("#"+field+"-month", fmt.Sprint(int(day.Month())))
	b.typeIn("#"+field+"-year", fmt.Sprint(day.Year()))
}

// lookedAt holds a page of the officers' desk in three languages on a phone and on a desk, and comes back to where the
// reader was.
func (b *tab) lookedAt(name, path string) {
	b.t.Helper()
	was := b.path()
	for _, l := range []struct {
		lang locale.Lang
		path string
	}{
		{locale.Sv, strings.NewReplacer("/fi/hankinta", "/sv/upphandling", "/fi/yllapito", "/sv/administration", "/fi/kirjaudu", "/sv/logga-in", "/fi/tili", "/sv/konto").Replace(path)},
		{locale.En, strings.NewReplacer("/fi/hankinta", "/en/procurement", "/fi/yllapito", "/en/administration", "/fi/kirjaudu", "/en/sign-in", "/fi/tili", "/en/account").Replace(path)}, {locale.Fi, path},
	} {
		b.goTo(l.path)
		b.heldAt(l.lang, name+"-"+string(l.lang), 390, 1280)
	}
	b.goTo(was)
}
