package scheme

import (
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

// Rules is what the law or, where it is silent, the organisers' practice says of a regime during a validity. Rules are
// data, and a case keeps those of the day on which it was sent, whatever is ruled later.
type Rules struct {
	ID             uuid.UUID      `db:"id"`
	Regime         Regime         `db:"regime"`
	ValidFrom      calendar.Date  `db:"valid_from"`
	ValidTo        *calendar.Date `db:"valid_to"`           // last day; nil: for the time being
	Days           *int           `db:"decision_days"`      // nil: nobody applies
	DaysKind       string         `db:"decision_days_kind"` // of Days and ExtensionDays
	Fixed          bool           `db:"decision_fixed"`     // law: a scheme may promise fewer days, never more
	ExtensionDays  *int           `db:"extension_days"`     // the whole time in a single case, with reasons
	ClockStops     bool           `db:"clock_stops"`        // while a clarification is waited for
	FirstRoundDays *int           `db:"first_round_days"`
	MinInviteDays  *int           `db:"min_invite_days"`
	Closable       bool           `db:"closable"` // a scheme may be closed for a time
	Source         string         `db:"source"`   // law and paragraph
}

// DecisionDays is the length of a scheme's decision clock and the kind of its days under these rules. Where the law
// fixes it, a scheme may only promise fewer of the same days; elsewhere the scheme's own target holds, or else the
// rules' default. Zero where no time is set.
func (r Rules) DecisionDays(s Scheme) (days int, kind string) {
	if r.Days != nil {
		days = *r.Days
	}
	if s.DecisionDays == nil || r.Fixed && (s.DaysKind != r.DaysKind || *s.DecisionDays > days) {
		return days, r.DaysKind
	}
	return *s.DecisionDays, s.DaysKind
}

// Stops tells whether a scheme's clock stops while a clarification is waited for: never where the law says that it does
// not, elsewhere as the scheme says.
func (r Rules) Stops(s Scheme) bool { return r.ClockStops && s.ClockStops }
