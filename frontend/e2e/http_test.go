package e2e

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// TestBadRequestsGetClearAnswers sends what no form of ours sends. Pages answer in words with the right status, the API
// with problem+json, and nothing fails inside.
func TestBadRequestsGetClearAnswers(t *testing.T) {
	w := quietWorld(t)
	long := strings.Repeat("a", 10_000)
	tests := map[string]int{
		"/fi/palvelut?q=" + long:                             400,
		"/fi/palvelut?q=%00":                                 400,
		"/fi/palvelut?q=%ff%fe":                              400,
		"/fi/palvelut?colour=red":                            400,
		"/fi/palvelut?page=0":                                400,
		"/fi/palvelut?page=100":                              400,
		"/fi/palvelut?sort=luck":                             400,
		"/fi/palvelut?place=Atlantis":                        422,
		"/fi/palvelut?q='%20OR%201=1--":                      200,
		"/fi/palvelut?q=%26%7C!()%3A*":                       200,
		"/fi/palvelut/not-an-id":                             404,
		"/fi/alue/atlantis":                                  404,
		"/fi/tuottajat/00000000-0000-0000-0000-000000000000": 404,
		"/fi/nowhere":                                        404,
		"/de":                                                404,
		"/api/v1/offerings?q=" + long:                        400,
		"/api/v1/offerings?q=%00":                            400,
		"/api/v1/offerings?q=%ff%fe":                         400,
		"/api/v1/offerings?colour=red":                       400,
		"/api/v1/offerings?per_page=101":                     400,
		"/api/v1/offerings?per_page=100&page=12":             400,
		"/api/v1/offerings?place=Atlantis":                   422,
		"/api/v1/offerings/not-an-id":                        404,
		"/api/v1/nowhere":                                    404,
		"/api/v1/suggestions?q=" + long:                      400,
		"/api/v1/suggestions?q=%00":                          400,
		"/api/v1/suggestions?kind=people":                    400,
		"/api/v1/suggestions?q='%20OR%201=1--":               200,
		"/api/v1/places/nearest":                             405,
		"/fi/palvelut?q=kotihoito&exact=perhaps":             400,
	}
	for path, want := range tests {
		status, body, header := w.get(t, path)
		if status != want {
			t.Errorf("%s: %d, want %d\n%s", clip(path, 60), status, want, clip(body, 300))
			continue
		}
		if status == 200 {
			continue
		}
		if strings.HasPrefix(path, "/api/") {
			var doc struct {
				Type, Title string
				Status      int
			}
			if err := json.Unmarshal([]byte(body), &doc); err != nil || doc.Status != want || doc.Title == "" || header.Get("Content-Type") != "application/problem+json" {
				t.Errorf("%s: %v %s", clip(path, 60), err, clip(body, 300))
			}
		} else if !strings.Contains(body, "<h1") || strings.Contains(body, "⟦") {
			t.Errorf("%s: no page in words\n%s", clip(path, 60), clip(body, 500))
		}
	}
	if log := w.logs.errors(); strings.Contains(log, "level=ERROR") {
		t.Errorf("faults inside:\n%s", clip(log, 3000))
	}
}

func TestTheAddressWithoutALanguageLeadsToOne(t *testing.T) {
	w := quietWorld(t)
	for _, test := range []struct{ accept, saved, want string }{
		{"", "", "/fi"}, {"sv-FI,sv;q=0.9,fi;q=0.5", "", "/sv"}, {"de,en;q=0.4", "", "/en"}, {"de", "", "/fi"},
		{"en", "sv", "/sv"}, {"en", "klingon", "/en"}, {strings.Repeat("x,", 3000), "", "/fi"},
	} {
		req, err := http.NewRequest("GET", w.url+"/", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Accept-Language", test.accept)
		if test.saved != "" {
			req.AddCookie(&http.Cookie{Name: "lang", Value: test.saved})
		}
		res, err := patient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if got := res.Header.Get("Location"); res.StatusCode != 303 || got != test.want {
			t.Errorf("%q saved %q: %d %s, want %s", clip(test.accept, 40), test.saved, res.StatusCode, got, test.want)
		}
	}
}

func TestPostsOfOtherSitesAndTooLargeOnesAreRefused(t *testing.T) {
	w := quietWorld(t)
	post := func(header http.Header, contentType string, body io.Reader) (int, string) {
		req, err := http.NewRequest("POST", w.url+"/fi/kirjaudu", body)
		if err != nil {
			t.Fatal(err)
		}
		req.Header = header.Clone()
		req.Header.Set("Content-Type", contentType)
		res, err := patient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		text, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return res.StatusCode, string(text)
	}
	form := url.Values{"email": {"a@example.fi"}, "password": {"wrong wrong wrong"}}.Encode()
	const urlencoded = "application/x-www-form-urlencoded"
	if status, _ := post(http.Header{"Sec-Fetch-Site": {"cross-site"}}, urlencoded, strings.NewReader(form)); status != 403 {
		t.Errorf("from another site: %d", status)
	}
	if status, _ := post(http.Header{"Origin": {"https://evil.example"}}, urlencoded, strings.NewReader(form)); status != 403 {
		t.Errorf("with another origin: %d", status)
	}
	if status, body := post(http.Header{}, urlencoded, strings.NewReader(form)); status != 422 || !strings.Contains(body, "govuk-error-summary") {
		t.Errorf("wrong password: %d %s", status, clip(body, 200))
	}
	if status, _ := post(http.Header{}, urlencoded, bytes.NewReader(bytes.Repeat([]byte("a=b&"), 1<<19))); status != 413 {
		t.Errorf("two megabytes of form: %d", status)
	}
}

// TestADatabaseThatGoesAwayIsSaidAndComesBack cuts the database off while the service runs.
func TestADatabaseThatGoesAwayIsSaidAndComesBack(t *testing.T) {
	w := newWorld(t, settings{offerings: 50})
	if status, _, _ := w.get(t, "/fi/palvelut?q=kotihoito"); status != 200 {
		t.Fatal(status)
	}
	w.away.take(true)
	for path, want := range map[string]int{"/fi/palvelut?q=kotihoito": 503, "/api/v1/offerings": 503, "/readyz": 503, "/healthz": 200} {
		if status, body, header := w.get(t, path); status != want || want == 503 && path != "/readyz" && header.Get("Retry-After") == "" {
			t.Errorf("%s without a database: %d %s", path, status, clip(body, 200))
		}
	}
	w.away.take(false)
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		status, _, _ := w.get(t, "/fi/palvelut?q=kotihoito")
		if status == 200 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("still %d with the database back", status)
		}
	}
	w.DB.SetMaxIdleConns(0) // of those that were cut off some may be left, which cannot say that they end
}

// TestHeadersKeepPagesSafe reads them on a page, on the API and on an asset.
func TestHeadersKeepPagesSafe(t *testing.T) {
	w := quietWorld(t)
	for _, path := range []string{"/fi", "/fi/palvelut", "/api/v1/offerings", "/fi/nowhere"} {
		_, _, header := w.get(t, path)
		csp := header.Get("Content-Security-Policy")
		if !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: %q", path, csp)
		}
		if got := header.Get("Permissions-Policy"); !strings.Contains(got, "geolocation=(self)") {
			t.Errorf("%s: %q", path, got)
		}
		if header.Get("X-Content-Type-Options") != "nosniff" || header.Get("Referrer-Policy") == "" || header.Get("X-Request-Id") == "" {
			t.Errorf("%s: %v", path, header)
		}
	}
	res, err := patient.Head(w.url + "/fi")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != 200 {
		t.Errorf("HEAD: %d", res.StatusCode)
	}
}
