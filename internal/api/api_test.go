package api_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend"
	"github.com/tuottajatori/tuottajatori/internal/api"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/catalogue/cataloguetest"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/quality"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
	"github.com/tuottajatori/tuottajatori/search"
	"github.com/tuottajatori/tuottajatori/search/pg"
)

// server answers as the product does, on a register of the test's own, and holds every answer to the document.
type server struct {
	*cataloguetest.World
	t       *testing.T
	handler http.Handler
	routes  routers.Router
	index   *search.Indexer
	fail    func(*gin.Context, error)
}

func serve(t *testing.T) *server {
	t.Helper()
	gin.SetMode(gin.ReleaseMode)
	w := cataloguetest.New(t)
	texts, err := locale.Load(frontend.Locales)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := openapi3.NewLoader().LoadFromData(api.Document())
	if err != nil {
		t.Fatal(err)
	}
	routes, err := gorillamux.NewRouter(doc)
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	opt := catalogue.Options{Now: func() time.Time { return w.Now }}
	engine := pg.New(w.DB.Service)
	kit := &webkit.Kit{Locales: texts, Log: log}
	r := gin.New()
	api.Mount(r, catalogue.New(w.DB.Service, engine, opt), quality.New(w.DB.Service, opt.Now), kit.Fail)
	return &server{
		World: w, t: t, handler: r, routes: routes, fail: kit.Fail,
		index: search.NewIndexer(w.DB.Service, engine, catalogue.NewSource(w.DB.Service, opt), log),
	}
}

// reindex lets the index learn of the register as it is now.
func (s *server) reindex() {
	s.t.Helper()
	if err := s.index.Reindex(s.Ctx, nil); err != nil {
		s.t.Fatal(err)
	}
}

// get asks for a path with headers in pairs, and holds the answer to the document.
func (s *server) get(path string, headers ...string) *httptest.ResponseRecorder {
	s.t.Helper()
	req := httptest.NewRequestWithContext(s.Ctx, http.MethodGet, path, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	return s.send(req)
}

// send sends a request and holds the answer to the document, and to being open to pages of other sites.
func (s *server) send(req *http.Request) *httptest.ResponseRecorder {
	s.t.Helper()
	rec := s.closed(req)
	if got := rec.Header().Get("Access-Control-Allow-Origin"); got != "*" {
		s.t.Errorf("%s: Access-Control-Allow-Origin %q", req.URL.RequestURI(), got)
	}
	return rec
}

func (s *server) count(query string, args ...any) int {
	s.t.Helper()
	var n int
	if err := s.DB.Owner.GetContext(s.Ctx, &n, query, args...); err != nil {
		s.t.Fatal(err)
	}
	return n
}

// closed sends a request and holds the answer to the document.
func (s *server) closed(req *http.Request) *httptest.ResponseRecorder {
	s.t.Helper()
	path := req.URL.RequestURI()
	rec := httptest.NewRecorder()
	s.handler.ServeHTTP(rec, req)
	route, params, err := s.routes.FindRoute(req)
	if err != nil {
		s.t.Fatalf("%s: %v", path, err)
	}
	err = openapi3filter.ValidateResponse(s.Ctx, &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: req, PathParams: params, Route: route},
		Status:                 rec.Code, Header: rec.Header(), Body: io.NopCloser(bytes.NewReader(rec.Body.Bytes())),
		Options: &openapi3filter.Options{IncludeResponseStatus: true, MultiError: true},
	})
	if err != nil {
		s.t.Errorf("%s: the answer %d is not as the document says: %v\n%s", path, rec.Code, err, rec.Body)
	}
	return rec
}

// ok is the JSON of an answer that must be 200.
func (s *server) ok(path string) map[string]any {
	s.t.Helper()
	rec := s.get(path)
	if rec.Code != http.StatusOK {
		s.t.Fatalf("%s: %d %s", path, rec.Code, rec.Body)
	}
	return decode(s.t, rec)
}

func decode(t *testing.T, rec *httptest.ResponseRecorder) map[string]any {
	t.Helper()
	var out map[string]any
	if err := json.Unmarshal(rec.Body.Bytes(), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestOfferingsHaveTheAgreedShape(t *testing.T) {
	s := serve(t)
	h := s.HomeCare("Kotihoiva Aamurusko")
	s.Exec(`UPDATE offering SET vacancy = 'free', wait_days = 5, vacancy_at = '2026-05-18T09:00Z', description_fi = 'Hoivaa' WHERE id = $1`, h.Offering)
	s.Measured(h.Unit, "home_care", "feedback", 456, 128)
	s.reindex()
	page := s.ok("/api/v1/offerings?q=kotihoito&place=40520&lang=sv")
	items := page["items"].([]any)
	if len(items) != 1 {
		t.Fatalf("%d items", len(items))
	}
	got := items[0].(map[string]any)
	for _, varies := range []string{"distance_m", "point"} {
		if got[varies] == nil {
			t.Errorf("no %s", varies)
		}
		delete(got, varies)
	}
	want := map[string]any{
		"id":        h.Offering.String(),
		"service":   map[string]any{"key": "home_care", "name": "Hemvård"},
		"producer":  map[string]any{"id": h.Producer.String(), "name": "Kotihoiva Aamurusko", "type": "company", "business_id": nil, "website": nil},
		"unit":      map[string]any{"id": h.Unit.String(), "name": "Kotihoiva Aamurusko", "phone": "014 000 3300", "website": nil},
		"organiser": map[string]any{"code": "15", "name": "Mellersta Finlands välfärdsområde"},
		"scheme":    map[string]any{"id": h.Scheme.String(), "key": "seteli", "regime": "voucher", "name": "seteli sv"},
		"pays":      map[string]any{"kind": "own_share", "cents": 1210.0, "cents_max": nil, "per": "hour", "from": false},
		"month":     map[string]any{"cents": 7865.0, "cents_max": nil, "from": false, "minutes": 30.0, "times": 3.0},
		"price":     map[string]any{"cents": 3850.0, "per": "hour"}, "voucher_value": map[string]any{"cents": 2640.0, "per": "hour"},
		"vacancy": map[string]any{"state": "free", "wait_days": 5.0, "updated_at": "2026-05-18T09:00:00Z"},
		"at_home": true, "area_parts": []any{}, "areas": []any{"179", "410"}, "spoken": []any{"fi", "sv"}, "description": "Hoivaa",
		"quality": map[string]any{"grade": "excellent", "mean": 4.6, "answers": 128.0, "needed": 5.0, "source": "feedback", "indicators": 1.0,
			"from": "2026-01-01", "to": "2026-04-30", "as_of": "2026-04-30", "demo": false,
			"parts": "/api/v1/quality/units/" + h.Unit.String() + "/home_care"},
		"inspection": nil,
		"verified":   true, "demo": false,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	delete(page, "items")
	facets := page["facets"].(map[string]any)
	if diff := cmp.Diff(map[string]any{"home_care": 1.0}, facets["service"]); diff != "" {
		t.Errorf("facets: %s", diff)
	}
	delete(page, "facets")
	wantPage := map[string]any{
		"total": 1.0, "engine": "postgres", "page": 1.0, "per_page": 20.0, "understood": []any{"home_care"}, "mended": []any{},
		"place": map[string]any{"label": "40520 Jyväskylä", "postal_code": "40520", "municipality": "179", "organiser": "15"},
	}
	if diff := cmp.Diff(wantPage, page); diff != "" {
		t.Error(diff)
	}
}

// TestAnswersFollowTheDocument asks in every form of what the client pays, with little and with much known.
func TestAnswersFollowTheDocument(t *testing.T) {
	s := serve(t)
	s.HomeCare("Aamurusko")
	for _, form := range []struct{ key, regime, pays string }{
		{"oma", "own_production", "client_fee"}, {"itse", "self_paid_listing", "price"},
		{"vapaa", "free_listing", "free"}, {"luettelo", "listing", "unknown"},
	} {
		scheme := s.Scheme(cataloguetest.SchemeSpec{Organiser: "15", Key: form.key, Regime: form.regime, Pays: form.pays, Unverified: form.regime == "listing"})
		producer := s.Producer(form.key, "unknown")
		unit, point := s.Point(producer, form.key, "Jyväskylä")
		id := s.Offer(s.Admit(scheme, producer, "home_care"), point, "home_care", "179")
		s.Terms(scheme, "home_care", "month", nil, 0, 42000, cataloguetest.LongAgo(), calendar.Date{})
		if form.pays == "price" {
			s.Price(id, "hour", 4500, cataloguetest.LongAgo(), calendar.Date{})
		}
		s.Measured(unit, "home_care", "thl", 500, 4)
		s.Exec(`UPDATE service_point SET lat = NULL, lon = NULL, street = 'Katu 1', postal_code = '40520' WHERE id = $1`, point)
	}
	s.reindex()
	page := s.ok("/api/v1/offerings?place=40520")
	if n := len(page["items"].([]any)); n != 5 {
		t.Errorf("%d items, want one of each form", n)
	}
	for _, item := range page["items"].([]any) {
		id := item.(map[string]any)["id"].(string)
		one := s.ok("/api/v1/offerings/" + id + "?place=40520")
		for _, more := range []string{"accessibility", "included"} { // told of those that are named only
			if _, there := one[more]; !there {
				t.Errorf("alone it does not tell %s", more)
			}
			delete(one, more)
		}
		if diff := cmp.Diff(item, any(one)); diff != "" {
			t.Errorf("alone it differs: %s", diff)
		}
	}
	if empty := s.ok("/api/v1/offerings?organiser=01"); len(empty["items"].([]any)) != 0 {
		t.Error("another organiser has something")
	}
	if n := len(s.ok("/api/v1/services?lang=en")["items"].([]any)); n != 63 {
		t.Errorf("%d services", n)
	}
	if lists := s.ok("/api/v1/approved-lists?lang=sv")["items"].([]any); len(lists) == 0 || !strings.HasSuffix(lists[0].(map[string]any)["csv"].(string), "/list.csv") {
		t.Errorf("%v", lists)
	}
	if n := len(s.ok("/api/v1/organisers?lang=sv")["items"].([]any)); n != 22 {
		t.Errorf("%d organisers", n)
	}
	if got := s.get("/api/v1/openapi.yaml"); !bytes.Equal(got.Body.Bytes(), api.Document()) {
		t.Error("the document served is not the document")
	}
}

func TestBadQuestionsGetAClearAnswer(t *testing.T) {
	s := serve(t)
	for _, c := range []struct {
		path   string
		status int
		field  string
	}{
		{"/api/v1/offerings?qq=x", 400, "qq"},
		{"/api/v1/offerings?q=" + strings.Repeat("x", 10_000), 400, "q"},
		{"/api/v1/offerings?q=%00", 400, "q"},
		{"/api/v1/offerings?q=%ff", 400, "q"},
		{"/api/v1/offerings?q=%zz", 400, ""},
		{"/api/v1/offerings?page=52", 400, "page"},
		{"/api/v1/offerings?per_page=101", 400, "per_page"},
		{"/api/v1/offerings?spoken=xx", 400, "spoken"},
		{"/api/v1/offerings?place=Jyv%C3%A4skyl", 422, "place"},
		{"/api/v1/offerings/" + uuid.NewString(), 404, ""},
		{"/api/v1/offerings/1", 404, ""},
		{"/api/v1/offerings/" + uuid.NewString() + "?q=x", 400, "q"},
		{"/api/v1/services?place=Espoo", 400, "place"},
		{"/api/v1/organisers?lang=de", 400, "lang"},
	} {
		rec := s.get(c.path, "Accept-Language", "en")
		name := c.path[:min(60, len(c.path))]
		if rec.Code != c.status || rec.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %s", name, rec.Code, rec.Header().Get("Content-Type"))
			continue
		}
		body := decode(t, rec)
		if strings.Contains(body["title"].(string), "⟦") {
			t.Errorf("%s: no text for %v", name, body["type"])
		}
		if c.field == "" {
			continue
		}
		errs := body["errors"].([]any)
		if len(errs) != 1 || errs[0].(map[string]any)["field"] != c.field {
			t.Errorf("%s: errors %v, want one on %s", name, errs, c.field)
		}
		if text := errs[0].(map[string]any)["title"].(string); strings.Contains(text, "⟦") {
			t.Errorf("%s: no text for %v", name, errs)
		}
	}
	unknown := decode(t, s.get("/api/v1/offerings?place=Jyv%C3%A4skyl"))
	if suggested, ok := unknown["suggestions"].([]any); !ok || !slices.Contains(suggested, any("Jyväskylä")) {
		t.Errorf("suggestions %v, want Jyväskylä", unknown["suggestions"])
	}
	if diff := cmp.Diff(map[string]any{"place": "Jyväskyl"}, unknown["details"]); diff != "" {
		t.Error(diff)
	}
}

// TestNoCacheOutlivesASuspension: an answer may be kept, but only as long as it holds.
func TestNoCacheOutlivesASuspension(t *testing.T) {
	s := serve(t)
	h := s.HomeCare("Aamurusko")
	s.reindex()
	for _, path := range []string{"/api/v1/offerings", "/api/v1/offerings/" + h.Offering.String()} {
		first := s.get(path)
		tag := first.Header().Get("ETag")
		if first.Code != http.StatusOK || tag == "" || first.Header().Get("Cache-Control") != "no-cache" {
			t.Fatalf("%s: %d %v", path, first.Code, first.Header())
		}
		for _, sent := range []string{tag, strings.TrimPrefix(tag, "W/"), `"other", ` + tag, "*"} {
			if again := s.get(path, "If-None-Match", sent); again.Code != http.StatusNotModified || again.Body.Len() != 0 {
				t.Errorf("%s: asked again with %s: %d with %d bytes, want 304", path, sent, again.Code, again.Body.Len())
			}
		}
		if again := s.get(path, "If-None-Match", `"other"`); again.Code != http.StatusOK {
			t.Errorf("%s: asked with another tag: %d, want 200", path, again.Code)
		}
	}
	page, one := s.get("/api/v1/offerings"), s.get("/api/v1/offerings/"+h.Offering.String())
	s.Event(h.Admission, "suspended", calendar.Date{}) // the index is not told
	after := s.get("/api/v1/offerings", "If-None-Match", page.Header().Get("ETag"))
	if after.Code != http.StatusOK || len(decode(t, after)["items"].([]any)) != 0 {
		t.Errorf("the list after a suspension: %d %s", after.Code, after.Body)
	}
	gone := s.get("/api/v1/offerings/"+h.Offering.String(), "If-None-Match", one.Header().Get("ETag"))
	if gone.Code != http.StatusGone || gone.Header().Get("ETag") != "" {
		t.Errorf("the offering after a suspension: %d %s", gone.Code, gone.Body)
	}
}

func TestHeadAndOptions(t *testing.T) {
	s := serve(t)
	srv := httptest.NewServer(s.handler)
	defer srv.Close()
	for method, want := range map[string]struct {
		status int
		header string
	}{
		http.MethodHead:    {http.StatusOK, "ETag"},
		http.MethodOptions: {http.StatusNoContent, "Access-Control-Allow-Methods"},
	} {
		req, err := http.NewRequestWithContext(s.Ctx, method, srv.URL+"/api/v1/offerings", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Origin", "https://vendor.example")
		res, err := srv.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		if err := res.Body.Close(); err != nil {
			t.Error(err)
		}
		if res.StatusCode != want.status || res.Header.Get(want.header) == "" || res.Header.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s: %d %v", method, res.StatusCode, res.Header)
		}
	}
}

func TestSuggestionsTellWhatChoosingDoes(t *testing.T) {
	s := serve(t)
	h := s.HomeCare("Aamurusko Kuokkala Oy")
	items := s.ok("/api/v1/suggestions?q=kuokk&lang=sv")["items"].([]any)
	var page string
	if err := s.DB.Owner.QueryRowContext(s.Ctx, `SELECT '/sv/producenter/' || a.producer_id FROM admission a WHERE a.id = $1`, h.Admission).Scan(&page); err != nil {
		t.Fatal(err)
	}
	want := []any{
		map[string]any{"kind": "place", "text": "Kuokkala, 40520 Jyväskylä", "note": nil, "service": nil, "page": nil},
		map[string]any{"kind": "producer", "text": "Aamurusko Kuokkala Oy", "note": nil, "service": nil, "page": page},
	}
	if diff := cmp.Diff(want, items); diff != "" {
		t.Error(diff)
	}
	items = s.ok("/api/v1/suggestions?q=turvaranne&kind=service")["items"].([]any)
	want = []any{map[string]any{"kind": "service", "text": "turvaranneke", "note": "Turvapuhelin ja turva-auttaja", "service": "safety_alarm", "page": nil}}
	if diff := cmp.Diff(want, items); diff != "" {
		t.Error(diff)
	}
	for path, status := range map[string]int{
		"?q=": 200, "": 200, "?q=k": 200, "?q=%F0%9F%92%8A%F0%9F%92%8A": 200, "?q='%20OR%201%3D1--": 200, "?q=%26%7C%21%3A%2A%28": 200,
		"?q=" + strings.Repeat("%D7%A9", 100): 200, "?q=" + strings.Repeat("a", 101): 400, "?q=%00": 400, "?q=%ff": 400, "?kind=person": 400, "?colour=red": 400,
	} {
		if rec := s.get("/api/v1/suggestions" + path); rec.Code != status {
			t.Errorf("%.40s: %d %s", path, rec.Code, rec.Body)
		}
	}
}

func TestNearestTurnsAPointIntoAPostalCode(t *testing.T) {
	s := serve(t)
	near := func(body string) *httptest.ResponseRecorder {
		req := httptest.NewRequestWithContext(s.Ctx, http.MethodPost, "/api/v1/places/nearest?lang=sv", strings.NewReader(body))
		req.Header.Set("Content-Type", "application/json")
		return s.send(req)
	}
	rec := near(`{"lat": 60.184, "lon": 24.950}`)
	want := map[string]any{"label": "00530 Helsingfors", "postal_code": "00530", "municipality": "091", "organiser": "90"}
	if diff := cmp.Diff(want, decode(t, rec)); rec.Code != http.StatusOK || diff != "" || rec.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%d %s", rec.Code, diff)
	}
	for body, status := range map[string]int{
		`{"lat": 59.3293, "lon": 18.0686}`: 422, `{"lat": 0, "lon": 0}`: 422,
		`{"lat": 91, "lon": 25}`: 400, `{"lat": 60, "lon": -181}`: 400, `{"lat": 60}`: 400, `{}`: 400, `null`: 400, ``: 400, `[60, 25]`: 400,
		`{"lat": "60.184", "lon": "24.95"}`: 400, `{"lat": 1e999, "lon": 25}`: 400, `{"lat": 60.184, "lon": 24.95}` + strings.Repeat(" ", 1000): 400,
	} {
		rec := near(body)
		if rec.Code != status {
			t.Errorf("%.40s: %d %s", body, rec.Code, rec.Body)
		}
		for _, secret := range []string{"60.184", "24.95", "59.3293"} {
			if strings.Contains(rec.Body.String(), secret) {
				t.Errorf("%.40s: the answer tells where: %s", body, rec.Body)
			}
		}
	}
}

// TestAUsageThatCannotBe is answered on its field, for lists and for one.
func TestAUsageThatCannotBe(t *testing.T) {
	s := serve(t)
	h := s.HomeCare("Kotihoiva Aamurusko")
	s.reindex()
	one := s.ok("/api/v1/offerings/" + h.Offering.String() + "?minutes=60&times=7")
	if month := one["month"].(map[string]any); month["cents"] != 36703.0 || month["minutes"] != 60.0 || month["times"] != 7.0 {
		t.Errorf("%v", month) // 12.10 × 7 × 52 ÷ 12
	}
	for _, bad := range []string{"minutes=0", "minutes=10000", "minutes=-30", "minutes=paljon", "times=0", "times=71"} {
		for _, path := range []string{"/api/v1/offerings?", "/api/v1/offerings/" + h.Offering.String() + "?"} {
			rec := s.get(path + bad)
			field, _, _ := strings.Cut(bad, "=")
			if rec.Code != http.StatusUnprocessableEntity || !strings.Contains(rec.Body.String(), field) {
				t.Errorf("%s%s: %d %s", path, bad, rec.Code, rec.Body)
			}
		}
	}
}
