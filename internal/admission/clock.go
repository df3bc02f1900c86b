package admission

import (
	"time"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// DecisionDue is the last day on which a decision is in time, by DecisionDays. The day of receipt in Helsinki is not
// counted. A deadline that ends on a day off moves to the next working day (150/1930 §5).
func DecisionDue(s scheme.Scheme, submittedAt time.Time) calendar.Date {
	days, kind := scheme.DecisionDays(s)
	day := calendar.Today(submittedAt)
	if kind == scheme.WorkingDays {
		return calendar.AddWorkingDays(day, days)
	}
	return calendar.NextWorkingDay(day.AddDays(days))
}

// Left is the time to a decision: whole working days after today, the due day included; for an overdue one, the
// working days since the due day, today included.
type Left struct {
	Days    int
	Overdue bool
}

// DaysLeft counts the working days that are left on a day, weekends and holidays not counted. On the due day itself
// zero are left and the case is still in time.
func DaysLeft(due, today calendar.Date) Left {
	if due.Before(today) {
		return Left{Days: calendar.WorkingDaysBetween(due, today), Overdue: true}
	}
	return Left{Days: calendar.WorkingDaysBetween(today, due)}
}

// Urgency is how loudly the time left is shown.
type Urgency string

// Urgencies, from the loudest.
const (
	UrgencyOverdue Urgency = "overdue"
	UrgencySoon    Urgency = "soon"  // at most two working days
	UrgencyWeek    Urgency = "week"  // at most five working days
	UrgencyRoomy   Urgency = "roomy" // more
)

// Urgency sorts the time left into the four levels that the queue shows in colour beside the words.
func (l Left) Urgency() Urgency {
	switch {
	case l.Overdue:
		return UrgencyOverdue
	case l.Days <= 2:
		return UrgencySoon
	case l.Days <= 5:
		return UrgencyWeek
	default:
		return UrgencyRoomy
	}
}
