package evidence

import (
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/producer"
)

// Item is one piece of evidence in a producer's library.
type Item struct {
	ID         uuid.UUID
	ProducerID uuid.UUID
	Kind       Kind
	File       *producer.File // nil where none may be kept
	SeenBy     string         // who has seen what may not be kept
	IssuedOn   calendar.Date
	ValidTo    *calendar.Date // last day; nil: for the time being
	BusinessID string         // the producer's when the item was added; "" when it was not known
	AddedAt    time.Time
	Retired    bool // taken out of use by its producer
}

// Standing is how an item stands on a day.
type Standing string

// Standings of an item.
const (
	Valid     Standing = "valid"
	Lapsing   Standing = "lapsing"   // holds, and lapses within LapsingDays
	Lapsed    Standing = "lapsed"    // its last day is over
	Ahead     Standing = "ahead"     // issued after the day that was asked of
	Elsewhere Standing = "elsewhere" // issued to another business id than the producer has now
	Retired   Standing = "retired"
)

// LapsingDays is how long before its last day an item's lapse is first told: 60 days, then again at 30 and at 7.
const LapsingDays = 60

// On tells how the item stands on a day for a producer that has a business id.
func (i Item) On(day calendar.Date, businessID string) Standing {
	switch {
	case i.Retired:
		return Retired
	case i.BusinessID != "" && i.BusinessID != businessID:
		return Elsewhere
	case i.IssuedOn.After(day):
		return Ahead
	case i.ValidTo != nil && i.ValidTo.Before(day):
		return Lapsed
	case i.ValidTo != nil && day.DaysUntil(*i.ValidTo) <= LapsingDays:
		return Lapsing
	default:
		return Valid
	}
}

// Holds tells whether the item may be relied on in a standing.
func (s Standing) Holds() bool { return s == Valid || s == Lapsing }

// Pick chooses the current item of each shared kind on a day: of those that hold, the one that was added last, since
// whoever adds another means it to count.
func Pick(items []Item, businessID string, day calendar.Date) map[Kind]Item {
	out := map[Kind]Item{}
	for _, one := range items {
		if !one.Kind.Shared() || !one.On(day, businessID).Holds() {
			continue
		}
		if best, there := out[one.Kind]; !there || newer(one, best) {
			out[one.Kind] = one
		}
	}
	return out
}

func newer(a, b Item) bool {
	if c := a.AddedAt.Compare(b.AddedAt); c != 0 {
		return c > 0
	}
	return a.ID.String() > b.ID.String()
}
