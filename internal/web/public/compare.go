package public

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/layout"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/public"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

// compare lays up to four offerings side by side. The address carries the choice (id=…&id=…) and where one came from;
// what is wrong with it is told in words and the rest is shown.
func (p *pages) compare(c *gin.Context) error {
	w := say(p.kit.Printer(c))
	values, err := query(c)
	if err != nil {
		return err
	}
	if err := only(values, append(question(), "id")...); err != nil {
		return err
	}
	ids, unreadable, doubled := choice(values["id"])
	at := wording.Whereabouts(values)
	items, err := p.catalogue.Items(c.Request.Context(), ids[:min(len(ids), mostCompared)], at.Place)
	if err != nil {
		return err
	}
	byCode, err := p.counties(c.Request.Context())
	if err != nil {
		return err
	}
	view := w.compareView(items, at, values, byCode)
	gone := min(len(ids), mostCompared) - len(items) + unreadable
	view.Notices = w.compareNotices(noticed{
		asked: len(values["id"]), shown: len(items), gone: gone, doubled: doubled > 0, tooMany: len(ids) > mostCompared,
		lostPlace: lost(values.Get("place"), at),
	})
	dress, err := p.dressOf(c, w, items, at)
	if err != nil {
		return err
	}
	mayBeKept(c)
	p.kit.Page(c, http.StatusOK, layout.Page{Title: view.Title, Organiser: dress, NoIndex: true, Canonical: p.address(c)}, views.ComparePage(view))
	return nil
}

func lost(text string, at wording.Here) string {
	if at.Place == nil {
		return short(text)
	}
	return ""
}

// dressOf is whose number and colours a page of several offerings bears: that of the one county whose they all are, else
// that of the visitor's own place.
func (p *pages) dressOf(c *gin.Context, w words, items []catalogue.Item, at wording.Here) (layout.Organiser, error) {
	code, one := oneOrganiser(items)
	if !one && at.Place != nil {
		code = at.Place.Organiser
	} else if !one {
		return layout.Organiser{}, nil
	}
	byCode, err := p.counties(c.Request.Context())
	return w.Clothes(byCode[code]), err
}

// oneOrganiser tells whether all that is compared is under the same organiser's terms, and whose.
func oneOrganiser(items []catalogue.Item) (string, bool) {
	if len(items) == 0 {
		return "", false
	}
	code := items[0].Scheme.Organiser
	return code, !slices.ContainsFunc(items, func(it catalogue.Item) bool { return it.Scheme.Organiser != code })
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
		out = append(out, w.T("public.compare.too_many"))
	}
	if n.gone > 0 {
		out = append(out, w.T("public.compare.gone", "Count", n.gone))
	}
	if n.doubled {
		out = append(out, w.T("public.compare.doubled"))
	}
	if n.lostPlace != "" {
		out = append(out, w.T("public.compare.place_lost", "Place", n.lostPlace))
	}
	switch {
	case n.asked == 0:
		out = append(out, w.T("public.compare.none"))
	case n.shown == 1:
		out = append(out, w.T("public.compare.only_one"))
	}
	return out
}

func (w words) compareView(items []catalogue.Item, at wording.Here, from url.Values, byCode map[string]catalogue.Organiser) views.Compare {
	ids := make([]uuid.UUID, len(items))
	for i, it := range items {
		ids[i] = it.ID
	}
	chosen := texts(ids)
	back := backToResults(w, from, chosen)
	v := views.Compare{
		Title: w.T("public.compare.title_none"), Lead: w.compareLead(items, at), Caption: w.T("public.compare.caption"),
		Crumbs: []components.Crumb{{Text: w.T("public.producer.front"), Href: paths.Front(w.Lang())}, {Text: w.T("public.results.services"), Href: back}},
		Rows:   w.questions(items, at, byCode),
	}
	if len(items) > 0 {
		v.Title = w.T("public.compare.title", "Count", len(items))
	}
	for _, it := range items {
		v.Columns = append(v.Columns, views.Column{
			Name: wording.Title(it), Sub: it.Service.Name(w.lang()), Href: w.ItemHref(it, at), Remove: compareWithout(w, from, chosen, it.ID.String()),
		})
	}
	switch {
	case len(items) == 0:
		v.More = views.Link{Text: w.T("public.compare.choose"), Href: back}
	case len(items) < mostCompared:
		v.More = views.Link{Text: w.T("public.compare.another"), Href: back}
	}
	return v
}

// compareWithout is the comparison without one of the chosen.
func compareWithout(w words, from url.Values, chosen []string, id string) string {
	v := url.Values{"id": without(chosen, id)}
	for _, name := range question() {
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
		if name := it.Service.Name(w.lang()); !has(services, name) {
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
