package choosing

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestWhetherAnswersDiffer(t *testing.T) {
	a, b, none := said{"a", true}, said{"b", true}, said{"not told", false}
	for _, tc := range []struct {
		answers []said
		want    string
	}{
		{nil, nothing},
		{[]said{a}, nothing},
		{[]said{a, a}, alike},
		{[]said{a, b}, differ},
		{[]said{none, a, b}, differ},
		{[]said{a, none}, partly},
		{[]said{none, none, none}, untold},
		{[]said{{"", true}, {"", true}}, alike},
	} {
		if got := judge(tc.answers); got != tc.want {
			t.Errorf("%v: %q, want %q", tc.answers, got, tc.want)
		}
	}
}

// The order of the columns changes no verdict, and a row that is hidden has no two known answers that differ.
func TestVerdictIsOfTheAnswersAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		answers := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) said {
			return said{rapid.SampledFrom([]string{"a", "b"}).Draw(t, "text"), rapid.Bool().Draw(t, "known")}
		}), 0, 4).Draw(t, "answers")
		verdict := judge(answers)
		if turned := slices.Clone(answers); len(turned) > 1 {
			slices.Reverse(turned)
			if again := judge(turned); again != verdict {
				t.Fatalf("%v: %q, turned %q", answers, verdict, again)
			}
		}
		known := map[string]bool{}
		for _, a := range answers {
			if a.known {
				known[a.text] = true
			}
		}
		if len(known) > 1 != (verdict == differ) {
			t.Fatalf("%v: %q", answers, verdict)
		}
	})
}
