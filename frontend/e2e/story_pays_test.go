package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// TestWhatOnePaysInAMonth changes the usage by the keyboard alone, without a script, and mistypes it once.
func TestWhatOnePaysInAMonth(t *testing.T) {
	w := quietWorld(t)
	b := open(t, w.url, look{width: 390, noJS: true})
	b.goTo("/fi/palvelut?service=home_care&place=40520&sort=pays")
	b.wants(".tt-usage", "3 × 30 min viikossa")
	before := strings.Join(b.texts(".tt-card__more"), "\n")
	b.tabTo(".tt-usage summary")
	b.press(kb.Enter)
	b.typeIn(".tt-usage input[name=minutes]", "10000")
	b.enter(".tt-usage form button")
	b.wants("#minutes-error", "Käynnin pituus on 5–1440 minuuttia.")
	if after := strings.Join(b.texts(".tt-card__more"), "\n"); after != before {
		t.Errorf("a mistake changed the results:\n%s", after)
	}
	b.held()
	b.typeIn(".tt-usage input[name=minutes]", "60")
	b.typeIn(".tt-usage input[name=times]", "7")
	b.enter(".tt-usage form button")
	b.wants(".tt-usage", "7 × 1 t viikossa")
	b.wants(".tt-card__more", "/kk (7 × 1 t viikossa)")
	b.held()
}

// TestEstimateInEveryLanguage asks and answers at the widths that people have.
func TestEstimateInEveryLanguage(t *testing.T) {
	w := quietWorld(t)
	for _, l := range locale.Langs() {
		for _, width := range []int{320, 390, 1280} {
			b := open(t, w.url, look{width: width, noJS: true})
			b.goTo(paths.To(l, paths.PageEstimate) + "?place=40520")
			b.heldIn(l, width)
			b.enter("main form button")
			b.heldIn(l, width) // with the mistakes
			b.typeIn("input[name=persons]", "1")
			b.typeIn("input[name=income]", "1850")
			b.enter("main form button")
			b.wants("#result", "€")
			b.heldIn(l, width)
			b.picture(fmt.Sprintf("estimate-%s-%d", l, width))
			if address := b.path(); strings.Contains(address, "1850") {
				t.Errorf("the income stands in the address %s", address)
			}
		}
	}
}
