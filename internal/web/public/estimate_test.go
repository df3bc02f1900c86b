package public_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// post sends a form, as a browser does.
func (s *site) post(path string, form url.Values) page {
	s.t.Helper()
	r := httptest.NewRequestWithContext(s.Ctx, http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	rec := httptest.NewRecorder()
	s.handler.ServeHTTP(rec, r)
	root, err := html.Parse(strings.NewReader(rec.Body.String()))
	if err != nil {
		s.t.Fatalf("%s: %v", path, err)
	}
	p := page{t: s.t, path: path, status: rec.Code, header: rec.Header(), source: rec.Body.String(), root: root}
	p.content = p.text("body")
	return p
}

// TestEstimateWorksOutBothWays: the voucher and the county's own home care, each with its steps.
func TestEstimateWorksOutBothWays(t *testing.T) {
	s := open(t)
	s.market()
	results := s.ok("/fi/palvelut?service=home_care&place=40520")
	p := s.ok(results.href("Arvioi oma maksusi"))
	p.wants("Arvioi, mitä kotihoito maksaa sinulle", "Emme tallenna tietojasi")
	if form := p.all("form[method=post]"); len(form) != 1 || strings.Contains(attribute(form[0], "action"), "?") {
		t.Error("the form does not send its answers in the body")
	}
	told := url.Values{"persons": {"1"}, "income": {"1 850"}, "hours": {"20"}, "place": {"40520"}}
	p = s.post("/fi/arvioi-maksu", told)
	if p.status != http.StatusOK || p.header.Get("Cache-Control") != "no-store" {
		t.Fatalf("status %d, %s", p.status, p.header.Get("Cache-Control"))
	}
	// 12.10 × 20 = 242.00, and 26 % of 1 850 − 699 = 299.26 (734/1992 §10 e in 2026).
	p.wants("Palveluseteli on tässä 57,26 € halvempi kuukaudessa", "242,00 €", "299,26 €", "38,50 €/t", "−26,40 €/t", "1 151,00 €", "26 %", "Laki 734/1992 10 e §", "20 t")
	told.Set("income", "1000")
	s.post("/sv/uppskatta-avgift", told).wants("Välfärdsområdets hemvård är här 163,74 € billigare i månaden")
	told.Set("income", "9000") // over what the county takes at the most
	s.post("/en/estimate-fee", told).wants("The county's highest fee", "€420.00", "The voucher is €178.00 cheaper here a month")
	told.Del("place")
	told.Set("income", "1850,50")
	s.post("/fi/arvioi-maksu", told).wants("maksaa sinulle enintään 299,39 €", "Kirjoita kuntasi")
}

// TestEstimateOfWhatCannotBe: each mistake is told on its field, and what was typed stays.
func TestEstimateOfWhatCannotBe(t *testing.T) {
	s := open(t)
	s.market()
	for field, typed := range map[string][]string{
		"persons": {"", "0", "-1", "21", "yksi", "1,5", "99999999999999999999"},
		"income":  {"", "-5", "paljon", "1.234.5", "99999999999999999999", "10000001"},
		"hours":   {"", "0", "-20", "745", "10000", "kaksikymmentä"},
		"place":   {"Nowheria", "99999999", strings.Repeat("x", 5000)},
	} {
		for _, value := range typed {
			form := url.Values{"persons": {"1"}, "income": {"1850"}, "hours": {"20"}, "place": {"40520"}}
			form.Set(field, value)
			p := s.post("/fi/arvioi-maksu", form)
			if p.status != http.StatusUnprocessableEntity || len(p.all("p[id="+field+"-error]")) != 1 {
				t.Errorf("%s %q: status %d, %d errors on the field", field, short(value), p.status, len(p.all("p[id="+field+"-error]")))
			}
			if box := p.all("input[name=" + field + "]"); len(box) != 1 || attribute(box[0], "value") != value {
				t.Errorf("%s %q: what was typed is lost", field, short(value))
			}
		}
	}
	if p := s.get("/fi/arvioi-maksu?income=1850"); p.status != http.StatusBadRequest {
		t.Errorf("an income in the address is %d", p.status)
	}
	p := s.post("/fi/arvioi-maksu", url.Values{"persons": {"1"}, "income": {"1850"}, "hours": {"20"}, "place": {"40520"}, "offering": {"01a207e0-0ca9-74dd-99f6-172d70ad308a"}})
	if p.status != http.StatusOK {
		t.Errorf("an offering that is gone is %d", p.status)
	}
}

func short(s string) string { return s[:min(len(s), 20)] }
