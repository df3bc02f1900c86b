package quality

import (
	"testing"

	"pgregory.net/rapid"
)

func TestWord(t *testing.T) {
	for _, c := range []struct {
		mean, answers int
		want          Grade
	}{
		{500, 5, Excellent},
		{450, 128, Excellent},
		{445, 128, Excellent}, // shown as 4.5
		{444, 128, Good},      // shown as 4.4
		{400, 86, Good},
		{395, 86, Good}, // shown as 4.0
		{394, 86, Fair},
		{370, 22, Fair},
		{295, 22, Fair},
		{294, 22, Poor},
		{100, 5, Poor},
		{500, 4, NotRated},
		{100, 0, NotRated},
	} {
		if got := Word(c.mean, c.answers, MinAnswers); got != c.want {
			t.Errorf("Word(%d, %d) = %s, want %s", c.mean, c.answers, got, c.want)
		}
	}
}

func TestWordNeverFallsAsTheMeanRises(t *testing.T) {
	order := map[Grade]int{Poor: 0, Fair: 1, Good: 2, Excellent: 3}
	rapid.Check(t, func(t *rapid.T) {
		low := rapid.IntRange(100, 500).Draw(t, "low")
		high := rapid.IntRange(low, 500).Draw(t, "high")
		answers := rapid.IntRange(MinAnswers, 10_000).Draw(t, "answers")
		if order[Word(low, answers, MinAnswers)] > order[Word(high, answers, MinAnswers)] {
			t.Fatalf("%d is called better than %d", low, high)
		}
	})
}

func TestRatingSaysHowManyAnswersAreMissing(t *testing.T) {
	few := Rating{Mean: 480, Answers: 3}
	if few.Published() || few.Missing() != 2 {
		t.Errorf("three answers: published %v, missing %d; want unpublished, 2", few.Published(), few.Missing())
	}
	enough := Rating{Mean: 456, Answers: 7}
	if !enough.Published() || enough.Missing() != 0 || enough.Tenths() != 46 {
		t.Errorf("seven answers of 4.56: %v %d %d", enough.Published(), enough.Missing(), enough.Tenths())
	}
}
