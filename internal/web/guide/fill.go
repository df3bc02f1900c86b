package guide

import (
	"strconv"
	"strings"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/offering"
)

// filler is the figures of a statement on a day, as the variables of its text; false when they are not known that day, and
// then the statement is left out.
type filler func(w words, on calendar.Date) ([]any, bool)

func review(words, calendar.Date) ([]any, bool) { return []any{"Days", strconv.Itoa(reviewDays)}, true }

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
	return []any{"Min", w.Whole(exampleRange.least), "Max", w.Whole(exampleRange.most)}, true
}

func careExample(w words, on calendar.Date) ([]any, bool) {
	limits, ok := limitsOn(on)
	if !ok {
		return nil, false
	}
	x := exampleCare
	return []any{
		"Income", w.Whole(x.income), "Hours", strconv.Itoa(x.hours), "Limit", w.Whole(limits.of(1)), "Left", w.Whole(x.income - limits.of(1)),
		"Percent", w.hundredths(percentOf(1, x.hours)), "Fee", w.Whole(careFee(limits, 1, x.hours, x.income)),
	}, true
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
	limits, ok := limitsOn(on)
	return []any{"Valid", w.since(limits.span.from)}, ok
}

func ifLimits(_ words, on calendar.Date) ([]any, bool) {
	_, ok := limitsOn(on)
	return nil, ok
}

func sincePercents(w words, _ calendar.Date) ([]any, bool) {
	return []any{"Valid", w.since(percentsSince)}, true
}

// tables draws the table of a statement by its key. Captions are statements, so that they have sources and days.
func (w words) tables(key, caption string, on calendar.Date) components.TableArgs {
	limits, _ := limitsOn(on)
	switch key {
	case "guide.income.example_caption":
		return w.exampleTable(caption, limits)
	case "guide.income.limits_caption":
		return w.limitsTable(caption, limits)
	default:
		return w.percentsTable(caption)
	}
}

func number(text string) components.Cell { return components.Cell{Text: text, Num: true} }

func (w words) exampleTable(caption string, limits careLimits) components.TableArgs {
	t := components.TableArgs{Caption: caption, Head: []components.Cell{{Text: w.T("guide.income.example_income")}}}
	for _, hours := range exampleCare.by {
		t.Head = append(t.Head, number(w.T("guide.income.example_hours", "Hours", strconv.Itoa(hours))))
	}
	for _, income := range exampleCare.incomes {
		row := []components.Cell{{Text: w.Whole(income)}}
		for _, hours := range exampleCare.by {
			row = append(row, number(w.Whole(careFee(limits, 1, hours, income))))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (w words) limitsTable(caption string, limits careLimits) components.TableArgs {
	t := components.TableArgs{Caption: caption, Head: []components.Cell{
		{Text: w.T("guide.income.limits_persons")}, number(w.T("guide.income.limits_amount")),
	}}
	for i := range limits.euros {
		t.Rows = append(t.Rows, []components.Cell{{Text: strconv.Itoa(i + 1)}, number(w.Whole(limits.of(i + 1)))})
	}
	further := money.Cents(100 * limits.further)
	t.Rows = append(t.Rows, []components.Cell{{Text: w.T("guide.income.limits_more")}, number("+ " + w.Whole(further))})
	return t
}

func (w words) percentsTable(caption string) components.TableArgs {
	t := components.TableArgs{Caption: caption, Scroll: true, Head: []components.Cell{{Text: w.T("guide.income.percents_hours")}}}
	for n := 1; n <= 5; n++ {
		t.Head = append(t.Head, number(w.T("guide.income.percents_persons", "Count", n)))
	}
	t.Head = append(t.Head, number(w.T("guide.income.percents_six")))
	for i, row := range percents {
		cells := []components.Cell{{Text: strconv.Itoa(leastHours + i)}}
		for _, share := range row {
			cells = append(cells, number(w.hundredths(share)))
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}
