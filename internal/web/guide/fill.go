package guide

import (
	"strconv"
	"strings"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/offering/fees"
	"github.com/tuottajatori/tuottajatori/internal/platform/kept"
)

// filler is the figures of a statement on a day, as the variables of its text; false when they are not known that day, and
// then the statement is left out.
type filler func(w words, on calendar.Date) ([]any, bool)

func review(words, calendar.Date) ([]any, bool) { return []any{"Days", strconv.Itoa(reviewDays)}, true }

func reportKept(w words, _ calendar.Date) ([]any, bool) {
	return []any{"Address", strconv.Itoa(w.kept.Of(kept.ReportAddresses)), "Words", strconv.Itoa(w.kept.Of(kept.ReportWords))}, true
}

func (w words) since(s calendar.Date) string { return w.T("guide.valid", "Date", s) }

func amountOfFigure(name string) filler {
	return func(w words, on calendar.Date) ([]any, bool) {
		f, ok := figureOn(name, on)
		return []any{"Amount", w.Whole(f.cents), "Valid", w.since(f.span.from)}, ok
	}
}

func percentOfFigure(name string) filler {
	return func(w words, on calendar.Date) ([]any, bool) {
		f, ok := figureOn(name, on)
		return []any{"Percent", w.hundredths(10 * f.tenth)}, ok
	}
}

// hundredths writes a number given in hundredths: "8,75", "42,5", "85".
func (w words) hundredths(n int) string {
	whole, rest := strconv.Itoa(n/100), n%100
	if rest == 0 {
		return whole
	}
	return whole + w.DecimalMark() + strings.TrimSuffix(strconv.Itoa(100 + rest)[1:], "0")
}

func voucherExample(w words, _ calendar.Date) ([]any, bool) {
	value := exampleVoucher.value
	pays := offering.WhatClientPays(
		offering.Terms{ClientPays: offering.OwnShare, Unit: "hour", ValueCents: &value},
		&offering.PriceLine{Unit: "hour", Cents: exampleVoucher.price})
	return []any{"Price", w.Whole(exampleVoucher.price), "Value", w.Whole(value), "Share", w.Whole(*pays.Cents)}, true
}

func rangeExample(w words, _ calendar.Date) ([]any, bool) {
	x := exampleRange
	span := w.Amount(offering.Pays{Kind: offering.ClientFee, Cents: &x.least, CentsMax: &x.most})
	return []any{"Range", span, "Min", w.Whole(x.least), "Max", w.Whole(x.most)}, true
}

// care is the fee for continuous home care on a day; false beyond the days for which its limits were looked up.
func care(on calendar.Date, persons, hours int, income money.Cents) (fees.Fee, bool) {
	if on.After(index2026.until) {
		return fees.Fee{}, false
	}
	return fees.HomeCare(on, fees.Question{Persons: persons, Minutes: 60 * hours, Income: income})
}

func careExample(w words, on calendar.Date) ([]any, bool) {
	x := exampleCare
	fee, ok := care(on, 1, x.hours, x.income)
	return []any{
		"Income", w.Whole(x.income), "Hours", strconv.Itoa(x.hours), "Limit", w.Whole(fee.Limit), "Left", w.Whole(fee.Over),
		"Percent", w.hundredths(fee.Percent), "Fee", w.Whole(fee.Cents),
	}, ok
}

func monthExample(w words, _ calendar.Date) ([]any, bool) {
	x := exampleUsage
	hour := x.hour
	month := offering.PerMonth(offering.Pays{Kind: offering.OwnShare, Cents: &hour, Per: "hour"}, offering.Usage{Minutes: x.minutes, Times: x.times})
	if !month.Known {
		return nil, false
	}
	return []any{
		"Hour", w.Whole(hour), "Times", strconv.Itoa(x.times), "Minutes", strconv.Itoa(x.minutes),
		"Hours", w.hundredths(int(month.Steps[0].Hundredths)), "Month", w.Whole(month.Cents),
	}, true
}

func sinceLimits(w words, on calendar.Date) ([]any, bool) {
	fee, ok := care(on, 1, 1, 0)
	return []any{"Valid", w.since(fee.Since)}, ok
}

func ifLimits(_ words, on calendar.Date) ([]any, bool) {
	_, ok := care(on, 1, 1, 0)
	return nil, ok
}

func sincePercents(w words, on calendar.Date) ([]any, bool) {
	_, ok := care(on, 1, 1, 0)
	return []any{"Valid", w.since(percentsSince)}, ok
}

// tables draws the table of a statement by its key. Captions are statements, so that they have sources and days.
func (w words) tables(key, caption string, on calendar.Date) components.TableArgs {
	switch key {
	case "guide.income.example_caption":
		return w.exampleTable(caption, on)
	case "guide.income.limits_caption":
		return w.limitsTable(caption, on)
	default:
		return w.percentsTable(caption, on)
	}
}

func number(text string) components.Cell { return components.Cell{Text: text, Num: true} }

func (w words) exampleTable(caption string, on calendar.Date) components.TableArgs {
	t := components.TableArgs{Caption: caption, Scroll: true, Head: []components.Cell{{Text: w.T("guide.income.example_income")}}}
	for _, hours := range exampleCare.by {
		t.Head = append(t.Head, number(w.T("guide.income.example_hours", "Hours", strconv.Itoa(hours))))
	}
	for _, income := range exampleCare.incomes {
		row := []components.Cell{{Text: w.Whole(income)}}
		for _, hours := range exampleCare.by {
			fee, _ := care(on, 1, hours, income)
			row = append(row, number(w.Whole(fee.Cents)))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// The law's tables have a column for each number of persons up to six, and a row for each hour from four to 38: fewer
// hours have the first row's percentages, and more hours the last one's.
const mostPersons, leastHours, mostHours = 6, 4, 38

func (w words) limitsTable(caption string, on calendar.Date) components.TableArgs {
	t := components.TableArgs{Caption: caption, Head: []components.Cell{
		{Text: w.T("guide.income.limits_persons")}, number(w.T("guide.income.limits_amount")),
	}}
	var last money.Cents
	for n := 1; n <= mostPersons; n++ {
		fee, _ := care(on, n, 1, 0)
		last = fee.Limit
		t.Rows = append(t.Rows, []components.Cell{{Text: strconv.Itoa(n)}, number(w.Whole(last))})
	}
	one, _ := care(on, mostPersons+1, 1, 0)
	t.Rows = append(t.Rows, []components.Cell{{Text: w.T("guide.income.limits_more")}, number("+ " + w.Whole(one.Limit-last))})
	return t
}

func (w words) percentsTable(caption string, on calendar.Date) components.TableArgs {
	t := components.TableArgs{Caption: caption, Scroll: true, Head: []components.Cell{{Text: w.T("guide.income.percents_hours")}}}
	for n := 1; n < mostPersons; n++ {
		t.Head = append(t.Head, number(w.T("guide.income.percents_persons", "Count", n)))
	}
	t.Head = append(t.Head, number(w.T("guide.income.percents_six")))
	for hours := leastHours; hours <= mostHours; hours++ {
		cells := []components.Cell{{Text: strconv.Itoa(hours)}}
		for n := 1; n <= mostPersons; n++ {
			fee, _ := care(on, n, hours, 0)
			cells = append(cells, number(w.hundredths(fee.Percent)))
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}
