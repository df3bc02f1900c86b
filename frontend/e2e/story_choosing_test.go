package e2e

import (
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"

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

// TestADaughterChoosesForHerMother walks on a phone from results to two on the shortlist, which goes along in the address, to the
// comparison, to a month with more visits, to several services together, and to the print: by keyboard, with JavaScript and without.
func TestADaughterChoosesForHerMother(t *testing.T) {
	w := quietWorld(t)
	for name, noJS := range map[string]bool{"with": false, "without": true} {
		t.Run(name, func(t *testing.T) {
			b := open(t, w.url, look{width: 390, noJS: noJS})
			b.goTo(paths.Results(locale.Fi) + "?service=home_care")
			b.enter(".tt-card:nth-child(1) .tt-card__foot a")
			b.wants("main h1", "Muistilista")
			b.enter(".tt-kept .tt-buttons a") // more services for the list
			b.wants(".tt-head__kept", "1")
			if n := b.count(".tt-listed"); n != 1 {
				t.Fatalf("%s: %d cards are told to be on the list", b.path(), n)
			}
			b.enter(".tt-card:nth-child(2) .tt-card__foot a")
			b.wants(".tt-head__kept", "2")
			b.held()

			b.enter(".tt-card h2 a") // an offering, and back to the list by the masthead
			b.wants(".tt-head__kept", "2")
			b.enter(".tt-head__kept")
			b.tickNth(`.tt-card input[name=id]`, 2)
			b.enter(".tt-kept button")
			b.compared(2)
			b.wants("main", "Kuka tulee?", "Kysy:")
			b.wants(".tt-head__kept", "2")
			b.held()
			before := b.text(".tt-sumcell")
			b.typeIn("input[name=times]", "14")
			b.typeIn("input[name=minutes]", "60")
			b.enter(".tt-use button")
			b.compared(2)
			if eval[string](b, `document.querySelector("[name=times]").value`) != "14" || b.text(".tt-sumcell") == "" {
				t.Errorf("%s: the use that was asked is not shown; before: %s", b.path(), before)
			}
			b.held()

			b.enter(".tt-head__kept")
			b.wants("main h1", "Muistilista: 2 palvelua")
			b.enter(".tt-foot a[href*=kokonaisuus]")
			b.wants(".tt-head__kept", "2")
			b.typeIn("input[name=place]", "Helsinki")
			for _, key := range []string{"safety_alarm", "meals", "cleaning"} {
				b.tick("input[name=service][value=" + key + "]")
			}
			b.enter("main form button[type=submit]")
			b.wants("main", "Yhteensä", "Ateriapalvelu", "Siivous")
			b.held()
			b.enter(".tt-way > p.tt-noprint a[href*=muistilista]") // the bundle's parts to the shortlist
			b.wants("main h1", "Muistilista: 5 palvelua")
			b.printed()
		})
	}
}

// printed holds the page to what paper needs: the day, the address and a warning, questions, no card cut, nothing to press.
func (b *tab) printed() {
	b.t.Helper()
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	defer call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{})
	b.wants("main", "Tulostettu", "/fi/muistilista?", "Hinnat ja tilanne voivat muuttua", "Kysymyksiä vierailulle", "Missä kävin:")
	const shown = `[...document.querySelectorAll("button, input, select, summary, nav, .tt-foot, .tt-head__kept")].filter(e => e.checkVisibility()).map(e => e.outerHTML.slice(0, 80))`
	if left := eval[[]string](b, shown); len(left) > 0 {
		b.t.Errorf("%s: paper has something to press: %q", b.path(), left)
	}
	const cut = `[...document.querySelectorAll(".tt-card, .tt-visit li")].filter(e => getComputedStyle(e).breakInside !== "avoid").length`
	if n := eval[int](b, cut); n > 0 {
		b.t.Errorf("%s: %d parts may be cut by the end of a sheet", b.path(), n)
	}
	colours := eval[[]string](b, `[...new Set([...document.querySelectorAll(".tt-card a, .tt-card p, .tt-visit li")].map(e => getComputedStyle(e).color))]`)
	if !slices.Equal(colours, []string{"rgb(0, 0, 0)"}) {
		b.t.Errorf("%s: paper is written in %q", b.path(), colours)
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
