package offering

import (
	"testing"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

func TestOld(t *testing.T) {
	today := calendar.Date{Year: 2026, Month: 11, Day: 24}
	for days, want := range map[int]bool{1: false, 0: false, -92: false, -93: true, -1000: true} {
		if got := Old(today.AddDays(days), today); got != want {
			t.Errorf("told %d days from today: %v", days, got)
		}
	}
}
