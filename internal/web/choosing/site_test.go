package choosing_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"
	"golang.org/x/net/html"

	"github.com/tuottajatori/tuottajatori/frontend"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/catalogue/cataloguetest"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/choosing"
	"github.com/tuottajatori/tuottajatori/internal/web/public"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
	"github.com/tuottajatori/tuottajatori/search"
	"github.com/tuottajatori/tuottajatori/search/pg"
)

// site serves the public pages on a register of the test's own.
type site struct {
	*cataloguetest.World
	t       *testing.T
	handler http.Handler
	texts   *locale.Bundle
	index   *search.Indexer
}

func open(t *testing.T) *site {
	t.Helper()
	gin.SetMode(gin.ReleaseMode)
	w := cataloguetest.New(t)
	texts, err := locale.Load(frontend.Locales)
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	opt := catalogue.Options{Now: func() time.Time { return w.Now }}
	engine := pg.New(w.DB.Service)
	kit := &webkit.Kit{Locales: texts, Log: log, PublicURL: &url.URL{Scheme: "https", Host: "example.fi"}}
	r := gin.New()
	c := catalogue.New(w.DB.Service, engine, opt)
	public.Mount(r, kit, c)
	choosing.Mount(r, kit, c)
	return &site{
		World: w, t: t, handler: r, texts: texts,
		index: search.NewIndexer(w.DB.Service, engine, catalogue.NewSource(w.DB.Service, opt), log),
	}
}

func (s *site) reindex() {
	s.t.Helper()
	if err := s.index.Reindex(s.Ctx, nil); err != nil {
		s.t.Fatal(err)
	}
}

// market is a register with each of the five forms of paying.
type market struct {
	voucher                        cataloguetest.HomeCare
	fee, price, free, unknown, far uuid.UUID
}

func (s *site) market() market {
	s.t.Helper()
	m := market{voucher: s.HomeCare("Kotihoiva Aamurusko")}
	s.Exec(`UPDATE offering SET vacancy = 'free', wait_days = 5, vacancy_at = '2026-05-18T09:00Z', description_fi = 'Tutut hoitajat' WHERE id = $1`, m.voucher.Offering)
	s.Measured(m.voucher.Unit, "home_care", "feedback", 462, 128)

	own := s.Scheme(cataloguetest.SchemeSpec{Organiser: "15", Key: "oma", Regime: "own_production", Pays: "client_fee"})
	s.Terms(own, "home_care", "month", nil, 0, 42000, cataloguetest.LongAgo(), calendar.Date{})
	m.fee = s.give(own, "Jyväskylän kotihoito", "county", "home_care", "179")
	s.Exec(`UPDATE offering SET vacancy = 'queue', wait_days = 21, vacancy_at = '2026-05-18T09:00Z', spoken = '{fi}' WHERE id = $1`, m.fee)

	self := s.Scheme(cataloguetest.SchemeSpec{Organiser: "15", Key: "itse", Regime: "self_paid_listing", Pays: "price"})
	m.price = s.give(self, "Arjen Apu Kivelä", "sole_trader", "home_care", "179")
	s.Price(m.price, "hour", 4500, cataloguetest.LongAgo(), calendar.Date{})
	s.Exec(`UPDATE offering SET vacancy = 'full', vacancy_at = '2026-05-18T09:00Z' WHERE id = $1`, m.price)

	gratis := s.Scheme(cataloguetest.SchemeSpec{Organiser: "15", Key: "maksuton", Regime: "free_listing", Pays: "free"})
	m.free = s.give(gratis, "Jyvässeudun Lähimmäiset", "association", "friend_visitor", "179")

	listing := s.Scheme(cataloguetest.SchemeSpec{Organiser: "03", Key: "muut", Regime: "listing", Pays: "unknown", Unverified: true})
	m.unknown = s.give(listing, "Villa Viherlaakso", "company", "round_the_clock_housing")
	m.far = s.give(listing, "Villa Tapiola", "company", "round_the_clock_housing")
	s.reindex()
	return m
}

// give makes a producer that offers one service, at home in the municipalities or else at its point.
func (s *site) give(scheme uuid.UUID, name, kind, service string, municipalities ...string) uuid.UUID {
	s.t.Helper()
	town := "Espoo"
	if len(municipalities) > 0 {
		town = "Jyväskylä"
	}
	producer := s.Producer(name, kind)
	_, point := s.Point(producer, name, town)
	return s.Offer(s.Admit(scheme, producer, service), point, service, municipalities...)
}

// page is an answer, read.
type page struct {
	t       *testing.T
	path    string
	status  int
	header  http.Header
	source  string
	root    *html.Node
	content string // what is read, spaces single
}

func (s *site) get(path string) page {
	s.t.Helper()
	rec := httptest.NewRecorder()
	s.handler.ServeHTTP(rec, httptest.NewRequestWithContext(s.Ctx, http.MethodGet, path, nil))
	root, err := html.Parse(strings.NewReader(rec.Body.String()))
	if err != nil {
		s.t.Fatalf("%s: %v", path, err)
	}
	p := page{t: s.t, path: path, status: rec.Code, header: rec.Header(), source: rec.Body.String(), root: root}
	p.content = p.text("body")
	return p
}

// ok is a page that must be there.
func (s *site) ok(path string) page {
	s.t.Helper()
	p := s.get(path)
	if p.status != http.StatusOK {
		s.t.Fatalf("%s: status %d\n%s", path, p.status, p.content)
	}
	return p
}

// all are the nodes that a simple selector finds: "a", ".tt-card", "input[name=id]".
func (p page) all(selector string) []*html.Node {
	var out []*html.Node
	for n := range p.root.Descendants() {
		if n.Type == html.ElementNode && matches(n, selector) {
			out = append(out, n)
		}
	}
	return out
}

func matches(n *html.Node, selector string) bool {
	name, rest, hasAttribute := strings.Cut(strings.TrimSuffix(selector, "]"), "[")
	if class, ok := strings.CutPrefix(name, "."); ok {
		if !slices.Contains(strings.Fields(attribute(n, "class")), class) {
			return false
		}
	} else if name != "" && n.Data != name {
		return false
	}
	if !hasAttribute {
		return true
	}
	key, value, hasValue := strings.Cut(rest, "=")
	if !hasValue {
		return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
	}
	return attribute(n, key) == value
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// text is what is read in the first node found, spaces single and unbroken ones plain.
func (p page) text(selector string) string {
	found := p.all(selector)
	if len(found) == 0 {
		return ""
	}
	return read(found[0])
}

func read(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode && d.Parent.Data != "script" {
			b.WriteString(d.Data + " ")
		}
	}
	return strings.Join(strings.Fields(strings.ReplaceAll(b.String(), "\u00a0", " ")), " ")
}

func (p page) texts(selector string) []string {
	var out []string
	for _, n := range p.all(selector) {
		out = append(out, read(n))
	}
	return out
}

func (p page) wants(words ...string) {
	p.t.Helper()
	for _, w := range words {
		if !strings.Contains(p.content, w) {
			p.t.Errorf("%s does not say %q:\n%s", p.path, w, p.content)
		}
	}
}

func (p page) lacks(words ...string) {
	p.t.Helper()
	for _, w := range words {
		if strings.Contains(p.content, w) {
			p.t.Errorf("%s says %q", p.path, w)
		}
	}
}

// href is the address of the link with the text.
func (p page) href(text string) string {
	p.t.Helper()
	for _, a := range p.all("a[href]") {
		if strings.Contains(read(a), text) {
			return attribute(a, "href")
		}
	}
	p.t.Fatalf("%s has no link %q:\n%s", p.path, text, p.content)
	return ""
}
