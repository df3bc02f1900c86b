package casework_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission/admissiontest"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/tenure"
)

// TestLookingAfterAnAdmission is the life of an admission at both desks: evidence lapses, the producer is heard, the
// admission is suspended and lifted, a register is checked, any day is shown, and all of it stands in the trail.
func TestLookingAfterAnAdmission(t *testing.T) {
	s := open(t)
	s.DB.Service.Constraints(tenure.Constraints)
	id := s.Admitted(t, s.Alice)
	file := s.Upload(t, s.Alice, "vakuutus.pdf", "")
	for _, statement := range []string{
		`UPDATE requirement SET evidence_kind = 'liability_insurance' WHERE id = '` + s.Proof.ID.String() + `'`,
		`INSERT INTO evidence_item (id, producer_id, kind, file_id, issued_on, valid_to, business_id, added_by) SELECT '` + uuid.NewString() + `', p.id, 'liability_insurance', '` +
			file.ID.String() + `', current_date - 300, current_date - 2, p.business_id, '` + s.Alice.Person.String() + `' FROM producer p WHERE p.id = '` + s.Alice.Organisation.String() + `'`,
	} {
		_, err := s.Owner.ExecContext(ctx, statement)
		s.must(err)
	}
	held := tenure.New(s.DB.Service, s.People, s.World.Service)
	_, err := held.Tend(ctx, s.Today)
	s.must(err)
	officer, alice, stranger := s.as(s.Officer), s.as(s.Alice), s.as(s.Strangers[0])
	own := "/fi/hankinta/admissions/" + id.String()

	list := officer.open("/fi/hankinta/upkeep").is(200, "Kotihoiva Aamurusko Oy", "voimassaolo on päättynyt", "Selvitettävää", "Laki velvoittaa ratkaisemaan")
	stranger.open("/fi/hankinta/upkeep").is(200, "!Aamurusko")
	page := officer.open(list.link("Kotihoiva Aamurusko Oy")).is(200, "Kuule tuottajaa ja ratkaise asia", "569/2009", "!Peruuta hyväksyminen")
	officer.open(page.link("Ratkaise asia")).is(200, "ei voi peruuttaa ennen kuin tuottaja on vastannut", "!Palvelut poistuvat luettelosta pysyvästi")
	officer.send(own+"/remove", "id", uuid.NewString(), "reasons", "Ilman kuulemista.").is(409, "Jotain uutta on tullut selvitettäväksi", "Ilman kuulemista.") // a form that showed no doubt
	unheard := officer.open(officer.open(own+"/settle").link("ilman kuulemista")).is(200, "569/2009, 4 §; 434/2003, 34 §", "Tuottaja pyytää ratkaisua itse")
	officer.fill(unheard, "reasons", "Ilman kuulemista.", "ground", "harm").is(422, "Kirjoita, mihin syy perustuu.")
	officer.fill(unheard, "reasons", "Ilman kuulemista.", "why", "Syy.").is(422, "Valitse, miksi tuottajaa ei kuulla.")

	ask := officer.open(page.link("Kuule tuottajaa"))
	officer.fill(ask, until("by", s.Today)...).is(422, "Kirjoita vastaus tähän kohtaan.", "Aikaa vastata on oltava vähintään")
	earliest := calendar.NextWorkingDay(s.Today.AddDays(14))
	officer.fill(ask, append(until("by", earliest), "question", "Onko vakuutus <b>uusittu</b>?")...).is(200, "Kysymys on lähetetty tuottajalle", "Onko vakuutus <b>uusittu</b>?", "Odottaa tuottajan vastausta")
	stranger.open(own).is(404)
	s.as(s.Carol).open("/fi/tuottaja/admissions/" + id.String() + "/hearing").is(404)

	mine := alice.open(alice.open("/fi/tuottaja/upkeep").is(200, "kotihoidon-palveluseteli").link("kotihoidon-palveluseteli")).is(200, "Vastaa viimeistään", "!Sanna Virtanen")
	reply := alice.open(mine.link("Vastaa")).is(200, "Onko vakuutus <b>uusittu</b>?", "!korjaavista toimista")
	alice.fill(reply).is(422, "Kirjoita vastaus tähän kohtaan.")
	alice.fill(reply, "text", "Uusimme sen ensi viikolla.").is(200, "Vastaus on lähetetty", "Uusimme sen ensi viikolla.")

	settle := officer.open(officer.open(own).is(200, "Tuottaja on vastannut", "Uusimme sen ensi viikolla.").link("Ratkaise asia")).is(200, "Palvelut poistuvat luettelosta pysyvästi")
	officer.fill(settle).is(422, "Valitse ratkaisu.")
	officer.fill(settle, "outcome", "suspended", "reasons", "Vakuutus puuttuu.").is(200, "Ratkaisu on tehty", "Keskeytetty toistaiseksi", "Vakuutus puuttuu.")
	alice.open("/fi/tuottaja/admissions/"+id.String()).is(200, "Keskeytetty toistaiseksi", "Vakuutus puuttuu.")
	officer.fill(officer.open(own+"/settle"), "outcome", "kept", "reasons", "Vakuutus on uusittu.").is(200, "Kunnossa", "Voit lopettaa keskeytyksen")
	officer.fill(officer.open(own+"/lift"), "reasons", "Asia on kunnossa.").is(200, "Keskeytys on lopetettu", "Voimassa")
	suspend := officer.open(own+"/suspend").is(200, "Tuottajaa on kuultava ennen kuin hyväksyminen keskeytetään (569/2009, 4 §; 434/2003, 34 §)")
	officer.fill(suspend, "length", "open").is(422, "Valitse, miksi tuottajaa ei kuulla.", "Kirjoita, mihin syy perustuu.", "Kirjoita perustelu.")
	officer.fill(suspend, "ground", "harm", "why", "Lääkkeitä puuttuu.", "reasons", "Vaara.").is(422, "Valitse", "!Valitse, miksi tuottajaa")
	officer.fill(suspend, "length", "open", "ground", "harm", "why", "Lääkkeitä puuttuu.", "reasons", "Vaara.").is(200, "Hyväksyminen on keskeytetty", "ilman kuulemista: kuulemisen aiheuttama viivästys", "Lääkkeitä puuttuu.")
	officer.fill(officer.open(own+"/lift"), "reasons", "Vaara on ohi.").is(200, "Keskeytys on lopetettu")
	officer.fill(officer.open(own+"/doubt"), "cause", "condition", "reasons", "Henkilöstö ei riitä.").is(200, "Asia on kirjattu")
	officer.open(own+"/settle").is(200, "miksi tuottajaa ei kuulla ensin")
	officer.fill(officer.open(own+"/hearing"), append(until("by", earliest), "question", "Riittääkö henkilöstö?")...).is(200)
	letter := officer.open(officer.open(own).link("Kirjaa kirjeellä")).is(200, "Riittääkö henkilöstö?")
	officer.fill(letter).is(422, "Kirjoita, kuka vastasi.", "Kirjoita, milloin vastaus saapui.", "Kirjoita vastaus tähän kohtaan.")
	officer.attach(letter, "kirje.pdf", "<html>", append(until("on", s.Today), "by_name", "Maija Mallikas")...).is(422, "Tiedoston sisältö ei vastaa sen nimeä")
	answered := officer.attach(letter, "kirje.pdf", admissiontest.PDF, append(until("on", s.Today), "by_name", "Maija Mallikas")...).is(200, "Vastaus on kirjattu",
		"Vastannut kirjeellä Maija Mallikas", "kirjannut Sanna Virtanen")
	officer.open(answered.link("Avaa kirje: kirje.pdf")).is(200)
	officer.attach(letter, "toinen.pdf", admissiontest.PDF, append(until("on", s.Today), "by_name", "Joku muu", "text", "Muuta.")...).is(409)
	theirs := alice.open("/fi/tuottaja/admissions/"+id.String()).is(200, "Vastannut kirjeellä Maija Mallikas", "!Sanna Virtanen").link("Avaa kirje: kirje.pdf")
	alice.open(theirs).is(200)
	s.as(s.Carol).open(theirs).is(404)
	stranger.open(answered.link("Avaa kirje: kirje.pdf")).is(404)
	s.as(s.Operator).open(own + "/letter").is(404)
	officer.fill(officer.open(own+"/settle").is(200, "!miksi tuottajaa ei kuulla"), "outcome", "kept", "reasons", "Vastaus riittää.").is(200, "Kunnossa")

	renew := alice.open(alice.open("/fi/tuottaja/admissions/"+id.String()).link("Voimassa")).is(200, "Mihin asti voimassa?", "Edellinen tieto on voimassa")
	alice.fill(renew, "on-day", "31", "on-month", "2", "on-year", "2030").is(422)
	alice.fill(renew, until("on", s.Today.AddDays(2))...).is(422, "Päivän on oltava aikaisintaan")
	alice.fill(renew, until("on", s.Today.AddDays(500))...).is(200, "Uusi tieto on tallennettu")
	alice.open("/fi/tuottaja/admissions/" + id.String() + "/renew/" + s.Sum.ID.String()).is(404)
	officer.open("/fi/tuottaja/admissions/" + id.String() + "/renew/" + s.Until.ID.String()).is(403)

	check := officer.open(own + "/check?register=tax")
	officer.fill(check, "register", "tax", "finding", "not_found").is(422, "Valitse tulos, joka sopii tähän rekisteriin.", "Kirjoita, mistä tieto on tarkistettu.")
	officer.fill(check, append(until("on", s.Today), "register", "tax", "finding", "payment_plan", "source", "Vero.fi")...).is(200, "Tarkistus on kirjattu", "Maksusuunnitelma", "Vero.fi")
	officer.open(own+"/day?"+strings.ReplaceAll(query(until("day", s.Today.AddDays(-1))), " ", "")).is(200, "Hyväksymistä ei vielä ollut.")
	officer.open(own+"/day?"+query(until("day", s.Today.AddDays(1)))).is(422, "Valitse tämä päivä tai jokin aiempi.")
	officer.open(own + "/day?day-day=31&day-month=2&day-year=2026").is(422)
	officer.open(own+"/day").is(200, "Voimassa", "Kotihoito", "Verovelkarekisteri")
	trail := officer.open("/fi/hankinta/trail/"+id.String()).is(200, "Keskeytys lopetettu", "Tuottaja vastasi", "Aino Aamu", "Selvityksen voimassaolo päättyi", "Järjestelmä", "!uusittu")
	s.as(s.Carol).open("/fi/tuottaja/admissions/" + id.String() + "/renew/" + s.Until.ID.String()).is(404)
	if strings.Count(trail.text(), "Sanna Virtanen") < 4 {
		t.Error("the trail does not name who did things")
	}
	stranger.open("/fi/hankinta/trail/" + id.String()).is(404)
	s.as(s.Operator).open("/fi/hankinta/trail/" + id.String()).is(403)

	for _, path := range []string{"/sv/upphandling/upkeep", "/en/procurement/upkeep", "/sv/upphandling/admissions/" + id.String(), "/en/procurement/admissions/" + id.String() + "/doubt",
		"/sv/upphandling/admissions/" + id.String() + "/check", "/en/procurement/admissions/" + id.String() + "/day", "/sv/upphandling/trail/" + id.String(), "/en/procurement/enrol"} {
		officer.open(path).is(200)
	}
	alice.open("/sv/producent/upkeep").is(200)
	alice.open("/en/producer/admissions/" + id.String()).is(200)

	remove := officer.open(officer.open(own).link("Peruuta hyväksyminen")).is(200, "Tuottajaa on kuultava", "Kirjaa selvitettävä asia")
	officer.fill(remove, "ground", "asked", "why", "Tuottaja pyysi sitä kirjeellä.", "reasons", "Toiminta päättyy.").is(200, "Hyväksyminen on peruutettu",
		"ilman kuulemista: tuottaja pyytää ratkaisua itse", "Tuottaja pyysi sitä kirjeellä.", "Toiminta päättyy.")
	alice.open("/sv/producent/admissions/"+id.String()).is(200, "utan hörande", "Tuottaja pyysi sitä kirjeellä.")
	officer.open("/en/procurement/trail/"+id.String()).is(200, "Ground for removing without a hearing recorded", "The producer renewed evidence")
}

func query(pairs []string) string {
	var out []string
	for i := 0; i+1 < len(pairs); i += 2 {
		out = append(out, pairs[i]+"="+pairs[i+1])
	}
	return strings.Join(out, "&")
}

// TestEnrolment takes services of a municipality into the catalogue without an application, and nothing into a voucher.
func TestEnrolment(t *testing.T) {
	s := open(t)
	officer := s.as(s.Officer)
	form := officer.open("/fi/hankinta/enrol").is(200, "Suomeksi maksuttomat", "!kotihoidon-palveluseteli")
	officer.fill(form, "kind", "municipality").is(422, "Valitse järjestämistapa")
	given := []string{"scheme", s.Free.ID.String(), "kind", "municipality", "service", "cleaning", "producer", "Espoon kaupunki", "unit", "Matinkylän asukastalo", "place", "02230", "spoken", "fi"}
	officer.fill(form, given...).is(200, "Palvelu on lisätty luetteloon", "Espoon kaupunki", "Voimassa", "Siivous")
	officer.fill(form, given...).is(200)
	for query, want := range map[string]int{
		`SELECT count(*) FROM producer WHERE name = 'Espoon kaupunki' AND origin = 'officer'`:                                    1,
		`SELECT count(*) FROM admission a JOIN producer p ON p.id = a.producer_id WHERE a.origin = 'enrolment'`:                  1,
		`SELECT count(*) FROM offering o JOIN admission a ON a.id = o.admission_id WHERE a.origin = 'enrolment'`:                 1,
		`SELECT count(*) FROM search_change WHERE kind = 'offering'`:                                                             1,
		`SELECT count(*) FROM audit_event WHERE action = 'admission.enrolled' AND organiser_id = '` + s.Organiser.String() + `'`: 1,
	} {
		if n := s.Count(t, query); n != want {
			t.Errorf("%s: %d, want %d", query, n, want)
		}
	}
	officer.send("/fi/hankinta/enrol", append([]string{"scheme", s.Voucher.ID.String()}, given[2:]...)...).is(422, "Valitse järjestämistapa")
	s.as(s.Strangers[0]).send("/fi/hankinta/enrol", given...).is(404)
	s.as(s.Operator).open("/fi/hankinta/enrol").is(403)
}
