// Package public serves the pages that anyone may read: the front page, the counties' entrances, the search results,
// an offering, and a producer.
//
// A handler reads the address, asks the catalogue, and writes what it got into the plain views of
// frontend/pages/public: amounts, dates and addresses as the page's language writes them.
//
//	public.go    what is served where
//	links.go     addresses of a search with one thing changed
//	front.go     the front page and a county's entrance
//	results*.go  the results, their facets, and what to drop when there are none
//	offering.go, prices.go  an offering
//	producer.go, unit.go, told.go  a producer, a unit or a point
//	gone.go      what is not there any more
package public

import (
	"context"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

// pages holds what the handlers share.
type pages struct {
	kit       *webkit.Kit
	catalogue *catalogue.Service
	asks      Asks // nil: nobody is asked here
}

// Asks tells which producers take requests of visitors here.
type Asks interface {
	Takers(ctx context.Context, producers []uuid.UUID) (map[uuid.UUID]bool, error)
}

// Mount adds the public pages in the three languages.
func Mount(r gin.IRouter, k *webkit.Kit, c *catalogue.Service, asks Asks) {
	p := &pages{kit: k, catalogue: c, asks: asks}
	for _, l := range locale.Langs() {
		get := func(path string, h webkit.Handler) {
			r.GET(path, k.H(h))
		}
		get(paths.Front(l), p.front)
		get(paths.Results(l), p.results)
		get(paths.Results(l)+"/:id", p.offering)
		get(paths.To(l, paths.PageArea)+"/:slug", p.area)
		get(paths.To(l, paths.PageProducer)+"/:id", p.producer)
		get(paths.To(l, paths.PageUnit)+"/:id", p.unit)
		get(paths.To(l, paths.PagePoint)+"/:id", p.point)
		get(paths.To(l, paths.PageEstimate), p.estimate)
		r.POST(paths.To(l, paths.PageEstimate), k.H(p.estimate))
	}
}

// words are the wording of these pages.
type words struct{ wording.Words }

func say(p *locale.Printer) words { return words{wording.Words{Printer: p}} }

func (w words) lang() string { return string(w.Lang()) }

// counties is every organiser by its code.
func (p *pages) counties(ctx context.Context) (map[string]catalogue.Organiser, error) {
	return p.catalogue.OrganisersByCode(ctx)
}
