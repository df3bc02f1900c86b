package producerdesk_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend"
	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/evidence"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/internal/platform/files"
	"github.com/tuottajatori/tuottajatori/internal/platform/jobs"
	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/report"
	"github.com/tuottajatori/tuottajatori/internal/tenure"
	"github.com/tuottajatori/tuottajatori/internal/web/producerdesk"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// house serves the desk over a real database to whoever acts.
type house struct {
	*dbtest.DB
	t       testing.TB
	rooms   producerdesk.Rooms
	locales *locale.Bundle
	handler http.Handler
	kit     *webkit.Kit
	actor   actor.Actor
	own     actor.Actor // of the producer
}

func newHouse(t testing.TB) *house {
	t.Helper()
	h := &house{DB: dbtest.New(t), t: t}
	h.Service.Constraints(identity.Constraints, producer.Constraints, admission.Constraints, offering.Constraints)
	queue, err := jobs.NewQueue(h.Service)
	h.ok(err)
	ring, err := keys.LoadOrCreate(filepath.Join(t.TempDir(), "keys"))
	h.ok(err)
	store, err := files.NewFolder(t.TempDir())
	h.ok(err)
	h.locales, err = locale.Load(frontend.Locales)
	h.ok(err)
	public := &url.URL{Scheme: "http", Host: "localhost"}
	people := identity.New(h.Service, queue, ring, identity.Options{PublicURL: public})
	producers := producer.New(h.Service, store, people)
	h.rooms = producerdesk.Rooms{Producers: producers, Offerings: offering.New(h.Service), Admissions: admission.New(h.Service, people, producers), Evidence: evidence.New(h.Service), Identity: people,
		Reports: report.NewService(h.Service, queue, ring, people)}
	h.rooms.Tenure = tenure.New(h.Service, people, h.rooms.Admissions)
	h.kit = &webkit.Kit{Locales: h.locales, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), PublicURL: public}
	gin.SetMode(gin.TestMode)
	r := gin.New()
	r.Use(func(c *gin.Context) { c.Request = c.Request.WithContext(actor.With(c.Request.Context(), h.actor)) })
	producerdesk.Mount(r, h.kit, h.rooms)
	h.handler = r
	h.own = h.producer()
	h.actor = h.own
	return h
}

func (h *house) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) exec(query string, args ...any) {
	h.t.Helper()
	_, err := h.Owner.ExecContext(h.t.Context(), query, args...)
	h.ok(err)
}

func (h *house) text(query string, args ...any) string {
	h.t.Helper()
	var text string
	h.ok(h.Owner.GetContext(h.t.Context(), &text, query, args...))
	return text
}

func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

// producer makes a producer and one who acts for it.
func (h *house) producer() actor.Actor {
	id, person := newID(), newID()
	h.exec(`INSERT INTO producer (id, business_id, name, kind, origin) VALUES ($1, NULL, 'Hoiva Mäkinen Oy', 'company', 'signup')`, id)
	h.exec(`INSERT INTO person (id, email, name) VALUES ($1, $2, 'Maija Mäkinen')`, person, person.String()+"@example.fi")
	return actor.Actor{Person: person, Role: actor.RoleProducer, Organisation: id, Name: "Maija Mäkinen", RequestID: "test-request"}
}

// admit gives the producer a voucher admission of Keski-Suomi: home care by the hour, value 36 €, ceiling 60 €.
func (h *house) admit(a actor.Actor) uuid.UUID {
	scheme, id := newID(), newID()
	h.exec(`INSERT INTO scheme (id, organiser_id, key, regime, name_fi, name_sv, name_en, client_pays, verified, open_for_applications, valid_from)
		SELECT $1, id, 's' || replace($2, '-', ''), 'voucher', 'Kotihoidon palveluseteli', 'Servicesedel för hemvård', 'Home care voucher', 'own_share', true, false, '2026-01-01'
		FROM organiser WHERE code = '15'`, scheme, scheme.String())
	h.exec(`INSERT INTO scheme_service (id, scheme_id, service_key, unit, value_cents, price_cap_cents, valid)
		VALUES ($1, $2, 'home_care', 'hour', 3600, 6000, '[2026-01-01,)')`, newID(), scheme)
	h.exec(`INSERT INTO admission (id, scheme_id, producer_id, origin, valid_from) VALUES ($1, $2, $3, 'demo', '2026-01-01')`, id, scheme, a.Organisation)
	for _, key := range []string{"home_care", "cleaning", "meals"} {
		h.exec(`INSERT INTO admission_service (admission_id, service_key) VALUES ($1, $2)`, id, key)
	}
	return id
}

// answer is a page that came back.
type answer struct {
	t        testing.TB
	Status   int
	Location string
	Header   http.Header
	Body     string
}

func (h *house) get(path string) answer { return h.send(httptest.NewRequest("GET", path, nil)) }

// post sends a form: names and values in turn.
func (h *house) post(path string, pairs ...string) answer {
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return h.send(r)
}

func (h *house) send(r *http.Request) answer {
	h.t.Helper()
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	body := w.Body.String()
	if i := strings.Index(body, "⟦"); i >= 0 {
		h.t.Errorf("%s has a text that is not there: %s", r.URL.Path, body[i:min(i+80, len(body))])
	}
	return answer{t: h.t, Status: w.Code, Location: w.Header().Get("Location"), Header: w.Header(), Body: body}
}

// has checks the status and that the page says all of the words.
func (a answer) has(status int, words ...string) answer {
	a.t.Helper()
	if a.Status != status {
		a.t.Fatalf("status %d to %s, want %d: %.300s", a.Status, a.Location, status, a.Body)
	}
	for _, word := range words {
		if !strings.Contains(a.Body, word) {
			a.t.Errorf("the page does not say %q", word)
		}
	}
	return a
}

// leads checks that the answer sends the browser on.
func (a answer) leads(path string) {
	a.t.Helper()
	if a.Status != http.StatusSeeOther || a.Location != path {
		a.t.Fatalf("status %d to %q, want 303 to %q: %.300s", a.Status, a.Location, path, a.Body)
	}
}

var hidden = regexp.MustCompile(`name="(id|version)"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*name="(id|version)"`)

// hidden is the value of a hidden field.
func (a answer) hidden(name string) string {
	a.t.Helper()
	for _, m := range hidden.FindAllStringSubmatch(a.Body, -1) {
		if m[1] == name {
			return m[2]
		}
		if m[4] == name {
			return m[3]
		}
	}
	a.t.Fatalf("no hidden field %s", name)
	return ""
}
