package scheme

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
