package search_test

import (
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/search"
)

// TestRankIsFair gives each of a hundred its turn: over many such hundreds nobody's share of first places depends on
// the id, and the seven days give seven orders.
func TestRankIsFair(t *testing.T) {
	const groups, size = 300, 100
	firsts := make([]int, size)
	for range groups {
		ids := make([]uuid.UUID, size)
		for i := range ids {
			ids[i] = uuid.Must(uuid.NewV7()) // rising with time
		}
		winners := map[int]bool{}
		for day := range 7 {
			best := 0
			for i := range ids {
				if search.Rank(ids[i], day) < search.Rank(ids[best], day) {
					best = i
				}
			}
			winners[best] = true
			firsts[best]++
		}
		if len(winners) < 3 {
			t.Errorf("seven days have only %d winners", len(winners))
		}
	}
	for i, n := range firsts { // 21 is expected
		if n < 4 || n > 50 {
			t.Errorf("number %d was first %d times of %d", i, n, groups*7)
		}
	}
}

func TestRankDependsOnTheDayOnly(t *testing.T) {
	id := uuid.MustParse("01900000-0000-7000-8000-000000000001")
	if search.Rank(id, 3) != search.Rank(id, 10) || search.Rank(id, 3) == search.Rank(id, 4) {
		t.Error("weeks differ, or days do not")
	}
	if search.Rank(id, 0) != 0x20f6d256 {
		t.Errorf("%#x: the order of equals has changed; an index that stores it must be rebuilt", search.Rank(id, 0))
	}
}
