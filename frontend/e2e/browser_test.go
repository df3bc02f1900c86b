package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// chromium is one browser for the whole test process; every tab is a profile of its own.
var chromium = sync.OnceValues(func() (context.Context, error) {
	path, err := exec.LookPath("chromium")
	if err != nil {
		return nil, fmt.Errorf("Debian's package chromium is needed: %w", err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("no-proxy-server", true),
		chromedp.Flag("disable-dev-shm-usage", true))
	alloc, _ := chromedp.NewExecAllocator(context.Background(), options...)
	browser, _ := chromedp.NewContext(alloc)
	return browser, chromedp.Do(browser)
})

// tab is one page in a browser profile of its own, which notes every complaint that the browser makes.
type tab struct {
	t    *testing.T
	ctx  context.Context
	base string
	noJS bool

	mu         sync.Mutex
	complaints []string
}

// look is how a tab is opened.
type look struct {
	width   int
	noJS    bool
	headers map[string]any
}

func open(t *testing.T, base string, l look) *tab {
	t.Helper()
	browser, err := chromium()
	if err != nil {
		t.Fatal(err)
	}
	b := &tab{t: t, base: base, noJS: l.noJS}
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext(), chromedp.WithListener(b.listen))
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(stop)
	b.ctx = ctx
	if l.width == 0 {
		l.width = 1280
	}
	b.do(chromedp.EmulateViewport(int64(l.width), 1000))
	call(b, cdplog.Enable, cdp.Empty{})
	call(b, runtime.Enable, cdp.Empty{})
	call(b, page.Enable, page.EnableParams{})
	call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: l.noJS})
	return b
}

func call[P, R any](b *tab, command cdp.Command[P, R], params P) {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, command, params); err != nil {
		b.t.Fatal(err)
	}
}

func (b *tab) listen(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *cdplog.EventEntryAdded:
		// A page that answers 404 or 422 is told in the log too, and is meant.
		if e.Entry.Source == cdplog.EntrySourceNetwork && strings.Contains(e.Entry.Text, "the server responded with a status of 4") {
			return
		}
		if e.Entry.Level == cdplog.EntryLevelError || e.Entry.Source == cdplog.EntrySourceSecurity {
			b.complaints = append(b.complaints, e.Entry.Text)
		}
	case *runtime.EventExceptionThrown:
		b.complaints = append(b.complaints, e.ExceptionDetails.Text)
	}
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatalf("%v\nat %s\n%s", err, b.path(), clip(b.text("body"), 3000))
	}
}

func clip(s string, n int) string {
	if len(s) > n {
		return s[:n] + "…"
	}
	return s
}

// goTo opens a path and waits until it has loaded.
func (b *tab) goTo(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.base + path))
}

func eval[T any](b *tab, script string, options ...chromedp.EvaluateOption) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](script, options...))
	if err != nil {
		b.t.Fatalf("%s: %v", clip(script, 200), err)
	}
	return v
}

func (b *tab) path() string {
	s, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string](`location.pathname + location.search`)) // only to tell where we are
	return s
}

// text is what a person reads in the first element that the selector finds, or "".
func (b *tab) text(selector string) string {
	s, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string](fmt.Sprintf(`(document.querySelector(%q)||{innerText:""}).innerText`, selector)))
	return s
}

func (b *tab) texts(selector string) []string {
	b.t.Helper()
	return eval[[]string](b, fmt.Sprintf(`[...document.querySelectorAll(%q)].map(e => e.innerText.trim())`, selector))
}

func (b *tab) count(selector string) int {
	b.t.Helper()
	return eval[int](b, fmt.Sprintf(`document.querySelectorAll(%q).length`, selector))
}

// wants fails unless the element's text contains each of the words.
func (b *tab) wants(selector string, words ...string) {
	b.t.Helper()
	got := plainSpaces(b.text(selector))
	for _, w := range words {
		if !strings.Contains(got, plainSpaces(w)) {
			b.t.Fatalf("%s: no %q in %s:\n%s", b.path(), w, selector, clip(got, 2500))
		}
	}
}

func plainSpaces(s string) string { return strings.ReplaceAll(s, "\u00a0", " ") }

// Keyboard only: focus moves by Tab, and a control is used when it has the focus.

// tabTo presses Tab until the focused element matches the selector. It fails when the whole page has been walked.
func (b *tab) tabTo(selector string) {
	b.t.Helper()
	if b.count(selector) == 0 {
		b.t.Fatalf("%s: nothing matches %s:\n%s", b.path(), selector, clip(b.text("body"), 3000))
	}
	for range 400 {
		if eval[bool](b, fmt.Sprintf(`!!document.activeElement && document.activeElement.matches(%q)`, selector)) {
			b.focusShows()
			return
		}
		b.do(chromedp.KeyEvent(kb.Tab))
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

// Held to.

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

// held checks what every page is held to.
func (b *tab) held() {
	b.t.Helper()
	source, err := axeSource()
	if err != nil {
		b.t.Fatalf("axe-core comes with `npm ci` in frontend, which make test runs: %v", err)
	}
	if b.noJS { // axe waits by timers, which do not run while scripts are off; the page itself has loaded without any
		call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{})
		defer call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	}
	eval[int](b, source+`;0`)
	raw := eval[string](b, `axe.run(document, {resultTypes: ["violations"], runOnly: ["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"]}).then(r => JSON.stringify(r))`,
		chromedp.EvalAwaitPromise)
	var result axeResult
	if err := json.Unmarshal([]byte(raw), &result); err != nil {
		b.t.Fatal(err)
	}
	for _, v := range result.Violations {
		for _, n := range v.Nodes {
			b.t.Errorf("%s: axe %s (%s): %s\n%s\n%s", b.path(), v.ID, v.Impact, v.Help, clip(n.HTML, 300), n.FailureSummary)
		}
	}
	if wide := eval[int](b, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); wide > 0 {
		b.t.Errorf("%s: the page is %d px wider than the screen", b.path(), wide)
	}
	if s := b.text("html"); strings.Contains(s, "⟦") {
		b.t.Errorf("%s: a text is missing: %s", b.path(), clip(s[strings.Index(s, "⟦"):], 80))
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range b.complaints {
		b.t.Errorf("%s: the browser complains: %s", b.path(), c)
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
