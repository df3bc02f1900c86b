package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// someone is signed in with any token.
type someone struct{}

func (someone) Session(context.Context, string, string) (identity.SessionView, error) {
	return identity.SessionView{Actor: actor.Actor{Person: uuid.New(), Role: actor.RoleProducer, Name: "Maija"}}, nil
}

// site serves one address through everything that a request passes: POST /fi/x, and GET /fi/x/y and /api/v1/x.
func site(t *testing.T, post webkit.Handler) *httptest.Server {
	t.Helper()
	texts, err := locale.Load(frontend.Locales)
	if err != nil {
		t.Fatal(err)
	}
	kit := &webkit.Kit{Locales: texts, Log: slog.New(slog.DiscardHandler), PublicURL: &url.URL{Scheme: "http", Host: "localhost"}}
	handler, err := web.New(web.Options{
		Kit: kit, Sessions: someone{}, Log: kit.Log, Ready: func(context.Context) error { return nil }, Security: "mailto:turva@example.fi",
		Mount: func(r gin.IRouter) {
			r.POST("/fi/x", kit.H(post))
			r.GET("/fi/own/:id", kit.H(func(*gin.Context) error { return identity.ErrSignIn }))
			r.GET("/fi/x/y", func(c *gin.Context) { c.String(http.StatusOK, "here") })
			r.GET("/api/v1/x", func(c *gin.Context) { c.String(http.StatusOK, "here") })
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(handler)
	t.Cleanup(s.Close)
	return s
}

// send asks without following where the answer leads.
func send(t *testing.T, r *http.Request) (*http.Response, string) {
	t.Helper()
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(body)
}

func request(t *testing.T, method, address string, body io.Reader) *http.Request {
	t.Helper()
	r, err := http.NewRequest(method, address, body)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func nothing(c *gin.Context) error { return nil }

func TestOtherMethodsAreAnsweredInWords(t *testing.T) {
	s := site(t, nothing)
	res, body := send(t, request(t, "DELETE", s.URL+"/fi/x/y", nil))
	if res.StatusCode != 405 || res.Header.Get("Allow") == "" || !strings.Contains(body, "<h1") || strings.Contains(body, "⟦") {
		t.Errorf("%d, allow %q: %.300s", res.StatusCode, res.Header.Get("Allow"), body)
	}
	res, body = send(t, request(t, "POST", s.URL+"/api/v1/x", nil))
	var problem struct {
		Code  string
		Title string
	}
	if err := json.Unmarshal([]byte(body), &problem); err != nil || res.StatusCode != 405 || problem.Code != "method_not_allowed" || strings.Contains(problem.Title, "⟦") {
		t.Errorf("%d %v %s", res.StatusCode, err, body)
	}
}

// What is told of a session that has ended says each thing once.
func TestSignInIsAskedOnce(t *testing.T) {
	s := site(t, func(*gin.Context) error { return identity.ErrSignIn })
	res, body := send(t, request(t, "POST", s.URL+"/fi/x", nil))
	_, main, _ := strings.Cut(body, "<h1")
	if res.StatusCode != 401 || strings.Count(main, "Kirjaudu ensin") != 1 {
		t.Errorf("%d: %.600s", res.StatusCode, main)
	}
}

// An address that is almost a page's is sent on within this service, whatever the headers and the slashes say.
func TestAlmostAnAddress(t *testing.T) {
	s := site(t, nothing)
	for path, want := range map[string]string{
		"/fi/x/y/": "/fi/x/y", "/fi//x/y?q=1": "/fi/x/y?q=1", "/fi/x/../x/y": "/fi/x/y", "/fi/x/y//": "/fi/x/y", "//fi/x/y": "/fi/x/y",
		"//evil.example/": "", "//evil.example/fi/": "", "/evil.example//": "", "/%5cevil.example/": "", "/nowhere/": "", "/api/v1/x/": "",
		"/fi/own/%ff": "", "/fi/%c3%28": "", // no text: nobody's, and nothing to sign in to
	} {
		r := request(t, "GET", s.URL, nil)
		r.URL.Opaque = strings.SplitN(path, "?", 2)[0]
		if strings.HasPrefix(path, "//") { // written as the whole address, or it would be taken for one with a host
			r.URL.Opaque = "//" + r.URL.Host + path
			r.URL.Scheme = "http"
		}
		_, r.URL.RawQuery, _ = strings.Cut(path, "?")
		r.Header.Set("X-Forwarded-Prefix", "//evil.example")
		res, _ := send(t, r)
		if got := res.Header.Get("Location"); got != want || want == "" && res.StatusCode != 404 || want != "" && res.StatusCode != 301 {
			t.Errorf("%s: %d to %q, want %q", path, res.StatusCode, got, want)
		}
		if res.Header.Get("Content-Security-Policy") == "" || res.Header.Get("X-Request-Id") == "" {
			t.Errorf("%s went past the middleware", path)
		}
	}
}

// upload is a form with a file, and its content type.
func upload(t *testing.T, size int) (*bytes.Buffer, string) {
	t.Helper()
	body := &bytes.Buffer{}
	w := multipart.NewWriter(body)
	part, err := w.CreateFormFile("file", "a.pdf")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(bytes.Repeat([]byte("x"), size)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return body, w.FormDataContentType()
}

// slowly gives half of what it reads after a pause.
type slowly struct {
	io.Reader
	pause time.Duration
	left  int
}

func (s *slowly) Read(p []byte) (int, error) {
	if s.left == 0 {
		time.Sleep(s.pause)
	}
	s.left--
	return s.Reader.Read(p[:min(len(p), 100)])
}

// TestASlowUploadHasItsTime: the time for the work begins when the file has come.
func TestASlowUploadHasItsTime(t *testing.T) {
	const pause = 500 * time.Millisecond
	var kit webkit.Kit
	left := map[bool]time.Duration{}
	s := site(t, func(c *gin.Context) error {
		started := c.Request.MultipartForm != nil
		deadline, _ := c.Request.Context().Deadline()
		left[started] = time.Until(deadline)
		file, err := kit.File(c, "file")
		if err != nil || file.Size != 1000 {
			return fmt.Errorf("%v: %w", file, err)
		}
		return nil
	})
	for _, signedIn := range []bool{true, false} {
		body, contentType := upload(t, 1000)
		r := request(t, "POST", s.URL+"/fi/x", &slowly{Reader: body, pause: pause, left: 3})
		r.Header.Set("Content-Type", contentType)
		if signedIn {
			r.AddCookie(&http.Cookie{Name: "session", Value: "a"})
		}
		if res, text := send(t, r); res.StatusCode != 200 {
			t.Fatalf("%d %.300s", res.StatusCode, text)
		}
	}
	if left[true] < 19800*time.Millisecond || left[true] > 20*time.Second {
		t.Errorf("%v are left for the work after an upload that took %v", left[true], pause)
	}
	if left[false] > 20*time.Second {
		t.Errorf("a stranger's upload is waited for %v", left[false])
	}
}

// TestNothingIsLeftOfAnUpload: what the multipart reader puts on the disk goes with the request, however it ends.
func TestNothingIsLeftOfAnUpload(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	var kit webkit.Kit
	seen := 0
	for name, end := range map[string]func() error{
		"done": func() error { return nil }, "fault": func() error { return errors.New("no") }, "panic": func() error { panic("no") },
	} {
		s := site(t, func(c *gin.Context) error {
			if _, err := kit.File(c, "file"); err != nil {
				t.Error(err)
			}
			entries, err := os.ReadDir(dir)
			if err != nil {
				t.Error(err)
			}
			seen += len(entries)
			return end()
		})
		for _, token := range []string{"", "a"} {
			body, contentType := upload(t, 3<<20)
			r := request(t, "POST", s.URL+"/fi/x", body)
			r.Header.Set("Content-Type", contentType)
			if token != "" {
				r.AddCookie(&http.Cookie{Name: "session", Value: token})
			}
			send(t, r)
		}
		if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
			t.Errorf("%s: left %v %v", name, entries, err)
		}
	}
	if seen != 6 {
		t.Errorf("%d files on the disk while they were handled, want 6: the test tests nothing", seen)
	}
}
