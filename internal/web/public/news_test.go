package public_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

// A vacancy of more than three months says so, wherever it is shown, and promises nothing.
func TestOldNews(t *testing.T) {
	s := open(t)
	m := s.Market()
	id := m.Voucher.Offering
	pages := []string{"/fi/palvelut/" + id.String(), "/fi/tuottajat/" + m.Voucher.Producer.String(), "/fi/palvelupisteet/" + m.Voucher.Point.String(), "/fi/palvelut?q=aamurusko", "/fi/vertaa?id=" + id.String()}
	for told, old := range map[string]bool{"2026-02-15T09:00Z": true, "2026-02-18T09:00Z": false, "2025-05-19T09:00Z": true} {
		s.Exec(`UPDATE offering SET vacancy_at = $2 WHERE id = $1`, id, told)
		s.Reindex()
		for _, path := range pages {
			p := s.OK(path)
			if got := strings.Contains(p.Content, "tieto on yli 3 kuukautta vanha, soita ja varmista"); got != old {
				t.Errorf("%s, told %s: old %v, want %v", path, told, got, old)
			}
		}
		if good := s.OK(pages[0]).Texts("span.tt-good"); old == (len(good) > 0) && old {
			t.Errorf("told %s: a promise is coloured: %q", told, good)
		}
		if old {
			s.OK("/sv/tjanster/" + id.String()).Wants("uppgiften är över 3 månader gammal")
		}
	}
}

// A price that the producer alone tells ages; one that the organiser has approved does not.
func TestOldPrices(t *testing.T) {
	s := open(t)
	m := s.Market()
	today := calendar.Today(time.Now())
	for days, old := range map[int]bool{200: true, 93: true, 91: false} {
		for _, id := range []uuid.UUID{m.Price, m.Voucher.Offering} {
			s.Exec(`DELETE FROM price_line WHERE offering_id = $1`, id)
			s.Price(id, "hour", 4500, today.AddDays(-days), calendar.Date{})
		}
		// The catalogue is on a day of its own, the page's words are on the clock's.
		s.Now = time.Now()
		p := s.OK("/fi/palvelut/" + m.Price.String())
		p.Wants("Hinta on ollut voimassa")
		if got := strings.Contains(p.Content, "Tieto on yli 3 kuukautta vanha"); got != old {
			t.Errorf("a price of %d days: old %v, want %v", days, got, old)
		}
		s.OK("/fi/palvelut/" + m.Voucher.Offering.String()).Lacks("Tieto on yli 3 kuukautta vanha")
	}
}

// Names may be long or Sámi, and a place may be unknown to every map.
func TestPartsOfOddThings(t *testing.T) {
	s := open(t)
	m := s.Market()
	h := m.Voucher
	long := "Sajosguovddáža ŋuvččat " + strings.TrimSpace(strings.Repeat("hoivapalvelukeskus", 9))
	s.Exec(`UPDATE producer SET name = $2 WHERE id = $1`, h.Producer, long)
	s.Exec(`UPDATE service_unit SET name = $2 WHERE id = $1`, h.Unit, "Čáhcesuolu "+long[:150])
	s.Exec(`UPDATE service_point SET name = 'Ohcejohka', lat = NULL, lon = NULL, municipality_code = '999', postal_code = NULL WHERE id = $1`, h.Point)
	s.Exec(`UPDATE offering_area SET code = '998' WHERE offering_id = $1 AND code = '410'`, h.Offering)
	s.Exec(`DELETE FROM offering_area WHERE offering_id = $1 AND code = '179'`, h.Offering)
	for _, path := range []string{
		"/fi/tuottajat/" + h.Producer.String(), "/sv/tjansteenheter/" + h.Unit.String(), "/en/service-points/" + h.Point.String(), "/fi/palvelut/" + h.Offering.String(),
		"/fi/tuottajat/" + h.Producer.String() + "?place=99980",
	} {
		p := s.OK(path)
		if len(p.All("h1")) != 1 || len(p.All("svg.tt-map__pic")) != 0 || strings.Contains(p.Content, "⟦") {
			t.Errorf("%s: %d titles, %d maps: %s", path, len(p.All("h1")), len(p.All("svg.tt-map__pic")), p.Content)
		}
		p.Wants("12", "999")
	}
	// Known by its postal code alone, the map says that it is only about there.
	s.Exec(`UPDATE service_point SET lat = 62.24, lon = 25.75, municipality_code = '179', postal_code = '40520', location_source = 'postal_code' WHERE id = $1`, h.Point)
	for _, path := range []string{"/fi/tuottajat/", "/fi/palveluyksikot/", "/fi/palvelupisteet/"} {
		id := map[string]uuid.UUID{"/fi/tuottajat/": h.Producer, "/fi/palveluyksikot/": h.Unit, "/fi/palvelupisteet/": h.Point}[path]
		s.OK(path + id.String()).Wants("paikka kartalla on likimääräinen")
	}
	s.OK("/fi/palvelut/" + h.Offering.String()).Wants("paikka kartalla on likimääräinen")
	s.Exec(`UPDATE service_point SET location_source = 'given' WHERE id = $1`, h.Point)
	s.OK("/fi/palvelupisteet/" + h.Point.String()).Lacks("paikka kartalla on likimääräinen")
	for _, bad := range []string{"?q=x", "?page=", "?place=%00"} {
		if p := s.Get(fmt.Sprintf("/fi/palvelupisteet/%s%s", h.Point, bad)); p.Status == http.StatusInternalServerError {
			t.Errorf("%s: status %d", bad, p.Status)
		}
	}
}
