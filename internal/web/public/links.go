package public

import (
	"maps"
	"net/url"
	"slices"

	"github.com/tuottajatori/tuottajatori/frontend/pages/public"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

// asked is what the visitor asked for, and what they have chosen so far.
type asked struct {
	catalogue.Criteria
	chosen []string // ids, at most wording.MostCompared
	list   string   // the shortlist so far
}

// values is the address of the search with the choice. The language is the path's, so it is not repeated.
func (a asked) values() url.Values {
	v := a.Values()
	v.Del("lang")
	if a.list != "" {
		v.Set(wording.ListParam, a.list)
	}
	for _, id := range a.chosen {
		v.Add(wording.CompareParam, id)
	}
	return v
}

// with is the address of the same search with something changed, from its first page.
func (a asked) with(w words, change func(c *catalogue.Criteria)) string {
	c := a.Criteria
	c.Page = 1
	change(&c)
	return paths.ResultsWith(w.Lang(), asked{Criteria: c, chosen: a.chosen, list: a.list}.values())
}

// page is the address of another page of the same results.
func (a asked) page(w words, n int) string {
	return a.with(w, func(c *catalogue.Criteria) { c.Page = n })
}

// fields are the address's values but those named, for a form to carry along.
func (a asked) fields(without ...string) []public.Field {
	v := asked{Criteria: a.Criteria, list: a.list}.values()
	v.Del("page")
	for _, name := range without {
		v.Del(name)
	}
	var out []public.Field
	for _, name := range slices.Sorted(maps.Keys(v)) {
		out = append(out, public.Field{Name: name, Value: v.Get(name)})
	}
	return out
}

// without is a list with one value less.
func without(list []string, value string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == value })
}
