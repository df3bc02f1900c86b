package linked_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/hours"
	"github.com/tuottajatori/tuottajatori/internal/web/linked"
)

func TestHours(t *testing.T) {
	today := calendar.Date{Year: 2026, Month: 12, Day: 1}
	w := hours.Week{State: hours.Regular, Holidays: hours.RuleClosed, Eves: hours.RuleUsual}
	for i := range 5 {
		w.Days[i] = []hours.Interval{{Opens: 480, Closes: 960}}
	}
	w.Days[5] = []hours.Interval{hours.RoundTheClock}
	w.Exceptions = []hours.Exception{{First: today.AddDays(90), Last: today.AddDays(99)}}
	line := func(opens, closes, from, to string, days ...string) linked.OpeningHours {
		return linked.OpeningHours{Type: "OpeningHoursSpecification", Days: days, Opens: opens, Closes: closes, From: from, To: to}
	}
	want := []linked.OpeningHours{
		line("08:00", "16:00", "", "", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday"),
		line("00:00", "23:59", "", "", "Saturday"),
		line("00:00", "00:00", "2026-12-06", "2026-12-06"),
		line("08:00", "16:00", "2026-12-24", "2026-12-24"),
		line("00:00", "00:00", "2026-12-25", "2026-12-25"),
		line("00:00", "00:00", "2026-12-26", "2026-12-26"),
		line("00:00", "00:00", "2027-01-01", "2027-01-01"),
		line("00:00", "00:00", "2027-01-06", "2027-01-06"),
		line("00:00", "00:00", "2027-03-01", "2027-03-10"),
	}
	if diff := cmp.Diff(want, linked.Hours(&w, today)); diff != "" {
		t.Error(diff)
	}
	if got := linked.Hours(nil, today); got != nil {
		t.Errorf("nothing is told as %v", got)
	}
	if got := linked.Hours(&hours.Week{State: hours.Agreement}, today); got != nil {
		t.Errorf("by agreement is told as %v", got)
	}
}
