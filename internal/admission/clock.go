package admission

import (
	"time"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

// DefaultDecisionDays is the preset of a regime's decision clock and the kind of its days: a voucher's is the
// organiser's own target of 30 calendar days, a dynamic purchasing system's is 10 working days from the receipt
// (1397/2016 §51). A scheme may set its own, except that a dynamic purchasing system's is law.
func DefaultDecisionDays(r Regime) (days int, kind string) {
	if r == RegimeDPS {
		return dpsDecisionDays, WorkingDays
	}
	return defaultTargetDays, CalendarDays
}

const (
	dpsDecisionDays   = 10 // 1397/2016 §51
	defaultTargetDays = 30 // organiser's target
)

// DecisionDays is the length of a scheme's decision clock and the kind of its days. A dynamic purchasing system's is 10
// working days whatever the scheme says, unless the scheme promises fewer (1397/2016 §51); others follow the scheme's
// target, by default 30 calendar days.
func DecisionDays(s Scheme) (days int, kind string) {
	days, kind = DefaultDecisionDays(s.Regime)
	if s.DecisionDays != nil && (s.Regime != RegimeDPS || (s.DaysKind == WorkingDays && *s.DecisionDays < days)) {
		return *s.DecisionDays, s.DaysKind
	}
	return days, kind
}

// DecisionDue is the last day on which a decision is in time, by DecisionDays. The day of receipt in Helsinki is not
// counted. A deadline that ends on a day off moves to the next working day (150/1930 §5).
func DecisionDue(s Scheme, submittedAt time.Time) calendar.Date {
	days, kind := DecisionDays(s)
	day := calendar.Today(submittedAt)
	if kind == WorkingDays {
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
