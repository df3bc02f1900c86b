package wording

import (
	"net/url"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
)

// MostCompared is how many offerings stand side by side: more do not fit a page, nor a head.
const MostCompared = 4

// CompareParam carries what was chosen for comparison from one page of results to the next. It is the page's own and
// no parameter of the search.
const CompareParam = "compare"

// Question lists the parameters that lead back to the same question from another page, without its filters.
func Question() []string { return []string{"q", "exact", "place", "service", "minutes", "times"} }

// BackToResults is the results that a comparison or an offering was reached from.
func (w Words) BackToResults(v url.Values, chosen []string) string {
	back := url.Values{}
	for _, name := range Question() {
		if text := v.Get(name); text != "" {
			back.Set(name, text)
		}
	}
	for _, id := range chosen {
		back.Add(CompareParam, id)
	}
	return paths.ResultsWith(w.Lang(), back)
}
