package supply

import (
	"cmp"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

// History is how the prices of one unit have gone under a scheme: one spread for each of HistoryDays; nil: there were none.
type History struct {
	Fi, Sv, En string // the scheme
	Unit       string
	Spreads    []*Spread
}

// pastPrice is what an offering cost from a day until before another.
type pastPrice struct {
	Offering uuid.UUID     `db:"offering_id"`
	Unit     string        `db:"unit"`
	Cents    int64         `db:"cents"`
	From     calendar.Date `db:"valid_from"`
	Until    calendar.Date `db:"valid_until"` // the zero day: for the time being
}

func (p pastPrice) on(day calendar.Date) bool {
	return !p.From.After(day) && (p.Until.IsZero() || p.Until.After(day))
}

// HistoryDays are the day asked about and those half a year apart before it, two years back.
func HistoryDays(from calendar.Date) []calendar.Date {
	out := []calendar.Date{from}
	for back := 6; back <= 24; back += 6 {
		months := from.Year*12 + int(from.Month) - 1 - back
		day, err := calendar.New(months/12, time.Month(months%12+1), from.Day)
		if err != nil { // that month is shorter
			day = calendar.Date{Year: months / 12, Month: time.Month(months%12 + 1), Day: 28}
		}
		out = append(out, day)
	}
	return out
}

// historyOf sums the prices of those who are admitted, as they were on each of the days.
func historyOf(lines []Line, was []pastPrice, days []calendar.Date) []History {
	under := map[uuid.UUID]Line{}
	for _, l := range lines {
		under[l.Offering.UUID] = l
	}
	type row struct {
		scheme uuid.UUID
		unit   string
	}
	amounts := map[row][][]int64{}
	names := map[uuid.UUID]Line{}
	for _, p := range was {
		l := under[p.Offering]
		key := row{l.Scheme, p.Unit}
		if amounts[key] == nil {
			amounts[key] = make([][]int64, len(days))
			names[l.Scheme] = l
		}
		for i, day := range days {
			if p.on(day) {
				amounts[key][i] = append(amounts[key][i], p.Cents)
			}
		}
	}
	var out []History
	for key, byDay := range amounts {
		l := names[key.scheme]
		h := History{Fi: l.SchemeFi, Sv: l.SchemeSv, En: l.SchemeEn, Unit: key.unit, Spreads: make([]*Spread, len(days))}
		for i, list := range byDay {
			if len(list) > 0 {
				s := SpreadOf(key.unit, list, nil)
				h.Spreads[i] = &s
			}
		}
		out = append(out, h)
	}
	slices.SortFunc(out, func(a, b History) int { return cmp.Or(cmp.Compare(a.Fi, b.Fi), cmp.Compare(a.Unit, b.Unit)) })
	return out
}
