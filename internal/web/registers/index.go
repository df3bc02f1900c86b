package registers

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/layout"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/registers"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
)

// index shows every organiser's lists, or those of the one in the address.
func (p *pages) index(c *gin.Context) error {
	w := say(p.kit.Printer(c))
	all, err := p.catalogue.Lists(c.Request.Context())
	if err != nil {
		return err
	}
	page := layout.Page{Title: w.T("registers.index.title"), Description: w.T("registers.index.lead")}
	v := views.Index{
		Title: page.Title, Lead: w.T("registers.index.lead"), None: w.T("registers.index.none"),
		Crumbs: []components.Crumb{{Text: w.T("public.producer.front"), Href: paths.Front(w.Lang())}},
	}
	slug := c.Param("organiser")
	if slug != "" {
		o, err := p.organiser(c, slug)
		if err != nil {
			return err
		}
		name := o.Name.In(w.lang())
		page.Title, page.Organiser = w.T("registers.index.title_of", "Name", name), w.Clothes(o)
		v.Title = page.Title
		v.Crumbs = append(v.Crumbs, components.Crumb{Text: w.T("registers.index.title"), Href: paths.Approved(w.Lang())})
	}
	for _, list := range all {
		if slug != "" && list.Organiser.Slug != slug {
			continue
		}
		name := list.Organiser.Name.In(w.lang())
		if n := len(v.Organisers); n == 0 || v.Organisers[n-1].Name != name {
			v.Organisers = append(v.Organisers, views.Organiser{Name: name})
		}
		o := &v.Organisers[len(v.Organisers)-1]
		o.Lists = append(o.Lists, views.ListLink{
			Text: list.Scheme.Name.In(w.lang()), Href: paths.Approved(w.Lang(), list.Organiser.Slug, list.Scheme.Key),
			Count: w.T("registers.producers", "Count", list.Producers),
		})
	}
	order := collate.New(language.Make(w.lang()))
	slices.SortStableFunc(v.Organisers, func(a, b views.Organiser) int { return order.CompareString(a.Name, b.Name) })
	mayBeKept(c)
	p.kit.Page(c, http.StatusOK, page, views.IndexPage(v))
	return nil
}

func (p *pages) organiser(c *gin.Context, slug string) (catalogue.Organiser, error) {
	all, err := p.catalogue.Organisers(c.Request.Context())
	if err != nil {
		return catalogue.Organiser{}, err
	}
	for _, o := range all {
		if o.Slug == slug {
			return o, nil
		}
	}
	return catalogue.Organiser{}, catalogue.ErrNoList
}

// mayBeKept lets the browser go back to the page without asking again, and nobody else keep it: who is suspended is
// gone from the next answer.
func mayBeKept(c *gin.Context) { c.Header("Cache-Control", "private, no-cache") }
