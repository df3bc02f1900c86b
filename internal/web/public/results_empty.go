package public

import (
	"cmp"
	"context"
	"slices"

	views "github.com/tuottajatori/tuottajatori/frontend/pages/public"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
)

// whatToDrop tries the search without each thing that narrows it, one at a time, and tells how many results each would
// give, the most helpful first. What gives none is not offered; when no single one helps, all filters together are, and
// then the same service in the whole country. Words that were taken as typed are first offered mended.
func (p *pages) whatToDrop(ctx context.Context, w words, a asked) (*views.Empty, error) {
	all := w.wholeFacets(a)
	if a.Text != "" {
		all = append(all, narrowing{w.T("public.chip.words", "Words", a.Text), func(c *catalogue.Criteria) { c.Text = "" }})
	}
	if a.Place != nil {
		all = append(all, narrowing{w.T("public.chip.place", "Place", a.Place.Label(w.lang())), dropPlace})
	}
	empty := &views.Empty{}
	type offer struct {
		views.Drop
		total int
	}
	var offers []offer
	try := func(text string, drop func(c *catalogue.Criteria)) (catalogue.Page, error) {
		c := a.Criteria
		c.Page, c.PerPage = 1, 1
		drop(&c)
		found, err := p.catalogue.Search(ctx, c)
		if err == nil && found.Total > 0 {
			offers = append(offers, offer{total: found.Total, Drop: views.Drop{
				Text: text, Count: w.T("public.results.found", "Count", found.Total), Href: a.with(w, drop),
			}})
		}
		return found, err
	}
	if a.Exact {
		found, err := try("", func(c *catalogue.Criteria) { c.Exact = false })
		if err != nil {
			return nil, err
		}
		if mended := corrected(a.Text, found.Mended); len(offers) > 0 && mended != "" {
			empty.Corrected, offers = offers[0].Drop, nil
			empty.Corrected.Text = w.T("public.empty.corrected", "Words", mended)
		}
	}
	for _, n := range all {
		if _, err := try(w.T("public.empty.without", "What", n.text), n.drop); err != nil {
			return nil, err
		}
	}
	for _, wider := range []narrowing{
		{w.T("public.results.remove_all"), clearAll},
		{w.T("public.empty.anywhere"), onlyWhat},
	} {
		if len(offers) == 0 && len(all) > 1 {
			empty.Wider = true
			if _, err := try(wider.text, wider.drop); err != nil {
				return nil, err
			}
		}
	}
	slices.SortStableFunc(offers, func(x, y offer) int { return cmp.Compare(y.total, x.total) })
	for _, o := range offers {
		empty.Drops = append(empty.Drops, o.Drop)
	}
	return empty, nil
}

func dropPlace(c *catalogue.Criteria) { c.Place, c.PlaceText, c.RadiusKM = nil, "", 0 }

// onlyWhat keeps the words and the services, and drops where and how.
func onlyWhat(c *catalogue.Criteria) {
	services := c.Services
	clearAll(c)
	dropPlace(c)
	c.Services = services
}
