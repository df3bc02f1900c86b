package supply

import (
	"time"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

// Beginning is the day from which clients mostly begin: the next Monday, never today; after a holiday the next working day.
func Beginning(today calendar.Date) calendar.Date {
	day := today.AddDays(1)
	for day.Weekday() != time.Monday {
		day = day.AddDays(1)
	}
	if !calendar.IsWorkingDay(day) {
		return calendar.NextWorkingDay(day)
	}
	return day
}
