package public_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue/cataloguetest"
)

// What was public once is gone and says what to do; what never was is not found.
func TestPagesThatAreGone(t *testing.T) {
	s := open(t)
	m := s.Market()
	h := m.Voucher
	later := s.HomeCare("Huomenna Alkava")
	s.Exec(`UPDATE admission SET valid_from = $2 WHERE id = $1`, later.Admission, cataloguetest.Today.AddDays(1))
	s.Event(h.Admission, "suspended", calendar.Date{})
	idle := s.Producer("Ei Mitään", "company")
	idleUnit, idlePoint := s.Point(idle, "Ei mitään", "Jyväskylä")

	for path, want := range map[string]int{
		"/fi/palvelut/" + h.Offering.String(): http.StatusGone, "/fi/tuottajat/" + h.Producer.String(): http.StatusGone,
		"/sv/tjansteenheter/" + h.Unit.String(): http.StatusGone, "/en/service-points/" + h.Point.String(): http.StatusGone,
		"/fi/palvelut/" + later.Offering.String(): http.StatusNotFound, "/fi/tuottajat/" + later.Producer.String(): http.StatusNotFound,
		"/fi/palveluyksikot/" + later.Unit.String(): http.StatusNotFound, "/fi/palvelupisteet/" + later.Point.String(): http.StatusNotFound,
		"/fi/tuottajat/" + idle.String(): http.StatusNotFound, "/fi/palveluyksikot/" + idleUnit.String(): http.StatusNotFound,
		"/fi/palvelupisteet/" + idlePoint.String(): http.StatusNotFound, "/fi/palvelut/" + uuid.NewString(): http.StatusNotFound,
		"/fi/palvelut/x": http.StatusNotFound, "/fi/palvelut/" + uuid.Nil.String(): http.StatusNotFound,
	} {
		p := s.Get(path)
		if p.Status != want || len(p.All("h1")) != 1 {
			t.Errorf("%s: status %d, want %d", path, p.Status, want)
		}
		if !strings.Contains(p.Source, "noindex") || strings.Contains(p.Content, "⟦") {
			t.Errorf("%s is to be kept, or lacks a text: %s", path, p.Content)
		}
	}
	p := s.Get("/fi/palvelut/" + h.Offering.String() + "?place=40520&compare=" + m.Price.String())
	p.Wants("Tätä ei enää ole", "Kotihoito, Kotihoiva Aamurusko", "ei ole enää tarjolla")
	if got := p.Href("Etsi toinen palvelu"); !strings.Contains(got, "service=home_care") || !strings.Contains(got, "place=40520") || !strings.Contains(got, m.Price.String()) {
		t.Errorf("the way on is %s", got)
	}
	p.Lacks("keskeyt") // why it is gone is nobody's to know
}

// A unit that moved or merged leads to the one that it became, however often that moved on; two that lead to each other lead
// nowhere else.
func TestUnitsThatMoved(t *testing.T) {
	s := open(t)
	old, between, now := s.HomeCare("Vanha"), s.HomeCare("Välissä"), s.HomeCare("Uusi")
	move := func(from, to uuid.UUID, day calendar.Date) {
		s.Exec(`INSERT INTO unit_succession (unit_id, successor_id, from_day) VALUES ($1, $2, $3)`, from, to, day)
	}
	path := "/sv/tjansteenheter/"
	move(old.Unit, between.Unit, cataloguetest.Today.AddDays(-10))
	move(between.Unit, now.Unit, cataloguetest.Today)
	for _, still := range []string{path + old.Unit.String(), "/sv/servicestallen/" + old.Point.String(), "/sv/tjanster/" + old.Offering.String()} { // what it still offers is still to be seen
		p := s.OK(still + "?place=40520")
		p.Wants("Den här tjänsteenhetens verksamhet har flyttats", "Vanha")
		if got, want := p.Href("Uusi"), path+now.Unit.String()+"?place=40520"; got != want {
			t.Errorf("%s leads to %s, want %s", still, got, want)
		}
	}
	for _, none := range []string{path + now.Unit.String(), "/sv/producenter/" + old.Producer.String()} {
		s.OK(none).Lacks("har flyttats")
	}
	s.Exec(`UPDATE offering SET withdrawn_at = now() WHERE id = $1`, now.Offering)
	s.OK(path + old.Unit.String()).Lacks("har flyttats") // to where nothing is
	s.Exec(`UPDATE offering SET withdrawn_at = NULL WHERE id = $1`, now.Offering)
	for _, o := range []uuid.UUID{old.Offering, between.Offering} {
		s.Exec(`UPDATE offering SET withdrawn_at = now() WHERE id = $1`, o)
	}
	for _, u := range []uuid.UUID{old.Unit, between.Unit} {
		rec := s.Ask(path + u.String() + "?place=40520")
		if want := path + now.Unit.String() + "?place=40520"; rec.Code != http.StatusMovedPermanently || rec.Header().Get("Location") != want {
			t.Errorf("status %d to %s, want %s", rec.Code, rec.Header().Get("Location"), want)
		}
	}
	for _, gone := range []string{"/fi/palvelut/" + old.Offering.String(), "/fi/palvelupisteet/" + old.Point.String()} {
		p := s.Get(gone)
		if p.Status != http.StatusGone || p.Href("Siirry yksikköön, joka jatkaa") != "/fi/palveluyksikot/"+now.Unit.String() {
			t.Errorf("%s: status %d", gone, p.Status)
		}
	}
	tomorrow := s.HomeCare("Huomenna")
	move(tomorrow.Unit, now.Unit, cataloguetest.Today.AddDays(1))
	s.Exec(`UPDATE offering SET withdrawn_at = now() WHERE id = $1`, tomorrow.Offering)
	if p := s.Get(path + tomorrow.Unit.String()); p.Status != http.StatusGone {
		t.Errorf("before the day: status %d", p.Status)
	}
	a, b := s.HomeCare("A"), s.HomeCare("B")
	move(a.Unit, b.Unit, cataloguetest.Today)
	move(b.Unit, a.Unit, cataloguetest.Today)
	s.Exec(`UPDATE offering SET withdrawn_at = now() WHERE id IN ($1, $2)`, a.Offering, b.Offering)
	if p := s.Get(path + a.Unit.String()); p.Status != http.StatusGone {
		t.Errorf("in a circle: status %d", p.Status)
	}
	if p := s.Get(path + b.Unit.String()); p.Status != http.StatusGone && p.Status != http.StatusMovedPermanently {
		t.Errorf("in a circle: status %d", p.Status)
	}
}
