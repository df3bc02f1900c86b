// Package pricedesk serves the officers' pages of prices and areas: changes of price are answered, several at once; the
// prices of an offering are seen with their history; areas are drawn from lists. An operator's people see the prices of
// the schemes that are delegated to them, and answer nothing.
//
//	pricedesk.go  what is served where
//	prices.go     changes of price, and prices over a cap
//	offering.go   one offering's prices
//	areas.go      the organiser's areas
package pricedesk

import (
	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/officerframe"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

type desk struct {
	officerframe.Frame
	offerings *offering.Service
}

// words writes in the page's language.
type words struct{ wording.Words }

// Mount adds the pages in the three languages.
func Mount(r gin.IRouter, frame officerframe.Frame, offerings *offering.Service) {
	d := &desk{Frame: frame, offerings: offerings}
	for _, l := range locale.Langs() {
		get := func(path string, h webkit.Handler) { r.GET(paths.Officer(l)+path, frame.Kit.H(d.Only(h))) }
		post := func(path string, h webkit.Handler) { r.POST(paths.Officer(l)+path, frame.Kit.H(d.Only(h))) }
		get("/prices", d.prices)
		post("/prices", d.decide)
		get("/prices/offerings/:id", d.offering)
		get("/areas", d.areas)
		get("/areas/new", d.newArea)
		post("/areas/new", d.saveArea)
		get("/areas/edit/:id", d.area)
		post("/areas/edit/:id", d.saveArea)
		post("/areas/edit/:id/remove", d.removeArea)
	}
}

func (d *desk) words(c *gin.Context) words { return words{wording.Words{Printer: d.Kit.Printer(c)}} }

func (w words) lang() string { return string(w.Lang()) }
