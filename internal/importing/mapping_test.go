package importing_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tuottajatori/tuottajatori/internal/importing"
)

func TestAMappingIsReadFromAFileOrTheProject(t *testing.T) {
	own := filepath.Join("mappings", "espoo_hoivakodit.yaml")
	text, err := os.ReadFile(own)
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := filepath.Join(t.TempDir(), "espoo.yaml")
	if err := os.WriteFile(elsewhere, text, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{own, elsewhere, "espoo_hoivakodit.yaml", "espoo_hoivakodit", "nowhere/espoo_hoivakodit.yaml"} {
		if m, err := importing.ReadMapping(name); err != nil || m.Service != "round_the_clock_housing" || m.System != "espoo.hoivakodit" {
			t.Errorf("%s: %+v, %v", name, m, err)
		}
	}
	for _, name := range []string{"nothing.yaml", t.TempDir(), filepath.Join("testdata", "homes.csv")} {
		if _, err := importing.ReadMapping(name); err == nil {
			t.Errorf("%s was taken for a mapping", name)
		}
	}
}

func TestAMappingTellsAllItsFaults(t *testing.T) {
	_, err := importing.ParseMapping([]byte(`
system: ""
source: test
service: gardening
columns: {producer: a, lat: x}
defaults: {municipality: Tukholma}
languages: {Suomi: finnish}
kinds: [{is: A, ends: B, kind: company}, {is: A, kind: church}]
`))
	if err == nil {
		t.Fatal("no fault")
	}
	for _, part := range []string{"system is missing", "columns.unit is missing", `"gardening"`, "external_id", "neither postal_code", "one of lat and lon",
		`"Tukholma"`, `"finnish"`, "rule 1", "rule 2"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q is not told in:\n%v", part, err)
		}
	}
	if _, err := importing.ParseMapping([]byte("sytem: x\n")); err == nil {
		t.Error("an unknown key was passed over")
	}
	if _, err := importing.ParseMapping([]byte("system: x\nsource: y\nservice: home_care\nexternal_id: [a]\ncolumns: {producer: a, unit: a, municipality: b}\n")); err == nil ||
		!strings.Contains(err.Error(), "defaults.areas") {
		t.Errorf("a service given at home without the area: %v", err)
	}
}
