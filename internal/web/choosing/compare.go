package choosing

import (
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/choosing"
	"github.com/tuottajatori/tuottajatori/frontend/pages/public"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

// The comparison shows all its rows, or with only=differences those whose answers differ.
const (
	onlyParam       = "only"
	onlyDifferences = "differences"
)

// compare lays up to four offerings side by side. The address carries the choice (id=…&id=…) and where one came from;
// what is wrong with it is told in words and the rest is shown.
func (p *pages) compare(c *gin.Context) error {
	w := say(p.kit.Printer(c))
	a, err := p.read(c, onlyParam)
	if err != nil {
		return err
	}
	asked := len(a.items)
	a.items = a.items[:min(asked, wording.MostCompared)]
	if a.workers, err = p.catalogue.Workers(c.Request.Context(), a.items); err != nil {
		return err
	}
	view := w.compareView(a)
	view.Notices = append(w.notices(a), w.compareNotices(a, asked)...)
	p.show(c, a, w, view.Title, views.ComparePage(view))
	return nil
}

func (w words) compareNotices(a asked, there int) []views.Notice {
	var out []views.Notice
	if there > wording.MostCompared {
		out = append(out, views.Notice{
			Text: w.T("choosing.compare.too_many", "Count", there),
			Link: public.Link{Text: w.T("choosing.compare.all_kept"), Href: paths.ShortlistWith(w.Lang(), a.with(nil))},
		})
	}
	switch {
	case len(a.choice.IDs) == 0 && a.choice.Unreadable == 0:
		out = append(out, views.Notice{Text: w.T("choosing.compare.none")})
	case len(a.items) == 1:
		out = append(out, views.Notice{Text: w.T("choosing.compare.only_one")})
	}
	return out
}

func (w words) compareView(a asked) views.Compare {
	chosen := a.shown()
	back := w.BackToResults(a.values, chosen)
	v := views.Compare{
		Title: w.T("choosing.compare.title_none"), Lead: w.compareLead(a), Caption: w.T("choosing.compare.caption"),
		Crumbs: []components.Crumb{{Text: w.T("public.producer.front"), Href: paths.Front(w.Lang())}, {Text: w.T("public.results.services"), Href: back}},
		Rows:   w.questions(a), Usage: w.usage(a, paths.Compare(w.Lang())), Together: w.together(a),
	}
	if len(a.items) > 0 {
		v.Title = w.T("choosing.compare.title", "Count", len(a.items))
		v.Ask = public.Link{Text: w.T("ask.form.title_whole"), Href: w.askHref(chosen, a.at)}
		v.Keep = public.Link{Text: w.T("choosing.compare.keep"), Href: paths.ShortlistWith(w.Lang(), a.ids(chosen, nil))}
	}
	for _, it := range a.items {
		v.Columns = append(v.Columns, views.Column{
			Name: wording.Title(it), Who: w.who(a, it), Sub: it.Service.Name(w.lang()) + " · " + w.T("public.pays.title_"+it.Pays.Kind) + w.town(a, it), Href: w.ItemHref(it, a.at),
			Remove: paths.CompareWith(w.Lang(), a.ids(without(chosen, it.ID.String()), nil)),
		})
	}
	w.hideAlike(a, &v)
	switch {
	case len(a.items) == 0:
		v.More = public.Link{Text: w.T("choosing.compare.choose"), Href: back}
	case len(a.items) < wording.MostCompared:
		v.More = public.Link{Text: w.T("choosing.compare.another"), Href: back}
	}
	return v
}

// who is an offering's name, told from others of the same name by what, how one pays and where, as far as that is needed.
func (w words) who(a asked, it catalogue.Item) string {
	name := wording.Title(it)
	like := slices.DeleteFunc(slices.Clone(a.items), func(other catalogue.Item) bool { return wording.Title(other) != name })
	for _, tell := range []func(catalogue.Item) string{
		func(it catalogue.Item) string { return strings.ToLower(it.Service.Name(w.lang())) },
		func(it catalogue.Item) string { return strings.ToLower(w.T("public.pays.title_" + it.Pays.Kind)) },
		func(it catalogue.Item) string { return w.Municipality(it.Point.Municipality) },
		func(it catalogue.Item) string { return it.Point.Street },
	} {
		own, all := tell(it), len(like)
		alike := slices.DeleteFunc(slices.Clone(like), func(other catalogue.Item) bool { return tell(other) != own })
		if len(alike) < all && own != "" {
			name, like = name+", "+own, alike
		}
	}
	return name
}

// town is where an offering is given whose name another one of the comparison has as well.
func (w words) town(a asked, it catalogue.Item) string {
	for _, other := range a.items {
		if other.ID != it.ID && wording.Title(other) == wording.Title(it) && other.Point.ID != it.Point.ID {
			return " · " + w.Municipality(it.Point.Municipality)
		}
	}
	return ""
}

// hideAlike takes the rows away whose answers do not differ, when that is asked for, and offers the other way.
func (w words) hideAlike(a asked, v *views.Compare) {
	whole := len(v.Rows)
	worth := slices.DeleteFunc(slices.Clone(v.Rows), func(r views.Row) bool { return !r.Differs })
	if hidden := whole - len(worth); len(a.items) > 1 && hidden > 0 {
		v.Same = public.Link{
			Text: w.T("choosing.compare.only_differences"),
			Href: paths.CompareWith(w.Lang(), a.ids(a.shown(), url.Values{onlyParam: {onlyDifferences}})),
		}
		if a.values.Get(onlyParam) == onlyDifferences {
			v.Rows, v.Hidden = worth, w.T("choosing.compare.hidden", "Count", hidden)
			v.Same = public.Link{Text: w.T("choosing.compare.all_rows"), Href: paths.CompareWith(w.Lang(), a.ids(a.shown(), url.Values{onlyParam: nil}))}
		}
	}
}

// compareLead tells the service, when it is the same for all, and the place.
func (w words) compareLead(a asked) string {
	var parts, services []string
	for _, it := range a.items {
		if name := it.Service.Name(w.lang()); !slices.Contains(services, name) {
			services = append(services, name)
		}
	}
	if len(services) == 1 {
		parts = append(parts, services[0])
	}
	if a.at.Place != nil {
		parts = append(parts, a.at.Place.Label(w.lang()))
	}
	return strings.Join(parts, ", ")
}

func without(list []string, value string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == value })
}
