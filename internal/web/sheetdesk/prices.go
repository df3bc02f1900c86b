package sheetdesk

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/sheets"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/offering/pricelist"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/platform/sheet"
	"github.com/tuottajatori/tuottajatori/internal/service"
	"github.com/tuottajatori/tuottajatori/internal/web/casework"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

func priceCrumbs(p *locale.Printer, more ...components.Crumb) []components.Crumb {
	return append([]components.Crumb{{Text: p.T("producerdesk.home.title"), Href: paths.Desk(p.Lang())},
		{Text: p.T("producerdesk.offerings.title"), Href: paths.Desk(p.Lang(), "offerings")}}, more...)
}

func (d *desk) askPrices(c *gin.Context) error {
	return d.showPrices(c, http.StatusOK, casework.NewID(), nil)
}

func (d *desk) showPrices(c *gin.Context, status int, id string, errs map[string]string) error {
	a := d.kit.Actor(c)
	if err := pricelist.May(a); err != nil {
		return err
	}
	p := d.kit.Printer(c)
	v := views.File{Crumbs: priceCrumbs(p), Title: p.T("pricelist.title"), Lead: p.T("pricelist.lead"), Take: p.T("pricelist.take"),
		Takes: takes(p, paths.Desk(p.Lang(), "offerings", "prices")), Send: p.T("pricelist.send"), ID: id, Label: p.T("sheets.file"),
		Hint:   p.T("sheets.limits", "Rows", p.Number(pricelist.Limits.Rows), "Megabytes", pricelist.Limits.Bytes>>20),
		Submit: p.T("sheets.look"), Columns: p.T("sheets.columns"), TellHead: head(p.T("sheets.column"), p.T("sheets.holds")), Errors: errs}
	for _, f := range pricelist.Fields() {
		v.Told = append(v.Told, []components.Cell{{Text: pricelist.Heading(f, p.Lang())}, {Text: p.T("pricelist.column." + string(f))}})
	}
	d.producerPage(c, status, v.Title, views.FilePage(v))
	return nil
}

func (d *desk) takePrices(form sheet.Form) webkit.Handler {
	return func(c *gin.Context) error {
		p, a := d.kit.Printer(c), d.kit.Actor(c)
		table, rows, err := d.PriceLists.Table(c.Request.Context(), a, a.Organisation, p.Lang(), p.T("pricelist.sheet"))
		if err != nil {
			return err
		}
		return d.give(c, form, p.T("pricelist.file"), table, rows)
	}
}

func (d *desk) sendPrices(c *gin.Context) error {
	a := d.kit.Actor(c)
	if err := pricelist.May(a); err != nil {
		return err
	}
	var form struct {
		ID string `form:"id"`
	}
	if err := d.kit.Bind(c, &form); err != nil {
		return err
	}
	id, err := casework.FormID(form.ID)
	if err != nil {
		return err
	}
	sent, err := d.kit.File(c, sheet.Field)
	if err != nil {
		return err
	}
	if sent == nil {
		err = fault.Invalid().On(sheet.Field, "fault.sheet.missing")
	} else {
		file, openErr := sent.Open()
		if openErr != nil {
			return openErr
		}
		defer file.Close()
		err = d.PriceLists.Keep(c.Request.Context(), a, a.Organisation, id, sent.Filename, file, sent.Size)
	}
	if err == nil {
		d.kit.SeeOther(c, paths.Desk(d.kit.Lang(c), "offerings", "prices", "files", id.String()))
		return nil
	}
	if errs := d.kit.FieldErrors(c, err); errs != nil {
		return d.showPrices(c, http.StatusUnprocessableEntity, form.ID, errs)
	}
	return err
}

func (d *desk) lookPrices(c *gin.Context) error { return d.previewPrices(c, http.StatusOK, "") }

func (d *desk) previewPrices(c *gin.Context, status int, problem string) error {
	id, err := casework.ID(c, "id")
	if err != nil {
		return err
	}
	list, err := d.PriceLists.Look(c.Request.Context(), d.kit.Actor(c), id)
	if err != nil {
		return err
	}
	p := d.kit.Printer(c)
	ask := paths.Desk(p.Lang(), "offerings", "prices")
	v := views.Preview{Crumbs: priceCrumbs(p, components.Crumb{Text: p.T("pricelist.title"), Href: ask}), Title: p.T("pricelist.preview.title"), Name: list.Name,
		Problem: problem, Again: ask, AgainText: p.T("sheets.again")}
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
			v.Wrong.Rows, shown = append(v.Wrong.Rows, wrongPrice(p, r)), shown+1
		case r.State == pricelist.RowSame:
			shown++
		case r.State != pricelist.RowWrong && len(v.Right.Rows) < shownRows:
			v.Right.Rows, shown = append(v.Right.Rows, rightPrice(p, r)), shown+1
		}
	}
	if rest := len(list.Rows) - shown; rest > 0 {
		v.More = p.T("sheets.more", "Count", rest)
	}
	decide(p, &v, list)
	d.producerPage(c, status, v.Title, views.PreviewPage(v))
	return nil
}

// decide says what can be done with the file.
func decide(p *locale.Printer, v *views.Preview, list pricelist.List) {
	todo, wrong := list.Count(pricelist.RowNew)+list.Count(pricelist.RowChanged)+list.Count(pricelist.RowProposed), list.Count(pricelist.RowWrong)
	switch {
	case list.AppliedAt != nil:
		v.Done = p.T("pricelist.preview.done", "Count", list.Applied)
	case todo == 0 && wrong == 0:
		v.Nothing = p.T("pricelist.preview.nothing")
	case todo == 0:
		v.Nothing = p.T("pricelist.preview.nothing_right")
	case wrong == 0:
		v.All = p.T("pricelist.preview.all", "Count", todo)
	default:
		v.Good, v.GoodNote = p.T("pricelist.preview.good", "Count", todo), p.T("sheets.good_note")
	}
}

// where is which service at which point a row is about.
func where(p *locale.Printer, r pricelist.Row) components.Cell {
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

func wrongPrice(p *locale.Printer, r pricelist.Row) []components.Cell {
	text := faultsText(p, r.Faults, func(name string) string { return pricelist.Heading(pricelist.Field(name), p.Lang()) })
	return []components.Cell{{Text: strconv.Itoa(r.Line)}, where(p, r), {Text: text}}
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
	return []components.Cell{{Text: strconv.Itoa(r.Line)}, where(p, r), {Text: was, Num: true}, becomes, {Text: day(p, r.Price.From)},
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

func (d *desk) applyPrices(c *gin.Context) error {
	id, err := casework.ID(c, "id")
	if err != nil {
		return err
	}
	var form struct {
		Rows string `form:"rows"`
	}
	if err := d.kit.Bind(c, &form); err != nil {
		return err
	}
	err = d.PriceLists.Apply(c.Request.Context(), d.kit.Actor(c), id, form.Rows == "good")
	if is := fault.From(err); err != nil && is.Code == fault.CodeConflict { // something changed since the preview
		return d.previewPrices(c, http.StatusConflict, d.kit.Printer(c).Text(is.Key, is.Args))
	}
	if err == nil {
		d.kit.SeeOther(c, paths.Desk(d.kit.Lang(c), "offerings", "prices", "files", id.String()))
	}
	return err
}
