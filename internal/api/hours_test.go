package api

import (
	"encoding/json"
	"testing"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/hours"
)

// Opening hours of every kind are as the document says.
func TestHoursAreAsDescribed(t *testing.T) {
	doc, _ := described(t)
	schema := doc.Components.Schemas["OpeningHours"].Value
	regular := hours.Week{State: hours.Regular, Holidays: hours.RuleSunday, Eves: hours.RuleClosed, Confirmed: calendar.Date{Year: 2026, Month: 5, Day: 18}}
	regular.Days[0] = []hours.Interval{{Opens: 480, Closes: 690}, {Opens: 720, Closes: 1440}}
	regular.Days[4] = []hours.Interval{{Opens: 1320, Closes: 1680}}
	day := calendar.Date{Year: 2026, Month: 12, Day: 24}
	regular.Exceptions = []hours.Exception{{First: day, Last: day.AddDays(2), Note: "Joulu"}, {First: day.AddDays(9), Last: day.AddDays(9), Open: []hours.Interval{hours.RoundTheClock}}}
	for name, week := range map[string]hours.Week{"regular": regular, "by agreement": {State: hours.Agreement}} {
		text, err := json.Marshal(hoursOf(&week))
		if err != nil {
			t.Fatal(err)
		}
		var value any
		if err := json.Unmarshal(text, &value); err != nil {
			t.Fatal(err)
		}
		if err := schema.VisitJSON(value); err != nil {
			t.Errorf("%s: %s: %v", name, text, err)
		}
	}
	if hoursOf(nil) != nil {
		t.Error("nothing told is told")
	}
}
