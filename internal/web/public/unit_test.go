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
	m := s.market()
	h := m.voucher
	other := uuid.New()
	long := "Čáhcesuolu ja Njuorggán " + strings.Repeat("hoivapalvelukeskus ", 8)
	s.Exec(`UPDATE service_unit SET name = 'Njuorggán dikšu', phone = NULL WHERE id = $1`, h.Unit)
	s.Exec(`UPDATE service_point SET name = 'Čáhcesuolu' WHERE id = $1`, h.Point)
	s.Exec(`INSERT INTO service_point (id, unit_id, name, municipality_code) VALUES ($1, $2, $3, '410')`, other, h.Unit, strings.TrimSpace(long))
	s.Offer(h.Admission, other, "home_care", "410")

	unit := "/fi/palveluyksikot/" + h.Unit.String()
	point := "/fi/palvelupisteet/" + h.Point.String()
	p := s.ok(unit)
	p.wants("Njuorggán dikšu", "Palveluyksikkö, Kotihoiva Aamurusko", "Čáhcesuolu", strings.TrimSpace(long), "12,10 €", "Puhelinnumeroa ei ole kerrottu")
	if got := p.href("Čáhcesuolu"); got != point {
		t.Errorf("the point leads to %s", got)
	}
	p = s.ok(point)
	p.wants("Čáhcesuolu", "12,10 €", "Kotihoito")
	p.lacks(strings.TrimSpace(long))
	if got := p.text("h1"); got != "Čáhcesuolu" {
		t.Errorf("the point is called %q", got)
	}
	if got := p.href("Njuorggán dikšu"); got != unit {
		t.Errorf("the crumb leads to %s", got)
	}
	if got := p.href("Kotihoiva Aamurusko"); got != "/fi/tuottajat/"+h.Producer.String() {
		t.Errorf("the crumb leads to %s", got)
	}
	s.ok("/sv/tjansteenheter/" + h.Unit.String()).wants("Tjänsteenhet, Kotihoiva Aamurusko")
	s.ok("/en/service-points/" + h.Point.String()).wants("Service point, Njuorggán dikšu")
	offer := s.ok("/fi/palvelut/" + h.Offering.String())
	if got := offer.href("Čáhcesuolu"); got != point {
		t.Errorf("the offering's point leads to %s", got)
	}

	for _, path := range []string{"/fi/palveluyksikot/x", "/fi/palvelupisteet/" + uuid.NewString(), "/fi/palveluyksikot/" + h.Producer.String()} {
		if p := s.get(path); p.status != http.StatusNotFound || !strings.Contains(p.content, "Etsi palvelu hausta") {
			t.Errorf("%s: status %d, %s", path, p.status, p.content)
		}
	}
	s.Event(h.Admission, "suspended", calendar.Date{})
	for _, path := range []string{unit, point} {
		if p := s.get(path); p.status != http.StatusNotFound {
			t.Errorf("suspended: %s: status %d", path, p.status)
		}
	}
}

func TestComingAndEarlierPrices(t *testing.T) {
	s := open(t)
	m := s.market()
	today := cataloguetest.Today
	for _, id := range []uuid.UUID{m.price, m.fee} {
		s.Exec(`DELETE FROM price_line WHERE offering_id = $1`, id)
		s.Price(id, "hour", 4400, calendar.Date{Year: 2020, Month: 1, Day: 1}, calendar.Date{Year: 2021, Month: 1, Day: 1})
		s.Price(id, "hour", 4500, today.AddDays(-300), calendar.Date{Year: 2099, Month: 12, Day: 1})
		s.Price(id, "hour", 4950, calendar.Date{Year: 2099, Month: 12, Day: 1}, calendar.Date{})
	}
	p := s.ok("/fi/palvelut/" + m.price.String())
	p.wants("Tulevat hinnat", "1.12.2099 alkaen 49,50 €/t", "Aiemmat hinnat", "1.1.2020–31.12.2020: 44,00 €/t", "45,00 €")
	// What a county pays its producer is not the public's price.
	s.ok("/fi/palvelut/"+m.fee.String()).lacks("49,50", "44,00", "Tulevat hinnat")
}
