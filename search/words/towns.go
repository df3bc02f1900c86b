package words

import (
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/search/language"
)

// towns finds municipalities by a word, in any of its forms: Espoossa, Esbos. A stem that two of them share names none.
type towns map[string]string // lookup key → code

func newTowns(known stemmer) towns {
	t := towns{}
	for _, m := range place.Municipalities() {
		for lang, name := range map[string]string{"fi": m.Fi, "sv": m.Sv} {
			words := language.Words(name)
			if len(words) != 1 {
				continue
			}
			for _, stem := range known.stems(lang, words[0], false) {
				t.add(lang+stem, m.Code)
				t.add(lang+language.Bare(stem), m.Code)
			}
		}
	}
	return t
}

func (t towns) add(key, code string) {
	if other, there := t[key]; there && other != code {
		code = ""
	}
	t[key] = code
}

// find gives the code of the municipality that a word names, or nothing.
func (t towns) find(word string) string {
	for _, lang := range []string{"fi", "sv"} {
		if code := t[lang+language.Stem(lang, word)]; code != "" {
			return code
		}
	}
	return ""
}
