package app_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/google/uuid"
	"github.com/klauspost/compress/zstd"

	"github.com/tuottajatori/tuottajatori/internal/api"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
)

// operation is one operation of the OpenAPI document.
type operation struct {
	method, path string
	parameters   openapi3.Parameters
	body         *openapi3.Schema // of JSON; nil without one
	op           *openapi3.Operation
}

// contract asks the operations of the product's own OpenAPI document and holds each answer to it.
type contract struct {
	*house
	router  routers.Router
	ops     []operation
	pool    map[string][]string
	own     map[string][]string // by operation: ids of what is there
	bearers []string
	told    map[string]int // answers by operation and status
}

// number is a variable's whole number, or what it is without one.
func number(t *testing.T, variable string, without int) int {
	t.Helper()
	text := os.Getenv(variable)
	if text == "" {
		return without
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%s: %v", variable, err)
	}
	return n
}

// TestContract asks every operation of the OpenAPI document with requests that are drawn from its schemas, as they should be and
// as nobody should write them, in every role and with every kind of token. No answer is a fault of ours, each has a status and a
// body that the document tells of, each refusal is a problem of RFC 9457, and what the document forbids is refused.
// `CONTRACT=20000 go test ./internal/app -run TestContract` asks for long; CONTRACT_FROM=n begins at the request of that number.
func TestContract(t *testing.T) {
	h := newHouse(t)
	c := newContract(h)
	from, start := number(t, "CONTRACT_FROM", 0), time.Now()
	n := number(t, "CONTRACT", 240)
	for i := from; i < from+n; i++ {
		c.asks(i)
	}
	for _, o := range c.ops {
		if good := c.told[o.op.OperationID+" 200"] + c.told[o.op.OperationID+" 201"]; good == 0 {
			t.Errorf("no request to %s came through", o.op.OperationID)
		}
	}
	h.sendsForms(h.everyPage(map[string]string{}), number(t, "FORMS", 80))
	if at := strings.Index(h.log.String(), "level=ERROR"); at >= 0 {
		t.Errorf("a fault inside: %.1500s", h.log.String()[at:])
	}
	t.Logf("%d requests in %v: %v", n, time.Since(start), c.told)
}

func newContract(h *house) *contract {
	h.t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(api.Document())
	h.ok(err)
	c := &contract{house: h, told: map[string]int{}}
	c.router, err = gorillamux.NewRouter(doc)
	h.ok(err)
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			o := operation{method: method, path: path, parameters: op.Parameters, op: op}
			if op.RequestBody != nil {
				o.body = op.RequestBody.Value.Content["application/json"].Schema.Value
			}
			c.ops = append(c.ops, o)
		}
	}
	slices.SortFunc(c.ops, func(a, b operation) int { return strings.Compare(a.path+a.method, b.path+b.method) })
	ids := func(query string) (out []string) { h.ok(h.db.Owner.Select(&out, query)); return out }
	c.own = map[string][]string{
		"getOffering": ids(`SELECT id FROM offering ORDER BY id LIMIT 20`), "getProducer": ids(`SELECT id FROM producer ORDER BY id LIMIT 20`),
		"getUnit": ids(`SELECT id FROM service_unit ORDER BY id LIMIT 20`), "getPoint": ids(`SELECT id FROM service_point ORDER BY id LIMIT 20`),
		"setVacancy": append(ids(`SELECT id FROM offering ORDER BY id DESC LIMIT 1`), h.mine("offering"), h.mine("offering")),
	}
	c.pool = map[string][]string{
		"service": {"home_care", "home_care", "home_care", "meals"}, "service[]": {"home_care", "meals", "safety_alarm"}, "spoken[]": {"fi", "sv", "sgn"}, "organiser[]": {"03", "09"},
		"unit": ids(`SELECT DISTINCT s.unit_id FROM service_point s JOIN offering o ON o.point_id = s.id WHERE o.service_key = 'home_care' ORDER BY s.unit_id LIMIT 5`), "id[]": append(c.own["getOffering"], uuid.NewString()), "offerings": {h.mine("offering")},
		"lat": {"62.24", "60.17", "65.01"}, "lon": {"25.75", "24.94", "0"}, "place": {"40520", "Jyväskylä", "Helsingissä", "00530 Helsinki", "Esbo"}, "phone": {"040 123 4567"}, "email": {"a@hoiva.example"}, "after": {h.mine("offering"), uuid.NewString()},
	}
	c.tokens(c.Identity)
	return c
}

// tokens are a producer's own system's. Each may call only so often.
func (c *contract) tokens(people *identity.Service) {
	view, err := people.Session(c.t.Context(), c.house.tokens[actor.RoleProducer], "test")
	c.ok(err)
	for i := range 15 {
		secret, err := people.MakeToken(c.t.Context(), view.Actor, view.Actor.Organisation, uuid.New(), fmt.Sprint("Oma ", i))
		c.ok(err)
		c.bearers = append(c.bearers, secret)
	}
}

// asks draws the request of a number, sends it, and holds the answer to the document.
func (c *contract) asks(i int) {
	c.t.Helper()
	o := c.ops[i%len(c.ops)]
	d := &drawn{Rand: rand.New(rand.NewPCG(uint64(number(c.t, "RAPID_SEED", 20)), uint64(i))), pool: c.pool, own: c.own[o.op.OperationID]} //nolint:gosec // a test's draw
	d.hostile = pick(d, []float64{0, 0, 0.1, 0.3, 0.7})
	c.pool["form"] = []string{c.Keys.Token("ask.form", aMinuteOld())}
	if o.op.OperationID == "askForServices" && i%(len(c.ops)*8) < len(c.ops) {
		c.forgets()
	}
	r := d.request(o)
	if o.op.Security != nil && !d.often(0.15) {
		r.Header.Set("Authorization", "Bearer "+pick(d, c.bearers))
	} else if d.often(d.hostile) {
		r.Header.Set("Authorization", pick(d, []string{"Bearer", "bearer x", "Basic YTpi", "Bearer tt_" + strings.Repeat("A", 43), "\xff", "Bearer " + c.bearers[0] + " x"}))
	}
	role := pick(d, append(identity.DemoRoles(), actor.RoleVisitor, actor.RoleVisitor))
	if r.URL.Path == "" || strings.Contains(r.URL.Path, "//") {
		return // what no client can send
	}
	body, err := io.ReadAll(r.Body)
	c.ok(err)
	r.Body = io.NopCloser(bytes.NewReader(body))
	again := r.Clone(c.t.Context())
	again.Body = io.NopCloser(bytes.NewReader(body))
	w := c.house.asks(role, r)
	text, err := plain(w)
	c.ok(err)
	if problem := c.holds(d, o, again, w, text); problem != nil {
		c.t.Errorf("CONTRACT_FROM=%d as %q: %s %s\n%.600q %v\nanswers %d: %v\n%.700q", i, role, o.method, again.URL.RequestURI(), body, again.Header, w.Code, problem, text)
	}
}

// forgets lets visitors ask again: a network address may only so often.
func (c *contract) forgets() {
	_, err := c.db.Owner.Exec(`DELETE FROM ask_words; DELETE FROM try_limit`)
	c.ok(err)
}

// holds tells what of an answer is not as the document says.
func (c *contract) holds(d *drawn, o operation, r *http.Request, w *httptest.ResponseRecorder, text []byte) error {
	c.told[fmt.Sprint(o.op.OperationID, " ", w.Code)]++
	if w.Code >= 400 {
		if err := isProblem(w, text); err != nil {
			return err
		}
	}
	route, params, err := c.router.FindRoute(r)
	if err != nil {
		return nil //nolint:nilerr // an address that is no operation's
	}
	in := &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route, Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc}}
	if err := openapi3filter.ValidateResponse(c.t.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: in, Status: w.Code, Header: w.Header(), Body: io.NopCloser(bytes.NewReader(text)),
		Options: &openapi3filter.Options{IncludeResponseStatus: true},
	}); err != nil {
		return err
	}
	switch wrong := openapi3filter.ValidateRequest(c.t.Context(), in); {
	case d.unknown && w.Code < 300 && o.op.OperationID != "getDescription":
		return errors.New("a parameter that there is not was taken")
	case wrong != nil && w.Code < 300 && !d.loose && o.op.OperationID != "priceBundle": // whose usage the library takes to have every parameter
		return fmt.Errorf("the document forbids this: %w", wrong)
	case wrong == nil && w.Code == http.StatusBadRequest && d.hostile == 0:
		return errors.New("the document allows this")
	}
	return nil
}

// plain is an answer's body as it was before it was compressed.
func plain(w *httptest.ResponseRecorder) ([]byte, error) {
	var from io.Reader = w.Body
	switch w.Header().Get("Content-Encoding") {
	case "gzip":
		z, err := gzip.NewReader(w.Body)
		if err != nil {
			return nil, err
		}
		from = z
	case "zstd":
		z, err := zstd.NewReader(w.Body)
		if err != nil {
			return nil, err
		}
		defer z.Close()
		from = z
	}
	return io.ReadAll(from)
}

// isProblem tells what of an answer is not RFC 9457's.
func isProblem(w *httptest.ResponseRecorder, text []byte) error {
	var p struct {
		Type, Title, Code string
		Status            int
	}
	switch err := json.Unmarshal(text, &p); {
	case err != nil:
		return err
	case w.Header().Get("Content-Type") != "application/problem+json":
		return fmt.Errorf("it is %q", w.Header().Get("Content-Type"))
	case p.Status != w.Code || p.Title == "" || p.Code == "" || !strings.HasPrefix(p.Type, "urn:tuottajatori:fault."):
		return fmt.Errorf("it is %+v", p)
	case w.Code == http.StatusUnauthorized && w.Header().Get("WWW-Authenticate") == "":
		return fmt.Errorf("no WWW-Authenticate")
	case w.Code == http.StatusTooManyRequests && w.Header().Get("Retry-After") == "":
		return fmt.Errorf("no Retry-After")
	}
	return nil
}
