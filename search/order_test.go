package search_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/search"
)

// TestOrderOfRoomAndQuality holds the keys to what people are told: who has room first, of equals the shorter wait, then
// an unknown wait; who is rated better first; what is not known last.
func TestOrderOfRoomAndQuality(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		states := []string{"free", "queue", "full", "unknown"}
		state, days := rapid.IntRange(0, 2), rapid.IntRange(0, 1<<40)
		s, d := state.Draw(t, "state"), days.Draw(t, "days")
		if search.RoomKey(states[s], d) > search.RoomKey(states[s], d+1) || search.RoomKey(states[s], d) >= search.RoomKey(states[s], -1) {
			t.Fatalf("%s in %d days comes after a longer or an unknown wait", states[s], d)
		}
		if search.RoomKey(states[s], -1) >= search.RoomKey(states[s+1], d) {
			t.Fatalf("%s comes after %s", states[s], states[s+1])
		}
		q := rapid.IntRange(1, 500).Draw(t, "rating")
		if search.QualityKey(q) >= search.QualityKey(q-1) || search.QualityKey(q-1) >= search.QualityKey(-1) {
			t.Fatalf("a rating of %d does not come first", q)
		}
	})
	if !slices.Contains(search.OrganiserSets(), search.PaysOwnShare) || slices.Contains(search.OrganiserSets(), search.PaysPrice) {
		t.Error("an organiser sets own shares, and no producer's prices")
	}
}
