package choosing_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

func TestCompareSideBySide(t *testing.T) {
	s := open(t)
	m := s.market()
	address := func(ids ...uuid.UUID) string {
		v := url.Values{"place": {"40520"}}
		for _, id := range ids {
			v.Add("id", id.String())
		}
		return "/fi/vertaa?" + v.Encode()
	}
	p := s.ok(address(m.fee, m.voucher.Offering, m.price))
	if diff := cmp.Diff([]string{"Jyväskylän kotihoito", "Kotihoiva Aamurusko", "Arjen Apu Kivelä"}, p.texts(".tt-cmp__name")); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
	questions := p.texts("th[scope=row]")
	if len(questions) < 9 || questions[0] != "Mitä maksan?" {
		t.Errorf("questions: %q", questions)
	}
	p.wants("3 palvelua rinnakkain", "12,10 €", "0–420 €", "45,00 €", "242 €", "900 €", "jos saat apua 20 tuntia", "Riippuu tuloistasi", "Lisää palvelu vertailuun")
	if back := p.href("Lisää palvelu vertailuun"); strings.Count(back, "compare=") != 3 || !strings.HasPrefix(back, "/fi/palvelut?") {
		t.Errorf("another is looked for at %s", back)
	}
	if less := s.ok(p.href("Poista vertailusta: Arjen Apu Kivelä")); len(less.all(".tt-cmp__name")) != 2 {
		t.Errorf("taking one away leaves %d", len(less.all(".tt-cmp__name")))
	}
	s.ok(strings.Replace(address(m.voucher.Offering, m.free), "/fi/vertaa", "/sv/jamfor", 1)).wants("2 tjänster sida vid sida", "Avgiftsfri")

	for name, tc := range map[string]struct {
		path    string
		columns int
		says    string
	}{
		"more than four":   {address(m.fee, m.price, m.free, m.voucher.Offering, m.unknown), 4, "Tässä ovat neljä ensimmäistä."},
		"the same twice":   {address(m.fee, m.fee, m.price), 2, "Sama palvelu oli valittu kahdesti."},
		"one that is gone": {address(m.fee, m.price, uuid.New()), 2, "Yksi valitsemistasi palveluista ei ole enää valikoimassa."},
		"not ids":          {"/fi/vertaa?id=abc&id=%3Cb%3E", 0, "2 valitsemistasi palveluista ei ole enää valikoimassa."},
		"only one":         {address(m.fee), 1, "Valitse ainakin kaksi palvelua"},
		"none":             {"/fi/vertaa", 0, "Et ole valinnut vertailtavia palveluja."},
		"an unknown place": {"/fi/vertaa?place=Atlantis&id=" + m.fee.String(), 1, "Paikkaa ”Atlantis” ei löytynyt"},
	} {
		t.Run(name, func(t *testing.T) {
			p := s.ok(tc.path)
			p.t = t
			p.wants(tc.says)
			if n := len(p.all(".tt-cmp__name")); n != tc.columns {
				t.Errorf("%d columns, want %d", n, tc.columns)
			}
		})
	}
}
