package registers

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// The shapes of DCAT-AP 3.0 for the classes that the description has: how often a property may stand and what its value is.
// What DCAT-AP recommends is asked for as if it were mandatory, but for what there is nothing true to say of: when the
// catalogue was issued and last changed (it is read from the register on request, which accrualPeriodicity says), the type of
// an agent, what time all offerings are of, and the end of a list that goes on.

// shape is what is asked of a property of a class.
type shape struct {
	least, most int // most 0: any number
	value       check
}

// check says what is wrong with a value; nothing when it is as it should be.
type check func(g graph, o object) string

func text(_ graph, o object) string {
	if o.id != "" || strings.TrimSpace(o.text) == "" {
		return "is no text"
	}
	return ""
}

func address(_ graph, o object) string {
	if !strings.HasPrefix(o.id, "http") {
		return "is no address"
	}
	return ""
}

// within is an address in a vocabulary that the profile names.
func within(vocabulary string) check {
	return func(_ graph, o object) string {
		if rest, ok := strings.CutPrefix(o.id, vocabulary); !ok || rest == "" {
			return "is no address in " + vocabulary
		}
		return ""
	}
}

// a is a thing of a class that the description tells of.
func a(class string) check {
	return func(g graph, o object) string {
		if !g.is(o.id, class) {
			return "is nothing of the class " + class
		}
		return ""
	}
}

func day(_ graph, o object) string {
	if _, err := time.Parse(time.DateOnly, o.text); err != nil || o.datatype != xsd+"date" {
		return "is no day"
	}
	return ""
}

const availability = "http://data.europa.eu/r5r/availability"

var (
	ofLanguage = shape{1, 0, within(authority + "language/")}
	ofPlace    = shape{1, 0, within(authority + "country/")}
	ofTheme    = shape{1, 0, within(authority + "data-theme/")}
	ofAccess   = shape{1, 1, within(authority + "access-right/")}
	oneAddress = shape{1, 1, address}
	texts      = shape{1, 0, text}
	publisher  = shape{1, 1, a(foaf + "Agent")}
	contact    = shape{1, 0, a(vcard + "Kind")}
)

var shapes = map[string]map[string]shape{
	dcat + "Catalog": {
		dct + "title": texts, dct + "description": texts, dct + "publisher": publisher,
		dcat + "dataset": {1, 0, a(dcat + "Dataset")}, dcat + "service": {1, 0, a(dcat + "DataService")}, dct + "language": ofLanguage,
		dct + "license": oneAddress, dct + "spatial": ofPlace, foaf + "homepage": oneAddress,
		dcat + "themeTaxonomy": {1, 0, func(_ graph, o object) string {
			if o.id != authority+"data-theme" {
				return "is not that of data themes"
			}
			return ""
		}},
	},
	dcat + "Dataset": {
		dct + "title": texts, dct + "description": texts, dct + "publisher": publisher, dcat + "contactPoint": contact,
		dcat + "distribution": {1, 0, a(dcat + "Distribution")}, dcat + "keyword": texts, dct + "spatial": ofPlace, dcat + "theme": ofTheme,
		dct + "temporal": {0, 0, a(dct + "PeriodOfTime")}, dct + "accessRights": ofAccess,
		dct + "accrualPeriodicity": {1, 1, within(authority + "frequency/")}, dcat + "landingPage": {1, 0, address},
	},
	dcat + "Distribution": {
		dcat + "accessURL": {1, 0, address}, dcat + "downloadURL": {0, 0, address}, dct + "title": texts, dct + "description": texts,
		dct + "format": {1, 1, within(authority + "file-type/")}, dcat + "mediaType": {1, 1, within(mediaType)}, dct + "license": oneAddress,
		availability: {1, 1, within(authority + "planned-availability/")}, dct + "language": {0, 0, ofLanguage.value},
		dcat + "accessService": {0, 0, a(dcat + "DataService")},
	},
	dcat + "DataService": {
		dct + "title": texts, dct + "description": texts, dcat + "endpointURL": {1, 0, address}, dcat + "endpointDescription": {1, 0, address},
		dcat + "servesDataset": {1, 0, a(dcat + "Dataset")}, dct + "publisher": publisher, dcat + "contactPoint": contact, dcat + "theme": ofTheme,
		dcat + "keyword": texts, dct + "conformsTo": {1, 0, address}, dct + "license": oneAddress, dct + "accessRights": ofAccess,
	},
	foaf + "Agent":         {foaf + "name": texts, foaf + "homepage": {0, 1, address}},
	vcard + "Kind":         {vcard + "fn": texts, vcard + "hasURL": oneAddress},
	vcard + "Organization": {vcard + "fn": texts, vcard + "hasURL": oneAddress},
	dct + "PeriodOfTime":   {dcat + "startDate": {1, 1, day}, dcat + "endDate": {0, 1, day}},
}

// short is a whole address as people write it.
func short(iri string) string {
	for name, prefix := range vocabularies {
		if rest, ok := strings.CutPrefix(iri, prefix.(string)); ok {
			return name + ":" + rest
		}
	}
	return iri
}

// against is everything in which the things of a graph are not as the shapes have them.
func (g graph) against(shapes map[string]map[string]shape) (faults []string) {
	for id, properties := range g {
		for _, class := range properties["@type"] {
			asked, known := shapes[class.id]
			if !known {
				faults = append(faults, fmt.Sprintf("%s is a thing of a class that no shape knows: %s", id, class.id))
				continue
			}
			_, name, _ := strings.Cut(short(class.id), ":")
			faults = append(faults, g.thingAgainst(name, properties, asked)...)
		}
	}
	slices.Sort(faults)
	return faults
}

func (g graph) thingAgainst(class string, properties map[string][]object, asked map[string]shape) (faults []string) {
	for property, is := range asked {
		values := properties[property]
		if n := len(values); n < is.least || is.most > 0 && n > is.most {
			faults = append(faults, fmt.Sprintf("%s has %d of %s", class, n, short(property)))
		}
		for _, value := range values {
			if wrong := is.value(g, value); wrong != "" {
				faults = append(faults, fmt.Sprintf("%s of %s %s: %+v", short(property), class, wrong, value))
			}
		}
	}
	for property := range properties {
		if _, known := asked[property]; !known && property != "@type" {
			faults = append(faults, fmt.Sprintf("%s has a property that no shape knows: %s", class, short(property)))
		}
	}
	return faults
}
