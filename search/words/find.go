package words

import (
	"slices"
	"strings"

	"github.com/tuottajatori/tuottajatori/search/language"
)

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

// addAll joins two lists of places that are sorted and hold each place once.
func addAll(all, more []spot) []spot {
	if len(all) == 0 {
		return slices.Clip(more)
	}
	if len(more) == 0 {
		return all
	}
	out := make([]spot, 0, len(all)+len(more))
	for len(all) > 0 && len(more) > 0 {
		switch {
		case all[0] == more[0]:
			more = more[1:]
		case all[0].before(more[0]):
			out, all = append(out, all[0]), all[1:]
		default:
			out, more = append(out, more[0]), more[1:]
		}
	}
	return append(append(out, all...), more...)
}

func (p spot) before(q spot) bool { return p.entry < q.entry || p.entry == q.entry && p.n < q.n }

// findPart looks up a piece of a word. A word of the table that is longer than the piece only shares a stem with it.
func (t *Table) findPart(piece string) []spot {
	return slices.DeleteFunc(slices.Clone(t.find(piece)), func(p spot) bool {
		return len(t.entries[p.entry].words[p.n]) > len(piece)+1 && !strings.HasPrefix(t.entries[p.entry].words[p.n], groupMark)
	})
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

// findNear looks up the words with the fewest slips from this one, at most so many, and says how one of them is written.
// Stems are compared, for the endings of Finnish, and whole Swedish and English words too: a slip in the ending or the
// loss of a letter may leave another stem (clening, cleanig), or one too short to have a likely neighbour.
func (t *Table) findNear(word string, most int) (all []spot, shown string) {
	best := most
	for _, lang := range language.Languages() {
		near, slips := t.stems[lang].Nearest(language.Stem(lang, word))
		if len(near) == 0 || slips > best {
			continue
		}
		if slips < best {
			best, all = slips, nil
		}
		for _, stem := range near {
			if len(all) == 0 {
				shown = t.written(lang, stem)
			}
			all = append(all, t.exact[lang+stem]...)
		}
	}
	for _, lang := range language.Languages() {
		near, slips := t.whole[lang].Nearest(word)
		if len(near) == 0 || slips > best || slips == best && len(all) > 0 {
			continue
		}
		best, all, shown = slips, nil, near[0]
		for _, w := range near {
			all = append(all, t.exact[lang+language.Stem(lang, w)]...)
		}
	}
	return all, shown
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

// simple tells whether Voikko knows a word as one that is no compound.
func (t *Table) simple(word string) bool {
	return slices.ContainsFunc(t.morphology.Analyse(word), func(a language.Analysis) bool { return len(a.Parts) < 2 })
}

// written is a word of the table with a stem, as people write it.
func (t *Table) written(lang, stem string) string {
	p := t.exact[lang+stem][0]
	word := t.entries[p.entry].words[p.n]
	for _, member := range t.groups[lang+word] {
		if slices.Contains(stemmer{}.stems(lang, member, t.finnish(member)), stem) {
			return member
		}
	}
	return word
}
