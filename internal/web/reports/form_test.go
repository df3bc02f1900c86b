package reports_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/catalogue/cataloguetest"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/jobs"
	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/report"
	"github.com/tuottajatori/tuottajatori/internal/web"
	"github.com/tuottajatori/tuottajatori/internal/web/reports"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

type site struct {
	*cataloguetest.World
	t       *testing.T
	handler http.Handler
	log     *bytes.Buffer
	care    cataloguetest.HomeCare
}

func open(t *testing.T) *site {
	t.Helper()
	s := &site{World: cataloguetest.New(t), t: t, log: &bytes.Buffer{}}
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	texts, err := locale.Load(frontend.Locales)
	ok(err)
	queue, err := jobs.NewQueue(s.DB.Service)
	ok(err)
	ring, err := keys.LoadOrCreate(filepath.Join(t.TempDir(), "keys.json"))
	ok(err)
	public := &url.URL{Scheme: "http", Host: "localhost"}
	people := identity.New(s.DB.Service, queue, ring, identity.Options{PublicURL: public})
	kit := &webkit.Kit{Locales: texts, Log: slog.New(slog.NewTextHandler(s.log, nil)), PublicURL: public}
	s.handler, err = web.New(web.Options{Kit: kit, Sessions: people, Log: kit.Log, Ready: func(context.Context) error { return nil }, Mount: func(r gin.IRouter) {
		reports.Mount(r, kit, report.NewService(s.DB.Service, queue, ring, people), catalogue.New(s.DB.Service, nil, catalogue.Options{}))
	}})
	ok(err)
	s.care = s.HomeCare("Kotihoiva Aamurusko")
	t.Cleanup(func() {
		if missing := texts.Missing(); len(missing) > 0 {
			t.Errorf("texts missing: %v", missing)
		}
	})
	return s
}

func (s *site) post(form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(s.Ctx, http.MethodPost, "/fi/ilmoita-virheesta", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	rec := httptest.NewRecorder()
	s.handler.ServeHTTP(rec, r)
	return rec
}

func (s *site) get(path string) *httptest.ResponseRecorder {
	rec := httptest.NewRecorder()
	s.handler.ServeHTTP(rec, httptest.NewRequestWithContext(s.Ctx, http.MethodGet, path, nil))
	return rec
}

func (s *site) reports() (n int) {
	s.t.Helper()
	if err := s.DB.Owner.Get(&n, `SELECT count(*) FROM report`); err != nil {
		s.t.Fatal(err)
	}
	return n
}

func form() url.Values {
	return url.Values{"id": {uuid.Must(uuid.NewV7()).String()}, "page": {"/fi/palvelut"}, "kind": {"other"},
		"text": {"Salainen sana: punajuuri"}, "email": {"maija.meikalainen@example.fi"}}
}

func TestAReportIsTakenOnceAndTellsTheLogNothing(t *testing.T) {
	s := open(t)
	f := form()
	for range 2 {
		if rec := s.post(f); rec.Code != http.StatusSeeOther || rec.Header().Get("Location") != "/fi/ilmoita-virheesta/"+f.Get("id") {
			t.Fatalf("%d %s", rec.Code, rec.Header().Get("Location"))
		}
	}
	if n := s.reports(); n != 1 {
		t.Errorf("%d reports of one form", n)
	}
	receipt := s.get("/fi/ilmoita-virheesta/" + f.Get("id"))
	if receipt.Code != 200 || strings.Contains(receipt.Body.String(), "punajuuri") || strings.Contains(receipt.Body.String(), "meikalainen") {
		t.Errorf("the receipt: %d, or it tells what was written", receipt.Code)
	}
	if log := s.log.String(); strings.Contains(log, "punajuuri") || strings.Contains(log, "meikalainen") {
		t.Errorf("the log tells what was written:\n%s", log)
	}
	for _, path := range []string{"/fi/ilmoita-virheesta/" + uuid.NewString(), "/fi/ilmoita-virheesta/x"} {
		if rec := s.get(path); rec.Code != 404 {
			t.Errorf("%s: %d", path, rec.Code)
		}
	}
}

func TestAFormThatIsWrongIsShownAgain(t *testing.T) {
	s := open(t)
	f := form()
	f.Set("email", "maija")
	f.Del("kind")
	rec := s.post(f)
	body := rec.Body.String()
	if rec.Code != http.StatusUnprocessableEntity || !strings.Contains(body, "Valitse, mikä on väärin") || !strings.Contains(body, "punajuuri") ||
		!strings.Contains(body, f.Get("id")) {
		t.Errorf("%d %s", rec.Code, body)
	}
	for name, change := range map[string]func(url.Values){
		"no id": func(f url.Values) { f.Del("id") }, "a false id": func(f url.Values) { f.Set("id", "1") },
		"no text of ours": func(f url.Values) { f.Set("text", "a\x00b") },
	} {
		f := form()
		change(f)
		if rec := s.post(f); rec.Code != 400 {
			t.Errorf("%s: %d", name, rec.Code)
		}
	}
	if n := s.reports(); n != 0 {
		t.Errorf("%d reports", n)
	}
}

func TestProgramsAreNotHeard(t *testing.T) {
	s := open(t)
	f := form()
	f.Set("company", "Cheap Links Ltd")
	if rec := s.post(f); rec.Code != http.StatusSeeOther || s.reports() != 0 {
		t.Errorf("%d, %d reports", rec.Code, s.reports())
	}
	refused := 0
	for range 14 {
		if rec := s.post(form()); rec.Code == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused != 4 || s.reports() != 10 {
		t.Errorf("%d refused and %d taken of one address", refused, s.reports())
	}
}

func TestTheFormNamesItsPageAndAsksWhatFits(t *testing.T) {
	s := open(t)
	about := s.get("/fi/ilmoita-virheesta?page=/fi/palvelut/" + s.care.Offering.String()).Body.String()
	if !strings.Contains(about, "Kotihoito, Kotihoiva Aamurusko") || !strings.Contains(about, `value="price"`) {
		t.Error("a page of an offering")
	}
	for path, want := range map[string]string{
		"/fi/palveluyksikot/" + s.care.Unit.String(): "Palveluyksikkö, Kotihoiva Aamurusko", "/fi/palvelupisteet/" + s.care.Point.String(): "Palvelupiste, Kotihoiva Aamurusko",
	} {
		if page := s.get("/fi/ilmoita-virheesta?page=" + path).Body.String(); !strings.Contains(page, want) || !strings.Contains(page, `value="contact"`) {
			t.Errorf("%s is not called %q", path, want)
		}
	}
	general := s.get("/sv/anmal-fel?page=/sv/hjalp").Body.String()
	if strings.Contains(general, `value="price"`) || !strings.Contains(general, "Hjälp") {
		t.Error("a page that says nothing of a producer")
	}
	law := s.get("/en/report-an-error?kind=accessibility&page=/en/accessibility").Body.String()
	if !strings.Contains(law, "within 14 days") || !strings.Contains(law, "supervising authority") {
		t.Error("feedback on accessibility does not tell the law's promise")
	}
	hostile := s.get("/fi/ilmoita-virheesta?page=javascript:alert(1)&kind=<script>").Body.String()
	if strings.Contains(hostile, `"javascript:`) || strings.Contains(hostile, "=<script>") || !strings.Contains(hostile, `name="page" value="/fi"`) {
		t.Error("what the address says is on the page as more than text")
	}
}
