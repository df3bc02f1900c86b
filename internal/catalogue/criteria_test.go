package catalogue

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

func TestParseQueryReadsEveryParameter(t *testing.T) {
	raw := "q=+kotihoito++%C3%A4idille&exact=true&lang=sv&place=40520&radius_km=15&service=home_care,meals&service=cleaning" +
		"&spoken=sv,sgn&organiser=15&scheme=voucher,listing&producer_type=company&pays=own_share,free&pays_max=1500&per=hour" +
		"&vacancy=true&quality=excellent,not_rated&sort=pays&page=3&per_page=50"
	got, err := ParseQuery(raw)
	if err != nil {
		t.Fatal(err)
	}
	found, err := place.Find("40520")
	if err != nil {
		t.Fatal(err)
	}
	most := money.Cents(1500)
	want := Criteria{
		Text: "kotihoito äidille", Exact: true, Lang: "sv", Place: &found, PlaceText: "40520", RadiusKM: 15,
		Services: []string{"home_care", "meals", "cleaning"}, Spoken: []string{"sv", "sgn"}, Organisers: []string{"15"},
		Schemes: []string{"voucher", "listing"}, ProducerTypes: []string{"company"}, Pays: []string{"own_share", "free"},
		Grades:  []string{"excellent", "not_rated"},
		PaysMax: &most, Per: "hour", Vacancy: true, Sort: SortPays, Page: 3, PerPage: 50,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got.Offset() != 100 {
		t.Errorf("offset %d, want 100", got.Offset())
	}
}

func TestParseQueryTakesEmptyValuesAsNone(t *testing.T) {
	want, err := ParseQuery("")
	if err != nil {
		t.Fatal(err)
	}
	names := make([]string, 0, len(Parameters()))
	for _, name := range Parameters() {
		names = append(names, name+"=+")
	}
	got, err := ParseQuery(strings.Join(names, "&"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestParseQueryRefuses(t *testing.T) {
	for _, c := range []struct{ name, raw, field, key string }{
		{"an unknown parameter", "qq=x", "qq", keyUnknown},
		{"a parameter of the page", "compare=1", "compare", keyUnknown},
		{"a name in capitals", "Q=x", "Q", keyUnknown},
		{"NUL", "q=a%00b", "q", keyNotText},
		{"NUL in a list", "service=home_care%00", "service", keyNotText},
		{"invalid UTF-8", "q=%ff%fe", "q", keyNotText},
		{"invalid UTF-8 in a name", "%ff=1", "?", keyUnknown},
		{"a text of 10 000 characters", "q=" + strings.Repeat("x", 10_000), "q", keyTooLong},
		{"a text one too long", "q=" + strings.Repeat("%C3%A4", MaxText+1), "q", keyTooLong},
		{"a long place", "place=" + strings.Repeat("x", MaxPlaceText+1), "place", keyTooLong},
		{"a language we do not speak", "lang=de", "lang", keyNotOneOf},
		{"two texts", "q=a&q=b", "q", keyTwice},
		{"an unknown order", "sort=price", "sort", keyNotOneOf},
		{"an unknown unit", "per=week", "per", keyNotOneOf},
		{"a vague yes", "vacancy=yes", "vacancy", keyNotOneOf},
		{"a radius of nothing", "radius_km=0", "radius_km", keyNotNumber},
		{"a radius too great", "radius_km=501", "radius_km", keyNotNumber},
		{"a radius with decimals", "radius_km=1.5", "radius_km", keyNotNumber},
		{"an amount below nothing", "pays_max=-1", "pays_max", keyNotNumber},
		{"an amount in euros", "pays_max=12,50", "pays_max", keyNotNumber},
		{"an amount over int64", "pays_max=99999999999999999999", "pays_max", keyNotNumber},
		{"an amount with a sign", "pays_max=%2B5", "pays_max", keyNotNumber},
		{"page nought", "page=0", "page", keyNotNumber},
		{"a page that is no number", "page=two", "page", keyNotNumber},
		{"too many on a page", "per_page=101", "per_page", keyNotNumber},
		{"an offset beyond 1 000", "page=52&per_page=20", "page", keyTooFar},
		{"an offset just beyond", "page=12&per_page=100", "page", keyTooFar},
		{"an unknown service", "service=home_care,nursing", "service", keyNotSuch},
		{"a language of three letters", "spoken=swe", "spoken", keyNotSuch},
		{"a language that is none", "spoken=xx", "spoken", keyNotSuch},
		{"a language in capitals", "spoken=SV", "spoken", keyNotSuch},
		{"Åland, which is no organiser", "organiser=91", "organiser", keyNotSuch},
		{"an organiser's slug", "organiser=keski-suomi", "organiser", keyNotSuch},
		{"a scheme's own key", "scheme=kotihoito-2026", "scheme", keyNotOneOf},
		{"an unknown producer type", "producer_type=bank", "producer_type", keyNotOneOf},
		{"an unknown form of pay", "pays=cash", "pays", keyNotOneOf},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := ParseQuery(c.raw)
			f := fault.From(err)
			if f == nil || f.Code != fault.CodeMalformed {
				t.Fatalf("error %v, want malformed", err)
			}
			if len(f.Fields) != 1 || f.Fields[0].Name != c.field || f.Fields[0].Key != c.key {
				t.Fatalf("fields %+v, want %s on %s", f.Fields, c.key, c.field)
			}
			if f.Args["Parameter"] != c.field {
				t.Errorf("the fault names %v, want %s", f.Args["Parameter"], c.field)
			}
		})
	}
}

func TestParseQueryRefusesWhatIsNoQuery(t *testing.T) {
	for _, raw := range []string{"q=%zz", "q=a;sort=pays"} {
		if _, err := ParseQuery(raw); !fault.Is(err, fault.CodeMalformed) {
			t.Errorf("%q: %v, want malformed", raw, err)
		}
	}
}

func TestParseQueryNamesEveryBadParameter(t *testing.T) {
	c, err := ParseQuery("sort=x&page=0&service=nonsense&q=kotihoito")
	f := fault.From(err)
	if f == nil {
		t.Fatal("no fault")
	}
	var names []string
	for _, field := range f.Fields {
		names = append(names, field.Name)
	}
	slices.Sort(names)
	if diff := cmp.Diff([]string{"page", "service", "sort"}, names); diff != "" {
		t.Error(diff)
	}
	if c.Text != "kotihoito" {
		t.Errorf("the text that could be read is %q", c.Text)
	}
}

func TestParseQueryReachesTheLastPage(t *testing.T) {
	for _, raw := range []string{"page=51&per_page=20", "page=11&per_page=100", "page=1001&per_page=1"} {
		if c, err := ParseQuery(raw); err != nil || c.Offset() != MaxOffset {
			t.Errorf("%s: offset %d, error %v", raw, c.Offset(), err)
		}
	}
}

func TestParseQueryTakesOnlyWhatIsNamed(t *testing.T) {
	if _, err := ParseQuery("lang=sv&place=Espoo", "lang", "place"); err != nil {
		t.Error(err)
	}
	if _, err := ParseQuery("lang=sv&q=x", "lang", "place"); !fault.Is(err, fault.CodeMalformed) {
		t.Errorf("q where it has no meaning: %v, want malformed", err)
	}
}

func TestParseQuerySuggestsPlaces(t *testing.T) {
	c, err := ParseQuery("place=Jyv%C3%A4skyl&q=kotihoito")
	f := fault.From(err)
	if f == nil || f.Code != fault.CodeInvalid || f.Key != keyUnknownPlace || !f.HasField("place") {
		t.Fatalf("error %v, want an unknown place", err)
	}
	suggestions, ok := f.Args["Suggestions"].([]string)
	if !ok || !slices.Contains(suggestions, "Jyväskylä") {
		t.Errorf("suggestions %v, want Jyväskylä among them", f.Args["Suggestions"])
	}
	if c.PlaceText != "Jyväskyl" || c.Place != nil || c.Text != "kotihoito" {
		t.Errorf("criteria %+v do not keep what was typed", c)
	}
	if _, err := ParseQuery("place=xqzxqz&sort=x"); !fault.Is(err, fault.CodeMalformed) {
		t.Errorf("a bad parameter beside an unknown place: %v, want malformed", err)
	}
}

// TestValuesReadBack holds the address of a page to its criteria, whatever they are.
func TestValuesReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := url.Values{}
		choose := func(name string, from ...string) {
			if chosen := rapid.SliceOfNDistinct(rapid.SampledFrom(from), 0, min(3, len(from)), rapid.ID).Draw(t, name); len(chosen) > 0 {
				v[name] = chosen
			}
		}
		one := func(name string, from ...string) {
			if value := rapid.SampledFrom(append(from, "")).Draw(t, name); value != "" {
				v.Set(name, value)
			}
		}
		v.Set("q", rapid.StringMatching(`[a-zåäö &=%+#]{0,40}`).Draw(t, "q"))
		one("exact", "true", "false")
		one("lang", "fi", "sv", "en")
		one("place", "Espoo", "40520", "Esbo")
		one("radius_km", "1", "500")
		for _, name := range []string{"service", "organiser", "scheme", "producer_type", "pays"} {
			choose(name, Allowed(name)...)
		}
		choose("spoken", "fi", "sv", "sgn", "ar")
		one("pays_max", "0", "1500")
		one("per", Units()...)
		one("vacancy", "true", "false")
		one("minutes", "5", "30", "1440")
		one("times", "1", "70")
		one("sort", Sorts()...)
		one("page", "1", "2", "10")
		one("per_page", "1", "20", "100")
		c, err := ParseCriteria(v)
		if err != nil {
			t.Fatalf("%v: %v", v, err)
		}
		again, err := ParseQuery(c.Values().Encode())
		if err != nil {
			t.Fatalf("%v: %v", c.Values(), err)
		}
		if diff := cmp.Diff(c, again); diff != "" {
			t.Fatal(diff)
		}
	})
}

// TestParseQueryTakesAnything holds the reader to an answer, whatever it is given.
func TestParseQueryTakesAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.OneOf(rapid.SampledFrom(Parameters()), rapid.String()).Draw(t, "name")
		value := string(rapid.SliceOf(rapid.Byte()).Draw(t, "value"))
		c, err := ParseCriteria(url.Values{name: {value}})
		if err == nil {
			if c.Offset() > MaxOffset || c.PerPage < 1 || c.PerPage > MaxPerPage || c.Page < 1 {
				t.Fatalf("%+v is out of bounds", c)
			}
			return
		}
		if f := fault.From(err); f.Code != fault.CodeMalformed && f.Code != fault.CodeInvalid {
			t.Fatal(err)
		}
	})
}

// FuzzParseQuery reads anything as the address of a search: what is one is written so that it is read as the same search.
func FuzzParseQuery(f *testing.F) {
	for _, raw := range []string{"", "q=koti&place=00530&radius_km=5", "pays_max=12,50&per=hour&minutes=30&times=12", "service=home_care&service=meals&page=2",
		"sort=price&quality=good&lang=sv", "q=%ff", "%zz", "page=-1", "a=b;c=d", "exact=true&q=%20a%20%20b"} {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		c, err := ParseQuery(raw)
		if err != nil {
			return
		}
		written := c.Values().Encode()
		again, err := ParseQuery(written)
		if err != nil || again.Values().Encode() != written {
			t.Errorf("%q is written %q, and that %q, %v", raw, written, again.Values().Encode(), err)
		}
	})
}
