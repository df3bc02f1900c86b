package e2e

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// walkedPages are the public pages where people choose, each in a state that has something to show.
func walkedPages(l locale.Lang, ids publicIDs) map[string]string {
	compared := url.Values{"id": ids.compare}
	pages := map[string]string{
		"front":     paths.Front(l),
		"area":      paths.Area(l, "pohjanmaa"),
		"results":   paths.Results(l) + "?service=home_care&place=40520",
		"empty":     paths.Results(l) + "?service=hospital_at_home&place=Utsjoki&spoken=sgn&pays=free&vacancy=true",
		"problem":   paths.Results(l) + "?place=Atlantis",
		"producer":  paths.Producer(l, ids.producer),
		"unit":      paths.Unit(l, ids.unit),
		"point":     paths.Point(l, ids.point),
		"compare":   paths.CompareWith(l, compared),
		"shortlist": paths.ShortlistWith(l, compared),
		"bundle":    paths.BundleWith(l, nil) + "?place=Helsinki&service=home_care&service=meals&service=safety_alarm",
		"estimate":  paths.EstimateWith(l, nil),
		"approved":  paths.Approved(l, "keski-suomi", "voucher"),
		"open-data": paths.OpenData(l),
		"quality":   paths.To(l, paths.PageQuality),
		"report":    paths.Report(l, paths.Offering(l, ids.compare[0])),
		"help":      paths.Help(l, paths.Topics(paths.PageHelp)[2]),
		"easy":      paths.To(l, paths.PageEasy),
		"statement": paths.To(l, paths.PageAccessibility),
		"sign-in":   paths.SignIn(l),
	}
	for i, id := range ids.compare[:2] {
		pages[fmt.Sprint("offering", i)] = paths.Offering(l, id)
	}
	return pages
}

// cutText finds what does not fit: a page that is wider than the screen, and words that their box cuts off. Words for
// screen readers alone are cut on purpose, and so is the picture of the front page.
const cutText = `(() => {
	const wide = document.documentElement.scrollWidth - innerWidth, found = [];
	if (wide > 0) {
		const out = [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest("svg") && !e.querySelector("*")).pop();
		found.push("the page is " + wide + " px too wide: " + (out ? out.outerHTML.slice(0, 120) : "?"));
	}
	const aside = ".tt-vh, .govuk-visually-hidden, .govuk-skip-link, .tt-head__call, .tt-hero, .tt-alike, .tt-stack thead, .tt-cmp thead td, svg";
	for (const e of document.querySelectorAll("body *")) {
		const s = getComputedStyle(e), cuts = v => v === "hidden" || v === "clip";
		if (!(cuts(s.overflowX) && e.scrollWidth > e.clientWidth + 1 || cuts(s.overflowY) && e.scrollHeight > e.clientHeight + 2)) continue;
		if (!e.closest(aside) && e.checkVisibility() && e.innerText && e.innerText.trim())
			found.push("cut: " + e.outerHTML.slice(0, 120));
	}
	return found;
})()`

// spacedText sets text as far apart as WCAG 1.4.12 lets readers ask for.
const spacedText = `(() => {
	const s = new CSSStyleSheet();
	s.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }");
	document.adoptedStyleSheets = %s;
	return true;
})()`

// TestNothingIsCutWhereTextIsLargeOrSpaced is an 80-year-old at a tablet whose text is set to twice the size (WCAG 1.4.4), and
// a reader at 320 px (1.4.10) who spaces the text out (1.4.12): every public page, in three languages.
func TestNothingIsCutWhereTextIsLargeOrSpaced(t *testing.T) {
	w := quietWorld(t)
	ids, err := w.publicIDs(t)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range locale.Langs() {
		b := open(t, w.url, look{width: 320, noJS: true})
		for name, path := range walkedPages(l, ids) {
			b.goTo(path)
			b.wants("h1", "")
			b.uncut(name, "narrow")
			eval[bool](b, fmt.Sprintf(spacedText, "[s]"))
			b.uncut(name, "spaced")
			eval[bool](b, fmt.Sprintf(spacedText, "[]"))
			if l != locale.Fi { // its words are the longest
				continue
			}
			b.do(chromedp.EmulateViewport(768, 1024))
			call(b, page.SetFontSizes, page.SetFontSizesParams{FontSizes: &page.FontSizes{Standard: 32, Fixed: 26}})
			b.await(`getComputedStyle(document.documentElement).fontSize === "32px"`)
			b.uncut(name, "large")
			call(b, page.SetFontSizes, page.SetFontSizesParams{FontSizes: &page.FontSizes{Standard: 16, Fixed: 13}})
			b.do(chromedp.EmulateViewport(320, 1000))
		}
	}
}

func (b *tab) uncut(name, how string) {
	b.t.Helper()
	for _, fault := range eval[[]string](b, cutText) {
		b.t.Errorf("%s, %s (%s): %s", name, how, b.path(), fault)
	}
}

// heard is what a screen reader meets, in its order: the role and the name of everything that has either.
type heard struct{ role, name string }

func (b *tab) hears() []heard {
	b.t.Helper()
	tree, err := chromedp.Call(b.ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	if err != nil {
		b.t.Fatal(err)
	}
	byID := map[accessibility.NodeID]*accessibility.Node{}
	for _, n := range tree.Nodes {
		byID[n.NodeID] = n
	}
	var out []heard
	var walk func(n *accessibility.Node)
	walk = func(n *accessibility.Node) {
		if role := words(n.Role); !n.Ignored && role != "" && role != "InlineTextBox" {
			out = append(out, heard{role, plainSpaces(words(n.Name))})
		}
		for _, id := range n.ChildIDs {
			if child := byID[id]; child != nil {
				walk(child)
			}
		}
	}
	walk(tree.Nodes[0])
	return out
}

func words(v *accessibility.Value) string {
	var text string
	if v == nil || json.Unmarshal(v.Value, &text) != nil {
		return "" // a number or a state is no word
	}
	return text
}

// TestAScreenReaderHearsWhatOnePaysBeforeTheRest listens to the results and the comparison on a phone: landmarks, names, what
// one pays right after a service's name, and a count that is told when a service is chosen.
func TestAScreenReaderHearsWhatOnePaysBeforeTheRest(t *testing.T) {
	w := quietWorld(t)
	b := open(t, w.url, look{width: 390})
	b.goTo(paths.Results(locale.Fi) + "?service=home_care&place=40520")
	all := b.hears()
	for _, landmark := range []string{"banner", "main", "contentinfo"} {
		if n := heardTimes(all, landmark); n != 1 {
			t.Errorf("%d times %s", n, landmark)
		}
	}
	for i, h := range all {
		if (h.role == "link" || h.role == "button" || h.role == "checkbox" || h.role == "textbox" || h.role == "combobox") && h.name == "" {
			t.Errorf("a %s without a name after %v", h.role, all[max(0, i-3):i])
		}
	}
	names := eval[[]string](b, `[...document.querySelectorAll(".tt-card h3")].map(e => e.innerText)`)
	kinds := eval[[]string](b, `[...document.querySelectorAll(".tt-card__kind")].map(e => e.innerText.trim())`)
	at := 0
	for i, name := range names {
		at = heardAfter(t, all, at, "heading", name)
		pays := heardAfter(t, all, at, "StaticText", kinds[i])
		if box := heardAfter(t, all, at, "checkbox", "Lisää vertailuun"); box < pays {
			t.Errorf("%s: what one can do is told before what one pays", name)
		}
		at = pays
	}
	b.tickNth(".tt-card input[name=id]", 3)
	if told := b.texts(`.tt-basket [role=status]`); len(told) != 1 || !strings.Contains(told[0], "3 palvelua valittu") {
		t.Errorf("what is chosen is told as %q", told)
	}
	b.enter(".tt-basket button")
	b.cellsStandUnderTheirHeads()
}

// cellsStandUnderTheirHeads counts the comparison's cells as a screen reader does: each line has as many as the line of heads.
func (b *tab) cellsStandUnderTheirHeads() {
	b.t.Helper()
	var lines []int
	for _, h := range b.hears() {
		switch h.role {
		case "row":
			lines = append(lines, 0)
		case "columnheader", "rowheader", "cell", "gridcell":
			if len(lines) > 0 {
				lines[len(lines)-1]++
			}
		}
	}
	if len(lines) < 5 {
		b.t.Fatalf("%s: a table of %d lines", b.path(), len(lines))
	}
	for i, cells := range lines {
		if cells != 4 {
			b.t.Errorf("%s: line %d has %d cells", b.path(), i, cells)
		}
	}
}

func heardTimes(all []heard, role string) (n int) {
	for _, h := range all {
		if h.role == role {
			n++
		}
	}
	return n
}

// heardAfter finds where a role is heard whose name begins with the words.
func heardAfter(t *testing.T, all []heard, from int, role, name string) int {
	t.Helper()
	for i := from; i < len(all); i++ {
		if all[i].role == role && strings.HasPrefix(all[i].name, plainSpaces(name)) {
			return i
		}
	}
	t.Fatalf("no %s %q is heard after %d of %d", role, name, from, len(all))
	return 0
}

// TestASwedishClientIsAnsweredInSwedish searches with everyday words, in a town that has a Swedish name, and reads a service whose
// producer wrote in Finnish: what we say is in Swedish, and the producer's words are said to be in Finnish.
func TestASwedishClientIsAnsweredInSwedish(t *testing.T) {
	w := quietWorld(t)
	b := open(t, w.url, look{width: 390, noJS: true})
	for asked, want := range map[string]string{
		"hjälp hem åt mamma": "hemvård", "städhjälp": "städservice", "mat hem": "måltidsservice", "mamma faller på nätterna": "trygghetstelefon",
	} {
		b.goTo(paths.ResultsWith(locale.Sv, url.Values{"q": {asked}, "place": {"Åbo"}}))
		b.wants("h1", "Åbo")
		if understood := b.text(".tt-understood b"); !strings.HasPrefix(understood, want) {
			t.Errorf("%q is understood as %q, not %q", asked, understood, want)
		}
	}
	b.goTo(paths.Results(locale.Sv) + "?service=home_care&place=40520")
	for _, card := range b.texts(".tt-card__pay, .tt-facts, .tt-facets, .tt-sort") {
		for _, finnish := range []string{"Maksat", "Palvelee", "Kysy", "Jonoa", "arviota", "viikossa", "päivitetty", "suomi"} {
			if strings.Contains(card, finnish) {
				t.Errorf("%q in Swedish: %s", finnish, card)
			}
		}
	}
	b.goTo(eval[string](b, `document.querySelector(".tt-card h3 a").getAttribute("href")`))
	if lang := eval[string](b, `(document.querySelector("main p[lang]")||{lang:""}).lang`); lang != "fi" {
		t.Errorf("%s: the producer's words are in %q", b.path(), lang)
	}
	b.wants("main", "Producentens text är på finska")
}
