package e2e

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// TestAVisitorNarrowsTakesAwayAndShares walks the search in three languages, with JavaScript and without: narrowed by
// language, vacancy and service, a chip taken away, and the address opened in another browser.
func TestAVisitorNarrowsTakesAwayAndShares(t *testing.T) {
	w := quietWorld(t)
	for _, visit := range []struct {
		lang         locale.Lang
		noJS         bool
		width        int
		words, place string
	}{
		{locale.Fi, false, 390, "siivousta ja kotiapua", "Helsinki"},
		{locale.Sv, true, 390, "hemvård", "Helsingfors"},
		{locale.En, false, 1280, "home care", "Helsinki"},
	} {
		t.Run(fmt.Sprintf("%s JavaScript off %v", visit.lang, visit.noJS), func(t *testing.T) {
			b := open(t, w.url, look{width: visit.width, noJS: visit.noJS})
			b.goTo(paths.Front(visit.lang))
			b.typeIn("form[role=search] input[name=q]", visit.words)
			b.typeIn("form[role=search] input[name=place]", visit.place)
			b.enter("form[role=search] button[type=submit]")
			b.wants("h1", visit.place)
			b.held()
			b.narrowTo("spoken", "sv")
			b.wants(".tt-card .tt-facts", map[locale.Lang]string{locale.Fi: "ruotsi", locale.Sv: "svenska", locale.En: "Swedish"}[visit.lang])
			b.narrow("vacancy")
			both := b.found()
			b.held()
			b.takesAway("vacancy")
			if wider := b.found(); len(wider) < len(both) || !strings.Contains(b.path(), "spoken=sv") {
				t.Errorf("%s: %d cards without the filter, %d with it", b.path(), len(wider), len(both))
			}
			b.takesAway("spoken")
			b.narrow("service")
			b.sharesWith(open(t, w.url, look{width: 1280, noJS: !visit.noJS}))
		})
	}
}

// narrowTo ticks a value of a facet and shows the results, each of which then has it.
func (b *tab) narrowTo(facet, value string) {
	b.t.Helper()
	b.narrowBy(fmt.Sprintf("input[name=%s][value=%q]", facet, value))
	if got := b.query()[facet]; !slices.Equal(got, []string{value}) {
		b.t.Fatalf("%s: narrowed by %s %q, want %s", b.path(), facet, got, value)
	}
}

// takesAway follows the chip that takes a facet's only filter away.
func (b *tab) takesAway(facet string) {
	b.t.Helper()
	chips := eval[[]string](b, `[...document.querySelectorAll(".tt-chips a:not(.tt-plain)")].map(a => a.getAttribute("href"))`)
	for _, href := range chips {
		if !strings.Contains(href, facet+"=") {
			b.enter(fmt.Sprintf(".tt-chips a[href=%q]", href))
			if b.query().Has(facet) {
				b.t.Errorf("%s: the chip does not take %s away", b.path(), facet)
			}
			return
		}
	}
	b.t.Fatalf("%s: no chip takes %s away: %q", b.path(), facet, chips)
}

func (b *tab) query() url.Values {
	b.t.Helper()
	u, err := url.Parse(b.path())
	if err != nil {
		b.t.Fatal(err)
	}
	return u.Query()
}

// found is where the cards lead, in their order.
func (b *tab) found() []string {
	b.t.Helper()
	return eval[[]string](b, `[...document.querySelectorAll(".tt-card h3 a")].map(a => a.pathname)`)
}

// sharesWith opens the address of this tab in another browser, which shows the same.
func (b *tab) sharesWith(other *tab) {
	b.t.Helper()
	other.goTo(b.path())
	mine, theirs := b.found(), other.found()
	if len(mine) == 0 || !slices.Equal(mine, theirs) {
		b.t.Errorf("%s: %d results here, others there: %q %q", b.path(), len(mine), mine, theirs)
	}
	if here, there := b.texts(".tt-chips a"), other.texts(".tt-chips a"); !slices.Equal(here, there) {
		b.t.Errorf("%s: narrowed by %q here and by %q there", b.path(), here, there)
	}
}

// TestPaperShowsTheAnswersAndTheAddressAndNoNavigation looks at pages as a printer does.
func TestPaperShowsTheAnswersAndTheAddressAndNoNavigation(t *testing.T) {
	w := quietWorld(t)
	ids := w.someIDs(t, 3)
	b := open(t, w.url, look{})
	for _, path := range []string{
		paths.Results(locale.Fi) + "?service=home_care&place=Helsinki",
		paths.Offering(locale.Fi, ids[0]),
		paths.Compare(locale.Fi) + "?id=" + strings.Join(ids, "&id="),
	} {
		b.goTo(path)
		if !b.hidden(".tt-print") || b.hidden(".tt-foot") {
			t.Errorf("%s: on the screen: the printed line shows, or the foot does not", path)
		}
		call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
		for _, selector := range []string{".tt-menu", ".tt-foot", ".tt-find", ".tt-facets", ".tt-basket", ".tt-crumbs", ".govuk-skip-link", ".tt-noprint"} {
			if b.count(selector) > 0 && !b.hidden(selector) {
				t.Errorf("%s: %s is printed", path, selector)
			}
		}
		if b.hidden(".tt-print") || b.hidden("main h1") {
			t.Errorf("%s: the address or the heading is not printed", path)
		}
		b.wants(".tt-print", w.url+strings.Split(path, "?")[0])
		b.wants("main", "€")
		call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{})
	}
}

// TestFiveAreTooManyToCompare asks for five by address, and ticks with JavaScript until a fifth cannot be ticked.
func TestFiveAreTooManyToCompare(t *testing.T) {
	w := quietWorld(t)
	ids := w.someIDs(t, 5)
	b := open(t, w.url, look{width: 390, noJS: true})
	b.goTo(paths.Compare(locale.Fi) + "?id=" + strings.Join(ids, "&id="))
	b.wants("main", "Rinnakkain mahtuu neljä")
	if n := b.count("thead th[scope=col]"); n != 4 {
		t.Errorf("%s: %d columns", b.path(), n)
	}
	b.held()
	b.enter("thead a.tt-x")
	if n := b.count("thead th[scope=col]"); n != 3 {
		t.Errorf("%s: one of the four taken away leaves %d", b.path(), n)
	}

	b = open(t, w.url, look{})
	b.goTo(paths.Results(locale.Fi) + "?service=home_care")
	b.tickNth(`.tt-card input[name=id]`, 4)
	b.wants(".tt-basket", "4 palvelua valittu")
	if !eval[bool](b, `[...document.querySelectorAll(".tt-card input[name=id]")].every(i => i.checked || i.disabled)`) {
		t.Errorf("%s: a fifth can be ticked", b.path())
	}
	b.held()
	b.enter(".tt-basket button")
	b.compared(4)
}

// someIDs are offerings of home care.
func (w *world) someIDs(t *testing.T, n int) []string {
	t.Helper()
	var answer struct{ Items []struct{ ID string } }
	if err := w.json(fmt.Sprintf("/api/v1/offerings?service=home_care&pays=own_share&per_page=%d", n), &answer); err != nil {
		t.Fatal(err)
	}
	if len(answer.Items) != n {
		t.Fatalf("%d offerings of home care, want %d", len(answer.Items), n)
	}
	ids := make([]string, n)
	for i, item := range answer.Items {
		ids[i] = item.ID
	}
	return ids
}

// TestAnUnknownPlaceOffersPlaces mistypes a municipality in three languages.
func TestAnUnknownPlaceOffersPlaces(t *testing.T) {
	w := quietWorld(t)
	for l, typed := range map[locale.Lang]struct{ words, place, meant string }{
		locale.Fi: {"siivous", "Jyvaskyllä", "Jyväskylä"}, locale.Sv: {"städning", "Helsingfor", "Helsingfors"}, locale.En: {"cleaning", "Tamperre", "Tampere"},
	} {
		b := open(t, w.url, look{width: 390, noJS: l != locale.En})
		b.goTo(paths.Front(l))
		b.typeIn("form[role=search] input[name=q]", typed.words)
		b.typeIn("form[role=search] input[name=place]", typed.place)
		b.enter("form[role=search] button[type=submit]")
		b.held()
		if got := eval[string](b, `document.querySelector("input[name=place]").value`); got != typed.place {
			t.Errorf("%s: what was typed is gone: %q", b.path(), got)
		}
		b.enter(b.linkWith(typed.meant))
		b.wants("h1", typed.meant)
		if b.query().Get("q") != typed.words {
			t.Errorf("%s: the words are lost", b.path())
		}
	}
}
