package asks_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend"
	"github.com/tuottajatori/tuottajatori/internal/api"
	"github.com/tuottajatori/tuottajatori/internal/ask"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/catalogue/cataloguetest"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/jobs"
	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/platform/vault"
	"github.com/tuottajatori/tuottajatori/internal/web"
	"github.com/tuottajatori/tuottajatori/internal/web/asks"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// site serves the visitors' pages and the API over a catalogue with one producer that takes requests, and one that has
// nobody to answer.
type site struct {
	*cataloguetest.World
	t       *testing.T
	handler http.Handler
	log     bytes.Buffer
	ring    *keys.Ring
	care    cataloguetest.HomeCare
	mute    cataloguetest.HomeCare
}

func open(t *testing.T) *site {
	t.Helper()
	s := &site{World: cataloguetest.New(t), t: t}
	s.DB.Service.Constraints(identity.Constraints, ask.Constraints)
	texts, err := locale.Load(frontend.Locales)
	s.ok(err)
	queue, err := jobs.NewQueue(s.DB.Service)
	s.ok(err)
	ring, err := keys.LoadOrCreate(filepath.Join(t.TempDir(), "keys.json"))
	s.ok(err)
	s.ring = ring
	public := &url.URL{Scheme: "http", Host: "localhost"}
	people := identity.New(s.DB.Service, queue, ring, identity.Options{PublicURL: public})
	c := catalogue.New(s.DB.Service, nil, catalogue.Options{})
	service := ask.NewService(ask.Parts{DB: s.DB.Service, Queue: queue, Ring: ring, Vault: vault.New(ring), People: people, Offers: c})
	kit := &webkit.Kit{Locales: texts, Log: slog.New(slog.NewTextHandler(&s.log, nil)), PublicURL: public}
	s.handler, err = web.New(web.Options{Kit: kit, Sessions: people, Log: kit.Log, Ready: func(context.Context) error { return nil }, Mount: func(r gin.IRouter) {
		asks.Mount(r, kit, service, c)
		api.MountAsks(r, service, public, kit.Fail)
	}})
	s.ok(err)
	s.care, s.mute = s.HomeCare("Kotihoiva Aamurusko"), s.HomeCare("Hoiva Mykkä")
	person := uuid.New()
	s.Exec(`INSERT INTO person (id, email, name, email_confirmed_at) VALUES ($1::uuid, $1::text || '@example.fi', 'Joku', now())`, person)
	s.Exec(`INSERT INTO membership (id, person_id, role, producer_id, state) VALUES ($1, $2, 'producer', $3, 'active')`, uuid.New(), person, s.care.Producer)
	t.Cleanup(func() {
		if missing := texts.Missing(); len(missing) > 0 {
			t.Errorf("texts missing: %v", missing)
		}
	})
	return s
}

func (s *site) ok(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *site) do(method, path, contentType, body string) *httptest.ResponseRecorder {
	s.t.Helper()
	r := httptest.NewRequestWithContext(s.Ctx, method, path, strings.NewReader(body))
	r.Header.Set("Content-Type", contentType)
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w
}

func (s *site) get(path string) *httptest.ResponseRecorder { return s.do(http.MethodGet, path, "", "") }

func (s *site) post(path string, form url.Values) *httptest.ResponseRecorder {
	return s.do(http.MethodPost, path, "application/x-www-form-urlencoded", form.Encode())
}

var token = regexp.MustCompile(`name="form" value="([^"]+)"`)

// filled is the form of a page, filled in.
func (s *site) filled(page string) url.Values {
	s.t.Helper()
	found := token.FindStringSubmatch(page)
	if found == nil {
		s.t.Fatalf("no form:\n%s", page)
	}
	return url.Values{"form": {found[1]}, "id": {s.care.Offering.String()}, "name": {"Aino Sentinelli"}, "phone": {"040 555 1234"}, "email": {"aino.sentinelli@example.fi"},
		"place": {"40520"}, "for": {"close"}, "wish": {"Apua aamuisin & iltaisin <b>"}, "step": {"check"}}
}

// age makes a form one that was shown a minute ago.
func (s *site) age(f url.Values) {
	s.t.Helper()
	id, err := s.ring.Open("ask.form", f.Get("form"))
	s.ok(err)
	at := time.Now().Add(-time.Minute).UnixMilli()
	for i := range 6 {
		id[i] = byte(at >> (8 * (5 - i)))
	}
	f.Set("form", s.ring.Token("ask.form", id))
}

func (s *site) wants(w *httptest.ResponseRecorder, status int, texts ...string) {
	s.t.Helper()
	if w.Code != status {
		s.t.Fatalf("status %d, want %d:\n%s", w.Code, status, w.Body)
	}
	for _, text := range texts {
		if !strings.Contains(w.Body.String(), text) {
			s.t.Errorf("not told: %q", text)
		}
	}
}

func TestAVisitorAsksFollowsAndTakesBack(t *testing.T) {
	s := open(t)
	const form = "/fi/pyyda-palvelua"
	s.wants(s.get(form), 200, "Valitse ensin palvelu")
	s.wants(s.get(form+"?id="+s.mute.Offering.String()), 200, "ei ota pyyntöjä vastaan täällä")
	s.wants(s.get(form+"?producer="+s.mute.Producer.String()), 200, "ei ota pyyntöjä vastaan täällä")
	s.wants(s.get(form+"?producer="+s.care.Producer.String()), 200, "Mitä palvelua pyydät?", s.care.Offering.String())
	s.wants(s.get(form+"?producer="+s.care.Producer.String()+"&chosen=1"), 422, "Valitse vähintään yksi palvelu")
	s.wants(s.get(form+"?producer="+uuid.NewString()), 404)
	s.wants(s.get("/sv/begar-tjanst?id="+s.care.Offering.String()), 200, "Vilken hjälp behövs?")
	s.wants(s.get("/en/ask-for-a-service?id="+s.care.Offering.String()), 200, "What help is needed?")

	page := s.get(form + "?id=" + s.care.Offering.String() + "&id=" + s.mute.Offering.String())
	s.wants(page, 200, "Kotihoiva Aamurusko", "Näille soitetaan", "Hoiva Mykkä")
	f := s.filled(page.Body.String())
	empty := url.Values{"form": f["form"], "id": f["id"], "step": {"check"}}
	s.wants(s.post(form, empty), 422, "Kirjoita nimesi", "Kirjoita puhelinnumerosi tai sähköpostiosoitteesi", "Valitse, kenelle palvelua tarvitaan", "Kirjoita, mitä apua tarvitaan")
	s.wants(s.post(form, f), 200, "Tarkista tiedot", "Apua aamuisin &amp; iltaisin &lt;b&gt;", "Suostumus")
	f.Set("step", "edit")
	s.wants(s.post(form, f), 200, "Nimesi", `value="Aino Sentinelli"`)
	f.Set("step", "send")
	s.wants(s.post(form, f), 422, "Merkitse, että tietosi saa antaa tuottajalle", "Tarkista tiedot")
	f.Set("consent", "yes")
	f.Set("company", "Robotti Oy")
	if w := s.post(form, f); w.Code != 303 || w.Header().Get("Location") != "/fi" {
		t.Errorf("a program: %d to %s", w.Code, w.Header().Get("Location"))
	}
	f.Del("company")
	s.wants(s.post(form, f), 409, "Lomake tuli meille hyvin nopeasti", "Tarkista tiedot")
	s.age(f)
	w := s.post(form, f)
	link, _, _ := strings.Cut(w.Header().Get("Location"), "?")
	if w.Code != 303 || !strings.HasPrefix(link, "/fi/palvelupyynto/") {
		t.Fatalf("sent: %d to %s:\n%s", w.Code, link, w.Body)
	}
	if again := s.post(form, f); again.Header().Get("Location") != w.Header().Get("Location") {
		t.Error("sent twice, it is two")
	}

	status := s.get(link + "?done=sent")
	s.wants(status, 200, "Pyyntö on lähetetty", "Kotihoiva Aamurusko", "Aino Sentinelli", "http://localhost"+link)
	for header, want := range map[string]string{"Referrer-Policy": "strict-origin", "Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"} {
		if got := status.Header().Get(header); got != want {
			t.Errorf("%s: %q", header, got)
		}
	}
	if strings.Contains(status.Body.String(), "ilmoita-virheesta?page=") {
		t.Error("the link to tell of an error carries the secret address")
	}
	s.wants(s.get(strings.Replace(link, "/fi/palvelupyynto", "/sv/tjansteforfragan", 1)), 200, "Väntar på svar")
	data := s.get(link + "/data.json")
	var own struct {
		Content  struct{ Name, Wish string }
		Requests []struct{ State string }
	}
	s.ok(json.Unmarshal(data.Body.Bytes(), &own))
	if own.Content.Name != "Aino Sentinelli" || len(own.Requests) != 1 || own.Requests[0].State != "made" || !strings.HasPrefix(data.Header().Get("Content-Disposition"), "attachment") {
		t.Errorf("one's own data: %s", data.Body)
	}

	var request string
	s.ok(s.DB.Owner.Get(&request, `SELECT id::text FROM ask_request`))
	s.wants(s.post(link+"/reply", url.Values{"id": {uuid.NewString()}, "request": {request}, "text": {"Hei"}}), 409)
	s.wants(s.get(link+"/withdraw?request="+uuid.NewString()), 404)
	s.wants(s.get(link+"/withdraw?request="+request), 200, "Haluatko perua pyynnön?")
	if w := s.post(link+"/withdraw", url.Values{"request": {request}}); w.Code != 303 {
		t.Fatalf("taking back: %d", w.Code)
	}
	after := s.get(link)
	s.wants(after, 200, "Peruit pyynnön", "on poistettu")
	if strings.Contains(after.Body.String(), "Sentinelli") {
		t.Error("what was erased is shown")
	}
	s.wants(s.get("/fi/palvelupyynto/"+strings.Repeat("A", 64)), 404, "Pyyntöä ei löytynyt")

	logged := s.log.String()
	for _, secret := range []string{"Sentinelli", "sentinelli", "555 1234", "5551234", link, "aamuisin"} {
		if strings.Contains(logged, secret) {
			t.Errorf("the log tells %q", secret)
		}
	}
}

func TestAnotherSitesServerAsks(t *testing.T) {
	s := open(t)
	var form struct {
		Form string `json:"form"`
	}
	s.ok(json.Unmarshal(s.get("/api/v1/request-form?lang=sv").Body.Bytes(), &form))
	body := func(change map[string]any) string {
		all := map[string]any{"form": form.Form, "offerings": []string{s.care.Offering.String()}, "name": "Aino", "phone": "040 555 1234", "place": "Jyväskylä", "for": "me", "wish": "Hjälp", "consent": true}
		for name, value := range change {
			all[name] = value
		}
		text, err := json.Marshal(all)
		s.ok(err)
		return string(text)
	}
	post := func(text string) *httptest.ResponseRecorder {
		return s.do(http.MethodPost, "/api/v1/requests?lang=sv", "application/json", text)
	}
	for name, test := range map[string]struct {
		body string
		want int
	}{
		"not JSON":                {"{", 400},
		"too long":                {body(map[string]any{"wish": strings.Repeat("x", 40<<10)}), 413},
		"another form":            {body(map[string]any{"form": "x"}), 400},
		"no consent":              {body(map[string]any{"consent": false}), 422},
		"nowhere":                 {body(map[string]any{"place": "Atlantis"}), 422},
		"nothing":                 {body(map[string]any{"offerings": []string{}}), 422},
		"a NUL":                   {body(map[string]any{"wish": "a\x00b"}), 400},
		"too quick":               {body(nil), 409},
		"an id of the wrong kind": {body(map[string]any{"offerings": []int{1}}), 400},
	} {
		if w := post(test.body); w.Code != test.want || strings.Contains(w.Body.String(), "555 1234") {
			t.Errorf("%s: %d\n%s", name, w.Code, w.Body)
		}
	}
	f := url.Values{"form": {form.Form}}
	s.age(f)
	form.Form = f.Get("form")
	if w := post(body(map[string]any{"offerings": []string{s.mute.Offering.String()}})); w.Code != 422 {
		t.Errorf("by phone only: %d\n%s", w.Code, w.Body)
	}
	var sent struct {
		Link     string `json:"link"`
		Requests int    `json:"requests"`
	}
	w := post(body(nil))
	s.ok(json.Unmarshal(w.Body.Bytes(), &sent))
	path, ours := strings.CutPrefix(sent.Link, "http://localhost")
	if w.Code != 201 || sent.Requests != 1 || !ours {
		t.Fatalf("sent: %d\n%s", w.Code, w.Body)
	}
	s.wants(s.get(path), 200, "Väntar på svar", "Hjälp")
}
