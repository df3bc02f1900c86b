// Package fees works out client fees that a law sets by income: that of continuous home care (734/1992 §10 e). Limits of
// income and percentages are facts with the day from which they hold, in limits.csv and percentages.csv; rules are pure.
//
// What comes out is the most that a county may take; it may take less (734/1992 §11), and decides in each case.
package fees

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/money"
)

// Source is the law that the fee of continuous home care follows.
const Source = "734/1992 §10 e"

// The bounds of a question that makes sense.
const (
	MaxPersons              = 20
	MaxHours                = 744        // of the longest month
	MaxIncome   money.Cents = 10_000_000 // a month: 100 000 €
	mostPersons             = 6          // the columns of the tables
	whole                   = 100 * 100  // hundredths of a per cent in a whole
)

// Question is what the fee depends on.
type Question struct {
	Persons int          // in the household: the client, a spouse, minor children
	Income  money.Cents  // a month before taxes, of the client and a spouse
	Minutes int          // of help a month by the decision; rounded to whole hours, halves up
	Cost    *money.Cents // of giving the service in a month, which the fee is never above; nil when not known
}

// Fee is the most that is paid in a month, and the numbers by which it came about.
type Fee struct {
	Cents   money.Cents
	Limit   money.Cents // of income, up to which nothing is paid
	Over    money.Cents // income above it; never below nothing
	Percent int         // hundredths of a per cent: 2600 for 26 %
	Hours   int
	AtCost  bool          // the cost is less than the percentage would make
	Since   calendar.Date // from when the limits hold
}

// HomeCare works out the fee of continuous home care on a day: the percentage of income over the limit, never above the
// cost, and rounded down to a cent, since it is a most. It is false when the question is out of bounds, or when no
// limits are known for the day.
func HomeCare(on calendar.Date, q Question) (Fee, bool) {
	if q.Persons < 1 || q.Persons > MaxPersons || q.Income < 0 || q.Income > MaxIncome || q.Minutes < 1 || q.Minutes > MaxHours*60 || q.Cost != nil && *q.Cost < 0 {
		return Fee{}, false
	}
	limit, since, known := limitOn(on, q.Persons)
	if !known {
		return Fee{}, false
	}
	f := Fee{Limit: limit, Since: since, Over: max(q.Income-limit, 0), Hours: max((q.Minutes+30)/60, 1)}
	if f.Percent, known = percentOn(on, f.Hours, q.Persons); !known {
		return Fee{}, false
	}
	f.Cents = f.Over * money.Cents(f.Percent) / whole
	if q.Cost != nil && *q.Cost < f.Cents {
		f.Cents, f.AtCost = *q.Cost, true
	}
	return f, true
}

// limitOn is the limit of income in force on a day for a household.
func limitOn(on calendar.Date, persons int) (limit money.Cents, since calendar.Date, known bool) {
	for _, l := range tables().limits { // by day, the latest last
		if l.from.After(on) || l.persons != min(persons, mostPersons) {
			continue
		}
		limit, since, known = l.limit+l.further*money.Cents(max(persons-mostPersons, 0)), l.from, true
	}
	return limit, since, known
}

// percentOn is the percentage in force on a day: that of the row with the hours, of the least or of the most.
func percentOn(on calendar.Date, hours, persons int) (percent int, known bool) {
	var day calendar.Date
	for _, p := range tables().percents { // by day and hours
		if p.from.After(on) {
			break
		}
		if p.from != day {
			day, known = p.from, false
		}
		if !known || p.hours <= hours {
			percent, known = p.of[min(persons, mostPersons)-1], true
		}
	}
	return percent, known
}

type limitRow struct {
	from           calendar.Date
	persons        int
	limit, further money.Cents
}

type percentRow struct {
	from  calendar.Date
	hours int
	of    [mostPersons]int
}

type table struct {
	limits   []limitRow
	percents []percentRow
}

var (
	//go:embed limits.csv
	limitsCSV string
	//go:embed percentages.csv
	percentagesCSV string
)

// A row that does not fit is a broken build, which the tests see first; hence the panics.
var tables = sync.OnceValue(func() *table {
	t := &table{}
	for _, f := range rows(limitsCSV, 4) {
		t.limits = append(t.limits, limitRow{date(f[0]), int(hundredths(f[1]) / 100), money.Cents(hundredths(f[2])), money.Cents(hundredths(f[3]))})
	}
	for _, f := range rows(percentagesCSV, 2+mostPersons) {
		p := percentRow{from: date(f[0]), hours: int(hundredths(f[1]) / 100)}
		for i := range p.of {
			p.of[i] = int(hundredths(f[2+i]))
		}
		t.percents = append(t.percents, p)
	}
	slices.SortStableFunc(t.limits, func(a, b limitRow) int { return a.from.Compare(b.from) })
	slices.SortStableFunc(t.percents, func(a, b percentRow) int { return a.from.Compare(b.from) })
	return t
})

func rows(text string, columns int) [][]string {
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = columns
	all, err := r.ReadAll()
	if err != nil {
		panic(fmt.Errorf("fees: %w", err))
	}
	return all[1:]
}

func date(text string) calendar.Date {
	d, err := calendar.Parse(text)
	if err != nil {
		panic(fmt.Errorf("fees: %w", err))
	}
	return d
}

// hundredths reads "8.75" as 875.
func hundredths(text string) int64 {
	left, right, _ := strings.Cut(text, ".")
	n, err := strconv.ParseInt(left+(right + "00")[:2], 10, 64)
	if err != nil {
		panic(fmt.Errorf("fees: %w", err))
	}
	return n
}
