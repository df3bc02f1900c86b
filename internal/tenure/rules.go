package tenure

import (
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// Cause is what a doubt is about.
type Cause string

// Causes of a doubt.
const (
	CauseEvidence      Cause = "evidence"                // what the producer has shown has lapsed; found by time
	CauseRegistry      Cause = "registry"                // a register says otherwise
	CauseCondition     Cause = "condition"               // another condition of the scheme
	CauseMandatory     Cause = "exclusion_mandatory"     // a ground of 1397/2016 §80
	CauseDiscretionary Cause = "exclusion_discretionary" // a ground of 1397/2016 §81
)

// Causes lists every cause.
func Causes() []Cause {
	return []Cause{CauseEvidence, CauseRegistry, CauseCondition, CauseMandatory, CauseDiscretionary}
}

// Raisable tells whether a person may raise a doubt of the cause.
func (c Cause) Raisable() bool { return c != CauseEvidence }

// Exclusion tells whether the cause is a ground of exclusion.
func (c Cause) Exclusion() bool { return c == CauseMandatory || c == CauseDiscretionary }

// Rule is what law says of a doubt of a cause in a regime. Rules are rows with a validity; a doubt keeps its own.
type Rule struct {
	ID            uuid.UUID     `db:"id"`
	Regime        scheme.Regime `db:"regime"`
	Cause         Cause         `db:"cause"`
	Duty          bool          `db:"duty"` // to remove the admission when the doubt proves true
	HearingDays   int           `db:"hearing_days"`
	HearingKind   string        `db:"hearing_kind"` // scheme.CalendarDays or WorkingDays
	ExcludedYears *int          `db:"excluded_years"`
	SelfCleaning  bool          `db:"self_cleaning"` // 1397/2016 §82
	Source        string        `db:"source"`
}

// AnswerBy is the earliest last day for the producer's answer to what is asked on a day: the day of asking is not counted,
// and a day off moves it to the next working day (150/1930 §5).
func (r Rule) AnswerBy(asked calendar.Date) calendar.Date {
	if r.HearingKind == scheme.WorkingDays {
		return calendar.AddWorkingDays(asked, r.HearingDays)
	}
	return calendar.NextWorkingDay(asked.AddDays(r.HearingDays))
}

// ExcludedUntil is the last day on which a ground found true on a day may be held against the producer (1397/2016 §80(5),
// §81(4)); zero when the rule knows no such time.
func (r Rule) ExcludedUntil(day calendar.Date) calendar.Date {
	if r.ExcludedYears == nil {
		return calendar.Date{}
	}
	last := calendar.Date{Year: day.Year + *r.ExcludedYears, Month: day.Month, Day: day.Day}
	if last.Month == 2 && last.Day == 29 {
		last.Day = 28
	}
	return last
}

// Strictest joins the rules of several doubts that are heard together: the longest time to answer, a duty when one of them
// is one, self-cleaning when one may be cleaned.
func Strictest(rules []Rule, asked calendar.Date) (answerBy calendar.Date, duty, selfCleaning bool) {
	for _, r := range rules {
		if by := r.AnswerBy(asked); by.After(answerBy) {
			answerBy = by
		}
		duty = duty || r.Duty
		selfCleaning = selfCleaning || r.SelfCleaning
	}
	return answerBy, duty, selfCleaning
}

// Stages are how many days before its last day the lapse of evidence is told.
func Stages() []int { return []int{60, 30, 7} }

// StageOf is which telling is due for evidence whose last day is so many days ahead, today's being 0: of those that have been
// reached, the last. Zero when none has been reached or the day is over.
func StageOf(left int) int {
	due := 0
	for _, stage := range Stages() {
		if left >= 0 && left <= stage {
			due = stage
		}
	}
	return due
}
