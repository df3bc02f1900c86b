package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue/cataloguetest"
)

func TestComparisonTellsWhatIsMissing(t *testing.T) {
	s := serve(t)
	a, b := s.HomeCare("Kotihoiva Aamurusko"), s.HomeCare("Kotihoiva Ahola")
	gone := uuid.NewString()
	got := s.ok("/api/v1/comparisons?place=40520&times=7&id=" + b.Offering.String() + "&id=" + gone + "," + a.Offering.String() + "&id=" + b.Offering.String())
	items, missing := got["items"].([]any), got["missing"].([]any)
	if len(items) != 2 || items[0].(map[string]any)["id"] != b.Offering.String() || len(missing) != 1 || missing[0] != gone {
		t.Errorf("%v, missing %v", items, missing)
	}
	if month := items[0].(map[string]any)["month"].(map[string]any); month["times"] != 7.0 {
		t.Errorf("%v", month)
	}
	for path, status := range map[string]int{
		"/api/v1/comparisons": http.StatusOK, "/api/v1/comparisons?id=x": http.StatusBadRequest, "/api/v1/comparisons?what=1": http.StatusBadRequest,
		"/api/v1/comparisons?id=" + strings.Repeat(",", 9): http.StatusOK, "/api/v1/comparisons?place=Atlantis": http.StatusUnprocessableEntity,
		"/api/v1/comparisons?%zz": http.StatusBadRequest, "/api/v1/comparisons?minutes=0": http.StatusUnprocessableEntity,
		"/api/v1/comparisons?minutes=10000": http.StatusUnprocessableEntity, "/api/v1/comparisons?list=" + gone: http.StatusBadRequest,
		"/api/v1/comparisons?id=" + many(20): http.StatusOK, "/api/v1/comparisons?id=" + many(21): http.StatusBadRequest,
	} {
		if rec := s.get(path); rec.Code != status {
			t.Errorf("%s: %d %s", path, rec.Code, rec.Body)
		} else if kind := rec.Header().Get("Content-Type"); status != http.StatusOK && kind != "application/problem+json" {
			t.Errorf("%s: a fault is told as %s", path, kind)
		}
	}
}

func TestBundleAddsUpWhatIsKnown(t *testing.T) {
	s := serve(t)
	h := s.HomeCare("Kotihoiva Aamurusko")
	self := s.Scheme(cataloguetest.SchemeSpec{Organiser: "15", Key: "itse", Regime: "self_paid_listing", Pays: "price"})
	admission := s.Admit(self, h.Producer, "meals", "safety_alarm")
	meals := s.Offer(admission, h.Point, "meals", "179")
	s.Price(meals, "meal", 1000, cataloguetest.LongAgo(), calendar.Date{})
	s.Offer(admission, h.Point, "safety_alarm", "179")
	s.reindex()
	got := s.ok("/api/v1/bundles?place=40520&service=home_care,meals,safety_alarm,laundry&times_meals=14")
	sum := got["cheapest"].(map[string]any)["month"].(map[string]any)
	if sum["cents"] != 7865.0+60667.0 || sum["told"] != 2.0 || sum["untold"] != 1.0 || sum["missing"] != 1.0 {
		t.Errorf("%v", sum)
	}
	if wrong := s.get("/api/v1/bundles?service=meals&place=40520&times_meals=2&times_meals=3").Body.String(); !strings.Contains(wrong, `"times_meals"`) {
		t.Errorf("told twice how often: %s", wrong)
	}
	if len(got["from_one"].([]any)) != 0 || got["nearly"] == nil {
		t.Errorf("from one %v, nearly %v", got["from_one"], got["nearly"])
	}
	for path, status := range map[string]int{
		"/api/v1/bundles": http.StatusBadRequest, "/api/v1/bundles?place=40520": http.StatusBadRequest, "/api/v1/bundles?service=meals": http.StatusBadRequest,
		"/api/v1/bundles?service=gold&place=40520": http.StatusBadRequest, "/api/v1/bundles?service=meals&place=Atlantis": http.StatusUnprocessableEntity,
		"/api/v1/bundles?service=meals&place=40520&times_meals=0":               http.StatusUnprocessableEntity,
		"/api/v1/bundles?service=home_care&place=40520&minutes_home_care=10000": http.StatusUnprocessableEntity,
		"/api/v1/bundles?service=home_care&place=40520&minutes_gold=10":         http.StatusBadRequest,
		"/api/v1/bundles?service=meals,meals&place=40520":                       http.StatusOK,
	} {
		if rec := s.get(path); rec.Code != status {
			t.Errorf("%s: %d %s", path, rec.Code, rec.Body)
		} else if kind := rec.Header().Get("Content-Type"); status != http.StatusOK && kind != "application/problem+json" {
			t.Errorf("%s: a fault is told as %s", path, kind)
		}
	}
}

func many(n int) string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = uuid.NewString()
	}
	return strings.Join(ids, ",")
}
