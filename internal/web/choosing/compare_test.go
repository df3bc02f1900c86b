package choosing_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/web/webtest"
)

func TestCompareSideBySide(t *testing.T) {
	s := open(t)
	m := s.Market()
	address := func(ids ...uuid.UUID) string {
		v := url.Values{"place": {"40520"}}
		for _, id := range ids {
			v.Add("id", id.String())
		}
		return "/fi/vertaa?" + v.Encode()
	}
	p := s.OK(address(m.Fee, m.Voucher.Offering, m.Price))
	if diff := cmp.Diff([]string{"Jyväskylän kotihoito", "Kotihoiva Aamurusko", "Arjen Apu Kivelä"}, p.Texts(".tt-cmp__name")); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
	questions := p.Texts("th[scope=row]")
	if len(questions) != 13 || questions[0] != "Mitä se maksaa minulle? Eroja" {
		t.Errorf("questions: %q", questions)
	}
	p.Wants("3 palvelua rinnakkain", "12,10 €", "0–420 €", "45,00 €", "noin 79 €/kk", "3 × 30 min viikossa", "Lisää palvelu vertailuun", "Voit kieltäytyä palvelusetelistä")
	if more := s.OK(address(m.Fee, m.Voucher.Offering) + "&minutes=60&times=7"); !strings.Contains(more.Content, "noin 367 €/kk") {
		t.Errorf("an hour a day:\n%s", more.Content)
	}
	if back := p.Href("Lisää palvelu vertailuun"); strings.Count(back, "compare=") != 3 || !strings.HasPrefix(back, "/fi/palvelut?") {
		t.Errorf("another is looked for at %s", back)
	}
	if less := s.OK(p.Href("Poista vertailusta: Arjen Apu Kivelä")); len(less.All(".tt-cmp__name")) != 2 {
		t.Errorf("taking one away leaves %d", len(less.All(".tt-cmp__name")))
	}
	s.OK(strings.Replace(address(m.Voucher.Offering, m.Free), "/fi/vertaa", "/sv/jamfor", 1)).Wants("2 tjänster sida vid sida", "Avgiftsfri")

	for name, tc := range map[string]struct {
		path    string
		columns int
		says    string
	}{
		"more than four":   {address(m.Fee, m.Price, m.Free, m.Voucher.Offering, m.Unknown), 4, "Valitsit 5 palvelua. Rinnakkain mahtuu neljä"},
		"the same twice":   {address(m.Fee, m.Fee, m.Price), 2, "Sama palvelu oli valittu kahdesti."},
		"one that is gone": {address(m.Fee, m.Price, uuid.New()), 2, "Yhtä osoitteen palvelua ei ole valikoimassa."},
		"not ids":          {"/fi/vertaa?id=abc&id=%3Cb%3E", 0, "2 kohtaa osoitteesta emme osanneet lukea."},
		"only one":         {address(m.Fee), 1, "Valitse ainakin kaksi palvelua"},
		"none":             {"/fi/vertaa", 0, "Et ole valinnut vertailtavia palveluja."},
		"an unknown place": {"/fi/vertaa?place=Atlantis&id=" + m.Fee.String(), 1, "Paikkaa ”Atlantis” ei löytynyt"},
	} {
		t.Run(name, func(t *testing.T) {
			s := &site{s.Under(t)}
			p := s.OK(tc.path)
			p.Wants(tc.says)
			if n := len(p.All(".tt-cmp__name")); n != tc.columns {
				t.Errorf("%d columns, want %d", n, tc.columns)
			}
		})
	}
}

// TestOnlyDifferences hides the questions that all answer alike, and says how many.
func TestOnlyDifferences(t *testing.T) {
	s := open(t)
	m := s.Market()
	p := s.OK("/fi/vertaa?place=40520&id=" + m.Fee.String() + "&id=" + m.Price.String())
	all := p.Texts("th[scope=row]")
	less := s.OK(p.Href("Näytä vain erot"))
	some := less.Texts("th[scope=row]")
	if len(some) == 0 || len(some) >= len(all) {
		t.Fatalf("%d of %d questions are left", len(some), len(all))
	}
	for _, q := range some {
		if !strings.HasSuffix(q, "Eroja") && !strings.HasSuffix(q, "Osalta puuttuu tieto") {
			t.Errorf("%q is left", q)
		}
	}
	less.Wants("kysymystä on piilossa")
	if again := s.OK(less.Href("Näytä kaikki kysymykset")).Texts("th[scope=row]"); len(again) != len(all) {
		t.Errorf("%d of %d questions come back", len(again), len(all))
	}
}

// TestASuspendedOneIsTold: whoever comes with an old address learns which one is gone and whom to call, and sees the rest.
func TestASuspendedOneIsTold(t *testing.T) {
	s := open(t)
	m := s.Market()
	s.Exec(`UPDATE organiser SET phone = '014 000 1200' WHERE code = '15'`)
	s.Event(m.Voucher.Admission, "suspended", calendar.Date{})
	p := s.OK("/fi/vertaa?id=" + m.Voucher.Offering.String() + "&id=" + m.Fee.String() + "&id=" + m.Price.String())
	p.Wants("Kotihoiva Aamurusko (Kotihoito) ei ole enää valittavissa.", "014 000 1200", "2 palvelua rinnakkain")
	p.Lacks("12,10 €")
}

// TestTwentyIDs: the first four that are there are laid side by side, and the rest are no further than the shortlist.
func TestTwentyIDs(t *testing.T) {
	s := open(t)
	m := s.Market()
	v := url.Values{}
	for range 20 {
		v.Add("id", uuid.NewString())
	}
	v["id"] = append([]string{m.Fee.String(), m.Price.String(), m.Free.String(), "x", m.Fee.String(), m.Unknown.String(), m.Far.String()}, v["id"]...)
	p := s.OK("/fi/vertaa?" + v.Encode())
	if n := len(p.All(".tt-cmp__name")); n != 4 {
		t.Errorf("%d columns", n)
	}
	p.Wants("Osoitteessa oli 25 palvelua. Näytämme niistä 20 ensimmäistä.", "15 osoitteen palvelua ei ole valikoimassa.", "Yhtä kohtaa osoitteesta", "valittu kahdesti", "Valitsit 5 palvelua.")
}

// TestUsageThatNobodyCanMean is told on its field, and the usual one is counted by.
func TestUsageThatNobodyCanMean(t *testing.T) {
	s := open(t)
	m := s.Market()
	for _, bad := range []string{"minutes=0", "minutes=10000", "minutes=x", "times=-1"} {
		p := s.Get("/fi/vertaa?id=" + m.Voucher.Offering.String() + "&" + bad)
		if p.Status != 422 || len(p.All(".govuk-error-message")) != 1 || !strings.Contains(p.Content, "noin 79 €/kk") {
			t.Errorf("%s: status %d\n%s", bad, p.Status, p.Content)
		}
	}
}

// TestWhoComes: what was measured of enough clients, else who sends them; and always what to ask, and whom.
func TestWhoComes(t *testing.T) {
	s := open(t)
	m := s.Market()
	s.Exec(`UPDATE organiser SET phone = '014 000 1200' WHERE code = '15'`)
	s.Exec(`UPDATE service_unit SET phone = CASE WHEN id = $1 THEN '014 000 7819' END, email = NULL, website = NULL`, m.Voucher.Unit)
	address := "/fi/vertaa?id=" + m.Voucher.Offering.String() + "&id=" + m.Price.String() + "&id=" + m.Unknown.String()
	row := func() []string {
		t.Helper()
		for _, tr := range s.OK(address).All("tbody tr") {
			if text := webtest.Read(tr); strings.HasPrefix(text, "Kuka tulee?") {
				var cells []string
				for td := range tr.ChildNodes() {
					if td.Data == "td" {
						cells = append(cells, webtest.Read(td))
					}
				}
				return append(cells, text)
			}
		}
		t.Fatal("nobody asks who comes")
		return nil
	}
	holds := func(cell string, words ...string) {
		t.Helper()
		for _, word := range words {
			if !strings.Contains(cell, word) {
				t.Errorf("%q does not say %q", cell, word)
			}
		}
	}
	cells := row()
	holds(cells[0], "Yritys lähettää työntekijän", "Kysy: 014 000 7819")
	holds(cells[1], "Yksityinen elinkeinonharjoittaja", "Kysy asiakasohjauksesta: 014 000 1200")
	holds(cells[2], "Saat palvelun paikan päällä", "Yhteystietoa ei ole kerrottu.")
	holds(cells[3], "tuleeko aina sama")

	s.Measured(m.Voucher.Unit, "home_care", "continuity", 450, 4) // too few clients to be told
	if few := row()[0]; strings.Contains(few, "4,5") {
		t.Errorf("four clients' months are told: %q", few)
	}
	s.Exec(`DELETE FROM indicator_value WHERE indicator = 'continuity'`)
	s.Measured(m.Voucher.Unit, "home_care", "continuity", 454, 31)
	s.Measured(m.Voucher.Unit, "meals", "continuity", 900, 31) // of another service
	holds(row()[0], "Keskimäärin 4,5 eri työntekijää kuukaudessa", "31 asiakaskuukautta, 1.1.2026–30.4.2026", "Yritys lähettää")
}
