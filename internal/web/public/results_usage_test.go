package public_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestUsageIsShownAndCanBeChanged: an amount a month says by which use it is, and the form by which one changes it keeps
// the search and the choice.
func TestUsageIsShownAndCanBeChanged(t *testing.T) {
	s := open(t)
	m := s.market()
	p := s.ok("/fi/palvelut?service=home_care&place=40520&compare=" + m.voucher.Offering.String())
	p.wants("Arvio kuukaudessa: 3 × 30 min viikossa", "noin 79 €/kk (3 × 30 min viikossa)")
	for name, want := range map[string]string{"service": "home_care", "place": "40520", "compare": m.voucher.Offering.String(), "times": "3", "minutes": "30"} {
		found := false
		for _, input := range p.all("input[name=" + name + "]") {
			found = found || attribute(input, "value") == want
		}
		if !found {
			t.Errorf("the form does not carry %s=%s", name, want)
		}
	}
	changed := s.ok("/fi/palvelut?service=home_care&place=40520&times=7&minutes=60")
	changed.wants("Arvio kuukaudessa: 7 × 1 t viikossa", "noin 367 €/kk (7 × 1 t viikossa)", "Palauta tavallinen käyttö")
	if link := changed.href("Oma maksu"); !strings.Contains(link, "minutes=60") || !strings.Contains(link, "times=7") {
		t.Errorf("another order forgets the usage: %s", link)
	}
	if link := changed.href("Kotihoiva Aamurusko"); !strings.Contains(link, "minutes=60") {
		t.Errorf("the offering's link forgets the usage: %s", link)
	}
	one := s.ok(changed.href("Kotihoiva Aamurusko"))
	one.wants("noin 367 €/kk", "Näin laskimme", "Tunteja kuukaudessa, 7 × 1 t viikossa", "30,33", "Laki 569/2009 7 §")
	s.ok("/sv/tjanster?service=home_care&place=40520").wants("cirka 79 €/mån. (3 × 30 min i veckan)")
	s.ok("/en/services?service=home_care&place=40520&sort=pays").wants("about €79/month (3 × 30 min a week)", "First come costs by the month")
}

// TestUsageThatCannotBe: the mistake is told on its field, and nothing of the search is lost.
func TestUsageThatCannotBe(t *testing.T) {
	s := open(t)
	m := s.market()
	for _, path := range []string{
		"/fi/palvelut?service=home_care&place=40520&times=3&minutes=",
		"/fi/palvelut/" + m.voucher.Offering.String() + "?place=40520&times=3&minutes=",
	} {
		for _, typed := range []string{"0", "10000", "-30", "puoli tuntia", "30,5", "99999999999999999999"} {
			p := s.get(path + strings.ReplaceAll(typed, " ", "+"))
			if p.status != http.StatusUnprocessableEntity {
				t.Errorf("%s%s: status %d", path, typed, p.status)
			}
			p.wants("Käynnin pituus on 5–1440 minuuttia.", "Kotihoiva Aamurusko", "noin 79 €/kk")
			if box := p.all("input[name=minutes]"); len(box) == 0 || !strings.HasPrefix(typed, attribute(box[len(box)-1], "value")) {
				t.Errorf("%s%s: what was typed is lost", path, typed)
			}
		}
	}
	if p := s.get("/en/services?service=home_care&place=40520&times=0"); p.status != http.StatusUnprocessableEntity {
		t.Errorf("never is %d", p.status)
	} else {
		p.wants("a number from 1 to 70")
	}
	if p := s.get("/fi/palvelut?place=Nowheria&minutes=0"); p.status != http.StatusUnprocessableEntity {
		t.Errorf("an unknown place and no length are %d", p.status)
	}
}
