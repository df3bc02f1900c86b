package sheetdesk_test

import (
	"bytes"
	"io"
	"log/slog"
	"mime/multipart"
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
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/importing"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/offering/pricelist"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/internal/platform/files"
	"github.com/tuottajatori/tuottajatori/internal/platform/jobs"
	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/platform/sheet"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/report"
	"github.com/tuottajatori/tuottajatori/internal/taking"
	"github.com/tuottajatori/tuottajatori/internal/web/sheetdesk"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

var organiser = uuid.MustParse("01900000-0000-7000-8000-000000000015")

// site serves the desk over a real database to whoever acts.
type site struct {
	*dbtest.DB
	t             testing.TB
	handler       http.Handler
	actor         actor.Actor
	own, officer  actor.Actor
	scheme, offer uuid.UUID
}

func open(t testing.TB) *site {
	t.Helper()
	s := &site{DB: dbtest.New(t), t: t, scheme: uuid.New(), offer: uuid.New()}
	s.Service.Constraints(identity.Constraints, producer.Constraints, admission.Constraints, offering.Constraints)
	queue, err := jobs.NewQueue(s.Service)
	s.ok(err)
	ring, err := keys.LoadOrCreate(filepath.Join(t.TempDir(), "keys"))
	s.ok(err)
	store, err := files.NewFolder(t.TempDir())
	s.ok(err)
	locales, err := locale.Load(frontend.Locales)
	s.ok(err)
	public := &url.URL{Scheme: "http", Host: "localhost"}
	people := identity.New(s.Service, queue, ring, identity.Options{PublicURL: public})
	offerings := offering.New(s.Service)
	rooms := sheetdesk.Rooms{PriceLists: pricelist.New(s.Service, offerings), Offerings: offerings,
		Admissions: admission.New(s.Service, people, producer.New(s.Service, store, people)), Reports: report.NewService(s.Service, queue, ring, people), Lists: importing.NewDesk(s.Service), Taking: taking.New(s.Service), People: people}
	gin.SetMode(gin.TestMode)
	r := gin.New()
	r.Use(func(c *gin.Context) { c.Request = c.Request.WithContext(actor.With(c.Request.Context(), s.actor)) })
	sheetdesk.Mount(r, &webkit.Kit{Locales: locales, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), PublicURL: public}, rooms)
	s.handler = r
	s.world()
	return s
}

// world is a producer with home care under a voucher scheme of Keski-Suomi, and an officer there.
func (s *site) world() {
	id, person, admitted, unit, point := uuid.New(), uuid.New(), uuid.New(), uuid.New(), uuid.New()
	s.exec(`INSERT INTO person (id, email, name) VALUES ($1, 'a@example.fi', 'Maija')`, person)
	s.exec(`INSERT INTO producer (id, name, kind, origin) VALUES ($1, '=Hoiva Oy', 'company', 'signup')`, id)
	s.exec(`INSERT INTO scheme (id, organiser_id, key, regime, name_fi, name_sv, name_en, client_pays, verified, open_for_applications, valid_from)
		VALUES ($1, $2, 'seteli', 'voucher', 'Kotihoidon palveluseteli', 'Servicesedel', 'Voucher', 'own_share', true, false, '2026-01-01')`, s.scheme, organiser)
	s.exec(`INSERT INTO scheme_service (id, scheme_id, service_key, unit, value_cents, price_cap_cents, valid) VALUES ($1, $2, 'home_care', 'hour', 3600, 6000, '[2026-01-01,)')`, uuid.New(), s.scheme)
	s.exec(`INSERT INTO admission (id, scheme_id, producer_id, origin, valid_from) VALUES ($1, $2, $3, 'demo', '2026-01-01')`, admitted, s.scheme, id)
	s.exec(`INSERT INTO admission_service (admission_id, service_key) VALUES ($1, 'home_care')`, admitted)
	s.exec(`INSERT INTO service_unit (id, producer_id, name) VALUES ($1, $2, 'Kotihoito')`, unit, id)
	s.exec(`INSERT INTO service_point (id, unit_id, name, postal_code, municipality_code) VALUES ($1, $2, 'Toimisto', '40520', '179')`, point, unit)
	s.exec(`INSERT INTO offering (id, admission_id, service_key, point_id, at_home) VALUES ($1, $2, 'home_care', $3, true)`, s.offer, admitted, point)
	s.exec(`INSERT INTO price_line (id, offering_id, unit, cents, valid) VALUES ($1, $2, 'hour', 4810, '[2026-01-01,)')`, uuid.New(), s.offer)
	s.own = actor.Actor{Person: person, Role: actor.RoleProducer, Organisation: id, RequestID: "test"}
	s.officer = actor.Actor{Person: person, Role: actor.RoleOfficer, Organisation: organiser, RequestID: "test"}
	s.actor = s.own
}

func (s *site) ok(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *site) exec(query string, args ...any) {
	s.t.Helper()
	_, err := s.Owner.ExecContext(s.t.Context(), query, args...)
	s.ok(err)
}

func (s *site) text(query string, args ...any) string {
	s.t.Helper()
	var text string
	s.ok(s.Owner.GetContext(s.t.Context(), &text, query, args...))
	return text
}

type answer struct {
	t testing.TB
	*httptest.ResponseRecorder
}

func (s *site) get(path string) answer { return s.send(httptest.NewRequest("GET", path, nil)) }

func (s *site) post(path string, pairs ...string) answer {
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.send(r)
}

// upload sends a file as a form does; cut is how many bytes of the body never arrive.
func (s *site) upload(path, id, name string, content []byte, cut int) answer {
	s.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	s.ok(w.WriteField("id", id))
	part, err := w.CreateFormFile("file", name)
	s.ok(err)
	_, err = part.Write(content)
	s.ok(err)
	s.ok(w.Close())
	r := httptest.NewRequest("POST", path, bytes.NewReader(body.Bytes()[:body.Len()-cut]))
	r.Header.Set("Content-Type", w.FormDataContentType())
	return s.send(r)
}

func (s *site) send(r *http.Request) answer {
	s.t.Helper()
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	if i := strings.Index(w.Body.String(), "⟦"); i >= 0 {
		s.t.Errorf("%s has a text that is not there: %.80s", r.URL.Path, w.Body.String()[i:])
	}
	return answer{s.t, w}
}

func (a answer) has(status int, words ...string) answer {
	a.t.Helper()
	if a.Code != status {
		a.t.Fatalf("status %d, want %d: %.400s", a.Code, status, a.Body)
	}
	for _, word := range words {
		if !strings.Contains(a.Body.String(), word) {
			a.t.Errorf("the page does not say %q: %s", word, a.Body)
		}
	}
	return a
}

func (a answer) leads(path string) {
	a.t.Helper()
	if a.Code != http.StatusSeeOther || a.Header().Get("Location") != path {
		a.t.Fatalf("%d to %q, want %q: %.400s", a.Code, a.Header().Get("Location"), path, a.Body)
	}
}

var hiddenID = regexp.MustCompile(`name="id"[^>]*value="([^"]*)"`)

func (a answer) id() string { return hiddenID.FindStringSubmatch(a.Body.String())[1] }

func TestPricesAndOfferingsByAFile(t *testing.T) {
	s := open(t)
	s.offeringsByAFile()
	for _, l := range locale.Langs() {
		desk := paths.Desk(l, "offerings", "prices")
		s.get(desk).has(200, "<h1", desk+"/list.xlsx")
		s.get(desk+"/list.csv").has(200, "48", s.offer.String())
	}
	desk := paths.Desk(locale.Fi, "offerings", "prices")
	if book := s.get(desk + "/list.xlsx"); book.Code != 200 || book.Header().Get("Content-Type") != sheet.XLSX.MediaType() ||
		book.Header().Get("Content-Disposition") != "attachment; filename=hinnasto.xlsx" {
		t.Errorf("%d %v", book.Code, book.Header())
	}
	later := s.text(`SELECT to_char(now() + interval '40 days', 'YYYY-MM-DD')`)
	good := "Tunniste;Hinta;Alkaen\n" + s.offer.String() + ";50,5;" + later + "\n"
	id := s.get(desk).id()
	preview := desk + "/files/" + id
	for range 2 { // sent twice
		s.upload(desk, id, "hinnat.csv", []byte(good+";5;"+later+"\n"), 0).leads(preview)
	}
	s.get(preview).has(200, "1 hinta muuttuu", "48,10", "50,50", "1 rivi on korjattava", "Tallenna vain oikea rivi", "Tällaista palvelua ei ole")
	s.post(preview, "rows", "all").has(409, "Muutoksia ei tallennettu")
	for range 2 {
		s.post(preview, "rows", "good").leads(preview)
	}
	s.get(preview).has(200, "1 hinta on tallennettu.")
	if n := s.text(`SELECT count(*)::text FROM price_line`); n != "2" {
		t.Errorf("%s prices", n)
	}
	again := uuid.NewString()
	s.upload(desk, again, "hinnat.csv", []byte(good), 0).leads(desk + "/files/" + again)
	s.get(desk+"/files/"+again).has(200, "Tiedosto ei muuta mitään")
	for _, l := range []locale.Lang{locale.Sv, locale.En} {
		s.get(paths.Desk(l, "offerings", "prices", "files", again)).has(200, "<h1")
	}

	s.upload(desk, uuid.NewString(), "x.xlsx", []byte("PK\x03\x04half"), 0).has(422, "katkennut", `href="#file"`)
	s.upload(desk, uuid.NewString(), "x.csv", []byte("Tunniste;Hinta;Alkaen\n"+strings.Repeat("x;1;2\n", 5001)), 0).has(422, "5000")
	s.upload(desk, uuid.NewString(), "x.csv", []byte(good), 60).has(400)
	s.post(desk, "id", uuid.NewString()).has(422, "Valitse tiedosto.")
	s.actor = s.officer
	s.get(desk).has(403)
	s.get(preview).has(403)
	s.get(desk + "/list.csv").has(403)
}

// offeringsByAFile: what is told of an offering is taken, changed, looked at and applied as prices are.
func (s *site) offeringsByAFile() {
	for _, l := range locale.Langs() {
		desk := paths.Desk(l, "offerings", "list")
		s.get(desk).has(200, "<h1", desk+"/list.xlsx")
		s.get(desk+"/list.csv").has(200, s.offer.String())
	}
	desk := paths.Desk(locale.Fi, "offerings", "list")
	file := "Palvelun tunnus;Onko tilaa;Odotus päivinä;Palvelukielet;Alue;Kuvaus ruotsiksi\n" + s.offer.String() + ";jonoa;20;suomi;Jyväskylä;<b>God vård</b>\n"
	id := s.get(desk).id()
	preview := desk + "/files/" + id
	s.upload(desk, id, "palvelut.csv", []byte(file+"x;jonoa;;;;\n"), 0).leads(preview)
	s.get(preview).has(200, "1 palvelun tiedot muuttuvat", "Ei ilmoitettu", "jonoa on", "Odotus päivinä", "&lt;b&gt;God vård", "1 rivi on korjattava", "Tallenna vain oikea rivi")
	s.post(preview, "rows", "all").has(409, "Muutoksia ei tallennettu")
	s.post(preview, "rows", "good").leads(preview)
	s.get(preview).has(200, "1 palvelun tiedot on tallennettu.")
	if got := s.text(`SELECT concat_ws(' ', vacancy, wait_days, spoken, description_sv) FROM offering`); got != "queue 20 {fi} <b>God vård</b>" {
		s.t.Errorf("the offering tells %s", got)
	}
	again := uuid.NewString()
	s.upload(desk, again, "palvelut.csv", []byte(file), 0).leads(desk + "/files/" + again)
	s.get(desk+"/files/"+again).has(200, "Tiedosto ei muuta mitään")
	for _, l := range []locale.Lang{locale.Sv, locale.En} {
		s.get(paths.Desk(l, "offerings", "list", "files", id)).has(200, "<h1")
	}
	s.get(paths.Desk(locale.Fi, "offerings", "prices", "files", id)).has(404)
	s.upload(desk, uuid.NewString(), "x.csv", []byte("Tunniste;Hinta\nx;1\n"), 0).has(422, "ei ole yhtään saraketta", `href="#file"`)
}

func TestWhatOfficersTake(t *testing.T) {
	s := open(t)
	s.actor = s.officer
	for _, l := range locale.Langs() {
		base := paths.Officer(l, "tables")
		s.get(base).has(200, "<h1", base+"/queue/list.xlsx?view=open", "scheme="+s.scheme.String())
		for _, list := range []string{"/queue/list", "/admissions/list", "/offerings/list"} {
			for _, form := range []sheet.Form{sheet.CSV, sheet.XLSX} {
				a := s.get(base + list + form.Ending() + "?scheme=" + s.scheme.String())
				if a.Code != 200 || a.Header().Get("Content-Type") != form.MediaType() || a.Header().Get("Cache-Control") != "private, no-store" {
					t.Errorf("%s%s: %d %v", list, form.Ending(), a.Code, a.Header())
				}
			}
		}
	}
	base := paths.Officer(locale.Fi, "tables")
	s.exec(`INSERT INTO price_class (id, offering_id, unit, class, percent, valid) VALUES ($1, $2, 'hour', 'night', 125, '[2026-01-01,)')`, uuid.New(), s.offer)
	s.get(base+"/offerings/list.csv?scheme="+s.scheme.String()).has(200, "'=Hoiva Oy;;Kotihoito;Kotihoito;Toimisto;Jyväskylä;;tunti;arki;48,10;2026-01-01;;", "tunti;yö;125 %;2026-01-01;;")
	s.get(base+"/admissions/list.csv").has(200, "'=Hoiva Oy;;Kotihoidon palveluseteli;Esittelyaineisto;2026-01-01;Voimassa")
	s.get(base + "/admissions/list.csv?text=nobody").has(200)
	s.get(base + "/queue/list.csv?view=nonsense").has(400)
	s.get(base + "/offerings/list.csv?scheme=x").has(400)
	if n := s.text(`SELECT count(*)::text FROM audit_event WHERE action = 'list.taken' AND object_id = $1 AND details->>'list' = 'offerings'`, s.scheme); n != "7" {
		t.Errorf("%s rows in the audit trail", n)
	}
	s.officer.Organisation = uuid.MustParse("01900000-0000-7000-8000-000000000003")
	s.actor = s.officer
	s.get(base + "/offerings/list.csv?scheme=" + s.scheme.String()).has(404)
	if a := s.get(base + "/admissions/list.csv").has(200); strings.Contains(a.Body.String(), "Hoiva") {
		t.Error("another organiser sees the admissions")
	}
	s.actor = s.own
	s.get(base).has(403)
	s.get(base + "/queue/list.csv").has(403)
}

// TestFilesAreKeptNinetyDays: what was sent is emptied when its time is over, and its page says so.
func TestFilesAreKeptNinetyDays(t *testing.T) {
	s := open(t)
	desk := paths.Desk(locale.Fi, "offerings", "prices")
	left, applied, fresh, taken := uuid.NewString(), uuid.NewString(), uuid.NewString(), uuid.NewString()
	for _, id := range []string{left, applied, fresh} {
		s.upload(desk, id, "hinnat.csv", []byte("Tunniste;Hinta;Alkaen\n"+s.offer.String()+";50,5;2030-01-01\n"), 0).leads(desk + "/files/" + id)
	}
	s.actor = s.officer
	lists := paths.Officer(locale.Fi, "tables", "lists")
	s.upload(lists, taken, "luettelo.csv", []byte(list), 0).leads(lists + "/" + taken)
	s.exec(`UPDATE price_list SET made_at = '2026-01-01 12:00Z' WHERE id <> $1`, fresh)
	s.exec(`UPDATE price_list SET applied_at = '2026-01-11 12:00Z', applied = 1 WHERE id = $1`, applied)
	s.exec(`UPDATE price_list SET made_at = '2026-03-01 12:00Z' WHERE id = $1`, fresh)
	s.exec(`UPDATE list_import SET made_at = '2026-01-01 12:00Z'`)
	files := taking.New(s.Service)
	first := time.Date(2026, time.April, 1, 12, 0, 0, 0, time.UTC) // the 90th day after the first of January
	for _, step := range []struct {
		at   time.Time
		gone int
	}{{first, 0}, {first.Add(time.Second), 2}, {first.Add(time.Second), 0}, {first.AddDate(0, 0, 11), 1}} {
		if n, err := files.Forget(t.Context(), step.at); err != nil || n != step.gone {
			t.Errorf("at %s %d files were emptied, want %d: %v", step.at, n, step.gone, err)
		}
	}
	if got := s.text(`SELECT string_agg(concat_ws(' ', action, role, organiser_id), ', ' ORDER BY action, object_id = $1) FROM audit_event WHERE action LIKE '%.emptied'`, applied); got != "list.emptied system "+organiser.String()+", price_list.emptied system, price_list.emptied system" {
		t.Errorf("the audit trail tells %s", got)
	}
	s.get(lists+"/"+taken).has(410, "ei enää säilytetä")
	s.post(lists + "/" + taken + "/publish").has(410)
	s.get(lists).has(200, "luettelo.csv", "Jäi kesken", "Sisältöä ei enää säilytetä.", "säilytetään 90 päivää")
	s.actor = s.own
	for _, id := range []string{left, applied} {
		s.get(desk+"/files/"+id).has(410, "ei enää säilytetä")
		s.post(desk+"/files/"+id, "rows", "good").has(410)
	}
	s.get(desk + "/files/" + fresh).has(200)
	s.get(desk).has(200, "säilytetään 90 päivää", desk+"/files/"+fresh, "Kesken", "Tallennettu", "Jäi kesken", "Sisältöä ei enää säilytetä.")
}

const list = "Palveluntuottaja;Y-tunnus;Yksikkö;Katuosoite;Postinumero;Puhelin;Sähköposti;Huom;Hinta\n" +
	"Utuhoiva Oy;0737546-2;Utukoto;Utukuja 5;40520;014 123;utu@example.fi;x;48,10 €/t\n" +
	"Pilvi ry;;Pilvikoto;Pilvitie 6;40100;;;;\n" +
	"Hoiva;;Kotihoito;;40520;;;;\n" +
	";;Nimetön;;40100;;;;\n"

func TestAListIsBroughtIn(t *testing.T) {
	s := open(t)
	s.actor = s.officer
	for _, l := range locale.Langs() {
		s.get(paths.Officer(l, "tables", "lists")).has(200, "<h1", "5")
	}
	desk := paths.Officer(locale.Fi, "tables", "lists")
	id := s.get(desk).id()
	page := desk + "/" + id
	for range 2 {
		s.upload(desk, id, "luettelo.csv", []byte(list), 0).leads(page)
	}
	s.get(desk).has(200, "luettelo.csv", "Kesken")
	s.post(page+"/publish").has(409, "Kerro ensin")
	guessed := s.get(page).has(200, `value="Palveluntuottaja" selected`, `value="Postinumero" selected`, `value="Yksikkö" selected`)
	if strings.Contains(guessed.Body.String(), `value="Huom" selected`) {
		t.Error("a column that says nothing is taken for something")
	}
	columns := []string{"producer", "Palveluntuottaja", "business_id", "Y-tunnus", "unit", "Yksikkö", "street", "Katuosoite", "postal_code", "Postinumero", "phone", "Puhelin", "email", "Sähköposti", "price", "Hinta"}
	s.post(page+"/columns", columns...).has(422, "Valitse palvelu, jota", "Kirjoita luettelolle nimi")
	told := append(columns, "name", "Kotihoidon tuottajat", "service", "home_care")
	s.post(page+"/columns", told...).leads(page)
	s.get(page).has(200, "3 uutta yksikköä", "1 rivi on korjattava", "Rivi 4", "=Hoiva Oy", "Sama nimi samassa kunnassa")
	if n := s.text(`SELECT count(*)::text FROM producer`); n != "1" {
		t.Fatalf("looking made %s producers", n)
	}
	s.post(page+"/left-out", "line", "4").leads(page)
	s.get(page).has(200, "2 uutta yksikköä", "1 rivi jätetään pois", "checked")
	for _, l := range []locale.Lang{locale.Sv, locale.En} {
		s.get(paths.Officer(l, "tables", "lists", id)).has(200, "<h1")
		s.get(paths.Officer(l, "tables", "lists", id, "columns")).has(200, "<h1")
	}
	for range 2 {
		s.post(page + "/publish").leads(page)
	}
	s.get(page).has(200, "Luettelo on julkaistu.", "2 uutta yksikköä", "Rivi 5", "Kenttä on tyhjä")
	s.get(page + "/columns").leads(page)
	if got := s.text(`SELECT string_agg(u.name || ' ' || (SELECT count(*) FROM offering_area) / 2, ', ' ORDER BY u.name) FROM service_unit u JOIN external_id e ON e.unit_id = u.id`); !strings.HasPrefix(got, "Pilvikoto ") || !strings.Contains(got, "Utukoto") {
		t.Errorf("%s came in", got)
	}
	if got := s.text(`SELECT string_agg(u.name || l.cents, ' ') FROM price_line l JOIN offering o ON o.id = l.offering_id JOIN service_point p ON p.id = o.point_id
		JOIN service_unit u ON u.id = p.unit_id WHERE o.id <> $1`, s.offer); got != "Utukoto4810" {
		t.Errorf("the prices that came in: %s", got)
	}
	if by := s.text(`SELECT string_agg(DISTINCT role, ' ') FROM audit_event WHERE action LIKE '%.imported'`); by != "officer" {
		t.Errorf("the audit trail says that %s brought it in", by)
	}
	next := uuid.NewString()
	s.upload(desk, next, "uusi.csv", []byte(list), 0).leads(desk + "/" + next)
	s.get(desk+"/"+next).has(200, `value="Kotihoidon tuottajat"`, `value="home_care" selected`)
	s.post(desk+"/"+next+"/columns", told...).leads(desk + "/" + next)
	s.get(desk+"/"+next).has(200, "2 yksikköä on jo", "1 uusi yksikkö")
	s.officer.Organisation = uuid.MustParse("01900000-0000-7000-8000-000000000003")
	s.actor = s.officer
	s.get(page).has(404)
	s.post(page + "/publish").has(404)
	s.actor = s.own
	s.get(desk).has(403)
}
