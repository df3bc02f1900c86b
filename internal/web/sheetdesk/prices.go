package sheetdesk

import (
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/sheets"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/offering/pricelist"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/service"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

func (d *desk) previewPrices(c *gin.Context, status int, problem string) error {
	id, err := webkit.PathID(c, "id")
	if err != nil {
		return err
	}
	list, err := d.PriceLists.Look(c.Request.Context(), d.kit.Actor(c), id)
	if err != nil {
		return err
	}
	p := d.kit.Printer(c)
	v := emptyPreview(p, d.prices(), list.File, problem)
	for _, state := range []string{pricelist.RowNew, pricelist.RowChanged, pricelist.RowProposed, pricelist.RowSame, pricelist.RowWrong} {
		if n := list.Count(state); n > 0 {
			v.Summary = append(v.Summary, p.T("pricelist.count."+state, "Count", n))
		}
	}
	v.Wrong = views.Rows{Heading: p.T("sheets.wrong"), Lead: p.T("sheets.wrong_lead"), Head: head(p.T("sheets.line"), p.T("pricelist.preview.offering"), p.T("sheets.fault"))}
	v.Right = views.Rows{Heading: p.T("pricelist.preview.changes"), Head: head(p.T("sheets.line"), p.T("pricelist.preview.offering"), p.T("pricelist.preview.was"),
		p.T("pricelist.preview.becomes"), p.T("pricelist.preview.from"), p.T("sheets.what"))}
	shown := 0
	for _, r := range list.Rows {
		switch {
		case r.State == pricelist.RowWrong && len(v.Wrong.Rows) < shownRows:
			v.Wrong.Rows, shown = append(v.Wrong.Rows, wrongRow(p, r.About)), shown+1
		case r.State == pricelist.RowSame:
			shown++
		case r.State != pricelist.RowWrong && len(v.Right.Rows) < shownRows:
			v.Right.Rows, shown = append(v.Right.Rows, rightPrice(p, r)), shown+1
		}
	}
	if rest := len(list.Rows) - shown; rest > 0 {
		v.More = p.T("sheets.more", "Count", rest)
	}
	decide(p, &v, d.prices(), list.File, list.Count(pricelist.RowNew)+list.Count(pricelist.RowChanged)+list.Count(pricelist.RowProposed), list.Count(pricelist.RowWrong))
	d.producerPage(c, status, v.Title, views.PreviewPage(v))
	return nil
}

// where is which service at which point a row is about.
func where(p *locale.Printer, r pricelist.About) components.Cell {
	if r.Offering == nil {
		return components.Cell{Text: r.Service, Note: r.Point}
	}
	cell := components.Cell{Text: r.Service, Note: r.Point, Href: paths.Desk(p.Lang(), "offerings", r.Offering.ID.String())}
	if of, known := service.ByKey(r.Offering.Service); known {
		cell.Text, cell.Note = of.Name(string(p.Lang())), r.Offering.PointName
	}
	if cell.Text == "" {
		cell.Text = r.Offering.ID.String()
	}
	return cell
}

// wrongRow is a row with all that is wrong with it.
func wrongRow(p *locale.Printer, r pricelist.About) []components.Cell {
	text := faultsText(p, r.Faults, func(name string) string { return pricelist.Heading(pricelist.Field(name), p.Lang()) })
	return []components.Cell{{Text: lineText(p, r.Line)}, where(p, r), {Text: text}}
}

func rightPrice(p *locale.Printer, r pricelist.Row) []components.Cell {
	was := p.T("pricelist.preview.none")
	if r.Was != nil {
		was = priceText(p, r.Was.Cents, r.Was.Percent, r.Was.Unit)
	}
	becomes := components.Cell{Text: priceText(p, r.Price.Cents, r.Price.Percent, r.Price.Unit), Num: true}
	if r.Price.Class != "" {
		becomes.Note = pricelist.TimeName(r.Price.Class, p.Lang())
	}
	return []components.Cell{{Text: lineText(p, r.Line)}, where(p, r.About), {Text: was, Num: true}, becomes, {Text: day(p, r.Price.From)},
		{Part: components.Tag(components.TagArgs{Text: p.T("pricelist.state." + r.State), Kind: map[string]string{pricelist.RowProposed: "wait", pricelist.RowNew: "info"}[r.State]})}}
}

func day(p *locale.Printer, d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	return p.Date(d)
}

// priceText is an amount for a unit, or a percentage of the price of weekdays.
func priceText(p *locale.Printer, cents money.Cents, percent int, unit string) string {
	if percent != 0 {
		return strconv.Itoa(percent) + "\u00a0%"
	}
	return p.Money(cents) + p.T("public.per."+unit)
}
