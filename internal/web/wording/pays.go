package wording

import (
	"strconv"
	"strings"

	views "github.com/tuottajatori/tuottajatori/frontend/pages/public"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/service"
)

// Month is what the client pays in a month, in words: "noin 364 €/kk, kun 3 × 30 min viikossa". It is empty when the amount
// is told by the month already, is nothing, or cannot be turned into months.
func (w Words) Month(it catalogue.Item) string {
	e := it.Month
	if !e.Known || !e.Converted || e.Cents == 0 && e.Max == nil {
		return ""
	}
	amount := w.Estimate(e)
	if service.RhythmOf(it.Service.Key) == service.EveryDay {
		return w.T("pays.about_every_day", "Amount", amount)
	}
	return w.T("pays.about", "Amount", amount, "Usage", w.UsageBy(it.Usage, it.Pays.Per))
}

// Estimate is an amount by the month: "364 €/kk", "0–420 €/kk", "alkaen 364 €/kk". An estimate that was worked out is told
// in whole euros, since it is no more exact than that; one that was told by the month as it was told.
func (w Words) Estimate(e offering.Estimate) string {
	if !e.Known {
		return ""
	}
	about := func(c money.Cents) money.Cents {
		if !e.Converted || c < 1000 {
			return c
		}
		return (c + 50) / 100 * 100
	}
	least := about(e.Cents)
	p := offering.Pays{Cents: &least, From: e.From}
	sum := w.Whole(least)
	if e.Max != nil {
		most := about(*e.Max)
		if p.CentsMax = &most; most != least {
			sum = w.Amount(p)
		}
	}
	sum += w.Per(service.Month)
	if e.From {
		return w.T("public.pays.from") + " " + sum
	}
	return sum
}

// UsageBy is a usage as it counts for amounts by a unit: the length of a visit says nothing where one pays by the visit.
func (w Words) UsageBy(u offering.Usage, unit string) string {
	switch {
	case unit == service.Hour || unit == "" && u.Minutes > 0:
		return w.T("pays.times_length", "Times", u.Times, "Length", w.Length(u.Minutes))
	case unit == service.Meal:
		return w.T("pays.meals", "Count", u.Times)
	case unit == service.Day:
		return w.T("pays.days", "Count", min(u.Times, 7))
	default:
		return w.T("pays.visits", "Count", u.Times)
	}
}

// Length is how long a visit is: "30 min", "2 t", "3 t 30 min".
func (w Words) Length(minutes int) string {
	switch hours := minutes / 60; {
	case hours == 0 || minutes == 90:
		return w.T("pays.minutes", "Number", strconv.Itoa(minutes))
	case minutes%60 == 0:
		return w.T("pays.hours", "Number", strconv.Itoa(hours))
	default:
		return w.T("pays.hours_minutes", "Hours", strconv.Itoa(hours), "Minutes", strconv.Itoa(minutes%60))
	}
}

// How tells step by step how what the client pays comes about, and what it makes in a month.
func (w Words) How(it catalogue.Item) []views.PayStep {
	var out []views.PayStep
	steps := it.Explained().Steps
	if it.Month.Converted || !it.Month.Known && it.Pays.Cents != nil {
		steps = append(steps, it.Month.Steps...)
	}
	for _, s := range steps {
		out = append(out, views.PayStep{Text: w.T("pays.how."+s.Key, "Usage", w.UsageBy(offering.Usage{Minutes: s.Minutes, Times: s.Times}, s.Per)), Amount: w.stepAmount(s, it), Law: w.Law(s.Source)})
	}
	return out
}

func (w Words) stepAmount(s offering.PayStep, it catalogue.Item) string {
	switch {
	case s.Hundredths > 0:
		return w.Hundredths(s.Hundredths)
	case s.Key == "month_sum":
		return w.Estimate(it.Month)
	case s.Per == "" || s.Key == "month_own_unit":
		return ""
	case s.Cents < 0:
		return "−" + w.Money(-s.Cents) + w.Per(s.Per)
	}
	sum := w.Amount(offering.Pays{Cents: &s.Cents, CentsMax: s.Max}) + w.Per(s.Per)
	if s.From {
		return w.T("public.pays.from") + " " + sum
	}
	return sum
}

// Hundredths writes "8,75" of 875 and "26" of 2600.
func (w Words) Hundredths(n int64) string {
	whole, rest := strconv.FormatInt(n/100, 10), n%100
	if rest == 0 {
		return whole
	}
	return whole + w.DecimalMark() + strings.TrimSuffix(strconv.FormatInt(100+rest, 10)[1:], "0")
}

// Law is a law as people cite it: "569/2009 7 §", in English "569/2009 §7"; several paragraphs have one sign at their end.
func (w Words) Law(source string) string {
	if source == "" {
		return ""
	}
	if act, paragraph, ok := strings.Cut(source, " §"); ok && w.Lang() != locale.En {
		source = act + " " + strings.ReplaceAll(paragraph, "§", "") + " §"
	}
	return w.T("pays.how.law", "Law", source)
}
