package main

import (
	"slices"
	"testing"
)

func TestNeighbourhoodsJoinBothSources(t *testing.T) {
	ms, ps, err := sources()
	if err != nil {
		t.Skip("the source files are not beside the project: ", err)
	}
	places := []city{
		{"FI", "Testilä", 60.1826, 24.9505}, // at 00530
		{"FI", "Kallio", 60.1843, 24.9503},
		{"FI", "Helsinki", 60.1695, 24.9354},    // a municipality
		{"FI", "Sepänkylä A", 60.2, 24.9},       // half of one
		{"EE", "Kesklinn", 59.4370, 24.7536},    // abroad
		{"FI", "Erämaa", 69.5, 25.2},            // nobody's postal code is near
		{"FI", "Lidmalmen", 60.2748, 25.0180},   // known by its Finnish name
		{"FI", "East Helsinki", 60.21, 25.0800}, // likewise
	}
	all, err := neighbourhoods(places, ms, ps)
	if err == nil {
		t.Fatal("neighbourhoods of the table that nobody places are no error")
	}
	hand, renamed, err := readHand(ps)
	if err != nil || len(hand) < 200 || renamed["091\tLidmalmen"] != "Töyrynummi" {
		t.Fatalf("%d by hand, %d renamed, %v", len(hand), len(renamed), err)
	}
	for _, n := range hand { // GeoNames has each of those whose code is left open
		if n.postal == "" {
			places = append(places, city{"FI", n.fi, centreOf(ps, n.municipality).lat, centreOf(ps, n.municipality).lon})
		}
	}
	if all, err = neighbourhoods(places, ms, ps); err != nil {
		t.Fatal(err)
	}
	has := func(n neighbourhood) bool { return slices.Contains(all, n) }
	if !has(neighbourhood{"091", "Testilä", "Testilä", "00530"}) || !has(neighbourhood{"049", "Tapiola", "Hagalund", "02100"}) {
		t.Error("a neighbourhood is missing")
	}
	for _, n := range all {
		if slices.Contains([]string{"Helsinki", "Sepänkylä A", "Kesklinn", "Erämaa", "Lidmalmen", "East Helsinki"}, n.fi) || n.postal == "" {
			t.Errorf("%+v is listed", n)
		}
	}
}

// centreOf is a postal code with an area in a municipality.
func centreOf(ps []postal, municipality string) postal {
	at := slices.IndexFunc(ps, func(p postal) bool { return p.municipality == municipality && !boxes(p.code) })
	return ps[at]
}

func sources() ([]municipality, []postal, error) {
	const from = "../../../../shared/data/finland/"
	var ms []municipality
	if err := readJSON(from+"municipalities_2026.json", &ms); err != nil {
		return nil, nil, err
	}
	ps, err := readPostals(from + "postal_codes_FI_joined.csv")
	if err == nil {
		mend(ps, ms)
	}
	return ms, ps, err
}
