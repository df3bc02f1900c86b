package e2e

import "testing"

// TestAProducerTellsWhenAPlaceIsOpenHowOneGetsInAndWhatAPriceIncludes fills the three forms by keyboard, and reads on the
// public page what they told.
func TestAProducerTellsWhenAPlaceIsOpenHowOneGetsInAndWhatAPriceIncludes(t *testing.T) {
	w := busyWorld(t)
	b, visitor := open(t, w.url, look{noJS: true}), open(t, w.url, look{width: 390, noJS: true})
	b.signInAs("producer")
	b.goTo("/fi/tuottaja/units")
	b.enter(`main a[href$="/hours"]`)
	b.held()
	b.tick(`input[name=state][value=regular]`)
	b.typeIn(`input[name=day0-opens]`, "16")
	b.typeIn(`input[name=day0-closes]`, "25.00")
	b.submit()
	b.wants(".govuk-error-summary", "Maanantai")
	b.held()
	b.typeIn(`input[name=day0-opens]`, "7.15")
	b.typeIn(`input[name=day0-closes]`, "16")
	b.submit()
	b.wants("main", "Aukioloajat on tallennettu")
	b.enter(`main a[href$="/facts"]`)
	b.held()
	b.tick(`input[name=fact-step_free_entrance][value=yes]`)
	b.submit()
	b.wants("main", "Esteettömyyden tiedot on tallennettu")

	b.enter(`nav a[href="/fi/tuottaja/offerings"]`)
	b.enter(b.linkWith("Kotihoito", "Jyväskylä"))
	public := eval[string](b, `document.querySelector("main a[href^='/fi/palvelut/']").getAttribute("href")`)
	b.enter(`main a[href$="/included"]`)
	b.held()
	b.tick(`input[name=included-travel][value=extra]`)
	b.submit()
	b.wants("main", "Työntekijän matka luoksesi")
	visitor.goTo(public)
	visitor.wants("main", "Maksaa erikseen", "Työntekijän matka luoksesi")
	visitor.held()
}
