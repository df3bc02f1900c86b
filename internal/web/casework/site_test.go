package casework_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"golang.org/x/net/html"

	"github.com/tuottajatori/tuottajatori/frontend"
	"github.com/tuottajatori/tuottajatori/internal/admission/admissiontest"
	"github.com/tuottajatori/tuottajatori/internal/evidence"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/importing"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/report"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
	"github.com/tuottajatori/tuottajatori/internal/tenure"
	"github.com/tuottajatori/tuottajatori/internal/web"
	"github.com/tuottajatori/tuottajatori/internal/web/applydesk"
	"github.com/tuottajatori/tuottajatori/internal/web/officerdesk"
	"github.com/tuottajatori/tuottajatori/internal/web/officerframe"
	"github.com/tuottajatori/tuottajatori/internal/web/schemedesk"
	"github.com/tuottajatori/tuottajatori/internal/web/tenuredesk"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// site is the real router with the desks of applying and deciding over a real database.
type site struct {
	*httptest.Server
	*admissiontest.World
	t testing.TB
}

const password = "seitsemän veljestä"

var ctx = context.Background()

// hashed makes everybody's password once for the process.
var hashed = sync.OnceValues(func() (string, error) {
	return identity.New(nil, nil, nil, identity.Options{}).HashPassword(context.Background(), password)
})

func open(t testing.TB) *site {
	t.Helper()
	s := &site{World: admissiontest.New(t), t: t}
	texts, err := locale.Load(frontend.Locales)
	s.must(err)
	hash, err := hashed()
	s.must(err)
	_, err = s.Owner.ExecContext(ctx, `UPDATE person SET password_hash = $1`, hash)
	s.must(err)
	kit := &webkit.Kit{Locales: texts, Log: slog.New(slog.DiscardHandler), PublicURL: &url.URL{Scheme: "http", Host: "localhost"}}
	handler, err := web.New(web.Options{Kit: kit, Sessions: s.People, Log: kit.Log, Ready: func(context.Context) error { return nil },
		Mount: func(r gin.IRouter) {
			told := report.NewService(s.World.DB.Service, nil, nil, s.People)
			applydesk.Mount(r, kit, applydesk.Rooms{Admissions: s.World.Service, Producers: s.Producers, Evidence: evidence.New(s.World.DB.Service), People: s.People, Told: told})
			schemedesk.Mount(r, officerframe.Frame{Kit: kit, Admissions: s.World.Service, Told: told}, scheme.NewService(s.World.DB.Service, s.World.Service))
			officerdesk.Mount(r, kit, s.World.Service, s.People, told)
			tenuredesk.Mount(r, officerframe.Frame{Kit: kit, Admissions: s.World.Service, Told: told},
				tenuredesk.Rooms{Tenure: tenure.New(s.World.DB.Service, s.People, s.World.Service), People: s.People, Lists: importing.NewDesk(s.World.DB.Service), Producers: s.Producers})
		}})
	s.must(err)
	s.Server = httptest.NewServer(handler)
	t.Cleanup(s.Close)
	t.Cleanup(func() {
		if missing := texts.Missing(); len(missing) > 0 {
			t.Errorf("texts are missing: %v", missing)
		}
	})
	return s
}

func (s *site) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// browser keeps cookies, follows redirects and runs no script.
type browser struct {
	*http.Client
	*site
}

// as signs in.
func (s *site) as(a actor.Actor) *browser {
	s.t.Helper()
	jar, err := cookiejar.New(nil)
	s.must(err)
	b := &browser{Client: &http.Client{Jar: jar, Timeout: 30 * time.Second}, site: s}
	if !a.SignedIn() {
		return b
	}
	var email string
	s.must(s.Owner.GetContext(ctx, &email, `SELECT email FROM person WHERE id = $1`, a.Person))
	token, err := s.People.SignIn(ctx, identity.SignIn{Email: email, Password: password, Host: a.Name})
	s.must(err)
	address, err := url.Parse(s.URL)
	s.must(err)
	jar.SetCookies(address, []*http.Cookie{{Name: "session", Value: token, Path: "/"}})
	return b
}

// page is what a browser got in the end.
type page struct {
	status       int
	path, source string
	header       http.Header
	root         *html.Node
	t            testing.TB
}

func (b *browser) got(r *http.Response, err error) page {
	b.t.Helper()
	b.must(err)
	body, err := io.ReadAll(r.Body)
	b.must(err)
	b.must(r.Body.Close())
	p := page{status: r.StatusCode, path: r.Request.URL.RequestURI(), source: string(body), header: r.Header, t: b.t}
	p.root, err = html.Parse(bytes.NewReader(body))
	b.must(err)
	if strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") && r.StatusCode != http.StatusSeeOther {
		p.sound()
	}
	return p
}

func (b *browser) open(path string) page {
	b.t.Helper()
	return b.got(b.Get(b.URL + path))
}

// send posts a form of names and values.
func (b *browser) send(path string, form ...string) page {
	b.t.Helper()
	values := url.Values{}
	for i := 0; i+1 < len(form); i += 2 {
		values.Add(form[i], form[i+1])
	}
	return b.got(b.PostForm(b.URL+path, values))
}

// fill sends the page's own form to where it leads, its hidden fields with it, and what is given.
func (b *browser) fill(p page, given ...string) page {
	b.t.Helper()
	path, values := p.form()
	for i := 0; i+1 < len(given); i += 2 {
		values = append(values, given[i], given[i+1])
	}
	return b.send(path, values...)
}

// attach sends the page's form with a file.
func (b *browser) attach(p page, name, content string, given ...string) page {
	b.t.Helper()
	path, values := p.form()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for i, values := 0, append(values, given...); i+1 < len(values); i += 2 {
		b.must(w.WriteField(values[i], values[i+1]))
	}
	if name != "" {
		part, err := w.CreateFormFile("file", name)
		b.must(err)
		_, err = io.WriteString(part, content)
		b.must(err)
	}
	b.must(w.Close())
	return b.got(b.Post(b.URL+path, w.FormDataContentType(), &body))
}

// worn checks that the masthead names the organiser whose matter the page is about.
func (p page) worn() page {
	p.t.Helper()
	if !strings.Contains(p.source, `<span class="tt-org">`) {
		p.t.Errorf("%s does not say whose it is", p.path)
	}
	return p
}

// form is where the page's first posting form below main leads, and its hidden fields.
func (p page) form() (path string, hidden []string) {
	p.t.Helper()
	path, _, _ = strings.Cut(p.path, "?")
	for n := range p.main().Descendants() {
		if n.Type != html.ElementNode || n.Data != "form" || attribute(n, "method") != "post" {
			continue
		}
		if action := attribute(n, "action"); action != "" {
			path = action
		}
		for field := range n.Descendants() {
			if field.Data == "input" && attribute(field, "type") == "hidden" {
				hidden = append(hidden, attribute(field, "name"), attribute(field, "value"))
			}
		}
		return path, hidden
	}
	p.t.Fatalf("%s has no form", p.path)
	return "", nil
}

func (p page) main() *html.Node {
	for n := range p.root.Descendants() {
		if n.Data == "main" {
			return n
		}
	}
	return p.root
}

var spaces = regexp.MustCompile(`[\s\x{00a0}]+`)

// text is what the page says, without its tags.
func (p page) text() string {
	var b strings.Builder
	for n := range p.main().Descendants() {
		if n.Type == html.TextNode {
			b.WriteString(n.Data + " ")
		}
	}
	return spaces.ReplaceAllString(b.String(), " ")
}

// is checks a page's status and what it says; a text after "!" must not be there.
func (p page) is(status int, texts ...string) page {
	p.t.Helper()
	if p.status != status {
		p.t.Errorf("%s answered %d, want %d: %.600s", p.path, p.status, status, p.text())
	}
	said := p.text()
	for _, text := range texts {
		without, absent := strings.CutPrefix(text, "!")
		if strings.Contains(said, without) == absent {
			p.t.Errorf("%s: %q there is %v, in: %.1500s", p.path, without, absent, said)
		}
	}
	return p
}

// link is where the first link with the text leads.
func (p page) link(text string) string {
	p.t.Helper()
	for n := range p.main().Descendants() {
		if n.Type != html.ElementNode || n.Data != "a" {
			continue
		}
		var said strings.Builder
		for child := range n.Descendants() {
			if child.Type == html.TextNode {
				said.WriteString(child.Data)
			}
		}
		if strings.Contains(spaces.ReplaceAllString(said.String(), " "), text) {
			return attribute(n, "href")
		}
	}
	p.t.Fatalf("%s has no link %q", p.path, text)
	return ""
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// sound holds a page to what every page promises: one first heading, no id twice, labels and links that lead to what
// is there, no inline script or style, no text lacking.
func (p page) sound() {
	p.t.Helper()
	if strings.Contains(p.source, "⟦") {
		p.t.Errorf("%s lacks a text", p.path)
	}
	headings, ids := 0, map[string]bool{}
	for n := range p.root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if n.Data == "h1" {
			headings++
		}
		if id := attribute(n, "id"); id != "" {
			if ids[id] {
				p.t.Errorf("%s has two elements with the id %s", p.path, id)
			}
			ids[id] = true
		}
		if n.Data == "style" || n.Data == "script" && attribute(n, "src") == "" || attribute(n, "style") != "" {
			p.t.Errorf("%s has an inline %s", p.path, n.Data)
		}
		if strings.Contains(attribute(n, "href")+attribute(n, "action"), "about:invalid") {
			p.t.Errorf("%s has an address that was not safe", p.path)
		}
	}
	if headings != 1 {
		p.t.Errorf("%s has %d first headings", p.path, headings)
	}
	for n := range p.root.Descendants() {
		if id, ok := strings.CutPrefix(attribute(n, "href"), "#"); ok && !ids[id] {
			p.t.Errorf("%s links to #%s, which is not there", p.path, id)
		}
		if id := attribute(n, "for"); id != "" && !ids[id] {
			p.t.Errorf("%s has a label for %s, which is not there", p.path, id)
		}
	}
}

// values are the values of the inputs of a name.
func (p page) values(name string) (out []string) {
	for n := range p.main().Descendants() {
		if n.Type == html.ElementNode && n.Data == "input" && attribute(n, "name") == name && attribute(n, "value") != "" {
			out = append(out, attribute(n, "value"))
		}
	}
	return out
}
