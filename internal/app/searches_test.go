package app_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/platform/meilitest"
)

// hostile are parts of addresses that no page of ours makes, and what people really type.
func hostile() []string {
	long := strings.Repeat("kotihoito ", 1000)
	texts := []string{
		strings.Repeat("a", 10_000), strings.Repeat("ä", 5_000), long, long[:9_999], strings.Repeat("a ", 5_000), strings.Repeat("'\"", 5_000),
		"👵🏽 kotihoito 🏠", "👩‍👩‍👧‍👦", strings.Repeat("🧓", 2_000), "رعاية منزلية", "טיפול ביתי", "\u202ekotihoito\u202c", "\u200b\u200d\ufeff", "k\u0301\u0302\u0303otihoito",
		"'; DROP TABLE offering; --", `" OR id EXISTS OR "`, `service = "home_care"`, `\`, `\"`, "`", "_geoRadius(60.1, 24.9, 1)", "NOT", "OR OR OR", `"`, `"kotihoito`, "-kotihoito", "--", "*", "%", "a:b:c", "kotihoito\r\nX: y",
		"\x00", "\xff\xfe", "\t", " ", "null", "{{.}}", "${jndi:ldap://x}", "<script>alert(1)</script>", "1e999", "\U0010ffff",
	}
	var queries []string
	for _, text := range texts {
		queries = append(queries, "q="+url.QueryEscape(text), "place="+url.QueryEscape(text))
	}
	for _, value := range []string{`15" OR organiser EXISTS OR organiser = "15`, `home_care'; --`, `fi OR 1=1`, "voucher]", "\x00", strings.Repeat("x", 3_000)} {
		for _, name := range []string{"service", "organiser", "spoken", "scheme", "producer_type", "pays", "per", "sort", "vacancy", "lang", "pays_max", "radius_km", "page"} {
			queries = append(queries, name+"="+url.QueryEscape(value))
		}
	}
	for _, place := range []string{"60.17,24.94", "0,0", "-33.9,151.2", "91,181", "NaN,NaN", "1e308,-1e308", "60.17;24.94", "99999", "00000"} {
		queries = append(queries, "place="+url.QueryEscape(place)+"&sort=distance")
	}
	queries = append(queries, "page=9223372036854775808", "page=-1", "page=1&page=2", "per_page=101", "radius_km=NaN", "radius_km=0x10", "pays_max=%D9%A3", "pays_max=1e3",
		"q=%zz", "q=a&q=b", "q=%ed%a0%80", "Q=a", "service=home_care&service=meals", "organiser=%D9%A1%D9%A5", "spoken=FI", "exact=1", "minutes=9223372036854775808", "times=NaN&sort=pays",
		"sort=pays&sort=quality", "q=00530", "q=%C2%AD+00530")
	return append(queries, "page=1001&per_page=1", "page=11&per_page=100", "radius_km=500&place=99800", "radius_km=1&place=22100", "pays_max=0", "pays_max=10000000&per=hour")
}

// narrow is 50 filters at once, all of which are what they should be.
func (f *finder) narrow() string {
	f.t.Helper()
	q := url.Values{"vacancy": {"true"}, "pays_max": {"900000"}, "per": {"hour"}, "place": {"00530"}, "radius_km": {"100"}, "sort": {"pays"}, "q": {"kotihoito"}}
	all, _ := f.search(f.plain, "per_page=1")
	n := len(q)
	for name, facet := range all.Facets {
		for value := range facet {
			if n < 50 && name != "vacancy" {
				q[name] = append(q[name], value)
				n++
			}
		}
	}
	if n < 50 {
		f.t.Fatalf("%d filters only", n)
	}
	return q.Encode()
}

// counted are the parts of a line of the log in which any digits can stand.
var counted = regexp.MustCompile(` ?\b(time|id|ms|bytes)=\S+`)

// TestHostileSearchesOnMeilisearch asks what nobody should ask: the answer is that of PostgreSQL or a refusal, and
// Meilisearch goes on answering, so that nobody can take it from the others.
func TestHostileSearchesOnMeilisearch(t *testing.T) {
	server := meilitest.Start(t)
	f := newFinder(t, server.URL, ensureKey(t, server))
	f.waitFor(byMeili)
	for i, query := range append(hostile(), f.narrow()) {
		for _, path := range []string{"/api/v1/offerings?", "/sv/tjanster?"} {
			status, body, _ := f.get(f.Handler, path+query)
			want, _, _ := f.get(f.plain, path+query)
			if status != want || status >= 500 || strings.Contains(body, "⟦") {
				t.Errorf("%s%.200s: %d, PostgreSQL %d", path, query, status, want)
			}
		}
		if status, _, _ := f.get(f.plain, "/api/v1/offerings?"+query); status == http.StatusOK {
			query += fmt.Sprintf("&lang=%s", []string{"fi", "sv", "en"}[i%3])
			got, _ := f.search(f.Handler, query)
			want, _ := f.search(f.plain, query)
			asText := strings.HasPrefix(query, "q=") // of which each engine has hits of its own
			for deadline := time.Now().Add(backWithin); got.Engine != byMeili && time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
				got, _ = f.search(f.Handler, query) // again: the machine may have stood still for a moment
			}
			if got.Engine != byMeili || got.Total != want.Total && !asText {
				t.Errorf("%.200s: %s answers %d, PostgreSQL %d", query, got.Engine, got.Total, want.Total)
			}
		}
	}
	f.waitFor(byMeili)
	log := counted.ReplaceAllString(f.log.String(), "")
	for _, typed := range []string{"kotihoito", "DROP TABLE", "00530", "jndi", "60.17", "level=ERROR"} {
		if at := strings.Index(log, typed); at >= 0 {
			t.Errorf("the log tells %q: %.300s", typed, log[max(0, at-200):])
		}
	}
}
