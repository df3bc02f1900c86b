package producerdesk_test

import (
	"regexp"
	"strings"
	"testing"
)

// What somebody waits for comes first on the front page: a hearing with its last day, also when that is over, and messages
// that are not read.
func TestTheFrontPageBeginsWithWhatIsWaitedFor(t *testing.T) {
	h := newHouse(t)
	h.setUp()
	id, doubt, hearing := h.admit(h.own), newID(), newID()
	h.exec(`INSERT INTO doubt (id, admission_id, rule_id, cause, subject, since, reasons, raised_by)
		SELECT $1, $2, r.id, 'condition', '', '2026-05-01', 'Raportit puuttuvat.', $3 FROM doubt_rule r WHERE r.regime = 'voucher' AND r.cause = 'condition' LIMIT 1`, doubt, id, h.own.Person)
	h.exec(`INSERT INTO hearing (id, admission_id, question, answer_by_day, asked_by) VALUES ($1, $2, 'Missä raportit ovat?', '2099-03-04', $3)`, hearing, id, h.own.Person)
	h.exec(`INSERT INTO hearing_doubt (hearing_id, doubt_id) VALUES ($1, $2)`, hearing, doubt)
	h.exec(`INSERT INTO mail_out (id, person_id, template, lang, args, role, organisation_id) VALUES ($1, $2, 'hearing', 'fi', '{}', 'producer', $3)`, newID(), h.own.Person, h.own.Organisation)
	h.get(base).has(200, "Vastaa kuulemiseen", "Keski-Suomen hyvinvointialue kysyy sinulta", "Vastaa 4.3.2099 mennessä.", "1 lukematon viesti",
		"/fi/tuottaja/admissions/"+id.String()+"/hearing")
	h.exec(`UPDATE hearing SET answer_by_day = '2026-05-04'`)
	h.get(base).has(200, "Viimeinen päivä oli 4.5.2026. Voit vielä vastata")

	// An organiser's question has its last day too; after it the answer still counts until the officers go on without.
	app, question := newID(), newID()
	h.exec(`INSERT INTO application (id, scheme_id, producer_id, case_number, created_by) SELECT $1, scheme_id, producer_id, 'A-1', $2 FROM admission`, app, h.own.Person)
	h.exec(`INSERT INTO submission (id, application_id, scheme_id, snapshot, lang, submitted_by, due_on) SELECT $1, $2, scheme_id, '{}', 'fi', $3, '2099-08-01' FROM admission`, newID(), app, h.own.Person)
	h.exec(`INSERT INTO clarification (id, application_id, question, answer_by_day, asked_by) VALUES ($1, $2, 'Mistä alkaen?', '2099-06-07', $3)`, question, app, h.own.Person)
	h.get(base).has(200, "Vastaa hakemuksesi kysymykseen", "Keski-Suomen hyvinvointialue, Kotihoidon palveluseteli. Vastaa 7.6.2099 mennessä.",
		"/fi/tuottaja/applications/"+app.String()+"/question")
	h.exec(`UPDATE clarification SET answer_by_day = '2026-05-06'`)
	h.get(base).has(200, "Viimeinen päivä oli 6.5.2026. Voit vielä vastata, kunnes käsittelyä jatketaan")
	h.exec(`INSERT INTO clarification_answer (id, clarification_id, text, answered_by, lapsed) VALUES ($1, $2, 'Heti', $3, false)`, newID(), question, h.own.Person)
	if body := h.get(base).has(200).Body; strings.Contains(body, "/question") {
		t.Error("a question that is answered is still asked on the front page")
	}

	// What waits at the desk is told at its group on every page elsewhere, and by section on the desk.
	if nav := h.nav(base + "/profile"); !strings.Contains(nav, `Työpöytä <span class="tt-badge">1</span>`) || !strings.Contains(nav, "Palveluyksiköt") || strings.Contains(nav, "Viestit") {
		t.Errorf("elsewhere the menu is %s", nav)
	}
	h.get(base+"/messages").has(200, "Viesti poistetaan, kun siitä on kulunut 24 kuukautta.")
	if nav := h.nav(base + "/messages"); !strings.Contains(nav, `Viestit <span class="tt-badge">1</span>`) || strings.Contains(nav, "Palveluyksiköt") {
		t.Errorf("on the desk the menu is %s", nav)
	}
}

var navigation = regexp.MustCompile(`(?s)<nav class="tt-desknav".*?</nav>`)

func (h *house) nav(path string) string { return navigation.FindString(h.get(path).has(200).Body) }
