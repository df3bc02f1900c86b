package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// TestHelpAndEasyLanguageInEveryLanguage opens every page of help, of easy language, and the accessibility statement.
func TestHelpAndEasyLanguageInEveryLanguage(t *testing.T) {
	w := quietWorld(t)
	for _, l := range locale.Langs() {
		pages := map[string]string{
			"help": paths.To(l, paths.PageHelp), "easy": paths.To(l, paths.PageEasy), "accessibility": paths.To(l, paths.PageAccessibility),
			"easy-found": paths.Easy(l, paths.EasySearch) + "?service=home_care&place=40520",
			"easy-wrong": paths.Easy(l, paths.EasySearch) + "?service=home_care&place=Atlantis",
		}
		for _, topic := range paths.Topics(paths.PageHelp) {
			pages["help-"+string(topic)] = paths.Help(l, topic)
		}
		for _, topic := range paths.Topics(paths.PageEasy) {
			pages["easy-"+string(topic)] = paths.Easy(l, topic)
		}
		b := open(t, w.url, look{})
		for name, path := range pages {
			b.goTo(path)
			widths := []int{320, 390, 1280}
			if l != locale.Fi { // built alike: only whether longer words fit is left to ask
				widths = widths[:1]
			}
			b.heldAt(l, fmt.Sprintf("%s-%s", name, l), widths...)
		}
	}
}

// TestThePathInEasyLanguage walks from the front page's foot to a telephone number by the keyboard alone, without a script.
func TestThePathInEasyLanguage(t *testing.T) {
	w := quietWorld(t)
	b := open(t, w.url, look{width: 390, noJS: true})
	b.goTo("/fi")
	b.enter(`footer a[href="/fi/selkokieli"]`)
	b.wants("h1", "Löydä apua")
	b.enter(".tt-easy__next a")
	b.wants("h1", "Etsi apua")
	b.tick("input[name=service][value=home_care]")
	b.typeIn(".tt-easy input[name=place]", "Jyväskylä")
	b.enter(".tt-easy form button")
	b.wants("h1", "Löysimme nämä")
	if b.count(`.tt-easy section a[href^="tel:"]`) == 0 {
		t.Errorf("nobody to call\n%s", clip(b.text("main"), 800))
	}
	for _, pays := range b.texts(".tt-easy__pays") {
		if strings.Contains(pays, "€") || !strings.HasSuffix(pays, ".") {
			t.Errorf("%q is no sentence in words", pays)
		}
	}
	b.held()
	widest := eval[int](b, `Math.max(...[...document.querySelectorAll(".tt-easy p")].map(e => Math.round(e.clientWidth / parseFloat(getComputedStyle(e).fontSize) / 0.46)))`)
	if widest > 66 {
		t.Errorf("a line takes about %d characters", widest)
	}
}
