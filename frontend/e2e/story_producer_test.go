package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestAProducerIsAdmittedListsAServiceAndTheOfficerSuspendsIt is the whole thread, by keyboard alone: a producer signs
// up, applies to a voucher scheme and is approved, lists a service with a price; the public finds it with its own share;
// the officer suspends it and it is gone from every page and answer at once.
func TestAProducerIsAdmittedListsAServiceAndTheOfficerSuspendsIt(t *testing.T) {
	w := busyWorld(t)
	producer, officer := open(t, w.url, look{}), open(t, w.url, look{})
	aino := account{name: "Aino Aamu", email: "aino@kotiapu-aamu.example", businessID: "2345678-0", producer: "Kotiapu Kajastus Oy"}
	mistypesTheBusinessID(producer)
	producer.signsUp(aino)
	producer.confirms(w, aino)
	producer.signsIn(aino.email, password)
	producer.wants("main", aino.producer)
	producer.held()
	producer.picture("desk-home")
	addsUnitAndPoint(producer)
	number := applies(producer, evidence(t))
	approves(w, officer, number)
	producer.goTo(w.mail(t, aino.email, "Hakemuksesta on tehty päätös"))
	producer.held()
	producer.wants("main", number, "Hyväksytty")
	listsService(producer)

	const query = "q=Kotiapu+Kajastus&place=40520"
	visitor := open(t, w.url, look{width: 390})
	w.waitTotal(t, query, 1)
	visitor.goTo("/fi/palvelut?" + query)
	visitor.wants(".tt-card", "Kotiapu Kajastus", "€/t", "Hinta", "Palveluseteli")
	price, value, share := visitor.amounts()
	if share != price-value || price != 4150 {
		t.Errorf("own share %d, price %d, value %d", share, price, value)
	}
	visitor.held()
	visitor.enter(".tt-card h3 a")
	offering := visitor.path()
	visitor.held()

	suspends(officer, "Kotiapu Kajastus")
	for _, path := range []string{offering, "/api/v1/offerings/" + offering[strings.LastIndex(offering, "/")+1:]} {
		if status, body, _ := w.get(t, path); status != 404 && status != 410 {
			t.Errorf("%s: still %d after the suspension\n%s", path, status, clip(body, 300))
		}
	}
	if _, body, _ := w.get(t, "/fi/palvelut?"+query); strings.Contains(body, "<h3><a href=\""+offering) {
		t.Error("the result page still shows the suspended producer")
	}
	if _, body, _ := w.get(t, "/api/v1/offerings?"+query); strings.Contains(body, "Kotiapu Kajastus Oy") {
		t.Error("the API still answers with the suspended producer")
	}

	producer.goTo(w.mail(t, aino.email, "Hyväksyminen on keskeytetty"))
	producer.wants("main", "Keskeytetty", "Vakuutus on päättynyt.")
	producer.held()
	liftsTheSuspension(officer, "Kotiapu Kajastus")
	w.waitTotal(t, query, 1)
	visitor.goTo("/fi/palvelut?" + query)
	visitor.enter(".tt-card h3 a")
	visitor.wants("h1", "Kotiapu Kajastus")
	producer.goTo(w.mail(t, aino.email, "Keskeytys on päättynyt"))
	producer.wants("main", "Voimassa")
}

// pick chooses a value of a select or of a group of radios, whichever the page has.
func (b *tab) pick(name, value string) {
	b.t.Helper()
	if b.count(fmt.Sprintf("select[name=%s]", name)) > 0 {
		b.choose(fmt.Sprintf("select[name=%s]", name), value)
		return
	}
	b.tick(fmt.Sprintf("input[name=%s][value=%q]", name, value))
}

// submit presses the page's main button, the last of its forms' buttons that is not secondary.
func (b *tab) submit() {
	b.t.Helper()
	b.enter("main form button:not([class*=secondary]):not(.tt-btn2)")
}

func addsUnitAndPoint(b *tab) {
	b.t.Helper()
	b.goTo("/fi/tuottaja/units/new")
	b.typeIn("#name", "Kotiapu Kajastus, Jyväskylä")
	b.typeIn("#phone", "014 000 9876")
	b.submit()
	b.held()
	if b.count("#place") == 0 {
		b.enter(`main a[href*="/points/new"]`)
	}
	b.typeIn("#name", "Kuokkalan toimisto")
	b.typeIn("#street", "Syöttäjänkatu 4")
	b.typeIn("#place", "Kuokkala ja sen takana")
	b.submit()
	b.wants(".govuk-error-summary", "")
	b.typeIn("#place", "40520")
	b.submit()
	b.held()
	b.picture("desk-units")
}

func evidence(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "vakuutus.pdf")
	if err := os.WriteFile(file, []byte("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// applies answers the case number of the application to Central Finland's voucher scheme.
func applies(b *tab, file string) string {
	b.t.Helper()
	b.goTo("/fi/tuottaja/applications")
	b.held()
	b.enter(b.linkWith("Palveluseteli"))
	b.held()
	b.submit()
	b.picture("apply-tasks")
	draft := b.path()
	b.answersAll(draft, file)
	return b.sends(draft)
}

// answersAll goes from the task list to each section that is not ready, and answers it.
func (b *tab) answersAll(draft, file string) {
	b.t.Helper()
	for range 20 {
		next := eval[string](b, `(a => a ? a.getAttribute("href") : "")([...document.querySelectorAll("main li")].filter(l => l.querySelector("a[href*='/services'], a[href*='/requirements/'], a[href*='/rulebook']") && !/Valmis/.test(l.innerText)).map(l => l.querySelector("a"))[0])`)
		if next == "" {
			b.held()
			return
		}
		b.goTo(next)
		b.held()
		b.answer(file)
		if b.path() == next {
			b.t.Fatalf("%s: the answer was not taken\n%s", next, clip(b.text("main"), 1500))
		}
	}
	b.t.Fatalf("%s: never ready\n%s", draft, clip(b.text("main"), 1500))
}

// sends checks the answers of a draft that is ready, sends it, and answers the case number on the receipt.
func (b *tab) sends(draft string) string {
	b.t.Helper()
	b.goTo(draft)
	b.picture("apply-ready")
	b.enter(`main a[href$="/check"]`)
	b.held()
	b.picture("apply-check")
	b.submit()
	b.wants("main", "Hakemus on lähetetty")
	b.held()
	b.picture("apply-receipt")
	text := b.text("main")
	for word := range strings.FieldsSeq(text) {
		if strings.HasPrefix(word, "15/") {
			b.goTo(draft)
			b.wants("main", strings.Trim(word, ".,"))
			return strings.Trim(word, ".,")
		}
	}
	b.t.Fatalf("no case number on the receipt:\n%s", text)
	return ""
}

// linkWith is a selector of the first link in main whose list item or row has all the words.
func (b *tab) linkWith(words ...string) string {
	b.t.Helper()
	href := eval[string](b, fmt.Sprintf(`(words => { for (const a of document.querySelectorAll("main a")) {
		const near = a.closest("li, tr, section, article") || a;
		if (words.every(w => near.innerText.includes(w))) return a.getAttribute("href"); } return ""; })(%s)`, jsonList(words)))
	if href == "" {
		b.t.Fatalf("%s: no link with %q\n%s", b.path(), words, clip(b.text("main"), 2000))
	}
	return fmt.Sprintf("main a[href=%q]", href)
}

func jsonList(words []string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = fmt.Sprintf("%q", w)
	}
	return "[" + strings.Join(quoted, ",") + "]"
}

// answer fills whatever one question the page asks, well enough to be taken.
func (b *tab) answer(file string) {
	b.t.Helper()
	switch {
	case b.count("input[name=services]") > 0:
		b.tick(`input[name=services][value=home_care]`)
		b.tick(`input[name=services][value=cleaning]`)
	case b.count("input[name=accept]") > 0:
		b.tick("input[name=accept]")
	case b.count("input[type=file]") > 0:
		b.tabTo("input[type=file]") // a file dialog is the system's own: the file is set for it
		b.do(chromedp.SetUploadFiles("input[type=file]", []string{file}))
		if b.count("#issued-day") > 0 {
			b.day("issued", time.Now().AddDate(0, 0, -1))
		}
	case b.count("input[type=radio][name=answer]") > 0:
		b.tick(`input[name=answer][value=yes]`)
	case b.count("#answer-day") > 0:
		b.day("answer", time.Now().AddDate(1, 0, 0))
	case b.count("textarea[name=answer]") > 0:
		b.typeIn("textarea[name=answer]", "Omavalvontasuunnitelma on verkkosivuillamme.")
	default:
		b.typeIn("input[name=answer]", "500000")
	}
	b.submit()
}

func (b *tab) signInAs(role string) {
	b.t.Helper()
	b.goTo("/fi/kirjaudu")
	b.enter(fmt.Sprintf("button[name=role][value=%q]", role))
}

func approves(w *world, b *tab, number string) {
	b.t.Helper()
	b.signInAs("officer")
	b.held()
	b.wants("main", number)
	b.picture("officer-queue")
	b.enter(b.linkWith(number))
	b.held()
	b.picture("officer-review")
	if b.count(`form[action$="/take"] button`) > 0 {
		b.enter(`form[action$="/take"] button`)
	}
	review := b.path()
	b.tick("input[name=outcome][value=approved]")
	b.submit()
	b.wants(".govuk-error-summary", "")
	b.held()
	for _, name := range eval[[]string](b, `[...new Set([...document.querySelectorAll("input[type=radio][name^='met-']")].map(e => e.name))]`) {
		b.tick(fmt.Sprintf("input[name=%q][value=yes]", name))
	}
	b.tick("input[name=outcome][value=approved]")
	b.submit()
	b.held()
	b.picture("officer-decided")
	b.wants("main", "Hyväksy")
	b.goTo(review)
	b.held()
}

func listsService(b *tab) {
	b.t.Helper()
	b.goTo("/fi/tuottaja/offerings")
	b.held()
	b.submit()
	for range 12 {
		b.held()
		step := b.path()
		if strings.HasSuffix(step, "/done") {
			b.picture("offer-done")
			return
		}
		b.offerStep()
		if b.path() == step {
			b.t.Fatalf("%s: the step was not taken\n%s", step, clip(b.text("main"), 1500))
		}
	}
	b.t.Fatal("the steps of an offering never end")
}

// offerStep fills one step of making an offering.
func (b *tab) offerStep() {
	b.t.Helper()
	b.picture("offer-" + b.path()[strings.LastIndex(b.path(), "/")+1:])
	if b.count("input[type=radio][name=service]") > 0 {
		b.tick("input[name=service][value=home_care]")
	} else if b.count("input[type=radio][name=at_home]") > 0 {
		b.tick("input[name=at_home][value=yes]")
	} else if b.count("input[type=radio]") > 0 {
		b.tick("input[type=radio]")
	}
	if b.count("input[type=checkbox]") > 0 && b.count("input[type=checkbox]:checked") == 0 {
		b.tick("input[type=checkbox]")
	}
	if b.count("input[name=price]") > 0 {
		b.typeIn("input[name=price]", "41,50")
	}
	b.submit()
}

// waitTotal waits for the index to have the change.
func (w *world) waitTotal(t *testing.T, query string, want int) {
	t.Helper()
	total := w.total(t, query)
	for deadline := time.Now().Add(20 * time.Second); total != want; total = w.total(t, query) {
		if time.Now().After(deadline) {
			t.Fatalf("%s: %d, want %d", query, total, want)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// total is how many offerings the API finds.
func (w *world) total(t *testing.T, query string) int {
	t.Helper()
	var answer struct{ Total int }
	if err := w.json("/api/v1/offerings?"+query, &answer); err != nil {
		t.Fatal(err)
	}
	return answer.Total
}

// amounts reads price, voucher value and own share from the first card, in cents.
func (b *tab) amounts() (price, value, share int) {
	b.t.Helper()
	cents := func(s string) int {
		n := 0
		for _, r := range s {
			if r >= '0' && r <= '9' {
				n = 10*n + int(r-'0')
			}
		}
		return n
	}
	calc := b.texts(".tt-card:first-child .tt-card__calc b")
	if len(calc) != 2 {
		b.t.Fatalf("the card does not show price and voucher: %q", calc)
	}
	sum := b.texts(".tt-card:first-child .tt-card__sum")
	before, _, _ := strings.Cut(sum[0], "€")
	return cents(calc[0]), cents(calc[1]), cents(before)
}

func suspends(b *tab, name string) {
	b.t.Helper()
	b.goTo("/fi/hankinta/admissions?text=" + strings.ReplaceAll(name, " ", "+"))
	b.held()
	b.picture("officer-admissions")
	b.enter(b.linkWith(name))
	b.held()
	b.enter(`main a[href$="/suspend"]`)
	b.held()
	b.picture("officer-suspend")
	b.tick("input[name=length]")
	b.tick("input[name=ground][value=harm]")
	b.typeIn("textarea[name=why]", "Asiakkaat olisivat vakuutuksetta.")
	b.typeIn("textarea[name=reasons]", "Vakuutus on päättynyt.")
	b.submit()
	b.held()
	b.wants("main", "Keskeytetty", "Vakuutus on päättynyt.")
}

func liftsTheSuspension(b *tab, name string) {
	b.t.Helper()
	b.goTo("/fi/hankinta/admissions?text=" + strings.ReplaceAll(name, " ", "+"))
	b.wants("main", "Keskeytetty")
	b.enter(b.linkWith(name))
	b.enter(`main a[href$="/lift"]`)
	b.held()
	b.typeIn("textarea[name=reasons]", "Vakuutus on uusittu.")
	b.submit()
	b.wants("main", "Keskeytys on lopetettu", "Voimassa")
	b.held()
}
