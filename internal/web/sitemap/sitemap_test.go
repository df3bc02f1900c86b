package sitemap_test

import (
	"context"
	"encoding/xml"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/catalogue/cataloguetest"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/kept"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/guide"
	"github.com/tuottajatori/tuottajatori/internal/web/public"
	"github.com/tuottajatori/tuottajatori/internal/web/registers"
	"github.com/tuottajatori/tuottajatori/internal/web/sitemap"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
	"github.com/tuottajatori/tuottajatori/internal/web/webtest"
)

const base = webtest.Base

type site struct{ *webtest.Site }

func open(t *testing.T) *site {
	t.Helper()
	s := &site{}
	s.Site = webtest.Open(t, s.mount)
	return s
}

func (s *site) mount(r gin.IRouter, kit *webkit.Kit, c *catalogue.Service) {
	public.Mount(r, kit, c, nil)
	registers.Mount(r, kit, c)
	guide.Mount(r, kit, c, func(context.Context) (identity.Statement, error) { return identity.Statement{}, nil },
		func(context.Context) (kept.Counts, error) { return nil, nil }, func() time.Time { return s.Now })
	sitemap.Mount(r, kit, c)
}

func (s *site) ok(path string, into any) {
	s.T.Helper()
	rec := s.Ask(path)
	if rec.Code != http.StatusOK {
		s.T.Fatalf("%s: status %d", path, rec.Code)
	}
	if err := xml.Unmarshal(rec.Body.Bytes(), into); err != nil {
		s.T.Fatalf("%s: %v", path, err)
	}
}

// index are the paths of the files that the index tells of.
func (s *site) index() []string {
	s.T.Helper()
	var index struct {
		XMLName  xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemapindex"`
		Sitemaps []struct {
			Loc string `xml:"loc"`
		} `xml:"sitemap"`
	}
	s.ok("/sitemap.xml", &index)
	var out []string
	for _, m := range index.Sitemaps {
		path, ours := strings.CutPrefix(m.Loc, base)
		if !ours {
			s.T.Errorf("a file at %s", m.Loc)
		}
		out = append(out, path)
	}
	return out
}

type address struct {
	Loc     string `xml:"loc"`
	Lastmod string `xml:"lastmod"`
	Links   []struct {
		Rel  string `xml:"rel,attr"`
		Lang string `xml:"hreflang,attr"`
		Href string `xml:"href,attr"`
	} `xml:"http://www.w3.org/1999/xhtml link"`
}

func (s *site) addresses(path string) []address {
	s.T.Helper()
	var set struct {
		XMLName xml.Name  `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		URLs    []address `xml:"url"`
	}
	s.ok(path, &set)
	if len(set.URLs) == 0 || len(set.URLs) > 50_000 {
		s.T.Errorf("%s has %d addresses", path, len(set.URLs))
	}
	return set.URLs
}

// all are all addresses of all files.
func (s *site) all() map[string]address {
	s.T.Helper()
	out := map[string]address{}
	for _, path := range s.index() {
		for _, a := range s.addresses(path) {
			if _, twice := out[a.Loc]; twice {
				s.T.Errorf("%s is told twice", a.Loc)
			}
			out[a.Loc] = a
		}
	}
	return out
}

func (s *site) offer(name string) (producer, admission, offering uuid.UUID) {
	s.T.Helper()
	producer = s.Producer(name, "company")
	_, point := s.Point(producer, name, "Jyväskylä")
	admission = s.Admit(s.Voucher("15"), producer, "home_care")
	offering = s.Offer(admission, point, "home_care", "179")
	s.Price(offering, "hour", 3500, cataloguetest.LongAgo(), calendar.Date{})
	return producer, admission, offering
}

// Every address that search engines are told of is there, calls itself by that address, and is theirs to keep.
func TestWhatIsToldIsThere(t *testing.T) {
	s := open(t)
	s.Voucher("17")
	producer, _, offering := s.offer("Kotihoiva Aamurusko")
	s.Exec(`INSERT INTO audit_event (at, role, action, object_kind, object_id) VALUES ('2026-05-18T21:30Z', 'producer', 'offering.edited', 'offering', $1)`, offering)
	var unit, point uuid.UUID
	if err := s.DB.Owner.QueryRowContext(s.Ctx, `SELECT u.id, pt.id FROM service_unit u JOIN service_point pt ON pt.unit_id = u.id WHERE u.producer_id = $1`, producer).Scan(&unit, &point); err != nil {
		t.Fatal(err)
	}
	all := s.all()
	for loc, a := range all {
		path, _ := strings.CutPrefix(loc, base)
		rec := s.Ask(path)
		body := rec.Body.String()
		if rec.Code != http.StatusOK {
			t.Errorf("%s: status %d", loc, rec.Code)
			continue
		}
		if strings.Contains(body, "noindex") {
			t.Errorf("%s is told, and is not to be kept", loc)
		}
		if !strings.Contains(body, `<link rel="canonical" href="`+loc+`"`) {
			t.Errorf("%s calls itself otherwise", loc)
		}
		langs := map[string]string{}
		for _, l := range a.Links {
			langs[l.Lang] = l.Href
			if _, told := all[l.Href]; !told || l.Rel != "alternate" {
				t.Errorf("%s leads to %s, which is not told", loc, l.Href)
			}
		}
		if len(langs) != 4 || !slices.Contains([]string{langs["fi"], langs["sv"], langs["en"]}, loc) || langs["x-default"] != langs["fi"] {
			t.Errorf("%s has the languages %v", loc, langs)
		}
	}
	for _, want := range []string{
		paths.Front(locale.Sv), paths.Producer(locale.En, producer.String()), paths.Area(locale.Fi, "keski-suomi"),
		paths.Results(locale.Fi) + "?service=home_care", paths.Offering(locale.Fi, offering.String()),
		paths.Unit(locale.Sv, unit.String()), paths.Point(locale.En, point.String()),
	} {
		if _, told := all[base+want]; !told {
			t.Errorf("%s is not told", want)
		}
	}
	if got := all[base+paths.Offering(locale.Fi, offering.String())].Lastmod; !strings.HasPrefix(got, "20") {
		t.Errorf("the offering changed at %q", got)
	}
}

func TestWhatIsNotPublicIsNotTold(t *testing.T) {
	s := open(t)
	kept, _, _ := s.offer("Jää")
	demo, _, demoOffering := s.offer("Keksitty")
	s.Exec(`UPDATE producer SET demo = true WHERE id = $1`, demo)
	_, suspended, suspendedOffering := s.offer("Keskeytetty")
	s.Event(suspended, "suspended", calendar.Date{})
	gone, _, goneOffering := s.offer("Lopettanut")
	s.Exec(`UPDATE offering SET withdrawn_at = now() WHERE id = $1`, goneOffering)
	s.Serve(s.mount)
	whole := strings.Builder{}
	for loc := range s.all() {
		whole.WriteString(loc + "\n")
	}
	for name, id := range map[string]uuid.UUID{"demo": demo, "demo offering": demoOffering, "suspended": suspendedOffering, "gone": gone, "gone offering": goneOffering} {
		if strings.Contains(whole.String(), id.String()) {
			t.Errorf("%s is told", name)
		}
	}
	if !strings.Contains(whole.String(), kept.String()) {
		t.Error("what is public is not told")
	}
}

func TestFilesThatAreNot(t *testing.T) {
	s := open(t)
	s.offer("Kotihoiva")
	for _, path := range []string{
		"/sitemaps/", "/sitemaps/pages", "/sitemaps/offerings-.xml", "/sitemaps/offerings-1.xml", "/sitemaps/people-" + uuid.Nil.String() + ".xml",
		"/sitemaps/offerings-" + uuid.Max.String() + ".xml", "/sitemaps/offerings-" + strings.ToUpper("019C7230-ba50-717a-acab-aefacf6b9ee5") + ".xml",
	} {
		if rec := s.Ask(path); rec.Code != http.StatusNotFound {
			t.Errorf("%s: status %d", path, rec.Code)
		}
	}
	if rec := s.Ask("/sitemaps/offerings-" + uuid.Nil.String() + ".xml"); rec.Code != http.StatusOK {
		t.Errorf("from the beginning: status %d", rec.Code)
	}
}

// allowed tells what RFC 9309 makes of a path: the longest rule that fits, and an allowing one of two as long.
func allowed(robots, path string) bool {
	longest, answer := -1, true
	for line := range strings.Lines(robots) {
		verb, rule, found := strings.Cut(strings.TrimSpace(line), ": ")
		if !found || verb != "Allow" && verb != "Disallow" || !fits(rule, path) {
			continue
		}
		if len(rule) > longest || len(rule) == longest && verb == "Allow" {
			longest, answer = len(rule), verb == "Allow"
		}
	}
	return answer
}

func fits(rule, path string) bool {
	rule, ends := strings.CutSuffix(rule, "$")
	parts := strings.Split(rule, "*")
	rest, ok := strings.CutPrefix(path, parts[0])
	if !ok {
		return false
	}
	for _, part := range parts[1:] {
		at := strings.Index(rest, part)
		if at < 0 {
			return false
		}
		rest = rest[at+len(part):]
	}
	return !ends || rest == ""
}

func TestRobots(t *testing.T) {
	s := open(t)
	rec := s.Ask("/robots.txt")
	robots := rec.Body.String()
	if !strings.Contains(robots, "\nSitemap: https://example.fi/sitemap.xml\n") || !strings.HasPrefix(rec.Header().Get("Content-Type"), "text/plain") {
		t.Errorf("robots.txt: %s", robots)
	}
	for path, want := range map[string]bool{
		"/fi": true, "/fi/palvelut": true, "/sv/tjanster?service=meals": true, "/fi/palvelut/019c7230-ba50-717a-acab-aefacf6b9ee5": true, "/assets/app.css": true,
		"/sitemap.xml": true, "/fi/tuottajat/019c7230-ba50-717a-acab-aefacf6b9ee5": true, "/fi/vertaa": true, "/fi/hyvaksytyt-tuottajat/keski-suomi": true,
		"/fi/palvelut?q=kotihoito": false, "/fi/palvelut?service=meals&place=00100": false, "/en/services?service=meals%2Ccleaning": false,
		"/fi/palvelut/019c7230-ba50-717a-acab-aefacf6b9ee5?place=40520": false, "/fi/vertaa?id=1&id=2": false, "/api/v1/offerings": false,
		"/fi/tuottaja": false, "/fi/tuottaja/units": false, "/sv/upphandling/ansokningar": false, "/en/sign-in": false, "/en/sign-in?next=/": false,
	} {
		if allowed(robots, path) != want {
			t.Errorf("%s: allowed is %v", path, !want)
		}
	}
}
