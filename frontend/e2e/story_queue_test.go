package e2e

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// TestAnOfficerAsksPreparesAndApproves goes through an officer's day: told of a new case, takes it, asks the applicant,
// who answers; prepares the decision, finds it by a view of one's own and approves it with its like.
func TestAnOfficerAsksPreparesAndApproves(t *testing.T) {
	w := busyWorld(t)
	kaisa := company(3450000, "Kaisa Kaisla", "kaisa@kaisla-apu.example", "Kaisla-apu Oy")
	b, officer := open(t, w.url, look{}), open(t, w.url, look{noJS: true})
	b.becomesProducer(w, kaisa)
	b.startsAnApplication()
	draft := b.path()
	b.answersAll(draft, evidence(t))
	number := b.sends(draft)

	if _, err := w.Admissions.TellOfficers(t.Context()); err != nil {
		t.Fatal(err)
	}
	officer.signInAs("officer")
	officer.goTo("/fi/hankinta/notices")
	officer.wants("main", number, "Uusi hakemus")
	officer.heldAt(locale.Fi, "officer-notices", 390, 1280)
	officer.enter(officer.linkWith("Kaisla-apu Oy"))
	review := officer.path()
	officer.enter(`form[action$="/take"] button`)
	officer.wants("main", "Hakemus on nyt sinulla")
	officer.asksKaisa(b, draft)
	officer.preparesAll(review)
	officer.approvesAlike(number)
	b.goTo(draft)
	b.wants("main", "Hakemus on hyväksytty")
}

// asksKaisa asks without a question first, then asks; the applicant answers.
func (b *tab) asksKaisa(applicant *tab, application string) {
	b.t.Helper()
	review := b.path()
	b.enter(b.linkWith("Pyydä selvitystä"))
	b.enter("main form button")
	b.wants(".govuk-error-summary", "Kirjoita kysymys")
	b.held()
	until := calendar.Today(time.Now()).AddDays(10)
	for name, value := range map[string]int{"day": until.Day, "month": int(until.Month), "year": until.Year} {
		b.typeIn("#until-"+name, strconv.Itoa(value))
	}
	b.typeIn("textarea[name=question]", "Kattaako vakuutus myös ryhmätoiminnan?")
	b.heldAt(locale.Fi, "officer-ask", 390, 1280)
	b.enter("main form button")
	b.wants("main", "Selvityspyyntö on lähetetty", "Odottaa vastausta", "Odottaa selvitystä")
	b.held()
	b.picture("officer-asked")

	applicant.goTo(application)
	applicant.wants("main", "Odottaa selvitystä")
	applicant.goTo("/fi/tuottaja")
	applicant.wants("main", "Vastaa hakemuksesi kysymykseen", fmt.Sprintf("Vastaa %d.%d.%d mennessä.", until.Day, until.Month, until.Year))
	applicant.enter(applicant.linkWith("Vastaa hakemuksesi kysymykseen"))
	applicant.wants("main", "Kattaako vakuutus myös ryhmätoiminnan?")
	applicant.heldAt(locale.Fi, "question", 390, 1280)
	applicant.typeIn("textarea[name=text]", "Kyllä kattaa.")
	applicant.submit()
	applicant.goTo(application)
	b.goTo(strings.TrimSuffix(review, "?done=taken"))
	b.wants("main", "Kyllä kattaa.", "Vastattu")
}

// preparesAll finds every requirement met and proposes approval.
func (b *tab) preparesAll(review string) {
	b.t.Helper()
	for _, name := range b.judged() {
		b.tick(fmt.Sprintf("input[name=%q][value=yes]", name))
	}
	b.tick("input[name=outcome][value=approved]")
	b.enter(`main button[formaction$="/prepare"]`)
	b.wants("main", "Valmistelu on tallennettu", "ehdottaa hakemuksen hyväksymistä")
	b.heldAt(locale.Fi, "officer-prepared", 390, 1280)
}

// approvesAlike saves a view of what is ready, and approves from there.
func (b *tab) approvesAlike(number string) {
	b.t.Helper()
	b.goTo("/fi/hankinta?stage=ready&who=mine")
	b.wants("main", number)
	b.tabTo("main details summary")
	b.press(kb.Enter)
	b.typeIn("#name", "Valmiit omat")
	b.enter(`main form[action$="/views"] button`)
	b.wants("main", "Näkymä on tallennettu", "Valmiit omat", number)
	b.heldAt(locale.Fi, "officer-view", 390, 1280)
	b.enter(b.linkWith("Hyväksy useita kerralla"))
	if b.count("input[name=cases]") == 0 {
		b.enter("main .tt-bullets a")
	}
	b.wants("main", number)
	b.heldAt(locale.Fi, "officer-alike", 390, 1280)
	b.enter("main form.tt-alike button")
	b.wants("main", "hyväksytty", number)
	b.held()
	b.picture("officer-alike-done")
}
