package demo

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// amounts are a range in cents for a unit.
type amounts struct {
	unit      string
	low, high int
}

// level is what one service costs around the country, in cents, and how often it is found under which scheme.
type level struct {
	service string
	weight  int
	prices  []amounts // of producers, in the service's units
	value   []amounts // of a voucher; a value over every price: the service is free by law
	fee     []amounts // the client's, when the county arranges it
	regimes []int     // weights in the order of regimes
}

// regimes are those that the demo data has, in the order of the columns of levels.tsv.
var regimes = []scheme.Regime{scheme.RegimeOwnProduction, scheme.RegimeVoucher, scheme.RegimeDPS, scheme.RegimeSelfPaidListing,
	scheme.RegimeFreeListing, scheme.RegimeListing}

//go:embed levels.tsv
var levelsTSV string

// A row that does not fit is a broken build, which the tests see first; hence the panics.
var levels = sync.OnceValue(func() []level {
	var all []level
	for line := range strings.Lines(levelsTSV) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 6 {
			panic(fmt.Sprintf("demo: %d columns instead of 6 in %q", len(f), line))
		}
		l := level{service: f[0], weight: number(f[1]), prices: ranges(f[2]), value: ranges(f[3]), fee: ranges(f[4])}
		for _, w := range strings.Split(f[5], ",") {
			l.regimes = append(l.regimes, number(w))
		}
		if len(l.regimes) != len(regimes) {
			panic("demo: " + line)
		}
		all = append(all, l)
	}
	return all
})

func ranges(text string) []amounts {
	if text == "-" {
		return nil
	}
	var all []amounts
	for _, part := range strings.Split(text, ",") {
		unit, cents, _ := strings.Cut(part, ":")
		low, high, _ := strings.Cut(cents, "-")
		all = append(all, amounts{unit, number(low), number(high)})
	}
	return all
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic("demo: " + err.Error())
	}
	return n
}

// somewhere is an amount of the range that a price list would have: whole tens of cents, and whole euros when it is large.
func (a amounts) somewhere(c chance) int {
	step := 10
	switch {
	case a.low >= 100_00:
		step = 500
	case a.low >= 50_00:
		step = 100
	case a.low >= 20_00:
		step = 50
	}
	return round(c.between(a.low, a.high), step)
}

func round(cents, step int) int { return (cents + step/2) / step * step }

func levelOf(service string) level {
	for _, l := range levels() {
		if l.service == service {
			return l
		}
	}
	panic("demo: no level of " + service)
}
