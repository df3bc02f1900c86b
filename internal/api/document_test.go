package api

import (
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"

	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/service"
)

// described is the document, loaded and checked.
func described(t *testing.T) (*openapi3.T, routers.Router) {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(Document())
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(t.Context()); err != nil {
		t.Fatal(err)
	}
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		t.Fatal(err)
	}
	return doc, router
}

func TestRoutesAreThoseOfTheDocument(t *testing.T) {
	doc, _ := described(t)
	var want []string
	for path, item := range doc.Paths.Map() {
		for method := range item.Operations() {
			want = append(want, method+" "+Prefix+path)
		}
	}
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	Mount(r, nil, nil, nil)
	MountOwn(r, nil, nil, nil)
	MountAsks(r, nil, nil, nil)
	var got []string
	for _, route := range r.Routes() {
		if route.Method == http.MethodHead || route.Method == http.MethodOptions { // every GET answers these too
			continue
		}
		parts := strings.Split(route.Path, "/")
		for i, part := range parts {
			if name, ok := strings.CutPrefix(part, ":"); ok {
				parts[i] = "{" + name + "}"
			}
		}
		path := strings.Join(parts, "/")
		got = append(got, route.Method+" "+path)
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestParametersAreThoseOfTheDocument holds the names, the lists of values and the bounds.
func TestParametersAreThoseOfTheDocument(t *testing.T) {
	doc, _ := described(t)
	var names []string
	for _, p := range doc.Paths.Value("/offerings").Get.Parameters {
		names = append(names, p.Value.Name)
	}
	known := catalogue.Parameters()
	slices.Sort(names)
	slices.Sort(known)
	if diff := cmp.Diff(known, names); diff != "" {
		t.Error(diff)
	}
	for schema, values := range map[string][]string{
		"Regime": catalogue.Regimes(), "ProducerType": catalogue.ProducerTypes(), "PaysKind": catalogue.PaysKinds(),
		"Per": catalogue.Units(),
	} {
		if diff := cmp.Diff(values, enum(doc.Components.Schemas[schema].Value)); diff != "" {
			t.Errorf("%s: %s", schema, diff)
		}
	}
	get := doc.Paths.Value("/offerings").Get.Parameters
	for name, most := range map[string]float64{
		"per_page": catalogue.MaxPerPage, "radius_km": catalogue.MaxRadiusKM, "pays_max": catalogue.MaxCents, "page": catalogue.MaxOffset + 1,
		"minutes": service.MaxMinutes, "times": service.MaxTimes,
	} {
		if got := get.GetByInAndName("query", name).Schema.Value.Max; got == nil || *got != most {
			t.Errorf("%s: the document says at most %v, the code %v", name, got, most)
		}
	}
	for name, longest := range map[string]uint64{"q": catalogue.MaxText, "place": catalogue.MaxPlaceText} {
		if got := get.GetByInAndName("query", name).Schema.Value.MaxLength; got == nil || *got != longest {
			t.Errorf("%s: the document says at most %v characters, the code %v", name, got, longest)
		}
	}
	if diff := cmp.Diff(catalogue.Sorts(), enum(get.GetByInAndName("query", "sort").Schema.Value)); diff != "" {
		t.Errorf("sort: %s", diff)
	}
}

func enum(s *openapi3.Schema) []string {
	var out []string
	for _, value := range s.Enum {
		out = append(out, value.(string))
	}
	return out
}

// TestKindsInTheDatabaseAreThoseOfTheDocument reads the CHECK constraints of the migrations, so that a new regime or kind
// of producer cannot be stored before callers have been told of it.
func TestKindsInTheDatabaseAreThoseOfTheDocument(t *testing.T) {
	for file, lists := range map[string][][]string{
		"../../migrations/00002_producer.sql":  {catalogue.ProducerTypes()},
		"../../migrations/00004_admission.sql": {catalogue.Regimes(), catalogue.PaysKinds(), catalogue.Units()},
	} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, list := range lists {
			if check := "('" + strings.Join(list, "', '") + "')"; !strings.Contains(string(text), check) {
				t.Errorf("%s has no CHECK of %s", file, check)
			}
		}
	}
}

// TestDocumentIsTheSameInEitherYAML looks for plain words that YAML 1.1, which many generators of clients read, takes for
// booleans: a property would be called true there.
func TestDocumentIsTheSameInEitherYAML(t *testing.T) {
	truth := regexp.MustCompile(`(?i)(^\s*|[\[{,]\s*|:\s+)(y|yes|n|no|on|off)\s*([:,\]}]|$)`)
	for i, line := range strings.Split(string(Document()), "\n") {
		if !strings.Contains(line, "description:") && truth.MatchString(line) {
			t.Errorf("line %d: %s", i+1, line)
		}
	}
}
