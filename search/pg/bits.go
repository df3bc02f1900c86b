package pg

import (
	"iter"
	"math/bits"
)

// set is a set of rows: one bit for each number of a row.
type set []uint64

// words64 is how many words a set of n rows takes.
func words64(n int) int { return (n + 63) / 64 }

func (s set) has(no int32) bool { return s.word(int(no>>6))&(1<<(no&63)) != 0 }

// of is the set of a value; an empty one for a value that no row has had.
func of(sets []set, value int) set {
	if value < len(sets) {
		return sets[value]
	}
	return nil
}

// put says whether a row is in the set, making room for it.
func (s *set) put(no int32, in bool) {
	for int(no>>6) >= len(*s) {
		if !in {
			return
		}
		*s = append(*s, 0)
	}
	if in {
		(*s)[no>>6] |= 1 << (no & 63)
	} else {
		(*s)[no>>6] &^= 1 << (no & 63)
	}
}

// word is a part of the set; nothing beyond its end.
func (s set) word(i int) uint64 {
	if i < len(s) {
		return s[i]
	}
	return 0
}

// add makes s the union of both.
func (s set) add(other set) {
	for i := range other[:min(len(s), len(other))] {
		s[i] |= other[i]
	}
}

// keep makes s what is in both.
func (s set) keep(other set) {
	n := min(len(s), len(other))
	for i, w := range other[:n] {
		s[i] &= w
	}
	clear(s[n:])
}

// drop takes out of s what is in other.
func (s set) drop(other set) {
	for i := range other[:min(len(s), len(other))] {
		s[i] &^= other[i]
	}
}

func (s set) count() int {
	n := 0
	for _, w := range s {
		n += bits.OnesCount64(w)
	}
	return n
}

// common is how many rows are in both.
func (s set) common(other set) int {
	n := 0
	other = other[:min(len(s), len(other))]
	for i, w := range other {
		n += bits.OnesCount64(w & s[i])
	}
	return n
}

// all goes through the rows in order.
func (s set) all() iter.Seq[int32] {
	return func(yield func(int32) bool) {
		for i, w := range s {
			for ; w != 0; w &= w - 1 {
				if !yield(int32(i<<6 + bits.TrailingZeros64(w))) {
					return
				}
			}
		}
	}
}
