// Package words knows the everyday words for services: what people say who do not know what the service is called.
//
// The table is words.tsv, one line for each service and language, meant to be read and corrected by people; the
// services' own names belong to it without being written there. A word
// with ~ before it only hints at the service ("night" may be about many things). Lines of the key "-" list words that
// say nothing about which service is meant. Everything is looked up in all three languages, whatever language the
// page is in, by the stems of the words and of their common forms; what is not found is tried without its dots, as
// two words written together or one written apart, as a compound of known words, and as a slip of the finger.
//
// To add a word: put it on its line in its base form, and add a query that should find it to the package's test.
package words

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/tuottajatori/tuottajatori/internal/service"
	"github.com/tuottajatori/tuottajatori/search/language"
)

//go:embed words.tsv
var source string

// nothing is the key of the lines that list words without a service.
const nothing = "-"

// How much a word says about a service.
const (
	decisive = 1.5
	strong   = 1.0
	hint     = 0.4
)

// Entry is one word or phrase of the table.
type Entry struct {
	Service string // key; empty for words that say nothing
	Lang    string
	Text    string
	Weight  float64
	words   []string // of the phrase, without those that only link
}

// Table is the words, ready to be looked up. It never changes and may be used by many at once.
type Table struct {
	entries []Entry
	exact   map[string][]spot               // by lookup key
	bare    map[string][]spot               // the same without dots and rings
	stems   map[string]*language.Dictionary // by language, for mending
	bases   map[string][]spot               // by Finnish base form
	towns   towns

	morphology *language.Morphology
}

// spot is where a word stands: the n-th word of an entry.
type spot struct{ entry, n int32 }

// Default is the table that the program carries.
var Default = sync.OnceValue(func() *Table {
	t, err := parse(source, language.Default())
	if err != nil {
		panic(err) // the table is compiled in, and a test reads it
	}
	return t
})

// Entries lists the table, for review and for engines that have synonyms of their own.
func (t *Table) Entries() []Entry { return slices.Clone(t.entries) }

func parse(tsv string, m *language.Morphology) (*Table, error) {
	t := &Table{
		exact: map[string][]spot{}, bare: map[string][]spot{}, bases: map[string][]spot{}, stems: map[string]*language.Dictionary{},
		morphology: m,
	}
	for _, lang := range language.Languages() {
		t.stems[lang] = &language.Dictionary{}
	}
	known := stemmer{}
	for n, line := range strings.Split(tsv, "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		columns := strings.Split(line, "\t")
		if len(columns) != 3 || !slices.Contains(language.Languages(), columns[1]) {
			return nil, fmt.Errorf("words: line %d: want key, language and words, separated by tabs", n+1)
		}
		for text := range strings.SplitSeq(columns[2], "; ") {
			if err := t.add(known, columns[0], columns[1], text); err != nil {
				return nil, fmt.Errorf("words: line %d: %w", n+1, err)
			}
		}
	}
	for _, s := range service.All() {
		for _, lang := range language.Languages() {
			if err := t.add(known, s.Key, lang, s.Name(lang)); err != nil {
				return nil, fmt.Errorf("words: name of %s: %w", s.Key, err)
			}
		}
	}
	t.towns = newTowns(known)
	return t, nil
}

func (t *Table) add(known stemmer, service, lang, text string) error {
	e := Entry{Service: service, Lang: lang, Weight: strong, Text: text}
	for mark, weight := range map[string]float64{"~": hint, "!": decisive} {
		if marked, ok := strings.CutPrefix(text, mark); ok {
			e.Text, e.Weight = marked, weight
		}
	}
	if service == nothing {
		e.Service, e.Weight = "", 0
	}
	parts := content(lang, language.Words(e.Text))
	if len(parts) == 0 {
		return fmt.Errorf("%q is no word", text)
	}
	e.words = parts
	at := int32(len(t.entries))
	t.entries = append(t.entries, e)
	for n, word := range parts {
		for _, stem := range known.stems(lang, word) {
			t.file(lang, stem, spot{entry: at, n: int32(n)})
		}
		if lang == "fi" {
			t.fileBases(word, spot{entry: at, n: int32(n)})
		}
	}
	return nil
}

func (t *Table) file(lang, stem string, p spot) {
	key := lang + stem
	t.exact[key] = append(t.exact[key], p)
	if plain := language.Bare(key); plain != key && !slices.Contains(t.bare[plain], p) {
		t.bare[plain] = append(t.bare[plain], p)
	}
	if len(stem) > 3 {
		t.stems[lang].Add(stem)
	}
}

// linking words may be missing or others in a phrase: help with shopping, help to do shopping.
var linking = map[string]map[string]bool{
	"fi": setOf("ja tai"),
	"sv": setOf("att av den det en ett för i med och om på till åt"),
	"en": setOf("a an and at for in my of on the to with"),
}

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}

// content leaves the linking words out of a phrase, unless too little remains for a phrase.
func content(lang string, phrase []string) []string {
	if rest := slices.DeleteFunc(slices.Clone(phrase), func(w string) bool { return linking[lang][w] }); len(rest) > 1 {
		return rest
	}
	return phrase
}

// fileBases puts a Finnish word where its base forms lead, and the word as it stands.
func (t *Table) fileBases(word string, p spot) {
	bases := []string{word}
	for _, a := range t.morphology.Analyse(word) {
		if !slices.Contains(bases, a.Base) {
			bases = append(bases, a.Base)
		}
	}
	for _, base := range bases {
		t.bases[base] = append(t.bases[base], p)
	}
}

// stemmer remembers the stems of words, since many stand in several phrases.
type stemmer map[string][]string

// stems gives the different stems that the forms of a word have.
func (s stemmer) stems(lang, word string) []string {
	key := lang + word
	if stems, there := s[key]; there {
		return stems
	}
	forms := []string{word}
	if lang == "fi" {
		forms = language.Forms(word)
	}
	var stems []string
	for _, form := range forms {
		if stem := language.Stem(lang, form); !slices.Contains(stems, stem) {
			stems = append(stems, stem)
		}
	}
	s[key] = stems
	return stems
}

// word is the word of the table that stands at p, as people write it.
func (t *Table) word(p spot) string { return t.entries[p.entry].words[p.n] }

// find looks a word up as it is, in every language: a Finnish word that Voikko knows by its base forms, others by stem.
func (t *Table) find(word string) []spot {
	var all []spot
	analyses := t.morphology.Analyse(word)
	for _, a := range analyses {
		all = addAll(all, t.bases[a.Base])
	}
	for _, lang := range language.Languages() {
		if lang == "fi" && len(analyses) > 0 {
			continue // stems that meet by chance: lasten, lasta
		}
		all = addAll(all, t.exact[lang+language.Stem(lang, word)])
	}
	return all
}

// addAll adds the places that are not there yet.
func addAll(all, more []spot) []spot {
	for _, p := range more {
		if !slices.Contains(all, p) {
			all = append(all, p)
		}
	}
	return all
}

// findBase looks up a part of a compound, which stands in its base form or as Voikko tells it.
func (t *Table) findBase(base string) []spot {
	if found := t.bases[base]; len(found) > 0 {
		return found
	}
	return t.find(base)
}

// findRoots looks up what a word is made of: unohteleva → unohtaa.
func (t *Table) findRoots(word string) []spot {
	var all []spot
	for _, a := range t.morphology.Analyse(word) {
		if len(a.Parts) == 1 && a.Parts[0].Root != "" {
			all = addAll(all, t.bases[a.Parts[0].Root])
		}
	}
	return all
}

// finnish tells whether Voikko knows a word, which is then no slip.
func (t *Table) finnish(word string) bool { return len(t.morphology.Analyse(word)) > 0 }

// findNear looks up the words with the fewest slips from this one.
func (t *Table) findNear(word string) []spot {
	var all []spot
	best := len(word)
	for _, lang := range language.Languages() {
		near, slips := t.stems[lang].Nearest(language.Stem(lang, word))
		if len(near) == 0 || slips > best {
			continue
		}
		if slips < best {
			best, all = slips, nil
		}
		for _, stem := range near {
			all = append(all, t.exact[lang+stem]...)
		}
	}
	return all
}

// findBare looks a word up that was written without its dots, or with dots where there are none.
func (t *Table) findBare(word string) []spot {
	var all []spot
	plain := language.Bare(word)
	for _, lang := range language.Languages() {
		key := lang + language.Bare(language.Stem(lang, plain))
		all = append(all, t.bare[key]...)
		if plain != word {
			all = append(all, t.exact[key]...)
		}
	}
	return all
}
