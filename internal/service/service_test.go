package service_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tuottajatori/tuottajatori/internal/service"
)

var units = []string{service.Hour, service.Visit, service.Day, service.Month, service.Meal, service.Trip, service.Piece}

func TestEveryServiceIsWhole(t *testing.T) {
	all := service.All()
	if len(all) != 63 {
		t.Fatalf("%d services", len(all))
	}
	names := map[string]string{}
	for _, s := range all {
		if got, ok := service.ByKey(s.Key); !ok || cmp.Diff(s, got) != "" {
			t.Errorf("ByKey(%s) = %+v, %v", s.Key, got, ok)
		}
		if _, ok := service.GroupByKey(s.Group); !ok {
			t.Errorf("%s is in the unknown group %s", s.Key, s.Group)
		}
		if !slices.Contains([]string{service.Statutory, service.Supporting, service.SelfPaid, service.Free}, s.Basis) {
			t.Errorf("%s has basis %q", s.Key, s.Basis)
		}
		for _, u := range s.Units {
			if !slices.Contains(units, u) || !s.HasUnit(u) {
				t.Errorf("%s has unit %q", s.Key, u)
			}
		}
		for _, lang := range []string{"fi", "sv", "en"} {
			if other, twice := names[lang+s.Name(lang)]; twice || s.Name(lang) == "" {
				t.Errorf("%s and %s share the name %q in %s", s.Key, other, s.Name(lang), lang)
			}
			names[lang+s.Name(lang)] = s.Key
			if d := s.Description(lang); len(d) < 20 || len(d) > 200 || !strings.HasSuffix(d, ".") || strings.Count(d, ".") != 1 {
				t.Errorf("the description of %s in %s is not one short sentence: %q", s.Key, lang, d)
			}
		}
	}
}

func TestGroupsHoldEveryService(t *testing.T) {
	want := map[string]int{"at_home": 8, "daily_life": 12, "housing": 10, "health": 8, "disability": 4, "families": 10, "mind": 4, "together": 7}
	got := map[string]int{}
	for _, g := range service.Groups() {
		got[g.Key] = len(service.InGroup(g.Key))
		if g.Name("fi") == "" || g.Name("sv") == "" || g.Name("en") == "" {
			t.Errorf("group %s lacks a name", g.Key)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAtHome(t *testing.T) {
	for key, want := range map[string]bool{"home_care": true, "meals": true, "transport": true, "round_the_clock_housing": false, "dental_care": false, "meeting_place": false} {
		if s, _ := service.ByKey(key); s.AtHome != want {
			t.Errorf("%s at home: %v", key, s.AtHome)
		}
	}
}

// Kotipalvelu is today the families' service only; for the old it is kotihoito.
func TestKotipalveluIsTheFamilies(t *testing.T) {
	for _, s := range service.All() {
		if strings.Contains(strings.ToLower(s.Fi+s.About.Fi), "kotipalvelu") && s.Key != "family_home_service" {
			t.Errorf("%s says kotipalvelu", s.Key)
		}
	}
}

func TestUnknown(t *testing.T) {
	if s, ok := service.ByKey("nothing"); ok {
		t.Error(s)
	}
	if g, ok := service.GroupByKey("nothing"); ok || service.InGroup("nothing") != nil {
		t.Error(g)
	}
}

func TestAgreesWithTheSharedList(t *testing.T) {
	f, err := os.Open(filepath.Join("..", "..", "..", "shared", "data", "services", "services.csv"))
	if err != nil {
		t.Skipf("SKIPPED: %v", err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var got [][]string
	for _, s := range service.All() {
		got = append(got, []string{s.Key, s.Group, s.Fi, s.Sv, s.En, s.PTV, strings.Join(s.Units, ";"), s.Basis})
	}
	if diff := cmp.Diff(records[1:], got); diff != "" {
		t.Error(diff)
	}
}
