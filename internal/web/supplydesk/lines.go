package supplydesk

import (
	"mime"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/platform/sheet"
	"github.com/tuottajatori/tuottajatori/internal/supply"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

var stateKinds = map[string]string{supply.Active: "good", supply.Pending: "info", supply.Suspended: "wait"}

// row is a line of the list: its name leads to the admission or to the application; a guidance worker, who sees no case, to
// what the public is told of the service.
func (d *desk) row(c *gin.Context, p *locale.Printer, l supply.Line) []components.Cell {
	cases, to := admission.MayEver(d.Kit.Actor(c), identity.ApplicationReview) == nil, ""
	switch {
	case cases && l.State == supply.Pending:
		to = paths.Officer(p.Lang(), "applications", l.Ref.String())
	case cases:
		to = paths.Officer(p.Lang(), "admissions", l.Ref.String())
	case l.State == supply.Active && l.Offering.Valid:
		to = paths.Offering(p.Lang(), l.Offering.UUID.String())
	}
	told := ""
	if l.VacancyAt != nil {
		told = p.T("supply.told", "Date", calendar.Today(*l.VacancyAt))
	}
	return []components.Cell{
		{Text: l.Producer, Note: join(unitOf(l), l.Phone), Href: to}, {Text: scheme(p, l)},
		standing(p, l),
		{Text: where(p, l), Note: speaks(p, l)}, {Text: room(p, l), Note: told}, {Text: prices(p, l.Prices)},
	}
}

// standing is the state of a line; of a suspension that ends by itself, when.
func standing(p *locale.Printer, l supply.Line) components.Cell {
	cell := components.Cell{Part: components.Tag(components.TagArgs{Text: p.T("supply.is." + l.State), Kind: stateKinds[l.State]})}
	if l.State == supply.Suspended && !l.Until.IsZero() {
		cell.Note = p.T("supply.until", "Date", p.Date(l.Until))
	}
	return cell
}

func join(parts ...string) string {
	var out []string
	for _, part := range parts {
		if part != "" {
			out = append(out, part)
		}
	}
	return strings.Join(out, ", ")
}

func unitOf(l supply.Line) string {
	if l.Unit == l.Producer {
		return ""
	}
	return l.Unit
}

func scheme(p *locale.Printer, l supply.Line) string {
	return locale.Pick(string(p.Lang()), l.SchemeFi, l.SchemeSv, l.SchemeEn)
}

func town(p *locale.Printer, code string) string {
	m, _ := place.MunicipalityByCode(code)
	return m.Name(string(p.Lang()))
}

// mostTowns is how many places are named; the rest are counted.
const mostTowns = 4

// towns names the municipalities of codes of place.Part.
func towns(p *locale.Printer, codes []string) string {
	var names []string
	for _, code := range codes {
		if part, ok := place.PartByCode(code); ok {
			names = append(names, part.Municipality.Name(string(p.Lang())))
		}
	}
	slices.Sort(names)
	if names = slices.Compact(names); len(names) > mostTowns {
		return strings.Join(names[:mostTowns], ", ") + " " + p.T("supply.more_places", "Count", len(names)-mostTowns)
	}
	return strings.Join(names, ", ")
}

// dayOff says why a day is not a working day.
func dayOff(p *locale.Printer, day calendar.Date) string {
	if h, ok := calendar.HolidayOn(day); ok {
		return p.T("supply.holiday", "Date", p.Date(day), "Name", locale.Pick(string(p.Lang()), h.Fi, h.Sv, h.En))
	}
	return p.T("supply.weekend", "Date", p.Date(day))
}

// history is how prices have gone, a row for each scheme and unit and a column for each day; nothing while there is but today's.
func history(p *locale.Printer, list []supply.History, from calendar.Date) (head []components.Cell, rows [][]components.Cell) {
	days := supply.HistoryDays(from)
	slices.Reverse(days)
	head = []components.Cell{{Text: p.T("supply.scheme")}, {Text: p.T("supply.unit")}}
	for _, day := range days {
		head = append(head, components.Cell{Text: p.Date(day), Num: true})
	}
	for _, h := range list {
		row := []components.Cell{{Text: locale.Pick(string(p.Lang()), h.Fi, h.Sv, h.En)}, {Text: p.T("registers.unit." + h.Unit)}}
		for i := range days {
			cell := components.Cell{Text: "–", Num: true}
			if s := h.Spreads[len(days)-1-i]; s != nil {
				cell.Text = p.Money(money.Cents(s.Mid))
				if s.Least < s.Most {
					cell.Note = p.T("supply.between", "Least", p.Money(money.Cents(s.Least)), "Most", p.Money(money.Cents(s.Most)))
				}
			}
			row = append(row, cell)
		}
		rows = append(rows, row)
	}
	return head, rows
}

// where is at the client's, or how far the place is.
func where(p *locale.Printer, l supply.Line) string {
	switch {
	case l.State == supply.Pending:
		switch {
		case len(l.Codes) > 0:
			return p.T("supply.elsewhere", "Places", towns(p, l.Codes))
		case len(l.Limits) > 0:
			return p.T("supply.limits", "Places", towns(p, l.Limits))
		}
		return join(town(p, l.Town), p.T("supply.not_yet"))
	case l.AtHome:
		return p.T("supply.at_home")
	case l.Kilometres != nil:
		return join(town(p, l.Town), p.T("supply.km", "Count", *l.Kilometres))
	}
	return town(p, l.Town)
}

func room(p *locale.Printer, l supply.Line) string {
	if l.State == supply.Pending {
		return ""
	}
	text := p.T("supply.rooms." + string(l.Room))
	if l.WaitDays != nil && *l.WaitDays > 0 {
		text = join(text, p.T("supply.wait", "Count", *l.WaitDays))
	}
	return text
}

func spoken(p *locale.Printer, l supply.Line) string {
	var out []string
	for _, code := range l.Spoken {
		out = append(out, p.Language(code))
	}
	return strings.Join(out, ", ")
}

// speaks says in which languages service is given; nothing while that is not known.
func speaks(p *locale.Printer, l supply.Line) string {
	if len(l.Spoken) == 0 {
		return ""
	}
	return p.T("supply.speaks", "Languages", spoken(p, l))
}

func count(p *locale.Printer, n int) components.Cell {
	return components.Cell{Text: p.Number(n), Num: true}
}

func amount(p *locale.Printer, cents int64, unit string) string {
	return p.Money(money.Cents(cents)) + "/" + p.T("registers.unit."+unit)
}

func prices(p *locale.Printer, list []supply.Price) string {
	var out []string
	for _, one := range list {
		text := amount(p, one.Cents, one.Unit)
		if one.Before != nil && *one.Before != one.Cents {
			text += " (" + p.T("supply.was", "Price", p.Money(money.Cents(*one.Before))) + ")"
		}
		out = append(out, text)
	}
	return strings.Join(out, "; ")
}

func spreads(p *locale.Printer, list []supply.Spread) string {
	var out []string
	for _, s := range list {
		out = append(out, p.T("supply.spread", "Least", p.Money(money.Cents(s.Least)), "Mid", p.Money(money.Cents(s.Mid)), "Most", amount(p, s.Most, s.Unit)))
	}
	return strings.Join(out, "; ")
}

var heads = []string{"producer", "business_id", "unit", "phone", "scheme", "state", "where", "spoken", "room", "wait_days", "told_on", "price", "before"}

// file answers with the whole list.
func (d *desk) file(as sheet.Form) webkit.Handler {
	return func(c *gin.Context) error {
		var f form
		q, errs, err := d.read(c, &f)
		if err != nil {
			return err
		}
		if len(errs) > 0 {
			return fault.New(fault.CodeMalformed, "fault.form.malformed")
		}
		answer, err := d.supply.Take(c.Request.Context(), d.Kit.Actor(c), q)
		if err != nil {
			return err
		}
		p := d.Kit.Printer(c)
		t := sheet.Sheet{Lang: p.Lang(), Name: p.T("supply.sheet")}
		for _, head := range heads {
			t.Columns = append(t.Columns, sheet.Column{Head: p.T("supply.column." + head), Width: 20})
		}
		begin := func() {
			c.Header("Content-Type", as.MediaType())
			c.Header("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": p.T("supply.file") + "-" + q.Service + "-" + q.From.String() + as.Ending()}))
		}
		return t.Write(as, c.Writer, begin, func(row func([]any) error) error {
			for _, l := range answer.Lines {
				if err := row(cells(p, l)); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

func cells(p *locale.Printer, l supply.Line) []any {
	wait, told := "", calendar.Date{}
	if l.WaitDays != nil {
		wait = p.Number(*l.WaitDays)
	}
	if l.VacancyAt != nil {
		told = calendar.Today(*l.VacancyAt)
	}
	var now, before []string
	for _, one := range l.Prices {
		now = append(now, amount(p, one.Cents, one.Unit))
		if one.Before != nil {
			before = append(before, amount(p, *one.Before, one.Unit))
		}
	}
	return []any{l.Producer, l.BusinessID, l.Unit, l.Phone, scheme(p, l), p.T("supply.is." + l.State), where(p, l), spoken(p, l), room(p, l), wait, told,
		strings.Join(now, "; "), strings.Join(before, "; ")}
}
