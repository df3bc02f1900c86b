package main

import "testing"

func TestMend(t *testing.T) {
	ms := []municipality{
		{Code: "091", Fi: "Helsinki", Sv: "Helsingfors", Lat: 60.17, Lon: 24.94},
		{Code: "082", Fi: "Hattula", Sv: "Hattula", Lat: 61.06, Lon: 24.37},
		{Code: "543", Fi: "Nurmijärvi", Sv: "Nurmijärvi", Lat: 60.46, Lon: 24.8},
		{Code: "106", Fi: "Hyvinkää", Sv: "Hyvinge", Lat: 60.63, Lon: 24.86},
	}
	ps := []postal{
		{code: "00002", fi: "Helsinki", sv: "Helsingfors", municipality: "082", lat: 61.08, lon: 24.27},
		{code: "00100", fi: "Helsinki", sv: "Helsinki", municipality: "091", lat: 60.171, lon: 24.931},
		{code: "05620", fi: "Hyvinkää", sv: "Hyvinge", municipality: "543", lat: 60.55, lon: 24.8},
		{code: "99999", fi: "Korvatunturi", sv: "Korvatunturi", municipality: "106", lat: 68.07, lon: 29.3},
	}
	told := mend(ps, ms)
	if len(told) != 2 {
		t.Errorf("told %q", told)
	}
	if p := ps[0]; p.municipality != "091" || p.lat != 60.171 || p.lon != 24.931 {
		t.Errorf("a box code stays misplaced: %+v", p)
	}
	if p := ps[1]; p.sv != "Helsingfors" {
		t.Errorf("the Swedish name stays Finnish: %+v", p)
	}
	if p := ps[2]; p.municipality != "543" || p.lat != 60.55 {
		t.Errorf("a code with an area was moved: %+v", p)
	}
	if p := ps[3]; p.municipality != "106" || p.lat != 60.63 {
		t.Errorf("a code far from its municipality stays there: %+v", p)
	}
}
