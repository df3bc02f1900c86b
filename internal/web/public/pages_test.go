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
		p := s.ok(path)
		if got := p.text("h1"); got != question {
			t.Errorf("%s asks %q, want %q", path, got, question)
		}
		forms := p.all("form[role=search]")
		if len(forms) != 1 || len(p.all("input[name=q]")) != 1 || len(p.all("input[name=place]")) != 1 {
			t.Errorf("%s has %d search forms, fields q %d and place %d", path, len(forms), len(p.all("input[name=q]")), len(p.all("input[name=place]")))
		}
		if n := len(p.all(".tt-tray__ico")); n != 8 {
			t.Errorf("%s shows %d groups of services, want 8", path, n)
		}
	}
	p := s.ok("/fi")
	p.wants("Keski-Suomen hyvinvointialue", "Helsingin kaupunki", "Haluatko mieluummin puhua?")
	if got := p.href("Kotihoito"); got != "/fi/palvelut?service=home_care" {
		t.Errorf("home care leads to %s", got)
	}
	if n := strings.Count(p.href("Kaikki 8 palvelua"), "%2C"); n != 7 {
		t.Errorf("the whole group leads to %d services", n+1)
	}
}

func TestCountyEntrance(t *testing.T) {
	s := open(t)
	s.Exec(`UPDATE organiser SET phone = '014 000 1200', phone_hours_fi = 'arkisin klo 8–16', phone_hours_sv = 'vardagar kl. 8–16', phone_hours_en = 'weekdays' WHERE code = '15'`)
	p := s.ok("/fi/alue/keski-suomi")
	p.wants("Keski-Suomen hyvinvointialue", "014 000 1200", "Arkisin klo 8–16.", "Joutsa, Jyväskylä, Jämsä")
	if got := p.href("014 000 1200"); got != "tel:+358140001200" {
		t.Errorf("the number leads to %s", got)
	}
	if got := p.href("Siirry verkkosivuille"); got != "https://www.hyvaks.fi" {
		t.Errorf("the site is %s", got)
	}
	if got := p.href("Kotihoito"); got != "/fi/palvelut?organiser=15&service=home_care" {
		t.Errorf("home care leads to %s", got)
	}
	s.ok("/sv/omrade/keski-suomi").wants("Mellersta Finlands välfärdsområde", "Vardagar kl. 8–16.")
	if p := s.get("/fi/alue/atlantis"); p.status != http.StatusNotFound {
		t.Errorf("an unknown county: status %d", p.status)
	}
	if p := s.ok("/fi/alue/lappi"); len(p.all("a[href=tel:+358140001200]")) > 0 {
		t.Error("a county without a number shows another's")
	}
}

func TestOfferingPage(t *testing.T) {
	s := open(t)
	m := s.market()
	p := s.ok("/fi/palvelut/" + m.voucher.Offering.String() + "?place=40520")
	p.wants("Kotihoiva Aamurusko", "Maksat itse", "12,10 €", "38,50 €", "26,40 €", "Hyväksytty palvelusetelituottaja", "Voi aloittaa noin 5 päivässä",
		"Erinomainen", "4,6 / 5", "128 arviota", "suomi, ruotsi", "Palvelee 2 kuntaa", "Laukaa", "Tutut hoitajat", "014 000 3300", "Keski-Suomen hyvinvointialue")
	s.ok("/sv/tjanster/"+m.fee.String()).wants("Klientavgift", "0–420 €", "/mån.", "Enligt dina inkomster.", "Kö cirka 3 veckor")
	s.ok("/en/services/"+m.price.String()).wants("Full price", "€45.00", "/hour", "Full")
	unknown := s.ok("/fi/palvelut/" + m.unknown.String())
	unknown.wants("Kysy hinta", "Hyvinvointialue ei ole tarkistanut tietoja")
	unknown.lacks("Hyväksytty", "0 €")

	for name, path := range map[string]string{
		"not an id": "/fi/palvelut/abc", "nobody's id": "/fi/palvelut/" + uuid.NewString(),
	} {
		if p := s.get(path); p.status != http.StatusNotFound {
			t.Errorf("%s: status %d", name, p.status)
		}
	}
	s.Event(m.voucher.Admission, "suspended", calendar.Date{})
	if p := s.get("/fi/palvelut/" + m.voucher.Offering.String()); p.status != http.StatusNotFound {
		t.Errorf("a suspended producer's offering: status %d", p.status)
	}
}

func TestProducerPage(t *testing.T) {
	s := open(t)
	m := s.market()
	p := s.ok("/fi/tuottajat/" + m.voucher.Producer.String())
	p.wants("Kotihoiva Aamurusko", "Yritys", "12,10 €", "Kotihoito", "Keski-Suomen hyvinvointialue")
	if got := p.href("Kotihoito"); got != "/fi/palvelut/"+m.voucher.Offering.String() {
		t.Errorf("the service leads to %s", got)
	}
	for _, path := range []string{"/fi/tuottajat/x", "/fi/tuottajat/" + uuid.NewString()} {
		if p := s.get(path); p.status != http.StatusNotFound {
			t.Errorf("%s: status %d", path, p.status)
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
		p := s.get(path)
		if p.status != http.StatusBadRequest {
			t.Errorf("%.60s: status %d", path, p.status)
		}
		if strings.Contains(p.content, "⟦") {
			t.Errorf("%.60s has no text for what is wrong: %s", path, p.content)
		}
	}
}
