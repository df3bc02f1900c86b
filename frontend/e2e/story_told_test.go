package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/emulation"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// TestAPageTellsMachinesAndDrawsItsMap opens a service and its producer in each language: the map is there with the list that
// says the same, what is told to machines is read without a complaint of the content policy, and axe has nothing to say.
func TestAPageTellsMachinesAndDrawsItsMap(t *testing.T) {
	w := quietWorld(t)
	for _, l := range locale.Langs() {
		for _, width := range []int{390, 1280} {
			t.Run(fmt.Sprint(l, width), func(t *testing.T) {
				b := open(t, w.url, look{width: width})
				b.goTo(paths.Results(l) + "?service=home_care&place=40520")
				b.goTo(eval[string](b, `document.querySelector(".tt-card h3 a, .tt-card h2 a").getAttribute("href")`))
				b.toldAndDrawn(`["Service", "BreadcrumbList"]`)
				b.heldIn(l, width)
				b.goTo(eval[string](b, `[...document.querySelectorAll("a")].map(a => a.getAttribute("href")).find(h => h.startsWith("`+paths.To(l, paths.PageProducer)+`/"))`))
				b.toldAndDrawn(`["Organization", "BreadcrumbList"]`)
				b.heldIn(l, width)
			})
		}
	}
}

// toldAndDrawn checks the block of data and the map of the page.
func (b *tab) toldAndDrawn(types string) {
	b.t.Helper()
	if !eval[bool](b, `JSON.stringify(JSON.parse(document.querySelector('script[type="application/ld+json"]').textContent)["@graph"].map(x => x["@type"])) === JSON.stringify(`+types+`)`) {
		b.t.Errorf("%s does not tell of %s", b.path(), types)
	}
	if !eval[bool](b, `(() => { const s = document.querySelector(".tt-map__pic").getBoundingClientRect(); return s.width > 200 && s.height > 150 && s.right <= innerWidth; })()`) {
		b.t.Errorf("%s has no map to be seen", b.path())
	}
	if !eval[bool](b, `[...document.querySelectorAll(".tt-map__no")].flatMap(n => n.textContent.split(", ")).filter(n => n !== "…").every(n => document.querySelectorAll(".tt-map__points > li").length >= +n)`) {
		b.t.Errorf("%s has marks that its list does not have", b.path())
	}
}

// TestAMapIsThereInForcedColours lets the system choose the colours: what is served still stands out, and names can be read.
func TestAMapIsThereInForcedColours(t *testing.T) {
	w := quietWorld(t)
	b := open(t, w.url, look{width: 390})
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "forced-colors", Value: "active"}, {Name: "prefers-color-scheme", Value: "dark"},
	}})
	b.goTo(paths.Results(locale.Fi) + "?service=home_care&place=40520")
	b.goTo(eval[string](b, `document.querySelector(".tt-card h3 a, .tt-card h2 a").getAttribute("href")`))
	colours := eval[[]string](b, `[".tt-map__pic .tt-map__served", ".tt-map__pic .tt-map__land", ".tt-map__pic text", ".tt-map__pic .tt-map__mark", ".tt-map__pic .tt-map__no"].map(s => getComputedStyle(document.querySelector(s)).fill)`)
	served, land, name, mark, number := colours[0], colours[1], colours[2], colours[3], colours[4]
	if served == land || name == land || mark == number || mark == served {
		t.Errorf("served %s, land %s, names %s, marks %s with numbers %s", served, land, name, mark, number)
	}
	b.picture("map-forced")
}
