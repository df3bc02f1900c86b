package producerdesk_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

const base = "/fi/tuottaja"

// setUp goes from nothing to a unit with a point, as a person does, and returns their ids.
func (h *house) setUp() (unit, point string) {
	h.t.Helper()
	h.get(base).has(200, "Lisää palveluyksikkö", "Hoiva Mäkinen Oy")
	form := h.get(base + "/units/new").has(200)
	unit = form.hidden("id")
	h.post(base+"/units/new", "id", unit, "name", "Kotihoito Keskusta", "phone", "014 123 4567").leads(base + "/units/" + unit + "/points/new")
	form = h.get(base+"/units/"+unit+"/points/new").has(200, "Kotihoito Keskusta")
	point = form.hidden("id")
	for range 2 { // sent twice
		h.post(base+"/units/"+unit+"/points/new", "id", point, "name", "Toimisto", "street", "Väinönkatu 12", "place", "40100").leads(base + "/units?saved=point")
	}
	h.get(base+"/units?saved=point").has(200, "Palvelupiste on tallennettu.", "Väinönkatu 12, 40100 Jyväskylä")
	return unit, point
}

func TestFromNothingToAnOffering(t *testing.T) {
	h := newHouse(t)
	h.get(base+"/offerings").has(200, "Lisää ensin palvelupiste")
	_, point := h.setUp()
	h.get(base+"/offerings").has(200, "Hae ensin tuottajaksi")
	admissionID := h.admit(h.own)

	draft := h.get(base+"/offerings").has(200, "Lisää palvelu").hidden("id")
	for range 2 {
		h.post(base+"/offerings/new", "id", draft).leads(base + "/offerings/new/" + draft)
	}
	at := func(step string) string { return base + "/offerings/new/" + draft + "/" + step }
	onward := base + "/offerings/new/" + draft
	h.get(onward).leads(at("admission"))
	h.get(at("price")).leads(at("admission")) // a step cannot be jumped over
	h.get(at("admission")).has(200, "Kotihoidon palveluseteli", "Keski-Suomen hyvinvointialue")
	h.post(at("admission"), "admission", admissionID.String()).leads(onward)
	h.get(at("service")).has(200, "Kotihoito", "Siivous")
	h.post(at("service")).has(422, "Virhe:", "Valitse palvelu")
	h.post(at("service"), "service", "home_care").leads(onward)
	h.get(at("points")).has(200, "Kotihoito Keskusta, Toimisto")
	h.post(at("points"), "points", point).leads(onward)
	h.get(at("area")).has(200, "Jyväskylä", "checked")
	h.post(at("area"), "at_home", "yes").has(422, "Valitse ainakin yksi kunta")
	h.post(at("area"), "at_home", "yes", "areas", "179", "areas", "410").leads(onward)
	h.post(at("details"), "spoken", "fi", "spoken", "sv", "description_fi", "Autamme <kotona>.").leads(onward)
	h.get(at("price")).has(200, "Palvelusetelin arvo 36,00", "Hinta saa olla enintään 60,00")
	h.post(at("price"), "unit", "hour", "price", "61", "from-day", "1", "from-month", "6", "from-year", "2027").has(422, `value="61"`, "Hinta saa olla enintään 60,00", `value="2027"`)
	h.post(at("price"), "unit", "hour", "price", "48,10", "from-day", "31", "from-month", "2", "from-year", "2027").has(422, "Kirjoita päivä, kuukausi ja vuosi")
	today := h.text(`SELECT to_char(clock_timestamp() AT TIME ZONE 'Europe/Helsinki', 'FMDD FMMM YYYY')`)
	day := strings.Fields(today)
	h.post(at("price"), "unit", "hour", "price", "48,10", "from-day", day[0], "from-month", day[1], "from-year", day[2]).leads(onward)
	h.get(onward).leads(at("included"))
	h.get(at("included")).has(200, "Mitä hintaan kuuluu?", "Työntekijän matka luoksesi", `name="included-travel"`)
	h.post(at("included"), "included-travel", "included", "included-salad", "included").has(422, "Virhe:", "joka ei koske tätä palvelua", `value="included" checked`)
	h.post(at("included"), "included-travel", "included", "included-evenings", "extra", "included_fi", "Pyhinä hinta on kaksinkertainen.").leads(onward)
	h.get(onward).leads(at("check"))
	h.get(at("check")).has(200, "Omavastuuosuus 12,10", "Jyväskylä, Laukaa", "suomi, ruotsi", "Autamme &lt;kotona&gt;.", "Sisältyy: Työntekijän matka luoksesi", "Maksaa erikseen: Illat", "kaksinkertainen")
	h.post(at("check")).leads(onward)
	h.post(at("check")).leads(at("done")) // the last page is sent twice
	h.get(onward).leads(at("done"))
	h.get(at("done")).has(200, "1 palvelu lisättiin.")
	if n := h.text(`SELECT count(*)::text FROM offering`); n != "1" {
		t.Errorf("%s offerings, want 1", n)
	}
	h.get(base+"/offerings").has(200, "Omavastuuosuus 12,10", "48,10")
	h.get(base).has(200, "Kerro, onko tilaa", "1 palvelusta puuttuu tieto")
}

// offering makes one in the database's own way and returns the path of its page.
func (h *house) offering() string {
	h.t.Helper()
	_, point := h.setUp()
	admissionID, id := h.admit(h.own), newID()
	h.exec(`INSERT INTO offering (id, admission_id, service_key, point_id, at_home, spoken) VALUES ($1, $2, 'home_care', $3, true, '{fi}')`, id, admissionID, point)
	h.exec(`INSERT INTO offering_area (offering_id, code) VALUES ($1, '179')`, id)
	return base + "/offerings/" + id.String()
}

// What became impossible while the draft lay is told on the last page, and nothing is made.
func TestCheckTellsWhatBecameImpossible(t *testing.T) {
	h := newHouse(t)
	page := h.offering()
	draft := base + "/offerings/new/" + newID().String()
	h.post(base+"/offerings/new", "id", draft[strings.LastIndex(draft, "/")+1:]).leads(draft)
	h.post(draft+"/admission", "admission", h.text(`SELECT id::text FROM admission`)).leads(draft)
	h.post(draft+"/service", "service", "home_care").leads(draft)
	h.post(draft+"/points", "points", h.text(`SELECT id::text FROM service_point`)).leads(draft)
	h.post(draft+"/area", "at_home", "no").leads(draft)
	h.post(draft + "/details").leads(draft)
	h.post(draft+"/price", "unit", "hour", "price", "40", "from-day", "1", "from-month", "6", "from-year", "2027").leads(draft)
	h.post(draft + "/included").leads(draft)
	h.post(draft+"/check").has(422, "Virhe:", "Palvelu on jo listalla pisteessä Toimisto.")
	h.post(page + "/withdraw")
	h.post(draft+"/check").has(422, "Palauta se poistetuista.")
	h.get(base+"/offerings").has(200, "Keskeneräiset")
	h.exec(`INSERT INTO admission_event (id, admission_id, kind, reasons, done_by) SELECT $1, id, 'suspended', 'Syy', $2 FROM admission`, newID(), h.own.Person)
	h.post(draft+"/check").has(409, "Hyväksyminen ei ole nyt voimassa")
	h.post(draft + "/discard").leads(base + "/offerings?saved=discarded")
	h.get(draft).has(404)
}

func TestOfferingPages(t *testing.T) {
	h := newHouse(t)
	page := h.offering()
	h.get(page).has(200, "Hintaa ei ole vielä kerrottu", "Näkyy haussa", "Tilannetta ei ole kerrottu")

	h.post(page+"/vacancy", "vacancy", "queue", "wait_days", "kaksi", "back", "list").has(422, `value="kaksi"`, "Kirjoita päivät kokonaislukuna", "Virhe:")
	h.post(page+"/vacancy", "vacancy", "queue", "wait_days", "14", "back", "offer").leads(page + "?saved=vacancy")
	h.get(page).has(200, "Jonoa 14 päivää", "Päivitetty")

	h.exec(`UPDATE scheme_service SET valid = daterange(lower(valid), '2099-01-01')`)
	h.exec(`INSERT INTO scheme_service (id, scheme_id, service_key, unit, value_cents, price_cap_cents, cap_night_cents, valid)
		SELECT $1, scheme_id, 'home_care', 'hour', 3600, 6500, 7500, '[2099-01-01,)' FROM admission`, newID())
	proposal := newID()
	h.exec(`INSERT INTO price_proposal (id, offering_id, scheme_id, unit, class, cents, from_day, closed)
		SELECT $1, o.id, a.scheme_id, 'hour', 'weekday', 4900, '2099-03-01', true FROM offering o JOIN admission a ON a.id = o.admission_id`, proposal)
	h.exec(`INSERT INTO price_decision (proposal_id, outcome, reasons) VALUES ($1, 'refused', 'Liikaa.')`, proposal)
	h.get(base+"/offerings?answered=all").has(200, "1 hintaehdotukseen on vastattu viimeisten 30 päivän aikana", "49,00\u00a0€/t 1.3.2099 alkaen", `<details class="govuk-details" open`)
	h.get(page+"/times").has(200, "Hinta saa olla enintään 60,00\u00a0€/t. 1.1.2099 alkaen hinta saa olla enintään 65,00\u00a0€/t.", "1.1.2099 alkaen hinta saa olla enintään 75,00\u00a0€/t.")
	price := h.get(page+"/price").has(200, "Hinta saa olla enintään 60,00\u00a0€. 1.1.2099 alkaen hinta saa olla enintään 65,00\u00a0€.").hidden("id")
	h.post(page+"/price", "id", price, "unit", "hour", "price", "viisi euroa", "from-day", "1", "from-month", "6", "from-year", "2027").has(422, "Kirjoita hinta euroina", "viisi euroa")
	for range 2 {
		h.post(page+"/price", "id", price, "unit", "hour", "price", "50", "from-day", "1", "from-month", "6", "from-year", "2027").leads(page + "?saved=price")
	}
	h.get(page+"?saved=price").has(200, "Hinta on tallennettu.", "1.6.2027 alkaen", "50,00", "Tulossa")

	h.get(page+"/withdraw").has(200, "Poistetaanko Kotihoito listalta?")
	for range 2 {
		h.post(page + "/withdraw").leads(base + "/offerings?saved=withdrawn")
	}
	h.get(base+"/offerings?list=withdrawn").has(200, "Palauta listalle")
	h.post(page + "/restore").leads(base + "/offerings?saved=restored")

	h.exec(`INSERT INTO admission_event (id, admission_id, kind, reasons, done_by) SELECT $1, admission_id, 'suspended', 'Syy', $2 FROM offering`, newID(), h.own.Person)
	h.get(page).has(200, "hyväksyminen ei ole nyt voimassa")
}

// A form that was filled from an older version keeps what was typed and shows what is there now.
func TestStaleForms(t *testing.T) {
	h := newHouse(t)
	page := h.offering()
	unit := h.text(`SELECT id::text FROM service_unit`)
	point := h.text(`SELECT id::text FROM service_point`)
	for path, tt := range map[string]struct {
		typed, saved []string
		words        []string
	}{
		base + "/profile":         {[]string{"name", "Minun Nimi", "kind", "company"}, []string{"name", "Kollegan Nimi", "kind", "company"}, []string{"Minun Nimi", "Kollegan Nimi"}},
		base + "/units/" + unit:   {[]string{"name", "Minun Yksikkö"}, []string{"name", "Kollegan Yksikkö"}, []string{"Minun Yksikkö", "Kollegan Yksikkö"}},
		base + "/points/" + point: {[]string{"name", "Minun Piste", "place", "Espoo"}, []string{"name", "Kollegan Piste", "place", "Vantaa"}, []string{"Minun Piste", "Kollegan Piste", "Vantaa"}},
		base + "/points/" + point + "/facts": {[]string{"fact-seats", "yes", "note_fi", "Minun luiskani"}, []string{"fact-seats", "no", "note_fi", "Kollegan luiska"},
			[]string{"Minun luiskani", "Kollegan luiska", `id="fact-seats" name="fact-seats" type="radio" value="yes" checked`, "Istumapaikkoja"}},
		page + "/included": {[]string{"included-travel", "extra", "included_fi", "Minun hintani"}, []string{"included-travel", "included", "included_fi", "Kollegan hinta"},
			[]string{"Minun hintani", "Kollegan hinta", "Sisältyy: Työntekijän matka luoksesi"}},
		page + "/edit": {[]string{"at_home", "yes", "areas", "179", "description_fi", "Minun kuvaus"},
			[]string{"at_home", "yes", "areas", "179", "description_fi", "Kollegan kuvaus"}, []string{"Minun kuvaus", "Kollegan kuvaus"}},
	} {
		t.Run(path, func(t *testing.T) {
			version := h.get(path).has(200).hidden("version")
			if a := h.post(path, append(tt.saved, "version", version)...); a.Status != http.StatusSeeOther {
				t.Fatalf("the colleague's save: %d %.300s", a.Status, a.Body)
			}
			again := h.post(path, append(tt.typed, "version", version)...).has(409, append(tt.words, "Joku muu on muuttanut näitä tietoja")...)
			if now := again.hidden("version"); now == version {
				t.Errorf("the form still carries version %s", now)
			}
			if a := h.post(path, append(tt.typed, "version", again.hidden("version"))...); a.Status != http.StatusSeeOther {
				t.Errorf("saving knowingly over it: %d", a.Status)
			}
		})
	}
}

func TestBadInput(t *testing.T) {
	h := newHouse(t)
	unit, _ := h.setUp()
	form := base + "/units/" + unit + "/points/new"
	h.post(form, "id", newID().String(), "name", "Piste", "place", "Jyvsäkylä").has(422, "Virhe:", `value="Jyvsäkylä"`, "Tarkoititko", `href="#place"`)
	h.post(base+"/units/new", "id", newID().String(), "email", "ei ole").has(422, "Kirjoita yksikön nimi.", `value="ei ole"`)
	h.post(base+"/profile", "version", "1", "name", "", "kind", "county").has(422, "Kirjoita tuottajan nimi.", "Valitse tuottajan muoto.")
	h.post(base+"/units/new", "id", "ei ole", "name", "Y").has(400)
	h.post(base+"/offerings/new", "id", "").has(400)
	h.post(form, "id", newID().String(), "name", "a\x00b", "place", "Espoo").has(400)
	h.post(form, "id", newID().String(), "name", "a\xffb", "place", "Espoo").has(400)
}

// Everybody but the producer's own people gets nothing, and the same for ids of others as for ids of nothing.
func TestOthers(t *testing.T) {
	h := newHouse(t)
	page := h.offering()
	unit := h.text(`SELECT id::text FROM service_unit`)
	point := h.text(`SELECT id::text FROM service_point`)
	draft := h.get(base + "/offerings").hidden("id")
	h.post(base+"/offerings/new", "id", draft).leads(base + "/offerings/new/" + draft)
	gets := []string{page, page + "/included", base + "/points/" + point + "/facts", page + "/edit", page + "/price", page + "/withdraw", base + "/units/" + unit, base + "/units/" + unit + "/points/new",
		base + "/points/" + point, base + "/offerings/new/" + draft, base + "/offerings/new/" + draft + "/admission", base + "/offerings/new/" + draft + "/done",
		base + "/files/" + newID().String(), base + "/offerings/" + newID().String(), base + "/units/ei-ole"}
	posts := []string{page + "/included", base + "/points/" + point + "/facts", page + "/edit", page + "/price", page + "/vacancy", page + "/withdraw", page + "/restore", base + "/units/" + unit,
		base + "/points/" + point, base + "/offerings/new/" + draft + "/admission", base + "/offerings/new/" + draft + "/discard"}
	h.actor = h.producer()
	for _, path := range gets {
		h.get(path).has(404)
	}
	for _, path := range posts {
		h.post(path, "id", newID().String(), "version", "1", "name", "X", "place", "Espoo", "unit", "hour", "price", "1",
			"from-day", "1", "from-month", "6", "from-year", "2027", "vacancy", "full").has(404)
	}
	h.actor = actor.Actor{Person: newID(), Role: actor.RoleOfficer, Organisation: uuid.MustParse("01900000-0000-7000-8000-000000000015")}
	for _, path := range append(gets, base) {
		h.get(path).has(403)
	}
	h.actor = actor.Visitor("test-request")
	for _, path := range append(gets, base) {
		if a := h.get(path); a.Status != 303 || !strings.HasPrefix(a.Location, "/fi/kirjaudu?next=") {
			t.Errorf("%s: %d to %s, want to sign in", path, a.Status, a.Location)
		}
	}
	for _, path := range posts {
		h.post(path).has(401)
	}
	if n := h.text(`SELECT count(*)::text FROM offering WHERE withdrawn_at IS NULL AND vacancy = 'unknown' AND version = 1`); n != "1" {
		t.Error("a stranger changed the offering")
	}
}

func TestFileIsKeptAndNeverShown(t *testing.T) {
	h := newHouse(t)
	f, err := h.rooms.Producers.Upload(t.Context(), h.own, h.own.Organisation, "Omavalvonta äö.pdf", strings.NewReader("%PDF-1.7\nx"))
	h.ok(err)
	h.get(base+"/profile").has(200, "Omavalvonta äö.pdf", base+"/files/"+f.ID.String())
	a := h.get(base+"/files/"+f.ID.String()).has(200, "%PDF-1.7")
	for name, want := range map[string]string{
		"Content-Type": "application/pdf", "X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store",
		"Content-Disposition": "attachment; filename*=utf-8''Omavalvonta%20%C3%A4%C3%B6.pdf",
	} {
		if got := a.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

// Every page is there in every language, with every text.
func TestAllLanguages(t *testing.T) {
	h := newHouse(t)
	page := h.offering()
	unit := h.text(`SELECT id::text FROM service_unit`)
	point := h.text(`SELECT id::text FROM service_point`)
	for _, l := range locale.Langs() {
		desk := paths.Desk(l)
		for _, path := range []string{"", "/profile", "/units", "/units/new", "/units/" + unit, "/units/" + unit + "/points/new", "/points/" + point,
			"/offerings", "/offerings?list=withdrawn", strings.TrimPrefix(page, base), strings.TrimPrefix(page, base) + "/edit",
			strings.TrimPrefix(page, base) + "/included", "/points/" + point + "/facts", strings.TrimPrefix(page, base) + "/price", strings.TrimPrefix(page, base) + "/times", strings.TrimPrefix(page, base) + "/withdraw", "/messages", "/profile/business-id"} {
			h.get(desk+path).has(200, `lang="`+string(l)+`"`, "<h1")
		}
	}
	if missing := h.locales.Missing(); len(missing) > 0 {
		t.Errorf("texts are missing: %v", missing)
	}
}
