package place

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Suggest lists the places that the beginning of a text may become, at most so many: municipalities first, the larger
// before the smaller, then neighbourhoods, post offices and postal codes. When nothing begins so, it lists what the text
// means as it is, or what it may have been a slip of.
func Suggest(text string, most int) []Place {
	if len(text) > maxTyped || !utf8.ValidString(text) {
		return nil
	}
	typed := fold(strings.ToLower(strings.Join(strings.Fields(norm.NFC.String(text)), " ")))
	if typed == "" {
		return nil
	}
	if found := codesFrom(typed, most); len(found) > 0 {
		return found
	}
	if found := names().beginning(typed, most); len(found) > 0 {
		return found
	}
	if p, err := Find(text); err == nil {
		return []Place{p}
	}
	var found []Place
	labels, _ := names().suggest(typed)
	for _, label := range labels {
		if p, err := Find(label); err == nil && len(found) < most {
			found = append(found, p)
		}
	}
	return found
}

// codesFrom lists the postal codes that begin with the digits that a text is, or begins with.
func codesFrom(typed string, most int) []Place {
	digits, _, _ := strings.Cut(typed, " ")
	if !isDigits(digits) {
		return nil
	}
	var found []Place
	for _, p := range tables().postals {
		if strings.HasPrefix(p.Code, digits) && len(found) < most && (p.hasArea() || p.Code == digits) {
			found = append(found, p.place())
		}
	}
	return found
}

// withTown tells whether a neighbourhood with its town, or with its postal code and town, begins as typed.
func (s *spelling) withTown(typed string) bool {
	rest, named := strings.CutPrefix(typed, s.name+" ")
	if !named || s.place.Kind != KindNeighbourhood {
		return false
	}
	town := fold(strings.ToLower(s.place.Municipality.Fi))
	return strings.HasPrefix(town, rest) || strings.HasPrefix(s.place.PostalCode+" "+town, rest)
}

// beginning lists the places whose names, or names with their towns, begin as typed. A name that is whole goes first.
func (x *nameIndex) beginning(typed string, most int) []Place {
	typed = strings.ReplaceAll(typed, ",", "")
	var found []*spelling
	for i := range x.spelled {
		s := &x.spelled[i]
		if strings.HasPrefix(s.name, typed) || s.withTown(typed) {
			found = append(found, s)
		}
	}
	rank := func(s *spelling) int {
		switch {
		case s.name == typed:
			return 0
		case s.place.Kind == KindMunicipality:
			return 1
		case s.place.Kind == KindNeighbourhood:
			return 2
		}
		return 3
	}
	slices.SortStableFunc(found, func(a, b *spelling) int {
		return cmp.Or(
			cmp.Compare(rank(a), rank(b)), cmp.Compare(b.place.Municipality.Population, a.place.Municipality.Population),
			cmp.Compare(len(a.name), len(b.name)),
		)
	})
	var places []Place
	listed := map[string]bool{}
	for _, s := range found {
		if !listed[s.id] && len(places) < most {
			listed[s.id] = true
			places = append(places, s.place)
		}
	}
	return places
}

const (
	maxSuggestions = 5
	maxMisspelled  = 40 // runes; nobody's misspelt municipality is longer
	same           = -1 // slips, when there are none and nothing more follows
)

// suggest lists what a name may have meant: the places of this name when there are several; otherwise names that begin so, then names one or two slips of the keyboard away. Of equals a
// municipality goes before a post office and the larger before the smaller.
func (x *nameIndex) suggest(typed string) (labels []string, several bool) {
	want := []rune(fold(strings.TrimSpace(typed)))
	if len(want) < 2 || len(want) > maxMisspelled {
		return nil, false
	}
	type candidate struct {
		*spelling
		slips int
	}
	var found []candidate
	for i := range x.spelled {
		s := &x.spelled[i]
		if slices.Equal(want, s.folded) {
			found = append(found, candidate{s, same})
		} else if slips, ok := apart(want, s.folded); ok {
			found = append(found, candidate{s, slips})
		}
	}
	slices.SortStableFunc(found, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.slips, b.slips), cmp.Compare(b.weight, a.weight))
	})
	if n := slices.IndexFunc(found, func(c candidate) bool { return c.slips > same }); n > 1 {
		found, several = found[:n], true // one of them is meant
	}
	meant := map[string]bool{}
	for _, c := range found {
		if len(labels) < maxSuggestions && !meant[c.id] {
			labels = append(labels, c.label)
			meant[c.id] = true
		}
	}
	return labels, several
}

// apart tells how many slips there are between a typed and a real name: 0 when the real one begins so. A short name is allowed
// one slip, a longer one two, and its forms may end in anything after five right letters.
func apart(typed, name []rune) (int, bool) {
	if len(typed) <= len(name) && slices.Equal(typed, name[:len(typed)]) {
		return 0, true
	}
	allowed := 1
	if len(typed) > 5 {
		allowed = 2
	}
	if d := len(typed) - len(name); d >= -allowed && d <= allowed {
		if n := slipsBetween(typed, name); n <= 1 || n <= allowed && typed[0] == name[0] {
			return n, true
		}
	}
	if len(name) > 4 && len(typed) > len(name) && slices.Equal(typed[:len(name)-1], name[:len(name)-1]) {
		return 3, true
	}
	return 0, false
}

// slipsBetween counts letters added, left out, changed or swapped with their neighbour (optimal string alignment).
func slipsBetween(a, b []rune) int {
	var room [3][2 * maxMisspelled]int // no name is as long
	before, last, this := room[0][:len(b)+1], room[1][:len(b)+1], room[2][:len(b)+1]
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		this[0] = i
		for j := 1; j <= len(b); j++ {
			change := last[j-1]
			if a[i-1] != b[j-1] {
				change++
			}
			this[j] = min(change, last[j]+1, this[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				this[j] = min(this[j], before[j-2]+1)
			}
		}
		before, last, this = last, this, before
	}
	return last[len(b)]
}
