// Package words knows the everyday words for services: what people say who do not know what the service is called.
//
// The table is the .tsv files of this folder, lines of a service and a language, meant to be read and corrected by
// people: words.tsv has the words for services, everyday_*.tsv how people put their situation. The services' own names
// belong to it without being written there. A word with ~ before it only hints at the service ("night" may be about
// many things), one with ! decides. In phrases, =name stands for any word of the group that the line =name lists. Lines
// of the key "-" list words that say nothing about which service is meant.
//
// Everything is looked up in all three languages, whatever language the page is in: by base forms where Voikko knows
// the word, otherwise by stems. What is not found is tried without its dots, as two words written together or one written
// apart, as a compound of known words, and as a slip of the finger. docs/SEARCH.md tells it with examples, and how to
// add a word.
//
//	words.go  the table
//	parse.go  reading it from the files
//	find.go   looking words up in it
//	read.go   the course of reading a text
//	look.go   what one word of a text may mean
//	weigh.go  how surely, and phrases
package words

import (
	"embed"
	"slices"
	"strings"
	"sync"

	"github.com/tuottajatori/tuottajatori/search/language"
)

//go:embed *.tsv
var files embed.FS

// tables are the files in the order they are read: a word is shown to people as it stands where it comes first.
var tables = []string{"words.tsv", "everyday_fi.tsv", "everyday_sv_en.tsv"}

func source() (string, error) {
	var all strings.Builder
	for _, name := range tables {
		text, err := files.ReadFile(name)
		if err != nil {
			return "", err
		}
		all.Write(text)
	}
	return all.String(), nil
}

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
	rare    int32    // which of them stands in the fewest phrases
}

// Table is the words, ready to be looked up. It never changes and may be used by many at once.
type Table struct {
	entries []Entry
	exact   map[string][]spot               // by lookup key
	bare    map[string][]spot               // the same without dots and rings
	stems   map[string]*language.Dictionary // by language, for mending
	whole   map[string]*language.Dictionary // Swedish and English words with their endings, for mending
	bases   map[string][]spot               // by Finnish base form
	groups  map[string][]string             // by language and name: the words that may stand for it in a phrase
	towns   towns

	morphology *language.Morphology
}

// spot is where a word stands: the n-th word of an entry.
type spot struct{ entry, n int32 }

// Default is the table that the program carries.
var Default = sync.OnceValue(func() *Table {
	t, err := load(language.Default())
	if err != nil {
		panic(err) // the table is compiled in, and a test reads it
	}
	return t
})

func load(morphology *language.Morphology) (*Table, error) {
	tsv, err := source()
	if err != nil {
		return nil, err
	}
	return parse(tsv, morphology)
}

// Entries lists the table, for review and for engines that have synonyms of their own.
func (t *Table) Entries() []Entry { return slices.Clone(t.entries) }
