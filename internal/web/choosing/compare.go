package choosing

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/layout"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/choosing"
	"github.com/tuottajatori/tuottajatori/frontend/pages/public"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

// compare lays up to four offerings side by side. The address carries the choice (id=…&id=…) and where one came from;
// what is wrong with it is told in words and the rest is shown.
func (p *pages) compare(c *gin.Context) error {
	w := say(p.kit.Printer(c))
	values, err := webkit.Query(c)
	if err != nil {
		return err
	}
	if err := webkit.Only(values, append(wording.Question(), "id")...); err != nil {
		return err
	}
	chosen := catalogue.ReadChoice(values["id"])
	at := wording.Whereabouts(values)
	items, err := p.catalogue.Items(c.Request.Context(), chosen.First(wording.MostCompared).IDs, at.Place)
	if err != nil {
		return err
	}
	byCode, err := p.catalogue.OrganisersByCode(c.Request.Context())
	if err != nil {
		return err
	}
	view := w.compareView(items, at, values, byCode)
	gone := min(len(chosen.IDs), wording.MostCompared) - len(items) + chosen.Unreadable
	view.Notices = w.compareNotices(noticed{
		asked: len(values["id"]), shown: len(items), gone: gone, doubled: chosen.Doubled > 0, tooMany: len(chosen.IDs) > wording.MostCompared,
		lostPlace: lost(values.Get("place"), at),
	})
	webkit.MayBeKept(c)
	p.kit.Page(c, http.StatusOK, layout.Page{Title: view.Title, Organiser: w.DressOf(byCode, items, at), NoIndex: true, Canonical: p.kit.Address(c), Description: w.T("choosing.description")}, views.ComparePage(view))
	return nil
}

func lost(text string, at wording.Here) string {
	if at.Place == nil {
		return webkit.Short(text)
	}
	return ""
}

// noticed is what was wrong with the address of a comparison.
type noticed struct {
	asked, shown, gone int
	doubled, tooMany   bool
	lostPlace          string
}

func (w words) compareNotices(n noticed) []string {
	var out []string
	if n.tooMany {
		out = append(out, w.T("choosing.compare.too_many"))
	}
	if n.gone > 0 {
		out = append(out, w.T("choosing.compare.gone", "Count", n.gone))
	}
	if n.doubled {
		out = append(out, w.T("choosing.compare.doubled"))
	}
	if n.lostPlace != "" {
		out = append(out, w.T("choosing.compare.place_lost", "Place", n.lostPlace))
	}
	switch {
	case n.asked == 0:
		out = append(out, w.T("choosing.compare.none"))
	case n.shown == 1:
		out = append(out, w.T("choosing.compare.only_one"))
	}
	return out
}

func (w words) compareView(items []catalogue.Item, at wording.Here, from url.Values, byCode map[string]catalogue.Organiser) views.Compare {
	chosen := make([]string, len(items))
	for i, it := range items {
		chosen[i] = it.ID.String()
	}
	back := w.BackToResults(from, chosen)
	v := views.Compare{
		Title: w.T("choosing.compare.title_none"), Lead: w.compareLead(items, at), Caption: w.T("choosing.compare.caption"),
		Crumbs: []components.Crumb{{Text: w.T("public.producer.front"), Href: paths.Front(w.Lang())}, {Text: w.T("public.results.services"), Href: back}},
		Rows:   w.questions(items, at, byCode),
	}
	if len(items) > 0 {
		v.Title = w.T("choosing.compare.title", "Count", len(items))
	}
	for _, it := range items {
		v.Columns = append(v.Columns, views.Column{
			Name: wording.Title(it), Sub: it.Service.Name(w.lang()), Href: w.ItemHref(it, at), Remove: compareWithout(w, from, chosen, it.ID.String()),
		})
	}
	switch {
	case len(items) == 0:
		v.More = public.Link{Text: w.T("choosing.compare.choose"), Href: back}
	case len(items) < wording.MostCompared:
		v.More = public.Link{Text: w.T("choosing.compare.another"), Href: back}
	}
	return v
}

// compareWithout is the comparison without one of the chosen.
func compareWithout(w words, from url.Values, chosen []string, id string) string {
	v := url.Values{"id": slices.DeleteFunc(slices.Clone(chosen), func(s string) bool { return s == id })}
	for _, name := range wording.Question() {
		if text := from.Get(name); text != "" {
			v.Set(name, text)
		}
	}
	return paths.CompareWith(w.Lang(), v)
}

// compareLead tells the service, when it is the same for all, and the place.
func (w words) compareLead(items []catalogue.Item, at wording.Here) string {
	var parts []string
	var services []string
	for _, it := range items {
		if name := it.Service.Name(w.lang()); !slices.Contains(services, name) {
			services = append(services, name)
		}
	}
	if len(services) == 1 {
		parts = append(parts, services[0])
	}
	if at.Place != nil {
		parts = append(parts, at.Place.Label(w.lang()))
	}
	return strings.Join(parts, ", ")
}
