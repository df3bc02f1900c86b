package public_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/tuottajatori/tuottajatori/internal/web/webtest"
)

// TestUsageIsShownAndCanBeChanged: an amount a month says by which use it is, and the form by which one changes it keeps
// the search and the choice.
func TestUsageIsShownAndCanBeChanged(t *testing.T) {
	s := open(t)
	m := s.Market()
	p := s.OK("/fi/palvelut?service=home_care&place=40520&compare=" + m.Voucher.Offering.String())
	p.Wants("Arvio kuukaudessa: 3 × 30 min viikossa", "noin 79 €/kk (3 × 30 min viikossa)")
	for name, want := range map[string]string{"service": "home_care", "place": "40520", "compare": m.Voucher.Offering.String(), "times": "3", "minutes": "30"} {
		found := false
		for _, input := range p.All("input[name=" + name + "]") {
			found = found || webtest.Attribute(input, "value") == want
		}
		if !found {
			t.Errorf("the form does not carry %s=%s", name, want)
		}
	}
	changed := s.OK("/fi/palvelut?service=home_care&place=40520&times=7&minutes=60")
	changed.Wants("Arvio kuukaudessa: 7 × 1 t viikossa", "noin 367 €/kk (7 × 1 t viikossa)", "Palauta tavallinen käyttö")
	if link := changed.Href("Oma maksu"); !strings.Contains(link, "minutes=60") || !strings.Contains(link, "times=7") {
		t.Errorf("another order forgets the usage: %s", link)
	}
	if link := changed.Href("Kotihoiva Aamurusko"); !strings.Contains(link, "minutes=60") {
		t.Errorf("the offering's link forgets the usage: %s", link)
	}
	one := s.OK(changed.Href("Kotihoiva Aamurusko"))
	one.Wants("noin 367 €/kk", "Näin laskimme", "Tunteja kuukaudessa, 7 × 1 t viikossa", "30,33", "Laki 569/2009 7 §")
	s.OK("/sv/tjanster?service=home_care&place=40520").Wants("cirka 79 €/mån. (3 × 30 min i veckan)")
	s.OK("/en/services?service=home_care&place=40520&sort=pays").Wants("about €79/month (3 × 30 min a week)", "First come costs by the month")
}

// TestUsageThatCannotBe: the mistake is told on its field, and nothing of the search is lost.
func TestUsageThatCannotBe(t *testing.T) {
	s := open(t)
	m := s.Market()
	for _, path := range []string{
		"/fi/palvelut?service=home_care&place=40520&times=3&minutes=",
		"/fi/palvelut/" + m.Voucher.Offering.String() + "?place=40520&times=3&minutes=",
	} {
		for _, typed := range []string{"0", "10000", "-30", "puoli tuntia", "30,5", "99999999999999999999"} {
			p := s.Get(path + strings.ReplaceAll(typed, " ", "+"))
			if p.Status != http.StatusUnprocessableEntity {
				t.Errorf("%s%s: status %d", path, typed, p.Status)
			}
			p.Wants("Käynnin pituus on 5–1440 minuuttia.", "Kotihoiva Aamurusko", "noin 79 €/kk")
			if box := p.All("input[name=minutes]"); len(box) == 0 || !strings.HasPrefix(typed, webtest.Attribute(box[len(box)-1], "value")) {
				t.Errorf("%s%s: what was typed is lost", path, typed)
			}
		}
	}
	if p := s.Get("/en/services?service=home_care&place=40520&times=0"); p.Status != http.StatusUnprocessableEntity {
		t.Errorf("never is %d", p.Status)
	} else {
		p.Wants("a number from 1 to 70")
	}
	if p := s.Get("/fi/palvelut?place=Nowheria&minutes=0"); p.Status != http.StatusUnprocessableEntity {
		t.Errorf("an unknown place and no length are %d", p.Status)
	}
}
