package app_test

import (
	"bufio"
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// whose is what testdata/routes.txt says of a route: public, secret (a secret stands in the address), account (one's own, for
// whoever is signed in), token (a producer's own system), or the roles whose desk it is on.
type whose struct{ method, path, who string }

// routeTable reads the table, a line for each route of a language that all have, and for each that has none.
func routeTable(t *testing.T) (out []whose) {
	t.Helper()
	f, err := os.Open("testdata/routes.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		method, rest, _ := strings.Cut(s.Text(), " ")
		path, who, _ := strings.Cut(rest, " ")
		out = append(out, whose{method, path, strings.TrimSpace(who)})
	}
	return out
}

// inFinnish is a route's path as the table has it.
func inFinnish(path string) string {
	parts := strings.Split(path, "/")
	l, ok := locale.Parse(parts[1])
	if !ok {
		return path
	}
	parts[1] = "fi"
	if len(parts) > 2 {
		for _, p := range paths.Pages() {
			if paths.Segment(l, p) == parts[2] {
				parts[2] = paths.Segment(locale.Fi, p)
				break
			}
		}
	}
	return strings.Join(parts, "/")
}

// everyRouteIsInTheTable holds the table and the router against each other: a route that is new, or is gone, or is
// there in one language only, is told.
func (h *house) everyRouteIsInTheTable(table []whose) {
	h.t.Helper()
	served := map[whose][]string{}
	for _, route := range h.Routes() {
		if route.Method != http.MethodHead && route.Method != http.MethodOptions {
			w := whose{method: route.Method, path: inFinnish(route.Path)}
			served[w] = append(served[w], route.Path)
		}
	}
	for _, line := range table {
		w := whose{method: line.method, path: line.path}
		languages := 1
		if strings.HasPrefix(w.path, "/fi") {
			languages = len(locale.Langs())
		}
		if n := len(served[w]); n != languages {
			h.t.Errorf("%s %s is served at %v, in the table once for %d languages", w.method, w.path, served[w], languages)
		}
		delete(served, w)
	}
	for w, at := range served {
		h.t.Errorf("%s %s (%v) is not in testdata/routes.txt: say whose it is", w.method, w.path, at)
	}
}

// strangers are people of other organisations than the demo accounts', in each role that has one.
func (h *house) strangers() {
	h.t.Helper()
	var organiser, producer uuid.UUID
	h.ok(h.db.Owner.Get(&organiser, `SELECT id FROM organiser WHERE id NOT IN (SELECT organiser_id FROM producer_organiser WHERE producer_id = $1)
AND id NOT IN (SELECT m.organiser_id FROM membership m JOIN person p ON p.id = m.person_id WHERE p.email = 'hankinta@demo.example') ORDER BY id DESC LIMIT 1`, h.mine("producer")))
	h.ok(h.db.Owner.Get(&producer, `SELECT id FROM producer WHERE id <> $1 AND kind = 'company' ORDER BY id LIMIT 1`, h.mine("producer")))
	operator := uuid.New()
	h.ok(h.Identity.MakeOperator(h.t.Context(), actor.System("test"), identity.Operator{ID: operator, Name: "Muualla Oy"}))
	hash, err := h.Identity.HashPassword(h.t.Context(), "seitsemän veljestä")
	h.ok(err)
	for role, organisation := range map[actor.Role]uuid.UUID{
		actor.RoleProducer: producer, actor.RoleOfficer: organiser, actor.RoleSupervisor: organiser, actor.RoleGuidance: organiser, actor.RoleOperator: operator,
	} {
		email := string(role) + "@muualla.example"
		h.ok(h.DB.InTx(h.t.Context(), actor.System("test"), func(ctx context.Context, tx *db.Tx) error {
			p, err := h.Identity.CreatePerson(ctx, tx, identity.NewPerson{Email: email, Name: "Muu", PasswordHash: hash, Confirmed: true})
			if err != nil {
				return err
			}
			_, err = h.Identity.AddMembership(ctx, tx, identity.NewMembership{Person: p.ID, Role: role, Organisation: organisation, State: identity.Active})
			return err
		}))
		h.tokens["other "+role], err = h.Identity.SignIn(h.t.Context(), identity.SignIn{Email: email, Password: "seitsemän veljestä", Host: "192.0.2.1"})
		h.ok(err)
	}
}

// mine is the demo accounts' own thing of a kind: of the producer at its desk, of the organiser at the officers'. What the demo
// data lacks is made.
func (h *house) mine(kind string) (id string) {
	h.t.Helper()
	const (
		member   = ` FROM membership m JOIN person p ON p.id = m.person_id WHERE p.email = `
		producer = `(SELECT m.producer_id` + member + `'tuottaja@demo.example')`
		county   = `(SELECT m.organiser_id` + member + `'hankinta@demo.example')`
		seller   = `(SELECT id FROM person WHERE email = 'tuottaja@demo.example')`
		buyer    = `(SELECT id FROM person WHERE email = 'hankinta@demo.example')`
		offers   = `SELECT o.id FROM offering o JOIN service_point s ON s.id = o.point_id JOIN service_unit u ON u.id = s.unit_id WHERE u.producer_id = ` + producer
		both     = `producer_id = ` + producer + ` AND scheme_id IN (SELECT id FROM scheme WHERE organiser_id = ` + county + `)`
	)
	query, ok := map[string]string{
		"producer":          `SELECT ` + producer,
		"other":             `SELECT id FROM producer WHERE id <> ` + producer + ` AND id IN (SELECT producer_id FROM producer_organiser WHERE organiser_id = ` + county + `) ORDER BY id LIMIT 1`,
		"application":       `SELECT id FROM application WHERE ` + both + ` ORDER BY id LIMIT 1`,
		"admission":         `SELECT id FROM admission WHERE ` + both + ` ORDER BY id LIMIT 1`,
		"hearing":           `SELECT id FROM hearing ORDER BY id LIMIT 1`,
		"requirement":       `SELECT r.id FROM requirement r JOIN application a USING (scheme_id) WHERE a.` + both + ` ORDER BY r.id LIMIT 1`,
		"file":              `SELECT id FROM stored_file WHERE producer_id = ` + producer + ` ORDER BY id LIMIT 1`,
		"area":              `SELECT id FROM organiser_area WHERE organiser_id = ` + county + ` ORDER BY id LIMIT 1`,
		"merge":             `INSERT INTO producer_merge (id, kept_id, gone_id, grounds, reasons, organiser_id, asked_by) SELECT gen_random_uuid(), ` + producer + `, id, 'duplicate', 'Sama.', ` + county + `, ` + buyer + ` FROM (SELECT id FROM producer WHERE id <> ` + producer + ` ORDER BY id DESC LIMIT 1) g RETURNING id`,
		"message":           `SELECT id FROM mail_out WHERE organisation_id = ` + producer + ` ORDER BY id LIMIT 1`,
		"official message":  `SELECT id FROM mail_out ORDER BY id LIMIT 1`,
		"membership":        `SELECT m.id` + member + `'tuottaja@demo.example'`,
		"offering":          offers + ` ORDER BY o.id LIMIT 1`,
		"proposal":          `SELECT id FROM price_proposal ORDER BY id LIMIT 1`,
		"report":            `SELECT id FROM report WHERE organiser_id = ` + county + ` ORDER BY id LIMIT 1`,
		"producer's report": `SELECT r.id FROM report r JOIN report_event e ON e.report_id = r.id WHERE r.producer_id = ` + producer + ` AND e.holder = 'producer' ORDER BY r.id LIMIT 1`,
		"scheme":            `SELECT id FROM scheme WHERE organiser_id = ` + county + ` AND open_for_applications ORDER BY id LIMIT 1`,
		"list":              `INSERT INTO list_import (id, organiser_id, name, content, made_by) VALUES (gen_random_uuid(), ` + county + `, 'a.csv', 'nimi;y', ` + buyer + `) RETURNING id`,
		"view":              `INSERT INTO queue_view (id, person_id, organiser_id, name, query) VALUES (gen_random_uuid(), ` + buyer + `, ` + county + `, 'Oma', '{}') RETURNING id`,
		"item":              `SELECT id FROM evidence_item WHERE producer_id = ` + producer + ` ORDER BY id LIMIT 1`,
		"draft":             `INSERT INTO offering_draft (id, producer_id, answers, created_by) VALUES (gen_random_uuid(), ` + producer + `, '{}', ` + seller + `) RETURNING id`,
		"price list":        `INSERT INTO price_list (id, producer_id, name, content, made_by) VALUES (gen_random_uuid(), ` + producer + `, 'a.csv', 'a;b', ` + seller + `) RETURNING id`,
		"batch":             `INSERT INTO application_batch (id, producer_id, begun_by) VALUES (gen_random_uuid(), ` + producer + `, ` + seller + `) RETURNING id`,
		"token":             `INSERT INTO api_token (id, producer_id, name, hash, made_by) VALUES (gen_random_uuid(), ` + producer + `, 'Oma', sha256('a'), ` + seller + `) RETURNING id`,
		"unit":              `SELECT id FROM service_unit WHERE producer_id = ` + producer + ` ORDER BY id LIMIT 1`,
		"point":             `SELECT s.id FROM service_point s JOIN service_unit u ON u.id = s.unit_id WHERE u.producer_id = ` + producer + ` ORDER BY s.id LIMIT 1`,
		"values":            `INSERT INTO quality_import (id, organiser_id, name, content, made_by) VALUES (gen_random_uuid(), ` + county + `, 'a.csv', 'a;b', (SELECT id FROM person WHERE email = 'valvonta@demo.example')) RETURNING id`,
		"value":             `SELECT id FROM indicator_value WHERE organiser_id = ` + county + ` ORDER BY id LIMIT 1`,
		"inspection":        `SELECT id FROM inspection WHERE organiser_id = ` + county + ` ORDER BY id LIMIT 1`,
		"person":            `SELECT id FROM person WHERE email = 'hankinta@demo.example'`,
		"job":               `SELECT 1`,
		"operator":          `SELECT m.operator_id` + member + `'integraattori@demo.example'`,
		"organiser":         `SELECT ` + county,
		"request":           `SELECT id FROM ask_request WHERE producer_id = ` + producer + ` AND status = 'made' ORDER BY no LIMIT 1`,
	}[kind]
	if !ok {
		h.t.Fatalf("nobody knows what %q is", kind)
	}
	if err := h.db.Owner.Get(&id, query); err != nil {
		h.t.Fatalf("of %q there is none: %v", kind, err)
	}
	return id
}

// kinds say what a part of an address is that the router leaves open, by the desk, what stands before it and its name; "=" begins
// words that are nobody's, "~" things that each who has the desk may see: an open scheme, a producer to claim. What is in no line is a fault of this test.
var kinds = map[string]string{
	"officer /admissions/:id": "admission", "officer /:id/:act": "=suspend", "officer /letters/:hearing": "hearing", "officer /applications/:id": "application",
	"officer /answers/:file": "file", "officer /requirements/:requirement": "requirement", "officer /edit/:id": "area", "officer /duplicates/:kept": "producer",
	"officer /:kept/:gone": "other", "officer /merges/:id": "merge", "officer /messages/:id": "official message", "officer /people/:id": "membership",
	"officer /offerings/:id": "offering", "officer /reports/:id": "report", "officer /schemes/:id": "scheme", "officer /acts/:act": "=end", "officer /services/:service": "=home_care",
	"officer /versions/:number": "=1", "officer /lists/:id": "list", "officer /trail/:id": "application", "officer /views/:id": "view",
	"producer /admissions/:id": "admission", "producer /letters/:hearing": "hearing", "producer /renew/:requirement": "requirement", "producer /applications/:id": "application",
	"producer /requirements/:requirement": "requirement", "producer /claims/:gone": "~other", "producer /item/:item": "item", "producer /new/:kind": "=tax_certificate",
	"producer /files/:id": "file", "producer list/files/:id": "list", "producer prices/files/:id": "price list", "producer /members/:id": "membership", "producer /colleagues/:id": "membership",
	"producer /messages/:id": "message", "producer /offerings/:id": "offering", "producer /proposals/:proposal": "proposal", "producer /new/:draft": "draft", "producer /:draft/:step": "=1",
	"producer /points/:id": "point", "producer /reports/:id": "producer's report", "producer /schemes/:scheme": "~scheme", "producer /together/:batch": "batch",
	"producer /questions/:requirement": "requirement", "producer /tokens/:id": "token", "producer /requests/:id": "request", "producer /units/:id": "unit",
	"supervisor /files/:id": "values", "supervisor /inspections/:id": "inspection", "supervisor /values/:id": "value",
	"administrator /jobs/:id": "job", "administrator /kinds/:kind": "=identity_mail", "administrator /retention/:rule": "=messages", "administrator /operators/:id": "operator", "administrator /organisers/:id": "organiser", "administrator /pending/:id": "membership",
	"administrator /people/:id": "person", "administrator /roles/:membership": "membership", "administrator /reports/:id": "report",
}

// unseen are the pages of which the demo accounts have none today, so that others' refusal there says less: their ids are of
// other rows, or of states that the demo data has not.
var unseen = []string{"/fi/yllapito/people/:id/roles/:membership",
	"/fi/hankinta/messages/:id",
	"/fi/hankinta/admissions/:id/letters/:hearing", "/fi/hankinta/applications/:id/answers/:file", "/fi/hankinta/applications/:id/requirements/:requirement/file",
	"/fi/hankinta/schemes/:id/versions/:number", "/fi/tuottaja/admissions/:id/letters/:hearing", "/fi/tuottaja/admissions/:id/renew/:requirement",
	"/fi/tuottaja/applications/:id/requirements/:requirement/file", "/fi/tuottaja/offerings/list/files/:id", "/fi/tuottaja/requests/:id",
}

// addressed is a desk's route with the demo accounts' own things in it, and whether there is any.
func (h *house) addressed(line whose, known map[string]string) (address string, things bool) {
	h.t.Helper()
	desk, _, _ := strings.Cut(line.who, " ")
	parts := strings.Split(line.path, "/")
	open := slices.Clone(parts)
	for i, part := range parts {
		if !strings.HasPrefix(part, ":") {
			continue
		}
		kind, ok := kinds[desk+" "+open[i-2]+"/"+open[i-1]+"/"+part]
		if !ok {
			kind, ok = kinds[desk+" /"+open[i-1]+"/"+part]
		}
		if !ok {
			h.t.Errorf("%s: whose %s is, is in no line of kinds", line.path, part)
			continue
		}
		if word, ok := strings.CutPrefix(kind, "="); ok {
			parts[i] = word
			continue
		}
		kind, everybodys := strings.CutPrefix(kind, "~")
		if known[kind] == "" {
			known[kind] = h.mine(kind)
		}
		parts[i], things = known[kind], things || !everybodys
	}
	return strings.Join(parts, "/"), things
}

// TestDesksTellNothingOfOthers asks each route of the table, in each role of another organisation, for what is the demo
// accounts', and in each role whose desk it is not. Nobody is told anything, and nothing is written.
func TestDesksTellNothingOfOthers(t *testing.T) {
	h := newHouse(t)
	table := routeTable(t)
	h.everyRouteIsInTheTable(table)
	h.strangers()
	known := map[string]string{}
	for _, line := range table {
		if strings.Contains(line.path, ":") && !slices.Contains([]string{"public", "secret", "token", "account"}, line.who) {
			h.addressed(line, known) // makes what the demo data lacks, before rows are counted
		}
	}
	before := h.rows()
	asked, start := 0, time.Now()
	for _, line := range table {
		switch line.who {
		case "public":
			if line.method == http.MethodGet {
				asked++
				if w := h.asks(actor.RoleVisitor, get(strings.NewReplacer(":id", uuid.NewString()).Replace(line.path))); signedOut(w) {
					t.Errorf("%s is public, and answers %d %s", line.path, w.Code, w.Header().Get("Location"))
				}
			}
		case "secret":
			asked++
			if w := h.tries(actor.RoleVisitor, line.method, strings.Replace(line.path, ":token", "a-secret-that-is-not", 1)); w.Code != http.StatusNotFound {
				t.Errorf("%s with a secret that is none answers %d", line.path, w.Code)
			}
		case "account", "token":
			asked++
			if w := h.tries(actor.RoleVisitor, line.method, strings.Replace(line.path, ":id", uuid.NewString(), 1)); !signedOut(w) {
				t.Errorf("%s %s answers %d to nobody", line.method, line.path, w.Code)
			}
		default:
			asked += h.deskTellsNothing(line, known)
		}
	}
	if asked < 1000 {
		t.Errorf("only %d requests were tried", asked)
	}
	if after := h.rows(); after != before {
		t.Errorf("something was written: %s, was %s", after, before)
	}
	t.Logf("%d requests on %d routes in %v", asked, len(table), time.Since(start))
}

// deskTellsNothing asks a desk's route as those whose desk it is not, and as those of other organisations whose it is.
func (h *house) deskTellsNothing(line whose, known map[string]string) (asked int) {
	h.t.Helper()
	address, things := h.addressed(line, known)
	desk := strings.Fields(line.who)
	for i, role := range identity.DemoRoles() {
		who := "other " + role
		its := slices.Contains(desk, string(role))
		switch {
		case its && !things, its && role == actor.RoleAdministrator:
			continue // they see their own; the administrator's are everybody's
		case !things && i != len(line.path)%len(identity.DemoRoles()):
			continue // where there is nothing of anybody's, one of the others will do
		case role == actor.RoleAdministrator:
			who = role
		}
		asked++
		if w := h.tries(who, line.method, address); !refused(w) {
			h.t.Errorf("%s %s as %s answers %d %s", line.method, line.path, who, w.Code, w.Header().Get("Location"))
		}
	}
	if things && line.method == http.MethodGet && !slices.Contains(unseen, line.path) {
		asked++
		if w := h.tries(actor.Role(desk[0]), line.method, address); refused(w) {
			h.t.Errorf("%s as %s answers %d about its own: what others were refused may not be there at all", line.path, desk[0], w.Code)
		}
	}
	asked++
	if w := h.tries(actor.RoleVisitor, line.method, address); !signedOut(w) {
		h.t.Errorf("%s %s answers %d to nobody", line.method, line.path, w.Code)
	}
	return asked
}

func refused(w *httptest.ResponseRecorder) bool {
	return w.Code == http.StatusForbidden || w.Code == http.StatusNotFound
}

// signedOut tells whether the answer is that one must sign in.
func signedOut(w *httptest.ResponseRecorder) bool {
	return w.Code == http.StatusUnauthorized || w.Code == http.StatusForbidden || strings.HasPrefix(w.Header().Get("Location"), "/fi/kirjaudu?next=")
}

var someID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}`)

// tries asks for an address; a form has in it what gets past the first refusals.
func (h *house) tries(role actor.Role, method, address string) *httptest.ResponseRecorder {
	h.t.Helper()
	r := get(address)
	if method != http.MethodGet {
		form := url.Values{"of": {someID.FindString(address)}, "id": {uuid.NewString()}, "version": {"1"}, "outcome": {"approved"}, "reasons": {"Syy."}, "length": {"open"}, "answer": {"yes"}, "vacancy": {"free"}, "services": {"home_care"}, "accept": {"yes"}, "takes": {"yes"}, "account": {"close"}}
		r = httptest.NewRequest(method, address, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return h.asks(role, r)
}
