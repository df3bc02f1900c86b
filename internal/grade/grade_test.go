package grade

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestWordsFollowTheShownFigure: the word changes where the figure with one decimal does.
func TestWordsFollowTheShownFigure(t *testing.T) {
	for _, c := range []struct {
		mean int
		want Grade
	}{{500, Excellent}, {445, Excellent}, {444, Good}, {395, Good}, {394, Fair}, {295, Fair}, {294, Poor}, {100, Poor}} {
		if got := Of(c.mean); got != c.want {
			t.Errorf("%d is %s, want %s", c.mean, got, c.want)
		}
	}
}

func TestABetterFigureNeverHasAWorseWord(t *testing.T) {
	place := func(g Grade) int { return slices.Index(All(), string(g)) }
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.IntRange(100, 500).Draw(t, "a"), rapid.IntRange(100, 500).Draw(t, "b")
		if a >= b && place(Of(a)) > place(Of(b)) {
			t.Fatalf("%d is %s and %d %s", a, Of(a), b, Of(b))
		}
		if g := Of(a); a < AtLeast(g) {
			t.Fatalf("%d is %s, which begins at %d", a, g, AtLeast(g))
		}
	})
	if place(NotRated) != len(All())-1 {
		t.Error("what nobody has rated is not the last")
	}
}
