package api_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestQualityTellsItsSteps(t *testing.T) {
	s := serve(t)
	h := s.HomeCare("Aamurusko")
	s.Measured(h.Unit, "home_care", "feedback", 456, 21)
	s.Measured(h.Unit, "home_care", "thl", 500, 4)
	got := s.ok("/api/v1/quality/units/" + h.Unit.String() + "/home_care")
	main := got["composed"].([]any)[0].(map[string]any)
	if main["mean"] != 4.56 || main["grade"] != "excellent" || main["answers"] != 21.0 || main["weight_used"] != 40.0 || len(got["composed"].([]any)) != 4 {
		t.Errorf("%v", main)
	}
	values := map[any]any{}
	for _, v := range got["values"].([]any) {
		values[v.(map[string]any)["indicator"]] = v.(map[string]any)["value"]
	}
	if diff := cmp.Diff(map[any]any{"feedback": 4.56, "thl": nil}, values); diff != "" {
		t.Errorf("four answers must not be shown: %s", diff)
	}
	if n := len(s.ok("/api/v1/quality/indicators?lang=sv")["items"].([]any)); n != 6 {
		t.Errorf("%d indicators", n)
	}
	if n := len(s.ok("/api/v1/quality/weights?lang=en")["items"].([]any)); n != 4 {
		t.Errorf("%d sets", n)
	}
}
