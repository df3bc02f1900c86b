package public_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue/cataloguetest"
)

func TestUnitAndPointPages(t *testing.T) {
	s := open(t)
	m := s.Market()
	h := m.Voucher
	other := uuid.New()
	long := "Čáhcesuolu ja Njuorggán " + strings.Repeat("hoivapalvelukeskus ", 8)
	s.Exec(`UPDATE service_unit SET name = 'Njuorggán dikšu', phone = NULL WHERE id = $1`, h.Unit)
	s.Exec(`UPDATE service_point SET name = 'Čáhcesuolu' WHERE id = $1`, h.Point)
	s.Exec(`INSERT INTO service_point (id, unit_id, name, municipality_code) VALUES ($1, $2, $3, '410')`, other, h.Unit, strings.TrimSpace(long))
	s.Offer(h.Admission, other, "home_care", "410")

	unit := "/fi/palveluyksikot/" + h.Unit.String()
	point := "/fi/palvelupisteet/" + h.Point.String()
	p := s.OK(unit)
	p.Wants("Njuorggán dikšu", "Palveluyksikkö, Kotihoiva Aamurusko", "Čáhcesuolu", strings.TrimSpace(long), "12,10 €", "Puhelinnumeroa ei ole kerrottu")
	if got := p.Href("Čáhcesuolu"); got != point {
		t.Errorf("the point leads to %s", got)
	}
	p = s.OK(point)
	p.Wants("Čáhcesuolu", "12,10 €", "Kotihoito")
	p.Lacks(strings.TrimSpace(long))
	if got := p.Text("h1"); got != "Čáhcesuolu" {
		t.Errorf("the point is called %q", got)
	}
	if got := p.Href("Njuorggán dikšu"); got != unit {
		t.Errorf("the crumb leads to %s", got)
	}
	if got := p.Href("Kotihoiva Aamurusko"); got != "/fi/tuottajat/"+h.Producer.String() {
		t.Errorf("the crumb leads to %s", got)
	}
	s.OK("/sv/tjansteenheter/" + h.Unit.String()).Wants("Tjänsteenhet, Kotihoiva Aamurusko")
	s.OK("/en/service-points/" + h.Point.String()).Wants("Service point, Njuorggán dikšu")
	offer := s.OK("/fi/palvelut/" + h.Offering.String())
	if got := offer.Href("Čáhcesuolu"); got != point {
		t.Errorf("the offering's point leads to %s", got)
	}

	for _, path := range []string{"/fi/palveluyksikot/x", "/fi/palvelupisteet/" + uuid.NewString(), "/fi/palveluyksikot/" + h.Producer.String()} {
		if p := s.Get(path); p.Status != http.StatusNotFound || !strings.Contains(p.Content, "Etsi palvelu hausta") {
			t.Errorf("%s: status %d, %s", path, p.Status, p.Content)
		}
	}
	s.Event(h.Admission, "suspended", calendar.Date{})
	for _, path := range []string{unit, point} {
		if p := s.Get(path); p.Status != http.StatusGone {
			t.Errorf("suspended: %s: status %d", path, p.Status)
		}
	}
}

func TestComingAndEarlierPrices(t *testing.T) {
	s := open(t)
	m := s.Market()
	today := cataloguetest.Today
	for _, id := range []uuid.UUID{m.Price, m.Fee} {
		s.Exec(`DELETE FROM price_line WHERE offering_id = $1`, id)
		s.Price(id, "hour", 4400, calendar.Date{Year: 2020, Month: 1, Day: 1}, calendar.Date{Year: 2021, Month: 1, Day: 1})
		s.Price(id, "hour", 4500, today.AddDays(-300), calendar.Date{Year: 2099, Month: 12, Day: 1})
		s.Price(id, "hour", 4950, calendar.Date{Year: 2099, Month: 12, Day: 1}, calendar.Date{})
	}
	p := s.OK("/fi/palvelut/" + m.Price.String())
	p.Wants("Tulevat hinnat", "1.12.2099 alkaen 49,50 €/t", "Aiemmat hinnat", "1.1.2020–31.12.2020: 44,00 €/t", "45,00 €")
	// What a county pays its producer is not the public's price.
	s.OK("/fi/palvelut/"+m.Fee.String()).Lacks("49,50", "44,00", "Tulevat hinnat")
}
