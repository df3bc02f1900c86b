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
	mended      = 0.8
	compounded  = 0.75
	headOnly    = 0.5 // the last part of a compound whose first part nobody knows
	otherLang   = 0.9 // found, but not in the language of the page
	disordered  = 0.5 // all words of a phrase, but not one after another
	commonplace = 0.5 // a word of a phrase that alone says nothing
	enough      = 0.6 // a service is meant when it has this share of the best one's score
)

// Word is a word of the text as it was read.
type Word struct {
	Text     string
	Mended   string             // what it was taken for, when that is not what was typed
	Empty    bool               // says nothing about a service: "and", "mother", "near"
	Services map[string]float64 // how surely it means each service, 0–1; nil when none
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
	r := reader{t: t, lang: lang, opt: opt, words: make([]Word, len(typed)), found: make([][]match, len(typed))}
	for i, w := range typed {
		r.words[i].Text = w
		r.found[i] = r.look(i, w)
	}
	r.joined(typed)
	r.weigh()
	return Reading{Words: r.words, Services: meant(r.words)}
}

type match struct {
	spot
	sure float64
}

type reader struct {
	t     *Table
	lang  string
	opt   Options
	words []Word
	found [][]match // by word of the text
}

func matches(places []spot, sure float64) []match {
	all := make([]match, len(places))
	for i, p := range places {
		all[i] = match{p, sure}
	}
	return all
}

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
	if found := r.compound(word); len(found) > 0 {
		return found
	}
	if r.opt.AsTyped || r.opt.Names != nil && r.opt.Names(word) {
		return nil
	}
	if near := r.t.findNear(word); len(near) > 0 {
		r.words[i].Mended = r.t.word(near[0])
		return matches(near, mended)
	}
	return r.head(word)
}

// shortest is how many letters a part of a compound has at the least.
const shortest = 3

// compound takes a word apart into two known ones. A phrase of the two is meant first: "lampun|vaihto". Otherwise the
// last part says what it is: of "vanhusten|kotihoito" home care remains; when it says nothing, as in "siivous|firma",
// the first part does.
func (r *reader) compound(word string) []match {
	runes := []rune(word)
	for cut := len(runes) - shortest; cut >= shortest; cut-- { // the longest first part first
		first, last := string(runes[:cut]), string(runes[cut:])
		heads := r.t.find(last)
		if len(heads) == 0 {
			continue
		}
		fronts := append(r.t.find(first), r.t.find(strings.TrimSuffix(first, "s"))...) // also hemvård|s|tjänst
		if pair := r.t.pairs(fronts, heads); len(pair) > 0 {
			return matches(pair, compounded)
		}
		heads, fronts = r.t.alone(heads), r.t.alone(fronts)
		switch {
		case len(fronts) == 0 || len(heads) == 0:
		case r.t.says(heads):
			return matches(heads, compounded)
		case r.t.says(fronts):
			return matches(fronts, compounded)
		}
	}
	return nil
}

// longHead is how many letters the last part must have to be believed without the first.
const longHead = 5

// head finds a known last part of a word: of "kesä|loma" a holiday remains.
func (r *reader) head(word string) []match {
	runes := []rune(word)
	for cut := shortest; cut <= len(runes)-longHead; cut++ {
		if found := r.t.find(string(runes[cut:])); len(found) > 0 {
			return matches(found, headOnly)
		}
	}
	return nil
}

// pairs gives the second places of phrases of two words that begin in fronts and end in heads. They stand for the
// whole phrase, so both of its words are taken as found.
func (t *Table) pairs(fronts, heads []spot) []spot {
	var all []spot
	for _, f := range fronts {
		if e := t.entries[f.entry]; e.words == 2 && e.Weight > 0 && f.n == 0 && slices.Contains(heads, spot{f.entry, 1}) {
			all = append(all, spot{f.entry, wholePhrase})
		}
	}
	return all
}

// wholePhrase stands for all words of a phrase at once.
const wholePhrase = -1

// alone gives the places of entries of one word only.
func (t *Table) alone(places []spot) []spot {
	return slices.DeleteFunc(places, func(p spot) bool { return t.entries[p.entry].words > 1 })
}

// says tells whether any of the entries surely means a service.
func (t *Table) says(places []spot) bool {
	return slices.ContainsFunc(places, func(p spot) bool { return t.entries[p.entry].Weight == strong })
}

// joined understands neighbours that belong together: "koti hoito". The word stands in both places.
func (r *reader) joined(typed []string) {
	for i := 1; i < len(typed); i++ {
		if len(typed[i-1]) < 2 || len(typed[i]) < 2 {
			continue // "fysioterapi i" is not a word with an ending
		}
		places := r.t.alone(r.t.find(typed[i-1] + typed[i]))
		if r.t.says(places) {
			r.found[i-1] = append(r.found[i-1], matches(places, asTyped)...)
			r.found[i] = append(r.found[i], matches(places, asTyped)...)
		}
	}
}

// weigh turns the matches into how surely each word means each service. A phrase counts when all its words are there.
func (r *reader) weigh() {
	whole := r.phrases()
	for i := range r.words {
		w := &r.words[i]
		w.Empty = slices.ContainsFunc(r.found[i], func(m match) bool { return r.t.entries[m.entry].Service == "" })
		alone := 1.0
		if w.Empty {
			alone = commonplace
		}
		// A word that says nothing in the language of the page does not mean what it means in another.
		foreign := slices.ContainsFunc(r.found[i], func(m match) bool {
			e := r.t.entries[m.entry]
			return e.Service == "" && e.Lang == r.lang
		})
		for _, m := range r.found[i] {
			e := r.t.entries[m.entry]
			sure := e.Weight * m.sure
			if e.words > 1 && m.n != wholePhrase {
				sure *= whole[m.entry] * alone
			}
			if e.Lang != r.lang {
				sure *= otherLang
			}
			if sure == 0 || foreign && e.words == 1 && e.Lang != r.lang {
				continue
			}
			if w.Services == nil {
				w.Services = map[string]float64{}
			}
			w.Services[e.Service] = max(w.Services[e.Service], sure)
		}
		w.Empty = w.Empty && w.Services == nil
		if w.Services == nil && !w.Empty {
			w.Mended = ""
		}
	}
}

// phrases finds the entries of several words that are all in the text, each at a word of its own, and how much the
// order of the words speaks for them.
func (r *reader) phrases() map[int32]float64 {
	taken := map[int32][]int{} // entry → where its words are in the text, 0 when not found, else one more
	for i, found := range r.found {
		for _, m := range found {
			n := r.t.entries[m.entry].words
			if n < 2 || m.n == wholePhrase {
				continue
			}
			if taken[m.entry] == nil {
				taken[m.entry] = make([]int, n)
			}
			at := taken[m.entry]
			if at[m.n] == 0 || m.n > 0 && at[m.n-1] == i { // the place right after the word before is the best one
				at[m.n] = i + 1
			}
		}
	}
	whole := map[int32]float64{}
	for entry, at := range taken {
		sorted := slices.Clone(at)
		slices.Sort(sorted)
		switch {
		case sorted[0] == 0 || len(slices.Compact(sorted)) < len(at):
			continue
		case sorted[len(sorted)-1]-sorted[0] == len(at)-1 && slices.IsSorted(at):
			whole[entry] = 1
		default:
			whole[entry] = disordered
		}
	}
	return whole
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
		if score >= enough*best {
			keys = append(keys, service)
		}
	}
	slices.SortFunc(keys, func(a, b string) int {
		return cmp.Or(cmp.Compare(scores[b], scores[a]), strings.Compare(a, b))
	})
	return keys
}
