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
