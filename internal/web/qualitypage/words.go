package qualitypage

import (
	"strconv"
	"strings"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/quality"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/grade"
	"github.com/tuottajatori/tuottajatori/internal/quality"
)

// steps writes what each indicator did to the figure.
func (w words) steps(v *views.Figure, main quality.Composed, told quality.Told) {
	v.Chart = components.BarsArgs{Caption: w.T("quality.figure.chart"), Name: w.T("quality.figure.indicator"), Value: w.T("quality.figure.points")}
	var sum []string
	var left int
	for _, s := range main.Steps {
		i := s.Indicator
		cells := []components.Cell{{Text: i.Name.In(w.lang()), Note: i.Measures.In(w.lang())}, {}, {}, {Num: true}, {Num: true}}
		if s.Weight > 0 {
			cells[4].Text = strconv.Itoa(s.Weight)
		}
		if p := s.Part; p != nil {
			cells[1].Note, cells[2].Text = w.Counted(i, p.N), w.Period(p.From, p.To)
			cells[2].Note = p.Source
			if told.Enough(*p) {
				cells[1].Text = w.Measure(i, p.Value)
			}
		}
		if s.Why == quality.Counted {
			cells[3].Text = w.hundredths(s.Points)
			if main.Known {
				cells[4].Note = w.T("quality.figure.share", "Share", w.permille(s.Share))
			}
			sum = append(sum, w.hundredths(s.Points)+" × "+strconv.Itoa(s.Weight))
			v.Chart.Rows = append(v.Chart.Rows, components.BarsRow{Name: i.Name.In(w.lang()), Value: w.hundredths(s.Points), Permille: s.Worth / 10})
		} else {
			if cells[1].Text == "" {
				cells[1].Text = w.T("quality.why_not." + s.Why)
			}
			cells[3].Text = "–"
			left += s.Weight
		}
		v.Steps = append(v.Steps, cells)
	}
	v.Rule = w.T("quality.figure.rule", "Needed", told.Needed)
	if main.Known {
		v.Sum = "(" + strings.Join(sum, " + ") + ") ÷ " + strconv.Itoa(main.Weight) + " = " + w.hundredths(main.Mean)
		if len(sum) == 1 {
			v.Sum = w.T("quality.figure.alone", "Number", w.hundredths(main.Mean))
		}
	} else {
		v.Rule = w.T("quality.figure.rule_few", "Needed", told.Needed, "Count", main.Answers)
	}
	if left > 0 {
		v.LeftOut = w.T("quality.figure.left_out", "Left", left, "Of", main.Of)
	}
}

// set is what one set of weights makes of the same values.
func (w words) set(set quality.Composed) []components.Cell {
	name := set.Weights.Name.In(w.lang())
	if set.Weights.Main {
		name = w.T("quality.figure.main_set", "Name", name)
	}
	figure := components.Cell{Text: w.T(quality.NotRated.Key()), Note: w.T("quality.figure.no_answers")}
	if set.Known {
		figure = components.Cell{Text: w.T("public.quality.number", "Number", w.Points(set.Mean)), Note: w.T(quality.Word(set.Mean).Key())}
	}
	var counts []string
	for _, s := range set.Steps {
		if s.Why == quality.Counted {
			counts = append(counts, s.Indicator.Name.In(w.lang())+" "+w.permille(s.Share))
		}
	}
	if len(counts) == 0 {
		counts = []string{"–"}
	}
	return []components.Cell{{Text: name, Note: set.Weights.Grounds.In(w.lang())}, figure, {Text: strings.Join(counts, ", ")}}
}

func (w words) about(sets []quality.Weights) views.About {
	v := views.About{
		Crumbs: []components.Crumb{{Text: w.T("public.producer.front"), Href: paths.Front(w.Lang())}},
		Rule:   w.T("quality.about.rule_text", "Usual", quality.UsualLeast),
		API: []components.Crumb{
			{Text: w.T("quality.about.data_indicators"), Href: "/api/v1/quality/indicators?lang=" + w.lang()},
			{Text: w.T("quality.about.data_weights"), Href: "/api/v1/quality/weights?lang=" + w.lang()},
		},
		WeightHead: []components.Cell{{Text: w.T("quality.figure.indicator")}},
	}
	for _, b := range grade.Bounds() {
		if b.From > 0 {
			v.Grades = append(v.Grades, w.T("quality.about.grade", "Word", w.T(b.Grade.Key()), "Number", w.Points(b.From)))
		}
	}
	v.Grades = append(v.Grades, w.T("quality.about.grade_under", "Word", w.T(grade.Poor.Key()), "Number", w.Points(grade.AtLeast(grade.Fair))))
	for _, i := range quality.Indicators() {
		v.Indicators = append(v.Indicators, []components.Cell{
			{Text: i.Name.In(w.lang()), Note: i.Measures.In(w.lang())}, {Text: i.Origin.In(w.lang())}, {Text: w.Measure(i, i.Worst)}, {Text: w.Measure(i, i.Best)},
		})
	}
	for _, set := range sets {
		v.WeightHead = append(v.WeightHead, components.Cell{Text: set.Name.In(w.lang()), Num: true})
		v.Sets = append(v.Sets, [2]string{set.Name.In(w.lang()), w.T("quality.about.set", "Grounds", set.Grounds.In(w.lang()), "Date", set.ValidFrom)})
	}
	for _, i := range quality.Indicators() {
		row := []components.Cell{{Text: i.Name.In(w.lang())}}
		for _, set := range sets {
			text := "–"
			if weight := set.Of[i.Key]; weight > 0 {
				text = w.permille((2000*weight + set.Sum()) / (2 * set.Sum()))
			}
			row = append(row, components.Cell{Text: text, Num: true})
		}
		v.Weights = append(v.Weights, row)
	}
	return v
}

// hundredths writes 456 as "4,56".
func (w words) hundredths(n int) string {
	return strconv.Itoa(n/100) + w.DecimalMark() + strconv.Itoa(n%100/10) + strconv.Itoa(n%10)
}

// permille writes thousandths as whole per cent.
func (w words) permille(n int) string {
	return w.T("quality.unit.percent", "Number", strconv.Itoa((n+5)/10))
}
