package choosing

import (
	"strings"

	views "github.com/tuottajatori/tuottajatori/frontend/pages/choosing"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

// included is what the price includes, what costs extra and what is not part of the service. The things that the compared
// offerings tell differently come first, in a line of their own.
func (w words) included(it catalogue.Item, a asked) views.Answer {
	if it.Included == nil {
		return w.untold()
	}
	var lines []string
	for _, state := range offering.InclusionStates() {
		if list := it.Included.Of(it.Service.Key, state); len(list) > 0 {
			lines = append(lines, w.T("included.line."+state, "Things", w.listed(differingFirst(list, it.Service.Key, a.items))))
		}
	}
	note := w.Written(catalogue.Texts(it.Included.Note))
	if len(lines) == 0 {
		return views.Answer{Main: note.Text, Lang: note.Lang}
	}
	return views.Answer{Main: lines[0], Lines: lines[1:], Note: note}
}

// listed puts the names of things into a sentence.
func (w words) listed(list []offering.Thing) string {
	names := make([]string, len(list))
	for i, t := range list {
		names[i] = wording.Small(t.Name(w.lang()))
	}
	return strings.Join(names, ", ")
}

// differingFirst puts first what the offerings of the same service tell differently.
func differingFirst(list []offering.Thing, serviceKey string, items []catalogue.Item) []offering.Thing {
	var first, rest []offering.Thing
	for _, t := range list {
		if toldDifferently(t.Key, serviceKey, items) {
			first = append(first, t)
		} else {
			rest = append(rest, t)
		}
	}
	return append(first, rest...)
}

// includedDiffers names the things that the compared offerings tell differently; empty when there are none.
func (w words) includedDiffers(items []catalogue.Item) string {
	var differing []offering.Thing
	seen := map[string]bool{}
	for _, it := range items {
		for _, t := range offering.Things(it.Service.Key) {
			if !seen[t.Key] && toldDifferently(t.Key, it.Service.Key, items) {
				seen[t.Key], differing = true, append(differing, t)
			}
		}
	}
	if len(differing) == 0 {
		return ""
	}
	return w.T("included.differs", "Things", w.listed(differing))
}

// includedVerdict mends a verdict that went by the words: offerings of one service that contradict each other in nothing do
// not differ, but some tell more than others.
func includedVerdict(verdict string, items []catalogue.Item) string {
	if verdict != differ {
		return verdict
	}
	notes := map[offering.Text]bool{}
	for _, it := range items {
		if it.Service.Key != items[0].Service.Key {
			return differ
		}
		if it.Included == nil {
			continue
		}
		if it.Included.Note != (offering.Text{}) {
			notes[it.Included.Note] = true
		}
		for thing := range it.Included.States {
			if toldDifferently(thing, it.Service.Key, items) {
				return differ
			}
		}
	}
	if len(notes) > 1 {
		return differ
	}
	return partly
}

// toldDifferently tells whether two of the service's offerings say different things of a thing. Silence is no difference.
func toldDifferently(thing, serviceKey string, items []catalogue.Item) bool {
	told := ""
	for _, it := range items {
		if it.Service.Key != serviceKey || it.Included == nil || it.Included.States[thing] == "" {
			continue
		}
		if state := it.Included.States[thing]; told == "" {
			told = state
		} else if state != told {
			return true
		}
	}
	return false
}
