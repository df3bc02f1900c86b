package e2e

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// TestAPriceWaitsForAYesAndAnAreaIsDrawn: an officer draws an area and a producer chooses it; a price for evenings holds at
// once; when the scheme begins to ask for approval, a new price waits until the officer has said yes, and the old one stays in
// the history; and the producer's own system tells with a token that there is no room.
func TestAPriceWaitsForAYesAndAnAreaIsDrawn(t *testing.T) {
	w := busyWorld(t)
	officer, producer, visitor := open(t, w.url, look{}), open(t, w.url, look{width: 390}), open(t, w.url, look{width: 390, noJS: true})
	officer.signInAs("officer")
	officer.toSection("/fi/hankinta/areas")
	officer.drawsAnArea()

	producer.signInAs("producer")
	producer.goTo("/fi/tuottaja/offerings")
	producer.enter(producer.linkWith("Siivouspalvelu"))
	own := producer.path()
	public := eval[string](producer, `document.querySelector("main a[href^='/fi/palvelut/']").getAttribute("href")`)
	producer.enter(`main a[href$="/edit"]`)
	producer.wants("main", "Kuokkalan palvelualue", "Kuokkala, 40520 Jyväskylä")
	producer.tick("#" + eval[string](producer, `[...document.querySelectorAll("input[name=drawn]")].find(i => i.parentElement.textContent.includes("Kuokkalan")).id`))
	producer.typeIn("textarea[name=parts]", "Ei mikään paikka")
	producer.submit()
	producer.wants(".govuk-error-summary", "Ei mikään paikka")
	producer.typeIn("textarea[name=parts]", "41120\nKeljo")
	producer.held()
	producer.submit()
	producer.wants("main", "Palvelun tiedot on tallennettu", "Kuokkalan palvelualue", "41120 Puuppola")
	visitor.goTo(public)
	visitor.wants("#area", "Kuokkalan palvelualue", "41120 Puuppola")
	visitor.held()

	producer.goTo(own)
	producer.enter(`main a[href$="/times"]`)
	producer.held()
	producer.submit()
	producer.wants(".govuk-error-summary", "Valitse, mille ajalle hinta on.", "Kirjoita hinta.")
	producer.tick(`input[name=class][value=evening]`)
	producer.typeIn("input[name=percent]", "120")
	today := calendar.Today(time.Now())
	producer.from(today)
	producer.submit()
	producer.wants("main", "Hinta on tallennettu", "Ilta", "120 % arkihinnasta")
	visitor.goTo(public)
	visitor.wants("#prices", "Hinta muina aikoina", "Ilta")

	w.DB.MustExecContext(t.Context(), `UPDATE scheme SET price_approval = true WHERE id = (SELECT a.scheme_id FROM offering o JOIN admission a ON a.id = o.admission_id WHERE o.id = $1)`,
		public[strings.LastIndex(public, "/")+1:])
	before := visitor.text("#prices")
	producer.goTo(own)
	producer.enter(`main a[href$="/price"]`)
	producer.wants("main", "Hyvinvointialue hyväksyy hinnan muutokset")
	producer.typeIn("input[name=price]", "61,73")
	producer.from(today)
	producer.submit()
	producer.wants("main", "lähetetty hyvinvointialueen hyväksyttäväksi", "Odottaa hyväksymistä", "61,73")
	producer.held()
	visitor.goTo(public)
	if now := visitor.text("#prices"); now != before {
		t.Errorf("a price that waits is shown: %q", now)
	}
	officer.goTo("/fi/hankinta/prices")
	officer.wants("main", "Siivouspalvelu", "61,73", "%")
	officer.held()
	officer.tick(`section:has(a) input[name=proposals]`)
	officer.enter("button[value=refuse]")
	officer.wants(".govuk-error-summary", "Kirjoita, miksi hinta hylätään.")
	officer.held()
	officer.enter("button[value=approve]")
	officer.wants("main", "1 hinta on ratkaistu")
	visitor.goTo(public)
	visitor.wants("#prices", "61,73")
	producer.goTo(own)
	producer.tabTo("details:has(table) > summary")
	producer.press(" ")
	producer.wants("main", "61,73", "Hyväksytty", "hyvinvointialue hyväksyi")
	officer.goTo("/fi/hankinta/prices/offerings/" + public[strings.LastIndex(public, "/")+1:])
	officer.wants("main", "61,73", "hyvinvointialue hyväksyi", "Päättynyt")
	officer.held()

	secret := producer.makesAToken()
	w.tellsFull(t, public[strings.LastIndex(public, "/")+1:], secret)
	visitor.goTo(public)
	visitor.wants("main", "Täynnä")
	officer.pricePictures(producer, own)
}

func (b *tab) drawsAnArea() {
	b.t.Helper()
	b.held()
	b.enter(`main a[href$="/areas/new"]`)
	b.submit()
	b.wants(".govuk-error-summary", "Kirjoita alueen nimi.", "Valitse ainakin yksi kunta")
	b.held()
	b.typeIn("#name_fi", "Kuokkalan palvelualue")
	b.typeIn("#name_sv", "Kuokkala serviceområde")
	b.typeIn("#name_en", "Kuokkala service area")
	b.typeIn("textarea[name=parts]", "Kuokkala\n40520 Jyväskylä\n41310")
	b.submit()
	b.wants("main", "Alue on tallennettu", "Kuokkalan palvelualue", "Kuokkala, 40520 Jyväskylä")
	b.held()
}

// from types the day on which a price begins.
func (b *tab) from(day calendar.Date) {
	b.t.Helper()
	b.typeIn("#from-day", fmt.Sprint(day.Day))
	b.typeIn("#from-month", fmt.Sprint(int(day.Month)))
	b.typeIn("#from-year", fmt.Sprint(day.Year))
}

// makesAToken answers the secret, which is shown once.
func (b *tab) makesAToken() string {
	b.t.Helper()
	b.goTo("/fi/tuottaja/offerings")
	b.enter(`main a[href="/fi/tuottaja/tokens"]`)
	b.typeIn("input[name=name]", "Oma järjestelmä")
	b.submit()
	b.held()
	secret := b.text("main code")
	if !strings.HasPrefix(secret, "tt_") {
		b.t.Fatalf("no token is shown: %q", secret)
	}
	b.goTo("/fi/tuottaja/tokens")
	b.wants("main", "Oma järjestelmä", "Ei ole käytetty")
	if strings.Contains(b.text("html"), secret) {
		b.t.Error("the token is shown again")
	}
	b.held()
	return secret
}

func (w *world) tellsFull(t *testing.T, offering, secret string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPut, w.url+"/api/v1/own/offerings/"+offering+"/vacancy", strings.NewReader(`{"vacancy":"full"}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+secret)
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Errorf("the token's answer is %s", answer.Status)
	}
}

// pricePictures looks at the new pages in Swedish on a phone, and, when pictures are taken, in three languages at both widths:
// Finnish has been looked at on the way.
func (b *tab) pricePictures(producer *tab, own string) {
	b.t.Helper()
	id := own[strings.LastIndex(own, "/")+1:]
	langs, widths := []locale.Lang{locale.Sv}, []int{390}
	if os.Getenv("E2E_PICTURES") != "" {
		langs, widths = locale.Langs(), []int{390, 1280}
	}
	for _, l := range langs {
		for name, path := range map[string]string{"prices": paths.Officer(l, "prices"), "areas": paths.Officer(l, "areas"), "area": paths.Officer(l, "areas", "new"),
			"price-offering": paths.Officer(l, "prices", "offerings", id)} {
			b.goTo(path)
			b.heldAt(l, name+"-"+string(l), widths...)
		}
		for name, path := range map[string]string{"desk-offer": paths.Desk(l, "offerings", id), "desk-times": paths.Desk(l, "offerings", id, "times"),
			"desk-tokens": paths.Desk(l, "tokens"), "desk-edit": paths.Desk(l, "offerings", id, "edit")} {
			producer.goTo(path)
			producer.heldAt(l, name+"-"+string(l), widths...)
		}
	}
}
