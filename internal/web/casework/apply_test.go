package casework_test

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/admission/admissiontest"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// until writes a day into the three fields.
func until(name string, d calendar.Date) []string {
	return []string{name + "-day", strconv.Itoa(d.Day), name + "-month", strconv.Itoa(int(d.Month)), name + "-year", strconv.Itoa(d.Year)}
}

// TestApplyAndDecide is the main job of both sides, from the list of open schemes to the register.
func TestApplyAndDecide(t *testing.T) {
	s := open(t)
	alice, officer := s.as(s.Alice), s.as(s.Officer)
	list := alice.open("/fi/tuottaja/applications").is(200, "Avoimet haut", "Länsi-Uudenmaan hyvinvointialue", "Suomeksi kotihoidon-palveluseteli", "Haettavissa")
	sch := alice.open(list.link("kotihoidon-palveluseteli")).is(200, "Palveluseteli", "Vakuutussumma", "Vähintään 500 000.", "Pakollinen.", "Käsittelyajan tavoite on 30 päivää.")
	tasks := alice.fill(sch).is(200, "Kotihoiva Aamurusko Oy", "0/6 kohtaa valmiina", "Avautuu, kun muut kohdat ovat valmiit.")
	if again := alice.fill(sch); again.path != tasks.path {
		t.Errorf("the same form began another application: %s and %s", again.path, tasks.path)
	}

	services := alice.open(tasks.link("Palvelut")).is(200, "Kotihoito", "Siivous")
	alice.fill(services).is(422, "Valitse ainakin yksi palvelu.")
	tasks = alice.fill(services, "services", "home_care").is(200, "Tallennettu.", "1/6 kohtaa valmiina")
	alice.fill(alice.open(tasks.link("Soteri"))).is(422, "Valitse kyllä tai ei.")
	alice.fill(alice.open(tasks.link("Soteri")), "answer", "yes").is(200, "Tallennettu.")
	number := alice.open(tasks.link("Vakuutussumma"))
	alice.fill(number, "answer", "paljon").is(422, "Kirjoita luku numeroin")
	tasks = alice.fill(number, "answer", "400 000").is(200, "Luku on pienempi kuin vaaditaan.", "Korjaa")
	alice.fill(alice.open(tasks.link("Vakuutussumma")).is(200, "Luku on pienempi kuin vaaditaan."), "answer", "1 000 000")
	date := alice.open(tasks.link("Voimassa"))
	alice.fill(date, "answer-day", "31", "answer-month", "2", "answer-year", "2030").is(422, "Kirjoita päivä, kuukausi ja vuosi")
	alice.fill(date, until("answer", s.Today.AddDays(300))...).is(200, "Tallennettu.")
	file := alice.open(tasks.link("Todistus"))
	alice.attach(file, "", "").is(422, "Valitse tiedosto.")
	alice.attach(file, "todistus.pdf", "<html><script>alert(1)</script>").is(422, "Tiedoston sisältö ei vastaa sen nimeä")
	tasks = alice.attach(file, "todistus.pdf", admissiontest.PDF).is(200, "todistus.pdf")
	rules := alice.open(tasks.link("Sääntökirja")).is(200, "Säännöt")
	alice.fill(rules).is(422, "Merkitse, että hyväksyt säännöt.")
	tasks = alice.fill(rules, "accept", "yes").is(200, "6/6 kohtaa valmiina", "Kaikki kohdat ovat valmiit.")

	check := alice.open(tasks.link("Tarkista ja lähetä")).is(200, "Kotihoito", "1 000 000", "todistus.pdf", "Hyväksytty", "Ei vastausta")
	receipt := alice.fill(check).is(200, "Hakemus on lähetetty", "03/0000", "Aino Aamu", "Lähetetty", "Voit perua hakemuksen, kunnes se on päätetty.")
	alice.fill(check).is(200, "03/0000") // the same form again: the same receipt
	download := alice.open(receipt.link("todistus.pdf"))
	if download.source != admissiontest.PDF || !strings.HasPrefix(download.header.Get("Content-Disposition"), "attachment") || download.header.Get("Content-Type") != "application/pdf" {
		t.Errorf("the evidence: %v", download.header)
	}

	queue := officer.open("/fi/hankinta").is(200, "Kotihoiva Aamurusko Oy", "1234567-1", "arkipäivää", "Lähetetty", "Ei vielä kukaan", "1 hakemus, tilanne")
	review := officer.open(queue.link("Kotihoiva Aamurusko Oy")).is(200, "Vakuutussumma", "1 000 000", "Hakija on hyväksynyt sääntökirjan version 1.", "Ota käsittelyyn")
	if got := officer.open(review.link("todistus.pdf")); got.source != admissiontest.PDF {
		t.Errorf("the officer gets %q", got.source)
	}
	review = officer.fill(review).is(200, "Käsittelyssä", "Sanna Virtanen", "!Ota käsittelyyn")
	path, hidden := review.form()
	officer.send(path, hidden...).is(422, "Vakuutussumma – Valitse, täyttyykö vaatimus.", "Valitse, hyväksytkö vai hylkäätkö hakemuksen.")
	form := append(hidden, "outcome", "approved")
	for _, r := range []scheme.Requirement{s.Declaration, s.Sum, s.Until, s.Proof, s.Plan} {
		form = append(form, admission.FieldMet(r.ID), "yes")
	}
	decision := officer.send(path, form...).is(200, "Päätös on tehty", "Päätös: hakemus on hyväksytty", "Kotihoito", "14 päivän kuluessa", "611/2021", "Länsi-Uudenmaan hyvinvointialue")
	officer.send(path, form...).is(200, "Päätös: hakemus on hyväksytty") // the same form again

	alice.open(receipt.path).is(200, "Hakemus on hyväksytty")
	alice.open(alice.open(receipt.path).link("Lue päätös")).is(200, "Ohje oikaisuvaatimuksen tekemiseen", "Kotihoiva Aamurusko Oy, 1234567-1", "Lisää palvelut valikoimaan")
	officer.open("/fi/hankinta?view=decided").is(200, "Kotihoiva Aamurusko Oy", "Hyväksytty")
	officer.open("/fi/hankinta").is(200, "Hakemuksia ei ole.")
	officer.open(decision.link("Siirry tuottajan hyväksymiseen")).is(200, "Voimassa", "Kotihoito", "Päätös hakemuksesta")
	officer.open("/fi/hankinta/admissions").is(200, "Kotihoiva Aamurusko Oy", "Voimassa", "1 hyväksyminen")
}

// TestStaleSection: two people on one application. What was typed comes back beside what is there now, and a second
// save replaces it knowingly.
func TestStaleSection(t *testing.T) {
	s := open(t)
	alice, bob := s.as(s.Alice), s.as(s.Bob)
	d := s.Draft(t, s.Alice, s.Voucher)
	base := "/fi/tuottaja/applications/" + d.ID.String()
	for name, c := range map[string]struct {
		path  string
		fill  func(b *browser, p page, value string) page
		a, b  string
		saved string
		typed string
	}{
		"text": {"/requirements/" + s.Plan.ID.String(), func(b *browser, p page, v string) page { return b.fill(p, "answer", v) },
			"Alicen teksti", "Bobin teksti", "Nyt tallennettuna: Alicen teksti", "Bobin teksti"},
		"services": {"/services", func(b *browser, p page, v string) page { return b.fill(p, "services", v) },
			"home_care", "cleaning", "Nyt tallennettuna: Kotihoito", `value="cleaning" checked`},
		"attachment": {"/requirements/" + s.Proof.ID.String(), func(b *browser, p page, v string) page { return b.attach(p, v, admissiontest.PDF+v) },
			"alice.pdf", "bob.pdf", "Nyt tallennettuna: alice.pdf", "Lisäsit tiedoston bob.pdf."},
	} {
		t.Run(name, func(t *testing.T) {
			first, second := alice.open(base+c.path), bob.open(base+c.path)
			c.fill(alice, first, c.a).is(200, "Tallennettu.")
			again := c.fill(bob, second, c.b).is(409, "Joku toinen on tallentanut tämän kohdan", c.saved)
			if !strings.Contains(again.source, c.typed) {
				t.Errorf("what was typed is gone: %q", c.typed)
			}
			if !strings.Contains(again.source, "<title>Virhe:") {
				t.Error("the title does not begin with Virhe:")
			}
			if name == "attachment" {
				bob.attach(again, "", "").is(200, "bob.pdf") // the file is kept: it need not be chosen again
				return
			}
			c.fill(bob, again, c.b).is(200, "Tallennettu.")
		})
	}
	after := s.Read(t, s.Alice, d.ID)
	if after.Answers[s.Plan.ID].Text != "Bobin teksti" || after.Services[0] != "cleaning" || after.Answers[s.Proof.ID].File.Name != "bob.pdf" {
		t.Errorf("kept: %+v %v", after.Answers, after.Services)
	}
}

func TestStaleSubmission(t *testing.T) {
	s := open(t)
	alice, bob := s.as(s.Alice), s.as(s.Bob)
	d := s.Filled(t, s.Alice)
	base := "/fi/tuottaja/applications/" + d.ID.String()
	check := alice.open(base + "/check")
	bob.fill(bob.open(base+"/requirements/"+s.Plan.ID.String()), "answer", "Lisäsin tämän.")
	again := alice.fill(check).is(409, "Tarkista vastaukset uudelleen", "Lisäsin tämän.")
	alice.fill(again).is(200, "Hakemus on lähetetty")
	bob.fill(bob.open(base+"/withdraw").is(200, "Haluatko perua hakemuksen?")).is(200, "Peruttu")
	alice.open(base+"/services").is(200, "Peruttu") // no form any more: its page instead
}

func TestRejectInWords(t *testing.T) {
	s := open(t)
	id := s.Sent(t, s.Alice)
	officer, late := s.as(s.Officer), s.as(s.Officer2)
	path := "/fi/hankinta/applications/" + id.String()
	review, other := officer.open(path), late.open(path)
	form := func(p page, reason string) []string {
		_, hidden := p.form()
		for i := 0; i < len(hidden); i += 2 { // the first form takes into review; the decision's id is in the second
			if hidden[i] == "id" {
				hidden[i+1] = uuid.NewString()
			}
		}
		out := append(hidden, "id", uuid.NewString(), "outcome", "rejected", "reasons", "Vakuutus puuttuu.")
		for _, r := range []scheme.Requirement{s.Declaration, s.Until, s.Proof, s.Plan} {
			out = append(out, admission.FieldMet(r.ID), "yes")
		}
		return append(out, admission.FieldMet(s.Sum.ID), "no", admission.FieldReason(s.Sum.ID), reason)
	}
	officer.send(path, form(review, "")...).is(422, "Kirjoita perustelu.", "Vakuutus puuttuu.")
	officer.send(path, form(review, "Summa on <b>liian</b> pieni.")...).is(200, "Päätös: hakemus on hylätty", "Summa on <b>liian</b> pieni.", "Vakuutus puuttuu.", "Nämä vaatimukset eivät täyty:")
	late.send(path, form(other, "Oma perusteluni.")...).is(409, "Hakemus ehdittiin päättää toisaalla", "Oma perusteluni.", "Päätöksen teki Sanna Virtanen.")
	if n := s.Count(t, `SELECT count(*) FROM decision`); n != 1 {
		t.Errorf("%d decisions", n)
	}
	officer.open(path).is(200, "Ei täyty", "Summa on <b>liian</b> pieni.", "!Tee päätös")
	s.as(s.Alice).open("/sv/producent/applications/"+id.String()+"/decision").is(200, "Päätös: hakemus on hylätty") // the document stays in its language
}

func TestSwedishDPS(t *testing.T) {
	s := open(t)
	id := s.SentTo(t, s.Alice, s.DPS, "home_care")
	operator := s.as(s.Operator)
	queue := operator.open("/sv/upphandling").is(200, "Behandlingskö", "arbetsdagar", "Kotihoiva Aamurusko Oy", "en tjänsteinnehavare (612/2021, 12 §)")
	operator.open(queue.link("Kotihoiva Aamurusko Oy")).is(200, "Ansökan om att få delta", "utövning av offentlig makt", "!Fatta beslutet")
	operator.send("/sv/upphandling/applications/"+id.String(), "id", uuid.NewString(), "outcome", "approved").is(403, "Beslutet fattas av en tjänsteinnehavare.")
	officer := s.as(s.Officer)
	officer.send("/fi/hankinta/applications/"+id.String(), "id", uuid.NewString(), "outcome", "approved").
		is(200, "Beslut: ansökan har godkänts", "behandlingstillstånd", "146 § 3 mom.", "Hemvård")
	operator.open("/sv/upphandling/people").is(403)
}

// TestAddressesOfOthers: pages of other organisations answer as pages that do not exist.
func TestAddressesOfOthers(t *testing.T) {
	s := open(t)
	id, admitted := s.Sent(t, s.Alice), s.Admitted(t, s.Carol)
	a := "/applications/" + id.String()
	for _, c := range []struct {
		who    actor.Actor
		desk   string
		status int
	}{{s.Carol, "/fi/tuottaja", 404}, {s.Strangers[0], "/fi/hankinta", 404}, {s.Operator, "/fi/hankinta", 404}, {s.Officer, "/fi/tuottaja", 403}, {s.Alice, "/fi/hankinta", 403}} {
		b := s.as(c.who)
		for _, path := range []string{a, a + "/decision", a + "/requirements/" + s.Proof.ID.String() + "/file"} {
			if got := b.open(c.desk + path); got.status != c.status {
				t.Errorf("%s opens %s: %d", c.who.Name, got.path, got.status)
			}
		}
	}
	stranger := s.as(s.Strangers[0])
	stranger.open("/fi/hankinta/admissions/" + admitted.String()).is(404)
	stranger.send("/fi/hankinta/admissions/"+admitted.String()+"/suspend", "id", uuid.NewString(), "length", "open", "reasons", "x").is(404)
	s.as(s.Carol).send("/fi/tuottaja" + a + "/withdraw").is(404)
	s.as(s.Carol).open("/fi/tuottaja" + a + "/services").is(404)
	s.as(s.Alice).open("/fi/tuottaja/applications/ei-tunnus").is(404)
	visitor := s.as(actor.Actor{})
	visitor.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	if got := visitor.open("/fi/tuottaja" + a); got.status != 303 || !strings.HasPrefix(got.header.Get("Location"), "/fi/kirjaudu?next=") {
		t.Errorf("a visitor: %d %s", got.status, got.header.Get("Location"))
	}
}

func TestSuspendLiftRemove(t *testing.T) {
	s := open(t)
	id := s.Admitted(t, s.Alice)
	officer := s.as(s.Officer)
	own := "/fi/hankinta/admissions/" + id.String()
	ask := officer.open(officer.open(own).is(200, "Keskeytä hyväksyminen", "Peruuta hyväksyminen", "!Lopeta keskeytys").link("Keskeytä"))
	officer.fill(ask).is(422, "Valitse, kuinka kauan keskeytys kestää.", "Kirjoita perustelu.")
	officer.fill(ask, append(until("until", s.Today.AddDays(-1)), "length", "until", "reasons", "Selvitys.")...).is(422, "ei voi olla menneisyydessä", "Selvitys.", "Valitse, miksi tuottajaa ei kuulla.")
	unheard := []string{"ground", "purpose", "why", "Asiakirjoja voi kadota."}
	officer.fill(ask, append(append(until("until", s.Today.AddDays(10)), unheard...), "length", "until", "reasons", "Selvitys kesken.")...).
		is(200, "Hyväksyminen on keskeytetty", "Keskeytetty", "Selvitys kesken.", "Sanna Virtanen", "Lopeta keskeytys")
	officer.fill(ask, "length", "open", "reasons", "Uudestaan.").is(200) // the same form again does nothing more
	if n := s.Count(t, `SELECT count(*) FROM admission_event`); n != 1 {
		t.Errorf("%d events", n)
	}
	s.as(s.Alice).open("/fi/tuottaja/admissions/"+id.String()).is(200, "Selvitys kesken.", "!Sanna Virtanen")
	lift := officer.open(own + "/lift")
	officer.fill(lift, "reasons", "Asia on selvitetty.").is(200, "Keskeytys on lopetettu", "Voimassa")
	s.as(s.Officer2).send(own+"/lift", "id", uuid.NewString(), "reasons", "Samaan aikaan.").is(409, "tila on jo muuttunut")
	officer.fill(officer.open(own+"/remove"), "ground", "asked", "why", "Tuottaja pyysi sitä kirjeellä.", "reasons", "Edellytykset puuttuvat.").is(200, "Hyväksyminen on peruutettu", "Tuottaja voi tehdä uuden hakemuksen.")
	officer.open(own+"/suspend").is(200, "Peruutettu")
	officer.open("/fi/hankinta/admissions?state=removed").is(200, "Kotihoiva Aamurusko Oy")
	officer.open("/fi/hankinta/admissions?state=active").is(200, "Hakuehdoilla ei löytynyt hyväksymisiä.")
}

func TestQueuePage(t *testing.T) {
	s := open(t)
	late := s.Sent(t, s.Alice)
	s.SentTo(t, s.Carol, s.DPS, "home_care")
	if _, err := s.Owner.ExecContext(context.Background(), `UPDATE application SET due_on = current_date - 30 WHERE id = $1`, late); err != nil {
		t.Fatal(err)
	}
	officer := s.as(s.Officer)
	p := officer.open("/fi/hankinta").is(200, "Myöhässä", "2 hakemusta, myöhässä 1,")
	if first, second := strings.Index(p.text(), "Aamurusko"), strings.Index(p.text(), "Tuomikumpu"); first > second {
		t.Error("the overdue one is not first")
	}
	if !strings.Contains(p.source, `aria-sort="ascending"`) {
		t.Error("no column says how it sorts")
	}
	p = officer.open(p.link("Hakija")).is(200)
	if first, second := strings.Index(p.text(), "Tuomikumpu"), strings.Index(p.text(), "Aamurusko"); first > second {
		t.Error("not sorted by applicant")
	}
	p = officer.open(p.link("Hakija"))
	if !strings.Contains(p.source, `aria-sort="descending"`) {
		t.Error("a second press does not turn the order")
	}
	officer.open("/fi/hankinta?text=tuomi").is(200, "Tuomikumpu", "!Aamurusko")
	officer.open("/fi/hankinta?scheme="+s.Voucher.ID.String()).is(200, "!Tuomikumpu", "Aamurusko")
	officer.open("/fi/hankinta?text="+strings.Repeat("x", 10_000)).is(200, "Hakuehdoilla ei löytynyt hakemuksia.")
	for _, query := range []string{"sort=x", "view=x", "scheme=x", "after=x", "text=%00", "text=%ff"} {
		officer.open("/fi/hankinta?" + query).is(400)
	}
}

func TestEveryPageInThreeLanguages(t *testing.T) {
	s := open(t)
	draft := s.Filled(t, s.Alice)
	sent, decided := s.SentTo(t, s.Alice, s.DPS, "home_care"), s.Sent(t, s.Carol)
	s.must(s.Decide(ctx, s.Officer, s.Rejection(decided)))
	admitted := s.Admitted(t, s.Carol)
	s.must(s.Act(ctx, s.Officer, admission.Act{ID: uuid.New(), AdmissionID: admitted, Kind: admission.EventSuspend, Until: s.Today.AddDays(3), Reasons: "Syy."}))
	desks := map[string][2]string{"fi": {"/fi/tuottaja", "/fi/hankinta"}, "sv": {"/sv/producent", "/sv/upphandling"}, "en": {"/en/producer", "/en/procurement"}}
	alice, carol, officer, operator := s.as(s.Alice), s.as(s.Carol), s.as(s.Officer), s.as(s.Operator)
	for lang, desk := range desks {
		t.Run(lang, func(t *testing.T) {
			a := desk[0] + "/applications/" + draft.ID.String()
			for _, path := range []string{
				desk[0] + "/applications", desk[0] + "/applications?organiser=03", desk[0] + "/schemes/" + s.Voucher.ID.String(), desk[0] + "/schemes/" + s.Free.ID.String(),
				a, a + "/services", a + "/rulebook", a + "/check", a + "/withdraw", desk[0] + "/applications/" + sent.String(), desk[0] + "/applications/" + sent.String() + "/withdraw",
				a + "/requirements/" + s.Declaration.ID.String(), a + "/requirements/" + s.Sum.ID.String(), a + "/requirements/" + s.Until.ID.String(),
				a + "/requirements/" + s.Proof.ID.String(), a + "/requirements/" + s.Plan.ID.String(),
			} {
				p := alice.open(path).is(200)
				if !strings.Contains(path, desk[0]+"/applications") || strings.Count(path, "/") > 3 { // the list is of all
					p.worn()
				}
			}
			for _, path := range []string{"/applications/" + decided.String(), "/applications/" + decided.String() + "/decision", "/admissions/" + admitted.String()} {
				carol.open(desk[0] + path).is(200).worn()
			}
			carol.open(desk[0] + "/applications").is(200)
			for _, path := range []string{
				"/notices", "/approve", "/approve?scheme=" + s.Voucher.ID.String(), "?who=mine&stage=ready&due=week", "/applications/" + sent.String() + "/ask",
				"/applications/" + sent.String() + "/hand", "/applications/" + sent.String() + "/extend",
				"", "?view=decided", "?view=withdrawn", "?sort=case&desc=1", "/applications/" + sent.String(), "/applications/" + decided.String(), "/applications/" + decided.String() + "/decision",
				"/admissions", "/admissions/" + admitted.String(), "/admissions/" + admitted.String() + "/lift", "/admissions/" + admitted.String() + "/remove", "/people", "/people?done=accepted",
			} {
				officer.open(desk[1] + path).is(200)
			}
			operator.open(desk[1]).is(200)
			operator.open(desk[1] + "/applications/" + sent.String()).is(200).worn()
		})
	}
}
