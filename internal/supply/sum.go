package supply

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

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

// Spread is the least, the middle and the most of prices of one unit on a day; of an even number the middle is the mean of the
// two, rounded up to a cent.
type Spread struct {
	Unit  string `db:"unit"`
	Least int64  `db:"least"`
	Mid   int64  `db:"mid"`
	Most  int64  `db:"most"`
}

// SchemeSum is what an answer holds of one scheme.
type SchemeSum struct {
	Scheme     uuid.UUID
	Fi, Sv, En string
	States     map[string]int // producers
	Rooms      map[Room]int   // offerings of those that are active
	Prices     []Spread       // of those that are active, on the day
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
	out.Lines = ordered(out.Lines)
	out.Schemes, out.Areas, out.Towns = bySchemes(out.Lines), byAreas(out.Lines, drawn), byTowns(out.Lines)
	return out
}

var (
	statesOrder = map[string]int{Active: 0, Pending: 1, Suspended: 2}
	roomsOrder  = map[Room]int{Yes: 0, Unknown: 1, Later: 2, No: 3}
)

// ordered puts those first who can begin, the nearest of them first. Lines are long: their places are sorted in their stead.
func ordered(lines []Line) []Line {
	type place struct{ state, room, far, line int }
	places := make([]place, len(lines))
	for i, l := range lines {
		places[i] = place{statesOrder[l.State], roomsOrder[l.Room], far(l), i}
	}
	slices.SortFunc(places, func(x, y place) int {
		if c := cmp.Or(x.state-y.state, x.room-y.room, x.far-y.far); c != 0 {
			return c
		}
		a, b := &lines[x.line], &lines[y.line]
		if c := cmp.Or(strings.Compare(a.Producer, b.Producer), strings.Compare(a.Unit, b.Unit)); c != 0 {
			return c
		}
		return cmp.Or(bytes.Compare(a.Offering.UUID[:], b.Offering.UUID[:]), bytes.Compare(a.Ref[:], b.Ref[:]))
	})
	out := make([]Line, len(lines))
	for i, p := range places {
		out[i] = lines[p.line]
	}
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
	seen   map[inState]bool
	states map[string]int
	rooms  map[Room]int
}

// inState is a producer in a state.
type inState struct {
	state    string
	producer uuid.UUID
}

func newTally() *tally { return &tally{map[inState]bool{}, map[string]int{}, map[Room]int{}} }

func (t *tally) add(l Line) {
	if key := (inState{l.State, l.ProducerID}); !t.seen[key] {
		t.seen[key] = true
		t.states[l.State]++
	}
	if l.State == Active {
		t.rooms[l.Room]++
	}
}

func bySchemes(lines []Line) []SchemeSum {
	sums := map[uuid.UUID]*tally{}
	var out []SchemeSum
	for _, l := range lines {
		if sums[l.Scheme] == nil {
			sums[l.Scheme] = newTally()
			out = append(out, SchemeSum{Scheme: l.Scheme, Fi: l.SchemeFi, Sv: l.SchemeSv, En: l.SchemeEn})
		}
		sums[l.Scheme].add(l)
	}
	for i, one := range out {
		out[i].States, out[i].Rooms = sums[one.Scheme].states, sums[one.Scheme].rooms
	}
	slices.SortFunc(out, func(a, b SchemeSum) int {
		return cmp.Or(cmp.Compare(a.Fi, b.Fi), bytes.Compare(a.Scheme[:], b.Scheme[:]))
	})
	return out
}

// priced adds to each scheme what its prices are on the day that is asked about, the first of the history.
func priced(schemes []SchemeSum, history []History) {
	for i := range schemes {
		for _, h := range history {
			if h.Scheme == schemes[i].Scheme && h.Spreads[0] != nil {
				schemes[i].Prices = append(schemes[i].Prices, *h.Spreads[0])
			}
		}
	}
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
