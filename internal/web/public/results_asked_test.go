package public

import (
	"testing"

	"github.com/tuottajatori/tuottajatori/search"
)

func TestCorrectedKeepsWhatWasRight(t *testing.T) {
	for _, c := range []struct{ typed, want string }{
		{"Kotihiito, Espoo!", "kotihoito, Espoo!"}, {"KOTIHIITO kotihiito", "kotihoito kotihoito"}, {"kotihiitoa", "kotihoito"}, {"", "kotihoito"},
	} {
		if got := corrected(c.typed, []search.Mended{{Typed: "kotihiito", As: "kotihoito"}}); got != c.want {
			t.Errorf("%q: %q, want %q", c.typed, got, c.want)
		}
	}
	if got := corrected("kotihoito", nil); got != "" {
		t.Errorf("nothing mended: %q", got)
	}
}
