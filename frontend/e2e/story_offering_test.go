package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

// TestAProducerChangesAPriceFromADayAndTellsOfRoomInTwoClicks is the demo producer's ordinary week. What holds today is on
// the public page at once; what holds from a later day is not.
func TestAProducerChangesAPriceFromADayAndTellsOfRoomInTwoClicks(t *testing.T) {
	w := busyWorld(t)
	b, visitor := open(t, w.url, look{}), open(t, w.url, look{width: 390, noJS: true})
	b.signInAs("producer")
	b.enter(`nav a[href="/fi/tuottaja/offerings"]`)
	b.held()
	b.enter(b.linkWith("Kotihoito", "Jyväskylä"))
	b.held()
	own := b.path()
	public := eval[string](b, `document.querySelector("main a[href^='/fi/palvelut/']").getAttribute("href")`)

	today := calendar.Today(time.Now())
	b.prices("47,31", today)
	visitor.goTo(public)
	visitor.wants("main", "47,31")
	b.prices("52,93", today.AddDays(40))
	b.wants("main", "47,31", "Voimassa nyt", "52,93", "Tulossa")
	b.held()
	visitor.goTo(public)
	visitor.wants("main", "47,31", "Tulevat hinnat", "alkaen 52,93")
	for _, now := range []string{"aside .tt-card__pay", "#prices dl"} {
		if got := visitor.text(now); got == "" || strings.Contains(got, "52,93") {
			t.Errorf("%s: a price of a later day is shown as today's: %q", public, got)
		}
	}
	visitor.held()

	for _, now := range []struct {
		state, words string
		tell         func(*tab, string, string)
	}{{"full", "Täynnä", (*tab).tellsOfRoom}, {"free", "Tilaa on", (*tab).tapsRoom}} { // who has room may already have told of a wait, which stays
		now.tell(b, own, now.state)
		b.wants("main", "Tilanne on päivitetty")
		visitor.goTo(public)
		visitor.wants("main", now.words)
	}
	b.held()
}

// prices sets a price from a day on, on the page of an offering; first it forgets the price.
func (b *tab) prices(amount string, from calendar.Date) {
	b.t.Helper()
	b.enter(`main a[href$="/price"]`)
	b.typeIn("input[name=price]", "")
	b.typeIn("#from-day", fmt.Sprint(from.Day))
	b.typeIn("#from-month", fmt.Sprint(int(from.Month)))
	b.typeIn("#from-year", fmt.Sprint(from.Year))
	b.submit()
	b.wants(".govuk-error-summary", "hinta")
	b.held()
	if day := eval[string](b, `document.querySelector("#from-day").value`); day != fmt.Sprint(from.Day) {
		b.t.Errorf("%s: the day that was typed is gone: %q", b.path(), day)
	}
	b.typeIn("input[name=price]", amount)
	b.submit()
	b.wants("main", "Hinta on tallennettu", amount)
}

// tellsOfRoom opens the form in the list of offerings and presses the word that is true: two presses of a key.
func (b *tab) tellsOfRoom(offering, state string) {
	b.t.Helper()
	b.goTo("/fi/tuottaja/offerings")
	form := fmt.Sprintf(`form[action^=%q]`, offering+"/vacancy")
	details := fmt.Sprintf("details:has(%s)", form)
	if b.hidden(form) {
		b.tabTo(details + " > summary")
		b.press(" ")
	}
	b.held()
	b.enter(fmt.Sprintf("%s button[value=%s]", form, state))
}

// tapsRoom does the same on a phone by a finger: two taps from the list, each on something large enough to be hit.
func (b *tab) tapsRoom(offering, state string) {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(390, 800))
	b.goTo("/fi/tuottaja/offerings")
	form := fmt.Sprintf(`form[action^=%q]`, offering+"/vacancy")
	b.fits()
	for _, target := range []string{fmt.Sprintf("details:has(%s) > summary", form), fmt.Sprintf("%s button[value=%s]", form, state)} {
		if high := eval[float64](b, fmt.Sprintf(`document.querySelector(%q).getBoundingClientRect().height`, target)); high < 24 {
			b.t.Errorf("%s is %.0f px high", target, high)
		}
		b.do(chromedp.Click(target))
	}
	b.await(`document.querySelector("main").innerText.includes("Tilanne on päivitetty")`)
	b.do(chromedp.EmulateViewport(1280, 1000))
}

// TestTwoPeopleOnOneOfferingKeepWhatTheyTyped opens one offering's form in two browsers.
func TestTwoPeopleOnOneOfferingKeepWhatTheyTyped(t *testing.T) {
	w := busyWorld(t)
	one, other := open(t, w.url, look{}), open(t, w.url, look{width: 390})
	one.signInAs("producer")
	other.signInAs("producer")
	one.goTo("/fi/tuottaja/offerings")
	one.enter(one.linkWith("Siivouspalvelu"))
	one.enter(`main a[href$="/edit"]`)
	other.goTo(one.path())
	one.typeIn("textarea[name=description_fi]", "Siivoamme joka toinen viikko.")
	other.typeIn("textarea[name=description_fi]", "Siivoamme joka viikko.")
	other.submit()
	other.wants("main", "Palvelun tiedot on tallennettu", "Siivoamme joka viikko.")
	one.submit()
	one.wants("main", "Joku muu on muuttanut näitä tietoja", "Siivoamme joka viikko.")
	if typed := eval[string](one, `document.querySelector("textarea[name=description_fi]").value`); !strings.Contains(typed, "joka toinen") {
		t.Errorf("%s: what was typed is gone: %q", one.path(), typed)
	}
	one.held()
	one.submit()
	one.wants("main", "Palvelun tiedot on tallennettu", "Siivoamme joka toinen viikko.")
}
