package offering

import "github.com/tuottajatori/tuottajatori/internal/calendar"

// newsDays is for how long it is news what a producer alone has told: three months.
const newsDays = 92

// Old tells whether the producer told it so long ago that one had better ask: of room, or a price that nobody has agreed on. The
// price of a voucher is what the organiser has approved, and holds however old it is (569/2009 §5).
func Old(told, today calendar.Date) bool { return told.Before(today.AddDays(-newsDays)) }
