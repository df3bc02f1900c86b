package e2e

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Keyboard only: focus moves by Tab, and a control is used when it has the focus.
//
// Each step from one kind of control to the next is taken by Tab once in a run, and told to have been: a header is the same
// on every page. Where all steps on the way have been taken, the focus is put on the control before the last step. The last
// step to a control that is used is always taken by Tab.

// stepsTo lists the stops of Tab from where the focus is to what the selector finds, as kinds: what lies in the same part of
// the page and is built alike is of one kind. It is a guess, which saves asking after every press; whether the focus got
// there is asked again. The stops themselves are kept in the page for stopAt.
const stepsTo = `(selector => {
	const at = document.activeElement;
	if (at && at.matches(selector)) return [];
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
	const way = i >= 0 ? after.slice(0, i + 1) : [...after, null, ...stops.slice(0, 1 + Math.max(0, stops.findIndex(e => e.matches(selector))))];
	const built = e => [e.localName, e.type, e.role, e.className, e.name, e.id].join(" ").replace(/[0-9a-f]{8}-[0-9a-f-]{27}|\d+/g, "#");
	const kind = e => { const part = e && e.parentElement && e.parentElement.closest("[class], form, dialog, main"); return e ? built(e) + (part ? " in " + built(part) : "") : "" };
	globalThis.stopsOfTab = way;
	return [kind(at), ...way.map(kind)];
})(%q)`

// stopAt puts the focus on a stop, if it is on the one that it was expected to have come to (-1: wherever).
const stopAt = `((come, to) => {
	const way = globalThis.stopsOfTab;
	if (come >= 0 && way[come] && way[come] !== document.activeElement) return false;
	way[to].focus();
	return way[to] === document.activeElement;
})(%d, %d)`

// step is one Tab from a kind of control to the next, with scripts or without.
type step struct {
	from, to string
	noJS     bool
}

var taken sync.Map // of step

// tabTo presses Tab until the focused element matches the selector. It fails when the whole page has been walked.
func (b *tab) tabTo(selector string) {
	b.t.Helper()
	if b.count(selector) == 0 {
		b.t.Fatalf("%s: nothing matches %s:\n%s", b.path(), selector, clip(b.text("body"), 3000))
	}
	var way []step
	for try := range 3 {
		kinds := eval[[]string](b, fmt.Sprintf(stepsTo, selector))
		if len(kinds) == 0 {
			for _, s := range way {
				taken.Store(s, true)
			}
			b.focusShows()
			return
		}
		way = nil
		if try == 0 {
			for i, to := range kinds[1:] {
				way = append(way, step{kinds[i], to, b.noJS})
			}
			if !b.walks(way) {
				way = nil
			}
			continue
		}
		b.press(strings.Repeat(kb.Tab, len(kinds)-1))
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

// fewest is how many steps in a row are worth leaving out.
const fewest = 3

// walks presses Tab for each step that has not been taken, and for the last. It answers whether it came to where it was to
// come before it left any out.
func (b *tab) walks(way []step) bool {
	b.t.Helper()
	for i, come := 0, -1; i < len(way); {
		if n := leftOut(way[i:]); n > 0 {
			if !eval[bool](b, fmt.Sprintf(stopAt, come, i+n-1)) {
				return false
			}
			i += n
		}
		end := i + 1
		for end < len(way) && leftOut(way[end:]) == 0 {
			end++
		}
		b.press(strings.Repeat(kb.Tab, end-i))
		come, i = end-1, end
	}
	return true
}

// leftOut is how many steps from here can be left out: those that have been taken, but not the last, nor to the end of the page
// and around.
func leftOut(way []step) (n int) {
	for n < len(way)-1 && way[n].from != "" && way[n].to != "" {
		if _, is := taken.Load(way[n]); !is {
			break
		}
		n++
	}
	if n < fewest {
		return 0
	}
	return n
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

// typeIn fills a field by keyboard, in place of what was in it. Of a long text the first letters come at once, as from a keyboard
// that completes words, and the last by a key: each key is three messages to Chromium.
func (b *tab) typeIn(selector, value string) {
	b.t.Helper()
	b.tabTo(selector)
	eval[bool](b, `document.activeElement.select && document.activeElement.select(), true`)
	b.press(kb.Delete)
	letters := []rune(value)
	if last := len(letters) - 1; last > 1 {
		call(b, input.InsertText, input.InsertTextParams{Text: string(letters[:last])})
		letters = letters[last:]
	}
	b.press(string(letters))
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
