package ask

import (
	"context"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// countDays is over how many days requests are counted.
const countDays = 90

// Count is how many requests there were of a service. A request for several services counts at each.
type Count struct {
	Service string `db:"service_key"`
	Made    int    `db:"made"`    // in the last countDays
	Open    int    `db:"open"`    // of all
	Late    int    `db:"late"`    // of them without a first answer past its day
	Room    int    `db:"room"`    // of Made those to which a producer said that it has room
	NoRoom  int    `db:"no_room"` // and none
	Silent  int    `db:"silent"`  // and that nobody answered
}

// Counts are the requests for what the actor's organiser arranges, by service. Who asked and what for is the producers'.
func (s *Service) Counts(ctx context.Context, a actor.Actor) (rows []Count, since calendar.Date, err error) {
	if err := identity.Allow(a, identity.AskCount, identity.Object{Organiser: a.Organisation}); err != nil {
		return nil, since, err
	}
	now, err := db.Now(ctx, s.db)
	if err != nil {
		return nil, since, s.db.Translate(err)
	}
	today := calendar.Today(now)
	since = today.AddDays(-countDays)
	rows, err = countByService(ctx, s.db, a.Organisation, since, today)
	return rows, since, s.db.Translate(err)
}
