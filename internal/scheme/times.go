package scheme

import "github.com/tuottajatori/tuottajatori/internal/money"

// The times of day and week at which a service may cost otherwise than on weekdays. Weekday names the others, where a
// table or a page needs a word for them.
const (
	TimeWeekday  = "weekday"
	TimeEvening  = "evening"
	TimeSaturday = "saturday"
	TimeSunday   = "sunday_holiday"
	TimeNight    = "night"
)

// Times lists the times that may have a price and a cap of their own, in the order in which they are shown.
func Times() []string { return []string{TimeEvening, TimeSaturday, TimeSunday, TimeNight} }

// TimeCaps are the caps of those times that have one of their own: wages differ by time, and so may what an organiser
// accepts. At a time without one the cap of weekdays holds.
type TimeCaps struct {
	Evening  *money.Cents `db:"cap_evening_cents" json:"cap_evening,omitempty"`
	Saturday *money.Cents `db:"cap_saturday_cents" json:"cap_saturday,omitempty"`
	Sunday   *money.Cents `db:"cap_sunday_holiday_cents" json:"cap_sunday_holiday,omitempty"`
	Night    *money.Cents `db:"cap_night_cents" json:"cap_night,omitempty"`
}

// Own is a time's own cap; nil when it has none.
func (t TimeCaps) Own(time string) *money.Cents {
	switch time {
	case TimeEvening:
		return t.Evening
	case TimeSaturday:
		return t.Saturday
	case TimeSunday:
		return t.Sunday
	case TimeNight:
		return t.Night
	default:
		return nil
	}
}

// At is the cap at a time, given that of weekdays.
func (t TimeCaps) At(time string, weekday money.Cents) money.Cents {
	if own := t.Own(time); own != nil {
		return *own
	}
	return weekday
}

func (t TimeCaps) same(u TimeCaps) bool {
	for _, time := range Times() {
		if !equal(t.Own(time), u.Own(time)) {
			return false
		}
	}
	return true
}

// put checks the times' caps against that of weekdays: a time without a price of its own costs the price of weekdays, so
// that its cap cannot be the lower of the two, nor the only one.
func (t TimeCaps) put(c *checked, weekday *money.Cents) {
	for _, time := range Times() {
		switch own := t.Own(time); {
		case own == nil:
		case *own < 0 || *own > maxAmount:
			c.on("cap_"+time, "fault.scheme.amount")
		case weekday == nil:
			c.on("cap_"+time, "fault.scheme.time_cap_alone")
		case *own < *weekday:
			c.on("cap_"+time, "fault.scheme.time_cap_low")
		}
	}
}
