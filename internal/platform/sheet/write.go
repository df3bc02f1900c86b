package sheet

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// Form is how a table is written.
type Form string

// The forms.
const (
	CSV  Form = "csv"
	XLSX Form = "xlsx"
)

// MediaType is the form's media type.
func (f Form) MediaType() string {
	if f == XLSX {
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return "text/csv; charset=utf-8"
}

// Ending is the end of the name of a file of the form.
func (f Form) Ending() string { return "." + string(f) }

// Column is a column of a table that is written.
type Column struct {
	Head  string
	Width float64 // in a workbook, characters; 0: the spreadsheet's own
}

// Sheet is what a written table is, besides its rows.
type Sheet struct {
	Lang      locale.Lang
	Name      string // of the workbook's sheet
	Columns   []Column
	AboutName string      // of the workbook's second sheet; "": none
	About     [][2]string // what the second sheet tells
}

// Rows gives each row of a table to row. A cell is a string, a *money.Cents, a money.Cents, a calendar.Date or an int;
// a nil amount and a zero date are empty.
type Rows func(row func(cells []any) error) error

// byteOrderMark tells the spreadsheets of offices that the text is UTF-8.
const byteOrderMark = "\uFEFF"

// Write writes a table. Text leaves as it is read; a workbook leaves whole, since one that ends half-way cannot be
// opened. begin is called before the first byte: what rows refuse before their first one is an answer of its own.
func (s Sheet) Write(form Form, to io.Writer, begin func(), rows Rows) error {
	if form == XLSX {
		return s.writeBook(to, begin, rows)
	}
	return s.writeText(to, begin, rows)
}

// writeText writes semicolons between values, since commas stand in numbers. The head goes with the first row, so that
// nothing has been sent when the rows are refused.
func (s Sheet) writeText(to io.Writer, begin func(), rows Rows) error {
	w := csv.NewWriter(to)
	w.Comma, w.UseCRLF = ';', true
	record := make([]string, 0, len(s.Columns))
	begun := false
	head := func() error {
		if begun {
			return nil
		}
		begun = true
		begin()
		if _, err := io.WriteString(to, byteOrderMark); err != nil {
			return err
		}
		for _, c := range s.Columns {
			record = append(record, c.Head)
		}
		return w.Write(record)
	}
	err := rows(func(cells []any) error {
		if err := head(); err != nil {
			return err
		}
		record = record[:0]
		for _, c := range cells {
			record = append(record, s.plain(c))
		}
		return w.Write(record)
	})
	if err == nil {
		err = head()
	}
	w.Flush()
	if err != nil {
		return err
	}
	return w.Error()
}

// plain writes a value as text: an amount with the language's decimal mark and no sign of euros, a day as ISO 8601.
func (s Sheet) plain(value any) string {
	switch v := value.(type) {
	case string:
		return unarmed(v)
	case *money.Cents:
		if v == nil {
			return ""
		}
		return s.plain(*v)
	case money.Cents:
		if s.Lang == locale.En {
			return v.String()
		}
		return strings.Replace(v.String(), ".", ",", 1)
	case calendar.Date:
		return v.String()
	case int:
		return strconv.Itoa(v)
	}
	return ""
}

// writeBook writes a workbook. Its rows go to the disk as they are read.
func (s Sheet) writeBook(to io.Writer, begin func(), rows Rows) (err error) {
	book := excelize.NewFile()
	defer func() { err = errors.Join(err, book.Close()) }()
	looks, err := s.styles(book)
	if err != nil {
		return err
	}
	if err := book.SetSheetName(book.GetSheetName(0), s.Name); err != nil {
		return err
	}
	w, err := book.NewStreamWriter(s.Name)
	if err != nil {
		return err
	}
	if err := s.above(w, looks); err != nil {
		return err
	}
	n, written := 1, make([]any, 0, len(s.Columns))
	err = rows(func(cells []any) error {
		n++
		written = written[:0]
		for _, c := range cells {
			written = append(written, looks.cell(c))
		}
		return w.SetRow("A"+strconv.Itoa(n), written)
	})
	if err != nil {
		return err
	}
	if err := errors.Join(w.Flush(), s.about(book, looks)); err != nil {
		return err
	}
	begin()
	if err := book.Write(to); err != nil {
		return fmt.Errorf("send a workbook: %w", err)
	}
	return nil
}

// above writes what stands above the rows: widths, a head that stays when the rest is scrolled.
func (s Sheet) above(w *excelize.StreamWriter, looks styles) error {
	for i, c := range s.Columns {
		if c.Width == 0 {
			continue
		}
		if err := w.SetColWidth(i+1, i+1, c.Width); err != nil {
			return err
		}
	}
	if err := w.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	heads := make([]any, len(s.Columns))
	for i, c := range s.Columns {
		heads[i] = excelize.Cell{StyleID: looks.head, Value: c.Head}
	}
	return w.SetRow("A1", heads)
}

// about writes the second sheet: what the file is, whence, of which day.
func (s Sheet) about(book *excelize.File, looks styles) error {
	if s.AboutName == "" {
		return nil
	}
	if _, err := book.NewSheet(s.AboutName); err != nil {
		return err
	}
	w, err := book.NewStreamWriter(s.AboutName)
	if err != nil {
		return err
	}
	if err := errors.Join(w.SetColWidth(1, 1, 24), w.SetColWidth(2, 2, 100)); err != nil {
		return err
	}
	for i, fact := range s.About {
		if err := w.SetRow("A"+strconv.Itoa(i+1), []any{excelize.Cell{StyleID: looks.head, Value: fact[0]}, fact[1]}); err != nil {
			return err
		}
	}
	return w.Flush()
}

// styles are the looks of cells.
type styles struct{ head, money, day int }

func (s Sheet) styles(book *excelize.File) (styles, error) {
	amount, day := "#,##0.00", map[locale.Lang]string{locale.Fi: "d.m.yyyy", locale.Sv: "d.m.yyyy", locale.En: "d mmm yyyy"}[s.Lang]
	var out styles
	var errs [3]error
	out.head, errs[0] = book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	out.money, errs[1] = book.NewStyle(&excelize.Style{CustomNumFmt: &amount})
	out.day, errs[2] = book.NewStyle(&excelize.Style{CustomNumFmt: &day})
	return out, errors.Join(errs[:]...)
}

// cell is a value as a sheet has it: amounts are numbers, days are dates, and a text is never a formula.
func (k styles) cell(value any) any {
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
		return k.cell(*v)
	case money.Cents:
		return excelize.Cell{StyleID: k.money, Value: float64(v) / 100}
	case calendar.Date:
		if v.IsZero() {
			return nil
		}
		return excelize.Cell{StyleID: k.day, Value: v.In(time.UTC)}
	case int:
		return v
	}
	return nil
}

// Text is a table as text in this package's own form, to be kept until it is needed: whatever it was, it is read the
// same again. Rows stay on their lines.
func Text(content io.ReaderAt, size int64, limits Limits) (string, error) {
	t, err := Open(content, size, limits)
	if err != nil {
		return "", err
	}
	if t.Encoding != "" {
		for err == nil { // the rows are counted
			_, err = t.Next()
		}
		if !errors.Is(err, io.EOF) {
			return "", err
		}
		raw, err := io.ReadAll(io.NewSectionReader(content, 0, size))
		if err != nil {
			return "", bad("fault.sheet.unreadable").Because(err)
		}
		text, _, err := decode(raw)
		return text, err
	}
	var b strings.Builder
	line := 1
	write := func(cells []string) {
		for i, c := range cells {
			if i > 0 {
				b.WriteByte(';')
			}
			line += strings.Count(c, "\n")
			b.WriteString(`"` + strings.ReplaceAll(unarmed(c), `"`, `""`) + `"`)
		}
		b.WriteByte('\n')
		line++
	}
	write(t.Head)
	for {
		row, err := t.Next()
		if errors.Is(err, io.EOF) {
			return b.String(), nil
		}
		if err != nil {
			return "", err
		}
		for ; line < row.Line; line++ {
			b.WriteByte('\n')
		}
		write(row.Cells)
	}
}
