package public_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue/cataloguetest"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/webtest"
)

// told holds a page to what every page tells others: one address of its own, the same page in each language, a sentence, a
// picture, and data that can be read.
func told(t testing.TB, p webtest.Page, lang string) {
	t.Helper()
	const base = "https://example.fi"
	path, _, _ := strings.Cut(p.Path, "?")
	canonical := p.All(`link[rel=canonical]`)
	if len(canonical) != 1 {
		t.Errorf("%s has %d addresses of its own", p.Path, len(canonical))
		return
	}
	own := webtest.Attribute(canonical[0], "href")
	if bare, _, _ := strings.Cut(own, "?"); bare != base+path {
		t.Errorf("%s says that its address is %s", p.Path, own)
	}
	seen := map[string]string{}
	for _, n := range p.All("link[hreflang]") {
		l := webtest.Attribute(n, "hreflang")
		if seen[l] != "" {
			t.Errorf("%s has two addresses in %s", p.Path, l)
		}
		seen[l] = webtest.Attribute(n, "href")
	}
	asked := strings.TrimPrefix(own, base)
	for _, l := range locale.Langs() {
		if want := base + paths.InLang(asked, l); seen[string(l)] != want {
			t.Errorf("%s is at %q in %s, want %s", p.Path, seen[string(l)], l, want)
		}
	}
	if len(seen) != 4 || seen["x-default"] != seen["fi"] || seen[lang] != own {
		t.Errorf("%s has the addresses %v", p.Path, seen)
	}
	for _, name := range []string{"og:title", "og:description", "og:url", "og:image", "og:locale"} {
		if n := p.All(`meta[property=` + name + `]`); len(n) != 1 || webtest.Attribute(n[0], "content") == "" {
			t.Errorf("%s has no %s", p.Path, name)
		}
	}
	description := webtest.Attribute(p.All("meta[name=description]")[0], "content")
	if n := utf8.RuneCountInString(description); n > 160 {
		t.Errorf("%s describes itself in %d letters", p.Path, n)
	}
	for _, n := range p.All(`script[type=application/ld+json]`) {
		graph(t, p.Path, n.FirstChild.Data)
	}
}

// graph reads structured data, and holds each of its things to having a type and no empty text.
func graph(t testing.TB, path, data string) []map[string]any {
	t.Helper()
	var g struct {
		Context string           `json:"@context"`
		Graph   []map[string]any `json:"@graph"`
	}
	if err := json.Unmarshal([]byte(data), &g); err != nil || g.Context != "https://schema.org" || len(g.Graph) == 0 {
		t.Errorf("%s has data that cannot be read: %v, %.200s", path, err, data)
	}
	for _, thing := range g.Graph {
		whole(t, path, thing)
	}
	return g.Graph
}

func whole(t testing.TB, path string, thing map[string]any) {
	t.Helper()
	if thing["@type"] == nil {
		t.Errorf("%s tells a thing of no type: %v", path, thing)
	}
	for name, value := range thing {
		list, isList := value.([]any)
		if !isList {
			list = []any{value}
		}
		for _, v := range list {
			switch v := v.(type) {
			case map[string]any:
				whole(t, path, v)
			case string:
				if v == "" || (name == "url" || name == "@id" || name == "item") && !strings.HasPrefix(v, "https://example.fi/") {
					t.Errorf("%s tells %s %q", path, name, v)
				}
			}
		}
	}
}

// data is the structured data of a page by type.
func (s *site) data(path string) map[string]map[string]any {
	s.T.Helper()
	scripts := s.OK(path).All(`script[type=application/ld+json]`)
	if len(scripts) != 1 {
		s.T.Fatalf("%s has %d blocks of data", path, len(scripts))
	}
	out := map[string]map[string]any{}
	for _, thing := range graph(s.T, path, scripts[0].FirstChild.Data) {
		out[thing["@type"].(string)] = thing
	}
	return out
}

// dig follows names into a thing.
func dig(thing any, names ...string) any {
	for _, name := range names {
		m, _ := thing.(map[string]any)
		thing = m[name]
	}
	return thing
}

// What machines are told of money is what the client pays, in its form, and nothing else.
func TestMachinesAreToldWhatTheClientPays(t *testing.T) {
	s := open(t)
	m := s.Market()
	for name, tc := range map[string]struct {
		id        string
		form      string
		price     any
		min, max  any
		available any
	}{
		"own share":  {m.Voucher.Offering.String(), "Maksat itse", 12.10, nil, nil, "https://schema.org/InStock"},
		"client fee": {m.Fee.String(), "Asiakasmaksu", nil, 0.0, 420.0, "https://schema.org/BackOrder"},
		"free":       {m.Free.String(), "Maksuton", 0.0, nil, nil, nil},
	} {
		service := s.data(paths.Offering(locale.Fi, tc.id))["Service"]
		price := dig(service, "offers", "priceSpecification")
		if dig(price, "name") != tc.form || dig(price, "price") != tc.price || dig(price, "minPrice") != tc.min || dig(price, "maxPrice") != tc.max {
			t.Errorf("%s: %v", name, price)
		}
		if dig(service, "offers", "availability") != tc.available {
			t.Errorf("%s: %v", name, dig(service, "offers"))
		}
		if dig(service, "provider", "@type") != "Organization" {
			t.Errorf("%s: provider %v", name, dig(service, "provider"))
		}
	}
	unknown := s.data(paths.Offering(locale.Fi, m.Unknown.String()))["Service"]
	if price := dig(unknown, "offers", "priceSpecification"); price != nil {
		t.Errorf("a price that is not known is told as %v", price)
	}
	whole := s.OK(paths.Offering(locale.Fi, m.Voucher.Offering.String())).All(`script[type=application/ld+json]`)[0].FirstChild.Data
	if strings.Contains(whole, "38.5") {
		t.Errorf("the whole price is told, of which the client pays a part: %s", whole)
	}
}

func TestMachinesAreToldRatingsOfFiveAnswers(t *testing.T) {
	s := open(t)
	m := s.Market()
	path := paths.Offering(locale.En, m.Voucher.Offering.String())
	if r := dig(s.data(path)["Service"], "aggregateRating"); dig(r, "ratingValue") != 4.6 || dig(r, "ratingCount") != 128.0 {
		t.Errorf("the rating is told as %v", r)
	}
	few := s.HomeCare("Kotihoiva Vähän Kysytty")
	s.Measured(few.Unit, "home_care", "feedback", 500, 4)
	if r := dig(s.data(paths.Offering(locale.En, few.Offering.String()))["Service"], "aggregateRating"); r != nil {
		t.Errorf("four answers are told: %v", r)
	}
}

func TestMachinesAreToldWhoAndHowToSearch(t *testing.T) {
	s := open(t)
	m := s.Market()
	site := s.data("/sv")["WebSite"]
	if got := dig(site, "potentialAction", "target", "urlTemplate"); got != "https://example.fi/sv/tjanster?q={q}" {
		t.Errorf("one searches at %v", got)
	}
	things := s.data(paths.Producer(locale.Fi, m.Voucher.Producer.String()))
	if things["Organization"]["name"] == "" || things["BreadcrumbList"] == nil {
		t.Errorf("a producer is %v", things)
	}
	units, _ := things["Organization"]["department"].([]any)
	if len(units) != 1 || dig(dig(units[0], "department").([]any)[0], "address", "addressCountry") != "FI" {
		t.Errorf("its units are %v", units)
	}
}

// A name can hold anything, and cannot end the block of data.
func TestNamesInDataAreData(t *testing.T) {
	s := open(t)
	evil := `</script><script>alert("1")</script>&amp; Čáhppes ŋ ʒ`
	producer := s.Producer(evil, "company")
	_, point := s.Point(producer, evil, "Jyväskylä")
	id := s.Offer(s.Admit(s.Voucher("15"), producer, "home_care"), point, "home_care", "179")
	s.Price(id, "hour", 3500, cataloguetest.LongAgo(), calendar.Date{})
	service := s.data(paths.Offering(locale.Fi, id.String()))["Service"]
	if dig(service, "provider", "name") != evil {
		t.Errorf("the name became %v", dig(service, "provider", "name"))
	}
}

// The list of one service is a page of its own, and each page of the whole list; place and other filters make copies.
func TestCopiesNameTheirOriginal(t *testing.T) {
	s := open(t)
	h := s.chain(30)
	s.Reindex()
	producer := "/fi/tuottajat/" + h.Producer.String()
	for path, want := range map[string]string{
		"/fi/palvelut?service=home_care&place=40520&sort=quality": "https://example.fi/fi/palvelut?service=home_care",
		"/fi/palvelut?service=home_care,meals":                    "https://example.fi/fi/palvelut",
		"/en/services?pays=free&page=1":                           "https://example.fi/en/services",
		"/sv/tjanster?service=home_care&page=2":                   "https://example.fi/sv/tjanster?page=2&service=home_care",
		"/fi/palvelut?page=3":                                     "https://example.fi/fi/palvelut?page=3",
		"/fi/palvelut?service=home_care&page=2&sort=pays":         "https://example.fi/fi/palvelut?service=home_care",
		producer + "?page=1":                                      "https://example.fi" + producer,
		producer + "?page=3":                                      "https://example.fi" + producer + "?page=3",
		producer + "?page=900":                                    "https://example.fi" + producer + "?page=3",
		producer + "?page=2&place=Inari":                          "https://example.fi" + producer,
	} {
		if got := webtest.Attribute(s.OK(path).All("link[rel=canonical]")[0], "href"); got != want {
			t.Errorf("%s: %s", path, got)
		}
	}
}
