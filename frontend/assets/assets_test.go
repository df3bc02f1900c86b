package assets

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestEveryBuiltFileIsServed(t *testing.T) {
	for name := range manifest() {
		w := get(t, Path(name), "")
		if w.Code != http.StatusOK || w.Body.Len() == 0 {
			t.Errorf("%s: status %d, %d bytes", name, w.Code, w.Body.Len())
		}
		if got := w.Header().Get("Cache-Control"); !strings.Contains(got, "immutable") {
			t.Errorf("%s: Cache-Control %q", name, got)
		}
		if got := w.Header().Get("Content-Type"); got == "" {
			t.Errorf("%s has no media type", name)
		}
	}
}

func TestStyleSheetIsSentAsTheBrowserTakesIt(t *testing.T) {
	for header, want := range map[string]string{
		"": "", "gzip, deflate, br": "br", "gzip": "gzip", "br;q=0, gzip": "gzip", "br; q=0.5": "br", "identity": "",
	} {
		w := get(t, Path("app.css"), header)
		if got := w.Header().Get("Content-Encoding"); got != want {
			t.Errorf("Accept-Encoding %q: sent as %q, want %q", header, got, want)
		}
		if w.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("Accept-Encoding %q: no Vary", header)
		}
	}
}

func TestFilesStayUnderTheirWeight(t *testing.T) {
	limits := map[string]int{"app.css": 17_500, "desks.css": 6_000, "app.js": 5_000, "icons.svg": 3_000}
	for name, most := range limits {
		if got := get(t, Path(name), "br").Body.Len(); got > most {
			t.Errorf("%s is %d bytes compressed, more than %d", name, got, most)
		}
	}
	if got := get(t, Path("source-sans-3-fi.woff2"), "br").Body.Len(); got > 25_000 {
		t.Errorf("the font is %d bytes", got)
	}
}

func TestUnknownNamesAndMethods(t *testing.T) {
	for _, path := range []string{Prefix, Prefix + "app.css", Prefix + "manifest.json", Prefix + "../assets.go"} {
		if w := get(t, path, ""); w.Code != http.StatusNotFound {
			t.Errorf("%s: status %d", path, w.Code)
		}
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, httptest.NewRequest(http.MethodPost, Path("app.css"), nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: status %d", w.Code)
	}
}

func get(t *testing.T, path, acceptEncoding string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("Accept-Encoding", acceptEncoding)
	Handler().ServeHTTP(w, r)
	return w
}
