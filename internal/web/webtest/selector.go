package webtest

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// simple is what one node has to be: its name, classes and attributes, each as far as told.
type simple struct {
	name       string
	classes    []string
	attributes []attribute
}

type attribute struct {
	key, value string
	any        bool // whatever its value
}

var (
	simpleShape = regexp.MustCompile(`^([a-z][a-z0-9]*)?((?:\.[A-Za-z0-9_-]+)*)((?:\[[a-z-]+(?:="?[^\[\]"]*"?)?\])*)$`)
	attrShape   = regexp.MustCompile(`\[([a-z-]+)(?:="?([^\[\]"]*)"?)?\]`)
	parts       = regexp.MustCompile(`(?:\[[^\]]*\]|\S)+`)
)

// parse reads a selector: names, classes and attributes ("a", ".tt-card", "input[name=id]", "a.tt-x[href]"), one inside
// another ("form[role=search] input"), and several with commas ("h1, h2"). What it cannot read is an error, since a selector that finds
// nothing would let a test pass that holds nothing.
func parse(selector string) ([][]simple, error) {
	var ways [][]simple
	for text := range strings.SplitSeq(selector, ",") {
		var way []simple
		for _, part := range parts.FindAllString(text, -1) {
			m := simpleShape.FindStringSubmatch(part)
			if m == nil {
				return nil, fmt.Errorf("the selector %q is not understood at %q", selector, part)
			}
			s := simple{name: m[1], classes: strings.FieldsFunc(m[2], func(r rune) bool { return r == '.' })}
			for _, a := range attrShape.FindAllStringSubmatch(m[3], -1) {
				s.attributes = append(s.attributes, attribute{a[1], a[2], !strings.Contains(a[0], "=")})
			}
			way = append(way, s)
		}
		if len(way) == 0 {
			return nil, fmt.Errorf("the selector %q has an empty part", selector)
		}
		ways = append(ways, way)
	}
	return ways, nil
}

// found tells whether a node is the last of a way, inside the others of it.
func found(n *html.Node, way []simple) bool {
	last := len(way) - 1
	if !way[last].is(n) {
		return false
	}
	for rest := way[:last]; len(rest) > 0; rest = rest[:len(rest)-1] {
		n = n.Parent
		for n != nil && !rest[len(rest)-1].is(n) {
			n = n.Parent
		}
		if n == nil {
			return false
		}
	}
	return true
}

func (s simple) is(n *html.Node) bool {
	if n.Type != html.ElementNode || s.name != "" && n.Data != s.name {
		return false
	}
	have := strings.Fields(Attribute(n, "class"))
	for _, c := range s.classes {
		if !slices.Contains(have, c) {
			return false
		}
	}
	for _, a := range s.attributes {
		if !Has(n, a.key) || !a.any && Attribute(n, a.key) != a.value {
			return false
		}
	}
	return true
}
