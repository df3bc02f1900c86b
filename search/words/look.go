package words

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tuottajatori/tuottajatori/search/language"
)

// look finds what a word may mean, in the surest way that finds anything.
func (r *reader) look(i int, word string) []match {
	if found := r.t.find(word); len(found) > 0 {
		return matches(found, asTyped)
	}
	if found := r.t.findBare(word); len(found) > 0 {
		return matches(found, undotted)
	}
	if r.words[i].Town = r.t.towns.find(word); r.words[i].Town != "" {
		return nil
	}
	parts := r.parts(word)
	known := r.t.finnish(word)
	if !known {
		parts = r.cuts(word)
	}
	if r.t.clear(parts) {
		return parts
	}
	if found := r.t.findRoots(word); len(found) > 0 {
		return append(matches(found, derived), parts...)
	}
	if found := r.mend(i, word, false); len(found) > 0 { // kotti|hoito could be a word, but who would type it
		return append(found, parts...)
	}
	if known || len(parts) > 0 {
		return parts
	}
	return r.part(word)
}

// clear tells whether any match surely means a service.
func (t *Table) clear(found []match) bool {
	return slices.ContainsFunc(found, func(m match) bool {
		e := &t.entries[m.entry]
		return (m.n == wholePhrase || len(e.words) == 1) && e.Weight*m.sure >= compounded
	})
}

// mostSuggested is how many words of a text Voikko is asked to mend: it takes some milliseconds for each.
const mostSuggested = 2

// shortWord is how many letters make a word long enough to have few neighbours.
const shortWord = 6

// longWord is how many letters make a word long enough to be a slip although Voikko can make it up of parts.
const longWord = 8

// mend takes a word that nobody knows for a slip of one that means something. Words that Voikko knows are none, except
// a single slip in a long compound, and, when nothing else was found in the whole text, despairing, any.
func (r *reader) mend(i int, word string, despairing bool) []match {
	if r.opt.AsTyped || r.opt.Names != nil && r.opt.Names(word) {
		return nil
	}
	letters := utf8.RuneCountInString(word)
	most := language.Slips(letters)
	if !despairing && r.t.finnish(word) {
		if letters < longWord || r.t.simple(word) {
			return nil
		}
		most = 1
	}
	sure := mended
	if letters < shortWord {
		sure = mendedShort
	}
	if near, shown := r.t.findNear(word, most); len(near) > 0 {
		r.words[i].Mended = shown
		return matches(near, sure)
	}
	if r.suggested == mostSuggested || r.t.finnish(word) {
		return nil
	}
	r.suggested++
	for _, s := range r.t.morphology.Suggest(word) {
		found := matches(r.t.find(s), sure)
		if len(found) == 0 {
			found = r.parts(s)
		}
		if len(found) > 0 {
			r.words[i].Mended = s
			return found
		}
	}
	return nil
}

// parts takes a compound apart where Voikko says that its parts meet.
func (r *reader) parts(word string) []match {
	for _, a := range r.t.morphology.Analyse(word) {
		if a.Name || len(a.Parts) < 2 {
			continue
		}
		var pieces []cut
		front := ""
		for k := 1; k < len(a.Parts); k++ { // the longest last part first
			p := a.Parts[k-1]
			c := cut{fronts: addAll(r.t.findBase(front+p.Base), r.t.findBase(front+p.Text))}
			front += p.Text
			c.heads = r.t.findBase(strings.TrimLeft(strings.TrimPrefix(a.Base, front), "-"))
			pieces = append(pieces, c)
		}
		if found := r.t.compound(pieces); len(found) > 0 {
			return found
		}
	}
	return nil
}

// shortest is how many letters a part of a compound has at the least.
const shortest = 3

// cuts takes a word apart wherever two known ones meet, the longest last part first.
func (r *reader) cuts(word string) []match {
	runes := []rune(word)
	var pieces []cut
	for at := shortest; at <= len(runes)-shortest; at++ {
		first, last := string(runes[:at]), string(runes[at:])
		c := cut{heads: r.t.findPart(last)}
		if len(c.heads) == 0 {
			continue
		}
		c.fronts = addAll(r.t.findPart(first), r.t.findPart(strings.TrimSuffix(first, "s"))) // also hemvård|s|tjänst
		if len(c.fronts) > 0 {
			pieces = append(pieces, c)
		}
	}
	return r.t.compound(pieces)
}

// cut is one way to take a compound apart.
type cut struct{ fronts, heads []spot }

// compound tells what a compound means that can be taken apart in some ways. A phrase of the two is meant first:
// "lampun|vaihto". Otherwise the last part says what it is and the first one of what kind: of "vanhusten|kotihoito"
// home care remains; when the last part says little, as in "siivous|firma", the first part does.
func (t *Table) compound(cuts []cut) []match {
	for _, c := range cuts {
		if pair := t.pairs(c.fronts, c.heads); len(pair) > 0 {
			return matches(pair, compounded)
		}
	}
	var heads, fronts []spot
	for _, c := range cuts {
		if found := t.meaning(c.heads); len(heads) == 0 && len(found) > 0 {
			heads = found
		}
		if found := t.meaning(c.fronts); len(found) > 0 {
			fronts = found // a longer one comes later
		}
	}
	var all []match
	switch {
	case len(heads) == 0:
		all = matches(fronts, partOnly)
	case len(fronts) == 0:
		all = matches(heads, partOnly)
	case t.says(heads):
		all = append(matches(heads, compounded), matches(fronts, modifier)...)
	default:
		all = append(matches(fronts, compounded), matches(heads, compounded)...)
	}
	for _, c := range cuts { // a part may be a word of a phrase that others of the text complete
		parts := c.heads
		if len(c.heads) > 0 && len(t.meaning(c.heads)) == 0 {
			parts = addAll(parts, c.fronts) // the last part says little: lääkkeiden nouto|palvelu
		}
		for _, p := range parts {
			if len(t.entries[p.entry].words) > 1 {
				all = append(all, match{p, compounded})
			}
		}
	}
	return all
}

// longPart is how many letters a part must have to be believed without the other.
const longPart = 5

// part finds a known last part of a word, or else a first one: of "kesä|loma" a holiday remains.
func (r *reader) part(word string) []match {
	runes := []rune(word)
	for cut := shortest; cut <= len(runes)-longPart; cut++ {
		if found := r.t.meaning(r.t.find(string(runes[cut:]))); len(found) > 0 {
			return matches(found, partOnly)
		}
	}
	for cut := len(runes) - shortest; cut >= longPart; cut-- {
		if found := r.t.meaning(r.t.find(string(runes[:cut]))); r.t.says(found) {
			return matches(found, modifier)
		}
	}
	return nil
}

// pairs gives the second places of phrases of two words that begin in fronts and end in heads. They stand for the
// whole phrase, so both of its words are taken as found.
func (t *Table) pairs(fronts, heads []spot) []spot {
	var all []spot
	for _, f := range fronts {
		if e := t.entries[f.entry]; len(e.words) == 2 && e.Weight > 0 && f.n == 0 && slices.Contains(heads, spot{f.entry, 1}) {
			all = append(all, spot{f.entry, wholePhrase})
		}
	}
	return all
}

// wholePhrase stands for all words of a phrase at once.
const wholePhrase = -1

// meaning gives the places of entries of one word only that mean a service.
func (t *Table) meaning(places []spot) []spot {
	return slices.DeleteFunc(slices.Clone(places), func(p spot) bool { return len(t.entries[p.entry].words) > 1 || t.entries[p.entry].Service == "" })
}

// says tells whether any of the entries surely means a service.
func (t *Table) says(places []spot) bool {
	return slices.ContainsFunc(places, func(p spot) bool { return t.entries[p.entry].Weight >= strong })
}
