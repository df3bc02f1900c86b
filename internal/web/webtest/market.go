package webtest

import (
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue/cataloguetest"
)

// Market is a register with each of the five forms of paying.
type Market struct {
	Voucher                        cataloguetest.HomeCare
	Fee, Price, Free, Unknown, Far uuid.UUID
}

// Market fills the register, and makes it findable.
func (s *Site) Market() Market {
	s.T.Helper()
	m := Market{Voucher: s.HomeCare("Kotihoiva Aamurusko")}
	s.Exec(`UPDATE offering SET vacancy = 'free', wait_days = 5, vacancy_at = '2026-05-18T09:00Z', description_fi = 'Tutut hoitajat' WHERE id = $1`, m.Voucher.Offering)
	s.Measured(m.Voucher.Unit, "home_care", "feedback", 462, 128)

	own := s.Scheme(cataloguetest.SchemeSpec{Organiser: "15", Key: "oma", Regime: "own_production", Pays: "client_fee"})
	s.Terms(own, "home_care", "month", nil, 0, 42000, cataloguetest.LongAgo(), calendar.Date{})
	m.Fee = s.Give(own, "Jyväskylän kotihoito", "county", "home_care", "179")
	s.Exec(`UPDATE offering SET vacancy = 'queue', wait_days = 21, vacancy_at = '2026-05-18T09:00Z', spoken = '{fi}' WHERE id = $1`, m.Fee)

	self := s.Scheme(cataloguetest.SchemeSpec{Organiser: "15", Key: "itse", Regime: "self_paid_listing", Pays: "price"})
	m.Price = s.Give(self, "Arjen Apu Kivelä", "sole_trader", "home_care", "179")
	s.Price(m.Price, "hour", 4500, cataloguetest.LongAgo(), calendar.Date{})
	s.Exec(`UPDATE offering SET vacancy = 'full', vacancy_at = '2026-05-18T09:00Z' WHERE id = $1`, m.Price)

	gratis := s.Scheme(cataloguetest.SchemeSpec{Organiser: "15", Key: "maksuton", Regime: "free_listing", Pays: "free"})
	m.Free = s.Give(gratis, "Jyvässeudun Lähimmäiset", "association", "friend_visitor", "179")

	listing := s.Scheme(cataloguetest.SchemeSpec{Organiser: "03", Key: "muut", Regime: "listing", Pays: "unknown", Unverified: true})
	m.Unknown = s.Give(listing, "Villa Viherlaakso", "company", "round_the_clock_housing")
	m.Far = s.Give(listing, "Villa Tapiola", "company", "round_the_clock_housing")
	s.Reindex()
	return m
}

// Give makes a producer that offers one service, at home in the municipalities or else at its point.
func (s *Site) Give(scheme uuid.UUID, name, kind, service string, municipalities ...string) uuid.UUID {
	s.T.Helper()
	town := "Espoo"
	if len(municipalities) > 0 {
		town = "Jyväskylä"
	}
	producer := s.Producer(name, kind)
	_, point := s.Point(producer, name, town)
	return s.Offer(s.Admit(scheme, producer, service), point, service, municipalities...)
}
