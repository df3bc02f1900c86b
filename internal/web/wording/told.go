package wording

import (
	"strings"
	"unicode"
	"unicode/utf8"

	views "github.com/tuottajatori/tuottajatori/frontend/pages/public"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/producer"
)

// Accessibility tells how accessible a point is. What has not been told is named as such, and is never a no.
func (w Words) Accessibility(p catalogue.Point) views.PointFacts {
	told := producer.PointFacts{}
	if p.Accessibility != nil {
		told = *p.Accessibility
	}
	v := views.PointFacts{Note: w.Written(catalogue.Texts(told.Note))}
	for _, f := range told.Answered(true) {
		v.Yes = append(v.Yes, views.Fact{Name: f.Name(w.lang()), About: f.About(w.lang())})
	}
	for _, f := range told.Answered(false) {
		v.No = append(v.No, views.Fact{Name: f.Name(w.lang()), About: f.About(w.lang())})
	}
	var rest []string
	for _, f := range told.Untold() {
		rest = append(rest, Small(f.Name(w.lang())))
	}
	v.Short = w.T("facts.short_none")
	if !told.Told() {
		return v
	}
	v.On = w.T("facts.on", "Date", w.Date(told.On))
	v.Short = w.T("facts.short", "Yes", len(v.Yes), "No", len(v.No), "Untold", len(rest))
	if len(rest) > 0 {
		v.Untold = w.T("facts.untold", "Facts", strings.Join(rest, "; "))
	}
	return v
}

// inclusionLooks are the mark and colour of each state of a thing.
var inclusionLooks = map[string][2]string{
	offering.InPrice: {"check", "good"}, offering.CostsExtra: {"coin", "wait"}, offering.NotOffered: {"x", "stop"},
}

// Included tells what the price of an item includes.
func (w Words) Included(it catalogue.Item) views.Included {
	told := offering.Included{}
	if it.Included != nil {
		told = *it.Included
	}
	v := views.Included{Title: w.IncludedTitle(it), Note: w.Written(catalogue.Texts(told.Note))}
	for _, state := range offering.InclusionStates() {
		part := views.IncludedPart{Title: w.T("included.state." + state), Icon: inclusionLooks[state][0], Kind: inclusionLooks[state][1],
			Things: w.Things(told.Of(it.Service.Key, state))}
		if len(part.Things) > 0 {
			v.Parts = append(v.Parts, part)
		}
	}
	rest := w.Things(told.Of(it.Service.Key, ""))
	switch {
	case !told.Told():
		v.Untold = w.T("included.ask", "Things", joinSmall(rest))
		return v
	case len(rest) > 0:
		v.Untold = w.T("included.untold", "Things", joinSmall(rest))
	}
	v.On = w.T("included.on", "Date", w.Date(told.On))
	return v
}

// IncludedTitle asks what is included in what the client pays, by what that is called.
func (w Words) IncludedTitle(it catalogue.Item) string {
	switch it.Pays.Kind {
	case offering.ClientFee:
		return w.T("included.title_client_fee")
	case offering.Free:
		return w.T("included.title_free")
	}
	return w.T("included.title")
}

// Things are the names of things.
func (w Words) Things(list []offering.Thing) []string {
	names := make([]string, len(list))
	for i, t := range list {
		names[i] = t.Name(w.lang())
	}
	return names
}

// joinSmall puts names into a sentence.
func joinSmall(names []string) string {
	small := make([]string, len(names))
	for i, name := range names {
		small[i] = Small(name)
	}
	return strings.Join(small, "; ")
}

// Small begins a text with a small letter, as within a sentence. What begins with an abbreviation keeps it.
func Small(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	if next, _ := utf8.DecodeRuneInString(text[size:]); next != ' ' && !unicode.IsLower(next) {
		return text
	}
	return string(unicode.ToLower(first)) + text[size:]
}
