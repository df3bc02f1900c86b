package choosing_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue/cataloguetest"
)

// bundles is a register in which one producer gives home care and meals, another cheaper meals, and somebody an alarm whose
// price is not told.
func (s *site) bundles() {
	s.T.Helper()
	m := s.HomeCare("Kotihoiva Aamurusko")
	meals := s.Offer(s.Admit(s.self(), m.Producer, "meals"), m.Point, "meals", "179")
	s.Price(meals, "meal", 1000, cataloguetest.LongAgo(), calendar.Date{})
	cheap := s.Give(s.self(), "Ateria Ahola", "company", "meals", "179")
	s.Price(cheap, "meal", 800, cataloguetest.LongAgo(), calendar.Date{})
	s.Give(s.self(), "Turva Tuomi", "company", "safety_alarm", "179")
	s.Give(s.self(), "Pesu Pelto", "company", "laundry", "910")
	s.Reindex()
}

func (s *site) self() uuid.UUID {
	return s.Scheme(cataloguetest.SchemeSpec{Organiser: "15", Key: "itse" + uuid.NewString()[:8], Regime: "self_paid_listing", Pays: "price"})
}

func TestBundleFromOneAndFromSeveral(t *testing.T) {
	s := open(t)
	s.bundles()
	p := s.OK("/fi/kokonaisuus?place=40520&service=home_care,meals")
	// 12.10 € × 6.5 h + a meal a day: 8 € or 10 € × 7 × 52 ÷ 12
	p.Wants("Edullisin yhdistelmä eri tuottajilta", "Yhteensä noin 321 €/kk", "Ateria Ahola", "Kaikki yhdeltä tuottajalta: Kotihoiva Aamurusko", "Yhteensä noin 382 €/kk")
	if more := s.OK("/fi/kokonaisuus?place=40520&service=home_care&service=meals&times_meals=14&minutes_home_care=60"); !strings.Contains(more.Content, "Yhteensä noin 643 €/kk") {
		t.Errorf("twice as much:\n%s", more.Content)
	}
}

// TestBundleTellsWhatItDoesNotKnow: a price that is not told is in no sum, and a service that nobody gives is told.
func TestBundleTellsWhatItDoesNotKnow(t *testing.T) {
	s := open(t)
	s.bundles()
	p := s.OK("/fi/kokonaisuus?place=40520&service=meals&service=safety_alarm&service=laundry")
	p.Wants("Yhteensä noin 243 €/kk", "Lisäksi tulevat palvelut, joiden kuukausihintaa ei tiedetä: turvapuhelin ja turva-auttaja.", "Kysy hinta",
		"Pyykkipalvelu: kukaan ei anna tätä palvelua täällä", "Katso muualta: 1 palvelu", "Kukaan ei anna täällä kaikkia näitä palveluja yksin.")
	if without := s.OK(p.Href("Laske ilman tätä")); strings.Contains(without.Content, "Pyykkipalvelu: kukaan") {
		t.Error("what is left out is still missed")
	}
	nothing := s.OK("/sv/helhet?place=Helsinki&service=home_care")
	nothing.Wants("ingen ger den här tjänsten här")
	nothing.Lacks("Sammanlagt cirka")
}

func TestBundleOfBadInput(t *testing.T) {
	s := open(t)
	s.bundles()
	for path, status := range map[string]int{
		"/fi/kokonaisuus":                                                                                    http.StatusOK,
		"/fi/kokonaisuus?service=meals":                                                                      http.StatusOK, // asks where
		"/fi/kokonaisuus?place=Atlantis&service=meals":                                                       http.StatusUnprocessableEntity,
		"/fi/kokonaisuus?place=40520&service=meals&times_meals=0":                                            http.StatusUnprocessableEntity,
		"/fi/kokonaisuus?place=40520&service=home_care&minutes_home_care=10000":                              http.StatusUnprocessableEntity,
		"/fi/kokonaisuus?place=40520&service=home_care&times_meals=3":                                        http.StatusOK, // no longer chosen
		"/fi/kokonaisuus?place=40520&service=gold":                                                           http.StatusBadRequest,
		"/fi/kokonaisuus?place=40520&service=meals&times_gold=3":                                             http.StatusBadRequest,
		"/fi/kokonaisuus?place=40520&service=meals&times_meals=3&times_meals=4":                              http.StatusBadRequest,
		"/fi/kokonaisuus?service=meals,cleaning,laundry,shopping,bathing,errands,transport,escort,foot_care": http.StatusBadRequest,
		"/fi/kokonaisuus?%zz":                                                                                http.StatusBadRequest,
	} {
		if p := s.Get(path); p.Status != status || strings.Contains(p.Content, "⟦") {
			t.Errorf("%s: status %d, want %d", path, p.Status, status)
		}
	}
	s.OK("/fi/kokonaisuus?service=meals").Wants("Kirjoita kunta tai postinumero, niin näet")
	if p := s.Get("/fi/kokonaisuus?place=40520&service=meals&times_meals=0"); len(p.All(".govuk-error-message")) != 1 {
		t.Errorf("the mistake is not on its field:\n%s", p.Content)
	}
}

// TestDifferentServicesLeadToWhatTheyCostTogether: from the list and the comparison, where there is a place, and from the front page.
func TestDifferentServicesLeadToWhatTheyCostTogether(t *testing.T) {
	s := open(t)
	m := s.Market()
	two := "place=40520&id=" + m.Voucher.Offering.String() + "&id=" + m.Free.String()
	const link = "Laske, mitä nämä palvelut maksavat yhdessä"
	for _, page := range []string{"/fi/muistilista?", "/fi/vertaa?"} {
		there := s.OK(s.OK(page + two).Href(link))
		there.Wants("2 palvelua: 40520 Jyväskylä", "Kotihoiva Aamurusko", "Jyvässeudun Lähimmäiset")
		s.OK(page + strings.TrimPrefix(two, "place=40520&")).Lacks(link)
		s.OK(page + "place=40520&id=" + m.Voucher.Offering.String() + "&id=" + m.Fee.String()).Lacks(link)
	}
	s.OK(s.OK("/fi").Href("Tarvitsetko useita palveluja?")).Wants("Useita palveluja yhdessä")
}
