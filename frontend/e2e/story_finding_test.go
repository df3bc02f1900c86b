package e2e

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

const (
	whatField  = "form[role=search] input[name=q]"
	whereField = "form[role=search] input[name=place]"
	goButton   = "form[role=search] button[type=submit]"
)

// TestEverydayWordsFindTheRightServices asks in people's own words, on pages of each language: most of the first page is
// of a service that was meant.
func TestEverydayWordsFindTheRightServices(t *testing.T) {
	w := quietWorld(t)
	for words, meant := range map[string][]string{
		"kotihoitoo":              {"home_care"},
		"äiti kaatuu usein yöllä": {"safety_alarm", "night_care"},
		"turvaranneke":            {"safety_alarm"},
		"städhjälp":               {"cleaning"},
		"hoivakodeissa Espoossa":  {"round_the_clock_housing"},
		"nursing home":            {"round_the_clock_housing", "home_nursing"},
	} {
		for _, l := range locale.Langs() {
			var answer struct {
				Items []struct{ Service struct{ Key string } }
			}
			if err := w.json("/api/v1/offerings?per_page=10&lang="+string(l)+"&q="+url.QueryEscape(words), &answer); err != nil {
				t.Fatal(err)
			}
			right := 0
			for _, it := range answer.Items {
				if slices.Contains(meant, it.Service.Key) {
					right++
				}
			}
			if right == 0 || right*2 < len(answer.Items) {
				t.Errorf("%q in %s: %d of %d are what was meant", words, l, right, len(answer.Items))
			}
			if status, body, _ := w.get(t, paths.ResultsWith(l, url.Values{"q": {words}})); status != 200 || !strings.Contains(body, `class="tt-card `) {
				t.Errorf("%q in %s: page %d shows no card", words, l, status)
			}
		}
	}
}

// TestAMendedWordCanBeUndone mistypes a service, reads what was taken for it, has it as typed, and comes back.
func TestAMendedWordCanBeUndone(t *testing.T) {
	w := quietWorld(t)
	for l, said := range map[locale.Lang]struct{ typed, shown, instead, back, chip string }{
		locale.Fi: {"kotihiito", "Näytetään tulokset haulle kotihoito", "Hae sen sijaan: kotihiito", "Hae sanoilla ”kotihoito”", "täsmälleen näin kirjoitettuna"},
		locale.Sv: {"hemvrd", "Visar resultat för hemvård", "Sök i stället på: hemvrd", "Sök på ”hemvård”", "exakt som det är skrivet"},
		locale.En: {"clenaing", "Showing results for cleaning", "Search instead for: clenaing", "Search for “cleaning”", "exactly as typed"},
	} {
		b := open(t, w.url, look{width: 390, noJS: l != locale.En})
		b.goTo(paths.Front(l))
		b.typeIn(whatField, said.typed)
		b.enter(goButton)
		b.wants(".tt-understood", said.shown)
		b.held()
		b.picture("mended-" + string(l))
		b.enter(b.linkWith(said.instead))
		if b.query().Get("exact") != "true" || b.count(".tt-card") != 0 {
			t.Errorf("%s: as typed there are %d", b.path(), b.count(".tt-card"))
		}
		b.wants(".tt-chips", said.chip)
		b.fits()
		b.picture("as-typed-" + string(l))
		b.enter(b.linkWith(said.back))
		if b.count(".tt-card") == 0 || b.query().Has("exact") {
			t.Errorf("%s: the way back finds nothing", b.path())
		}
	}
}

// TestSuggestionsByKeyboardByMouseAndNotAtAll chooses a service and a place from the list by arrows, closes it by Escape,
// clicks one, follows a producer, and does without a script.
func TestSuggestionsByKeyboardByMouseAndNotAtAll(t *testing.T) {
	w := quietWorld(t)
	for _, visit := range []struct {
		lang                           locale.Lang
		width                          int
		typed, chosen, part, place, in string
	}{
		{locale.Fi, 390, "turvaranne", "turvaranneke", "kallio", "Kallio, 00530 Helsinki", "Kallio, 00530 Helsinki"},
		{locale.Sv, 1280, "städhj", "städhjälp", "hagal", "Hagalund, 02100 Esbo", "Hagalund, 02100 Esbo"},
		{locale.En, 390, "nursing h", "nursing home", "hervan", "Hervanta, 33720 Tampere", "Hervanta, 33720 Tampere"},
	} {
		t.Run(string(visit.lang), func(t *testing.T) {
			b := open(t, w.url, look{width: visit.width})
			b.goTo(paths.Front(visit.lang))
			b.typeIn(whatField, visit.typed)
			b.awaitSuggestions("q", visit.typed)
			b.press(kb.ArrowDown)
			b.wantsActive(visit.chosen)
			b.held()
			b.picture("suggest-service-" + string(visit.lang))
			b.pressEnterOnce()
			b.wantsValue(whatField, visit.chosen)
			b.typeIn(whereField, visit.part)
			b.awaitSuggestions("place", visit.part)
			b.press(kb.Escape)
			b.await(`document.getElementById("place-suggestions").hidden`)
			b.wantsValue(whereField, visit.part)
			b.press(kb.ArrowDown)
			b.wantsActive(visit.place)
			b.picture("suggest-place-" + string(visit.lang))
			b.pressEnterOnce()
			b.wantsValue(whereField, visit.place)
			b.follow(func() { b.press(kb.Enter) })
			b.wants("h1", visit.in)
			if b.query().Get("q") != visit.chosen {
				t.Errorf("%s: searched by other words than %q", b.path(), visit.chosen)
			}
			b.fits()
		})
	}
	t.Run("mouse", func(t *testing.T) {
		b := open(t, w.url, look{})
		b.goTo(paths.Results(locale.Fi) + "?q=kotihoito")
		b.typeIn(whatField, "siivo")
		b.awaitSuggestions("q", "siivo")
		b.held() // above results
		b.picture("suggest-results")
		b.click(`#q-suggestions [role=option]`)
		b.wantsValue(whatField, "Siivouspalvelu")
		if !eval[bool](b, `document.getElementById("q-suggestions").hidden && document.activeElement.id === "q"`) {
			t.Error("the list stays open, or the field has lost the focus")
		}
		name := w.producerShown(t)
		b.typeIn(whatField, name)
		b.await(`document.querySelector("#q-suggestions [data-page]")`)
		b.follow(func() { b.click(`#q-suggestions [data-page]`) })
		b.wants("h1", name)
	})
	t.Run("without JavaScript", func(t *testing.T) {
		b := open(t, w.url, look{width: 390, noJS: true})
		b.goTo(paths.Front(locale.Fi))
		b.typeIn(whatField, "turvar")
		if n := b.count("[role=combobox], [role=listbox]"); n != 0 {
			t.Errorf("%s: %d parts that only a script can serve", b.path(), n)
		}
		if eval[bool](b, `document.querySelector("[data-action=locate]").checkVisibility({visibilityProperty: true})`) {
			t.Errorf("%s: a button that does nothing", b.path())
		}
	})
}

// producerShown is the name of a producer that the public may see.
func (w *world) producerShown(t *testing.T) string {
	t.Helper()
	var answer struct {
		Items []struct{ Producer struct{ Name string } }
	}
	if err := w.json("/api/v1/offerings?service=cleaning&pays=price&per_page=1", &answer); err != nil || len(answer.Items) != 1 {
		t.Fatal(err, answer)
	}
	return answer.Items[0].Producer.Name
}

// TestNearMeBecomesAPostalCode asks for the place by consent, without it, and from abroad.
func TestNearMeBecomesAPostalCode(t *testing.T) {
	w := quietWorld(t)
	const button = "[data-action=locate]"
	for _, visit := range []struct {
		name     string
		lang     locale.Lang
		width    int
		allow    browser.PermissionSetting
		lat, lon float64
		place    string
		said     string
	}{
		{"granted", locale.Fi, 390, browser.PermissionSettingGranted, 60.1841, 24.9503, "00530 Helsinki", "Olet tällä alueella: 00530 Helsinki"},
		{"denied", locale.Sv, 390, browser.PermissionSettingDenied, 60.1841, 24.9503, "", "Webbläsaren får inte använda din plats"},
		{"abroad", locale.En, 1280, browser.PermissionSettingGranted, 59.3293, 18.0686, "", "You seem to be outside Finland"},
	} {
		t.Run(visit.name, func(t *testing.T) {
			b := open(t, w.url, look{width: visit.width})
			b.locatedAt(visit.allow, visit.lat, visit.lon)
			b.goTo(paths.Front(visit.lang))
			b.tabTo(button)
			b.press(kb.Enter)
			b.await(fmt.Sprintf(`document.querySelector(".tt-locate p").textContent.includes(%q)`, visit.said))
			b.wantsValue(whereField, visit.place)
			b.heldIn(visit.lang, visit.width)
			b.picture("locate-" + string(visit.lang))
			if visit.allow == browser.PermissionSettingDenied { // typing still works
				b.typeIn(whereField, "Helsinki")
			}
			if visit.width != 390 {
				return
			}
			b.enter(goButton)
			b.wants("h1", "Hels")
			if b.count(".tt-card") == 0 || strings.Contains(b.path(), "60.1") || strings.Contains(b.path(), "24.9") {
				t.Errorf("%s: no results, or the address tells where", b.path())
			}
		})
	}
	for line := range strings.Lines(w.logs.text()) { // either number alone may be how long something took
		if strings.Contains(line, "60.184") && strings.Contains(line, "24.95") {
			t.Error("the log tells where somebody is:", line)
		}
	}
}

// locatedAt says where the browser is, and whether pages may know.
func (b *tab) locatedAt(allow browser.PermissionSetting, lat, lon float64) {
	b.t.Helper()
	_, err := chromedp.CallBrowser(b.ctx, browser.SetPermission, browser.SetPermissionParams{
		Permission: &browser.PermissionDescriptor{Name: "geolocation"}, Setting: allow,
		BrowserContextID: chromedp.FromContext(b.ctx).BrowserContextID,
	})
	if err != nil {
		b.t.Fatal(err)
	}
	accuracy := 20.0
	call(b, emulation.SetGeolocationOverride, emulation.SetGeolocationOverrideParams{Latitude: &lat, Longitude: &lon, Accuracy: &accuracy})
}

// TestPlacesByTheirEverydayNames gives a neighbourhood in inflected forms and a name of several places, without a script.
func TestPlacesByTheirEverydayNames(t *testing.T) {
	w := quietWorld(t)
	for l, asked := range map[locale.Lang]struct{ place, in, several, one, town, esbo string }{
		locale.Fi: {"Hervannassa", "Hervanta, 33720 Tampere", "Kumpula", "Kumpula, 33610 Tampere", "Näytä palvelut ja ehdot paikkakunnalla Espoo", "Espoo"},
		locale.Sv: {"i Berghäll", "Berghäll, 00530 Helsingfors", "Kumpula", "Kumpula, 33610 Tammerfors", "Visa tjänster och villkor i Esbo", "Esbo"},
		locale.En: {"Tapiola", "Tapiola, 02100 Espoo", "Kumpula", "Kumpula, 33610 Tampere", "Show services and terms in Espoo", "Espoo"},
	} {
		b := open(t, w.url, look{width: 390, noJS: true})
		b.goTo(paths.ResultsWith(l, url.Values{"q": {"kotihoito"}, "place": {asked.place}}))
		b.wants("h1", asked.in)
		if b.count(".tt-card") == 0 {
			t.Errorf("%s: nothing is found", b.path())
		}
		b.goTo(paths.ResultsWith(l, url.Values{"q": {"hoivakodeissa Espoossa"}}))
		b.picture("in-town-" + string(l))
		b.enter(b.linkWith(asked.town))
		b.wants("h1", asked.esbo)
		b.goTo(paths.ResultsWith(l, url.Values{"q": {"kotihoito"}, "place": {asked.several}}))
		b.fits()
		b.picture("several-" + string(l))
		b.enter(b.linkWith(asked.one))
		b.wants("h1", asked.one)
	}
}

// TestAnEmptyResultOffersWhatHelpsMost narrows until nothing is left, calls nobody, and drops one filter. Fifty
// filters fit a phone.
func TestAnEmptyResultOffersWhatHelpsMost(t *testing.T) {
	w := quietWorld(t)
	for _, l := range locale.Langs() {
		b := open(t, w.url, look{width: 390, noJS: l == locale.Fi})
		b.goTo(paths.ResultsWith(l, url.Values{"service": {"home_care"}, "place": {"Helsinki"}, "pays": {"free"}, "pays_max": {"1"}, "spoken": {"is,vi"}}))
		if n := b.count(".tt-card"); n != 0 {
			t.Fatalf("%s: %d cards", b.path(), n)
		}
		b.wants("main", "000 1200")
		b.fits()
		b.picture("empty-" + string(l))
		if b.count(".tt-drops a") == 0 {
			t.Fatalf("%s: nothing is offered to drop:\n%s", b.path(), b.text("main"))
		}
		promised := b.texts(".tt-drops li span")[0]
		b.enter(".tt-drops a")
		b.wants(".tt-understood", promised)
		if b.count(".tt-card") == 0 {
			t.Errorf("%s: nothing is found", b.path())
		}
	}
	var keys []string
	var answer struct{ Items []struct{ Key string } }
	if err := w.json("/api/v1/services", &answer); err != nil {
		t.Fatal(err)
	}
	for _, s := range answer.Items[:50] {
		keys = append(keys, s.Key)
	}
	b := open(t, w.url, look{width: 390})
	b.goTo(paths.ResultsWith(locale.Fi, url.Values{"service": {strings.Join(keys, ",")}, "place": {"Helsinki"}}))
	b.fits()
	b.picture("fifty")
	if b.count(".tt-card") == 0 || eval[int](b, `Math.round(document.querySelector(".tt-bar").getBoundingClientRect().height)`) > 600 {
		t.Errorf("%s: the filters fill the screen", b.path())
	}
}

// awaitSuggestions waits until the list is that of the whole text: on a busy machine the keys come so slowly that the page
// asks for the beginning of it as well.
func (b *tab) awaitSuggestions(field, typed string) {
	b.t.Helper()
	b.await(fmt.Sprintf(`!document.getElementById("%s-suggestions").hidden && performance.getEntriesByType("resource").some(e =>
		e.responseEnd > 0 && e.name.endsWith("&q=" + encodeURIComponent(%q)))`, field, typed))
	eval[bool](b, `new Promise(shown => setTimeout(shown, 50, true))`, chromedp.EvalAwaitPromise) // it is read after it has come
}

// await waits until an expression is true. It can fail meanwhile: between two pages there is neither.
func (b *tab) await(expression string) {
	b.t.Helper()
	for deadline := time.Now().Add(15 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		is, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool]("!!("+expression+")"))
		if err == nil && is {
			return
		}
		if time.Now().After(deadline) {
			b.t.Fatalf("%s: never %s: %v\n%s", b.path(), expression, err, clip(b.text("form[role=search]"), 1500))
		}
	}
}

// wantsActive fails unless the focused field points at an option of the text, and is announced to.
func (b *tab) wantsActive(text string) {
	b.t.Helper()
	got := eval[string](b, `(f => (document.getElementById(f.getAttribute("aria-activedescendant")) || {dataset: {}}).dataset.text || "")(document.activeElement)`)
	if got != text {
		b.t.Fatalf("%s: %q is pointed at, want %q:\n%s", b.path(), got, text, strings.Join(b.texts("[role=option]"), "\n"))
	}
	if said := eval[string](b, `document.activeElement.parentElement.querySelector("[role=status]").textContent`); said == "" {
		b.t.Errorf("%s: nothing is announced", b.path())
	}
}

// pressEnterOnce presses Enter as a keyboard does: when the page has taken the key, nothing more comes of it. The keys of
// press are sent to the form all the same.
func (b *tab) pressEnterOnce() {
	b.t.Helper()
	key := input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Key: "Enter", Code: "Enter", WindowsVirtualKeyCode: 13, Text: kb.Enter}
	call(b, input.DispatchKeyEvent, key)
	key.Type, key.Text = input.DispatchKeyEventTypeKeyUp, ""
	call(b, input.DispatchKeyEvent, key)
}

func (b *tab) wantsValue(selector, want string) {
	b.t.Helper()
	if got := eval[string](b, fmt.Sprintf(`document.querySelector(%q).value`, selector)); got != want {
		b.t.Fatalf("%s: %s holds %q, want %q", b.path(), selector, got, want)
	}
}

// click presses the mouse in the middle of what the selector finds.
func (b *tab) click(selector string) {
	b.t.Helper()
	at := eval[[]float64](b, fmt.Sprintf(`(r => [r.x + r.width / 2, r.y + r.height / 2])(document.querySelector(%q).getBoundingClientRect())`, selector))
	b.do(chromedp.MouseClickXY(at[0], at[1]))
}
