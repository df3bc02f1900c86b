package registers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/xuri/excelize/v2"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

const (
	xlsxName = "list.xlsx"
	xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

// xlsx answers with the list as a workbook. Its lines go to the disk as they are read; nothing is sent before the last
// one, since a workbook that ends half-way cannot be opened.
func (p *pages) xlsx(c *gin.Context) (err error) {
	s, err := p.sheetOf(c)
	if err != nil {
		return err
	}
	done, err := p.turn(c.Request.Context())
	if err != nil {
		return err
	}
	defer done()
	book := excelize.NewFile()
	defer func() { err = errors.Join(err, book.Close()) }()
	if err := p.fill(c.Request.Context(), book, s); err != nil {
		return err
	}
	s.attach(c, xlsxType, ".xlsx")
	return sendBook(book, c.Writer)
}

func sendBook(book *excelize.File, to io.Writer) error {
	if err := book.Write(to); err != nil {
		return fmt.Errorf("send a workbook: %w", err)
	}
	return nil
}

// fill writes the list into the book's first sheet and what the file is into its second.
func (p *pages) fill(ctx context.Context, book *excelize.File, s *sheet) error {
	looks, err := looksOf(book, s.Lang())
	if err != nil {
		return err
	}
	name := s.T("registers.sheet")
	if err := book.SetSheetName(book.GetSheetName(0), name); err != nil {
		return err
	}
	to, err := book.NewStreamWriter(name)
	if err != nil {
		return err
	}
	if err := begin(to, s, looks); err != nil {
		return err
	}
	row, cells := 1, make([]any, len(columns))
	err = p.catalogue.EachApproved(ctx, s.list, s.query, func(line catalogue.Approved) error {
		row++
		for i, column := range columns {
			cells[i] = looks.cell(column.value(s, line))
		}
		at, err := excelize.CoordinatesToCellName(1, row)
		if err != nil {
			return err
		}
		return to.SetRow(at, cells)
	})
	if err != nil {
		return err
	}
	if err := to.Flush(); err != nil {
		return err
	}
	return about(book, s, looks)
}

// begin writes what stands above the lines: widths, a head that stays when the rest is scrolled.
func begin(to *excelize.StreamWriter, s *sheet, looks looks) error {
	for i, column := range columns {
		if err := to.SetColWidth(i+1, i+1, column.width); err != nil {
			return err
		}
	}
	if err := to.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	heads := make([]any, len(columns))
	for i, head := range s.heads() {
		heads[i] = excelize.Cell{StyleID: looks.head, Value: head}
	}
	return to.SetRow("A1", heads)
}

// about writes the second sheet: what the file is, whence, of which day, under which licence.
func about(book *excelize.File, s *sheet, looks looks) error {
	name := s.T("registers.sheet_about")
	if _, err := book.NewSheet(name); err != nil {
		return err
	}
	to, err := book.NewStreamWriter(name)
	if err != nil {
		return err
	}
	if err := errors.Join(to.SetColWidth(1, 1, 24), to.SetColWidth(2, 2, 100)); err != nil {
		return err
	}
	for i, fact := range s.facts() {
		if err := to.SetRow(fmt.Sprintf("A%d", i+1), []any{excelize.Cell{StyleID: looks.head, Value: fact[0]}, fact[1]}); err != nil {
			return err
		}
	}
	return to.Flush()
}

// looks are the styles of cells.
type looks struct{ head, money, day int }

func looksOf(book *excelize.File, l locale.Lang) (looks, error) {
	amount, day := "#,##0.00", map[locale.Lang]string{locale.Fi: "d.m.yyyy", locale.Sv: "d.m.yyyy", locale.En: "d mmm yyyy"}[l]
	var out looks
	var errs [3]error
	out.head, errs[0] = book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	out.money, errs[1] = book.NewStyle(&excelize.Style{CustomNumFmt: &amount})
	out.day, errs[2] = book.NewStyle(&excelize.Style{CustomNumFmt: &day})
	return out, errors.Join(errs[:]...)
}

// cell is a value as a sheet has it: amounts are numbers, days are dates, and a text is never a formula.
func (k looks) cell(value any) any {
	switch v := value.(type) {
	case string:
		if v == "" {
			return nil
		}
		return v
	case *money.Cents:
		if v == nil {
			return nil
		}
		return excelize.Cell{StyleID: k.money, Value: float64(*v) / 100}
	case calendar.Date:
		if v.IsZero() {
			return nil
		}
		return excelize.Cell{StyleID: k.day, Value: v.In(time.UTC)}
	}
	return nil
}
