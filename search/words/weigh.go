package words

import (
	"slices"
	"strings"
)

// weigh turns the matches into how surely each word means each service. A phrase counts when all its words are there.
func (r *reader) weigh() {
	whole := r.phrases()
	several := r.several()
	for i := range r.words {
		w := &r.words[i]
		place := 1.0
		if several && r.inContext(i) {
			place = context
		}
		w.Empty = slices.ContainsFunc(r.found[i], func(m match) bool { return r.t.entries[m.entry].Service == "" })
		alone := 1.0
		if w.Empty {
			alone = commonplace
		}
		// A word that says nothing in the language of the text does not mean what it means in another.
		foreign := slices.ContainsFunc(r.found[i], func(m match) bool {
			e := r.t.entries[m.entry]
			return e.Service == "" && e.Lang == r.lang
		})
		for _, m := range r.found[i] {
			e := r.t.entries[m.entry]
			sure := e.Weight * m.sure * place
			if len(e.words) > 1 && m.n != wholePhrase {
				sure *= whole[m.entry] * alone
			}
			if e.Lang != r.lang {
				sure *= otherLang
			}
			if sure == 0 || foreign && len(e.words) == 1 && e.Lang != r.lang {
				continue
			}
			if w.Services == nil {
				w.Services = map[string]float64{}
			}
			w.Services[e.Service] = max(w.Services[e.Service], sure)
		}
		w.Empty, w.Common = w.Empty && w.Services == nil, w.Empty && w.Services != nil
		if w.Services == nil {
			w.Mended = "" // it helped nothing
		}
	}
}

// phrases finds the entries of several words that are all in the text, each at a word of its own, and how much the
// order of the words speaks for them.
func (r *reader) phrases() map[int32]float64 {
	taken := map[int32][]int{} // entry → where its words are in the text, 0 when not found, else one more
	for _, found := range r.found {
		for _, m := range found {
			if e := &r.t.entries[m.entry]; len(e.words) > 1 && m.n == e.rare && taken[m.entry] == nil {
				taken[m.entry] = make([]int, len(e.words))
			}
		}
	}
	for i, found := range r.found {
		for _, m := range found {
			at := taken[m.entry]
			if at == nil || m.n == wholePhrase {
				continue
			}
			if at[m.n] == 0 || m.n > 0 && at[m.n-1] == i { // the place right after the word before is the best one
				at[m.n] = i + 1
			}
		}
	}
	whole := map[int32]float64{}
	for entry, at := range taken {
		if share := r.together(at, r.t.entries[entry].Lang); share > 0 {
			whole[entry] = share
		}
	}
	return whole
}

// together tells how much the places of a phrase's words speak for it, each one more than its index in the text.
func (r *reader) together(at []int, lang string) float64 {
	sorted := slices.Clone(at)
	slices.Sort(sorted)
	if sorted[0] == 0 || len(slices.Compact(sorted)) < len(at) {
		return 0 // a word is missing, or stands for two
	}
	if !slices.IsSorted(at) {
		if lang == "fi" {
			return disordered
		}
		return reversed
	}
	for i := 1; i < len(at); i++ {
		for between := at[i-1]; between < at[i]-1; between++ {
			if len(r.found[between]) == 0 || !r.t.empty(r.found[between]) {
				return apart
			}
		}
	}
	return 1 // nothing stands between but words that say nothing
}

// empty tells whether a word was found only among those that say nothing.
func (t *Table) empty(found []match) bool {
	return !slices.ContainsFunc(found, func(m match) bool { return t.entries[m.entry].Service != "" })
}

// several tells whether more than one word of the text surely means something.
func (r *reader) several() bool {
	n := 0
	for _, found := range r.found {
		if slices.ContainsFunc(found, func(m match) bool {
			e := &r.t.entries[m.entry]
			return e.Weight >= strong && (len(e.words) == 1 || m.n == wholePhrase)
		}) {
			n++
		}
	}
	return n > 1
}

// before are words that put the next one in the place of where, to whom or by what.
var before = map[string]map[string]bool{
	"sv": setOf("bland för från hos i inför på till vid åt"),
	"en": setOf("at by for from in into near to while"),
}

// inContext tells whether a word says where or for whom and not what: "parturi palvelutaloon", "frisör till äldreboendet".
func (r *reader) inContext(i int) bool {
	if r.lang == "fi" {
		return contextual(r.words[i].Text)
	}
	for back := 1; back <= 2 && i-back >= 0; back++ {
		if before[r.lang][r.words[i-back].Text] {
			return true
		}
		if !r.t.empty(r.found[i-back]) {
			return false // another word of meaning stands between
		}
	}
	return false
}

// contextual tells whether a Finnish word has the ending of a case that says where or to whom.
func contextual(word string) bool {
	for _, ending := range []string{"ssa", "ssä", "lla", "llä", "lta", "ltä", "lle", "seen", "hin", "siin"} {
		if strings.HasSuffix(word, ending) {
			return true
		}
	}
	runes := []rune(word)
	n := len(runes)
	return n > 4 && runes[n-1] == 'n' && runes[n-2] == runes[n-3] // lääkäriin, palvelutaloon
}
