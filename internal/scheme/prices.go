package scheme

import (
	"slices"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

// PriceRules is how producers may change their prices under a scheme.
type PriceRules struct {
	NoticeDays     int    `db:"notice_days" json:"notice_days,omitempty"`           // a new price is told this many days before it begins
	Months         Months `db:"months" json:"months,omitempty"`                     // in which a price may begin; empty: any
	MaxChangesYear *int   `db:"max_changes_year" json:"max_changes_year,omitempty"` // in a calendar year; nil: as many as one wishes
	Approval       bool   `db:"approval" json:"approval,omitempty"`                 // the organiser says yes to each new price
}

// Months are months of the year, 1–12.
type Months []int

// MayBegin tells whether a price may begin on a day by the months alone.
func (m Months) MayBegin(day calendar.Date) bool {
	return len(m) == 0 || slices.Contains(m, int(day.Month))
}
