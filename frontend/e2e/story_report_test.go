package e2e

import (
	"strings"
	"testing"
)

// TestAVisitorReportsAnErrorAndTheProducerAnswers is a son who finds a wrong phone number: from the foot of the page he
// tells of it, without JavaScript and by keyboard; the producer sees it at its desk and answers; the answer comes by mail.
func TestAVisitorReportsAnErrorAndTheProducerAnswers(t *testing.T) {
	w := busyWorld(t)
	offering, address := "/fi/palvelut/"+w.demoOffering(t), "poika.ilmoittaja@example.fi"
	son := open(t, w.url, look{width: 390, noJS: true})
	son.goTo(offering)
	son.enter(`.tt-foot a[href*="ilmoita-virheesta"]`)
	son.wants("h1", "Ilmoita virheestä")
	if strings.Contains(son.path(), "?page=%2Ffi%2Fpalvelut%3F") {
		t.Errorf("the address carries a query: %s", son.path())
	}
	son.held()
	son.enter("main form button[type=submit]") // nothing is filled in
	son.wants(".govuk-error-summary", "Valitse, mikä on väärin", "Kirjoita, mikä sivulla on väärin")
	son.held()
	son.tick(`input[name=kind][value=contact]`)
	son.typeIn("textarea[name=text]", "Puhelinnumero on vanha, uusi on 014 000 9999.")
	son.typeIn("input[name=email]", address)
	son.enter("main form button[type=submit]")
	son.wants("main", "Kiitos, ilmoitus on vastaanotettu", "Viitenumero", "Saat vastauksen sähköpostiisi")
	receipt := son.path()
	son.held()
	son.picture("report-receipt")

	producer := open(t, w.url, look{})
	producer.signInAs("producer")
	producer.enter(`.tt-desknav a[href="/fi/tuottaja/reports"]`)
	producer.wants("main", "Ilmoitukset", "Puhelinnumero, osoite tai muu yhteystieto")
	producer.held()
	producer.picture("report-queue")
	id := receipt[strings.LastIndex(receipt, "/")+1:]
	producer.enter(`.tt-queue a[href="/fi/tuottaja/reports/` + id + `"]`)
	producer.wants("main", "uusi on 014 000 9999", "Ilmoittaja haluaa vastauksen")
	if producer.mentions(address) {
		t.Error("the desk shows the reporter's address")
	}
	producer.held()
	producer.picture("report-case")
	producer.tick(`input[name=outcome][value=mended]`)
	producer.typeIn("textarea[name=text]", "Kiitos! Numero on nyt oikein.")
	producer.enter(`form[action$="answer"] button[type=submit]`)
	producer.wants("main", "Ilmoitukseen on vastattu ja se on suljettu")
	producer.held()

	letter := w.letter(t, address, "Vastaus ilmoitukseesi")
	if !strings.Contains(letter.text, "Numero on nyt oikein") || letter.link != receipt {
		t.Errorf("the mail leads to %s, not to %s:\n%s", letter.link, receipt, letter.text)
	}
	son.goTo(letter.link)
	son.wants("main", "Virhe on korjattu", "Kiitos! Numero on nyt oikein.")
	son.held()
	for _, stranger := range []string{"officer", "administrator"} {
		if status, _ := signIn(t, w, stranger).get("/fi/tuottaja/reports/" + id); status != 403 && status != 404 {
			t.Errorf("%s at the producer's desk: %d", stranger, status)
		}
	}
	if strings.Contains(w.logs.text(), "ilmoittaja") {
		t.Error("the log tells the reporter's address")
	}
	asksForAService(t, w, son, producer, offering)
}

// TestTheListOfApprovedProducersIsReadAndTaken opens a county's list as a page on a phone and takes its files.
func TestTheListOfApprovedProducersIsReadAndTaken(t *testing.T) {
	w := quietWorld(t)
	b := open(t, w.url, look{width: 390, noJS: true})
	b.goTo("/fi")
	b.enter(`.tt-foot a[href="/fi/hyvaksytyt-tuottajat"]`)
	b.held()
	b.enter(`main a[href="/fi/hyvaksytyt-tuottajat/keski-suomi/voucher"]`)
	b.wants("main", "Hyväksytyt tuottajat: Palveluseteli", "569/2009", "Kotihoito", "€/t")
	b.held()
	b.picture("approved-list")
	b.choose("select[name=service]", "home_care")
	b.enter(".tt-filter button[type=submit]")
	for _, service := range b.texts(`td[data-t="Palvelu"]`) {
		if service != "Kotihoito" {
			t.Errorf("narrowed to home care, and there is %q", service)
		}
	}
	for _, file := range []string{"list.csv", "list.xlsx"} {
		status, body, header := w.get(t, "/fi/hyvaksytyt-tuottajat/keski-suomi/voucher/"+file)
		if status != 200 || len(body) < 1000 || !strings.Contains(header.Get("Content-Disposition"), "hyvaksytyt-tuottajat-keski-suomi-voucher") {
			t.Errorf("%s: %d, %d bytes, %v", file, status, len(body), header)
		}
	}
	for _, path := range []string{"/fi/avoin-data", "/sv/oppna-data", "/en/open-data"} {
		b.goTo(path)
		b.held()
	}
	for _, path := range b.texts("main code") {
		_, request, _ := strings.Cut(strings.TrimPrefix(path, "GET "), w.url)
		if status, body, _ := w.get(t, request); status != 200 {
			t.Errorf("the example %s: %d %s", path, status, clip(body, 200))
		}
	}
}

// demoOffering is an offering of the producer that the demo account acts for.
func (w *world) demoOffering(t *testing.T) (id string) {
	t.Helper()
	if err := w.DB.Get(&id, `SELECT o.id FROM offering o JOIN admission a ON a.id = o.admission_id
		JOIN membership m ON m.producer_id = a.producer_id JOIN person p ON p.id = m.person_id
		WHERE p.demo AND m.state = 'active' AND o.withdrawn_at IS NULL AND NOT EXISTS (SELECT FROM admission_event e WHERE e.admission_id = a.id)
		ORDER BY m.created_at, p.email, o.id LIMIT 1`); err != nil {
		t.Fatal(err)
	}
	return id
}
