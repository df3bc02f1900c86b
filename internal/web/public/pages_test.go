package public_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

func TestFrontAsksOneQuestion(t *testing.T) {
	s := open(t)
	for path, question := range map[string]string{"/fi": "Mitä apua tarvitset?", "/sv": "Vilken hjälp behöver du?", "/en": "What help do you need?"} {
		p := s.OK(path)
		if got := p.Text("h1"); got != question {
			t.Errorf("%s asks %q, want %q", path, got, question)
		}
		forms := p.All("form[role=search]")
		if len(forms) != 1 || len(p.All("input[name=q]")) != 1 || len(p.All("input[name=place]")) != 1 {
			t.Errorf("%s has %d search forms, fields q %d and place %d", path, len(forms), len(p.All("input[name=q]")), len(p.All("input[name=place]")))
		}
		if n := len(p.All(".tt-tray__ico")); n != 8 {
			t.Errorf("%s shows %d groups of services, want 8", path, n)
		}
	}
	p := s.OK("/fi")
	p.Wants("Keski-Suomen hyvinvointialue", "Helsingin kaupunki", "Haluatko mieluummin puhua?")
	if got := p.Href("Kotihoito"); got != "/fi/palvelut?service=home_care" {
		t.Errorf("home care leads to %s", got)
	}
	if n := strings.Count(p.Href("Kaikki 8 palvelua"), "%2C"); n != 7 {
		t.Errorf("the whole group leads to %d services", n+1)
	}
}

func TestCountyEntrance(t *testing.T) {
	s := open(t)
	s.Exec(`UPDATE organiser SET phone = '014 000 1200', phone_hours_fi = 'arkisin klo 8–16', phone_hours_sv = 'vardagar kl. 8–16', phone_hours_en = 'weekdays' WHERE code = '15'`)
	p := s.OK("/fi/alue/keski-suomi")
	p.Wants("Keski-Suomen hyvinvointialue", "014 000 1200", "Arkisin klo 8–16.", "Joutsa, Jyväskylä, Jämsä")
	if got := p.Href("014 000 1200"); got != "tel:+358140001200" {
		t.Errorf("the number leads to %s", got)
	}
	if got := p.Href("Siirry verkkosivuille"); got != "https://www.hyvaks.fi" {
		t.Errorf("the site is %s", got)
	}
	if got := p.Href("Kotihoito"); got != "/fi/palvelut?organiser=15&service=home_care" {
		t.Errorf("home care leads to %s", got)
	}
	s.OK("/sv/omrade/keski-suomi").Wants("Mellersta Finlands välfärdsområde", "Vardagar kl. 8–16.")
	if p := s.Get("/fi/alue/atlantis"); p.Status != http.StatusNotFound {
		t.Errorf("an unknown county: status %d", p.Status)
	}
	if p := s.OK("/fi/alue/lappi"); len(p.All("a[href=tel:+358140001200]")) > 0 {
		t.Error("a county without a number shows another's")
	}
}

func TestOfferingPage(t *testing.T) {
	s := open(t)
	m := s.Market()
	p := s.OK("/fi/palvelut/" + m.Voucher.Offering.String() + "?place=40520")
	p.Wants("Kotihoiva Aamurusko", "Maksat itse", "12,10 €", "38,50 €", "26,40 €", "Hyväksytty palvelusetelituottaja", "Voi aloittaa noin 5 päivän kuluttua",
		"Erinomainen", "4,6 / 5", "128 arviota", "suomi, ruotsi", "Palvelee 2 kuntaa", "Laukaa", "Tutut hoitajat", "014 000 3300", "Keski-Suomen hyvinvointialue")
	s.OK("/sv/tjanster/"+m.Fee.String()).Wants("Klientavgift", "0–420 €", "/mån.", "Enligt dina inkomster.", "Kö cirka 3 veckor")
	s.OK("/en/services/"+m.Price.String()).Wants("Full price", "€45.00", "/hour", "Full")
	unknown := s.OK("/fi/palvelut/" + m.Unknown.String())
	unknown.Wants("Kysy hinta", "Hyvinvointialue ei ole tarkistanut tietoja")
	unknown.Lacks("Hyväksytty", "0 €")

	for name, path := range map[string]string{
		"not an id": "/fi/palvelut/abc", "nobody's id": "/fi/palvelut/" + uuid.NewString(),
	} {
		if p := s.Get(path); p.Status != http.StatusNotFound {
			t.Errorf("%s: status %d", name, p.Status)
		}
	}
	s.Event(m.Voucher.Admission, "suspended", calendar.Date{})
	if p := s.Get("/fi/palvelut/" + m.Voucher.Offering.String()); p.Status != http.StatusGone {
		t.Errorf("a suspended producer's offering: status %d", p.Status)
	}
}

func TestProducerPage(t *testing.T) {
	s := open(t)
	m := s.Market()
	p := s.OK("/fi/tuottajat/" + m.Voucher.Producer.String())
	p.Wants("Kotihoiva Aamurusko", "Yritys", "12,10 €", "Kotihoito", "Keski-Suomen hyvinvointialue")
	if got := p.Href("Kotihoito"); got != "/fi/palvelut/"+m.Voucher.Offering.String() {
		t.Errorf("the service leads to %s", got)
	}
	for _, path := range []string{"/fi/tuottajat/x", "/fi/tuottajat/" + uuid.NewString()} {
		if p := s.Get(path); p.Status != http.StatusNotFound {
			t.Errorf("%s: status %d", path, p.Status)
		}
	}
}

func TestParametersThatNobodyKnows(t *testing.T) {
	s := open(t)
	for _, path := range []string{
		"/fi?q=x", "/fi/alue/lappi?x=1", "/fi/vertaa?ids=1", "/fi/palvelut?srevice=home_care", "/fi/palvelut?sort=best", "/fi/palvelut?page=0",
		"/fi/palvelut?page=9999", "/fi/palvelut?q=%00", "/fi/palvelut?q=%ff", "/fi/palvelut?q=%zz", "/fi?%zz", "/fi/vertaa?%zz",
		"/fi/palvelut?q=" + strings.Repeat("x", 10_000), "/fi/palvelut/" + uuid.NewString() + "?lang=sv",
	} {
		p := s.Get(path)
		if p.Status != http.StatusBadRequest {
			t.Errorf("%.60s: status %d", path, p.Status)
		}
		if strings.Contains(p.Content, "⟦") {
			t.Errorf("%.60s has no text for what is wrong: %s", path, p.Content)
		}
	}
}
