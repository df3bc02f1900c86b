package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/catalogue/cataloguetest"
)

func TestProducersUnitsAndPoints(t *testing.T) {
	s := serve(t)
	h := s.HomeCare("Njuorggán dikšu")
	s.Exec(`UPDATE service_point SET lat = NULL, lon = NULL WHERE id = $1`, h.Point)
	const points = 30
	for i := 1; i < points; i++ {
		point := uuid.New()
		s.Exec(`INSERT INTO service_point (id, unit_id, name, municipality_code) VALUES ($1, $2, $3, '410')`, point, h.Unit, fmt.Sprintf("Piste %02d", i))
		s.Offer(h.Admission, point, "home_care", "410")
	}
	seen := map[any]bool{}
	var pages int
	for n := 1; n <= 3; n++ {
		got := s.ok(fmt.Sprintf("/api/v1/units/%s?page=%d&lang=sv", h.Unit, n))
		pages = int(got["pages"].(float64))
		for _, u := range got["units"].([]any) {
			for _, p := range u.(map[string]any)["points"].([]any) {
				seen[p.(map[string]any)["id"]] = true
			}
		}
	}
	if want := (points + catalogue.PointsAtOnce - 1) / catalogue.PointsAtOnce; pages != want || len(seen) != points {
		t.Errorf("%d pages with %d points, want %d with %d", pages, len(seen), want, points)
	}
	producer := s.ok("/api/v1/producers/" + h.Producer.String() + "?place=40520&page=900")
	if totals := producer["totals"].(map[string]any); producer["page"] != producer["pages"] || totals["points"] != float64(points) || totals["units"] != 1.0 {
		t.Errorf("page %v of %v, %v", producer["page"], producer["pages"], totals)
	}
	point := s.ok("/api/v1/points/" + h.Point.String())
	if len(point["units"].([]any)) != 1 || point["pages"] != 1.0 {
		t.Errorf("a point is %v", point)
	}
	for path, want := range map[string]int{
		"/api/v1/producers/" + uuid.NewString(): 404, "/api/v1/units/x": 404, "/api/v1/points/" + h.Unit.String(): 404,
		"/api/v1/units/" + h.Unit.String() + "?page=0": 400, "/api/v1/points/" + h.Point.String() + "?q=x": 400,
	} {
		if rec := s.get(path); rec.Code != want {
			t.Errorf("%s: %d, want %d", path, rec.Code, want)
		}
	}
	s.Event(h.Admission, "suspended", calendar.Date{})
	heir := s.HomeCare("Perijä")
	s.Exec(`INSERT INTO unit_succession (unit_id, successor_id, from_day) VALUES ($1, $2, $3)`, h.Unit, heir.Unit, cataloguetest.Today)
	for path, successor := range map[string]any{
		"/api/v1/offerings/" + h.Offering.String(): heir.Unit.String(), "/api/v1/producers/" + h.Producer.String(): nil,
		"/api/v1/units/" + h.Unit.String(): heir.Unit.String(), "/api/v1/points/" + h.Point.String(): heir.Unit.String(),
	} {
		rec := s.get(path, "Accept-Language", "sv")
		body := decode(t, rec)
		details, _ := body["details"].(map[string]any)
		if rec.Code != http.StatusGone || body["code"] != "gone" || details["successor"] != successor || rec.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("suspended: %s: %d %s", path, rec.Code, rec.Body)
		}
		if title := body["title"].(string); !strings.HasPrefix(title, "Det här") {
			t.Errorf("%s: %s", path, title)
		}
	}
	later := s.HomeCare("Huomenna alkava") // what was never public is not found
	s.Exec(`UPDATE admission SET valid_from = $2 WHERE id = $1`, later.Admission, cataloguetest.Today.AddDays(1))
	for _, path := range []string{"offerings/" + later.Offering.String(), "producers/" + later.Producer.String(), "units/" + later.Unit.String(),
		"points/" + later.Point.String(), "units/" + uuid.Nil.String()} {
		if rec := s.get("/api/v1/" + path); rec.Code != http.StatusNotFound {
			t.Errorf("never public: %s: %d", path, rec.Code)
		}
	}
}
