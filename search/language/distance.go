package language

import (
	"math/bits"
	"slices"
	"unicode"
	"unicode/utf8"
)

// Distance counts the slips between two words: a letter missing, added, wrong, or two neighbours swapped. Above most
// it stops counting and answers most+1.
func Distance(a, b []rune, most int) int {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > most {
		return most + 1
	}
	var rows [3][MaxWord + 2]int
	if len(b) > MaxWord {
		return most + 1
	}
	before, last, now := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		now[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d := min(last[j]+1, now[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, before[j-2]+1)
			}
			now[j] = d
			least = min(least, d)
		}
		if least > most {
			return most + 1
		}
		before, last, now = last, now, before
	}
	return min(last[len(b)], most+1)
}

// Slips says how many slips a typed word may have and still be taken for another: none below four letters, one below
// eight, otherwise two.
func Slips(letters int) int {
	switch {
	case letters < 4:
		return 0
	case letters < longWord:
		return 1
	}
	return 2
}

const longWord = 8

// Dictionary finds the words that a mistyped one may have been meant to be. The zero value is empty.
type Dictionary struct {
	words   []string
	lengths []uint8          // of the words, in letters
	letters []uint32         // which letters occur, for passing over most words at once
	first   map[rune][]int32 // numbers of words by their first letter
	seen    map[string]bool
	dotted  map[string][]string // words with dots or rings, by how they are written without
}

// Add puts words in; those already there are passed over.
func (d *Dictionary) Add(words ...string) {
	for _, w := range words {
		if !d.AddStem(w) {
			continue
		}
		if plain := Bare(w); plain != w {
			if d.dotted == nil {
				d.dotted = map[string][]string{}
			}
			d.dotted[plain] = append(d.dotted[plain], w)
		}
	}
}

// AddStem puts in a word that Undotted need not find, and tells whether it was new. It keeps the string as it is.
func (d *Dictionary) AddStem(w string) bool {
	n := utf8.RuneCountInString(w)
	if n == 0 || n > MaxWord || d.seen[w] {
		return false
	}
	if d.seen == nil {
		d.seen, d.first = map[string]bool{}, map[rune][]int32{}
	}
	d.seen[w] = true
	first, _ := utf8.DecodeRuneInString(w)
	d.first[first] = append(d.first[first], int32(len(d.words)))
	d.words, d.lengths, d.letters = append(d.words, w), append(d.lengths, uint8(n)), append(d.letters, letters(w))
	return true
}

// Has tells whether exactly this word is in.
func (d *Dictionary) Has(word string) bool { return d.seen[word] }

// Undotted gives the words that the typed one may be without their dots and rings.
func (d *Dictionary) Undotted(typed string) []string { return d.dotted[typed] }

// Len says how many words are in.
func (d *Dictionary) Len() int { return len(d.words) }

// Nearest gives the words with the fewest slips from the typed one, at most Slips of its length, and how many. People
// seldom miss the first letter: words that begin otherwise are given only for long words, when none begins alike. A number
// is never a slip: the next postal code or house number is another place.
func (d *Dictionary) Nearest(typed string) (words []string, slips int) {
	want := []rune(typed)
	most := Slips(len(want))
	if most == 0 || len(want) > MaxWord || number(want) {
		return nil, 0
	}
	search := nearest{d: d, want: want, mask: letters(typed), best: most}
	for _, i := range d.first[want[0]] {
		search.try(i)
	}
	if want[1] != want[0] {
		for _, i := range d.first[want[1]] {
			w := d.words[i]
			_, size := utf8.DecodeRuneInString(w)
			if second, _ := utf8.DecodeRuneInString(w[size:]); second == want[0] {
				search.try(i)
			}
		}
	}
	if len(search.found) == 0 && len(want) >= longWord {
		for i := range d.words {
			search.try(int32(i))
		}
	}
	if len(search.found) == 0 {
		return nil, 0
	}
	return search.found, search.best
}

func number(word []rune) bool {
	return !slices.ContainsFunc(word, func(r rune) bool { return !unicode.IsDigit(r) })
}

// nearest gathers the words with the fewest slips.
type nearest struct {
	d     *Dictionary
	want  []rune
	mask  uint32
	best  int // slips of the best found, at first the most that may be
	found []string
}

func (n *nearest) try(i int32) {
	if diff := int(n.d.lengths[i]) - len(n.want); diff > n.best || -diff > n.best || apart(n.mask, n.d.letters[i]) > n.best {
		return
	}
	var letters [MaxWord]rune
	count := 0
	for _, r := range n.d.words[i] {
		letters[count] = r
		count++
	}
	slips := Distance(n.want, letters[:count], n.best)
	if slips > n.best || slips == 0 {
		return
	}
	if slips < n.best {
		n.best, n.found = slips, n.found[:0]
	}
	n.found = append(n.found, n.d.words[i])
}

// letters is a set of the letters that occur, one bit for each, several letters sharing some bits.
func letters(word string) uint32 {
	var set uint32
	for _, r := range word {
		set |= 1 << (uint32(r) % 31)
	}
	return set
}

// apart counts how many slips the letter sets alone prove: each slip adds at most one letter to either side.
func apart(a, b uint32) int { return max(ones(a&^b), ones(b&^a)) }

func ones(set uint32) int { return bits.OnesCount32(set) }
