package e2e

import (
	"strings"
	"testing"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// TestTextInNewColoursIsAskedAbout holds the frame to what it leaves out: what axe has read is not read again, and the same page
// is when a text turns pale, stands on another ground or is made smaller. What axe finds, of colours or of anything else, is told.
func TestTextInNewColoursIsAskedAbout(t *testing.T) {
	w := quietWorld(t)
	b := open(t, w.url, look{})
	b.goTo(paths.SignIn(locale.Fi))
	b.held()
	if left := b.unread(); len(left) > 0 {
		t.Errorf("held, and not read: %q", left)
	}
	for _, change := range []string{
		`document.querySelector("main label").style.color = "#bbb"`, `document.querySelector("main form").style.background = "#999"`,
		`document.querySelector("main h1").style.fontSize = "9px"`,
	} {
		b.goTo(paths.SignIn(locale.Fi))
		eval[string](b, change)
		if len(b.unread()) == 0 {
			t.Errorf("read already after %s", change)
		}
		if found := b.violations(false, b.unread()); strings.Contains(change, "#bbb") && len(found) == 0 {
			t.Errorf("nobody sees %s", change)
		}
	}
	eval[string](b, `document.querySelector("main label").removeAttribute("for"), ""`)
	if found := b.violations(true, nil); len(found) != 1 || !strings.HasPrefix(found[0], "label ") {
		t.Errorf("a field without a label: %q", found)
	}
}
