package supply

import (
	"cmp"
	"slices"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/place"
)

// RoomOn is whether a client could begin on a day, by what was told of vacancies: days of waiting run from when they were told.
func RoomOn(vacancy string, wait *int, told, from calendar.Date) Room {
	switch {
	case vacancy == "free" && (wait == nil || told.IsZero()):
		return Yes
	case vacancy == "full":
		return No
	case (vacancy == "free" || vacancy == "queue") && wait != nil && !told.IsZero():
		if told.AddDays(*wait).After(from) {
			return Later
		}
		return Yes
	case vacancy == "queue":
		return Later
	}
	return Unknown
}

// Spread is the least, the middle and the most of prices of one unit, and the middle a year before.
type Spread struct {
	Unit             string
	Least, Mid, Most int64
	Before           *int64
}

// SchemeSum is what an answer holds of one scheme.
type SchemeSum struct {
	Scheme     uuid.UUID
	Fi, Sv, En string
	States     map[string]int // producers
	Rooms      map[Room]int   // offerings of those that are active
	Prices     []Spread
}

// AreaSum is what an answer holds of an area that the organiser has drawn: who serves any of it.
type AreaSum struct {
	Area
	States map[string]int
	Rooms  map[Room]int
}

// TownSum is what an answer holds of one town: where the point is.
type TownSum struct {
	Town   string // code
	States map[string]int
	Rooms  map[Room]int
}

// answer works out what each line could do by the day, leaves what was not asked for, and sums the rest.
func answer(lines []Line, drawn []Area, q Question) Answer {
	out := Answer{Drawn: drawn}
	wanted := q.narrows(drawn)
	for _, l := range lines {
		told := calendar.Date{}
		if l.VacancyAt != nil {
			told = calendar.Today(*l.VacancyAt)
		}
		l.Room = RoomOn(l.Vacancy, l.WaitDays, told, q.From)
		if q.State != "" && l.State != q.State || q.Ready && (l.Room == No || l.Room == Later) || !wanted(l) {
			continue
		}
		if q.Place != nil && !l.AtHome && l.Lat != nil && l.Lon != nil {
			km := (place.DistanceM(q.Place.Lat, q.Place.Lon, *l.Lat, *l.Lon) + 500) / 1000
			l.Kilometres = &km
		}
		out.Lines = append(out.Lines, l)
	}
	order := map[string]int{Active: 0, Pending: 1, Suspended: 2}
	slices.SortStableFunc(out.Lines, func(a, b Line) int {
		return cmp.Or(order[a.State]-order[b.State], slices.Index(Rooms(), a.Room)-slices.Index(Rooms(), b.Room), far(a)-far(b),
			cmp.Compare(a.Producer, b.Producer), cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Offering.UUID.String(), b.Offering.UUID.String()))
	})
	out.Schemes, out.Areas, out.Towns = bySchemes(out.Lines), byAreas(out.Lines, drawn), byTowns(out.Lines)
	return out
}

func far(l Line) int {
	if l.Kilometres == nil {
		return 0
	}
	return *l.Kilometres
}

// tally counts each producer once for each state, and the room of what is active.
type tally struct {
	seen   map[string]bool
	states map[string]int
	rooms  map[Room]int
}

func newTally() *tally { return &tally{map[string]bool{}, map[string]int{}, map[Room]int{}} }

func (t *tally) add(l Line) {
	if key := l.State + l.ProducerID.String(); !t.seen[key] {
		t.seen[key] = true
		t.states[l.State]++
	}
	if l.State == Active {
		t.rooms[l.Room]++
	}
}

func bySchemes(lines []Line) []SchemeSum {
	sums, prices := map[uuid.UUID]*tally{}, map[uuid.UUID]map[string][2][]int64{}
	var out []SchemeSum
	for _, l := range lines {
		if sums[l.Scheme] == nil {
			sums[l.Scheme], prices[l.Scheme] = newTally(), map[string][2][]int64{}
			out = append(out, SchemeSum{Scheme: l.Scheme, Fi: l.SchemeFi, Sv: l.SchemeSv, En: l.SchemeEn})
		}
		sums[l.Scheme].add(l)
		for _, p := range l.Prices {
			both := prices[l.Scheme][p.Unit]
			both[0] = append(both[0], p.Cents)
			if p.Before != nil {
				both[1] = append(both[1], *p.Before)
			}
			prices[l.Scheme][p.Unit] = both
		}
	}
	for i := range out {
		t := sums[out[i].Scheme]
		out[i].States, out[i].Rooms = t.states, t.rooms
		for unit, both := range prices[out[i].Scheme] {
			out[i].Prices = append(out[i].Prices, SpreadOf(unit, both[0], both[1]))
		}
		slices.SortFunc(out[i].Prices, func(a, b Spread) int { return cmp.Compare(a.Unit, b.Unit) })
	}
	slices.SortFunc(out, func(a, b SchemeSum) int { return cmp.Compare(a.Fi, b.Fi) })
	return out
}

// SpreadOf is the spread of prices, of which there is at least one, and the middle of those a year before.
func SpreadOf(unit string, now, before []int64) Spread {
	slices.Sort(now)
	s := Spread{Unit: unit, Least: now[0], Mid: middle(now), Most: now[len(now)-1]}
	if len(before) > 0 {
		slices.Sort(before)
		mid := middle(before)
		s.Before = &mid
	}
	return s
}

// middle of ordered amounts; of an even number the mean of the two, rounded up.
func middle(list []int64) int64 {
	n := len(list)
	if n%2 == 1 {
		return list[n/2]
	}
	return (list[n/2-1] + list[n/2] + 1) / 2
}

func byAreas(lines []Line, drawn []Area) []AreaSum {
	var out []AreaSum
	for _, one := range drawn {
		g, t := groundOf(one.Parts), newTally()
		for _, l := range lines {
			if placed(l) && g.serves(l) {
				t.add(l)
			}
		}
		out = append(out, AreaSum{one, t.states, t.rooms})
	}
	return out
}

func byTowns(lines []Line) []TownSum {
	sums := map[string]*tally{}
	for _, l := range lines {
		if l.Town == "" {
			continue
		}
		if sums[l.Town] == nil {
			sums[l.Town] = newTally()
		}
		sums[l.Town].add(l)
	}
	var out []TownSum
	for town, t := range sums {
		out = append(out, TownSum{town, t.states, t.rooms})
	}
	slices.SortFunc(out, func(a, b TownSum) int {
		return cmp.Or(b.States[Active]-a.States[Active], cmp.Compare(a.Town, b.Town))
	})
	return out
}
