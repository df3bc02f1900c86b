package demo

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"
)

// chance gives numbers that the seed and a name decide, so that one part of the data does not shift when another changes.
type chance struct{ *rand.Rand }

func (o Options) chance(name string) chance {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %s", o.Seed, name))
	return chance{rand.New(rand.NewPCG(binary.BigEndian.Uint64(sum[:8]), binary.BigEndian.Uint64(sum[8:16])))}
}

// id is a UUIDv7 of a moment whose random part the seed decides: the same thing always has the same one.
func (o Options) id(kind string, n int, at time.Time) uuid.UUID {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %s %d", o.Seed, kind, n))
	id := uuid.UUID(sum[:16])
	var ms [8]byte
	binary.BigEndian.PutUint64(ms[:], uint64(at.UnixMilli()))
	copy(id[:6], ms[2:])
	id[6] = id[6]&0x0f | 0x70
	id[8] = id[8]&0x3f | 0x80
	return id
}

// between is a whole number from low to high, both possible.
func (c chance) between(low, high int) int { return low + c.IntN(high-low+1) }

// of tells yes in so many cases of a hundred.
func (c chance) of(percent int) bool { return c.IntN(100) < percent }

// pick takes one of a list.
func pick[T any](c chance, list []T) T { return list[c.IntN(len(list))] }

// weighted takes an index by weight.
func (c chance) weighted(weights []int) int {
	total := 0
	for _, w := range weights {
		total += w
	}
	at := c.IntN(total)
	for i, w := range weights {
		if at -= w; at < 0 {
			return i
		}
	}
	return len(weights) - 1
}

// drawn is a ready table for taking many indexes by weight in a fixed time each.
type drawn struct{ ends []int }

func newDrawn(weights []int) drawn {
	d := drawn{ends: make([]int, len(weights))}
	total := 0
	for i, w := range weights {
		total += w
		d.ends[i] = total
	}
	return d
}

func (d drawn) from(c chance) int {
	at := c.IntN(d.ends[len(d.ends)-1])
	low, high := 0, len(d.ends)-1
	for low < high {
		if middle := (low + high) / 2; d.ends[middle] > at {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low
}
