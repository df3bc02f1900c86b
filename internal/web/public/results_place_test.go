package public_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue/cataloguetest"
	"github.com/tuottajatori/tuottajatori/internal/web/webtest"
)

// TestManyTermsAtOnePoint: one producer serves home care from one point under the vouchers of six counties and to those
// who pay all themselves. Without a place that is one line "from" the least; a place picks its own county's terms, and
// the price that anybody may pay stands everywhere.
func TestManyTermsAtOnePoint(t *testing.T) {
	s := open(t)
	producer := s.Producer("Kotihoiva Monialue", "company")
	_, point := s.Point(producer, "Kotihoiva Monialue", "Jyväskylä")
	served := []string{"179", "049", "837", "297", "398", "853"} // Jyväskylä, Espoo, Tampere, Kuopio, Lahti, Turku
	for i, organiser := range []string{"15", "03", "08", "13", "09", "05"} {
		scheme := s.Voucher(organiser)
		s.Exec(`UPDATE scheme_service SET value_cents = $2 WHERE scheme_id = $1`, scheme, 2000+100*i)
		id := s.Offer(s.Admit(scheme, producer, "home_care"), point, "home_care", served...)
		s.Price(id, "hour", 3850, cataloguetest.LongAgo(), calendar.Date{})
	}
	self := s.Scheme(cataloguetest.SchemeSpec{Organiser: "15", Key: "itse", Regime: "self_paid_listing", Pays: "price"})
	paid := s.Offer(s.Admit(self, producer, "home_care"), point, "home_care", served...)
	s.Price(paid, "hour", 4200, cataloguetest.LongAgo(), calendar.Date{})
	s.Reindex()

	everywhere := s.OK("/fi/palvelut?q=kotihoito")
	everywhere.Wants("1 palvelu", "alkaen 13,50 € /t")
	if n := len(everywhere.All(".tt-card")); n != 1 {
		t.Errorf("without a place there are %d lines, want one", n)
	}
	s.OK("/sv/tjanster?service=home_care").Wants("från 13,50 € /tim.")
	s.OK("/en/services?service=home_care").Wants("from €13.50 /hour")
	for place, own := range map[string]string{"Jyväskylä": "18,50 €", "Espoo": "17,50 €", "Tapiola": "17,50 €", "Hervanta": "16,50 €", "70100": "15,50 €", "Turussa": "13,50 €"} {
		p := s.OK("/fi/palvelut?q=kotihoito&place=" + place)
		sums := p.Texts(".tt-card__sum")
		if len(sums) != 2 || strings.Contains(p.Content, "alkaen") {
			t.Errorf("%s: %q", place, sums)
		}
		slices.Sort(sums)
		if len(sums) == 2 && (sums[0] != own+" /t" || sums[1] != "42,00 € /t") {
			t.Errorf("%s: %q, want %s by the voucher and 42,00 € oneself", place, sums, own)
		}
	}
	// Seinäjoki's county has no voucher for it, and nobody serves there.
	if p := s.OK("/fi/palvelut?q=kotihoito&place=Seinäjoki"); len(p.All(".tt-card")) != 0 {
		t.Error("it is offered where it is not served")
	}
}

// TestAFacetsChoiceKeepsItsOtherValues: what is chosen in a facet narrows the others and not itself.
func TestAFacetsChoiceKeepsItsOtherValues(t *testing.T) {
	s := open(t)
	s.Market()
	pays := func(p webtest.Page) (out []string) {
		for _, text := range p.Texts("fieldset") {
			if strings.HasPrefix(text, "Miten maksan") {
				out = append(out, text)
			}
		}
		return out
	}
	all, chosen := pays(s.OK("/fi/palvelut?place=40520")), pays(s.OK("/fi/palvelut?place=40520&pays=price"))
	if len(all) != 1 || !slices.Equal(all, chosen) {
		t.Errorf("chosen, the ways to pay are %q; they were %q", chosen, all)
	}
	other := pays(s.OK("/fi/palvelut?place=40520&producer_type=county"))
	if len(other) != 1 || strings.Contains(other[0], "Maksuton") || !strings.Contains(other[0], "Asiakasmaksu 1") {
		t.Errorf("of the county alone they are %q", other)
	}
}
