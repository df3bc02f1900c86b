package demo

import (
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/hours"
	"github.com/tuottajatori/tuottajatori/internal/producer"
)

// opened is when a point is open, as its firm has told it.
type opened struct {
	point *point
	week  hours.Week
}

// open makes when points are open: some firms have told nothing, some agree on each visit, housing is open round the clock.
func (w *world) open() []opened {
	c, today := w.opt.chance("hours"), w.day(w.now)
	var out []opened
	for _, p := range w.points {
		o := opened{point: p, week: hours.Week{State: hours.Regular, Holidays: hours.RuleClosed, Eves: hours.RuleClosed}}
		o.week.Confirmed = today.AddDays(-c.between(0, 420))
		switch kind := c.IntN(100); {
		case kind < 12:
			continue
		case kind < 20:
			o.week.State = hours.Agreement
		case p.unit.group == "housing":
			o.week.Holidays, o.week.Eves = hours.RuleUsual, hours.RuleUsual
			fillDays(&o.week, 0, 6, hours.RoundTheClock)
		case p.unit.group == "at_home" && kind < 60:
			o.week.Holidays, o.week.Eves = hours.RuleSunday, hours.RuleUsual
			fillDays(&o.week, 0, 4, hours.Interval{Opens: 7 * 60, Closes: 21 * 60})
			fillDays(&o.week, 5, 6, hours.Interval{Opens: 8 * 60, Closes: 20 * 60})
		default:
			opens, closes := hours.Clock(c.between(15, 19)*30), hours.Clock(c.between(30, 36)*30)
			fillDays(&o.week, 0, 4, hours.Interval{Opens: opens, Closes: closes})
			if kind >= 80 {
				o.week.Days[4] = []hours.Interval{{Opens: opens, Closes: 11*60 + 30}, {Opens: 12*60 + 15, Closes: closes - 30}}
			}
			if kind >= 90 {
				fillDays(&o.week, 5, 5, hours.Interval{Opens: 10 * 60, Closes: 14 * 60})
			}
			o.week.ElseAgreement = c.of(25)
			o.week.Exceptions = exceptions(c, p, today)
		}
		out = append(out, o)
	}
	return out
}

func fillDays(w *hours.Week, first, last int, open hours.Interval) {
	for i := first; i <= last; i++ {
		w.Days[i] = []hours.Interval{open}
	}
}

// exceptions are those of some: a day of training soon, and a pause of a few weeks some time ahead.
func exceptions(c chance, p *point, today calendar.Date) []hours.Exception {
	if !c.of(30) {
		return nil
	}
	notes := [2]string{"Koulutuspäivä", "Tauko"}
	if p.unit.firm.swedish {
		notes = [2]string{"Utbildningsdag", "Paus"}
	}
	soon, later := today.AddDays(c.between(1, 12)), today.AddDays(c.between(30, 120))
	return []hours.Exception{
		{First: soon, Last: soon, Open: []hours.Interval{{Opens: 12 * 60, Closes: 15 * 60}}, Note: notes[0]},
		{First: later, Last: later.AddDays(c.between(6, 20)), Note: notes[1]},
	}
}

var hoursTables = []writer{
	{"point_hours", "point_id state week else_agreement holidays eves confirmed_on", func(w *world, add func(...any) error) error {
		return each(w.opened, func(o opened) []any {
			return []any{o.point.id, string(o.week.State), producer.WriteWeek(o.week), o.week.ElseAgreement, string(o.week.Holidays), string(o.week.Eves), o.week.Confirmed}
		}, add)
	}},
	{"point_hours_exception", "point_id days open note", func(w *world, add func(...any) error) error {
		for _, o := range w.opened {
			if err := each(o.week.Exceptions, func(e hours.Exception) []any {
				return []any{o.point.id, span(e.First, e.Last.AddDays(1)), producer.WriteDay(e.Open), e.Note}
			}, add); err != nil {
				return err
			}
		}
		return nil
	}},
}
