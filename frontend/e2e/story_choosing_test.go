package e2e

import (
	"strings"
	"testing"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// TestAVisitorKeepsComparesAndAddsUp walks from results to a shortlist, from there to the comparison, and to several services
// priced together: with the keyboard, without JavaScript, on a phone and on a desk.
func TestAVisitorKeepsComparesAndAddsUp(t *testing.T) {
	w := quietWorld(t)
	for name, width := range map[string]int{"phone": 390, "desk": 1280} {
		t.Run(name, func(t *testing.T) {
			b := open(t, w.url, look{width: width, noJS: true})
			for n := range 2 {
				b.goTo(paths.Results(locale.Fi) + "?service=home_care" + listed(b.path(), n))
				b.enter([]string{".tt-card:nth-child(1) .tt-card__foot a", ".tt-card:nth-child(2) .tt-card__foot a"}[n])
				b.wants("main h1", "Muistilista")
			}
			b.wants("main", "Kysymyksiä vierailulle")
			b.held()
			b.tickNth(`.tt-card input[name=id]`, 2)
			b.enter(".tt-kept button")
			b.compared(2)
			b.held()
			b.enter(".tt-same a")
			b.wants(".tt-same", "Näytä kaikki kysymykset")
			b.held()
			b.goTo(paths.BundleWith(locale.Fi, nil))
			b.held()
			b.goTo(paths.BundleWith(locale.Fi, nil) + "?place=Helsinki&service=home_care&service=meals")
			b.wants("main", "Yhteensä")
			b.held()
		})
	}
}

// listed carries what the shortlist has so far into the address of more results.
func listed(path string, n int) string {
	if n == 0 {
		return ""
	}
	_, ids, _ := strings.Cut(path, "id=")
	ids, _, _ = strings.Cut(ids, "&")
	return "&list=" + ids
}
