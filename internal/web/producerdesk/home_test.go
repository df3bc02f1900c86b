package producerdesk_test

import "testing"

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
}
