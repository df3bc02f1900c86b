package registers

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/layout"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/registers"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
)

const (
	openAPI     = "/api/v1/openapi.yaml"
	licence     = "https://creativecommons.org/licenses/by/4.0/"
	catalogName = "catalog.jsonld"
	// SearchesPerMinute is how many requests of searches one address may make in a minute; package app sets it.
	SearchesPerMinute = 1200
)

// requests are examples that work on any data; each is tried by a test. The key is the end of a text's key.
var requests = []struct{ key, path string }{
	{"search", "/api/v1/offerings?service=home_care&place=40520&sort=pays"},
	{"vacancy", "/api/v1/offerings?service=round_the_clock_housing&organiser=15&vacancy=true"},
	{"services", "/api/v1/services?lang=en"},
	{"organisers", "/api/v1/organisers"}, {"lists", "/api/v1/approved-lists?lang=en"},
}

// openData tells what data may be taken, in which form, how often it changes, and on which terms.
func (p *pages) openData(c *gin.Context) error {
	w := say(p.kit.Printer(c))
	l := w.Lang()
	base := p.base()
	api := views.Section{
		Title: w.T("registers.open.api"), Paragraphs: []string{w.T("registers.open.api_text"), w.T("registers.open.api_form")},
		Links: []views.Link{{Text: w.T("registers.open.document"), Href: openAPI}},
	}
	for _, r := range requests {
		api.Examples = append(api.Examples, views.Example{Text: w.T("registers.open.example_" + r.key), Shown: "GET " + base + r.path, Href: r.path})
	}
	v := views.OpenData{
		Crumbs: []components.Crumb{{Text: w.T("public.producer.front"), Href: paths.Front(l)}},
		Title:  w.T("registers.open.title"), Lead: w.T("registers.open.lead"),
		Sections: []views.Section{
			{Title: w.T("registers.open.lists"), Paragraphs: []string{w.T("registers.open.lists_text"), w.T("registers.open.lists_form")},
				Links: []views.Link{{Text: w.T("registers.index.title"), Href: paths.Approved(l)}}},
			api,
			{Title: w.T("registers.open.changes"), Paragraphs: []string{w.T("registers.open.changes_text")}},
			{Title: w.T("registers.open.limits"), Paragraphs: []string{w.T("registers.open.limits_text", "Searches", w.Number(SearchesPerMinute), "Files", strconv.Itoa(filesAtOnce))}},
			{Title: w.T("registers.open.licence"), Paragraphs: []string{w.T("registers.open.licence_text"), w.T("registers.open.credit")},
				Links: []views.Link{{Text: w.T("registers.open.licence_link"), Href: licence + "deed." + string(l)}}},
			{Title: w.T("registers.open.sources"), Paragraphs: []string{w.T("registers.open.sources_text")}, List: []string{
				w.T("registers.open.source_statistics"), w.T("registers.open.source_land"), w.T("registers.open.source_geonames"), w.T("registers.open.source_ptv"),
			}},
			{Title: w.T("registers.open.machine"), Paragraphs: []string{w.T("registers.open.machine_text")},
				Links: []views.Link{{Text: w.T("registers.open.machine_link"), Href: paths.OpenData(l) + "/" + catalogName}}},
			{Title: w.T("registers.open.contact"), Paragraphs: []string{w.T("registers.open.contact_text")},
				Links: []views.Link{{Text: w.T("registers.open.contact_link"), Href: paths.Report(l, paths.OpenData(l))}}},
		},
	}
	mayBeKept(c)
	p.kit.Page(c, http.StatusOK, layout.Page{Title: v.Title, Description: v.Lead}, views.OpenDataPage(v))
	return nil
}

// base is the service's public address without a slash at its end.
func (p *pages) base() string {
	if p.kit.PublicURL == nil {
		return ""
	}
	return strings.TrimSuffix(p.kit.PublicURL.String(), "/")
}
