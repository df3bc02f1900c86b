package choosing_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
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
	if len(questions) != 11 || questions[0] != "Mitä se maksaa minulle? Eroja" {
		t.Errorf("questions: %q", questions)
	}
	p.wants("3 palvelua rinnakkain", "12,10 €", "0–420 €", "45,00 €", "noin 79 €/kk", "3 × 30 min viikossa", "Lisää palvelu vertailuun", "Voit kieltäytyä palvelusetelistä")
	if more := s.ok(address(m.fee, m.voucher.Offering) + "&minutes=60&times=7"); !strings.Contains(more.content, "noin 367 €/kk") {
		t.Errorf("an hour a day:\n%s", more.content)
	}
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
		"more than four":   {address(m.fee, m.price, m.free, m.voucher.Offering, m.unknown), 4, "Valitsit 5 palvelua. Rinnakkain mahtuu neljä"},
		"the same twice":   {address(m.fee, m.fee, m.price), 2, "Sama palvelu oli valittu kahdesti."},
		"one that is gone": {address(m.fee, m.price, uuid.New()), 2, "Yhtä osoitteen palvelua ei ole valikoimassa."},
		"not ids":          {"/fi/vertaa?id=abc&id=%3Cb%3E", 0, "2 kohtaa osoitteesta emme osanneet lukea."},
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

// TestOnlyDifferences hides the questions that all answer alike, and says how many.
func TestOnlyDifferences(t *testing.T) {
	s := open(t)
	m := s.market()
	p := s.ok("/fi/vertaa?place=40520&id=" + m.fee.String() + "&id=" + m.price.String())
	all := p.texts("th[scope=row]")
	less := s.ok(p.href("Näytä vain erot"))
	some := less.texts("th[scope=row]")
	if len(some) == 0 || len(some) >= len(all) {
		t.Fatalf("%d of %d questions are left", len(some), len(all))
	}
	for _, q := range some {
		if !strings.HasSuffix(q, "Eroja") && !strings.HasSuffix(q, "Osalta puuttuu tieto") {
			t.Errorf("%q is left", q)
		}
	}
	less.wants("kysymystä on piilossa")
	if again := s.ok(less.href("Näytä kaikki kysymykset")).texts("th[scope=row]"); len(again) != len(all) {
		t.Errorf("%d of %d questions come back", len(again), len(all))
	}
}

// TestASuspendedOneIsTold: whoever comes with an old address learns which one is gone and whom to call, and sees the rest.
func TestASuspendedOneIsTold(t *testing.T) {
	s := open(t)
	m := s.market()
	s.Exec(`UPDATE organiser SET phone = '014 000 1200' WHERE code = '15'`)
	s.Event(m.voucher.Admission, "suspended", calendar.Date{})
	p := s.ok("/fi/vertaa?id=" + m.voucher.Offering.String() + "&id=" + m.fee.String() + "&id=" + m.price.String())
	p.wants("Kotihoiva Aamurusko (Kotihoito) ei ole enää valittavissa.", "014 000 1200", "2 palvelua rinnakkain")
	p.lacks("12,10 €")
}

// TestTwentyIDs: the first four that are there are laid side by side, and the rest are no further than the shortlist.
func TestTwentyIDs(t *testing.T) {
	s := open(t)
	m := s.market()
	v := url.Values{}
	for range 20 {
		v.Add("id", uuid.NewString())
	}
	v["id"] = append([]string{m.fee.String(), m.price.String(), m.free.String(), "x", m.fee.String(), m.unknown.String(), m.far.String()}, v["id"]...)
	p := s.ok("/fi/vertaa?" + v.Encode())
	if n := len(p.all(".tt-cmp__name")); n != 4 {
		t.Errorf("%d columns", n)
	}
	p.wants("Osoitteessa oli 25 palvelua. Näytämme niistä 20 ensimmäistä.", "15 osoitteen palvelua ei ole valikoimassa.", "Yhtä kohtaa osoitteesta", "valittu kahdesti", "Valitsit 5 palvelua.")
}

// TestUsageThatNobodyCanMean is told on its field, and the usual one is counted by.
func TestUsageThatNobodyCanMean(t *testing.T) {
	s := open(t)
	m := s.market()
	for _, bad := range []string{"minutes=0", "minutes=10000", "minutes=x", "times=-1"} {
		p := s.get("/fi/vertaa?id=" + m.voucher.Offering.String() + "&" + bad)
		if p.status != 422 || len(p.all(".govuk-error-message")) != 1 || !strings.Contains(p.content, "noin 79 €/kk") {
			t.Errorf("%s: status %d\n%s", bad, p.status, p.content)
		}
	}
}
