package pricelist

import (
	"context"
	"strconv"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/platform/sheet"
	"github.com/tuottajatori/tuottajatori/internal/service"
)

// Table is a producer's list as it is now: a row for each price, with the next price where one is told already. What is
// not priced by the producer, such as what a client fee pays, is not in it. Another's list is not found.
func (s *Service) Table(ctx context.Context, a actor.Actor, producer uuid.UUID, l locale.Lang, name string) (sheet.Sheet, sheet.Rows, error) {
	if err := allow(a, producer); err != nil {
		return sheet.Sheet{}, nil, err
	}
	out := emptySheet(Prices, l, name)
	w := writer{service: s, actor: a, lang: l, units: map[string][]string{}}
	return out, func(row func([]any) error) error {
		return s.offerings.Each(ctx, a, producer, func(o offering.Listed) error { return w.rows(ctx, o, row) })
	}, nil
}

func emptySheet(k Kind, l locale.Lang, name string) sheet.Sheet {
	out := sheet.Sheet{Lang: l, Name: name}
	for _, c := range columnsOf(k) {
		out.Columns = append(out.Columns, sheet.Column{Head: c.names.in(l), Width: c.width})
	}
	return out
}

type writer struct {
	service *Service
	actor   actor.Actor
	lang    locale.Lang
	units   map[string][]string // that an admission's service can be priced by
}

// rows writes an offering's prices: of each unit and time the one in force, and the one after it.
func (w writer) rows(ctx context.Context, o offering.Listed, row func([]any) error) error {
	asked, err := w.priced(ctx, o)
	if err != nil || len(asked) == 0 {
		return err
	}
	written := false
	for _, unit := range asked {
		for _, class := range append([]string{""}, offering.Classes()...) {
			lines := o.Prices
			if class != "" {
				lines = o.Classes
			}
			wrote, err := w.lines(o, unit, class, lines, row)
			if err != nil {
				return err
			}
			written = written || wrote
		}
	}
	if !written {
		return row(w.cells(o, asked[0], "", nil, nil))
	}
	return nil
}

func (w writer) lines(o offering.Listed, unit, class string, lines []offering.PriceLine, row func([]any) error) (bool, error) {
	var now *offering.PriceLine
	wrote := false
	for _, l := range lines {
		if l.Unit == unit && l.Class == class && l.On(o.Today) {
			now = &l
		}
	}
	for _, l := range lines {
		if l.Unit == unit && l.Class == class && o.Today.Before(l.From) {
			wrote = true
			if err := row(w.cells(o, unit, class, now, &l)); err != nil {
				return true, err
			}
		}
	}
	if wrote || now == nil {
		return wrote, nil
	}
	return true, row(w.cells(o, unit, class, now, nil))
}

// priced are the units in which the producer prices a service under an admission; none when it does not.
func (w writer) priced(ctx context.Context, o offering.Listed) ([]string, error) {
	key := o.AdmissionID.String() + o.Service
	if known, ok := w.units[key]; ok {
		return known, nil
	}
	p, err := w.service.offerings.Pricing(ctx, w.actor, o.AdmissionID, o.Service)
	if err != nil {
		return nil, err
	}
	var list []string
	if p.Asked {
		for _, u := range p.Units {
			list = append(list, u.Unit)
		}
	}
	w.units[key] = list
	return list, nil
}

func (w writer) cells(o offering.Listed, unit, class string, now, next *offering.PriceLine) []any {
	out := append(aboutCells(o, w.lang), units[unit].in(w.lang), times[class].in(w.lang), amount(now), amount(next))
	if next != nil {
		out = append(out, next.From)
	} else {
		out = append(out, "")
	}
	return append(out, o.ID.String())
}

// aboutCells tell which offering a row is about.
func aboutCells(o offering.Listed, l locale.Lang) []any {
	of, _ := service.ByKey(o.Service)
	county, _ := place.CountyByCode(o.OrganiserCode)
	town, _ := place.MunicipalityByCode(o.Municipality)
	lang := string(l)
	return []any{of.Name(lang), o.UnitName, o.PointName, town.Name(lang), o.SchemeNames.In(lang), county.Name(lang)}
}

func amount(l *offering.PriceLine) any {
	switch {
	case l == nil:
		return ""
	case l.Percent != 0:
		return strconv.Itoa(l.Percent) + " %"
	}
	return l.Cents
}
