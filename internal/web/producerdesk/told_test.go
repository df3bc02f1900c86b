package producerdesk_test

import (
	"strings"
	"testing"
)

// Accessibility is told with plain radio buttons; what is not told stays so, and what is refused stays typed.
func TestTellingFacts(t *testing.T) {
	h := newHouse(t)
	h.setUp()
	path := base + "/points/" + h.text(`SELECT id::text FROM service_point`) + "/facts"
	h.get(base+"/units").has(200, path, "Esteettömyys")
	h.get(path).has(200, "Portaaton sisäänkäynti", "En kerro", "Saapuminen", `name="version" value="0"`)
	long := strings.Repeat("x", 10_000)
	refused := h.post(path, "version", "0", "fact-seats", "yes", "fact-induction_loop", "ehkä", "fact-golden_door", "yes", "note_sv", long)
	refused.has(422, "Virhe:", `href="#fact-induction_loop"`, "Valitse kyllä, ei tai en kerro.", "jota luettelossa ei ole", `href="#note_sv"`, "enintään 500 merkkiä", long,
		`name="fact-seats" type="radio" value="yes" checked`)
	h.post(path, "version", "yksi", "fact-seats", "yes").has(422, "Virhe:")
	h.post(path, "version", "0", "fact-seats", "yes", "fact-induction_loop", "no", "fact-stop_near", "", "note_fi", "Luiska <pihalla>.").leads(base + "/units?saved=facts")
	h.get(base+"/units?saved=facts").has(200, "Esteettömyyden tiedot on tallennettu.")
	h.get(path).has(200, `name="fact-seats" type="radio" value="yes" checked`, `name="fact-induction_loop" type="radio" value="no" checked`,
		`name="fact-stop_near" type="radio" value="" checked`, "Luiska &lt;pihalla&gt;.", `name="version" value="1"`)
	if n := h.text(`SELECT yes::text || no::text FROM point_facts`); n != "{seats}{induction_loop}" {
		t.Errorf("saved: %s", n)
	}
}

func TestTellingWhatAPriceIncludes(t *testing.T) {
	h := newHouse(t)
	page := h.offering()
	h.get(page).has(200, "Mitä hintaan kuuluu?", "Ei ilmoitettu", page+"/included")
	h.get(page+"/included").has(200, "Työntekijän matka luoksesi", "Ei kuulu palveluun", "En kerro", `name="version" value="1"`)
	long := strings.Repeat("x", 10_000)
	h.post(page+"/included", "version", "1", "included-travel", "extra", "included-salad", "included", "included-evenings", "ehkä", "included_en", long).
		has(422, "Virhe:", `href="#included-evenings"`, "Valitse, sisältyykö se hintaan.", "joka ei koske tätä palvelua", "enintään 1", long,
			`name="included-travel" type="radio" value="extra" checked`)
	h.post(page+"/included", "version", "1", "included-travel", "included", "included-evenings", "extra", "included_fi", "Pyhinä tuplahinta.").leads(page + "?saved=included")
	h.get(page+"?saved=included").has(200, "Tieto siitä, mitä hintaan kuuluu, on tallennettu.", "Sisältyy: Työntekijän matka luoksesi",
		"Maksaa erikseen: Illat, viikonloput ja pyhät", "Pyhinä tuplahinta.")
	h.get(page+"/included").has(200, `name="included-evenings" type="radio" value="extra" checked`, `name="included-planning" type="radio" value="" checked`)
}
