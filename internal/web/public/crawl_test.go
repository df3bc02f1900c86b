package public_test

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/tuottajatori/tuottajatori/frontend/assets"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue/cataloguetest"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/webtest"
)

// mostPages bounds the walk: the same kinds of pages come again with other filters.
const mostPages = 120

// TestEveryLinkLeadsSomewhere walks from the front page, in each language, to what its links lead to. Every page of
// ours answers, has its texts, and is sound.
func TestEveryLinkLeadsSomewhere(t *testing.T) {
	s := open(t)
	s.Market()
	for _, l := range locale.Langs() {
		t.Run(string(l), func(t *testing.T) {
			s := &site{s.Under(t)}
			front := paths.Front(l)
			queue, seen := []string{front, paths.Results(l), paths.Results(l) + "?place=40520", paths.Compare(l)}, map[string]bool{}
			for len(queue) > 0 && len(seen) < mostPages {
				path := queue[0]
				queue = queue[1:]
				if seen[path] {
					continue
				}
				seen[path] = true
				p := s.OK(path)
				sound(t, p, string(l))
				for _, a := range p.All("a[href]") {
					href, _, _ := strings.Cut(webtest.Attribute(a, "href"), "#")
					if ours(href, l) && !seen[href] {
						queue = append(queue, href)
					}
				}
			}
			if len(seen) < mostPages {
				t.Errorf("the walk met %d pages only", len(seen))
			}
		})
	}
}

// ours tells whether an address is a public page in the language. Others' pages are tested where they are made.
func ours(href string, l locale.Lang) bool {
	if href == paths.Front(l) {
		return true
	}
	for _, page := range []paths.Page{paths.PageResults, paths.PageArea, paths.PageProducer, paths.PageCompare} {
		if rest, ok := strings.CutPrefix(href, paths.To(l, page)); ok && (rest == "" || rest[0] == '/' || rest[0] == '?') {
			return true
		}
	}
	return false
}

// sound holds a page to what every page promises.
func sound(t *testing.T, p webtest.Page, lang string) {
	t.Helper()
	if strings.Contains(p.Source, "⟦") {
		t.Errorf("%s lacks a text", p.Path)
	}
	if got := webtest.Attribute(p.All("html")[0], "lang"); got != lang {
		t.Errorf("%s is marked as %s", p.Path, got)
	}
	if n := len(p.All("h1")); n != 1 {
		t.Errorf("%s has %d first headings", p.Path, n)
	}
	ids := map[string]bool{}
	for n := range p.Root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if id := webtest.Attribute(n, "id"); id != "" {
			if ids[id] {
				t.Errorf("%s has two elements with the id %s", p.Path, id)
			}
			ids[id] = true
		}
		if n.Data == "style" || n.Data == "script" && webtest.Attribute(n, "src") == "" && webtest.Attribute(n, "type") != "application/ld+json" {
			t.Errorf("%s has an inline %s, which the content policy forbids", p.Path, n.Data)
		}
		for _, a := range n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				t.Errorf("%s has the attribute %s", p.Path, a.Key)
			}
			if (a.Key == "href" || a.Key == "action") && strings.Contains(a.Val, "about:invalid") {
				t.Errorf("%s has an address that was not safe", p.Path)
			}
		}
	}
	for _, a := range p.All("a[href]") {
		if id, ok := strings.CutPrefix(webtest.Attribute(a, "href"), "#"); ok && !ids[id] {
			t.Errorf("%s links to #%s, which is not there", p.Path, id)
		}
	}
	told(t, p, lang)
	for _, label := range p.All("label[for]") {
		if !ids[webtest.Attribute(label, "for")] {
			t.Errorf("%s has a label for %s, which is not there", p.Path, webtest.Attribute(label, "for"))
		}
	}
}

// TestPagesAreLight holds the weight of a first visit and of the pages after it, as a browser gets them.
func TestPagesAreLight(t *testing.T) {
	s := open(t)
	scheme := s.Voucher("15")
	for i := range 25 {
		producer := s.Producer("Kotihoiva Esimerkki "+strconv.Itoa(i)+" Oy", "company")
		_, point := s.Point(producer, "Kotihoiva Esimerkki "+strconv.Itoa(i), "Jyväskylä")
		id := s.Offer(s.Admit(scheme, producer, "home_care"), point, "home_care", "179", "410")
		s.Price(id, "hour", int64(3500+17*i), cataloguetest.LongAgo(), calendar.Date{})
	}
	s.Reindex()
	results := s.OK("/fi/palvelut?q=kotihoito&place=40520")
	if n := len(results.All(".tt-card")); n != 20 {
		t.Fatalf("%d cards on the page", n)
	}
	compare := results.All("input[name=id]")
	address := "/fi/vertaa?place=40520"
	for _, box := range compare[:4] {
		address += "&id=" + webtest.Attribute(box, "value")
	}
	const later, first = 15_000, 100_000
	whole := 0
	for _, p := range []webtest.Page{s.OK("/fi"), results, s.OK(address), s.OK("/fi/alue/keski-suomi")} {
		weight := len(gzipped(t, p.Source))
		if weight > later {
			t.Errorf("%s weighs %d bytes, more than %d", p.Path, weight, later)
		}
		whole = max(whole, weight)
	}
	for _, link := range slices.Concat(results.All("link[href]"), results.All("script[src]")) {
		if href := webtest.Attribute(link, "href") + webtest.Attribute(link, "src"); strings.HasPrefix(href, assets.Prefix) {
			whole += weigh(t, href)
		}
	}
	whole += weigh(t, assets.Path("icons.svg"))
	if whole > first {
		t.Errorf("a first visit weighs %d bytes, more than %d", whole, first)
	}
}

func gzipped(t *testing.T, source string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(source)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// weigh is how many bytes a file takes on the way to a browser that takes brotli.
func weigh(t *testing.T, path string) int {
	t.Helper()
	rec := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("Accept-Encoding", "br")
	assets.Handler().ServeHTTP(rec, r)
	if rec.Code != http.StatusOK {
		t.Fatalf("%s: status %d", path, rec.Code)
	}
	return rec.Body.Len()
}
