package public_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/tuottajatori/tuottajatori/internal/web/webtest"
)

// TestEstimateWorksOutBothWays: the voucher and the county's own home care, each with its steps.
func TestEstimateWorksOutBothWays(t *testing.T) {
	s := open(t)
	s.Market()
	results := s.OK("/fi/palvelut?service=home_care&place=40520")
	p := s.OK(results.Href("Arvioi oma maksusi"))
	p.Wants("Arvioi, mitä kotihoito maksaa sinulle", "Emme tallenna tietojasi")
	if form := p.All("form[method=post]"); len(form) != 1 || strings.Contains(webtest.Attribute(form[0], "action"), "?") {
		t.Error("the form does not send its answers in the body")
	}
	told := url.Values{"persons": {"1"}, "income": {"1 850"}, "hours": {"20"}, "place": {"40520"}}
	p = s.Post("/fi/arvioi-maksu", told)
	if p.Status != http.StatusOK || p.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("status %d, %s", p.Status, p.Header.Get("Cache-Control"))
	}
	// 12.10 × 20 = 242.00, and 26 % of 1 850 − 699 = 299.26 (734/1992 §10 e in 2026).
	p.Wants("Palveluseteli on tässä 57,26 € halvempi kuukaudessa", "242,00 €", "299,26 €", "38,50 €/t", "−26,40 €/t", "1 151,00 €", "26 %", "Laki 734/1992 10 e §", "20 t")
	told.Set("income", "1000")
	s.Post("/sv/uppskatta-avgift", told).Wants("Välfärdsområdets hemvård är här 163,74 € billigare i månaden")
	told.Set("income", "9000") // over what the county takes at the most
	s.Post("/en/estimate-fee", told).Wants("The county's highest fee", "€420.00", "The voucher is €178.00 cheaper here a month")
	told.Del("place")
	told.Set("income", "1850,50")
	s.Post("/fi/arvioi-maksu", told).Wants("maksaa sinulle enintään 299,39 €", "Kirjoita kuntasi")
}

// TestEstimateOfWhatCannotBe: each mistake is told on its field, and what was typed stays.
func TestEstimateOfWhatCannotBe(t *testing.T) {
	s := open(t)
	s.Market()
	for field, typed := range map[string][]string{
		"persons": {"", "0", "-1", "21", "yksi", "1,5", "99999999999999999999"},
		"income":  {"", "-5", "paljon", "1.234.5", "99999999999999999999", "10000001"},
		"hours":   {"", "0", "-20", "745", "10000", "kaksikymmentä"},
		"place":   {"Nowheria", "99999999", strings.Repeat("x", 5000)},
	} {
		for _, value := range typed {
			form := url.Values{"persons": {"1"}, "income": {"1850"}, "hours": {"20"}, "place": {"40520"}}
			form.Set(field, value)
			p := s.Post("/fi/arvioi-maksu", form)
			if p.Status != http.StatusUnprocessableEntity || len(p.All("p[id="+field+"-error]")) != 1 {
				t.Errorf("%s %q: status %d, %d errors on the field", field, short(value), p.Status, len(p.All("p[id="+field+"-error]")))
			}
			if box := p.All("input[name=" + field + "]"); len(box) != 1 || webtest.Attribute(box[0], "value") != value {
				t.Errorf("%s %q: what was typed is lost", field, short(value))
			}
		}
	}
	if p := s.Get("/fi/arvioi-maksu?income=1850"); p.Status != http.StatusBadRequest {
		t.Errorf("an income in the address is %d", p.Status)
	}
	p := s.Post("/fi/arvioi-maksu", url.Values{"persons": {"1"}, "income": {"1850"}, "hours": {"20"}, "place": {"40520"}, "offering": {"01a207e0-0ca9-74dd-99f6-172d70ad308a"}})
	if p.Status != http.StatusOK {
		t.Errorf("an offering that is gone is %d", p.Status)
	}
}

func short(s string) string { return s[:min(len(s), 20)] }

// TestEstimateAndHelpLeadToEachOther in the language of each.
func TestEstimateAndHelpLeadToEachOther(t *testing.T) {
	s := open(t)
	for path, help := range map[string]string{
		"/fi/arvioi-maksu": "/fi/ohjeet/tulosidonnainen-asiakasmaksu", "/sv/uppskatta-avgift": "/sv/hjalp/inkomstrelaterad-klientavgift",
		"/en/estimate-fee": "/en/help/client-fee-by-income",
	} {
		if p := s.OK(path); len(p.All(`main a[href="`+help+`"]`)) != 1 {
			t.Errorf("%s does not lead to %s", path, help)
		}
	}
}
