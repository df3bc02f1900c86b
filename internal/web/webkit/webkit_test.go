package webkit_test

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
	"syscall"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend"
	"github.com/tuottajatori/tuottajatori/frontend/layout"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

func kit(t *testing.T) (*webkit.Kit, *bytes.Buffer) {
	t.Helper()
	gin.SetMode(gin.TestMode)
	bundle, err := locale.Load(frontend.Locales)
	if err != nil {
		t.Fatal(err)
	}
	log := &bytes.Buffer{}
	public := &url.URL{Scheme: "https", Host: "tuottajatori.example"}
	return &webkit.Kit{Locales: bundle, Log: slog.New(slog.NewTextHandler(log, nil)), PublicURL: public}, log
}

func request(method, target, contentType, body string) (*gin.Context, *httptest.ResponseRecorder) {
	w := httptest.NewRecorder()
	c, _ := gin.CreateTestContext(w)
	c.Request = httptest.NewRequest(method, target, strings.NewReader(body))
	if contentType != "" {
		c.Request.Header.Set("Content-Type", contentType)
	}
	return c, w
}

type command struct {
	Name     string   `form:"name" validate:"required,max=10"`
	Email    string   `form:"email" validate:"omitempty,email"`
	Password string   `form:"password" raw:"true"`
	Hours    int      `form:"hours" validate:"gte=0,lte=24"`
	Services []string `form:"service" validate:"max=3"`
}

const form = "application/x-www-form-urlencoded"

func TestBindReadsTrimsAndKeeps(t *testing.T) {
	k, _ := kit(t)
	c, _ := request("POST", "/fi/x", form, "name=+Aamu+&password=+secret+&hours=8&service=a&service=b")
	var got command
	if err := k.Bind(c, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(command{Name: "Aamu", Password: " secret ", Hours: 8, Services: []string{"a", "b"}}, got); diff != "" {
		t.Error(diff)
	}
}

func TestBindRefuses(t *testing.T) {
	k, _ := kit(t)
	tests := map[string]struct {
		contentType, body string
		code              fault.Code
		fields            []string
	}{
		"missing and wrong":    {form, "email=nobody&hours=25", fault.CodeInvalid, []string{"name", "email", "hours"}},
		"too long":             {form, "name=" + strings.Repeat("ä", 11), fault.CodeInvalid, []string{"name"}},
		"a number that is not": {form, "name=a&hours=many", fault.CodeInvalid, []string{""}},
		"NUL":                  {form, "name=a%00b", fault.CodeMalformed, nil},
		"not UTF-8":            {form, "name=%ff%fe", fault.CodeMalformed, nil},
		"NUL in a field name":  {form, "name=a&x%00y=1", fault.CodeMalformed, nil},
		"broken escape":        {form, "name=%zz", fault.CodeMalformed, nil},
		"broken multipart":     {"multipart/form-data; boundary=x", "--y", fault.CodeMalformed, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c, _ := request("POST", "/fi/x", test.contentType, test.body)
			var got command
			err := k.Bind(c, &got)
			if !fault.Is(err, test.code) {
				t.Fatalf("%v, want %s", err, test.code)
			}
			var fields []string
			for _, f := range fault.From(err).Fields {
				fields = append(fields, f.Name)
			}
			if diff := cmp.Diff(test.fields, fields); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestBindTellsTooLarge(t *testing.T) {
	k, _ := kit(t)
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreateFormFile("file", "a.pdf")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(bytes.Repeat([]byte("x"), 5000)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	c, rec := request("POST", "/fi/x", w.FormDataContentType(), body.String())
	c.Request.Body = http.MaxBytesReader(rec, c.Request.Body, 1000)
	var got command
	if err := k.Bind(c, &got); !fault.Is(err, fault.CodeTooLarge) {
		t.Fatalf("%v", err)
	}
}

// fullDisk is a body whose reading ends as that of a file does when the disk is full.
type fullDisk struct{ io.Reader }

func (f fullDisk) Read(p []byte) (int, error) {
	n, err := f.Reader.Read(p)
	if err != nil {
		err = &os.PathError{Op: "write", Path: "multipart-1", Err: syscall.ENOSPC}
	}
	return n, err
}

func TestBindTellsAFullDisk(t *testing.T) {
	k, _ := kit(t)
	c, _ := request("POST", "/fi/x", "multipart/form-data; boundary=x", "")
	c.Request.Body = io.NopCloser(fullDisk{strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n%PDF-")})
	for range 2 { // the second who asks is told the same
		if _, err := k.File(c, "file"); !fault.Is(err, fault.CodeUnavailable) {
			t.Fatalf("%v", err)
		}
	}
}

func TestFailAnswersPeopleAndPrograms(t *testing.T) {
	k, log := kit(t)
	err := fault.New(fault.CodeInternal, "fault.internal").Because(errors.New("the disk is on fire"))
	c, w := request("GET", "/api/v1/offerings?lang=sv", "", "")
	k.Fail(c, err)
	if got := w.Header().Get("Content-Type"); got != "application/problem+json" || w.Code != 500 {
		t.Errorf("%s %d", got, w.Code)
	}
	var doc map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	if doc["type"] != "urn:tuottajatori:fault.internal" || doc["status"] != 500.0 || doc["title"] == "" {
		t.Errorf("%v", doc)
	}
	if strings.Contains(w.Body.String(), "fire") || !strings.Contains(log.String(), "fire") {
		t.Error("the cause belongs in the log and nowhere else")
	}
	c, w = request("GET", "/sv/producenter/x", "", "")
	k.Fail(c, fault.New(fault.CodeNotFound, "fault.web.no_such_page"))
	if w.Code != 404 || !strings.Contains(w.Body.String(), `<html lang="sv"`) || strings.Contains(w.Body.String(), "⟦") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestOutOfTimeIsNoMistakeOfOurs(t *testing.T) {
	k, _ := kit(t)
	c, w := request("GET", "/fi/x", "", "")
	k.Fail(c, fmt.Errorf("read something: %w", context.DeadlineExceeded))
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}

func TestProblemsAreNamedInLowerCase(t *testing.T) {
	k, _ := kit(t)
	c, w := request("GET", "/api/v1/offerings", "", "")
	k.Fail(c, fault.New(fault.CodeInvalid, "fault.invalid", "Place", "Nulpio", "PerPage", 5, "Suggestions", []string{"Nurmes"}))
	var doc map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	got := map[string]any{"details": doc["details"], "suggestions": doc["suggestions"]}
	want := map[string]any{"details": map[string]any{"place": "Nulpio", "per_page": 5.0}, "suggestions": []any{"Nurmes"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestFaultsOfTheAPISpeakTheLanguageAskedFor(t *testing.T) {
	k, _ := kit(t)
	for target, want := range map[string]string{
		"/api/v1/offerings?lang=sv&x=1": "Det finns ingen sida", "/api/v1/offerings?lang=en": "There is no page", "/api/v1/offerings": "Osoitteessa ei ole",
		"/api/v1/offerings?lang=de": "Osoitteessa ei ole",
	} {
		c, w := request("GET", target, "", "")
		k.Fail(c, fault.New(fault.CodeNotFound, "fault.web.no_such_page"))
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %s", target, w.Body)
		}
	}
}

func TestFailSendsVisitorsToSignInAndBack(t *testing.T) {
	k, _ := kit(t)
	c, w := request("GET", "/fi/tuottaja?x=1&y=2", "", "")
	k.Fail(c, fault.New(fault.CodeUnauthenticated, "fault.internal"))
	c.Writer.WriteHeaderNow()
	if got, want := w.Header().Get("Location"), "/fi/kirjaudu?next=%2Ffi%2Ftuottaja%3Fx%3D1%26y%3D2"; got != want || w.Code != 303 {
		t.Errorf("%d %s", w.Code, got)
	}
}

// A form that is sent when the session has ended leads to signing in and from there to the page with the form, and nowhere
// outside of the service.
func TestAFormAfterTheSessionLeadsBackToIt(t *testing.T) {
	k, _ := kit(t)
	for from, next := range map[string]string{
		"http://tori.example/fi/tuottaja/profile?x=1": "%2Ffi%2Ftuottaja%2Fprofile%3Fx%3D1",
		"http://tori.example/fi/tuottaja/units":       "%2Ffi%2Ftuottaja%2Funits",
		"https://evil.example/fi/tuottaja":            "",
		"":                                            "",
	} {
		c, w := request("POST", "http://tori.example/fi/tuottaja/profile", "", "")
		c.Request.Header.Set("Referer", from)
		k.Fail(c, fault.New(fault.CodeUnauthenticated, "fault.internal"))
		if want := `href="/fi/kirjaudu?next=` + next + `"`; w.Code != 401 || !strings.Contains(w.Body.String(), want) {
			t.Errorf("from %q: %d, no %s", from, w.Code, want)
		}
	}
}

// A request whose time is over, or whose caller went away, gets a page and is no error of ours in the log.
func TestAPageIsDrawnWhenTheTimeIsOver(t *testing.T) {
	for name, end := range map[string]func(context.Context) (context.Context, context.CancelFunc){
		"time over": func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, -time.Second)
		},
		"went away": func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(ctx)
			cancel()
			return ctx, cancel
		},
	} {
		k, log := kit(t)
		c, w := request("GET", "/fi/tuottaja", "", "")
		ctx, cancel := end(c.Request.Context())
		defer cancel()
		c.Request = c.Request.WithContext(ctx)
		k.Fail(c, fault.New(fault.CodeInternal, "fault.internal").Because(ctx.Err()))
		if want := map[string]int{"time over": 503, "went away": 500}[name]; w.Code != want || !strings.Contains(w.Body.String(), "<h1") {
			t.Errorf("%s: %d, %.100s", name, w.Code, w.Body)
		}
		if strings.Contains(log.String(), "level=ERROR") {
			t.Errorf("%s: %s", name, log)
		}
	}
}

// A public page may be kept to go back to, but not with the name of whoever was signed in.
func TestPagesOfThoseSignedInAreNotKept(t *testing.T) {
	for kept, a := range map[string]actor.Actor{"private, no-cache": actor.Visitor("r"), "no-store": {Person: uuid.New(), Role: actor.RoleProducer, Name: "Maija"}} {
		k, _ := kit(t)
		c, w := request("GET", "/fi/palvelut", "", "")
		c.Request = c.Request.WithContext(actor.With(c.Request.Context(), a))
		webkit.MayBeKept(c)
		k.Page(c, http.StatusOK, layout.Page{Title: "x"}, templ.NopComponent)
		if got := w.Header().Get("Cache-Control"); got != kept {
			t.Errorf("%s: %q, want %q", a.Role, got, kept)
		}
	}
}

func TestSafeNextStaysHere(t *testing.T) {
	for next, want := range map[string]string{
		"/fi/tuottaja?x=1": "/fi/tuottaja?x=1", "": "/f", "//evil.example": "/f", `/\evil.example`: "/f", "https://evil.example/": "/f",
		"javascript:alert(1)": "/f", "/ok\nLocation: x": "/f", "evil": "/f", "/%2F%2Fevil": "/%2F%2Fevil",
	} {
		if got := webkit.SafeNext(next, "/f"); got != want {
			t.Errorf("%q: %q, want %q", next, got, want)
		}
	}
}

func TestEveryCodeHasAStatusOfItsOwn(t *testing.T) {
	seen := map[int]fault.Code{}
	for _, code := range fault.Codes() {
		status := webkit.Status(code)
		if other, taken := seen[status]; taken {
			t.Errorf("%s and %s are both %d", code, other, status)
		}
		seen[status] = code
	}
}
