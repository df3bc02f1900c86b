package wording

import (
	"strconv"

	views "github.com/tuottajatori/tuottajatori/frontend/pages/public"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/quality"
)

// Quality is a rating as a word, a number, how many answers are behind it, what was measured and when, and where all of
// it is explained.
func (w Words) Quality(r *quality.Rating) views.Quality {
	if r == nil {
		return views.Quality{Word: w.T(quality.NotRated.Key())}
	}
	out := views.Quality{Word: w.T(r.Grade().Key()), Why: paths.Quality(w.Lang(), r.Unit.String(), r.Service)}
	if !r.Published() {
		out.Count = w.T("public.quality.missing", "Count", r.Answers, "Needed", r.Needed)
		return out
	}
	out.Number = w.T("public.quality.number", "Number", w.Points(r.Mean))
	out.Count = w.T("public.quality.count", "Count", r.Answers)
	source := w.T("public.quality.several", "Count", r.Indicators)
	if i, known := quality.ByKey(r.Source); known {
		source = i.Name.In(w.lang())
	}
	out.Source = w.T("public.quality.source", "Source", source, "Period", w.Period(r.From, r.To))
	if r.Demo {
		out.Source = w.T("public.quality.source_demo", "Period", w.Period(r.From, r.To))
	}
	return out
}

// Points writes hundredths of a point with one decimal: "4,6".
func (w Words) Points(hundredths int) string {
	tenths := (hundredths + 5) / 10
	return strconv.Itoa(tenths/10) + w.DecimalMark() + strconv.Itoa(tenths%10)
}

// Period writes the days that something covers.
func (w Words) Period(from, to calendar.Date) string {
	if from == to || from.IsZero() {
		return w.Date(to)
	}
	return w.T("public.quality.period", "From", w.Date(from), "To", w.Date(to))
}

// Inspection is the latest inspection in a line, or that there is none in our records.
func (w Words) Inspection(i *quality.Inspection) views.Inspection {
	if i == nil {
		return views.Inspection{Finding: w.T("quality.inspection.none_known")}
	}
	outcome := w.Written(catalogue.Texts(i.Outcome))
	v := views.Inspection{
		Finding: w.T("quality.finding." + i.Finding), Date: w.Date(i.On), Kind: w.T("quality.inspection_kind." + i.Kind),
		Inspector: w.inspector(i.Inspector), Outcome: outcome.Text, Lang: outcome.Lang, Link: i.Link,
	}
	if i.Demo {
		v.Note = w.T("quality.inspection.demo")
	}
	if !i.Corrected.IsZero() {
		v.Corrected = w.T("quality.figure.corrected", "Date", i.Corrected)
	}
	return v
}

// inspector is who inspected. It is written once, in one language; a county has a name in each.
func (w Words) inspector(written string) string {
	for _, c := range place.Counties() {
		if written == c.Fi || written == c.Sv || written == c.En {
			return c.Name(w.lang())
		}
	}
	return written
}

// Measure writes a value of an indicator in its unit: "96,5 %".
func (w Words) Measure(i quality.Indicator, value int) string {
	return w.T("quality.unit."+i.Unit, "Number", w.Plain(value))
}

// Plain writes hundredths as a number without needless noughts, as it is typed in a form.
func (w Words) Plain(value int) string {
	number := strconv.Itoa(value / 100)
	if rest := value % 100; rest%10 != 0 {
		number += w.DecimalMark() + strconv.Itoa(rest/10) + strconv.Itoa(rest%10)
	} else if rest != 0 {
		number += w.DecimalMark() + strconv.Itoa(rest/10)
	}
	return number
}

// Counted writes how many answers, visits and so on a value is of.
func (w Words) Counted(i quality.Indicator, n int) string {
	return w.T("quality.counted."+i.Counts, "Count", n)
}
