package quality

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/grade"
)

func TestWord(t *testing.T) {
	for _, c := range []struct {
		mean int
		want Grade
	}{
		{500, Excellent},
		{445, Excellent}, // shown as 4.5
		{444, Good},      // shown as 4.4
		{395, Good},      // shown as 4.0
		{394, Fair},
		{295, Fair},
		{294, Poor},
		{100, Poor},
	} {
		if got := Word(c.mean); got != c.want {
			t.Errorf("Word(%d) = %s, want %s", c.mean, got, c.want)
		}
	}
}

func TestWordFollowsTheFigureAsItIsShown(t *testing.T) {
	order := map[Grade]int{Poor: 0, Fair: 1, Good: 2, Excellent: 3}
	rapid.Check(t, func(t *rapid.T) {
		low := rapid.IntRange(100, 500).Draw(t, "low")
		high := rapid.IntRange(low, 500).Draw(t, "high")
		if order[Word(low)] > order[Word(high)] || tenths(low) == tenths(high) && Word(low) != Word(high) {
			t.Fatalf("%d is %s, %d is %s", low, Word(low), high, Word(high))
		}
		if g := Word(low); grade.AtLeast(g) > low {
			t.Fatalf("%d is %s and yet under its bound", low, g)
		}
	})
}

func TestARatingSaysHowManyAnswersAreMissing(t *testing.T) {
	few := Rating{Answers: 3, Needed: 5}
	if few.Published() || few.Missing() != 2 || few.Grade() != NotRated {
		t.Errorf("three answers: published %v, missing %d; want unpublished, 2", few.Published(), few.Missing())
	}
	enough := Rating{Mean: 456, Answers: 7, Needed: 5}
	if !enough.Published() || enough.Missing() != 0 || enough.Tenths() != 46 || enough.Grade() != Excellent {
		t.Errorf("seven answers of 4.56: %v %d %d", enough.Published(), enough.Missing(), enough.Tenths())
	}
}
