package supply

import (
	"bytes"
	"cmp"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

// History is how the prices of one unit have gone under a scheme: one spread for each of HistoryDays; nil: there were none.
type History struct {
	Scheme     uuid.UUID
	Fi, Sv, En string // its name
	Unit       string
	Spreads    []*Spread
}

// daySpread is how prices of a unit were under a scheme on a day.
type daySpread struct {
	Scheme uuid.UUID     `db:"scheme_id"`
	Day    calendar.Date `db:"day"`
	Spread
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

// historyOf puts spreads under their schemes and days.
func historyOf(lines []Line, spreads []daySpread, days []calendar.Date) (out []History) {
	names := map[uuid.UUID]Line{}
	for _, l := range lines {
		names[l.Scheme] = l
	}
	type row struct {
		scheme uuid.UUID
		unit   string
	}
	at := map[row]int{}
	for _, s := range spreads {
		i, known := at[row{s.Scheme, s.Unit}]
		if !known {
			i = len(out)
			at[row{s.Scheme, s.Unit}] = i
			l := names[s.Scheme]
			out = append(out, History{Scheme: s.Scheme, Fi: l.SchemeFi, Sv: l.SchemeSv, En: l.SchemeEn, Unit: s.Unit, Spreads: make([]*Spread, len(days))})
		}
		out[i].Spreads[slices.Index(days, s.Day)] = &s.Spread
	}
	slices.SortFunc(out, func(a, b History) int {
		return cmp.Or(cmp.Compare(a.Fi, b.Fi), bytes.Compare(a.Scheme[:], b.Scheme[:]), cmp.Compare(a.Unit, b.Unit))
	})
	return out
}
