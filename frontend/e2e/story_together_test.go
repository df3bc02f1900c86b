package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// TestAProducerAppliesToTwoOrganisersInOneGo is by keyboard alone: what two schemes ask in common is answered once, the
// plan is uploaded once and lies in the library with both cases, and shortly before the session ends the page asks whether
// to go on.
func TestAProducerAppliesToTwoOrganisersInOneGo(t *testing.T) {
	w := busyWorld(t)
	ulla := company(3400000, "Ulla Usva", "ulla@usva.example", "Kotiapu Usva Oy")
	b := open(t, w.url, look{})
	b.becomesProducer(w, ulla)
	b.goTo("/fi/tuottaja/applications?organiser=all")
	b.enter(`main a[href$="/together"]`)
	b.heldAt(locale.Fi, "together-choose", 390, 1280)
	b.submit()
	b.wants(".govuk-error-summary", "vähintään kaksi")
	chosen := eval[[]string](b, `[...document.querySelectorAll("main fieldset")].map(f => [...f.querySelectorAll("label")].find(l => /^Palveluseteli/.test(l.textContent))).filter(Boolean).slice(0, 2).map(l => l.htmlFor)`)
	if len(chosen) != 2 {
		t.Fatalf("voucher schemes of two organisers: %q", chosen)
	}
	b.tick("#" + chosen[0])
	b.tabTo(fmt.Sprintf("details:has(#%s) summary", chosen[1])) // other counties than one's own are folded
	b.press(kb.Enter)
	b.tick("#" + chosen[1])
	b.submit()
	tasks := b.path()
	b.wants("main", "Yhteiset kysymykset", "Liitä omavalvontasuunnitelma")
	b.heldAt(locale.Fi, "together-tasks", 390, 1280)
	b.answersTogether(tasks, evidence(t))
	b.picture("together-ready")
	b.enter(`main a[href$="/check"]`)
	b.heldAt(locale.Fi, "together-check", 390, 1280)
	b.submit()
	b.wants("main", "2 hakemusta on lähetetty", "Lähetetty")
	b.heldAt(locale.Fi, "together-receipts", 390, 1280)
	numbers := map[string]bool{}
	for word := range strings.FieldsSeq(b.text("main")) {
		if strings.Count(word, "/") == 2 {
			numbers[word] = true
		}
	}
	if len(numbers) != 2 {
		t.Errorf("case numbers %v", numbers)
	}
	b.goTo("/fi/tuottaja/evidence")
	for number := range numbers {
		b.wants("main", "Omavalvontasuunnitelma", number)
	}
	b.heldAt(locale.Fi, "evidence", 390, 1280)
	b.goTo("/sv/producent/evidence/new/liability_insurance")
	b.heldAt(locale.Sv, "evidence-new", 390)
	b.staysSignedIn()
}

// answersTogether answers all that several drafts ask, each thing once; the plan is first dated in the future.
func (b *tab) answersTogether(tasks, file string) {
	b.t.Helper()
	wrong := true
	for range 30 {
		b.goTo(tasks)
		next := eval[string](b, `(a => a ? a.getAttribute("href") : "")([...document.querySelectorAll("main li")].filter(l => l.querySelector("a[href*='/services'], a[href*='/questions/'], a[href*='/rulebook']") && !/Valmis/.test(l.innerText)).map(l => l.querySelector("a"))[0])`)
		if next == "" {
			return
		}
		b.goTo(next)
		b.held()
		if wrong && b.count("#issued-day") > 0 {
			wrong = false
			b.tabTo("input[type=file]")
			b.do(chromedp.SetUploadFiles("input[type=file]", []string{file}))
			b.day("issued", time.Now().AddDate(0, 0, 2))
			b.submit()
			b.wants(".govuk-error-summary", "tulevaisuudessa")
			b.wants("main", "vakuutus.pdf") // it is not to be uploaded twice
			b.heldAt(locale.Fi, "evidence-wrong", 390, 1280)
			b.day("issued", time.Now().AddDate(0, 0, -2))
			b.submit()
		} else {
			b.answer(file)
		}
		if b.path() == next {
			b.t.Fatalf("%s: the answer was not taken\n%s", next, clip(b.text("main"), 1500))
		}
	}
	b.t.Fatalf("%s: never ready\n%s", tasks, clip(b.text("main"), 1500))
}

// day types a day into its three fields.
func (b *tab) day(field string, day time.Time) {
	b.t.Helper()
	b.typeIn("#"+field+"-day", fmt.Sprint(day.Day()))
	b.typeIn("#"+field+"-month", fmt.Sprint(int(day.Month())))
	b.typeIn("#"+field+"-year", fmt.Sprint(day.Year()))
}

// staysSignedIn lets the session come near its end and goes on.
func (b *tab) staysSignedIn() {
	b.t.Helper()
	b.goTo("/fi/tuottaja/evidence")
	b.wants("footer", "Istuntosi päättyy")
	if eval[bool](b, `document.querySelector("dialog").open`) {
		b.t.Error("the page asks whether to go on at once")
	}
	eval[bool](b, `(d => { d.dataset.until = Date.now() + 300000; document.dispatchEvent(new Event("visibilitychange")); return true })(document.querySelector("dialog"))`)
	b.wants("dialog", "Haluatko jatkaa?", "Jatka istuntoa")
	b.held()
	b.picture("session-dialog")
	b.tabTo("[data-stay]")
	b.press(kb.Enter)
	b.await(`!document.querySelector("dialog").open && Number(document.querySelector("dialog").dataset.until) > Date.now() + 3600000`)
}
