package search

import (
	"encoding/binary"

	"github.com/google/uuid"
)

// Rank decides between equals: the smaller comes first today. It differs for each of the seven days of the week, so
// that nobody is always first or always last, and everybody can compute it; no one can buy it. Of the same rank the
// smaller id comes first.
func Rank(id uuid.UUID, weekday int) uint32 {
	return RankOf(RankSeed(id), weekday)
}

// Turn is a document's place among those of several services that a text may mean, the smaller first: its rank counts as
// many times as there are documents of its service (share), so that of two services meant as surely as many come on the
// first page; and the more, the less surely its service is meant (score) than the surest one (best), so that of ten
// places a meaning three quarters as sure gets two or three and one barely kept gets one. A page then shows what else
// the words may have meant, and what they most likely mean still leads.
func Turn(rank uint32, share, score, best int) uint64 {
	less := float64(max(best, score, 1)) / float64(max(score, 1))
	times := min(uint64(turnUnit*less*less*less*less), mostTurns)
	return uint64(rank) * uint64(max(share, 1)) * times
}

// Turns count in sixteenths, and at most so many: a rank, a share and this fit into 64 bits.
const (
	turnUnit  = 16
	mostTurns = 1 << 11
)

// RankSeed is what Rank depends on of an id, for engines that keep it.
func RankSeed(id uuid.UUID) uint64 {
	return mix(binary.BigEndian.Uint64(id[:8]) ^ mix(binary.BigEndian.Uint64(id[8:])))
}

// RankOf is Rank of a seed.
func RankOf(seed uint64, weekday int) uint32 {
	return uint32(mix(seed+uint64(uint(weekday)%7)*0x9e3779b97f4a7c15) >> 32)
}

// mix scatters the bits of x (the finishing step of SplitMix64).
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
