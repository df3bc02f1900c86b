package public_test

import (
	"strings"
	"testing"
)

const features = `"amenityFeature":[{"@type":"LocationFeatureSpecification","name":"Portaaton sisäänkäynti","value":true},` +
	`{"@type":"LocationFeatureSpecification","name":"Induktiosilmukka","value":false}]`

// TestAccessibilityWherePeopleCome: a place is told of where a service is given there, each fact as yes, no or not told, to
// people and to machines alike; a service that comes home has no place to come to.
func TestAccessibilityWherePeopleCome(t *testing.T) {
	s := open(t)
	h := s.Market().Voucher
	offering, point := "/fi/palvelut/"+h.Offering.String(), "/fi/palvelupisteet/"+h.Point.String()
	s.Exec(`INSERT INTO point_facts (point_id, yes, no, note_sv, told_on)
		VALUES ($1, '{step_free_entrance,dropped_long_ago}', '{induction_loop}', 'Rampen finns på gården.', '2026-03-02')`, h.Point)
	for _, path := range []string{offering, point} {
		if strings.Contains(s.OK(path).Source, "Portaaton sisäänkäynti") {
			t.Errorf("%s tells of a place that nobody comes to", path)
		}
	}
	s.Exec(`UPDATE offering SET at_home = false WHERE id = $1`, h.Offering)
	for _, path := range []string{offering, point, "/fi/palveluyksikot/" + h.Unit.String(), "/fi/tuottajat/" + h.Producer.String()} {
		p := s.OK(path)
		p.Wants("Esteettömyys", "Portaaton sisäänkäynti", "Induktiosilmukka", "Näistä tuottaja ei ole kertonut", "esteetön WC", "Rampen finns på gården.", "Tuottaja kertoi 2.3.2026.")
		if !strings.Contains(p.Source, features) || strings.Contains(p.Source, "dropped_long_ago") || strings.Contains(p.Source, `"name":"Esteetön WC"`) {
			t.Errorf("%s tells machines something else", path)
		}
	}
	s.OK("/sv/tjanster/"+h.Offering.String()).Wants("Tillgänglighet", "Ingång utan trappsteg", "Hörslinga")
	s.OK("/en/services/"+h.Offering.String()).Wants("Accessibility", "Step-free entrance", "Induction loop")
	s.Exec(`UPDATE point_facts SET yes = '{}', no = '{}', note_sv = ''`)
	emptied := s.OK(offering)
	emptied.Wants("Tuottaja ei ole kertonut esteettömyydestä")
	emptied.Lacks("Induktiosilmukka", "2.3.2026")
}

// TestWhatThePriceIncludes: each thing of the service as included, extra, not part of it or not told; a thing of another
// service is not told of at all.
func TestWhatThePriceIncludes(t *testing.T) {
	s := open(t)
	m := s.Market()
	path := "/fi/palvelut/" + m.Voucher.Offering.String()
	p := s.OK(path)
	p.Wants("Mitä hintaan kuuluu?", "Tuottaja ei ole kertonut, mitä hintaan kuuluu.", "Kysy esimerkiksi näistä: työntekijän matka luoksesi")
	s.Exec(`INSERT INTO offering_included (offering_id, included, extra, excluded, note_fi, told_on)
		VALUES ($1, '{travel,salad}', '{evenings}', '{care_supplies}', 'Sunnuntaisin hinta on <kaksinkertainen>.', '2026-03-02')`, m.Voucher.Offering)
	p = s.OK(path)
	p.Wants("Sisältyy", "Työntekijän matka luoksesi", "Maksaa erikseen", "Illat, viikonloput ja pyhät", "Ei kuulu palveluun", "Hoitotarvikkeet",
		"Sunnuntaisin hinta on <kaksinkertainen>.", "Näistä tuottaja ei ole kertonut, joten kysy tarvittaessa: aloituskäynti ja suunnitelma", "Tuottaja kertoi 2.3.2026.")
	p.Lacks("Salaatti")
	s.OK("/sv/tjanster/"+m.Voucher.Offering.String()).Wants("Vad ingår i priset?", "Medarbetarens resa till dig", "Kostar extra")
	s.OK("/fi/palvelut/" + m.Fee.String()).Wants("Mitä asiakasmaksuun kuuluu?")
	s.OK("/fi/palvelut/" + m.Free.String()).Wants("Mitä maksuttomaan palveluun kuuluu?")
	if results := s.OK("/fi/palvelut?service=home_care").Content; strings.Contains(results, "Työntekijän matka") {
		t.Error("the results tell what prices include, which every result would pay for")
	}
}
