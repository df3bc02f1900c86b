package registers

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// mandatory are the properties that DCAT-AP demands of each class, and those of ours that catalogues of open data ask for.
var mandatory = map[string][]string{
	"dcat:Catalog":       {"dct:title", "dct:description", "dct:publisher", "dcat:dataset", "foaf:homepage", "dct:language", "dct:license"},
	"dcat:Dataset":       {"dct:title", "dct:description", "dct:publisher", "dcat:distribution", "dcat:contactPoint", "dcat:theme", "dct:accessRights"},
	"dcat:Distribution":  {"dcat:accessURL", "dct:license", "dct:format", "dcat:mediaType"},
	"dcat:DataService":   {"dct:title", "dcat:endpointURL", "dcat:endpointDescription", "dcat:servesDataset", "dct:license"},
	"foaf:Agent":         {"foaf:name"},
	"vcard:Organization": {"vcard:fn", "vcard:hasURL"},
	"dct:PeriodOfTime":   {"dcat:startDate"},
}

// things are properties whose values are things with addresses, never texts.
var things = []string{
	"dct:license", "dct:language", "dct:format", "dcat:mediaType", "dct:accessRights", "dct:accrualPeriodicity", "dct:spatial", "dcat:theme", "dcat:accessURL",
	"dcat:downloadURL", "dcat:landingPage", "foaf:homepage", "dcat:endpointURL", "dcat:endpointDescription", "dcat:servesDataset", "vcard:hasURL", "dcat:accessService",
}

// follow goes through a description and gives every address that a thing in it has.
func follow(t *testing.T, value any, property string, found map[string]string) {
	t.Helper()
	switch v := value.(type) {
	case []any:
		for _, one := range v {
			follow(t, one, property, found)
		}
	case map[string]any:
		id, _ := v["@id"].(string)
		if address, err := url.Parse(id); id != "" && (err != nil || !address.IsAbs() || address.Host == "") {
			t.Errorf("%s is %q, no whole address", property, id)
		}
		kind, _ := v["@type"].(string)
		if kind != "" && v["@value"] == nil {
			if id != "" {
				found[id] = kind
			}
			asked, known := mandatory[kind]
			if !known {
				t.Errorf("a thing of the class %q", kind)
			}
			for _, name := range asked {
				if v[name] == nil {
					t.Errorf("%s %s without %s", kind, id, name)
				}
			}
		}
		for name, inner := range v {
			if name != "@context" {
				follow(t, inner, name, found)
			}
		}
	default:
		if slices.Contains(things, property) {
			t.Errorf("%s is the text %q", property, v)
		}
	}
}

// TestTheDescriptionOfTheDataIsDCATAP reads it in each language: the same things under the same addresses, with what
// DCAT-AP demands, titles in three languages, and files that are there.
func TestTheDescriptionOfTheDataIsDCATAP(t *testing.T) {
	s := open(t)
	var before []string
	for _, path := range []string{"/fi/avoin-data", "/sv/oppna-data", "/en/open-data"} {
		rec := s.Ask(path + "/catalog.jsonld")
		var doc map[string]any
		if err := json.Unmarshal(rec.Body.Bytes(), &doc); err != nil || !strings.HasPrefix(rec.Header().Get("Content-Type"), "application/ld+json") {
			t.Fatalf("%s: %v, %v", path, rec.Header(), err)
		}
		found := map[string]string{}
		follow(t, doc, "", found)
		var sets []string
		for id, kind := range found {
			if kind == "dcat:Dataset" {
				sets = append(sets, id)
			}
			file, isFile := strings.CutPrefix(id, "https://example.fi")
			if rec := s.Ask(file); isFile && kind == "dcat:Distribution" && strings.Contains(file, "/list.") && rec.Code != 200 {
				t.Errorf("%s: %d", file, rec.Code)
			}
		}
		slices.Sort(sets)
		if len(sets) != 2 || before != nil && !slices.Equal(sets, before) {
			t.Errorf("%s: %q, before %q", path, sets, before)
		}
		before = sets
		for _, title := range []any{doc["dct:title"], doc["dct:description"], doc["dcat:dataset"].([]any)[1].(map[string]any)["dct:title"]} {
			if texts, ok := title.([]any); !ok || len(texts) != 3 {
				t.Errorf("%s: not in three languages: %v", path, title)
			}
		}
		for _, service := range doc["dcat:service"].([]any) {
			for _, set := range service.(map[string]any)["dcat:servesDataset"].([]any) {
				if id := set.(map[string]any)["@id"].(string); found[id] != "dcat:Dataset" {
					t.Errorf("%s serves %s, which is told nowhere", path, id)
				}
			}
		}
	}
}
