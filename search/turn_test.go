package search_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/search"
)

// TestMeaningsTakeTurns fills pages from services of very different sizes: what is meant as surely gets as much of a
// page, what is meant less surely gets less, and something as long as it is meant at all.
func TestMeaningsTakeTurns(t *testing.T) {
	const surest, half, barely = 0, 1, 2
	sizes, scores := [3]int{2000, 40, 700}, [3]int{1000, 1000, 700}
	type doc struct {
		service int
		turn    uint64
	}
	var docs []doc
	for service, n := range sizes {
		for i := range n {
			rank := uint32(uint64(i*2654435761+service) % (1 << 32))
			docs = append(docs, doc{service, search.Turn(rank, n, scores[service], 1000)})
		}
	}
	slices.SortFunc(docs, func(a, b doc) int {
		switch {
		case a.turn < b.turn:
			return -1
		case a.turn > b.turn:
			return 1
		}
		return 0
	})
	var got [3]int
	for _, d := range docs[:60] {
		got[d.service]++
	}
	if got[surest] < 18 || got[half] < 18 || got[barely] < 3 || got[barely] > 15 {
		t.Errorf("of sixty %v are of the surest, of one as sure, and of one less sure", got)
	}
}

// TestTurnsKeepTheirOrder: whatever the numbers, nothing overflows, and a smaller rank comes first.
func TestTurnsKeepTheirOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		share := rapid.IntRange(0, 1<<20).Draw(t, "share")
		best := rapid.IntRange(0, 1<<20).Draw(t, "best")
		score := rapid.IntRange(0, 1<<20).Draw(t, "score")
		rank := rapid.Uint32Range(0, 1<<32-2).Draw(t, "rank")
		if a, b := search.Turn(rank, share, score, best), search.Turn(rank+1, share, score, best); a >= b {
			t.Fatalf("%d and %d", a, b)
		}
		if a, b := search.Turn(rank+1, share, score, best), search.Turn(rank+1, share, score/2, best); a > b {
			t.Fatalf("less sure comes sooner: %d and %d", a, b)
		}
	})
}
