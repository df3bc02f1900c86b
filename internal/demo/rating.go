package demo

import (
	"slices"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

// rating is what clients have answered about a unit's service.
type rating struct {
	unit    *unit
	service string
	mean    int // hundredths
	answers int
	asOf    calendar.Date
}

// rate gives most units answers about their services: a few of them so few that no mean is shown yet.
func (w *world) rate() []rating {
	c := w.opt.chance("ratings")
	done := map[*unit][]string{}
	var all []rating
	for _, o := range w.offerings {
		u := o.point.unit
		if slices.Contains(done[u], o.level.service) {
			continue
		}
		done[u] = append(done[u], o.level.service)
		if !c.of(72) {
			continue
		}
		answers := c.between(5, 40)
		switch n := c.IntN(100); {
		case n < 18:
			answers = c.between(1, 4)
		case n >= 80:
			answers = c.between(41, 420)
		}
		mean := min(500, 280+c.between(0, 120)+c.between(0, 105)) // two throws: most lie in the middle
		if answers < 5 {
			mean = 100 * c.between(2, 5)
		}
		all = append(all, rating{u, o.level.service, mean, answers, w.opt.AsOf.AddDays(-c.between(1, 120))})
	}
	return all
}
