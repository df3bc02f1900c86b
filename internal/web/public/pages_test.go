package public_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
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

func TestCompareSideBySide(t *testing.T) {
	s := open(t)
	m := s.market()
	address := func(ids ...uuid.UUID) string {
		v := url.Values{"place": {"40520"}}
		for _, id := range ids {
			v.Add("id", id.String())
		}
		return "/fi/vertaa?" + v.Encode()
	}
	p := s.ok(address(m.fee, m.voucher.Offering, m.price))
	if diff := cmp.Diff([]string{"Jyväskylän kotihoito", "Kotihoiva Aamurusko", "Arjen Apu Kivelä"}, p.texts(".tt-cmp__name")); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
	questions := p.texts("th[scope=row]")
	if len(questions) < 9 || questions[0] != "Mitä maksan?" {
		t.Errorf("questions: %q", questions)
	}
	p.wants("3 palvelua rinnakkain", "12,10 €", "0–420 €", "45,00 €", "242 €", "900 €", "jos saat apua 20 tuntia", "Riippuu tuloistasi", "Lisää palvelu vertailuun")
	if back := p.href("Lisää palvelu vertailuun"); strings.Count(back, "compare=") != 3 || !strings.HasPrefix(back, "/fi/palvelut?") {
		t.Errorf("another is looked for at %s", back)
	}
	if less := s.ok(p.href("Poista vertailusta: Arjen Apu Kivelä")); len(less.all(".tt-cmp__name")) != 2 {
		t.Errorf("taking one away leaves %d", len(less.all(".tt-cmp__name")))
	}
	s.ok(strings.Replace(address(m.voucher.Offering, m.free), "/fi/vertaa", "/sv/jamfor", 1)).wants("2 tjänster sida vid sida", "Avgiftsfri")

	for name, tc := range map[string]struct {
		path    string
		columns int
		says    string
	}{
		"more than four":   {address(m.fee, m.price, m.free, m.voucher.Offering, m.unknown), 4, "Tässä ovat neljä ensimmäistä."},
		"the same twice":   {address(m.fee, m.fee, m.price), 2, "Sama palvelu oli valittu kahdesti."},
		"one that is gone": {address(m.fee, m.price, uuid.New()), 2, "Yksi valitsemistasi palveluista ei ole enää valikoimassa."},
		"not ids":          {"/fi/vertaa?id=abc&id=%3Cb%3E", 0, "2 valitsemistasi palveluista ei ole enää valikoimassa."},
		"only one":         {address(m.fee), 1, "Valitse ainakin kaksi palvelua"},
		"none":             {"/fi/vertaa", 0, "Et ole valinnut vertailtavia palveluja."},
		"an unknown place": {"/fi/vertaa?place=Atlantis&id=" + m.fee.String(), 1, "Paikkaa ”Atlantis” ei löytynyt"},
	} {
		t.Run(name, func(t *testing.T) {
			p := s.ok(tc.path)
			p.t = t
			p.wants(tc.says)
			if n := len(p.all(".tt-cmp__name")); n != tc.columns {
				t.Errorf("%d columns, want %d", n, tc.columns)
			}
		})
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
