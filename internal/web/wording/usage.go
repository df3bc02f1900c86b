package wording

import (
	"net/url"
	"strconv"

	views "github.com/tuottajatori/tuottajatori/frontend/pages/public"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/service"
)

// UsageForm shows by which usage amounts a month are told, and lets it be changed, for one service or, without a key, for
// several. Services that are not used by the week have none (nil). Where the form leads and back to the usual use is the
// page's to set.
func (w Words) UsageForm(key string, asked offering.Usage) *views.Usage {
	u := offering.UsageFor(key, asked)
	v := &views.Usage{WithMinutes: true, Legend: w.T("pays.usage.times_visits"), Hint: w.T("pays.usage.hint_usual")}
	switch rhythm := service.RhythmOf(key); {
	case key == "":
		u = asked
		v.Now, v.Hint = w.T("pays.usage.usual"), w.T("pays.usage.hint_mixed")
	case rhythm == service.Visits:
		v.Now = w.UsageBy(u, "")
	case rhythm == service.Counted:
		unit := countedBy(key)
		v.WithMinutes, v.Now = false, w.UsageBy(u, unit)
		v.Legend = w.T("pays.usage.times_" + unit + "s")
	default:
		return nil
	}
	v.Minutes, v.Times = figure(u.Minutes), figure(u.Times)
	if asked != (offering.Usage{}) {
		v.Hint = w.T("pays.usage.hint_asked")
		if key == "" {
			v.Now = w.asked(asked)
		}
	}
	return v
}

// asked is a usage of which a part may be left to what is usual.
func (w Words) asked(u offering.Usage) string {
	switch {
	case u.Minutes == 0:
		return w.T("pays.visits", "Count", u.Times)
	case u.Times == 0:
		return w.Length(u.Minutes)
	}
	return w.UsageBy(u, "")
}

// countedBy is what a service that is counted is counted by.
func countedBy(key string) string {
	if s, ok := service.ByKey(key); ok && s.HasUnit(service.Meal) {
		return service.Meal
	}
	return service.Day
}

func figure(n int) string {
	if n <= 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// WrongUsage puts what was typed back into the form, with what is wrong with it (the error of catalogue.ParseUsage).
func (w Words) WrongUsage(v *views.Usage, values url.Values, err error) {
	if v == nil || err == nil {
		return
	}
	v.Open = true
	for _, f := range fault.From(err).Fields {
		text := w.T(f.Key, "Min", f.Args["Min"], "Max", f.Args["Max"])
		switch f.Name {
		case "minutes":
			v.Minutes, v.MinutesError = typed(values.Get("minutes")), text
		case "times":
			v.Times, v.TimesError = typed(values.Get("times")), text
		}
	}
}

// typed makes what was typed into a short field fit to be shown back.
func typed(s string) string {
	const most = 20
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}
