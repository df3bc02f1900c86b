package linked

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/frontend"
	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/quality"
	"github.com/tuottajatori/tuottajatori/internal/service"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

const base = "https://example.fi"

func in(t *testing.T, l locale.Lang) wording.Words {
	t.Helper()
	bundle, err := locale.Load(frontend.Locales)
	if err != nil {
		t.Fatal(err)
	}
	return wording.Words{Printer: bundle.Printer(l)}
}

func cents(n int64) *money.Cents { c := money.Cents(n); return &c }

// care is home care by a voucher in Jyväskylä, rated by 128 clients.
func care(t *testing.T) catalogue.Item {
	t.Helper()
	known, ok := service.ByKey("home_care")
	if !ok {
		t.Fatal("there is no home care")
	}
	lat, lon := 62.24, 25.75
	return catalogue.Item{
		ID: uuid.MustParse("01900000-0000-7000-8000-000000000001"), Service: known, AtHome: true, Areas: []string{"179", "410", "999"}, Spoken: []string{"fi", "sgn"},
		Producer: catalogue.Producer{ID: uuid.MustParse("01900000-0000-7000-8000-000000000002"), Name: "Hoiva Aamurusko Oy", BusinessID: "2345678-1", Website: "https://aamurusko.example"},
		Unit:     catalogue.Unit{Name: "Kotihoiva Aamurusko", Phone: "014 000 3300"},
		Point:    catalogue.Point{Name: "Aamurusko", Street: "Emännäntie 2", PostalCode: "40740", Municipality: "179", Lat: &lat, Lon: &lon},
		Scheme:   catalogue.Scheme{Regime: "voucher", Organiser: "15", Verified: true}, Price: &catalogue.Price{Cents: 3850, Unit: "hour"}, Value: cents(2640),
		Pays: offering.Pays{Kind: offering.OwnShare, Cents: cents(1210), Per: "hour"}, Vacancy: catalogue.Vacancy{State: offering.VacancyFree},
		Quality: &quality.Rating{Mean: 462, Answers: 128, Needed: 5, Indicators: 1, Source: "feedback"},
	}
}

func county() catalogue.Organiser {
	return catalogue.Organiser{Code: "15", Slug: "keski-suomi", Name: catalogue.Texts{Fi: "Keski-Suomen hyvinvointialue"}, Phone: "014 000 1200"}
}

// needed are the properties without which a thing of a type says nothing to those who read it; of those with a bar one will do.
var needed = map[string][]string{
	"Service": {"@id", "name", "serviceType", "url", "provider"}, "Offer": {"url", "availability|priceSpecification"},
	"UnitPriceSpecification": {"name", "price|minPrice", "priceCurrency"}, "AggregateRating": {"ratingValue", "bestRating", "worstRating", "ratingCount"},
	"Organization": {"name"}, "LocalBusiness": {"name"}, "PostalAddress": {"addressLocality", "addressCountry"}, "GeoCoordinates": {"latitude", "longitude"},
	"ServiceChannel": {"serviceLocation|availableLanguage"}, "City": {"name"}, "PropertyValue": {"propertyID", "value"}, "BreadcrumbList": {"itemListElement"},
	"ListItem": {"position", "name"}, "OpeningHoursSpecification": {"dayOfWeek", "opens", "closes"}, "WebSite": {"name", "url", "potentialAction"},
	"SearchAction": {"target", "query-input"}, "EntryPoint": {"urlTemplate"},
}

type node = map[string]any

// read writes a thing as it stands in a page and reads it again: every part has a known type with what it needs.
func read(t *testing.T, things ...any) []node {
	t.Helper()
	data, err := json.Marshal(Of(things...))
	if err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(string(data), "<>&") {
		t.Errorf("something could end the block in the page: %s", data)
	}
	var graph struct {
		Context string `json:"@context"`
		Graph   []node `json:"@graph"`
	}
	if err := json.Unmarshal(data, &graph); err != nil || graph.Context != "https://schema.org" {
		t.Fatalf("%s: %v", data, err)
	}
	for _, n := range graph.Graph {
		hold(t, n)
	}
	return graph.Graph
}

func hold(t *testing.T, value any) {
	t.Helper()
	switch v := value.(type) {
	case []any:
		for _, one := range v {
			hold(t, one)
		}
	case node:
		kind, _ := v["@type"].(string)
		asked, known := needed[kind]
		if !known {
			t.Errorf("a thing of the type %q: %v", kind, v)
		}
		for _, names := range asked {
			if !slices.ContainsFunc(strings.Split(names, "|"), func(name string) bool { return v[name] != nil && v[name] != "" }) {
				t.Errorf("%s without %s: %v", kind, names, v)
			}
		}
		for name, inner := range v {
			if text, ok := inner.(string); ok && slices.Contains([]string{"@id", "url", "item", "urlTemplate"}, name) && !strings.HasPrefix(text, base+"/") {
				t.Errorf("%s of %s is %q, no whole address", name, kind, text)
			}
			hold(t, inner)
		}
	}
}

func at(t *testing.T, n node, path ...string) any {
	t.Helper()
	var value any = n
	for _, name := range path {
		inner, ok := value.(node)
		if !ok {
			return nil
		}
		value = inner[name]
	}
	return value
}

func TestAnOfferingInThreeLanguages(t *testing.T) {
	for l, want := range map[locale.Lang]struct{ name, form, city string }{
		locale.Fi: {"Kotihoito, Kotihoiva Aamurusko", "Maksat itse", "Jyväskylä"}, locale.Sv: {"Hemvård, Kotihoiva Aamurusko", "Du betalar", "Jyväskylä"},
		locale.En: {"Home care, Kotihoiva Aamurusko", "You pay", "Jyväskylä"},
	} {
		s := read(t, Offering(base, in(t, l), care(t), county()))[0]
		if s["name"] != want.name || at(t, s, "offers", "priceSpecification", "name") != want.form {
			t.Errorf("%s: %v, %v", l, s["name"], at(t, s, "offers", "priceSpecification"))
		}
		if areas := s["areaServed"].([]any); len(areas) != 2 || areas[0].(node)["name"] != want.city { // 999 is no municipality
			t.Errorf("%s: %v", l, areas)
		}
		if at(t, s, "availableChannel", "serviceLocation") != nil {
			t.Error("a service given at home has a place where one goes")
		}
		if at(t, s, "provider", "identifier", "value") != "2345678-1" || at(t, s, "broker", "name") != "Keski-Suomen hyvinvointialue" {
			t.Errorf("%s: %v, %v", l, s["provider"], s["broker"])
		}
	}
	it := care(t)
	it.AtHome, it.Areas = false, nil
	s := read(t, Offering(base, in(t, locale.Fi), it, catalogue.Organiser{}))[0]
	if at(t, s, "availableChannel", "serviceLocation", "address", "streetAddress") != "Emännäntie 2" || s["areaServed"] != nil || s["broker"] != nil {
		t.Errorf("at a place, under nobody: %v", s)
	}
}

// TestOnlyWhatTheClientPaysIsToldOfMoney has each form, and never the price that a voucher or a county pays a part of.
func TestOnlyWhatTheClientPaysIsToldOfMoney(t *testing.T) {
	w := in(t, locale.Fi)
	for name, c := range map[string]struct {
		pays offering.Pays
		want string // price, least, most, unit and its code
	}{
		"own share":     {offering.Pays{Kind: offering.OwnShare, Cents: cents(1210), Per: "hour"}, "12.1   hour HUR"},
		"no own share":  {offering.Pays{Kind: offering.OwnShare, Cents: cents(0), Per: "visit"}, "0   visit "},
		"fee":           {offering.Pays{Kind: offering.ClientFee, Cents: cents(1005), Per: "day"}, "10.05   day DAY"},
		"fee by income": {offering.Pays{Kind: offering.ClientFee, Cents: cents(0), CentsMax: cents(42000), Per: "month"}, " 0 420 month MON"},
		"fee from":      {offering.Pays{Kind: offering.ClientFee, Cents: cents(900), Per: "visit", From: true}, " 9  visit "},
		"fee not told":  {offering.Pays{Kind: offering.ClientFee}, "none"},
		"price":         {offering.Pays{Kind: offering.Price, Cents: cents(123456), Per: "month"}, "1234.56   month MON"},
		"free":          {offering.Pays{Kind: offering.Free, Cents: cents(0)}, "0    "},
		"unknown":       {offering.Pays{Kind: offering.Unknown}, "none"},
	} {
		it := care(t)
		it.Pays = c.pays
		s := read(t, Offering(base, w, it, county()))[0]
		got := "none"
		if price, ok := at(t, s, "offers", "priceSpecification").(node); ok {
			words := make([]string, 5)
			for i, field := range []string{"price", "minPrice", "maxPrice", "unitText", "unitCode"} {
				if value := price[field]; value != nil {
					text, err := json.Marshal(value)
					if err != nil {
						t.Fatal(err)
					}
					words[i] = strings.Trim(string(text), `"`)
				}
			}
			got = strings.Join(words, " ")
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		if data, err := json.Marshal(s["offers"]); err != nil || strings.Contains(string(data), "38.5") || strings.Contains(string(data), "26.4") {
			t.Errorf("%s tells of a price that the client does not pay: %s, %v", name, data, err)
		}
	}
	it := care(t)
	it.Pays, it.Vacancy = offering.Pays{Kind: offering.Unknown}, catalogue.Vacancy{}
	if s := read(t, Offering(base, w, it, county()))[0]; s["offers"] != nil {
		t.Errorf("nothing is known, and yet there is an offer: %v", s["offers"])
	}
}

func TestRoomIsToldAsItIs(t *testing.T) {
	for state, want := range map[string]any{
		offering.VacancyFree: Context + "/InStock", offering.VacancyQueue: Context + "/BackOrder", offering.VacancyFull: Context + "/SoldOut", "unknown": nil,
	} {
		it := care(t)
		it.Vacancy.State = state
		if got := at(t, read(t, Offering(base, in(t, locale.Fi), it, county()))[0], "offers", "availability"); got != want {
			t.Errorf("%s: %v", state, got)
		}
	}
}

// TestNoRatingThatNobodyGave leaves out what is made up, what few have answered, and what several indicators make.
func TestNoRatingThatNobodyGave(t *testing.T) {
	w := in(t, locale.Fi)
	rated := func(change func(*catalogue.Item)) any {
		it := care(t)
		change(&it)
		return read(t, Offering(base, w, it, county()))[0]["aggregateRating"]
	}
	told, ok := rated(func(*catalogue.Item) {}).(node)
	if !ok || told["ratingValue"] != 4.6 || told["ratingCount"] != 128.0 || told["bestRating"] != 5.0 || told["worstRating"] != 1.0 {
		t.Errorf("%v", told)
	}
	for name, change := range map[string]func(*catalogue.Item){
		"made up": func(it *catalogue.Item) { it.Demo = true }, "a made-up rating": func(it *catalogue.Item) { it.Quality.Demo = true },
		"none": func(it *catalogue.Item) { it.Quality = nil }, "too few": func(it *catalogue.Item) { it.Quality.Mean, it.Quality.Answers = 0, 4 },
		"several": func(it *catalogue.Item) { it.Quality.Indicators = 2 }, "no answers": func(it *catalogue.Item) { it.Quality.Answers = 0 },
	} {
		if got := rated(change); got != nil {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestNoTextEndsTheBlock has texts that would be code in a page: what is written holds none of their signs, and is read back whole.
func TestNoTextEndsTheBlock(t *testing.T) {
	w := in(t, locale.Fi)
	rapid.Check(t, func(rt *rapid.T) {
		name := rapid.SampledFrom([]string{"</script><script>alert(1)</script>", "<!--", "]]>", "a & b", "\u2028", "Áhkku Čuovga", `"`, "'"}).Draw(rt, "name") +
			rapid.String().Draw(rt, "rest")
		it := care(t)
		it.Unit.Name, it.Producer.Name, it.Description.Fi = name, name, name
		s := read(t, Offering(base, w, it, county()))[0]
		if got, want := s["name"], strings.ToValidUTF8("Kotihoito, "+name, "\ufffd"); got != want {
			rt.Fatalf("%q is read back as %q", want, got)
		}
	})
}

func TestWhoAndWhere(t *testing.T) {
	it := care(t)
	open := Open("08:00", "16:00", "Monday", "Friday")
	o := Producer(base, locale.Sv, it.Producer)
	o.Departments = []Business{Unit(it.Unit, Point(locale.Sv, it.Point, it.Unit, open))}
	got := read(t, o)[0]
	point := at(t, got, "department").([]any)[0].(node)["department"].([]any)[0].(node)
	if got["url"] != base+"/sv/producenter/"+it.Producer.ID.String() || at(t, point, "geo", "latitude") != 62.24 || at(t, point, "address", "postalCode") != "40740" ||
		point["openingHoursSpecification"].([]any)[0].(node)["opens"] != "08:00" {
		t.Errorf("%v", got)
	}
	bare := read(t, Point(locale.Fi, catalogue.Point{}, catalogue.Unit{Name: "Yksikkö"}))[0]
	if bare["name"] != "Yksikkö" || bare["address"] != nil || bare["geo"] != nil || bare["openingHoursSpecification"] != nil {
		t.Errorf("of a point of which nothing is known: %v", bare)
	}
	if o := Producer(base, locale.Fi, catalogue.Producer{Name: "Hoiva"}); o.Identifier != nil || o.SameAs != "" {
		t.Errorf("%+v", o)
	}
}

func TestTheWayToAPageAndTheServiceItself(t *testing.T) {
	steps := []components.Crumb{{Text: "Etusivu", Href: "/fi"}, {Text: "Kotihoito", Href: "/fi/palvelut?service=home_care#x"}}
	all := read(t, Site(base, in(t, locale.En).Printer), Breadcrumbs(base, steps, "Aamurusko"), nil)
	if len(all) != 2 {
		t.Fatalf("%d things", len(all))
	}
	if target, _ := at(t, all[0], "potentialAction", "target", "urlTemplate").(string); !regexp.MustCompile(`^https://example\.fi/en/services\?q=\{q\}$`).MatchString(target) {
		t.Errorf("%q", target)
	}
	items := all[1]["itemListElement"].([]any)
	last := items[2].(node)
	if len(items) != 3 || items[1].(node)["item"] != base+"/fi/palvelut?service=home_care" || last["item"] != nil || last["position"] != 3.0 || last["name"] != "Aamurusko" {
		t.Errorf("%v", items)
	}
}

func TestEuros(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.Int64Range(0, 1_000_000_00).Draw(t, "cents")
		text := string(euros(money.Cents(c)))
		back, err := money.Parse(strings.Replace(text, ".", ",", 1))
		if err != nil || int64(back) != c || !regexp.MustCompile(`^\d+\.\d\d$`).MatchString(text) {
			t.Fatalf("%d is %q", c, text)
		}
	})
}
