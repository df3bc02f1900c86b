package language

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Bases gives the words that a word is to be found by besides itself: its Finnish base forms and, of a compound, its
// parts (kotihoidon: kotihoito, koti, hoito), then its stems in each language. The stems are always there, so that what
// one process has indexed with Voikko another one without it can find. Small, in a fixed order, without repetition; not
// to be changed by the caller, since it is remembered: descriptions of a register are made of the same words.
func (m *Morphology) Bases(word string) []string {
	if len(word) > mostRemembered {
		return m.bases(word)
	}
	return m.based.get(word, func() []string { return m.bases(word) })
}

const mostRemembered = 80 // bytes of a word

func (m *Morphology) bases(word string) []string {
	if strings.ContainsRune(word, 0) { // no word has one, and no database takes one
		return nil
	}
	var all []string
	add := func(s string) {
		if s != word && utf8.RuneCountInString(s) >= shortestBase && !slices.Contains(all, s) && len(all) < mostBases {
			all = append(all, s)
		}
	}
	analyses := m.Analyse(word)
	for _, a := range analyses {
		add(a.Base)
	}
	for _, a := range analyses {
		if len(a.Parts) < 2 {
			continue
		}
		for _, p := range a.Parts {
			add(p.Base)
		}
	}
	for _, lang := range Languages() {
		add(Stem(lang, word))
	}
	return all
}

const (
	shortestBase = 2 // letters
	mostBases    = 12
)

// Expand writes the words of a text and their bases, each once, separated by spaces: what an index needs to find the
// text by any form of its words. Of a long text the beginning is read, at most mostExpanded words.
func (m *Morphology) Expand(text string) string {
	seen := map[string]bool{}
	var all []string
	add := func(w string) {
		if !seen[w] {
			seen[w] = true
			all = append(all, w)
		}
	}
	for _, w := range split(text, mostExpandedText, mostExpanded) {
		add(w)
		for _, b := range m.Bases(w) {
			add(b)
		}
	}
	return strings.Join(all, " ")
}

// What Expand reads of a text: no description is longer that anybody would read.
const (
	mostExpandedText = 4000 // runes
	mostExpanded     = 400  // words
)

// Bases is Default's.
func Bases(word string) []string { return Default().Bases(word) }

// Expand is Default's.
func Expand(text string) string { return Default().Expand(text) }
