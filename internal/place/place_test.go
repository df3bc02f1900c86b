package place_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/place"
)

func TestTablesAreWhole(t *testing.T) {
	ms, cs, ps := place.Municipalities(), place.Counties(), place.Postals()
	if len(ms) != 308 || len(cs) != 23 || len(ps) != 3613 {
		t.Fatalf("%d municipalities, %d counties, %d postal codes", len(ms), len(cs), len(ps))
	}
	inCounties := 0
	for _, c := range cs {
		inCounties += len(c.Municipalities)
		for _, code := range c.Municipalities {
			if m, ok := place.MunicipalityByCode(code); !ok || m.County != c.Code {
				t.Errorf("county %s lists %s, which is in %q", c.Code, code, m.County)
			}
		}
		for _, lang := range []string{"fi", "sv", "en"} {
			if c.Name(lang) == "" {
				t.Errorf("county %s has no name in %s", c.Code, lang)
			}
		}
	}
	if inCounties != 308 {
		t.Errorf("%d municipalities in the counties", inCounties)
	}
	for _, m := range ms {
		if _, ok := place.CountyByCode(m.County); !ok || m.Fi == "" || m.Sv == "" || m.En == "" || m.Population <= 0 || !inFinland(m.Lat, m.Lon) {
			t.Errorf("broken municipality %+v", m)
		}
	}
	for _, p := range ps {
		if _, ok := place.MunicipalityByCode(p.Municipality); !ok || len(p.Code) != 5 || p.Fi == "" || p.Sv == "" || !inFinland(p.Lat, p.Lon) {
			t.Errorf("broken postal code %+v", p)
		}
	}
}

func inFinland(lat, lon float64) bool { return lat > 59 && lat < 71 && lon > 19 && lon < 32 }

// Codes without an area, which the sources had placed by chance, stand beside their office.
func TestMisplacedCodesAreMended(t *testing.T) {
	for code, municipality := range map[string]string{"00002": "091", "00101": "091", "33101": "837", "86301": "563", "87101": "205", "98999": "320"} {
		p, ok := place.PostalByCode(code)
		m, _ := place.MunicipalityByCode(municipality)
		if !ok || p.Municipality != municipality || place.DistanceM(p.Lat, p.Lon, m.Lat, m.Lon) > 20_000 {
			t.Errorf("%s is in %s at %.2f, %.2f", code, p.Municipality, p.Lat, p.Lon)
		}
	}
}

// Rovaniemi's and Inari's villages are a hundred kilometres away; nothing is farther unless it is an error.
func TestNoCodeIsFarFromItsMunicipality(t *testing.T) {
	for _, p := range place.Postals() {
		m, _ := place.MunicipalityByCode(p.Municipality)
		if d := place.DistanceM(p.Lat, p.Lon, m.Lat, m.Lon); d > 135_000 {
			t.Errorf("%s %s is %d km from %s", p.Code, p.Fi, d/1000, m.Fi)
		}
	}
}

func TestNames(t *testing.T) {
	espoo, _ := place.MunicipalityByCode("049")
	if got := []string{espoo.Name("fi"), espoo.Name("sv"), espoo.Name("en"), espoo.Name("??")}; !slices.Equal(got, []string{"Espoo", "Esbo", "Espoo", "Espoo"}) {
		t.Error(got)
	}
	if !espoo.Bilingual() || !espoo.Swedish() || espoo.Languages[0] != "fi" {
		t.Errorf("Espoo's languages are %v", espoo.Languages)
	}
	if p, _ := place.PostalByCode("20100"); p.Name("sv") != "Åbo" || p.Name("en") != "Turku" {
		t.Errorf("20100 is %s, %s", p.Name("sv"), p.Name("en"))
	}
	if p, _ := place.PostalByCode("68600"); p.Name("fi") != "Pietarsaari" || p.Name("en") != "Jakobstad" {
		t.Errorf("68600 is %s, %s", p.Name("fi"), p.Name("en"))
	}
	if p, _ := place.PostalByCode("33100"); p.Name("sv") != "Tammerfors" {
		t.Errorf("33100 in Swedish is %s", p.Name("sv"))
	}
}

func TestFind(t *testing.T) {
	for _, c := range []struct{ typed, label, organiser string }{
		{"40520", "40520 Jyväskylä", "15"},
		{"40520 Jyväskylä", "40520 Jyväskylä", "15"},
		{" jyväskylä ", "Jyväskylä", "15"},
		{"JYVÄSKYLÄ", "Jyväskylä", "15"},
		{"Jyva\u0308skyla\u0308", "Jyväskylä", "15"}, // decomposed letters
		{"jyvaskyla", "Jyväskylä", "15"},
		{"espoo ", "Espoo", "03"},
		{"Esbo", "Espoo", "03"},
		{"02100 Espoo", "02100 Espoo", "03"},
		{"Espoo, 02100", "02100 Espoo", "03"},
		{"FI-02100 ESBO", "02100 Espoo", "03"},
		{"02100 Helsinki", "02100 Espoo", "03"}, // the code holds
		{"99998 Espoo", "Espoo", "03"},          // no such code, but a name
		{"Koski Tl", "Koski Tl", "05"},
		{"Pedersöre", "Pedersören kunta", "17"},
		{"pedersören  kunta", "Pedersören kunta", "17"},
		{"Mänttä-Vilppula", "Mänttä-Vilppula", "08"},
		{"mantta vilppula", "Mänttä-Vilppula", "08"},
		{"S:t Michel", "Mikkeli", "12"},
		{"Jakobstad", "Pietarsaari", "17"},
		{"Mariehamn", "Maarianhamina", "91"},
		{"Helsingin kaupunki", "Helsinki", "90"},
		{"Pargas stad", "Parainen", "05"},
		{"i Vasa", "Vaasa", "17"},
		{"Vasas", "Vaasa", "17"},
		{"Talma", "04240 Talma", "01"},
		{"Ekenäs", "10600 Tammisaari", "03"},
		{"Espoossa", "Espoo", "03"},
		{"Jyväskylän", "Jyväskylä", "15"},
		{"jyväskylään", "Jyväskylä", "15"},
		{"Helsingissä", "Helsinki", "90"},
		{"Helsinkiin", "Helsinki", "90"},
		{"Tampereella", "Tampere", "08"},
		{"Turun", "Turku", "05"},
		{"Lahdessa", "Lahti", "09"},
		{"Lahteen", "Lahti", "09"},
		{"Seinäjoella", "Seinäjoki", "16"},
		{"Rovaniemellä", "Rovaniemi", "21"},
		{"Nousiaisissa", "Nousiainen", "05"},
		{"Virroilla", "Virrat", "08"},
		{"Lappeenrannassa", "Lappeenranta", "11"},
		{"Kallio", "Kallio, 00530 Helsinki", "90"},
		{"kalliossa", "Kallio, 00530 Helsinki", "90"},
		{"Kallio, Helsinki", "Kallio, 00530 Helsinki", "90"},
		{"Kallio Helsingissä", "Kallio, 00530 Helsinki", "90"},
		{"i Berghäll", "Kallio, 00530 Helsinki", "90"},
		{"Kallio, 02100 Espoo", "02100 Espoo", "03"}, // the code holds
		{"tapiolassa", "Tapiola, 02100 Espoo", "03"},
		{"Hagalund", "Tapiola, 02100 Espoo", "03"},
		{"Hervannassa", "Hervanta, 33720 Tampere", "08"},
		{"Nekala", "Nekala, 33800 Tampere", "08"},
		{"Itäkeskuksessa", "Itäkeskus, 00900 Helsinki", "90"},
		{"kampissa", "Kamppi, 00100 Helsinki", "90"},
		{"Viikissä", "Viikki, 00790 Helsinki", "90"},
		{"Kuokkala", "Kuokkala, 40520 Jyväskylä", "15"},
		{"Kumpula, Tampere", "Kumpula, 33610 Tampere", "08"},
	} {
		p, err := place.Find(c.typed)
		if err != nil || p.Label("fi") != c.label || p.Organiser != c.organiser || !inFinland(p.Lat, p.Lon) {
			t.Errorf("Find(%q) = %s in %s, %v; want %s in %s", c.typed, p.Label("fi"), p.Organiser, err, c.label, c.organiser)
		}
	}
}

func TestEveryNeighbourhoodIsFoundByItsLabel(t *testing.T) {
	all := place.Neighbourhoods()
	if len(all) < 400 {
		t.Fatalf("%d neighbourhoods", len(all))
	}
	for _, n := range all {
		if _, ok := place.PostalByCode(n.Postal); !ok || n.Fi == "" || n.Sv == "" {
			t.Fatalf("broken neighbourhood %+v", n)
		}
		p, err := place.Find(n.Fi + " " + n.Postal)
		if err != nil || p.Kind != place.KindNeighbourhood || p.Neighbourhood != n {
			t.Errorf("%s %s leads to %+v, %v", n.Fi, n.Postal, p, err)
			continue
		}
		for _, lang := range []string{"fi", "sv", "en"} {
			if back, err := place.Find(p.Label(lang)); err != nil || cmp.Diff(p, back) != "" {
				t.Errorf("the label %q leads to %v, %v", p.Label(lang), back, err)
			}
		}
	}
}

func TestNearest(t *testing.T) {
	for _, c := range []struct {
		lat, lon float64
		code     string // "": abroad
	}{
		{60.1841, 24.9503, "00530"}, {61.4470, 23.8560, "33720"}, {62.2195, 25.7759, "40520"},
		{69.9, 27.0, "99980"}, {60.0973, 19.9348, "22110"},
		{59.437, 24.7536, ""}, {59.3293, 18.0686, ""}, {59.9386, 30.3141, ""}, {0, 0, ""}, {-90, 720, ""}, {math.NaN(), 25, ""}, {math.Inf(1), 25, ""},
	} {
		p, ok := place.Nearest(c.lat, c.lon)
		if ok != (c.code != "") || ok && p.Code != c.code {
			t.Errorf("%v, %v: %s %v, want %s", c.lat, c.lon, p.Code, ok, c.code)
		}
	}
	for _, p := range place.Postals() {
		if got, ok := place.Nearest(p.Lat, p.Lon); !ok || place.DistanceM(got.Lat, got.Lon, p.Lat, p.Lon) > 30_000 {
			t.Errorf("nearest to %s is %s, %v", p.Code, got.Code, ok)
		}
	}
}

func TestFindSuggests(t *testing.T) {
	for typed, first := range map[string]string{
		"jyv": "Jyväskylä", "Koski": "Koski Tl", "tampree": "Tampere", "hesinki": "Helsinki", "Esbbo": "Esbo", "Tukru": "Turku",
		"99998": "99990 Nuorgam", "Kumpula": "Kumpula, 00560 Helsinki", "hervnata": "Hervanta, 33720 Tampere", "Kouvolaksi": "Kouvola",
	} {
		_, err := place.Find(typed)
		var nf *place.NotFound
		if !errors.As(err, &nf) {
			t.Fatalf("Find(%q): %v", typed, err)
		}
		if len(nf.Suggestions) == 0 || len(nf.Suggestions) > 5 || nf.Suggestions[0] != first {
			t.Errorf("Find(%q) suggests %q; want %s first", typed, nf.Suggestions, first)
		}
	}
}

func TestANameOfSeveralPlacesIsSaidToBe(t *testing.T) {
	for typed, several := range map[string]bool{"Kumpula": true, "kumpulassa": false, "Rajakylä": true, "hesinki": false, "qqqq": false} {
		_, err := place.Find(typed)
		var nf *place.NotFound
		if !errors.As(err, &nf) || nf.Several != several || several && len(nf.Suggestions) < 2 {
			t.Errorf("Find(%q): %+v", typed, nf)
		}
	}
}

func TestFindRefuses(t *testing.T) {
	for _, typed := range []string{"", " ", "x", "Tukholma", "12345678", "\x00", "Espoo\xff", strings.Repeat("Espoo ", 2000), strings.Repeat("ä", 10_000), "00000", "'; drop table"} {
		p, err := place.Find(typed)
		var nf *place.NotFound
		if !errors.As(err, &nf) {
			t.Errorf("Find(%.20q) = %v, %v", typed, p, err)
		}
	}
	// A NUL beside a name is taken for a space, never passed on.
	if p, err := place.Find("Espoo\x00"); err != nil || p.Label("sv") != "Esbo" {
		t.Errorf("with NUL: %v, %v", p, err)
	}
}

func TestEveryNameIsFound(t *testing.T) {
	for _, m := range place.Municipalities() {
		for _, lang := range []string{"fi", "sv", "en"} {
			p, err := place.Find(m.Name(lang))
			if err != nil || p.Municipality.Code != m.Code || p.Kind != place.KindMunicipality {
				t.Errorf("Find(%q) = %s, %v", m.Name(lang), p.Label("fi"), err)
			}
		}
	}
	for _, c := range place.Postals() {
		p, err := place.Find(c.Code)
		if err != nil || p.Kind != place.KindPostalCode || p.PostalCode != c.Code {
			t.Errorf("Find(%s) = %v, %v", c.Code, p, err)
		}
		for _, lang := range []string{"fi", "sv", "en"} {
			if back, err := place.Find(p.Label(lang)); err != nil || cmp.Diff(p, back) != "" {
				t.Errorf("the label %q leads to %v, %v", p.Label(lang), back, err)
			}
		}
	}
}

// What is suggested must itself be understood.
func TestSuggestionsAreFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := place.Municipalities()
		name := []rune(all[rapid.IntRange(0, len(all)-1).Draw(t, "municipality")].Fi)
		i := rapid.IntRange(0, len(name)-1).Draw(t, "left out")
		_, err := place.Find(string(name[:i]) + string(name[i+1:]))
		var nf *place.NotFound
		if !errors.As(err, &nf) {
			return
		}
		for _, s := range nf.Suggestions {
			if _, err := place.Find(s); err != nil && !strings.Contains(s, " ") {
				t.Fatalf("suggestion %q is not found", s)
			}
		}
	})
}

func TestFindNeverPanics(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		if p, err := place.Find(text); err == nil && p.Municipality.Code == "" {
			t.Fatalf("Find(%q) found nothing without saying so", text)
		}
	})
}

func TestDistance(t *testing.T) {
	// Helsinki–Jyväskylä railway stations, about 235 km as the crow flies.
	if d := place.DistanceM(60.1719, 24.9414, 62.2415, 25.7532); d < 233_000 || d > 237_000 {
		t.Errorf("%d m", d)
	}
	if d := place.DistanceM(60, 24, 60, 24); d != 0 {
		t.Errorf("%d m from itself", d)
	}
	rapid.Check(t, func(t *rapid.T) {
		lat, lon := rapid.Float64Range(59, 71), rapid.Float64Range(19, 32)
		a, b, c, d := lat.Draw(t, "a"), lon.Draw(t, "b"), lat.Draw(t, "c"), lon.Draw(t, "d")
		if there, back := place.DistanceM(a, b, c, d), place.DistanceM(c, d, a, b); there != back || there < 0 || there > 1_500_000 {
			t.Fatalf("%d m there, %d m back", there, back)
		}
	})
}

func TestListsAreCopies(t *testing.T) {
	place.Municipalities()[0].Fi = "changed"
	if place.Municipalities()[0].Fi == "changed" {
		t.Error("the table can be changed from outside")
	}
}

func TestTown(t *testing.T) {
	for text, want := range map[string]string{
		"hoivakodeissa Espoossa": "Espoo", "äldreboende i Esbo": "Espoo", "care home in Helsinki, please": "Helsinki",
		"kotihoito": "", "Kallio": "", "": "", "\xff Espoo": "", "koti hoitoa Mänttä-Vilppulassa": "Mänttä-Vilppula",
	} {
		if p, ok := place.Town(text); ok != (want != "") || ok && p.Label("fi") != want {
			t.Errorf("%q: %s %v, want %q", text, p.Label("fi"), ok, want)
		}
	}
}

func TestSuggest(t *testing.T) {
	for typed, want := range map[string][]string{
		"esb": {"Espoo", "Espoonlahti, 02320 Espoo"}, "jyväs": {"Jyväskylä"}, "JYVAS": {"Jyväskylä"},
		"kallio": {"Kallio, 00530 Helsinki"}, "kallio, h": {"Kallio, 00530 Helsinki"}, "Kallio 005": {"Kallio, 00530 Helsinki"},
		"kumpula": {"Kumpula, 00560 Helsinki", "Kumpula, 33610 Tampere"}, "vu": {"Vuosaari, 00980 Helsinki"},
		"0053": {"00530 Helsinki"}, "02100 esp": {"02100 Espoo"}, "Espoossa": {"Espoo"}, "hervnata": {"Hervanta, 33720 Tampere"},
	} {
		var got []string
		for _, p := range place.Suggest(typed, len(want)) {
			got = append(got, p.Label("fi"))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", typed, diff)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		for _, p := range place.Suggest(rapid.String().Draw(t, "text"), 6) {
			if back, err := place.Find(p.Label("sv")); err != nil || cmp.Diff(p, back) != "" {
				t.Fatalf("%q is suggested but not found: %v", p.Label("sv"), err)
			}
		}
	})
}

// FuzzFind looks for anything: what is found and suggested is a place with a name, and by that name it is found.
func FuzzFind(f *testing.F) {
	for _, text := range []string{"Helsinki", "00530", "kallio, helsinki", "Esbo", "Jyväskylässä", "Aanaar", "\xff\xfe", "0"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if found, err := place.Find(text); err == nil && found.Label("fi") == "" {
			t.Errorf("%q is found and is nowhere", text)
		}
		if most := place.Suggest(text, 5); len(most) > 5 {
			t.Errorf("%q suggests %d places", text, len(most))
		}
		_, _ = place.Town(text)
		_, _ = place.PartByCode(text)
	})
}
