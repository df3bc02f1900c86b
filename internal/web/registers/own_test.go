package registers

import (
	"strings"
	"testing"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue/cataloguetest"
)

// TestTheCountysOwnFeeStandsBesideTheOwnShare holds what the client of a voucher must be told (569/2009 §6).
func TestTheCountysOwnFeeStandsBesideTheOwnShare(t *testing.T) {
	s := open(t)
	told := func() (page, kind, least, most, per string) {
		row := s.records(finnish + "/list.csv?service=home_care")[1]
		return s.Ask(finnish + "?service=home_care").Body.String(), row[at("own_kind")], row[at("own")], row[at("own_max")], row[at("own_per")]
	}
	if page, kind, least, _, _ := told(); kind != "ei tiedossa" || least != "" || !strings.Contains(page, "ei kerrottu") {
		t.Errorf("without an own service: %q %q", kind, least)
	}
	own := s.Scheme(cataloguetest.SchemeSpec{Organiser: "15", Key: "oma", Regime: "own_production", Pays: "client_fee"})
	s.Terms(own, "home_care", "month", nil, 0, 42000, cataloguetest.LongAgo(), calendar.Date{})
	s.Terms(own, "meals", "meal", nil, 0, 0, cataloguetest.LongAgo(), calendar.Date{})
	page, kind, least, most, per := told()
	if kind != "asiakasmaksu" || least != "0,00" || most != "420,00" || per != "kuukausi" {
		t.Errorf("%q %q %q %q", kind, least, most, per)
	}
	for _, want := range []string{"0–420\u00a0€/kk", "Järjestäjän oma palvelu", "hyväksytty 14.4.2025 alkaen", "Keski-Suomen hyvinvointialue perii samasta palvelusta"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not tell %q", want)
		}
	}
	if page := s.Ask(finnish + "?service=meals").Body.String(); !strings.Contains(page, "maksuton") {
		t.Error("what costs nothing as the county's own is not told so")
	}
}
