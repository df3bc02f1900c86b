package webtest

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func TestASelectorFindsWhatItSays(t *testing.T) {
	root, err := html.Parse(strings.NewReader(`<body><h1 id="a">A</h1><form id="b" role="search"><div><input id="c" name="q" value=""></div></form>
		<form id="d"><input id="e" name="exact"><p id="f" class="tt-x tt-y">F</p></form><h2 id="g">G</h2></body>`))
	if err != nil {
		t.Fatal(err)
	}
	page := Page{Root: root, t: t}
	for selector, want := range map[string]string{
		"form": "b d", "input": "c e", "form[role=search] input": "c", "form[role=search] input[name=exact]": "", ".tt-x": "f",
		"p.tt-x.tt-y": "f", "p.tt-z": "", "input[value]": "c", `input[name="q"]`: "c", "h1, h2": "a g", "h2, form[role] div input": "c g",
		"body form p": "f", "div form": "", "input[value=]": "c", "h1,h1": "a",
	} {
		var got []string
		for _, n := range page.All(selector) {
			got = append(got, Attribute(n, "id"))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q finds %q, want %q", selector, got, want)
		}
	}
	for _, bad := range []string{"", "a >b", "a:hover", "h1,", "input[name^=q]", "#a", "a[href", "*"} {
		if ways, err := parse(bad); err == nil {
			t.Errorf("%q is taken as %v", bad, ways)
		}
	}
}
