// Package registers serves the public lists of approved producers, services and prices, which the organiser of service
// vouchers must keep (569/2009 §4), as pages and as files, and the page that tells what data may be taken and used.
//
//	registers.go  what is served where
//	index.go      the organisers and their lists
//	list.go       one list as a page
//	columns.go    what a file says of each line, whatever its form
//	csv.go, xlsx.go  the forms
//	opendata.go   the open data page
//	dcat.go       the same for programs
package registers

import (
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/service"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

// filesAtOnce is how many files are written at a time: one for each core of a small machine. The next ones wait.
const filesAtOnce = 2

// pages holds what the handlers share.
type pages struct {
	kit       *webkit.Kit
	catalogue *catalogue.Service
	writing   chan struct{} // as many as files are being written
}

// Mount adds the pages in the three languages.
func Mount(r gin.IRouter, k *webkit.Kit, c *catalogue.Service) {
	p := &pages{kit: k, catalogue: c, writing: make(chan struct{}, filesAtOnce)}
	for _, l := range locale.Langs() {
		base := paths.Approved(l)
		r.GET(base, k.H(p.index))
		r.GET(base+"/:organiser", k.H(p.index))
		r.GET(base+"/:organiser/:scheme", k.H(p.list))
		r.GET(base+"/:organiser/:scheme/"+csvName, k.H(p.csv))
		r.GET(base+"/:organiser/:scheme/"+xlsxName, k.H(p.xlsx))
		r.GET(paths.OpenData(l), k.H(p.openData))
		r.GET(paths.OpenData(l)+"/"+catalogName, k.H(p.catalog))
	}
}

// words are the wording of these pages.
type words struct{ wording.Words }

func say(p *locale.Printer) words { return words{wording.Words{Printer: p}} }

func (w words) lang() string { return string(w.Lang()) }

// asked reads how a list is narrowed. What the page does not know is told, not passed over.
func asked(c *gin.Context, l locale.Lang) (catalogue.ApprovedQuery, error) {
	q := catalogue.ApprovedQuery{Lang: string(l), Page: 1}
	values, err := url.ParseQuery(c.Request.URL.RawQuery)
	if err != nil {
		return q, fault.New(fault.CodeMalformed, "fault.catalogue.bad_query").Because(err)
	}
	for name := range values {
		if !slices.Contains([]string{"service", "municipality", "sort", "page"}, name) {
			return q, fault.New(fault.CodeMalformed, "fault.registers.parameter")
		}
	}
	q.Service, q.Municipality = values.Get("service"), values.Get("municipality")
	if _, known := service.ByKey(q.Service); q.Service != "" && !known || !catalogue.KnownMunicipality(q.Municipality) {
		return q, fault.New(fault.CodeMalformed, "fault.registers.parameter")
	}
	switch values.Get("sort") {
	case "", "name":
	case "price":
		q.ByPrice = true
	default:
		return q, fault.New(fault.CodeMalformed, "fault.registers.parameter")
	}
	if q.Page, err = pageNumber(values.Get("page")); err != nil {
		return q, err
	}
	return q, nil
}

// values is the address of a query; what is usual is left out.
func values(q catalogue.ApprovedQuery) url.Values {
	v := url.Values{}
	if q.Service != "" {
		v.Set("service", q.Service)
	}
	if q.Municipality != "" {
		v.Set("municipality", q.Municipality)
	}
	if q.ByPrice {
		v.Set("sort", "price")
	}
	return v
}

func withQuery(path string, v url.Values) string {
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}
