// Package choosing serves the pages on which services are chosen: the comparison of up to four, the shortlist, and the
// bundle of several services priced together. What is chosen stands in the address, and nowhere else.
//
//	choosing.go      what is served where
//	asked.go         an address that names offerings, read, and what is wrong with it
//	compare*.go      the comparison, its answers row by row; differ.go says which differ
//	shortlist.go     what was kept, to compare, send and print, with questions for a visit
//	bundle.go        several services priced together
package choosing

import (
	"github.com/gin-gonic/gin"

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
}

// Mount adds the pages in the three languages.
func Mount(r gin.IRouter, k *webkit.Kit, c *catalogue.Service) {
	p := &pages{kit: k, catalogue: c}
	for _, l := range locale.Langs() {
		r.GET(paths.Compare(l), k.H(p.compare))
		r.GET(paths.To(l, paths.PageShortlist), k.H(p.shortlist))
		r.GET(paths.To(l, paths.PageBundle), k.H(p.bundle))
	}
}

// words are the wording of these pages.
type words struct{ wording.Words }

func say(p *locale.Printer) words { return words{wording.Words{Printer: p}} }

func (w words) lang() string { return string(w.Lang()) }
