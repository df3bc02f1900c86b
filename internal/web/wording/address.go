package wording

import (
	"net/url"
	"strings"

	"github.com/tuottajatori/tuottajatori/frontend/layout"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// MostCompared is how many offerings stand side by side: more do not fit a page, nor a head.
const MostCompared = 4

// CompareParam carries what was chosen for comparison from one page of results to the next. It is the page's own and
// no parameter of the search.
const CompareParam = "compare"

// MostKept is how many offerings a shortlist holds.
const MostKept = 20

// ListParam carries the shortlist from page to page, its ids joined by commas.
const ListParam = "list"

// ReadList is the shortlist that an address carries, without what is no id.
func ReadList(v url.Values) string {
	return strings.Join(catalogue.ReadChoice(strings.Split(strings.Join(v[ListParam], ","), ",")).First(MostKept).Texts(), ",")
}

// Kept are the ids of a shortlist as it is carried.
func Kept(list string) []string {
	if list == "" {
		return nil
	}
	return strings.Split(list, ",")
}

// Carried is the shortlist that an address carries, for the masthead: how many are on it, and its page.
func Carried(l locale.Lang, v url.Values) layout.Kept {
	list := ReadList(v)
	if list == "" {
		return layout.Kept{}
	}
	address := url.Values{"id": Kept(list)}
	for _, name := range Question() {
		if text := v.Get(name); text != "" {
			address.Set(name, text)
		}
	}
	return layout.Kept{Count: len(address["id"]), Href: paths.ShortlistWith(l, address), Carry: "?" + url.Values{ListParam: {list}}.Encode()}
}

// ShortlistHref is the shortlist with one offering more. With "" it is what the ids of several follow.
func (w Words) ShortlistHref(at Here, id string) string {
	ids := Kept(at.List)
	at.List = ""
	address := paths.ShortlistWith(w.Lang(), at.With(url.Values{"id": ids}))
	if strings.Contains(address, "?") {
		return address + "&id=" + id
	}
	return address + "?id=" + id
}

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
	if list := ReadList(v); list != "" {
		back.Set(ListParam, list)
	}
	for _, id := range chosen {
		back.Add(CompareParam, id)
	}
	return paths.ResultsWith(w.Lang(), back)
}
