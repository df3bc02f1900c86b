package app_test

import (
	"bytes"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"golang.org/x/net/html"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
)

// form is a form of a page, as it was shown to somebody.
type form struct {
	role   actor.Role
	action string
	file   bool                // it takes files
	fields map[string][]string // what each may be, that which it has first
	names  []string            // of the fields, sorted
}

// TestForms reads the forms of every page that each desk's people see, and sends them back with fields changed, left out, doubled
// and exchanged, as those people and as others. Whatever was written by that, every page is read again. No answer is a fault of
// ours. `FORMS=20000 go test ./internal/app -run TestForms -timeout 60m` sends so many; without, TestContract sends some.
func TestForms(t *testing.T) {
	n := number(t, "FORMS", 0)
	if n == 0 {
		t.Skip("FORMS says how many to send")
	}
	h := newHouse(t)
	known := map[string]string{}
	h.sendsForms(h.everyPage(known), n)
	h.everyPage(known) // what was written breaks none
	if at := strings.Index(h.log.String(), "level=ERROR"); at >= 0 {
		t.Errorf("a fault inside: %.1500s", h.log.String()[at:])
	}
}

// sendsForms sends so many forms.
func (h *house) sendsForms(forms []form, n int) {
	h.t.Helper()
	seen := map[int]int{}
	for i := range n {
		d := &drawn{Rand: rand.New(rand.NewPCG(uint64(number(h.t, "RAPID_SEED", 20)), uint64(i))), hostile: 0.1} //nolint:gosec // a test's draw
		f := forms[i%len(forms)]
		if f.role = pick(d, []actor.Role{f.role, f.role, f.role, f.role, f.role, f.role, f.role, pick(d, identity.DemoRoles()), actor.RoleVisitor}); f.role != actor.RoleVisitor {
			h.signedIn(f.role)
		}
		w := h.asks(f.role, d.send(f))
		if seen[w.Code]++; w.Code >= 500 {
			h.t.Errorf("FORMS: the %d. form, of %s", i, f.action)
		}
		if to := w.Header().Get("Location"); strings.HasPrefix(to, "/") && d.often(0.5) {
			h.asks(f.role, get(to))
		}
	}
	h.t.Logf("%d of %d forms: %v", n, len(forms), seen)
}

// signedIn signs in again who was signed out by a form.
func (h *house) signedIn(role actor.Role) {
	h.t.Helper()
	if _, err := h.Identity.Session(h.t.Context(), h.tokens[role], "test"); err == nil {
		return
	}
	var err error
	if h.tokens[role], err = h.Identity.Demo(h.t.Context(), role, "192.0.2.1"); err != nil { // a form took the account its role
		h.tokens[role] = ""
	}
}

// everyPage reads the pages of every route as those whose it is, and answers their forms, one of each action.
func (h *house) everyPage(known map[string]string) (forms []form) {
	h.t.Helper()
	found := map[string]bool{}
	for _, line := range routeTable(h.t) {
		if line.method != http.MethodGet || strings.HasPrefix(line.path, "/api/") || strings.Contains(line.path, ".") || line.who == "secret" {
			continue
		}
		role, address := actor.RoleVisitor, strings.NewReplacer(":id", uuid.NewString(), ":topic", "x").Replace(line.path)
		switch desk, _, _ := strings.Cut(line.who, " "); desk {
		case "public":
		case "account":
			role = actor.RoleProducer
		default:
			role = actor.Role(desk)
			address, _ = h.addressed(line, known)
			h.signedIn(role)
		}
		w := h.asks(role, get(address))
		root, err := html.Parse(bytes.NewReader(w.Body.Bytes()))
		h.ok(err)
		for n := range root.Descendants() {
			if n.Data != "form" || !strings.EqualFold(attribute(n, "method"), "post") {
				continue
			}
			f := formOf(n, role, address)
			if key := string(role) + someID.ReplaceAllString(f.action, "ID"); !found[key] && !strings.HasSuffix(f.action, "-ulos") {
				found[key] = true
				forms = append(forms, f)
			}
		}
	}
	return forms
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// formOf reads a form.
func formOf(n *html.Node, role actor.Role, page string) form {
	f := form{role: role, action: attribute(n, "action"), fields: map[string][]string{}, file: strings.HasPrefix(attribute(n, "enctype"), "multipart")}
	if f.action == "" {
		f.action = page
	}
	for in := range n.Descendants() {
		switch name := attribute(in, "name"); {
		case in.Data == "option":
			for s := in.Parent; s != nil; s = s.Parent {
				if s.Data == "select" {
					f.fields[attribute(s, "name")] = append(f.fields[attribute(s, "name")], attribute(in, "value"))
					break
				}
			}
		case name == "" || in.Type != html.ElementNode:
		case in.Data == "textarea":
			text := ""
			if in.FirstChild != nil {
				text = in.FirstChild.Data
			}
			f.fields[name] = append(f.fields[name], text)
		case in.Data == "input" || in.Data == "button":
			f.fields[name] = append(f.fields[name], attribute(in, "value"))
		}
	}
	for name := range f.fields {
		f.names = append(f.names, name)
	}
	slices.Sort(f.names)
	return f
}

// usual are values that some field takes.
var usual = []string{"1", "12,50", "2027", "6", "31", "yes", "Syy on tämä.", "0401234567", "a@hoiva.example", "https://hoiva.example", "approved", "home_care", "40520", "free", "2999", "-0"}

// send draws what is sent of a form.
func (d *drawn) send(f form) *http.Request {
	values := url.Values{}
	for _, name := range f.names {
		if d.often(0.06) {
			continue
		}
		for times := 0; times == 0 || times < 3 && d.often(0.04); times++ {
			value := pick(d, f.fields[name])
			switch {
			case d.often(d.hostile):
				value = pick(d, oddTexts)
			case value == "" || d.often(0.2):
				value = pick(d, usual)
			}
			values.Add(name, value)
		}
	}
	if d.often(0.5) { // else it is the same that was sent before
		if _, ok := values["id"]; ok {
			values.Set("id", uuid.NewString())
		}
	}
	body, contentType := bytes.NewBufferString(values.Encode()), "application/x-www-form-urlencoded"
	if f.file || d.often(0.02) {
		body.Reset()
		w := multipart.NewWriter(body)
		for name, list := range values {
			for _, value := range list {
				_ = w.WriteField(name, value)
			}
		}
		if part, err := w.CreateFormFile("file", pick(d, []string{"a.pdf", "a.csv", "a.xlsx", "\u202e.exe", ""})); err == nil {
			_, _ = part.Write([]byte(pick(d, []string{"%PDF-1.7\n", "nimi;hinta\nA;1\n", "PK\x03\x04", "", "\xef\xbb\xbfa;b\n\"", strings.Repeat("a;", 20_000), oddTexts[0]})))
		}
		_ = w.Close()
		contentType = w.FormDataContentType()
	}
	r := httptest.NewRequest(http.MethodPost, "/", body)
	path, query, _ := strings.Cut(f.action, "?")
	r.URL = &url.URL{Path: path, RawQuery: query}
	r.Header.Set("Content-Type", contentType)
	return r
}
