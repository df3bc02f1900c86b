package supervisiondesk_test

import (
	"bytes"
	"html"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/catalogue/cataloguetest"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/quality"
	"github.com/tuottajatori/tuottajatori/internal/web/qualitypage"
	"github.com/tuottajatori/tuottajatori/internal/web/supervisiondesk"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

type site struct {
	*cataloguetest.World
	t       *testing.T
	handler http.Handler
	actor   actor.Actor
	home    cataloguetest.HomeCare
	texts   *locale.Bundle
}

func open(t *testing.T) *site {
	gin.SetMode(gin.ReleaseMode)
	s := &site{World: cataloguetest.New(t), t: t}
	s.home = s.HomeCare("Aamurusko")
	s.actor = actor.Actor{Person: uuid.New(), Role: actor.RoleSupervisor, Name: "V"}
	s.Exec(`INSERT INTO person (id, email, name) VALUES ($1, 'v@example.fi', 'V')`, s.actor.Person)
	if err := s.DB.Owner.Get(&s.actor.Organisation, `SELECT id FROM organiser WHERE code = '15'`); err != nil {
		t.Fatal(err)
	}
	var err error
	if s.texts, err = locale.Load(frontend.Locales); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if missing := s.texts.Missing(); len(missing) > 0 {
			t.Errorf("texts missing: %v", missing)
		}
	})
	kit := &webkit.Kit{Locales: s.texts, Log: slog.New(slog.DiscardHandler), PublicURL: &url.URL{Scheme: "https", Host: "example.fi"}}
	room := quality.New(s.DB.Service, func() time.Time { return s.Now })
	r := gin.New()
	r.Use(func(c *gin.Context) { c.Request = c.Request.WithContext(actor.With(c.Request.Context(), s.actor)) })
	supervisiondesk.Mount(r, kit, room)
	qualitypage.Mount(r, kit, room)
	s.handler = r
	return s
}

func (s *site) send(method, path, contentType, body string) *httptest.ResponseRecorder {
	s.t.Helper()
	req := httptest.NewRequest(method, path, strings.NewReader(body))
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, req)
	return w
}

func (s *site) form(path string, pairs ...string) *httptest.ResponseRecorder {
	s.t.Helper()
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return s.send(http.MethodPost, path, "application/x-www-form-urlencoded", v.Encode())
}

func (s *site) upload(id, text string) *httptest.ResponseRecorder {
	s.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	_ = m.WriteField("id", id)
	part, _ := m.CreateFormFile("file", "laatu.csv")
	_, _ = part.Write([]byte(text))
	_ = m.Close()
	return s.send(http.MethodPost, paths.Supervision(locale.Fi, "files", "new"), m.FormDataContentType(), b.String())
}

func TestASupervisorTellsAndThePublicReads(t *testing.T) {
	s := open(t)
	desk := paths.Supervision(locale.Fi)
	value := []string{"id", uuid.NewString(), "indicator", "feedback", "unit", s.home.Unit.String(), "service", "home_care", "from", "1.1.2026", "to", "30.4.2026",
		"value", "4,56", "count", "21", "source", "Kysely"}
	if w := s.form(desk+"/values/new", value...); w.Code != http.StatusSeeOther || w.Header().Get("Location") != desk+"?done=value" {
		t.Fatalf("%d %s", w.Code, w.Header())
	}
	value[11], value[1] = "31.12.2099", uuid.NewString()
	if w := s.form(desk+"/values/new", value...); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "Päivä on tulevaisuudessa") {
		t.Errorf("tomorrow's value: %d", w.Code)
	}
	inspection := []string{"id", uuid.NewString(), "unit", s.home.Unit.String(), "day", "2.3.2026", "inspector", "Alue", "kind", "announced", "finding", "remarks", "sv", "Planen ska uppdateras"}
	if w := s.form(desk+"/inspections/new", inspection...); w.Code != http.StatusSeeOther {
		t.Errorf("inspection: %d", w.Code)
	}
	if w := s.form(desk+"/least", "least", "6"); w.Code != http.StatusSeeOther {
		t.Errorf("least count: %d", w.Code)
	}
	if w := s.form(desk+"/least", "least", "kuusi"); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("least count in letters: %d", w.Code)
	}
	if w := s.form(desk+"/moved/new", "unit", s.home.Unit.String(), "successor", s.home.Unit.String(), "from", "1.5.2026"); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("its own successor: %d", w.Code)
	}
	for l, words := range map[locale.Lang][]string{
		locale.Fi: {"4,6 / 5", "Erinomainen", "21 vastausta", "Kysely", "vähintään 6", "Planen ska uppdateras", "Arjen sujuvuus"},
		locale.Sv: {"4,6 / 5", "Utmärkt", "21 svar", "Alla lika mycket"}, locale.En: {"4.6 / 5", "Excellent", "21 answers", "All alike"},
	} {
		page := s.send(http.MethodGet, paths.Quality(l, s.home.Unit.String(), "home_care"), "", "")
		for _, want := range words {
			if !strings.Contains(page.Body.String(), want) {
				t.Errorf("%s: %d lacks %q", l, page.Code, want)
			}
		}
		for _, path := range []string{paths.Quality(l), paths.Supervision(l) + "?done=few", paths.Supervision(l, "values"), paths.Supervision(l, "inspections") + "?find=aamu", paths.Supervision(l, "values", "new"), paths.Supervision(l, "files", "new"),
			paths.Supervision(l, "files", "example.csv"), paths.Supervision(l, "inspections", "new"), paths.Supervision(l, "moved", "new")} {
			if w := s.send(http.MethodGet, path, "", ""); w.Code != http.StatusOK {
				t.Errorf("%s: %d", path, w.Code)
			}
		}
	}
	for _, path := range []string{"/x/home_care", "/" + s.home.Unit.String() + "/flying", "/" + s.home.Unit.String() + "/meals", "/" + uuid.NewString() + "/home_care"} {
		if w := s.send(http.MethodGet, paths.Quality(locale.Fi)+path, "", ""); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

func TestListsAreReadAPageAtATime(t *testing.T) {
	s := open(t)
	for what, insert := range map[string]string{
		"values": `INSERT INTO indicator_value (id, indicator, unit_id, service_key, first_day, last_day, value, n, source, as_of, organiser_id)
			SELECT gen_random_uuid(), 'feedback', $1, 'home_care', date '2025-01-01' + n, date '2025-01-01' + n, 400, 10, 'Kysely', date '2025-03-01', $2 FROM generate_series(1, 30) n`,
		"inspections": `INSERT INTO inspection (id, unit_id, inspected_on, inspector, kind, finding, outcome_fi, organiser_id)
			SELECT gen_random_uuid(), $1, date '2025-01-01' + n, 'Alue', 'announced', 'none', 'Kunnossa', $2 FROM generate_series(1, 30) n`,
	} {
		s.Exec(insert, s.home.Unit, s.actor.Organisation)
		list := paths.Supervision(locale.Fi, what)
		if home := s.send(http.MethodGet, paths.Supervision(locale.Fi)+"?find=aamu", "", "").Body.String(); !strings.Contains(home, `href="`+list+`?find=aamu"`) {
			t.Errorf("%s: the desk does not lead to all of them", what)
		}
		first := s.send(http.MethodGet, list+"?find=aamu", "", "").Body.String()
		_, next, more := strings.Cut(first, `rel="next"`)
		before, _, _ := strings.Cut(first, `" rel="next"`)
		href := html.UnescapeString(before[strings.LastIndex(before, `href="`)+len(`href="`):])
		if !more || next == "" || !strings.HasPrefix(href, list+"?after=") || !strings.Contains(href, "find=aamu") {
			t.Fatalf("%s: the next page is %q", what, href)
		}
		last := s.send(http.MethodGet, href, "", "").Body.String()
		if strings.Count(first, "<tr") != 26 || strings.Count(last, "<tr") != 6 || !strings.Contains(last, `href="`+list+`?find=aamu"`) || strings.Contains(last, `rel="next"`) {
			t.Errorf("%s: %d and %d rows", what, strings.Count(first, "<tr"), strings.Count(last, "<tr"))
		}
		if w := s.send(http.MethodGet, list+"?after=x", "", ""); w.Code != http.StatusBadRequest {
			t.Errorf("%s: after nothing known: %d", what, w.Code)
		}
	}
}

func TestAFileFromTheExampleIsSaved(t *testing.T) {
	s := open(t)
	example := s.send(http.MethodGet, paths.Supervision(locale.Fi, "files", "example.csv"), "", "").Body.String()
	example = strings.ReplaceAll(example, "30.6.2026", "30.4.2026")
	id := uuid.NewString()
	preview := paths.Supervision(locale.Fi, "files", id)
	for range 2 { // sent twice
		if w := s.upload(id, example+"Asiakaspalaute;Ei ole;;Kotihoito;1.1.2026;30.4.2026;4;7;Kysely;\n"); w.Code != http.StatusSeeOther || w.Header().Get("Location") != preview {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
	}
	if page := s.send(http.MethodGet, preview, "", "").Body.String(); !strings.Contains(page, "1 uusi arvo") || !strings.Contains(page, "Yksikköä ei löydy") {
		t.Error(page)
	}
	if w := s.form(preview, "rows", "all"); w.Code != http.StatusConflict {
		t.Errorf("all of a file with wrong rows: %d", w.Code)
	}
	for range 2 {
		if w := s.form(preview, "rows", "good"); w.Code != http.StatusSeeOther {
			t.Errorf("the good rows: %d", w.Code)
		}
	}
	if page := s.send(http.MethodGet, preview, "", "").Body.String(); !strings.Contains(page, "1 rivi tallennettiin") {
		t.Error(page)
	}
	if w := s.upload(uuid.NewString(), "Mittari;Yksikk\xf6\n"); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "Otsikkorivistä puuttuu: palvelu") {
		t.Errorf("Latin-1 with columns missing: %d", w.Code)
	}
	if w := s.form(paths.Supervision(locale.Fi, "files", "new"), "id", uuid.NewString()); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("no file: %d", w.Code)
	}
	s.actor.Role = actor.RoleOfficer
	if w := s.send(http.MethodGet, preview, "", ""); w.Code != http.StatusForbidden {
		t.Errorf("an officer: %d", w.Code)
	}
}
