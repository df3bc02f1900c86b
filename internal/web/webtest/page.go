package webtest

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Page is an answer, read.
type Page struct {
	Path    string
	Status  int
	Header  http.Header
	Source  string
	Root    *html.Node
	Content string // what is read, spaces single

	t testing.TB
}

func (s *Site) read(path string, rec *httptest.ResponseRecorder) Page {
	s.T.Helper()
	root, err := html.Parse(strings.NewReader(rec.Body.String()))
	if err != nil {
		s.T.Fatalf("%s: %v", path, err)
	}
	p := Page{t: s.T, Path: path, Status: rec.Code, Header: rec.Header(), Source: rec.Body.String(), Root: root}
	p.Content = p.Text("body")
	return p
}

// All are the nodes that a selector finds, in the page's order. See parse for what a selector may say.
func (p Page) All(selector string) []*html.Node {
	p.t.Helper()
	ways, err := parse(selector)
	if err != nil {
		p.t.Fatalf("%s: %v", selector, err)
	}
	var out []*html.Node
	for n := range p.Root.Descendants() {
		if slices.ContainsFunc(ways, func(way []simple) bool { return found(n, way) }) {
			out = append(out, n)
		}
	}
	return out
}

// Text is what is read in the first node found, spaces single and unbroken ones plain.
func (p Page) Text(selector string) string {
	p.t.Helper()
	all := p.All(selector)
	if len(all) == 0 {
		return ""
	}
	return Read(all[0])
}

// Texts is what is read in each node found.
func (p Page) Texts(selector string) []string {
	p.t.Helper()
	var out []string
	for _, n := range p.All(selector) {
		out = append(out, Read(n))
	}
	return out
}

// Wants holds the page to saying words.
func (p Page) Wants(words ...string) {
	p.t.Helper()
	for _, w := range words {
		if !strings.Contains(p.Content, w) {
			p.t.Errorf("%s does not say %q:\n%s", p.Path, w, p.Content)
		}
	}
}

// Lacks holds the page to not saying words.
func (p Page) Lacks(words ...string) {
	p.t.Helper()
	for _, w := range words {
		if strings.Contains(p.Content, w) {
			p.t.Errorf("%s says %q", p.Path, w)
		}
	}
}

// Href is the address of the link with the text.
func (p Page) Href(text string) string {
	p.t.Helper()
	for _, a := range p.All("a[href]") {
		if strings.Contains(Read(a), text) {
			return Attribute(a, "href")
		}
	}
	p.t.Fatalf("%s has no link %q:\n%s", p.Path, text, p.Content)
	return ""
}

// Read is what is read in a node, spaces single and unbroken ones plain.
func Read(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode && d.Parent.Data != "script" {
			b.WriteString(d.Data + " ")
		}
	}
	return strings.Join(strings.Fields(strings.ReplaceAll(b.String(), "\u00a0", " ")), " ")
}

// Attribute is an attribute's value, or nothing.
func Attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// Has tells whether a node has an attribute.
func Has(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}
