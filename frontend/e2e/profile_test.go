package e2e

import (
	"context"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/chromedp"
)

// profile is a browser profile with one page. Making one takes Chromium half a second, so it is used by one tab after
// another: between them all is forgotten that a site or a test can leave in it, and what a failed test leaves is closed.
type profile struct {
	ctx   context.Context
	close context.CancelFunc

	mu  sync.Mutex
	tab *tab // whose it is now
}

var idle struct {
	sync.Mutex
	profiles []*profile
}

func takeProfile(t *testing.T) *profile {
	t.Helper()
	idle.Lock()
	defer idle.Unlock()
	if last := len(idle.profiles) - 1; last >= 0 {
		p := idle.profiles[last]
		idle.profiles = idle.profiles[:last]
		return p
	}
	return newProfile(t)
}

func newProfile(t *testing.T) *profile {
	t.Helper()
	browser, err := chromium()
	if err != nil {
		t.Fatal(err)
	}
	p := &profile{}
	p.ctx, p.close = chromedp.NewContext(browser, chromedp.WithNewBrowserContext(), chromedp.WithListener(p.listen))
	if err := chromedp.Do(p.ctx); err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		callIn(p.ctx, cdplog.Enable, cdp.Empty{}), callIn(p.ctx, runtime.Enable, cdp.Empty{}), callIn(p.ctx, page.Enable, page.EnableParams{}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return p
}

func callIn[P, R any](ctx context.Context, command cdp.Command[P, R], params P) error {
	_, err := chromedp.Call(ctx, command, params)
	return err
}

func (p *profile) serves(b *tab) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tab = b
}

func (p *profile) listen(event any) {
	p.mu.Lock()
	b := p.tab
	p.mu.Unlock()
	if b != nil {
		b.listen(event)
	}
}

// giveBack ends the use of a tab.
func (p *profile) giveBack(b *tab, stop context.CancelFunc) {
	p.serves(nil)
	defer stop()
	if b.t.Failed() || p.forget(b) != nil {
		p.close()
		return
	}
	idle.Lock()
	defer idle.Unlock()
	idle.profiles = append(idle.profiles, p)
}

// forget makes the profile as it was when it was new.
func (p *profile) forget(b *tab) error {
	id := chromedp.FromContext(p.ctx).BrowserContextID
	if _, err := chromedp.CallBrowser(b.ctx, browser.ResetPermissions, browser.ResetPermissionsParams{BrowserContextID: id}); err != nil {
		return err
	}
	// A page without anything, of the same site: to leave the site takes Chromium another process.
	if err := chromedp.Do(b.ctx, chromedp.Navigate(b.base+"/healthz")); err != nil {
		return err
	}
	for _, err := range []error{
		callIn(b.ctx, storage.ClearDataForOrigin, storage.ClearDataForOriginParams{Origin: b.base, StorageTypes: "all"}),
		callIn(b.ctx, network.ClearBrowserCookies, cdp.Empty{}),
		callIn(b.ctx, network.ClearBrowserCache, cdp.Empty{}),
		callIn(b.ctx, page.ResetNavigationHistory, cdp.Empty{}),
		callIn(b.ctx, emulation.ClearGeolocationOverride, cdp.Empty{}),
		callIn(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{}),
		callIn(b.ctx, page.SetFontSizes, page.SetFontSizesParams{FontSizes: &page.FontSizes{Standard: 16, Fixed: 13}}),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}
