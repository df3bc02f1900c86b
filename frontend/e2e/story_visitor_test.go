package e2e

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// TestAVisitorFindsAndComparesWithoutJavaScript is a daughter at the kitchen table: a service and a place, what one
// pays first, narrowed, sorted, compared – with the keyboard, without JavaScript, on a phone and on a desk.
func TestAVisitorFindsAndComparesWithoutJavaScript(t *testing.T) {
	w := quietWorld(t)
	for _, width := range []int{390, 1280} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			b := open(t, w.url, look{width: width, noJS: true})
			b.goTo("/fi")
			if n := b.count("form[role=search]"); n != 1 {
				t.Fatalf("%d search forms on the front page", n)
			}
			b.typeIn("form[role=search] input[name=q]", "kotihoitoo äidille")
			b.typeIn("form[role=search] input[name=place]", "Helsinki")
			b.enter("form[role=search] button[type=submit]")
			b.wants("h1", "Kotihoito", "Helsinki")
			b.held()
			if n := b.count(".tt-card"); n < 5 {
				t.Fatalf("%d cards", n)
			}
			for _, kind := range b.texts(".tt-card__kind") {
				if kind == "" {
					t.Error("a card does not say how one pays")
				}
			}
			before := b.count(".tt-card")
			b.narrow("vacancy")
			if after := b.count(".tt-card"); after == 0 || after > before {
				t.Errorf("%d cards of %d with room", after, before)
			}
			b.sortBy("sort=pays")
			b.known()
			b.held()
			b.tickNth(`.tt-card input[name=id]`, 3)
			b.enter(".tt-basket button")
			b.compared(3)
			b.held()
			shared := b.path()
			other := open(t, w.url, look{width: width})
			other.goTo(shared)
			other.compared(3)
			other.held()
		})
	}
}

// narrow ticks the first value of a facet and shows the results.
func (b *tab) narrow(facet string) {
	b.t.Helper()
	b.narrowBy(fmt.Sprintf("input[name=%s]", facet))
	if !strings.Contains(b.path(), facet+"=") {
		b.t.Fatalf("%s: not narrowed by %s", b.path(), facet)
	}
}

func (b *tab) narrowBy(box string) {
	b.t.Helper()
	if b.count(".tt-facets[open]") == 0 && b.hidden(".tt-facets__in") {
		b.tabTo(".tt-facets > summary")
		b.press(" ")
	}
	b.tick(box)
	b.enter(".tt-facets__end button")
	if b.count(".tt-chips a") == 0 {
		b.t.Errorf("%s: no chip to take the filter away", b.path())
	}
}

func (b *tab) hidden(selector string) bool {
	return eval[bool](b, fmt.Sprintf(`(e => !e || !e.checkVisibility({contentVisibilityAuto: true}))(document.querySelector(%q))`, selector))
}

func (b *tab) sortBy(part string) {
	b.t.Helper()
	link := fmt.Sprintf(`.tt-sort a[href*=%q]`, part)
	if b.hidden(link) {
		b.tabTo(".tt-order > summary")
		b.press(" ")
	}
	b.enter(link)
}

// known fails unless amounts that are known come first, rising.
func (b *tab) known() {
	b.t.Helper()
	unknown := false
	for i, kind := range b.texts(".tt-card__kind") {
		if strings.Contains(kind, "ei ole tiedossa") {
			unknown = true
		} else if unknown {
			b.t.Errorf("%s: card %d has a known amount after an unknown one", b.path(), i)
		}
	}
}

// tickNth ticks the first n boxes that the selector finds, by keyboard.
func (b *tab) tickNth(selector string, n int) {
	b.t.Helper()
	ids := eval[[]string](b, fmt.Sprintf(`[...document.querySelectorAll(%q)].slice(0, %d).map(e => e.value)`, selector, n))
	if len(ids) != n {
		b.t.Fatalf("%s: only %d of %s", b.path(), len(ids), selector)
	}
	for _, id := range ids {
		b.tick(selector + fmt.Sprintf("[value=%q]", id))
	}
}

// compared fails unless the page compares n offerings and its address says which.
func (b *tab) compared(n int) {
	b.t.Helper()
	u, err := url.Parse(b.path())
	if err != nil || len(u.Query()["id"]) != n || !strings.HasPrefix(u.Path, paths.Compare(locale.Fi)) {
		b.t.Fatalf("%s: not a comparison of %d", b.path(), n)
	}
	if got := b.count("thead th[scope=col]"); got < n {
		b.t.Fatalf("%s: %d columns\n%s", b.path(), got, clip(b.text("main"), 1500))
	}
	b.wants("main", "?")
}

// TestAnEmptyResultSaysWhatToDropAndWhomToCall narrows until nothing is left.
func TestAnEmptyResultSaysWhatToDropAndWhomToCall(t *testing.T) {
	w := quietWorld(t)
	for _, l := range locale.Langs() {
		b := open(t, w.url, look{width: 390})
		b.goTo(paths.Results(l) + "?service=hospital_at_home&place=Utsjoki&spoken=sgn&pays=free&vacancy=true")
		if b.count(".tt-card") != 0 {
			t.Fatalf("%s: there are cards", b.path())
		}
		if b.count(".tt-drops a") == 0 {
			t.Errorf("%s: nothing says what to drop\n%s", b.path(), clip(b.text("main"), 800))
		}
		if b.count(`main a[href^="tel:"]`) == 0 {
			t.Errorf("%s: nobody to call\n%s", b.path(), clip(b.text("main"), 800))
		}
		b.held()
		b.enter(".tt-drops a")
		if b.count(".tt-card") == 0 && b.count(".tt-drops a") == 0 {
			t.Errorf("%s: dropping leads nowhere", b.path())
		}
	}
}

// TestEveryPublicPageInEveryLanguage opens each public page at both widths in the three languages.
func TestEveryPublicPageInEveryLanguage(t *testing.T) {
	w := quietWorld(t)
	page, err := w.publicIDs(t)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range locale.Langs() {
		b := open(t, w.url, look{})
		for name, path := range map[string]string{
			"front":    paths.Front(l),
			"area":     paths.Area(l, "keski-suomi"),
			"area17":   paths.Area(l, "pohjanmaa"),
			"results":  paths.Results(l) + "?service=home_care&place=Jyv%C3%A4skyl%C3%A4",
			"all":      paths.Results(l),
			"offering": paths.Offering(l, page.offering),
			"producer": paths.Producer(l, page.producer),
			"compare":  paths.Compare(l) + "?id=" + strings.Join(page.compare, "&id="),
			"gone":     paths.Offering(l, "00000000-0000-7000-8000-000000000000"),
			"sign-in":  paths.SignIn(l),
			"sign-up":  paths.SignUp(l),
			"reset":    paths.Reset(l, ""),
		} {
			b.goTo(path)
			b.heldAt(l, fmt.Sprintf("%s-%s", name, l), 320, 390, 1280)
		}
	}
	if missing := w.Locales.Missing(); len(missing) > 0 {
		t.Errorf("texts are missing: %v", missing)
	}
}

type publicIDs struct {
	offering, producer, unit, point string
	compare                         []string
}

// publicIDs finds offerings to look at: one near Jyväskylä, and four that are paid for in different ways.
func (w *world) publicIDs(t *testing.T) (publicIDs, error) {
	t.Helper()
	ids := publicIDs{}
	for _, query := range []string{"place=40520&service=home_care&per_page=1", "pays=client_fee&per_page=1", "pays=price&per_page=1", "pays=free&per_page=1"} {
		var answer struct {
			Items []struct {
				ID                    string
				Producer, Unit, Point struct{ ID string }
			}
		}
		if err := w.json("/api/v1/offerings?"+query, &answer); err != nil {
			return ids, err
		}
		if len(answer.Items) == 0 {
			return ids, fmt.Errorf("nothing for %s", query)
		}
		if ids.offering == "" {
			ids.offering, ids.producer = answer.Items[0].ID, answer.Items[0].Producer.ID
			ids.unit, ids.point = answer.Items[0].Unit.ID, answer.Items[0].Point.ID
		}
		ids.compare = append(ids.compare, answer.Items[0].ID)
	}
	return ids, nil
}
