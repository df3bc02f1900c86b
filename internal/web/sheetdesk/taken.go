package sheetdesk

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	views "github.com/tuottajatori/tuottajatori/frontend/pages/sheets"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/offering/pricelist"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/platform/sheet"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
	"github.com/tuottajatori/tuottajatori/internal/service"
	"github.com/tuottajatori/tuottajatori/internal/taking"
	"github.com/tuottajatori/tuottajatori/internal/tenure"
	"github.com/tuottajatori/tuottajatori/internal/web/casework"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// taken is a list that is taken whole: its place in the address and in the keys of its texts, its columns, and its rows.
type taken struct {
	key   string
	heads []string
	rows  func(ctx context.Context, p *locale.Printer, a actor.Actor, row func([]any) error) error
}

// from turns a use case that reads a list into the rows of a table.
func from[T any](each func(context.Context, actor.Actor, func(T) error) error, cells func(*locale.Printer, T) []any) func(context.Context, *locale.Printer, actor.Actor, func([]any) error) error {
	return func(ctx context.Context, p *locale.Printer, a actor.Actor, row func([]any) error) error {
		return each(ctx, a, func(one T) error { return row(cells(p, one)) })
	}
}

// officerLists are what officers take besides the queue, the admissions and the offerings.
func (d *desk) officerLists() []taken {
	return []taken{
		{"schemes", []string{"scheme 32", "regime 24", "state 16", "line 16", "requirement 40", "kind 18", "limit 30", "mandatory 10", "help 40", "service 30", "per 12", "time 16",
			"amount 12", "fee_min 12", "fee_max 12", "from 12", "until 12"}, from(d.Taking.Schemes, schemeCells)},
		{"producers", []string{"producer 32", "business_id 12", "kind 20", "website 30", "applications 12", "admitted 12"}, from(d.Taking.Producers, producerCells)},
		{"evidence", []string{"producer 32", "business_id 12", "evidence 32", "issued 12", "until 12", "case 16", "scheme 32"}, from(d.Taking.Evidence, shownCells)},
		{"checks", []string{"producer 32", "business_id 12", "register 30", "finding 24", "checked 12", "again 12", "source 30", "note 40"}, from(d.Taking.Checks, checkCells)},
		{"doubts", []string{"producer 32", "business_id 12", "scheme 32", "doubt 40", "since 12", "outcome 24", "ended 12"}, from(d.Taking.Doubts, doubtCells)},
		{"lapses", []string{"producer 32", "business_id 12", "scheme 32", "evidence 40", "lapses 12"}, from(d.Taking.Lapses, lapseCells)},
		{"prices", priceHeads, from(d.Taking.Prices, priceCells)},
	}
}

// ownLists are what a producer takes besides its offerings and their prices.
func (d *desk) ownLists() []taken {
	return []taken{
		{"prices", priceHeads, from(d.Taking.Prices, priceCells)},
		{"applications", []string{"organiser 32", "scheme 32", "case 16", "received 12", "due 12", "state 18", "closed 12"}, from(d.Taking.Applications, applicationCells)},
		{"evidence", []string{"evidence 32", "issued 12", "until 12", "in_use 12", "case 16", "scheme 32"}, from(d.Taking.Library, libraryCells)},
		{"lapses", []string{"organiser 32", "scheme 32", "evidence 40", "lapses 12"}, from(d.Taking.Lapses, ownLapseCells)},
	}
}

// take gives a list as a file.
func (d *desk) take(t taken, form sheet.Form) webkit.Handler {
	return func(c *gin.Context) error {
		p := d.kit.Printer(c)
		return d.give(c, form, p.T("tables."+t.key+"_file"), table(p, "tables."+t.key, t.heads...), func(row func([]any) error) error {
			return t.rows(c.Request.Context(), p, d.kit.Actor(c), row)
		})
	}
}

// own is the page from which a producer takes what its desk shows as files.
func (d *desk) own(c *gin.Context) error {
	if err := pricelist.May(d.kit.Actor(c)); err != nil {
		return err
	}
	p := d.kit.Printer(c)
	at := func(parts ...string) string { return paths.Desk(p.Lang(), parts...) }
	v := views.Tables{Title: p.T("tables.title"), Lead: p.T("tables.own_lead"), Lists: []views.List{
		{Name: p.T("offerlist.sheet"), Takes: takes(p, at("offerings", "list"))}, {Name: p.T("pricelist.sheet"), Takes: takes(p, at("offerings", "prices"))}}}
	for _, t := range d.ownLists() {
		v.Lists = append(v.Lists, views.List{Name: p.T("tables." + t.key), Takes: takes(p, at("tables", t.key))})
	}
	d.producerPage(c, http.StatusOK, v.Title, views.TablesPage(v))
	return nil
}

func yes(p *locale.Printer, is bool) string {
	if is {
		return p.T("tables.yes")
	}
	return p.T("tables.no")
}

func serviceName(p *locale.Printer, key string) string {
	if of, ok := service.ByKey(key); ok {
		return of.Name(string(p.Lang()))
	}
	return key
}

func perName(p *locale.Printer, unit string) string {
	if unit == "" {
		return ""
	}
	return p.T("registers.unit." + unit)
}

// dayOf is the day of a moment; a zero day when there is none.
func dayOf(at *time.Time) calendar.Date {
	if at == nil {
		return calendar.Date{}
	}
	return calendar.Today(*at)
}

func schemeCells(p *locale.Printer, l taking.SchemeLine) []any {
	lang := string(p.Lang())
	state := "in_force"
	switch {
	case l.Ended:
		state = "ended"
	case l.Begins:
		state = "coming"
	case l.Closed:
		state = "closed"
	case l.Open:
		state = "open"
	}
	kind, limit, mandatory, title, help, of, time := "", "", "", "", "", "", ""
	switch l.Line {
	case taking.LineRequirement:
		kind, limit, mandatory = p.T("schemedesk.kind."+string(l.Asks.Kind)), casework.Closer(p, l.Asks), yes(p, l.Asks.Mandatory)
		title, help = l.Asks.Title(lang), l.Asks.Help(lang)
	case taking.LineTerms:
		of = serviceName(p, l.Service)
	case taking.LineCap:
		of, time = serviceName(p, l.Service), pricelist.TimeName(hidden(l.Class), p.Lang())
	}
	return []any{l.SchemeName(lang), casework.Regime(p, scheme.Regime(l.Regime)), p.T("schemedesk.state." + state), p.T("tables.line." + l.Line), title, kind, limit, mandatory, help,
		of, perName(p, l.Unit), time, l.Cents, l.FeeMin, l.FeeMax, l.From, l.To}
}

// hidden is the time of a price as offerings name it: weekdays have no name.
func hidden(class string) string {
	if class == "weekday" {
		return ""
	}
	return class
}

func producerCells(p *locale.Printer, o taking.Producer) []any {
	return []any{o.Name, o.BusinessID, p.T("producerdesk.kind." + o.Kind), o.Website, o.Applications, o.Admissions}
}

func shownCells(p *locale.Printer, e taking.Evidence) []any {
	return []any{e.Producer, e.BusinessID, p.T("evidence.kind." + e.Kind), e.IssuedOn, e.ValidTo, e.Case, e.SchemeName(string(p.Lang()))}
}

func libraryCells(p *locale.Printer, e taking.Evidence) []any {
	return []any{p.T("evidence.kind." + e.Kind), e.IssuedOn, e.ValidTo, yes(p, !e.Retired), e.Case, e.SchemeName(string(p.Lang()))}
}

func checkCells(p *locale.Printer, c taking.Check) []any {
	return []any{c.Producer, c.BusinessID, p.T("schemedesk.registry." + c.Register), p.T("tenure.finding." + c.Finding), c.On, c.DueOn, c.Source, c.Note}
}

func doubtCells(p *locale.Printer, d taking.Doubt) []any {
	about, lang := d.Title(string(p.Lang())), string(p.Lang())
	switch {
	case d.Cause == "evidence" && about == "":
		about = p.T("evidence.kind." + d.Subject)
	case d.Cause == "registry" && d.Subject != "":
		about = p.T("schemedesk.registry." + d.Subject)
	case about == "" && d.Subject == "business_id":
		about = p.T("tenure.cause.business_id")
	case about == "":
		about = p.T("tenure.cause_name." + d.Cause)
	}
	outcome := d.Outcome
	if outcome == "" {
		outcome = "open"
	}
	return []any{d.Producer, d.BusinessID, d.SchemeName(lang), about, d.Since, p.T("tenure.outcome." + outcome), dayOf(d.EndedAt)}
}

func lapsing(p *locale.Printer, l tenure.Lapse) string {
	if title := l.Title(string(p.Lang())); title != "" {
		return title
	}
	return p.T("evidence.kind." + l.Kind)
}

func lapseCells(p *locale.Printer, l tenure.Lapse) []any {
	return []any{l.Producer, l.BusinessID, l.SchemeName(string(p.Lang())), lapsing(p, l), l.Last}
}

func ownLapseCells(p *locale.Printer, l tenure.Lapse) []any {
	return []any{l.OrganiserName(string(p.Lang())), l.SchemeName(string(p.Lang())), lapsing(p, l), l.Last}
}

var priceHeads = []string{"producer 32", "business_id 12", "scheme 32", "service 30", "unit 30", "point 30", "per 12", "time 16", "was 12", "price 12", "price_from 12", "done 12", "approved 12"}

func priceCells(p *locale.Printer, o taking.Price) []any {
	return []any{o.Producer, o.BusinessID, o.SchemeName(string(p.Lang())), serviceName(p, o.Service), o.Unit, o.Point, perName(p, o.Per),
		pricelist.TimeName(o.Class, p.Lang()), amount(o.OldCents, o.OldPercent), amount(o.Cents, o.Percent), o.From, calendar.Today(o.At), yes(p, o.Approved)}
}

// amount is a price in euros, or in per cent of another.
func amount(cents *money.Cents, percent *int) any {
	if percent != nil && *percent != 0 {
		return strconv.Itoa(*percent) + " %"
	}
	return cents
}

func applicationCells(p *locale.Printer, a taking.Application) []any {
	var due calendar.Date
	if a.DueOn != nil {
		due = *a.DueOn
	}
	lang := string(p.Lang())
	return []any{a.Organiser(lang), a.SchemeName(lang), a.Case, dayOf(a.SentAt), due, casework.Status(p, a.Status).Text, dayOf(a.ClosedAt)}
}
