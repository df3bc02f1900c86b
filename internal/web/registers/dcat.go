package registers

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	tables "github.com/tuottajatori/tuottajatori/internal/platform/sheet"
)

// The data's description for programs: DCAT-AP 3 (the European profile of DCAT) as JSON-LD, which catalogues of open data
// gather. It says the same in every language's address; only its own address and the pages that it leads to differ.

type node = map[string]any

const (
	authority = "http://publications.europa.eu/resource/authority/"
	mediaType = "http://www.iana.org/assignments/media-types/"

	openAPIStandard = "https://spec.openapis.org/oas/v3.1.0"
)

// vocabularies are those of DCAT-AP that are used here.
var vocabularies = node{
	"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/",
	"vcard": "http://www.w3.org/2006/vcard/ns#", "dcatap": "http://data.europa.eu/r5r/", "xsd": "http://www.w3.org/2001/XMLSchema#",
}

var languages = map[locale.Lang]node{
	locale.Fi: ref(authority + "language/FIN"), locale.Sv: ref(authority + "language/SWE"), locale.En: ref(authority + "language/ENG"),
}

// fileTypes are the forms of a list by the end of its address.
var fileTypes = []struct{ name, media, form string }{
	{csvName, "text/csv", "CSV"}, {xlsxName, tables.XLSX.MediaType(), "XLSX"},
}

func ref(iri string) node { return node{"@id": iri} }

// describer writes descriptions in all languages.
type describer struct {
	base string
	lang locale.Lang // whose pages are led to
	in   map[locale.Lang]words
}

// all is a text in each language.
func (d describer) all(text func(w words) string) []node {
	var out []node
	for _, l := range locale.Langs() {
		out = append(out, node{"@language": string(l), "@value": text(d.in[l])})
	}
	return out
}

func (d describer) text(key string) []node { return d.all(func(w words) string { return w.T(key) }) }

// keywords are in each language what the data may be searched by.
func (d describer) keywords() []node {
	var out []node
	for _, l := range locale.Langs() {
		for _, word := range strings.Split(d.in[l].T("registers.open.keywords"), ", ") {
			out = append(out, node{"@language": string(l), "@value": word})
		}
	}
	return out
}

var (
	themes    = []node{ref(authority + "data-theme/SOCI"), ref(authority + "data-theme/HEAL")}
	available = ref(authority + "planned-availability/STABLE") // the addresses stay
)

func (p *pages) catalog(c *gin.Context) error {
	lists, err := p.catalogue.Lists(c.Request.Context())
	if err != nil {
		return err
	}
	d := describer{base: p.base(), lang: p.kit.Lang(c), in: map[locale.Lang]words{}}
	for _, l := range locale.Langs() {
		d.in[l] = say(p.kit.Locales.Printer(l))
	}
	body, err := json.Marshal(d.catalog(lists))
	if err != nil {
		return err
	}
	mayBeKept(c)
	c.Header("Access-Control-Allow-Origin", "*")
	c.Data(http.StatusOK, "application/ld+json; charset=utf-8", body)
	return nil
}

func (d describer) catalog(lists []catalogue.List) node {
	page := d.base + paths.OpenData(d.lang)
	sets, refs := []node{d.offerings()}, []node{ref(d.offeringsID())}
	for _, list := range lists {
		sets = append(sets, d.list(list))
		refs = append(refs, ref(d.listID(list)))
	}
	return node{
		"@context": vocabularies, "@id": page + "/" + catalogName, "@type": "dcat:Catalog",
		"dct:title": d.all(func(w words) string { return "Tuottajatori: " + w.T("registers.open.title") }), "dct:description": d.text("registers.open.lead"),
		"dct:publisher": d.publisher(), "dct:license": ref(licence), "foaf:homepage": ref(page), "dct:spatial": ref(authority + "country/FIN"),
		"dct:language": []node{languages[locale.Fi], languages[locale.Sv], languages[locale.En]}, "dcat:dataset": sets, "dcat:themeTaxonomy": ref(authority + "data-theme"),
		"dcat:service": []node{{
			"@id": d.base + "/api/v1", "@type": "dcat:DataService", "dct:title": d.text("registers.open.api"), "dct:description": d.text("registers.open.api_text"),
			"dcat:endpointURL": ref(d.base + "/api/v1"), "dcat:endpointDescription": ref(d.base + openAPI), "dcat:servesDataset": refs,
			"dct:publisher": d.publisher(), "dct:license": ref(licence), "dct:accessRights": ref(authority + "access-right/PUBLIC"), "dcat:contactPoint": d.contact(),
			"dcat:theme": themes, "dcat:keyword": d.keywords(), "dct:conformsTo": ref(openAPIStandard),
		}},
	}
}

// publisher is who keeps the service.
func (d describer) publisher() node {
	return node{"@id": d.base + "/#publisher", "@type": "foaf:Agent", "foaf:name": "Tuottajatori", "foaf:homepage": ref(d.base + "/")}
}

func (d describer) contact() node {
	return node{"@type": []string{"vcard:Kind", "vcard:Organization"}, "vcard:fn": "Tuottajatori", "vcard:hasURL": ref(d.base + paths.Report(d.lang, paths.OpenData(d.lang)))}
}

func (d describer) offeringsID() string { return d.base + "/api/v1/offerings#dataset" }

func (d describer) listID(list catalogue.List) string {
	return d.base + "/api/v1/approved-lists#" + list.Organiser.Slug + "/" + list.Scheme.Key
}

func (d describer) dataset(id, page string, publisher node, forms []node) node {
	return node{
		"@id": id, "@type": "dcat:Dataset", "dct:publisher": publisher, "dcat:landingPage": ref(page), "dcat:contactPoint": d.contact(), "dcat:distribution": forms,
		"dct:accrualPeriodicity": ref(authority + "frequency/CONT"), "dct:accessRights": ref(authority + "access-right/PUBLIC"),
		"dct:spatial": ref(authority + "country/FIN"), "dcat:theme": themes, "dcat:keyword": d.keywords(),
	}
}

// offerings is all that the API tells of services on offer.
func (d describer) offerings() node {
	address := d.base + "/api/v1/offerings"
	set := d.dataset(d.offeringsID(), d.base+paths.Results(d.lang), d.publisher(), []node{{
		"@id": address, "@type": "dcat:Distribution", "dct:title": d.text("registers.open.api"), "dcat:accessURL": ref(address),
		"dcat:mediaType": ref(mediaType + "application/json"), "dct:format": ref(authority + "file-type/JSON"), "dct:license": ref(licence), "dcat:accessService": ref(d.base + "/api/v1"),
		"dct:description": d.text("registers.open.api_text"), "dcatap:availability": available,
	}})
	set["dct:title"], set["dct:description"] = d.text("registers.open.offerings"), d.text("registers.open.api_text")
	return set
}

func (d describer) list(list catalogue.List) node {
	publisher := node{"@type": "foaf:Agent", "foaf:name": d.all(func(w words) string { return list.Organiser.Name.In(w.lang()) })}
	if home := list.Organiser.URL.In(string(d.lang)); home != "" {
		publisher["foaf:homepage"] = ref(home)
	}
	var forms []node
	for _, l := range locale.Langs() {
		for _, f := range fileTypes {
			address := d.base + paths.Approved(l, list.Organiser.Slug, list.Scheme.Key) + "/" + f.name
			forms = append(forms, node{
				"@id": address, "@type": "dcat:Distribution", "dct:title": node{"@language": string(l), "@value": d.in[l].T("registers.list.title", "Scheme", list.Scheme.Name.In(string(l))) + ", " + f.form},
				"dcat:accessURL": ref(address), "dcat:downloadURL": ref(address), "dcat:mediaType": ref(mediaType + f.media),
				"dct:format": ref(authority + "file-type/" + f.form), "dct:license": ref(licence), "dct:language": languages[l],
				"dct:description": node{"@language": string(l), "@value": d.in[l].T("registers.open.lists_text")}, "dcatap:availability": available,
			})
		}
	}
	set := d.dataset(d.listID(list), d.base+paths.Approved(d.lang, list.Organiser.Slug, list.Scheme.Key), publisher, forms)
	set["dct:title"] = d.all(func(w words) string {
		return list.Organiser.Name.In(w.lang()) + ": " + w.T("registers.list.title", "Scheme", list.Scheme.Name.In(w.lang()))
	})
	set["dct:description"] = d.text("registers.open.lists_text")
	if !list.From.IsZero() {
		set["dct:temporal"] = node{"@type": "dct:PeriodOfTime", "dcat:startDate": node{"@type": "xsd:date", "@value": list.From.String()}}
	}
	return set
}
