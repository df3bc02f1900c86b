package e2e

import (
	"context"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// browsers are the programs that will do, the best first. The one without windows, menus and toolbars shows pages by the same
// code and takes half the time.
var browsers = []string{"chromium-headless-shell", "chromium"}

// chromium is one browser for the whole test process; every tab has a profile for itself.
var chromium = sync.OnceValues(func() (context.Context, error) {
	i := slices.IndexFunc(browsers, func(name string) bool { _, err := exec.LookPath(name); return err == nil })
	if i < 0 {
		return nil, fmt.Errorf("one of Debian's packages %s is needed", strings.Join(browsers, " and "))
	}
	path, err := exec.LookPath(browsers[i])
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("no-proxy-server", true),
		chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.Flag("font-render-hinting", "none")) // letters as wide as in a browser with windows
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
	width int
	noJS  bool
}

func open(t *testing.T, base string, l look) *tab {
	t.Helper()
	p := takeProfile(t)
	ctx, stop := context.WithTimeout(p.ctx, 5*time.Minute)
	b := &tab{t: t, ctx: ctx, base: base, noJS: l.noJS}
	p.serves(b)
	t.Cleanup(func() { p.giveBack(b, stop) })
	if l.width == 0 {
		l.width = 1280
	}
	b.do(chromedp.EmulateViewport(int64(l.width), 1000))
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
