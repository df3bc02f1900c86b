package api_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestAnOfferingTellsItsPlaceAndPrice: what is told comes with offerings that are named, alone or side by side, and what is
// not told is said to be so; a service that comes to the client has no place to come to.
func TestAnOfferingTellsItsPlaceAndPrice(t *testing.T) {
	s := serve(t)
	h := s.HomeCare("Kotihoiva Aamurusko")
	s.Exec(`INSERT INTO point_facts (point_id, yes, no, note_fi, told_on) VALUES ($1, '{step_free_entrance,dropped_long_ago}', '{induction_loop}', 'Luiska on pihalla.', '2026-03-02')`, h.Point)
	s.Exec(`INSERT INTO offering_included (offering_id, included, extra, told_on) VALUES ($1, '{travel}', '{evenings}', '2026-03-02')`, h.Offering)
	home := s.ok("/api/v1/offerings/" + h.Offering.String())
	if home["accessibility"] != nil {
		t.Errorf("a service at home tells of a place: %v", home["accessibility"])
	}
	s.Exec(`UPDATE offering SET at_home = false WHERE id = $1`, h.Offering)
	one := s.ok("/api/v1/offerings/" + h.Offering.String() + "?lang=sv")
	access := one["accessibility"].(map[string]any)
	named := func(key, name string) []any { return []any{map[string]any{"key": key, "name": name}} }
	if diff := cmp.Diff([]any{named("step_free_entrance", "Ingång utan trappsteg"), named("induction_loop", "Hörslinga"), "Luiska on pihalla.", "2026-03-02"},
		[]any{access["yes"], access["no"], access["note"], access["told_on"]}); diff != "" {
		t.Error(diff)
	}
	if n := len(access["untold"].([]any)); n != 16 {
		t.Errorf("%d facts are said not to be told, want the other 16", n)
	}
	price := one["included"].(map[string]any)
	if diff := cmp.Diff([]any{named("travel", "Medarbetarens resa till dig"), named("evenings", "Kvällar, veckoslut och helger"), []any{}},
		[]any{price["included"], price["extra"], price["excluded"]}); diff != "" {
		t.Error(diff)
	}
	side := s.ok("/api/v1/comparisons?lang=sv&id=" + h.Offering.String())["items"].([]any)[0].(map[string]any)
	if diff := cmp.Diff(one["included"], side["included"]); diff != "" {
		t.Error(diff)
	}
	place := s.ok("/api/v1/points/" + h.Point.String() + "?lang=sv")["units"].([]any)[0].(map[string]any)["points"].([]any)[0].(map[string]any)
	if diff := cmp.Diff(one["accessibility"], place["accessibility"]); diff != "" {
		t.Errorf("the point's own answer differs: %s", diff)
	}
	s.Exec(`UPDATE point_facts SET yes = '{}', no = '{}', note_fi = ''`)
	if emptied := s.ok("/api/v1/offerings/" + h.Offering.String()); emptied["accessibility"] != nil {
		t.Errorf("what was taken back is told: %v", emptied["accessibility"])
	}
}
