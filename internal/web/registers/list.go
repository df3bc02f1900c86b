package registers

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/layout"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/registers"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	tables "github.com/tuottajatori/tuottajatori/internal/platform/sheet"
	"github.com/tuottajatori/tuottajatori/internal/service"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

// regimeVoucher is the scheme whose list is a duty (569/2009 §4).
const regimeVoucher = "voucher"

func pageNumber(text string) (int, error) {
	if text == "" {
		return 1, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 100_000 {
		return 1, fault.New(fault.CodeMalformed, "fault.registers.parameter")
	}
	return n, nil
}

// list shows one list, narrowed as the address says.
func (p *pages) list(c *gin.Context) error {
	w := say(p.kit.Printer(c))
	q, err := asked(c, w.Lang())
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	list, err := p.catalogue.List(ctx, c.Param("organiser"), c.Param("scheme"))
	if err != nil {
		return err
	}
	services, err := p.catalogue.ListServices(ctx, list)
	if err != nil {
		return err
	}
	found, err := p.catalogue.Approved(ctx, list, q)
	if err != nil {
		return err
	}
	own, err := p.ownFees(ctx, list, q)
	if err != nil {
		return err
	}
	v := w.listView(list, found, q, services, own)
	keep := url.Values{}
	if at := min(q.Page, found.Pages); at > 1 && len(values(q)) == 0 { // a page of the whole list is one of its own, what is narrowed a copy
		keep.Set("page", strconv.Itoa(at))
	}
	mayBeKept(c)
	p.kit.Page(c, http.StatusOK, layout.Page{
		Title: v.Title + ", " + v.Kicker, Keep: keep.Encode(), Description: v.Lead, Organiser: w.Clothes(list.Organiser), NoIndex: list.Demo,
	}, views.ListPage(v))
	return nil
}

func (w words) listView(list catalogue.List, found catalogue.ApprovedPage, q catalogue.ApprovedQuery, services []service.Service, own catalogue.OwnFees) views.List {
	name, path := list.Scheme.Name.In(w.lang()), paths.Approved(w.Lang(), list.Organiser.Slug, list.Scheme.Key)
	v := views.List{
		Crumbs: []components.Crumb{
			{Text: w.T("public.producer.front"), Href: paths.Front(w.Lang())},
			{Text: w.T("registers.index.title"), Href: paths.Approved(w.Lang())},
		},
		Kicker: list.Organiser.Name.In(w.lang()), Title: w.T("registers.list.title", "Scheme", name), Lead: w.T("registers.list.lead." + leadOf(list.ClientPays)),
		Action: path, Caption: w.T("registers.list.title", "Scheme", name), Head: w.heads(list.ClientPays),
		Summary: w.T("registers.producers", "Count", found.Producers) + ", " + w.T("registers.lines", "Count", found.Lines) + ", " +
			w.T("registers.as_of", "Date", found.Day),
		Services: w.serviceOptions(services, q.Service), Municipalities: w.municipalityOptions(list.Organiser.Code, q.Municipality),
		Sorts: []components.Option{
			{Value: "", Text: w.T("registers.by_name"), Selected: !q.ByPrice}, {Value: "price", Text: w.T("registers.by_price"), Selected: q.ByPrice},
		},
		None: w.T("registers.none"),
		Files: []views.File{
			{Text: w.T("registers.take_csv"), Href: withQuery(path+"/"+csvName, values(withoutOrder(q))), Kind: "text/csv"},
			{Text: w.T("registers.take_xlsx"), Href: withQuery(path+"/"+xlsxName, values(withoutOrder(q))), Kind: tables.XLSX.MediaType()},
		},
		Pages: components.Pages(min(q.Page, found.Pages), found.Pages, func(n int) string {
			to := values(q)
			if n > 1 {
				to.Set("page", strconv.Itoa(n))
			}
			return withQuery(path, to)
		}),
		Conditions: w.conditions(list.Rulebook),
	}
	if list.Scheme.Regime == regimeVoucher {
		v.Law = w.T("registers.list.law") + " " + w.T("registers.list.law_own", "Organiser", v.Kicker)
	}
	if list.Demo {
		v.Demo = w.T("registers.list.demo")
	}
	if q.Service != "" || q.Municipality != "" {
		v.None = w.T("registers.none_found")
	}
	for _, line := range found.Rows {
		v.Rows = append(v.Rows, w.row(list.ClientPays, line, own))
	}
	return v
}

// leadOf is which lead tells what is paid: the forms without prices share one.
func leadOf(clientPays string) string {
	switch clientPays {
	case offering.OwnShare, offering.ClientFee, offering.Price, offering.Free:
		return clientPays
	}
	return "unknown"
}

func (w words) conditions(r *catalogue.Rulebook) views.Conditions {
	if r == nil {
		return views.Conditions{}
	}
	text := w.Written(r.Text)
	return views.Conditions{
		Title: w.T("registers.list.conditions", "Version", strconv.Itoa(r.Version), "Date", r.From), Lang: text.Lang, Paragraphs: wording.Paragraphs(text.Text),
	}
}

func (w words) serviceOptions(all []service.Service, chosen string) []components.Option {
	options := []components.Option{{Text: w.T("registers.all_services"), Selected: chosen == ""}}
	known := slices.ContainsFunc(all, func(s service.Service) bool { return s.Key == chosen })
	if one, ok := service.ByKey(chosen); ok && !known { // asked for and on nobody's approval: the form says what was asked
		all = append(slices.Clone(all), one)
	}
	for _, s := range all {
		options = append(options, components.Option{Value: s.Key, Text: s.Name(w.lang()), Selected: s.Key == chosen})
	}
	return options
}

func (w words) municipalityOptions(organiser, chosen string) []components.Option {
	options := []components.Option{{Text: w.T("registers.all_municipalities"), Selected: chosen == ""}}
	county, _ := place.CountyByCode(organiser)
	codes := slices.Clone(county.Municipalities)
	if chosen != "" && !slices.Contains(codes, chosen) {
		codes = append(codes, chosen)
	}
	order := collate.New(language.Make(w.lang()))
	slices.SortFunc(codes, func(a, b string) int { return order.CompareString(w.Municipality(a), w.Municipality(b)) })
	for _, code := range codes {
		options = append(options, components.Option{Value: code, Text: w.Municipality(code), Selected: code == chosen})
	}
	return options
}

// heads are the table's columns: what is paid has as many as the scheme's form has amounts.
func (w words) heads(clientPays string) []string {
	heads := []string{w.T("registers.head.producer"), w.T("registers.head.service"), w.T("registers.head.place")}
	if clientPays == offering.OwnShare {
		heads = append(heads, w.T("registers.head.price"), w.T("registers.head.value"))
	}
	heads = append(heads, w.T("registers.head.pays_"+leadOf(clientPays)))
	if clientPays == offering.OwnShare {
		return append(heads, w.T("registers.head.own"))
	}
	return append(heads, w.T("registers.head.since"))
}

func (w words) row(clientPays string, line catalogue.Approved, own catalogue.OwnFees) views.Row {
	r := views.Row{Name: line.Producer.Name, Note: line.Producer.BusinessID}
	of := views.Cell{Text: line.Service.Name(w.lang())}
	if offered(line) { // else there is nothing to show yet
		r.Href, of.Href = paths.Producer(w.Lang(), line.Producer.ID.String()), paths.Offering(w.Lang(), line.Offering.String())
	}
	r.Cells = append(r.Cells, of, w.placeCell(line))
	if clientPays == offering.OwnShare {
		r.Cells = append(r.Cells, w.amountCell(line.Price), w.valueCell(line))
	}
	r.Cells = append(r.Cells, w.paysCell(line))
	if clientPays == offering.OwnShare { // whose table has no room for one column more
		r.Cells = append(r.Cells, views.Cell{Text: w.OwnFee(own.Of(line.Service.Key, line.Pays.Per)), Num: true})
		r.Note = strings.TrimPrefix(r.Note+", ", ", ") + w.T("registers.approved_since", "Date", line.Since)
		if !line.Until.IsZero() {
			r.Note += ", " + w.T("registers.until", "Date", line.Until)
		}
		return r
	}
	since := views.Cell{Text: w.Date(line.Since)}
	if !line.Until.IsZero() {
		since.Note = w.T("registers.until", "Date", line.Until)
	}
	r.Cells = append(r.Cells, since)
	return r
}

// ownFees are those that must be told beside own shares (569/2009 §6); other lists have none beside.
func (p *pages) ownFees(ctx context.Context, list catalogue.List, q catalogue.ApprovedQuery) (catalogue.OwnFees, error) {
	if list.ClientPays != offering.OwnShare {
		return nil, nil
	}
	return p.catalogue.OwnFees(ctx, list.Organiser.Code, q.Service)
}

// offered tells whether the service that the producer is approved for is offered somewhere.
func offered(line catalogue.Approved) bool { return line.Point.Municipality != "" }

func (w words) placeCell(line catalogue.Approved) views.Cell {
	switch {
	case !offered(line):
		return views.Cell{Text: w.T("registers.not_offered")}
	case line.AtHome:
		return views.Cell{Text: w.Serves(line.Areas), Note: line.Unit.Name}
	case line.Unit.Name != line.Point.Name:
		return views.Cell{Text: w.Address(line.Point), Note: line.Unit.Name + ", " + line.Point.Name}
	}
	return views.Cell{Text: w.Address(line.Point), Note: line.Point.Name}
}

func (w words) amountCell(price *catalogue.Price) views.Cell {
	if price == nil {
		return views.Cell{Text: w.T("registers.not_told")}
	}
	return views.Cell{Text: w.Money(price.Cents) + w.Per(price.Unit), Num: true}
}

func (w words) valueCell(line catalogue.Approved) views.Cell {
	if line.Value == nil || line.Price == nil {
		return views.Cell{Text: w.T("registers.not_told")}
	}
	return views.Cell{Text: w.Money(*line.Value) + w.Per(line.Price.Unit), Num: true}
}

func (w words) paysCell(line catalogue.Approved) views.Cell {
	if line.Pays.Kind == offering.Free {
		return views.Cell{Text: w.T("registers.free")}
	}
	amount := w.Amount(line.Pays)
	if amount == "" {
		if line.Pays.Kind == offering.ClientFee {
			return views.Cell{Text: w.T("registers.fee_by_income")}
		}
		return views.Cell{Text: w.T("registers.not_told")}
	}
	if line.Pays.From {
		amount = w.T("registers.from", "Amount", amount)
	}
	return views.Cell{Text: strings.TrimSpace(amount + w.PerOf(line.Pays)), Num: true}
}
