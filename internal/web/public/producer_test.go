package public_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/catalogue/cataloguetest"
	"github.com/tuottajatori/tuottajatori/internal/web/webtest"
)

// chain is a producer of so many points all over the country, three to a unit, each with home care and so many meals.
func (s *site) chain(points int) cataloguetest.HomeCare {
	s.T.Helper()
	h := s.HomeCare("Koko maan hoiva")
	towns := []string{"Jyväskylä", "Helsinki", "Oulu", "Rovaniemi", "Turku", "Kuopio", "Vaasa", "Inari", "Kotka", "Pori", "Lahti", "Joensuu", "Kajaani"}
	var unit uuid.UUID
	for i := 1; i < points; i++ {
		town := s.Place(towns[i%len(towns)])
		if i%3 == 1 {
			unit = uuid.New()
			s.Exec(`INSERT INTO service_unit (id, producer_id, name, phone) VALUES ($1, $2, $3, '014 000 3300')`, unit, h.Producer, fmt.Sprintf("Hoivayksikkö %03d %s", i, town.Municipality.Fi))
		}
		point := uuid.New()
		s.Exec(`INSERT INTO service_point (id, unit_id, name, street, municipality_code, lat, lon, location_source) VALUES ($1, $2, $3, $4, $5, $6, $7, 'given')`,
			point, unit, fmt.Sprintf("Piste %03d", i), fmt.Sprintf("Katu %d", i), town.Municipality.Code, town.Lat+float64(i%17)/40, town.Lon+float64(i%23)/30)
		for _, key := range []string{"home_care", "meals"} {
			offer := s.Offer(h.Admission, point, key, town.Municipality.Code, "410")
			s.Exec(`UPDATE offering SET vacancy = 'queue', wait_days = $2, vacancy_at = '2026-05-18T09:00Z' WHERE id = $1`, offer, 10+i)
			s.Price(offer, "hour", int64(3000+i), cataloguetest.LongAgo(), calendar.Date{})
		}
	}
	return h
}

// weight is what an answer weighs when it comes compressed.
func weight(t *testing.T, p webtest.Page) int {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(p.Source)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}

func TestProducerOfTwoHundredPoints(t *testing.T) {
	s := open(t)
	h := s.chain(200)
	path := "/fi/tuottajat/" + h.Producer.String()
	pages := (200 + catalogue.PointsAtOnce - 1) / catalogue.PointsAtOnce
	seen := map[string]bool{}
	for n := 1; n <= pages; n++ {
		p := s.OK(fmt.Sprintf("%s?page=%d", path, n))
		if n == 1 || n == pages {
			t.Logf("page %d: %d bytes", n, weight(t, p))
		}
		if got := weight(t, p); got >= 15_000 {
			t.Errorf("page %d weighs %d bytes", n, got)
		}
		p.Wants(fmt.Sprintf("Sivu %d/%d", n, pages))
		for _, a := range p.All("a[href]") {
			if href := webtest.Attribute(a, "href"); strings.HasPrefix(href, "/fi/palvelut/") {
				seen[href] = true
			}
		}
	}
	if len(seen) != 1+2*199 {
		t.Errorf("all pages lead to %d services, want %d", len(seen), 1+2*199)
	}
	last := s.OK(fmt.Sprintf("%s?page=%d", path, pages))
	if beyond := s.OK(path + "?page=900"); beyond.Text("main") != last.Text("main") {
		t.Error("what is beyond the last page is not the last page")
	}
	if first := s.OK(path); weight(t, first) >= 15_000 || len(first.All(".tt-map__mark")) > catalogue.PointsAtOnce || len(first.All(".tt-map__dot")) == 0 {
		t.Errorf("the first page weighs %d bytes and has %d marks and %d paths of dots", weight(t, first), len(first.All(".tt-map__mark")), len(first.All(".tt-map__dot")))
	}
	near := s.OK(path + "?place=Inari&list=" + h.Offering.String())
	if got := near.Texts("h4"); len(got) == 0 || got[0] != "Piste 189" {
		t.Errorf("near Inari the first are %q", got)
	}
	if got := near.Href("Seuraava"); !strings.Contains(got, "place=Inari") || !strings.Contains(got, "list="+h.Offering.String()) {
		t.Errorf("the next page is %s", got)
	}
	for _, bad := range []string{"0", "-1", "x", "99999999999999999999", "1.5"} {
		if p := s.Get(path + "?page=" + bad); p.Status != http.StatusBadRequest {
			t.Errorf("page %s: status %d", bad, p.Status)
		}
	}
}

// The heaviest page that is not divided: as many units as a page holds, each with as many services, all rated and inspected.
func TestProducerOfManyRatedUnits(t *testing.T) {
	s := open(t)
	h := s.HomeCare("Kotihoiva Täysi")
	keys := []string{"home_care", "meals", "cleaning", "physiotherapy", "transport", "personal_assistance"}
	admission := s.Admit(s.Scheme(cataloguetest.SchemeSpec{Organiser: "06", Key: "itse", Regime: "self_paid_listing", Pays: "price"}), h.Producer, keys...)
	towns := []string{"Tampere", "Nokia", "Ylöjärvi", "Kangasala", "Lempäälä", "Pirkkala", "Orivesi", "Sastamala", "Akaa", "Virrat", "Ikaalinen"}
	for i, town := range towns {
		unit, point := s.Point(h.Producer, "Kotihoiva Täysi, "+town, town)
		for n, key := range keys {
			offer := s.Offer(admission, point, key, "992", s.Place(town).Municipality.Code)
			s.Price(offer, "hour", int64(3000+100*i+n), cataloguetest.LongAgo(), calendar.Date{})
			s.Exec(`UPDATE offering SET vacancy = 'free', wait_days = $2, vacancy_at = '2026-05-18T09:00Z' WHERE id = $1`, offer, i+n)
			s.Measured(unit, key, "feedback", 300+10*i+n, 20+i+n)
		}
		s.Exec(`INSERT INTO inspection (id, unit_id, inspected_on, inspector, kind, finding, outcome_fi) VALUES (gen_random_uuid(), $1, '2026-02-03', 'Pirkanmaan hyvinvointialue', 'announced', 'none', $2)`,
			unit, "Toiminta on suunnitelmien mukaista. "+town)
	}
	p := s.OK("/fi/tuottajat/" + h.Producer.String())
	t.Logf("%d bytes", weight(t, p))
	if got := weight(t, p); got >= 15_000 {
		t.Errorf("the page weighs %d bytes", got)
	}
	p.Wants("Tilaa on 66 palvelussa (kaikkiaan 67)", "Laatu ja tarkastukset kerrotaan kunkin palveluyksikön omalla sivulla", "Toiminta on suunnitelmien mukaista. Akaa")
}

// The heaviest pages of points with hours: as many as a page holds, and as many as it folds whole weeks of, each with a week
// of its own, days that differ, and services.
func TestPageOfManyPointsWithFullHours(t *testing.T) {
	s := open(t)
	h := s.HomeCare("Kotihoiva Avoin")
	keys := []string{"home_care", "meals", "cleaning"}
	admission := s.Admit(s.Scheme(cataloguetest.SchemeSpec{Organiser: "06", Key: "itse", Regime: "self_paid_listing", Pays: "price"}), h.Producer, keys...)
	towns := []string{"Tampere", "Nokia", "Ylöjärvi", "Kangasala", "Lempäälä", "Pirkkala", "Orivesi", "Sastamala", "Akaa", "Virrat", "Ikaalinen", "Ruovesi",
		"Parkano", "Kihniö", "Juupajoki", "Kuhmoinen"}
	var many, whole uuid.UUID
	for i, name := range towns {
		if i == 0 || i == catalogue.PointsAtOnce {
			many, whole = whole, uuid.New()
			s.Exec(`INSERT INTO service_unit (id, producer_id, name, phone) VALUES ($1, $2, $3, '03 000 3300')`, whole, h.Producer, "Kotihoiva Avoin, "+name)
		}
		town, point, unit := s.Place(name), uuid.New(), whole
		s.Exec(`INSERT INTO service_point (id, unit_id, name, street, municipality_code, lat, lon, location_source) VALUES ($1, $2, $3, $4, $5, $6, $7, 'given')`,
			point, unit, "Avoin piste "+name, fmt.Sprintf("Koivukatu %d", 7*i+1), town.Municipality.Code, town.Lat, town.Lon)
		days := make([]string, 7)
		for d := range days {
			opens := 7*60 + 5*i + 10*d
			days[d] = fmt.Sprintf("{[%d,%d),[%d,%d)}", opens, opens+230, opens+275, opens+500+15*d)
		}
		s.Exec(`INSERT INTO point_hours (point_id, state, week, else_agreement, holidays, eves, confirmed_on) VALUES ($1, 'regular', $2::text[]::day_hours[], true, 'closed', 'closed', '2026-05-01')`,
			point, days)
		for n := range 3 {
			s.Exec(`INSERT INTO point_hours_exception (point_id, days, open, note) VALUES ($1, daterange(current_date + $2::int, current_date + $2::int + 1), $3::day_hours, $4)`,
				point, 3+4*n+i%3, fmt.Sprintf("{[%d,%d)}", 600+i, 800+10*n), fmt.Sprintf("Koulutuspäivä %d, %s", n, name))
		}
		for n, key := range keys {
			offer := s.Offer(admission, point, key, "992", town.Municipality.Code)
			s.Price(offer, "hour", int64(3000+100*i+n), cataloguetest.LongAgo(), calendar.Date{})
			s.Exec(`UPDATE offering SET vacancy = 'free', wait_days = $2, vacancy_at = '2026-05-18T09:00Z' WHERE id = $1`, offer, i+n)
		}
	}
	for path, weeks := range map[string]int{
		"/fi/palveluyksikot/" + many.String(): 0, "/sv/tjansteenheter/" + whole.String(): 4, "/fi/tuottajat/" + h.Producer.String(): 0,
	} {
		p := s.OK(path)
		t.Logf("%s: %d bytes", path, weight(t, p))
		if got := weight(t, p); got >= 15_000 {
			t.Errorf("%s weighs %d bytes", path, got)
		}
		if got := len(p.All("details .tt-hours__week")); (got > 0) != (weeks > 0) || got < weeks {
			t.Errorf("%s tells %d weeks, want %d", path, got, weeks)
		}
		if got := len(p.All(".tt-unit__point .tt-hours__now")); got < 4 {
			t.Errorf("%s tells of %d points whether they are open", path, got)
		}
	}
}

// The comparison and the shortlist come along from page to page.
func TestPartsKeepWhatWasChosen(t *testing.T) {
	s := open(t)
	m := s.Market()
	h := m.Voucher
	carried := "?compare=" + m.Price.String() + "&list=" + m.Fee.String() + "&place=40520"
	offer := s.OK("/fi/palvelut/" + h.Offering.String() + carried)
	for _, path := range []string{offer.Href("Kotihoiva Aamurusko"), "/fi/palveluyksikot/" + h.Unit.String() + carried, "/fi/palvelupisteet/" + h.Point.String() + carried} {
		p := s.OK(path)
		for _, text := range []string{"Kotihoito", "Palvelut"} {
			href := p.Href(text)
			for _, want := range []string{"compare=" + m.Price.String(), "list=" + m.Fee.String(), "place=40520"} {
				if !strings.Contains(href, want) {
					t.Errorf("%s: %s leads to %s, without %s", path, text, href, want)
				}
			}
		}
	}
	if got := offer.Href("Lisää vertailuun"); !strings.Contains(got, m.Price.String()) || !strings.Contains(got, h.Offering.String()) {
		t.Errorf("the comparison is %s", got)
	}
}
