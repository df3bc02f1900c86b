package words

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tuottajatori/tuottajatori/internal/service"
	"github.com/tuottajatori/tuottajatori/search/language"
)

// Marks of the table.
const (
	nothing   = "-" // the key of the lines that list words without a service
	groupMark = "=" // before the key of a line that names a group of words, and before its name in a phrase
)

var weights = map[string]float64{"!": decisive, "~": hint}

// parser fills a table.
type parser struct {
	*Table
	known stemmer
	empty map[string]bool // by language and word: says nothing
}

func parse(tsv string, m *language.Morphology) (*Table, error) {
	p := &parser{
		Table: &Table{
			exact: map[string][]spot{}, bare: map[string][]spot{}, bases: map[string][]spot{},
			stems: map[string]*language.Dictionary{}, whole: map[string]*language.Dictionary{},
			groups: map[string][]string{}, morphology: m,
		},
		known: stemmer{}, empty: map[string]bool{},
	}
	for _, lang := range language.Languages() {
		p.stems[lang], p.whole[lang] = &language.Dictionary{}, &language.Dictionary{}
	}
	lines := strings.Split(tsv, "\n")
	for _, read := range []func(key, lang, text string) error{p.group, p.add} { // the groups first, since phrases name them
		for n, line := range lines {
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			columns := strings.Split(line, "\t")
			if len(columns) != 3 || !slices.Contains(language.Languages(), columns[1]) {
				return nil, fmt.Errorf("words: line %d: want key, language and words, separated by tabs", n+1)
			}
			for text := range strings.SplitSeq(columns[2], "; ") {
				if err := read(columns[0], columns[1], text); err != nil {
					return nil, fmt.Errorf("words: line %d: %w", n+1, err)
				}
			}
		}
	}
	for _, s := range service.All() {
		for _, lang := range language.Languages() {
			if err := p.add(s.Key, lang, s.Name(lang)); err != nil {
				return nil, fmt.Errorf("words: name of %s: %w", s.Key, err)
			}
		}
	}
	p.rarest()
	p.towns = newTowns(p.known)
	return p.Table, nil
}

// rarest finds the word of each phrase that stands in the fewest, so that a text need not try all phrases with "mother".
func (p *parser) rarest() {
	phrases := map[string]int{}
	for _, e := range p.entries {
		for _, w := range e.words {
			phrases[e.Lang+w] += max(1, len(p.groups[e.Lang+w]))
		}
	}
	for i := range p.entries {
		e := &p.entries[i]
		for n, w := range e.words {
			if phrases[e.Lang+w] < phrases[e.Lang+e.words[e.rare]] {
				e.rare = int32(n)
			}
		}
	}
}

// group takes a word into its group, if the line is one of a group, and notes the words that say nothing.
func (p *parser) group(key, lang, text string) error {
	words := language.Words(text)
	if key == nothing && len(words) == 1 {
		p.empty[lang+words[0]] = true
	}
	if !strings.HasPrefix(key, groupMark) {
		return nil
	}
	if len(words) != 1 {
		return fmt.Errorf("%q in group %s is not one word", text, key)
	}
	p.groups[lang+key] = append(p.groups[lang+key], words[0])
	return nil
}

// add takes a word or phrase of a service.
func (p *parser) add(key, lang, text string) error {
	if strings.HasPrefix(key, groupMark) {
		return nil
	}
	e := Entry{Service: key, Lang: lang, Weight: strong, Text: text}
	for mark, weight := range weights {
		if marked, ok := strings.CutPrefix(text, mark); ok {
			e.Text, e.Weight = marked, weight
		}
	}
	if key == nothing {
		e.Service, e.Weight = "", 0
	}
	for token := range strings.FieldsSeq(e.Text) {
		if strings.HasPrefix(token, groupMark) {
			if p.groups[lang+token] == nil {
				return fmt.Errorf("%q names no group", token)
			}
			e.words = append(e.words, token)
			continue
		}
		e.words = append(e.words, language.Words(token)...)
	}
	if e.words = p.content(lang, e.words); len(e.words) == 0 {
		return fmt.Errorf("%q is no word", text)
	}
	at := int32(len(p.entries))
	p.entries = append(p.entries, e)
	for n, word := range e.words {
		there := spot{entry: at, n: int32(n)}
		if members := p.groups[lang+word]; members != nil {
			for _, member := range members {
				p.file(lang, member, there)
			}
			continue
		}
		p.file(lang, word, there)
	}
	return nil
}

// file puts a word where its stems and, if it is Finnish, its base forms lead.
func (p *parser) file(lang, word string, at spot) {
	for _, stem := range p.known.stems(lang, word, p.finnish(word)) {
		key := lang + stem
		put(p.exact, key, at)
		if plain := language.Bare(key); plain != key {
			put(p.bare, plain, at)
		}
		if len(stem) > 3 {
			p.stems[lang].AddStem(key[len(lang):])
		}
	}
	if lang != "fi" {
		p.whole[lang].AddStem(word)
		return
	}
	bases := []string{word}
	for _, a := range p.morphology.Analyse(word) {
		if !slices.Contains(bases, a.Base) {
			bases = append(bases, a.Base)
		}
	}
	for _, base := range bases {
		put(p.bases, base, at)
	}
}

// put adds a place that may have come just before. Places come in rising order, so each list is sorted.
func put(to map[string][]spot, key string, at spot) {
	if there := to[key]; len(there) == 0 || there[len(there)-1] != at {
		to[key] = append(there, at)
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

// content leaves the linking words out of a phrase, unless nothing remains that says something.
func (p *parser) content(lang string, phrase []string) []string {
	rest := slices.DeleteFunc(slices.Clone(phrase), func(w string) bool { return linking[lang][w] })
	if len(rest) == 0 || len(rest) == 1 && p.empty[lang+rest[0]] {
		return phrase
	}
	return rest
}

// stemmer remembers the stems of words, since many stand in several phrases.
type stemmer map[string][]string

// stems gives the different stems that the forms of a word have, the chief ones only of a word whose forms are known
// otherwise.
func (s stemmer) stems(lang, word string, known bool) []string {
	key := lang + word
	if stems, there := s[key]; there {
		return stems
	}
	forms := []string{word}
	switch {
	case lang == "fi" && known:
		forms = language.FewForms(word)
	case lang == "fi":
		forms = language.Forms(word)
	case lang == "sv":
		forms = language.SwedishForms(word)
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
