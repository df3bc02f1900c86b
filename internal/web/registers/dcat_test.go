package registers

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// TestTheDescriptionOfTheDataIsDCATAP reads it in each language as RDF: the same things under the same addresses, as the
// shapes of DCAT-AP have them, titles in three languages, and files that are there.
func TestTheDescriptionOfTheDataIsDCATAP(t *testing.T) {
	s := open(t)
	var before []string
	for _, path := range []string{"/fi/avoin-data", "/sv/oppna-data", "/en/open-data"} {
		rec := s.Ask(path + "/catalog.jsonld")
		if !strings.HasPrefix(rec.Header().Get("Content-Type"), "application/ld+json") {
			t.Fatalf("%s: %v", path, rec.Header())
		}
		g, faults := readGraph(rec.Body.Bytes())
		for _, fault := range append(faults, g.against(shapes)...) {
			t.Errorf("%s: %s", path, fault)
		}
		sets := g.of(dcat + "Dataset")
		if len(sets) != 2 || before != nil && !slices.Equal(sets, before) {
			t.Errorf("%s: %q, before %q", path, sets, before)
		}
		before = sets
		for _, kind := range []string{"Catalog", "Dataset", "DataService"} {
			for _, id := range g.of(dcat + kind) {
				for _, name := range []string{"title", "description"} {
					var langs []string
					for _, text := range g[id][dct+name] {
						langs = append(langs, text.lang)
					}
					if slices.Sort(langs); !slices.Equal(langs, []string{"en", "fi", "sv"}) {
						t.Errorf("%s: the %s of %s is in %q", path, name, id, langs)
					}
				}
			}
		}
		files := 0
		for _, id := range g.of(dcat + "Distribution") {
			if file, _ := strings.CutPrefix(id, "https://example.fi"); strings.Contains(file, "/list.") {
				if files++; s.Ask(file).Code != 200 {
					t.Errorf("%s is not there", file)
				}
			}
		}
		if files != 6 {
			t.Errorf("%s: %d files, want two in each of three languages", path, files)
		}
	}
}

// TestTheShapesFindWhatIsWrong spoils a sound description in one way after another.
func TestTheShapesFindWhatIsWrong(t *testing.T) {
	rec := open(t).Ask("/fi/avoin-data/catalog.jsonld")
	first := func(doc node, list string) node { return doc[list].([]any)[0].(node) }
	for want, spoil := range map[string]func(doc node){
		"Catalog has 0 of dct:title": func(doc node) { delete(doc, "dct:title") },
		"Catalog has 2 of dct:publisher": func(doc node) {
			doc["dct:publisher"] = []any{doc["dct:publisher"], node{"@type": "foaf:Agent", "foaf:name": "X"}}
		},
		"Dataset has 0 of dct:description":            func(doc node) { first(doc, "dcat:dataset")["dct:description"] = []any{} },
		"dct:license of Catalog is no address":        func(doc node) { doc["dct:license"] = "CC BY 4.0" },
		"dct:title of Catalog is no text":             func(doc node) { doc["dct:title"] = node{"@id": "https://example.fi/"} },
		"is no address in http://publications.europa": func(doc node) { doc["dct:language"] = node{"@id": "https://example.fi/fi"} },
		"whole address":                               func(doc node) { doc["foaf:homepage"] = node{"@id": "/fi"} },
		"is nothing that the context explains":        func(doc node) { doc["title"] = "X" },
		"schema:name is nothing":                      func(doc node) { doc["schema:name"] = "X" },
		"Catalog has a property that no shape knows":  func(doc node) { doc["dct:subject"] = "X" },
		"Agent has 0 of foaf:name": func(doc node) {
			delete(doc["dct:publisher"].(node), "foaf:name")
			delete(first(doc, "dcat:service")["dct:publisher"].(node), "foaf:name")
			delete(first(doc, "dcat:dataset")["dct:publisher"].(node), "foaf:name")
		},
		"dcat:servesDataset of DataService is nothing": func(doc node) {
			first(doc, "dcat:service")["dcat:servesDataset"] = node{"@id": "https://example.fi/none"}
		},
		"dcat:distribution of Dataset is nothing": func(doc node) { delete(first(doc, "dcat:dataset")["dcat:distribution"].([]any)[0].(node), "@type") },
		"dcat:startDate of PeriodOfTime is no day": func(doc node) {
			first(doc, "dcat:dataset")["dct:temporal"] = node{"@type": "dct:PeriodOfTime", "dcat:startDate": "2026"}
		},
		"a thing of a class that no shape knows": func(doc node) { doc["dct:spatial"] = node{"@id": "https://example.fi/x", "@type": "dct:Place"} },
	} {
		var doc node
		if err := json.Unmarshal(rec.Body.Bytes(), &doc); err != nil {
			t.Fatal(err)
		}
		spoil(doc)
		spoilt, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		g, faults := readGraph(spoilt)
		if faults = append(faults, g.against(shapes)...); !slices.ContainsFunc(faults, func(f string) bool { return strings.Contains(f, want) }) {
			t.Errorf("not found: %s; found %q", want, faults)
		}
	}
}

const (
	dcat  = "http://www.w3.org/ns/dcat#"
	dct   = "http://purl.org/dc/terms/"
	vcard = "http://www.w3.org/2006/vcard/ns#"
	foaf  = "http://xmlns.com/foaf/0.1/"
	xsd   = "http://www.w3.org/2001/XMLSchema#"
)

// object is the value of a property: a thing, or a text with its language or datatype.
type object struct{ id, text, lang, datatype string }

// graph is things with the values of their properties, all under whole addresses.
type graph map[string]map[string][]object

// of are the things of a class, in order.
func (g graph) of(class string) []string {
	var out []string
	for id := range g {
		if g.is(id, class) {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

func (g graph) is(id, class string) bool { return slices.Contains(g[id]["@type"], object{id: class}) }

// reader reads the part of JSON-LD 1.1 in which the description is written: a context of prefixes, and nested nodes.
type reader struct {
	prefixes map[string]string
	graph    graph
	faults   []string
	blanks   int
}

func readGraph(body []byte) (graph, []string) {
	var doc node
	if err := json.Unmarshal(body, &doc); err != nil {
		return nil, []string{err.Error()}
	}
	r := &reader{prefixes: map[string]string{}, graph: graph{}}
	context, _ := doc["@context"].(node)
	for name, iri := range context {
		if r.prefixes[name], _ = iri.(string); !strings.HasSuffix(r.prefixes[name], "#") && !strings.HasSuffix(r.prefixes[name], "/") {
			r.fault("%s is no prefix", name)
		}
	}
	delete(doc, "@context")
	r.thing(doc)
	return r.graph, r.faults
}

func (r *reader) fault(format string, args ...any) {
	r.faults = append(r.faults, fmt.Sprintf(format, args...))
}

// expand is a compact name's whole address. A name that the context does not explain would be dropped by other readers.
func (r *reader) expand(name string) string {
	prefix, local, compact := strings.Cut(name, ":")
	if iri := r.prefixes[prefix]; compact && iri != "" {
		return iri + local
	}
	r.fault("%s is nothing that the context explains", name)
	return name
}

// thing reads a node and gives its name.
func (r *reader) thing(n node) string {
	id, named := n["@id"].(string)
	if address, err := url.Parse(id); named && (err != nil || address.Host == "") {
		r.fault("%q is no whole address", id)
	}
	if !named {
		r.blanks++
		id = fmt.Sprintf("_:%d", r.blanks)
	}
	if r.graph[id] == nil {
		r.graph[id] = map[string][]object{}
	}
	for name, value := range n {
		property := name
		switch name {
		case "@id":
			continue
		case "@type":
		default:
			property = r.expand(name)
		}
		list, several := value.([]any)
		if !several {
			list = []any{value}
		}
		for _, one := range list {
			var o object
			if class, isText := one.(string); isText && name == "@type" {
				o.id = r.expand(class)
			} else {
				o = r.object(one)
			}
			if !slices.Contains(r.graph[id][property], o) {
				r.graph[id][property] = append(r.graph[id][property], o)
			}
		}
	}
	return id
}

func (r *reader) object(value any) object {
	switch v := value.(type) {
	case string:
		return object{text: v, datatype: xsd + "string"}
	case node:
		text, isText := v["@value"].(string)
		if !isText {
			return object{id: r.thing(v)}
		}
		o := object{text: text}
		if o.lang, _ = v["@language"].(string); o.lang != "" {
			return o
		}
		kind, _ := v["@type"].(string)
		o.datatype = r.expand(kind)
		return o
	}
	r.fault("%v is neither a text nor a thing", value)
	return object{}
}
