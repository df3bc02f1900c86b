package sheetdesk

import (
	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/sheets"
	"github.com/tuottajatori/tuottajatori/internal/offering/pricelist"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// shownText is how much of a description a preview shows, in characters.
const shownText = 80

func (d *desk) previewTold(c *gin.Context, status int, problem string) error {
	id, err := webkit.PathID(c, "id")
	if err != nil {
		return err
	}
	list, err := d.PriceLists.LookTold(c.Request.Context(), d.kit.Actor(c), id)
	if err != nil {
		return err
	}
	p := d.kit.Printer(c)
	v := emptyPreview(p, d.told(), list.File, problem)
	for _, state := range []string{pricelist.RowChanged, pricelist.RowSame, pricelist.RowWrong} {
		if n := list.Count(state); n > 0 {
			v.Summary = append(v.Summary, p.T("offerlist.count."+state, "Count", n))
		}
	}
	v.Wrong = views.Rows{Heading: p.T("sheets.wrong"), Lead: p.T("sheets.wrong_lead"), Head: head(p.T("sheets.line"), p.T("pricelist.preview.offering"), p.T("sheets.fault"))}
	v.Right = views.Rows{Heading: p.T("offerlist.preview.changes"), Head: head(p.T("sheets.line"), p.T("pricelist.preview.offering"), p.T("sheets.column"),
		p.T("pricelist.preview.was"), p.T("offerlist.preview.becomes"))}
	shown, changed := 0, 0
	for _, r := range list.Rows {
		switch {
		case r.State == pricelist.RowWrong && len(v.Wrong.Rows) < shownRows:
			v.Wrong.Rows, shown = append(v.Wrong.Rows, wrongRow(p, r.About)), shown+1
		case r.State == pricelist.RowSame:
			shown++
		case r.State == pricelist.RowChanged && changed < shownRows:
			v.Right.Rows, shown, changed = append(v.Right.Rows, toldRows(p, r)...), shown+1, changed+1
		}
	}
	if rest := len(list.Rows) - shown; rest > 0 {
		v.More = p.T("sheets.more", "Count", rest)
	}
	decide(p, &v, d.told(), list.File, list.Count(pricelist.RowChanged), list.Count(pricelist.RowWrong))
	d.producerPage(c, status, v.Title, views.PreviewPage(v))
	return nil
}

// toldRows are the changes of a row, each in a line of its own.
func toldRows(p *locale.Printer, r pricelist.ToldRow) [][]components.Cell {
	out := make([][]components.Cell, 0, len(r.Changes))
	for _, f := range r.Changes {
		out = append(out, []components.Cell{{Text: lineText(p, r.Line)}, where(p, r.About), {Text: pricelist.Heading(f, p.Lang())},
			{Text: toldText(p, r.Was(f, p.Lang()))}, {Text: toldText(p, r.Becomes(f, p.Lang()))}})
	}
	return out
}

// toldText is what is told, or the words for nothing.
func toldText(p *locale.Printer, text string) string {
	if text == "" {
		return p.T("producerdesk.none")
	}
	if runes := []rune(text); len(runes) > shownText {
		return string(runes[:shownText-1]) + "…"
	}
	return text
}
