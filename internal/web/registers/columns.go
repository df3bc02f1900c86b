package registers

import (
	"context"
	"mime"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	tables "github.com/tuottajatori/tuottajatori/internal/platform/sheet"
)

// waitToWrite is how long a request for a file waits for those before it.
const waitToWrite = 5 * time.Second

// sheet is a list on its way into a file.
type sheet struct {
	words
	list  catalogue.List
	query catalogue.ApprovedQuery
	own   catalogue.OwnFees
	day   calendar.Date
	base  string // the service's public address
}

// column is a column of a file: the end of its head's key, and its value, which is a string, *money.Cents or
// calendar.Date. A money column of nil and a zero date are empty.
type column struct {
	head  string
	width float64 // in a sheet, characters
	value func(s *sheet, line catalogue.Approved) any
}

// columns are the same in every form and for every scheme, so that lists can be put one after another.
var columns = []column{
	{"organiser", 28, func(s *sheet, _ catalogue.Approved) any { return s.list.Organiser.Name.In(s.lang()) }},
	{"scheme", 22, func(s *sheet, _ catalogue.Approved) any { return s.list.Scheme.Name.In(s.lang()) }},
	{"producer", 32, func(_ *sheet, l catalogue.Approved) any { return l.Producer.Name }},
	{"business_id", 12, func(_ *sheet, l catalogue.Approved) any { return l.Producer.BusinessID }},
	{"service", 28, func(s *sheet, l catalogue.Approved) any { return l.Service.Name(s.lang()) }},
	{"service_key", 20, func(_ *sheet, l catalogue.Approved) any { return l.Service.Key }},
	{"unit", 28, func(_ *sheet, l catalogue.Approved) any { return l.Unit.Name }},
	{"point", 28, func(_ *sheet, l catalogue.Approved) any { return l.Point.Name }},
	{"address", 34, func(s *sheet, l catalogue.Approved) any { return s.address(l) }},
	{"municipality", 16, func(s *sheet, l catalogue.Approved) any { return s.municipality(l) }},
	{"areas", 30, func(s *sheet, l catalogue.Approved) any { return strings.Join(s.Parts(l.Areas), "; ") }},
	{"phone", 16, func(_ *sheet, l catalogue.Approved) any { return l.Unit.Phone }},
	{"price", 10, func(_ *sheet, l catalogue.Approved) any { return priceOf(l) }},
	{"price_per", 10, func(s *sheet, l catalogue.Approved) any { return s.pricePer(l) }},
	{"value", 14, func(_ *sheet, l catalogue.Approved) any { return l.Value }},
	{"pays_kind", 18, func(s *sheet, l catalogue.Approved) any { return s.T("registers.pays." + leadOf(l.Pays.Kind)) }},
	{"pays", 14, func(_ *sheet, l catalogue.Approved) any { return l.Pays.Cents }},
	{"pays_max", 14, func(_ *sheet, l catalogue.Approved) any { return l.Pays.CentsMax }},
	{"pays_per", 10, func(s *sheet, l catalogue.Approved) any { return s.unitName(l.Pays.Per) }},
	{"own_kind", 22, func(s *sheet, l catalogue.Approved) any { return s.ownKind(l) }},
	{"own", 14, func(s *sheet, l catalogue.Approved) any { return s.ownOf(l).Cents }},
	{"own_max", 14, func(s *sheet, l catalogue.Approved) any { return s.ownOf(l).CentsMax }},
	{"own_per", 10, func(s *sheet, l catalogue.Approved) any { return s.unitName(s.ownOf(l).Per) }},
	{"since", 12, func(_ *sheet, l catalogue.Approved) any { return l.Since }},
	{"until", 12, func(_ *sheet, l catalogue.Approved) any { return l.Until }},
	{"page", 40, func(s *sheet, l catalogue.Approved) any { return s.page(l) }},
}

func priceOf(l catalogue.Approved) *money.Cents {
	if l.Price == nil {
		return nil
	}
	return &l.Price.Cents
}

func (s *sheet) address(l catalogue.Approved) string {
	if !offered(l) {
		return ""
	}
	return s.Address(l.Point)
}

func (s *sheet) municipality(l catalogue.Approved) string {
	if !offered(l) {
		return ""
	}
	return s.Municipality(l.Point.Municipality)
}

func (s *sheet) pricePer(l catalogue.Approved) string {
	if l.Price == nil {
		return ""
	}
	return s.unitName(l.Price.Unit)
}

// ownOf is what the client pays for the organiser's own production of the same service, which is told beside an own
// share (569/2009 §6) and nowhere else.
func (s *sheet) ownOf(l catalogue.Approved) offering.Pays {
	return s.own.Of(l.Service.Key, l.Pays.Per)
}

func (s *sheet) ownKind(l catalogue.Approved) string {
	if s.list.ClientPays != offering.OwnShare {
		return ""
	}
	return s.T("registers.pays." + leadOf(s.ownOf(l).Kind))
}

func (s *sheet) unitName(unit string) string {
	if unit == "" {
		return ""
	}
	return s.T("registers.unit." + unit)
}

func (s *sheet) page(l catalogue.Approved) string {
	if !offered(l) {
		return ""
	}
	return s.base + paths.Offering(s.Lang(), l.Offering.String())
}

func (s *sheet) heads() []string {
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = s.T("registers.column." + c.head)
	}
	return out
}

// facts tell what the file is: source, day, licence, and how to read it.
func (s *sheet) facts() [][2]string {
	facts := [][2]string{
		{s.T("registers.fact.list"), s.T("registers.list.title", "Scheme", s.list.Scheme.Name.In(s.lang()))},
		{s.T("registers.fact.source"), s.list.Organiser.Name.In(s.lang()) + ", Tuottajatori"},
		{s.T("registers.fact.address"), s.base + withQuery(paths.Approved(s.Lang(), s.list.Organiser.Slug, s.list.Scheme.Key), values(s.query))},
		{s.T("registers.fact.day"), s.Date(s.day)},
		{s.T("registers.fact.licence"), "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"},
		{s.T("registers.fact.money"), s.T("registers.fact.money_text")},
	}
	if s.list.Scheme.Regime == regimeVoucher {
		facts = append(facts, [2]string{s.T("registers.fact.law"), s.T("registers.list.law")})
	}
	if s.list.ClientPays == offering.ClientFee {
		facts = append(facts, [2]string{s.T("registers.fact.fee"), s.T("registers.list.lead.client_fee")})
	}
	if s.list.Demo {
		facts = append(facts, [2]string{s.T("registers.fact.demo"), s.T("registers.list.demo")})
	}
	return facts
}

// withoutOrder is the query of a file, which is always by name and whole.
func withoutOrder(q catalogue.ApprovedQuery) catalogue.ApprovedQuery {
	q.ByPrice, q.Page = false, 1
	return q
}

// sheetOf reads the address of a file.
func (p *pages) sheetOf(c *gin.Context) (*sheet, error) {
	w := say(p.kit.Printer(c))
	q, err := asked(c, w.Lang())
	if err != nil {
		return nil, err
	}
	list, err := p.catalogue.List(c.Request.Context(), c.Param("organiser"), c.Param("scheme"))
	if err != nil {
		return nil, err
	}
	own, err := p.ownFees(c.Request.Context(), list, q)
	if err != nil {
		return nil, err
	}
	return &sheet{words: w, list: list, query: withoutOrder(q), own: own, day: p.catalogue.Today(), base: p.base()}, nil
}

// turn waits until a file may be written; done gives the place to the next.
func (p *pages) turn(ctx context.Context) (done func(), err error) {
	timer := time.NewTimer(waitToWrite)
	defer timer.Stop()
	select {
	case p.writing <- struct{}{}:
		return func() { <-p.writing }, nil
	case <-timer.C:
		return nil, fault.New(fault.CodeUnavailable, "fault.registers.busy")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// attach says that the answer is a file. Nobody keeps it: who is suspended is gone from the next one.
func (s *sheet) attach(c *gin.Context, form tables.Form) {
	name := strings.Join([]string{s.T("registers.file"), s.list.Organiser.Slug, s.list.Scheme.Key, s.day.String()}, "-") + form.Ending()
	h := c.Writer.Header()
	h.Set("Content-Type", form.MediaType())
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	h.Set("Cache-Control", "no-store")
	h.Set("Link", `<https://creativecommons.org/licenses/by/4.0/>; rel="license"`)
}
