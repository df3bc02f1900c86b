package e2e

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Keyboard only: focus moves by Tab, and a control is used when it has the focus.

// stopsTo guesses how many times Tab is to be pressed from where the focus is until it is on what the selector finds:
// 0 when it is there. The guess only saves asking after every press; whether the focus got there is asked again.
const stopsTo = `(selector => {
	const at = document.activeElement;
	if (at && at.matches(selector)) return 0;
	const turn = e => { // of a group of radios, Tab stops at the chosen one, else at the first
		if (e.type !== "radio") return true;
		const group = [...(e.form || document).querySelectorAll("input[type=radio]")].filter(r => r.name === e.name);
		return (group.find(r => r.checked) || group[0]) === e;
	};
	const stops = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")].filter(e =>
		!e.disabled && e.type !== "hidden" && e.tabIndex >= 0 && e.checkVisibility({visibilityProperty: true}) && turn(e) &&
		!(at && at.type === "radio" && e.type === "radio" && at.name === e.name));
	const after = stops.filter(e => !at || at === document.body || at.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING);
	const i = after.findIndex(e => e.matches(selector));
	return i >= 0 ? i + 1 : after.length + 1 + Math.max(0, stops.findIndex(e => e.matches(selector)));
})(%q)`

// tabTo presses Tab until the focused element matches the selector. It fails when the whole page has been walked.
func (b *tab) tabTo(selector string) {
	b.t.Helper()
	if b.count(selector) == 0 {
		b.t.Fatalf("%s: nothing matches %s:\n%s", b.path(), selector, clip(b.text("body"), 3000))
	}
	for range 3 {
		n := eval[int](b, fmt.Sprintf(stopsTo, selector))
		if n == 0 {
			b.focusShows()
			return
		}
		b.press(strings.Repeat(kb.Tab, n))
	}
	for range 400 {
		if eval[bool](b, fmt.Sprintf(`!!document.activeElement && document.activeElement.matches(%q)`, selector)) {
			b.focusShows()
			return
		}
		b.press(kb.Tab)
	}
	b.t.Fatalf("%s: Tab never reaches %s", b.path(), selector)
}

// focusShows fails when the focused element is out of sight or has no outline of any kind.
func (b *tab) focusShows() {
	b.t.Helper()
	seen := eval[bool](b, `(() => { const e = document.activeElement, r = e.getBoundingClientRect();
		const s = getComputedStyle(e), near = e.closest("label, .govuk-checkboxes__item, .govuk-radios__item, summary, .tt-check");
		const ring = x => x && (getComputedStyle(x).outlineStyle !== "none" || getComputedStyle(x).boxShadow !== "none");
		const before = getComputedStyle(e, "::before"), sibling = e.nextElementSibling ? getComputedStyle(e.nextElementSibling, "::before") : null;
		return s.visibility !== "hidden" && r.width > 0 && r.height > 0 &&
			!!(ring(e) || ring(near) || before.outlineStyle !== "none" || (sibling && (sibling.outlineStyle !== "none" || sibling.boxShadow !== "none"))); })()`)
	if !seen {
		b.t.Errorf("%s: the focus does not show on %s", b.path(), eval[string](b, `document.activeElement.outerHTML.slice(0, 300)`))
	}
}

// press sends keys to the focused element.
func (b *tab) press(keys string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(keys))
}

// typeIn fills a field by keyboard, in place of what was in it.
func (b *tab) typeIn(selector, value string) {
	b.t.Helper()
	b.tabTo(selector)
	eval[bool](b, `document.activeElement.select && document.activeElement.select(), true`)
	b.press(kb.Delete)
	b.press(value)
}

// tick turns a checkbox or radio on by keyboard.
func (b *tab) tick(selector string) {
	b.t.Helper()
	b.focusOn(selector)
	const checked = `document.activeElement.checked`
	if !eval[bool](b, checked) {
		b.press(" ")
	}
	if !eval[bool](b, checked) {
		b.t.Fatalf("%s: %s does not turn on", b.path(), selector)
	}
}

// focusOn is tabTo for a radio in a group too: Tab reaches the group, arrows its members.
func (b *tab) focusOn(selector string) {
	b.t.Helper()
	name := eval[string](b, fmt.Sprintf(`(e => e && e.type === "radio" ? e.name : "")(document.querySelector(%q))`, selector))
	if name == "" {
		b.tabTo(selector)
		return
	}
	b.tabTo(fmt.Sprintf(`input[type=radio][name=%q]`, name))
	for range 60 {
		if eval[bool](b, fmt.Sprintf(`document.activeElement.matches(%q)`, selector)) {
			return
		}
		b.press(kb.ArrowDown)
	}
	b.t.Fatalf("%s: arrows never reach %s", b.path(), selector)
}

// enter presses Enter on the element and waits for the page that follows.
func (b *tab) enter(selector string) {
	b.t.Helper()
	b.tabTo(selector)
	b.follow(func() { b.press(kb.Enter) })
}

// follow does something that leads to another page and waits until that has loaded.
func (b *tab) follow(do func()) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	press := chromedp.Func(func(context.Context, *chromedp.Target) error { do(); return nil })
	if _, err := chromedp.Run(ctx, chromedp.WaitEvent(page.LoadEventFired, func(page.EventLoadEventFired) bool { return true }, press)); err != nil {
		b.t.Fatalf("no page came after %s: %v\n%s", b.path(), err, clip(b.text("body"), 2000))
	}
}

// choose picks an option of a select by the text it begins with, by keyboard.
func (b *tab) choose(selector, value string) {
	b.t.Helper()
	b.tabTo(selector)
	for range 500 {
		if eval[string](b, `document.activeElement.value`) == value {
			return
		}
		b.press(kb.ArrowDown)
	}
	b.t.Fatalf("%s: %s has no %q", b.path(), selector, value)
}
