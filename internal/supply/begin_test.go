package supply

import (
	"testing"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

// TestAMondayThatIsNoWorkingDay is the day that is asked about when nobody has chosen one.
func TestAMondayThatIsNoWorkingDay(t *testing.T) {
	for today, want := range map[string]string{
		"2026-11-23": "2026-11-30", // a Monday: the next one
		"2026-11-29": "2026-11-30",
		"2027-03-25": "2027-03-30", // Easter Monday
		"2028-12-20": "2028-12-27", // both Christmas days
	} {
		day, err := calendar.Parse(today)
		if err != nil {
			t.Fatal(err)
		}
		if got := Beginning(day).String(); got != want {
			t.Errorf("%s: %s, want %s", today, got, want)
		}
	}
}
