package app_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/app"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/config"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
)

// marks are what a person types in these tests: none of it may come into the log.
const markText, markMail, markName = "salattuhaku", "salainen@hoiva.example", "Salaisuus Sanelma"

// house is the wired application with a little demo data, its log, and a session of each role.
type house struct {
	*app.App
	t      *testing.T
	db     *dbtest.DB
	log    *bytes.Buffer
	tokens map[actor.Role]string
	seen   map[int]int // answers by status
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, db: dbtest.New(t), log: &bytes.Buffer{}, tokens: map[actor.Role]string{}, seen: map[int]int{}}
	cfg, err := config.Load(func(name string) string {
		return map[string]string{"DATA_DIR": t.TempDir(), "DATABASE_URL": h.db.ServiceURL, "DEMO": "on",
			"OIDC_ISSUER": "http://127.0.0.1:9", "OIDC_CLIENT_ID": "tori", "OIDC_ROLES": "groups: a = officer 03"}[name] // where nobody answers
	})
	h.ok(err)
	h.App, err = app.New(t.Context(), cfg, slog.New(slog.NewTextHandler(h.log, nil)))
	h.ok(err)
	t.Cleanup(func() {
		h.ok(h.Close())
		h.leavesNothingRunning()
	})
	h.ok(h.LoadDemo(t.Context(), 120, 1, calendar.Today(time.Now())))
	var asked int
	if h.ok(h.db.Owner.Get(&asked, `SELECT count(DISTINCT status) FROM ask_request`)); asked < 8 {
		h.t.Errorf("the demo's requests stand in %d ways", asked)
	}
	h.ok(h.Indexer.Reindex(t.Context(), nil))
	for _, role := range identity.DemoRoles() {
		h.tokens[role], err = h.Identity.Demo(t.Context(), role, "127.0.0.1")
		h.ok(err)
	}
	return h
}

// leavesNothingRunning looks for goroutines that still work for a closed application.
func (h *house) leavesNothingRunning() {
	var left string
	for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		stacks := make([]byte, 4<<20)
		left = ""
		for _, stack := range strings.Split(string(stacks[:runtime.Stack(stacks, true)]), "\n\n") {
			of, _, _ := strings.Cut(stack, "created by testing.")
			if strings.Contains(of, "internal/app.") || strings.Contains(of, "riverqueue") || strings.Contains(of, "tuottajatori/search") || strings.Contains(of, "tuottajatori/internal/platform") && !strings.Contains(of, "dbtest") {
				left += stack + "\n\n"
			}
		}
		if left == "" {
			return
		}
	}
	h.t.Errorf("still running after the application was closed: %.3000s", left)
}

func (h *house) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// asks sends a request in a role and holds the answer to what every answer promises.
func (h *house) asks(role actor.Role, r *http.Request) *httptest.ResponseRecorder {
	h.t.Helper()
	if token := h.tokens[role]; token != "" {
		r.AddCookie(&http.Cookie{Name: "session", Value: token})
	}
	r.RemoteAddr = fmt.Sprintf("192.0.2.%d:1", time.Now().UnixNano()%250)
	w := httptest.NewRecorder()
	h.Handler.ServeHTTP(w, r)
	h.seen[w.Code]++
	body, what := w.Body.String(), fmt.Sprintf("%s as %q: %s %.120s", r.URL.Path[:min(90, len(r.URL.Path))], role, r.Method, r.URL.RawQuery)
	switch kind := w.Header().Get("Content-Type"); {
	case w.Code >= 500:
		h.t.Errorf("%s: %d", what, w.Code)
	case strings.Contains(body, "⟦"):
		h.t.Errorf("%s: a text is missing", what)
	case w.Code >= 400 && strings.HasPrefix(r.URL.Path, "/api/"):
		if kind != "application/problem+json" {
			h.t.Errorf("%s: %d as %s", what, w.Code, kind)
		}
	case w.Code >= 400 && !strings.Contains(body, "<h1"):
		h.t.Errorf("%s: %d without a page: %.100s", what, w.Code, body)
	}
	return w
}

var (
	parameter = regexp.MustCompile(`[:*]\w+`)
	// bad is what no page of ours sends as a part of a path, in a query, or in a field.
	badParts   = []string{"not-an-id", "%00", "%ff%fe", "..%2f..%2fetc%2fpasswd", "00000000-0000-0000-0000-000000000000", strings.Repeat("9", 10_000), "%27%20OR%201%3D1--"}
	badQueries = []string{"q=%00", "place=%ff", "%zz", "%ff=1", "q=" + strings.Repeat("a", 10_000), "page=-1&after=%00&sort=x&state=%27&scheme=%ff&text=%25_%5c", "id=%ff&done=%00&view=%F0%9F&text=%00", "after=9e99&scheme=1&text=" + markText}
	badValues  = []string{"", "\x00", "\xff\xfe", strings.Repeat("ä", 10_000), "-1", "9e99", "99999999999999999999", "'; DROP TABLE person; --", "<script>alert(1)</script>", "javascript:alert(1)", "a\r\nBcc: b@c.example", "31.2.2026", "\u202e", markMail}
)

// TestNoAddressFailsOnWhatNobodyShouldSend asks for each address that there is, in each role, with parts, queries,
// bodies and headers that no page of ours sends. Each answer is a page in words or a problem document, never a 500; and
// the log tells neither faults of ours nor what was typed.
func TestNoAddressFailsOnWhatNobodyShouldSend(t *testing.T) {
	h := newHouse(t)
	own := h.ownIDs()
	for _, route := range h.Routes() {
		if !strings.HasPrefix(route.Path, "/fi") && !strings.HasPrefix(route.Path, "/api/") || route.Method == http.MethodHead {
			continue // the other languages have the same handlers
		}
		for _, role := range meets(route.Path) {
			if route.Method == http.MethodGet {
				h.reads(role, route.Path, own)
			}
			if route.Method == http.MethodPost && !strings.HasSuffix(route.Path, "/ulos") {
				h.writes(role, route.Path, own)
			}
		}
	}
	if h.seen[200] < 300 || h.seen[422] < 100 || h.seen[400] < 1000 {
		t.Errorf("the answers by status are %v: too few requests came through to tell anything", h.seen)
	}
	log := h.log.String()
	if at := strings.Index(log, "level=ERROR"); at >= 0 {
		t.Errorf("a fault inside: %.1500s", log[at:])
	}
	for _, mark := range []string{markText, markMail, markName, "demo.example", "Maija", "DROP TABLE"} {
		if at := strings.Index(log, mark); at >= 0 {
			t.Errorf("the log tells %q: %.300s", mark, log[max(0, at-200):])
		}
	}
}

// meets lists the roles that an address is asked in: at a desk those who work there, and one who may not; TestDesksTellNothingOfOthers
// asks the other desks' people.
func meets(path string) []actor.Role {
	for desk, roles := range map[string][]actor.Role{
		"/fi/hankinta": {actor.RoleOfficer, actor.RoleOperator}, "/fi/tuottaja": {actor.RoleProducer},
		"/fi/yllapito": {actor.RoleAdministrator}, "/fi/valvonta": {actor.RoleSupervisor},
	} {
		if path == desk || strings.HasPrefix(path, desk+"/") {
			if strings.HasPrefix(path, "/fi/hankinta/supply") {
				roles = append(roles, actor.RoleGuidance)
			}
			return append(roles, actor.RoleVisitor)
		}
	}
	return []actor.Role{actor.RoleProducer, actor.RoleVisitor} // what is nobody's desk knows no role but signed in or not
}

// ownIDs is for each kind of thing one that the demo accounts may see, by the path's segment before it.
func (h *house) ownIDs() map[string]string {
	h.t.Helper()
	ids := map[string]string{}
	for segment, query := range map[string]string{
		"applications": `SELECT a.id FROM application a JOIN person p ON p.id = a.created_by WHERE p.email = 'tuottaja@demo.example' ORDER BY a.closed LIMIT 1`,
		"admissions":   `SELECT a.id FROM admission a JOIN membership m ON m.producer_id = a.producer_id JOIN person p ON p.id = m.person_id WHERE p.email = 'tuottaja@demo.example' LIMIT 1`,
		"units":        `SELECT u.id FROM service_unit u JOIN membership m USING (producer_id) JOIN person p ON p.id = m.person_id WHERE p.email = 'tuottaja@demo.example' LIMIT 1`,
		"points":       `SELECT s.id FROM service_point s JOIN service_unit u ON u.id = s.unit_id JOIN membership m USING (producer_id) JOIN person p ON p.id = m.person_id WHERE p.email = 'tuottaja@demo.example' LIMIT 1`,
		"offerings":    `SELECT o.id FROM offering o JOIN service_point s ON s.id = o.point_id JOIN service_unit u ON u.id = s.unit_id JOIN membership m USING (producer_id) JOIN person p ON p.id = m.person_id WHERE p.email = 'tuottaja@demo.example' LIMIT 1`,
		"schemes":      `SELECT id FROM scheme WHERE open_for_applications LIMIT 1`, "people": `SELECT id FROM person WHERE demo LIMIT 1`,
		"requirements": `SELECT r.id FROM requirement r JOIN application a USING (scheme_id) JOIN person p ON p.id = a.created_by WHERE p.email = 'tuottaja@demo.example' ORDER BY a.closed LIMIT 1`,
		"organisers":   `SELECT code FROM organiser LIMIT 1`, "palvelut": `SELECT id FROM offering LIMIT 1`, "tuottajat": `SELECT id FROM producer LIMIT 1`,
	} {
		var id string
		h.ok(h.db.Owner.Get(&id, query))
		ids[segment] = id
	}
	return ids
}

// filled is a route's path with its parameters replaced: own ids where there are some, else what is given.
func filled(path string, own map[string]string, given string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if !parameter.MatchString(part) {
			continue
		}
		if id := own[parts[i-1]]; id != "" {
			parts[i] = id
		} else {
			parts[i] = given
		}
	}
	return strings.Join(parts, "/")
}

func get(address string) *http.Request {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	path, query, _ := strings.Cut(address, "?")
	plain, err := url.PathUnescape(path)
	if err != nil {
		plain = path
	}
	r.URL = &url.URL{Path: plain, RawPath: path, RawQuery: query}
	return r
}

func (h *house) reads(role actor.Role, path string, own map[string]string) {
	h.t.Helper()
	h.asks(role, get(filled(path, own, uuid.NewString())))
	for _, query := range badQueries {
		h.asks(role, get(filled(path, own, uuid.NewString())+"?"+query))
	}
	if parameter.MatchString(path) {
		for _, part := range badParts {
			h.asks(role, get(filled(path, nil, part)))
		}
	}
	r := get(filled(path, own, uuid.NewString()))
	for _, name := range []string{"Accept-Language", "Cookie", "Referer", "X-Request-Id", "X-Forwarded-For", "If-None-Match", "Accept-Encoding"} {
		r.Header.Set(name, "lang=\xff\xfe; session=%00\x01\""+strings.Repeat("a", 3000))
	}
	h.asks(role, r)
}

// fields are the names of all forms' fields, so that each form gets all of its own.
var fields = strings.Fields(`accept account admission after answer answer-day answer-month answer-year areas at_home back business_id desc
description_en description_fi description_sv email from-day from-month from-year hours hours_en hours_fi hours_sv id kept kind length
membership name next outcome password phone place points price producer_name reasons role rulebook scheme service services sort spoken
state street text unit until-day until-month until-year url_en url_fi url_sv vacancy version view wait_days website`)

// freshID stands in badForms for an id of its own.
const freshID = "FRESH"

// badForms are forms whose every field holds what none should, each written once: that takes longer than answering it.
var badForms = sync.OnceValue(func() (bodies []string) {
	for i, value := range badValues {
		values := url.Values{}
		for _, name := range fields {
			values.Set(name, value)
		}
		if i%2 == 1 { // past the first refusals
			values.Set("id", freshID)
			values.Set("version", "1")
			values.Set("name", markName)
		}
		bodies = append(bodies, values.Encode())
	}
	return bodies
})

func (h *house) writes(role actor.Role, path string, own map[string]string) {
	h.t.Helper()
	send := func(address, contentType string, body []byte) {
		r := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(body))
		r.URL = &url.URL{Path: address}
		r.Header.Set("Content-Type", contentType)
		h.asks(role, r)
	}
	const form = "application/x-www-form-urlencoded"
	address := filled(path, own, uuid.NewString())
	for _, body := range badForms() {
		send(address, form, []byte(strings.ReplaceAll(body, freshID, uuid.NewString())))
	}
	for _, body := range []string{"name=%zz", "%ff=1", "a=b;c=d", strings.Repeat("a=b&", 300_000)} {
		send(address, form, []byte(body))
	}
	for _, name := range []string{"a\xff\xfe.pdf", `..\..\etc\passwd`, "a%0d%0aX: y.pdf", "\u202efdp.exe", strings.Repeat("a", 5000) + ".pdf"} {
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		part, err := w.CreateFormFile("file", name)
		h.ok(err)
		_, err = part.Write([]byte("<html><script>alert(1)</script>"))
		h.ok(err)
		h.ok(w.WriteField("version", "1"))
		h.ok(w.Close())
		send(address, w.FormDataContentType(), body.Bytes())
	}
	send(address, "multipart/form-data; boundary=x", []byte("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\x00.pdf\"\r\n\r\n%PDF-\r\n--x"))
	send(address, "multipart/form-data", []byte("x"))
	send(address, "application/json", []byte(`{"id":1}`))
	if parameter.MatchString(path) {
		send(strings.ReplaceAll(filled(path, nil, "x"), "x", "\xff\x00"), form, []byte("id=x"))
	}
}

// rows is how many rows there are of what the desks write, and how new the latest is.
func (h *house) rows() string {
	h.t.Helper()
	var n string
	h.ok(h.db.Owner.Get(&n, `SELECT concat_ws(' ', (SELECT count(*) FROM audit_event WHERE action NOT LIKE 'session.%' AND action NOT LIKE 'person.%viewed' AND action <> 'link.refused'), (SELECT count(*) FROM decision),
(SELECT count(*) FROM admission_event), (SELECT sum(version) FROM application), (SELECT sum(version) FROM offering), (SELECT count(*) FROM stored_file), (SELECT count(*) FROM review))`))
	return n
}
