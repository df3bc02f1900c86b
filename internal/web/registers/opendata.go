package registers

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/layout"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/registers"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
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

type node = map[string]any

// catalog is the data's description for programs: DCAT-AP as JSON-LD, which catalogues of open data gather.
func (p *pages) catalog(c *gin.Context) error {
	w := say(p.kit.Printer(c))
	lists, err := p.catalogue.Lists(c.Request.Context())
	if err != nil {
		return err
	}
	base, l := p.base(), w.Lang()
	publisher := node{"@type": "foaf:Agent", "foaf:name": "Tuottajatori"}
	sets := []node{w.dataset(base, base+"/api/v1", w.T("registers.open.api"), w.T("registers.open.api_text"), publisher, []node{
		distribution(base+"/api/v1/offerings", "application/json", base+openAPI),
	})}
	for _, list := range lists {
		sets = append(sets, w.listDataset(base, list))
	}
	body, err := json.Marshal(node{
		"@context": node{
			"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/", "vcard": "http://www.w3.org/2006/vcard/ns#",
		},
		"@id": base + paths.OpenData(l) + "/" + catalogName, "@type": "dcat:Catalog", "dct:title": written(l, "Tuottajatori: "+w.T("registers.open.title")),
		"dct:description": written(l, w.T("registers.open.lead")), "dct:publisher": publisher, "dct:license": node{"@id": licence},
		"foaf:homepage": node{"@id": base + paths.OpenData(l)}, "dct:language": string(l), "dcat:dataset": sets,
	})
	if err != nil {
		return err
	}
	mayBeKept(c)
	c.Header("Access-Control-Allow-Origin", "*")
	c.Data(http.StatusOK, "application/ld+json; charset=utf-8", body)
	return nil
}

func (w words) listDataset(base string, list catalogue.List) node {
	page := base + paths.Approved(w.Lang(), list.Organiser.Slug, list.Scheme.Key)
	title := list.Organiser.Name.In(w.lang()) + ": " + w.T("registers.list.title", "Scheme", list.Scheme.Name.In(w.lang()))
	publisher := node{"@type": "foaf:Agent", "foaf:name": list.Organiser.Name.In(w.lang()), "foaf:homepage": node{"@id": list.Organiser.URL.In(w.lang())}}
	return w.dataset(base, page, title, w.T("registers.index.lead"), publisher, []node{
		distribution(page+"/"+csvName, "text/csv", ""), distribution(page+"/"+xlsxName, xlsxType, ""),
	})
}

func (w words) dataset(base, id, title, text string, publisher node, forms []node) node {
	contact := base + paths.Report(w.Lang(), paths.OpenData(w.Lang()))
	return node{
		"@id": id, "@type": "dcat:Dataset", "dct:title": written(w.Lang(), title), "dct:description": written(w.Lang(), text),
		"dct:publisher": publisher, "dct:accrualPeriodicity": node{"@id": "http://publications.europa.eu/resource/authority/frequency/CONT"},
		"dct:accessRights":  node{"@id": "http://publications.europa.eu/resource/authority/access-right/PUBLIC"},
		"dct:spatial":       node{"@id": "http://publications.europa.eu/resource/authority/country/FIN"},
		"dcat:contactPoint": node{"@type": "vcard:Organization", "vcard:fn": "Tuottajatori", "vcard:hasURL": node{"@id": contact}},
		"dcat:distribution": forms,
	}
}

func distribution(address, mediaType, description string) node {
	d := node{"@id": address, "@type": "dcat:Distribution", "dcat:accessURL": node{"@id": address}, "dcat:mediaType": mediaType, "dct:license": node{"@id": licence}}
	if description != "" {
		d["dcat:endpointDescription"] = node{"@id": description}
	} else {
		d["dcat:downloadURL"] = node{"@id": address}
	}
	return d
}

func written(l locale.Lang, text string) node { return node{"@language": string(l), "@value": text} }
