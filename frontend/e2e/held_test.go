package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

type axeResult struct {
	Violations []struct {
		ID, Impact, Help string
		Nodes            []struct {
			HTML           string
			FailureSummary string
		}
	}
}

var axeSource = sync.OnceValues(func() (string, error) {
	b, err := os.ReadFile(filepath.Join("..", "node_modules", "axe-core", "axe.min.js"))
	return string(b), err
})

// asked are the page states that axe has been asked about and had nothing to say, each an asking.
var asked sync.Map

type asking struct {
	state    string
	contrast bool
}

// pageState is what axe looks at, for telling whether it has been asked already: the elements with their classes, roles,
// states and names' presence, in the page's width and colours. Rows and list items that are built alike count once, and
// words and their language do not count: only whether there are any.
const pageState = `(() => {
	const told = ["class", "role", "type", "scope", "open", "hidden", "disabled", "tabindex", "autocomplete"];
	const names = ["lang", "aria-label", "aria-labelledby", "aria-describedby", "alt", "title", "href", "for", "id"];
	const state = e => {
		let s = e.localName;
		for (const a of told) if (e.hasAttribute(a)) s += " " + a + "=" + e.getAttribute(a);
		for (const a of e.attributes) if (a.name.startsWith("aria-") && !names.includes(a.name)) s += " " + a.name + "=" + a.value;
		for (const a of names) if (e.getAttribute(a)) s += " " + a;
		if ([...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) s += " words";
		let inside = [...e.children].map(state);
		if (["ul", "ol", "dl", "tbody"].includes(e.localName)) inside = [...new Set(inside)].sort();
		return s + "{" + inside.join() + "}";
	};
	return innerWidth + (document.title ? "titled" : "") + state(document.documentElement);
})()`

// held checks what every page is held to.
func (b *tab) held() {
	b.t.Helper()
	b.heldFor(true)
}

// inks lists the texts that a page shows, each kind once: how an element is built, its colour, size and weight, and what lies
// under it up to the root. Telling contrast takes axe as long as all other rules together, so it is asked of the kinds that it has
// not been asked about. The texts themselves are kept in the page for accessible.
const inks = `(() => {
	const under = new Map([[null, ""]]);
	const ground = e => {
		if (!under.has(e)) {
			const s = getComputedStyle(e);
			under.set(e, ground(e.parentElement) + [s.backgroundColor, s.backgroundImage, s.opacity, s.position === "static" ? "" : s.position + e.className] + ">");
		}
		return under.get(e);
	};
	const kinds = globalThis.textsByKind = new Map();
	for (const e of document.querySelectorAll("body, body *")) {
		if (!["input", "select", "textarea"].includes(e.localName) && ![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
		if (!e.checkVisibility({visibilityProperty: true})) continue;
		const s = getComputedStyle(e);
		const kind = [e.localName, e.className, e.disabled, e.parentElement && e.parentElement.className, s.color, s.fontSize, s.fontWeight, s.textShadow, ground(e)].join();
		if (!kinds.has(kind)) kinds.set(kind, []);
		kinds.get(kind).push(e);
	}
	return [...kinds.keys()];
})()`

// read are the kinds of text whose contrast axe has had nothing to say about.
var read sync.Map

// unread lists the kinds of text on the page that are not among them.
func (b *tab) unread() (kinds []string) {
	b.t.Helper()
	for _, kind := range eval[[]string](b, inks) {
		if _, is := read.Load(kind); !is {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

// heldFor leaves out contrast where the same page's colours are asked about in another language, and where there is no text
// but of kinds that have been asked about.
func (b *tab) heldFor(contrast bool) {
	b.t.Helper()
	state := eval[string](b, pageState)
	_, whole := asked.Load(asking{state, true})
	_, part := asked.Load(asking{state, false})
	if !whole && (contrast || !part) {
		var kinds []string
		if contrast {
			kinds = b.unread()
		}
		if b.accessible(!part, kinds) {
			asked.Store(asking{state, contrast}, true)
			for _, kind := range kinds {
				read.Store(kind, true)
			}
		}
	}
	b.fits()
}

// heldIn asks axe on a phone in every language, and on a desk in one: what it finds comes with a language or with a width,
// not with a pair of them. Contrast is asked about in one language, since no colour depends on it. Whether the words fit is checked each time.
func (b *tab) heldIn(l locale.Lang, width int) {
	b.t.Helper()
	if lang := eval[string](b, `document.documentElement.lang`); lang != string(l) {
		b.t.Errorf("%s says that its language is %q, want %q", b.path(), lang, l)
	}
	if width == 390 || width == 1280 && l == locale.Fi {
		b.heldFor(l == locale.Fi)
		return
	}
	b.fits()
}

// heldAt holds a page at each of the widths. It is loaded once: neither the server nor a script of ours knows a width, and
// loading costs more than laying out anew. pictures begins the names of its pictures.
func (b *tab) heldAt(l locale.Lang, pictures string, widths ...int) {
	b.t.Helper()
	for _, width := range widths {
		b.do(chromedp.EmulateViewport(int64(width), 1000))
		b.await(fmt.Sprintf("innerWidth === %d", width))
		b.heldIn(l, width)
		b.picture(fmt.Sprintf("%s-%d", pictures, width))
	}
}

// accessible tells of what axe finds on the page as it is now, and whether that is nothing.
func (b *tab) accessible(rules bool, kinds []string) bool {
	b.t.Helper()
	found := b.violations(rules, kinds)
	for _, v := range found {
		b.t.Errorf("%s: axe %s", b.path(), v)
	}
	return len(found) == 0
}

// How axe is asked. The selectors of what it looked at take it as long as the looking, and nobody reads them.
const (
	asAll      = `axe.run(document, {resultTypes: ["violations"], selectors: false, preload: false, runOnly: ["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"], rules: {"color-contrast": {enabled: false}}})`
	asContrast = `axe.run(%s.flatMap(kind => textsByKind.get(kind)), {resultTypes: ["violations"], selectors: false, preload: false, runOnly: {type: "rule", values: ["color-contrast"]}})`
)

// violations asks axe: all rules but contrast, when they are wanted, and contrast of the texts of the kinds that inks has listed.
func (b *tab) violations(rules bool, kinds []string) (found []string) {
	b.t.Helper()
	if !rules && len(kinds) == 0 {
		return nil
	}
	source, err := axeSource()
	if err != nil {
		b.t.Fatalf("axe-core comes with `npm ci` in frontend, which make test runs: %v", err)
	}
	if b.noJS { // axe waits by timers, which do not run while scripts are off; the page itself has loaded without any
		call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{})
		defer call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	}
	if !eval[bool](b, `typeof axe === "object"`) {
		eval[int](b, source+`;0`)
	}
	var runs []string
	if rules {
		runs = append(runs, asAll)
	}
	if len(kinds) > 0 {
		list, err := json.Marshal(kinds)
		if err != nil {
			b.t.Fatal(err)
		}
		runs = append(runs, fmt.Sprintf(asContrast, list))
	}
	for _, run := range runs {
		raw := eval[string](b, run+`.then(r => JSON.stringify({violations: r.violations}))`, chromedp.EvalAwaitPromise)
		var result axeResult
		if err := json.Unmarshal([]byte(raw), &result); err != nil {
			b.t.Fatal(err)
		}
		for _, v := range result.Violations {
			for _, n := range v.Nodes {
				found = append(found, fmt.Sprintf("%s (%s): %s\n%s\n%s", v.ID, v.Impact, v.Help, clip(n.HTML, 300), n.FailureSummary))
			}
		}
	}
	return found
}

// fits checks what costs nothing to check: no sideways scroll, no text missing, no complaint of the browser.
func (b *tab) fits() {
	b.t.Helper()
	if wide := eval[int](b, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); wide > 0 {
		b.t.Errorf("%s: the page is %d px wider than the screen", b.path(), wide)
	}
	if s := b.text("html"); strings.Contains(s, "⟦") {
		b.t.Errorf("%s: a text is missing: %s", b.path(), clip(s[strings.Index(s, "⟦"):], 80))
	}
	where := b.path()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range b.complaints {
		b.t.Errorf("%s: the browser complains: %s", where, c)
	}
	b.complaints = nil
}

// picture keeps a picture of the whole page when E2E_PICTURES names a folder, for looking at.
func (b *tab) picture(name string) {
	b.t.Helper()
	folder := os.Getenv("E2E_PICTURES")
	if folder == "" {
		return
	}
	png, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, name+".png"), png, 0o644); err != nil {
		b.t.Fatal(err)
	}
}
