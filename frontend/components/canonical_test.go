package components

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/tuottajatori/tuottajatori/frontend"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// render draws a component in English, whose words are those of the fixtures.
func render(t *testing.T, c templ.Component) string {
	t.Helper()
	bundle, err := locale.Load(frontend.Locales)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := c.Render(locale.With(context.Background(), bundle.Printer(locale.En)), &b); err != nil {
		t.Fatal(err)
	}
	if missing := bundle.Missing(); len(missing) > 0 {
		t.Errorf("texts missing: %v", missing)
	}
	return b.String()
}

// canonical writes HTML one node a line, attributes and classes sorted, spaces made single: two texts that say the
// same become equal.
func canonical(t *testing.T, source string) string {
	t.Helper()
	nodes, err := html.ParseFragment(strings.NewReader(source), &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, n := range nodes {
		writeNode(&b, n, 0)
	}
	return b.String()
}

func writeNode(b *strings.Builder, n *html.Node, depth int) {
	indent := strings.Repeat("  ", depth)
	switch n.Type {
	case html.TextNode:
		if text := strings.Join(strings.Fields(n.Data), " "); text != "" {
			fmt.Fprintf(b, "%s%s\n", indent, text)
		}
	case html.ElementNode:
		var attributes []string
		for _, a := range n.Attr {
			value := a.Val
			if a.Key == "class" {
				tokens := strings.Fields(value)
				slices.Sort(tokens)
				value = strings.Join(tokens, " ")
			}
			attributes = append(attributes, fmt.Sprintf(" %s=%q", a.Key, value))
		}
		slices.Sort(attributes)
		fmt.Fprintf(b, "%s<%s%s>\n", indent, n.Data, strings.Join(attributes, ""))
		for child := range n.ChildNodes() {
			writeNode(b, child, depth+1)
		}
	}
}
