// Package public serves the pages that anyone may read: the front page, the counties' entrances, the search results,
// an offering, a producer, and the comparison.
//
// A handler reads the address, asks the catalogue, and writes what it got into the plain views of
// frontend/pages/public: amounts, dates and addresses as the page's language writes them.
//
//	public.go    what is served where
//	links.go     addresses of a search with one thing changed
//	front.go     the front page and a county's entrance
//	results*.go  the results, their facets, and what to drop when there are none
//	offering.go, producer.go, compare.go  the other pages
package public

import (
	"context"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

// pages holds what the handlers share.
type pages struct {
	kit       *webkit.Kit
	catalogue *catalogue.Service
}

// Mount adds the public pages in the three languages.
func Mount(r gin.IRouter, k *webkit.Kit, c *catalogue.Service) {
	p := &pages{kit: k, catalogue: c}
	for _, l := range locale.Langs() {
		get := func(path string, h webkit.Handler) {
			r.GET(path, k.H(h))
		}
		get(paths.Front(l), p.front)
		get(paths.Results(l), p.results)
		get(paths.Results(l)+"/:id", p.offering)
		get(paths.To(l, paths.PageArea)+"/:slug", p.area)
		get(paths.To(l, paths.PageProducer)+"/:id", p.producer)
		get(paths.Compare(l), p.compare)
	}
}

// words are the wording of these pages.
type words struct{ wording.Words }

func say(p *locale.Printer) words { return words{wording.Words{Printer: p}} }

func (w words) lang() string { return string(w.Lang()) }

// mayBeKept lets the browser go back to the page without asking again, and nobody else keep it.
func mayBeKept(c *gin.Context) { c.Header("Cache-Control", "private, no-cache") }

// only answers a fault when the address has a parameter that the page does not know: a mistyped name must not be
// answered as if it had been heard.
func only(values url.Values, names ...string) error {
	for name := range values {
		if !slices.Contains(names, name) {
			return fault.New(fault.CodeMalformed, "fault.public.unknown_parameter", "Parameter", short(name))
		}
	}
	return nil
}

// query is the address's parameters, or a fault when they cannot be read.
func query(c *gin.Context) (url.Values, error) {
	values, err := url.ParseQuery(c.Request.URL.RawQuery)
	if err != nil {
		return nil, fault.New(fault.CodeMalformed, "fault.catalogue.bad_query").Because(err)
	}
	return values, nil
}

// short makes a text from an address fit to be shown back.
func short(s string) string {
	const most = 40
	clean := []rune{}
	for _, r := range s {
		if r < ' ' || r == '\uFFFD' {
			r = '?'
		}
		clean = append(clean, r)
		if len(clean) == most {
			break
		}
	}
	return string(clean)
}

// counties is every organiser by its code.
func (p *pages) counties(ctx context.Context) (map[string]catalogue.Organiser, error) {
	all, err := p.catalogue.Organisers(ctx)
	if err != nil {
		return nil, err
	}
	byCode := make(map[string]catalogue.Organiser, len(all))
	for _, o := range all {
		byCode[o.Code] = o
	}
	return byCode, nil
}
