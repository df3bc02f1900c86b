package words

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tuottajatori/tuottajatori/search"
	"github.com/tuottajatori/tuottajatori/search/language"
)

// How sure a way of finding a word makes us that it is the one meant.
const (
	asTyped     = 1.0
	undotted    = 0.95
	derived     = 0.9 // the word that it is made of: siivoilija → siivota
	mended      = 0.8
	mendedShort = 0.5 // a short word has many neighbours
	compounded  = 0.75
	modifier    = 0.4  // the first part of a compound whose last part says what it is
	partOnly    = 0.5  // a part of a compound whose other part nobody knows
	otherLang   = 0.7  // found, but not in the language of the text
	apart       = 0.8  // all words of a phrase in their order, but not one after another
	disordered  = 0.65 // all words of a Finnish phrase in another order
	reversed    = 0.3  // the same in Swedish and English, where a home care is no care home
	commonplace = 0.4  // a word of a phrase that alone says nothing
	context     = 0.9  // a word in the place of where, to whom or by what: a hairdresser for the nursing home
)

// What both engines weigh words by.
const (
	OfName     = 0.9 // how much a word counts that is found in a name, where one that surely means a service counts 1
	SureEnough = 0.9 // how surely a word must mean a service not to be looked for in names by itself
	Enough     = 0.6 // what has this share of the best score is meant: a service, or a row of the index
)

// Word is a word of the text as it was read.
type Word struct {
	Text     string
	Mended   string             // what it was taken for, when that is not what was typed
	Empty    bool               // says nothing about a service: "and", "mother", "near"
	Common   bool               // would say nothing by itself, and helps a phrase: "help" in "help at home"
	Services map[string]float64 // how surely it means each service: 1 surely, more when it decides; nil when none
	Town     string             // code of the municipality that it names, when it is no word of a service
}

// Sure is how surely the word means the service that it means most.
func (w Word) Sure() float64 {
	best := 0.0
	for _, s := range w.Services {
		best = max(best, s)
	}
	return best
}

// Reading is what a text was understood as.
type Reading struct {
	Words    []Word
	Services []string // keys of the services meant, best first
}

// Mended lists the words that were taken for slips of others.
func (r Reading) Mended() []search.Mended {
	var all []search.Mended
	for _, w := range r.Words {
		if w.Mended != "" {
			all = append(all, search.Mended{Typed: w.Text, As: w.Mended})
		}
	}
	return all
}

// Options say how a text is read. The zero value knows no names and mends what is mistyped.
type Options struct {
	Names   func(word string) bool // tells whether a word is somebody's name, which is then not taken for a slip
	AsTyped bool                   // mend nothing
}

// Read understands a text typed on a page in lang.
func (t *Table) Read(text, lang string, opt Options) Reading {
	typed := language.Words(text)
	r := reader{t: t, opt: opt, words: make([]Word, len(typed)), found: make([][]match, len(typed))}
	found := 0
	for i, w := range typed {
		r.words[i].Text = w
		r.found[i] = r.look(i, w)
		found += len(r.found[i])
	}
	for i, w := range typed {
		if found == 0 && r.words[i].Town == "" { // then what looked like another word may be a slip after all
			r.found[i] = r.mend(i, w, true)
		}
	}
	r.joined(typed)
	r.lang = r.language(lang)
	r.weigh()
	return Reading{Words: r.words, Services: meant(r.words)}
}

type match struct {
	spot
	sure float64
}

type reader struct {
	t         *Table
	lang      string // of the text
	opt       Options
	words     []Word
	found     [][]match // by word of the text
	suggested int       // how many words Voikko has been asked to mend
}

func matches(places []spot, sure float64) []match {
	all := make([]match, len(places))
	for i, p := range places {
		all[i] = match{p, sure}
	}
	return all
}

// joined understands neighbours that belong together: "koti hoito". The word stands in both places.
func (r *reader) joined(typed []string) {
	for i := 1; i < len(typed); i++ {
		if len(typed[i-1]) < 2 || len(typed[i]) < 2 {
			continue // "fysioterapi i" is not a word with an ending
		}
		places := r.t.meaning(r.t.find(typed[i-1] + typed[i]))
		if r.t.says(places) {
			r.found[i-1] = append(r.found[i-1], matches(places, asTyped)...)
			r.found[i] = append(r.found[i], matches(places, asTyped)...)
		}
	}
}

// language guesses which language the text is in: the one that knows most of its words, that of the page before others.
func (r *reader) language(page string) string {
	guess, most := page, 0
	for _, lang := range append([]string{page}, language.Languages()...) {
		n := 0
		for i, found := range r.found {
			if slices.ContainsFunc(found, func(m match) bool { return r.t.entries[m.entry].Lang == lang }) ||
				lang == "fi" && r.t.finnish(r.words[i].Text) {
				n++
			}
		}
		if n > most {
			guess, most = lang, n
		}
	}
	return guess
}

// meant lists the services with the best scores over all words.
func meant(read []Word) []string {
	scores := map[string]float64{}
	best := 0.0
	for _, w := range read {
		for service, sure := range w.Services {
			scores[service] += sure
			best = max(best, scores[service])
		}
	}
	var keys []string
	for service, score := range scores {
		if score >= Enough*best {
			keys = append(keys, service)
		}
	}
	slices.SortFunc(keys, func(a, b string) int {
		return cmp.Or(cmp.Compare(scores[b], scores[a]), strings.Compare(a, b))
	})
	return keys
}
