package public

import (
	"context"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/layout"
	errorpages "github.com/tuottajatori/tuottajatori/frontend/pages/errors"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/public"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

// missing answers for a page of something that is not shown: what was merged with another leads there, a unit that has become another leads there for good, what was
// public once is gone and says what to do, and what never was is not found.
func (p *pages) missing(c *gin.Context, kind catalogue.Kind, id uuid.UUID, at wording.Here, err error) error {
	if !fault.Is(err, fault.CodeNotFound) {
		return err
	}
	notFound := gone(err, "fault.points."+string(kind)+"_gone")
	if id == uuid.Nil {
		return notFound
	}
	past, err := p.catalogue.Past(c.Request.Context(), kind, id)
	if err != nil {
		return err
	}
	w := say(p.kit.Printer(c))
	next := past.Successor.String()
	if past.Merged != uuid.Nil {
		c.Header("Cache-Control", "no-cache") // a merge can be undone
		c.Redirect(http.StatusMovedPermanently, withQuery(addressOf(w.Lang(), kind, past.Merged), at.With(url.Values{})))
		return nil
	}
	if kind == catalogue.KindUnit && past.Successor != uuid.Nil && past.Successor != id {
		c.Header("Cache-Control", "no-cache") // it may be told to have moved on
		c.Redirect(http.StatusMovedPermanently, withQuery(paths.Unit(w.Lang(), next), at.With(url.Values{})))
		return nil
	}
	if !past.Shown {
		return notFound
	}
	view := errorpages.View{Status: http.StatusGone, Code: string(fault.CodeGone), Text: w.T("points.over_" + string(kind))}
	question := url.Values{}
	if kind == catalogue.KindOffering {
		was, _, err := p.catalogue.Missing(c.Request.Context(), []uuid.UUID{id}, nil)
		if err != nil {
			return err
		}
		if len(was) == 1 {
			question.Set("service", was[0].Service.Key)
			view.Text = w.T("points.over_service", "Service", was[0].Service.Name(w.lang()), "Name", was[0].Name)
		}
	}
	view.Items = append(view.Items, errorpages.Item{Text: w.T("points.search_again"), Href: w.BackToResults(at.With(question), at.Chosen)})
	if past.Successor != uuid.Nil {
		view.Items = append(view.Items, errorpages.Item{Text: w.T("points.moved_to"), Href: withQuery(paths.Unit(w.Lang(), next), at.With(url.Values{}))})
	}
	view.Items = append(view.Items, errorpages.Item{Text: w.T("public.call.find"), Href: paths.Front(w.Lang()) + "#phone"})
	webkit.MayBeKept(c)
	p.kit.Page(c, http.StatusGone, layout.Page{Title: w.T("errors.title.gone"), NoIndex: true}, errorpages.Page(view))
	return nil
}

// addressOf is the page of something that others have become.
func addressOf(l locale.Lang, kind catalogue.Kind, id uuid.UUID) string {
	switch kind {
	case catalogue.KindUnit:
		return paths.Unit(l, id.String())
	case catalogue.KindPoint:
		return paths.Point(l, id.String())
	default:
		return paths.Producer(l, id.String())
	}
}

// movedTo leads from the page of what is still offered to the unit that its own has become, when that one offers something too.
// What a producer has is not one unit.
func (p *pages) movedTo(ctx context.Context, kind catalogue.Kind, id uuid.UUID, w words, at wording.Here) (views.Link, error) {
	if kind == catalogue.KindProducer {
		return views.Link{}, nil
	}
	past, err := p.catalogue.Past(ctx, kind, id)
	if err != nil || past.Successor == uuid.Nil || past.Successor == id {
		return views.Link{}, err
	}
	next, err := p.catalogue.Unit(ctx, past.Successor, nil, 1)
	if fault.Is(err, fault.CodeNotFound) {
		return views.Link{}, nil
	}
	if err != nil {
		return views.Link{}, err
	}
	u := next.Units[0].Unit
	return views.Link{Text: u.Name, Href: w.unitHref(u, at)}, nil
}

// gone says what is not there and what to do, in place of the catalogue's general words.
func gone(err error, key string) error {
	if fault.Is(err, fault.CodeNotFound) {
		return fault.New(fault.CodeNotFound, key).Because(err)
	}
	return err
}
