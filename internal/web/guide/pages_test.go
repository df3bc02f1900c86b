package guide

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"golang.org/x/net/html"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/offering/fees"
	"github.com/tuottajatori/tuottajatori/internal/platform/kept"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
	"github.com/tuottajatori/tuottajatori/internal/web/webtest"
)

// site serves these pages on a register of the test's own, on a day of its choice.
type site struct {
	*webtest.Site
	today time.Time
}

func open(t *testing.T) *site {
	t.Helper()
	s := &site{}
	s.Site = webtest.Open(t, func(r gin.IRouter, kit *webkit.Kit, c *catalogue.Service) {
		said := func(ctx context.Context) (identity.Statement, error) { return s.people().Statement(ctx) }
		Mount(r, kit, c, said, func(context.Context) (kept.Counts, error) { return nil, nil }, func() time.Time { return s.today })
	})
	s.today = s.Now
	return s
}

func (s *site) people() *identity.Service {
	return identity.New(s.DB.Service, nil, nil, identity.Options{Now: func() time.Time { return s.Now }})
}

// addresses are every page of the area in a language.
func addresses(l locale.Lang) []string {
	all := []string{paths.To(l, paths.PageHelp), paths.To(l, paths.PageEasy), paths.To(l, paths.PageAccessibility)}
	for _, topic := range paths.Topics(paths.PageHelp) {
		all = append(all, paths.Help(l, topic))
	}
	for _, topic := range paths.Topics(paths.PageEasy) {
		all = append(all, paths.Easy(l, topic))
	}
	return all
}

func TestEveryPageInEveryLanguage(t *testing.T) {
	s := open(t)
	for _, l := range langs {
		for _, path := range addresses(l) {
			p := s.Get(path)
			if p.Status != 200 {
				t.Fatalf("%s: status %d: %s", path, p.Status, p.Content)
			}
			if l == locale.Fi && strings.HasPrefix(path, paths.To(l, paths.PageHelp)+"/") {
				if n := len(p.All(`article a[href="/fi/kokonaisuus"]`)); (n == 1) == (path == paths.Help(l, paths.HelpGuidance)) {
					t.Errorf("%s leads %d times to what several services cost together", path, n)
				}
			}
			headings := p.All("h1, h2, h3, h4")
			level := 0
			for i, h := range headings {
				n := int(h.Data[1] - '0')
				if n == 1 && i > 0 || i == 0 && n != 1 || n > level+1 {
					t.Errorf("%s: %s %q after a heading of level %d", path, h.Data, webtest.Read(h), level)
				}
				level = n
			}
			if strings.Contains(p.Content, "⟦") {
				t.Errorf("%s lacks a text: %s", path, p.Content)
			}
			ids := map[string]bool{}
			for n := range p.Root.Descendants() {
				if id := webtest.Attribute(n, "id"); id != "" && ids[id] {
					t.Errorf("%s has two elements with the id %s", path, id)
				} else {
					ids[id] = true
				}
			}
			for _, other := range langs {
				there := paths.InLang(path, other)
				if !slices.ContainsFunc(p.All("a"), func(a *html.Node) bool { return webtest.Attribute(a, "href") == there }) || !slices.Contains(addresses(other), there) {
					t.Errorf("%s does not lead to itself in %s, %s", path, other, there)
				}
			}
		}
	}
	if missing := s.Texts.Missing(); len(missing) > 0 {
		t.Errorf("texts are missing: %v", missing)
	}
}

// TestEveryTopicHasItsPage holds the table of addresses and that of contents to each other.
func TestEveryTopicHasItsPage(t *testing.T) {
	var help, easy []paths.Topic
	for _, topic := range topics {
		help = append(help, topic.id)
	}
	for _, step := range easySteps {
		easy = append(easy, step.id)
	}
	if !slices.Equal(help, paths.Topics(paths.PageHelp)) || !slices.Equal(easy, paths.Topics(paths.PageEasy)) {
		t.Errorf("%v and %v have pages", help, easy)
	}
}

func TestAddressesThatAreNone(t *testing.T) {
	s := open(t)
	for path, want := range map[string]int{
		"/fi/ohjeet/arvonta": 404, "/fi/selkokieli/arvonta": 404, "/fi/ohjeet?x=1": 400, "/fi/ohjeet/palveluseteli?x=1": 400,
		"/sv/hjalp/palveluseteli": 301, "/en/easy-read/soita": 301, "/fi/selkokieli/etsi-apua?service=yoga": 400, "/fi/selkokieli/etsi-apua?x=1": 400,
		"/fi/selkokieli/etsi-apua?place=Helsinki": 422, "/fi/selkokieli/etsi-apua?service=home_care&place=": 422,
		"/fi/selkokieli/etsi-apua?service=home_care&place=Atlantis": 422, "/fi/selkokieli/etsi-apua?service=home_care&place=%00": 400,
		"/fi/selkokieli/etsi-apua?service=home_care&place=" + strings.Repeat("x", 5000): 400,
	} {
		p := s.Get(path)
		if p.Status != want || strings.Contains(p.Content, "⟦") {
			t.Errorf("%.80s: status %d, want %d: %.300s", path, p.Status, want, p.Content)
		}
	}
	if to := s.Get("/sv/hjalp/palveluseteli").Header.Get("Location"); to != "/sv/hjalp/servicesedel" {
		t.Errorf("another language's word leads to %s", to)
	}
}

var amount = regexp.MustCompile(`€[\d,.–]*\d|\d[\d\x{a0}–]*(?:,\d\d)?\x{a0}€`)

// TestAmountsAreTheTables holds every amount on a page of help to be one of the tables' or worked out of them; on a day
// for which none is known, none but the examples' is told.
func TestAmountsAreTheTables(t *testing.T) {
	s := open(t)
	for _, on := range []calendar.Date{day(2025, 6, 1), day(2026, 5, 18), day(2031, 1, 1)} {
		s.today = time.Date(on.Year, on.Month, on.Day, 12, 0, 0, 0, time.UTC)
		for _, l := range langs {
			known := knownAmounts(words{Words: wordingOf(s.Texts.Printer(l))}, on)
			met := 0
			for _, topic := range topics {
				p := s.Get(paths.Help(l, topic.id))
				if p.Status != 200 {
					t.Fatalf("%s: %d", topic.id, p.Status)
				}
				for n := range p.Root.Descendants() {
					if n.Type != html.TextNode {
						continue
					}
					for _, found := range amount.FindAllString(n.Data, -1) {
						if met++; !known[found] {
							t.Errorf("%s %s, %s: %q is no amount of the tables", on, l, topic.id, found)
						}
					}
				}
			}
			if on.Year < 2028 && met < 20 || on.Year > 2028 && met > 10 {
				t.Errorf("%s %s: %d amounts are told", on, l, met)
			}
		}
	}
}

func knownAmounts(w words, on calendar.Date) map[string]bool {
	known := map[string]bool{}
	add := func(cents ...int64) {
		for _, c := range cents {
			known[w.Whole(moneyOf(c))] = true
		}
	}
	for _, f := range figures {
		if f.span.holds(on) {
			add(int64(f.cents))
		}
	}
	add(int64(exampleVoucher.price), int64(exampleVoucher.value), int64(exampleVoucher.price-exampleVoucher.value))
	add(int64(exampleRange.least), int64(exampleRange.most), int64(exampleUsage.hour))
	least, most := exampleRange.least, exampleRange.most
	known[w.Amount(offering.Pays{Cents: &least, CentsMax: &most})] = true
	add(int64(exampleUsage.hour) * int64(exampleUsage.minutes*exampleUsage.times) * 52 / 12 / 60)
	if on.After(index2026.until) {
		return known
	}
	fee := func(persons, hours int, income money.Cents) fees.Fee {
		f, ok := fees.HomeCare(on, fees.Question{Persons: persons, Minutes: hours * 60, Income: income})
		if !ok {
			panic("no fee")
		}
		return f
	}
	for n := range 6 {
		add(int64(fee(n+1, 1, 0).Limit))
	}
	x := fee(1, exampleCare.hours, exampleCare.income)
	add(int64(fee(7, 1, 0).Limit-fee(6, 1, 0).Limit), int64(exampleCare.income), int64(x.Over), int64(x.Cents))
	for _, income := range exampleCare.incomes {
		add(int64(income))
		for _, hours := range exampleCare.by {
			add(int64(fee(1, hours, income).Cents))
		}
	}
	return known
}

// TestTheSmallSearch finds help by a word and a place, and says what one pays as sentences.
func TestTheSmallSearch(t *testing.T) {
	s := open(t)
	s.HomeCare("Kotihoiva Aamurusko")
	s.Reindex()
	form := s.Get("/fi/selkokieli/etsi-apua")
	if n := len(form.All("input")); n != len(easyChoices)+1 {
		t.Errorf("%d fields, want %d choices and a place", n, len(easyChoices))
	}
	p := s.Get("/fi/selkokieli/etsi-apua?service=home_care&place=Jyv%C3%A4skyl%C3%A4")
	for _, want := range []string{"Kotihoiva Aamurusko", "Saat palvelusetelin. Maksat itse", "euroa tunnilta.", "Soita asiakasohjaukseen"} {
		if !strings.Contains(p.Content, want) {
			t.Errorf("the answer does not say %q:\n%s", want, p.Content)
		}
	}
	if strings.Contains(p.Content, "€") {
		t.Errorf("an amount is not in words: %s", p.Content)
	}
	if p := s.Get("/fi/selkokieli/etsi-apua?service=meals&place=Utsjoki"); p.Status != 200 || !strings.Contains(p.Content, "Soita asiakasohjaukseen.") {
		t.Errorf("nothing found, and nobody to call: %d %s", p.Status, strconv.Quote(p.Content))
	}
}
