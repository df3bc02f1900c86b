package pg

import (
	"slices"

	"github.com/tuottajatori/tuottajatori/search"
	"github.com/tuottajatori/tuottajatori/search/language"
	"github.com/tuottajatori/tuottajatori/search/words"
)

// How much a word of the text counts, in thousandths, by what it was found in. A row's score is the sum over the words
// of the best that each was found in.
const (
	wordOfService = 1000                         // times how surely it means the service
	wordOfName    = words.OfName * wordOfService // of producer, unit or point
	wordOfBoth    = 500                          // a name too, but of a word that surely means a service
	wordOfTown    = 1000                         // the document's municipality, or one that it serves
	wordOfText    = 150                          // in the description only; or in a name, of a word as common as "apua" in "apua kotiin"

	keepPercent = words.Enough * 100 // rows below this share of the best score are not what was meant
)

// term is a word of the text that rows are scored by.
type term struct {
	word     string
	services map[string]float64
	sure     float64
	common   bool     // says nothing by itself, and stands among others
	names    []string // spellings to look for in names; none: do not look
	texts    bool     // look in descriptions too
	town     string   // code of the municipality that the word names, or empty
}

// terms picks from a text that was read the words that rows are scored by, and what to look for in the table. Words
// that say nothing are left out, unless there is nothing else.
func terms(read words.Reading, names *language.Dictionary, asTyped bool) []term {
	content := 0
	for _, w := range read.Words {
		if !w.Empty {
			content++
		}
	}
	var all []term
	for _, w := range read.Words {
		if w.Empty && content > 0 {
			continue
		}
		t := term{word: w.Text, services: w.Services, sure: w.Sure(), common: w.Common && content > 1}
		if t.sure < words.SureEnough || content > 1 {
			t.names = []string{w.Text} // by its form alone when it also means a service
		}
		if w.Services == nil {
			t.names = withBases(w.Text)
			t.texts = !w.Empty
			t.town = w.Town
			if !asTyped {
				t.names = append(t.names, otherSpellings(w.Text, names)...)
			}
		}
		all = append(all, t)
	}
	return all
}

// withBases is a word and its Finnish base forms. The parts of a compound are not looked for: they mean something wider,
// and the index has them of its own words.
func withBases(word string) []string {
	all := []string{word}
	for _, a := range language.Default().Analyse(word) {
		if !slices.Contains(all, a.Base) {
			all = append(all, a.Base)
		}
	}
	return all
}

// mostSpellings is how many words a mistyped name may have been meant to be.
const mostSpellings = 5

// otherSpellings gives the names that a word may stand for which is none itself.
func otherSpellings(word string, names *language.Dictionary) []string {
	if names.Has(word) {
		return nil
	}
	if dotted := names.Undotted(word); len(dotted) > 0 {
		return dotted[:min(len(dotted), mostSpellings)]
	}
	near, _ := names.Nearest(word)
	return near[:min(len(near), mostSpellings)]
}

// scores gives each row its score for a text.
type scores struct {
	terms    []scored
	services []int32  // by number of the service: the score of its rows that nothing else speaks for
	found    []uint32 // by row: bits of the terms found in its names, and 16 higher those in its descriptions
	towns    int      // how many terms name a municipality
	shares   []uint64 // by number of the service: how many of the candidates are of it
}

type scored struct {
	services []int32 // by number of the service
	name     int32
	town     int    // number of the municipality, unseen or unheard
	serving  []bool // by set of municipalities: holds the town
}

// in makes a term mean a town: what is there, and what comes to its homes or to those of a part of it.
func (s *scored) in(c *columns, town string) {
	var areas []uint16
	for _, area := range search.ServedIn(town) {
		if n, there := c.towns.find(area); there {
			s.town, areas = unseen, append(areas, n)
		}
	}
	if n, there := c.towns.find(town); there {
		s.town = int(n)
	}
	s.serving = c.areas.holding(areas...)
}

// unseen is the number of a town where nothing is, and to which something comes.
const unseen = -3

// textShift is where the bits of descriptions begin; language.MaxWords terms fit below it.
const textShift = 16

func score(c *columns, all []term, found []uint32) *scores {
	n := len(c.values[facetService].values)
	s := &scores{terms: make([]scored, len(all)), found: found, services: make([]int32, n), shares: make([]uint64, n)}
	for i, t := range all {
		one := scored{services: make([]int32, len(s.services)), name: wordOfName, town: unheard}
		switch {
		case t.common:
			one.name = wordOfText
		case t.sure >= words.SureEnough:
			one.name = wordOfBoth
		}
		for key, sure := range t.services {
			if n, there := c.values[facetService].find(key); there {
				one.services[n] = int32(sure * wordOfService)
				s.services[n] += one.services[n]
			}
		}
		if t.town != "" {
			one.in(c, t.town)
		}
		if one.town != unheard {
			s.towns++
		}
		s.terms[i] = one
	}
	return s
}

// of is the score of a row; 0 when the text has nothing to do with it.
func (s *scores) of(no int32, r *row) int32 {
	bits := s.found[no]
	service := r.facets[facetService]
	if bits == 0 && s.towns == 0 {
		return s.services[service]
	}
	sum, there := int32(0), int32(0)
	for i := range s.terms {
		t := &s.terms[i]
		points := t.services[service]
		if bits&(1<<i) != 0 {
			points = max(points, t.name)
		}
		if bits&(1<<(i+textShift)) != 0 {
			points = max(points, wordOfText)
		}
		if t.town != unheard && (int(r.town) == t.town || r.atHome && t.serving[r.areas]) {
			there += wordOfTown - points
			points = wordOfTown
		}
		sum += points
	}
	if sum == there && s.towns < len(s.terms) {
		return 0 // in the right town, but nothing of what was asked for
	}
	return sum
}

// candidates are the rows that may have a score: those of the services that are meant, those in which a word was found,
// and, when nothing is asked for but a town, those in it. Apart are those of them whose score is not just that of their
// service.
func (s *scores) candidates(c *columns, b *buffers) (all, apart set) {
	all, apart = b.set(c), b.set(c)
	for service, points := range s.services {
		if points > 0 {
			all.add(of(c.with[facetService], service))
		}
	}
	for no, bits := range s.found[:len(c.rows)] {
		if bits != 0 {
			apart.put(int32(no), true)
		}
	}
	all.add(apart)
	if s.towns > 0 {
		if s.towns == len(s.terms) {
			all.add(c.there)
		}
		copy(apart, all)
	}
	return all, apart
}
