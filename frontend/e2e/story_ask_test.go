package e2e

import (
	"strings"
	"testing"
)

// asksForAService is the rest of the visit of TestAVisitorReportsAnErrorAndTheProducerAnswers: a son asks for the service,
// the producer asks back, he answers and takes his request back, and then nobody reads it.
func asksForAService(t *testing.T, w *world, son, producer *tab, offering string) {
	const wish, address = "Isä tarvitsee apua aamuisin.", "poika.pyytaja@example.fi"
	son.goTo(offering)
	son.enter(`main a[href*="pyyda-palvelua"]`)
	son.wants("main", "Pyydä palvelua", "Mitä pyydät", "Voit myös soittaa")
	son.held()
	son.enter("main form button[value=check]") // nothing is filled in
	son.wants(".govuk-error-summary", "Kirjoita nimesi", "Kirjoita, mitä apua tarvitaan")
	son.held()
	son.typeIn("input[name=name]", "Pekka Pyytäjä")
	son.typeIn("input[name=email]", address)
	son.typeIn("input[name=place]", "40520")
	son.tick("input[name=for][value=close]")
	son.typeIn("textarea[name=wish]", wish)
	son.picture("ask-form")
	son.enter("main form button[value=check]")
	son.wants("main", "Tarkista tiedot", wish, "Mitä tiedoillesi tapahtuu")
	son.held()
	son.picture("ask-check")
	son.tick("input[name=consent]")
	for range 60 { // nobody fills in a form as quickly as a test; what was ticked stays ticked
		if son.enter("main form button[value=send]"); strings.Contains(son.path(), "/palvelupyynto/") {
			break
		}
	}
	son.wants("main", "Pyyntö on lähetetty", "Mitä seuraavaksi tapahtuu", "Odottaa vastausta")
	link, _, _ := strings.Cut(son.path(), "?")
	son.held()
	son.picture("ask-status")

	producer.goTo("/fi/tuottaja")
	producer.enter(`.tt-desknav a[href="/fi/tuottaja/requests"]`)
	producer.wants("main", "Palvelupyynnöt", "Odottaa teitä")
	if producer.mentions("Pyytäjä") {
		t.Error("the list tells who asks")
	}
	producer.held()
	producer.picture("ask-queue")
	producer.enter(`.tt-queue tbody tr:last-child a[href^="/fi/tuottaja/requests/"]`)
	producer.wants("main", wish, "Pekka Pyytäjä", "Odottaa teitä")
	producer.held()
	producer.picture("ask-case")
	producer.tick("input[name=kind][value=question]")
	producer.typeIn("textarea[name=text]", "Montako kertaa viikossa?")
	producer.enter(`form[action$="answer"] button[type=submit]`)
	producer.wants("main", "Vastaus on lähetetty")

	letter := w.letter(t, address, "Pyyntöösi on tullut uutta")
	if letter.link != link || strings.Contains(letter.text, "viikossa") {
		t.Errorf("the mail leads to %s, not to %s:\n%s", letter.link, link, letter.text)
	}
	son.goTo(letter.link)
	son.wants("main", "Tuottaja kysyy sinulta", "Montako kertaa viikossa?")
	son.held()
	son.typeIn("textarea[name=text]", "Viidesti.")
	son.enter(`form[action$="reply"] button[type=submit]`)
	son.wants("main", "Viesti on lähetetty", "Viidesti.")
	son.picture("ask-answered")

	guidance := open(t, w.url, look{})
	guidance.signInAs("guidance")
	guidance.goTo("/fi/hankinta/requests")
	guidance.wants("main", "Palvelupyynnöt palveluittain", "Avoinna nyt")
	if guidance.mentions("Pyytäjä") {
		t.Error("a guidance worker sees who asks")
	}
	guidance.held()
	guidance.picture("ask-counts")

	son.enter(`main a[href*="/withdraw?"]`)
	son.wants("main", "Haluatko perua pyynnön?")
	son.held()
	son.enter("main form button[type=submit]")
	son.wants("main", "Pyyntö on peruttu ja tiedot poistettu", "Peruit pyynnön")
	son.held()
	producer.goTo("/fi/tuottaja/requests?view=closed")
	producer.enter(`.tt-queue a[href^="/fi/tuottaja/requests/"]`)
	producer.wants("main", "Pyytäjän tiedot ja viestit on poistettu")
	if producer.mentions("Pekka") {
		t.Error("what was erased is shown")
	}
	producer.held()
	if logs := w.logs.text(); strings.Contains(logs, "pyytaja@") || strings.Contains(logs, link) {
		t.Error("the log tells who asks, or the secret address")
	}
}
