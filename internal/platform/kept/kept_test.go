package kept_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/platform/kept"
)

func TestEveryRuleAllowsItsUsualTime(t *testing.T) {
	seen := map[kept.Name]bool{}
	for _, r := range kept.Rules() {
		if seen[r.Name] || r.Least < 1 || !r.Allows(r.Usual) || r.Allows(r.Least-1) || r.Allows(r.Most+1) {
			t.Errorf("%+v", r)
		}
		seen[r.Name] = true
		if again, ok := kept.Of(r.Name); !ok || again != r {
			t.Errorf("%s is %+v", r.Name, again)
		}
	}
	if _, ok := kept.Of("nothing"); ok {
		t.Error("a rule for nothing")
	}
}

// TestTimesOutsideTheBoundsDoNotHold chooses any time for any rule: what holds is always allowed, and more time never removes more.
func TestTimesOutsideTheBoundsDoNotHold(t *testing.T) {
	now := time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		r := rapid.SampledFrom(kept.Rules()).Draw(t, "rule")
		n, more := rapid.IntRange(-10, 5000).Draw(t, "count"), rapid.IntRange(0, 100).Draw(t, "more")
		holds := kept.Counts{r.Name: n}.Of(r.Name)
		if !r.Allows(holds) || r.Allows(n) && holds != n || !r.Allows(n) && holds != r.Usual {
			t.Fatalf("%d chosen, %d holds", n, holds)
		}
		if r.Before(now, n+more).After(r.Before(now, n)) {
			t.Fatalf("%d keeps less than %d", n+more, n)
		}
	})
}
