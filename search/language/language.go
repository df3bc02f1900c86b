// Package language turns what people type, and what producers write, into words that can be compared: the same way at
// index and at query time, for every engine.
//
// Swedish and English words are stemmed by Snowball. Finnish inflects more than a stemmer can undo (hoito, hoidon,
// hoitoihin) and writes compounds in one word, so a Morphology asks Voikko, where it is installed, for base forms and the
// parts of compounds. Without Voikko, and for words that it does not know, Forms makes the common forms of a word we
// know, consonant gradation included, and a table looks up the stems of all of them.
//
//	language.go    words of a text, stems
//	morphology.go  what a Finnish word may be, by Voikko; a bounded memory of it
//	voikko*.go     the only files that speak to C
//	bases.go       what an index holds of a word
//	finnish.go     forms by rule
//	distance.go    slips of the finger
package language

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/finnish"
	"github.com/blevesearch/snowballstem/swedish"
	"golang.org/x/text/unicode/norm"
)

// What is read of a typed text: nobody means more than this, and nothing longer may cost more.
const (
	MaxText  = 400 // runes
	MaxWords = 16
	MaxWord  = 40 // runes
)

// Languages that words are looked up in, whatever language the page is in.
func Languages() []string { return []string{"fi", "sv", "en"} }

// Words splits a text into its words in small letters, composed (NFC), without anything that is neither letter nor
// digit. Any bytes are a text: what is no UTF-8 separates words.
func Words(text string) []string { return split(text, MaxText, MaxWords) }

func split(text string, mostRunes, mostWords int) []string {
	text = norm.NFC.String(strings.ToLower(strings.ToValidUTF8(cut(text, 4*mostRunes), " ")))
	text = cutRunes(text, mostRunes)
	var words []string
	for w := range strings.FieldsFuncSeq(text, func(r rune) bool { return !isPart(r) }) {
		w = strings.Map(func(r rune) rune {
			if unicode.Is(unicode.Mn, r) {
				return -1
			}
			return r
		}, w)
		if w == "" {
			continue
		}
		if words = append(words, cutRunes(w, MaxWord)); len(words) == mostWords {
			break
		}
	}
	return words
}

func isPart(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

// cut shortens to at most n bytes, which may leave half a character for ToValidUTF8 to remove.
func cut(s string, n int) string {
	if len(s) > n {
		return s[:n]
	}
	return s
}

func cutRunes(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n])
}

// Stem cuts the ending that a word in small letters has by the rules of a language. An unknown language has none.
func Stem(lang, word string) string {
	env := snowballstem.NewEnv(word)
	switch lang {
	case "fi":
		finnish.Stem(env)
	case "sv":
		swedish.Stem(env)
	case "en":
		english.Stem(env)
	}
	return env.Current()
}

// Bare writes a word without the dots and rings that a foreign keyboard lacks: äiti → aiti, vård → vard.
func Bare(word string) string { return bare.Replace(word) }

var bare = strings.NewReplacer("å", "a", "ä", "a", "ö", "o", "é", "e", "è", "e", "ü", "u", "š", "s", "ž", "z")
