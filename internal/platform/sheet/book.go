package sheet

import (
	"archive/zip"
	"errors"
	"io"
	"math"
	"path"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// How much a workbook may unpack to. A sheet is read as a stream and stops at the limit of rows; texts that cells share
// must be held.
const (
	maxSheet   = 256 << 20
	maxStrings = 24 << 20
	maxOther   = 4 << 20
)

// book is an open workbook.
type book struct {
	files  map[string]*zip.File
	sheet  *zip.File
	shared []string
	looks  looks
	from04 bool // its days are counted from 1904
}

// openBook reads a workbook's first sheet that is not hidden. Its rows are counted first, so that one that is too long is
// refused before its texts are read.
func (t *Table) openBook(content io.ReaderAt, size int64) error {
	z, err := zip.NewReader(content, size)
	if err != nil {
		return bad("fault.sheet.cut").Because(err)
	}
	b := &book{files: map[string]*zip.File{}}
	for _, f := range z.File {
		b.files[strings.TrimPrefix(f.Name, "/")] = f
	}
	if _, other := b.files["xl/workbook.xml"]; !other {
		return bad("fault.sheet.not_book")
	}
	if err := b.open(t); err != nil {
		return broken(err)
	}
	return nil
}

// broken makes a fault of the file of what went wrong while a workbook was read.
func broken(err error) error {
	if err == nil || fault.From(err).HasField(Field) {
		return err
	}
	return bad("fault.sheet.cut").Because(err)
}

func (b *book) open(t *Table) error {
	if err := b.findSheet(); err != nil {
		return err
	}
	last, err := b.lastRow(t)
	if err != nil {
		return err
	}
	if b.shared, err = b.sharedStrings(); err != nil {
		return err
	}
	if b.looks, err = b.readLooks(); err != nil {
		return err
	}
	in, err := b.read(b.sheet, maxSheet)
	if err != nil {
		return err
	}
	rows := &bookRows{book: b, tags: newTags(in), last: last}
	t.next = func() (Row, error) {
		row, err := rows.next()
		if err != nil && !errors.Is(err, io.EOF) {
			err = broken(err)
		}
		return row, err
	}
	for {
		head, err := rows.next()
		switch {
		case errors.Is(err, io.EOF):
			return bad("fault.sheet.empty")
		case err != nil:
			return err
		case empty(head.Cells):
			continue
		}
		t.Head = head.Cells
		return nil
	}
}

// read opens a file of the workbook, and ends where it is longer than it may be.
func (b *book) read(f *zip.File, limit int64) (io.Reader, error) {
	if f.UncompressedSize64 > uint64(limit) {
		return nil, bad("fault.sheet.unpacked")
	}
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	return io.LimitReader(r, limit), nil
}

// each calls fn for every tag of a file of the workbook; a file that is not there has none.
func (b *book) each(name string, limit int64, fn func(x *tags, t tag) error) error {
	f, ok := b.files[name]
	if !ok {
		return nil
	}
	r, err := b.read(f, limit)
	if err != nil {
		return err
	}
	x := newTags(r)
	for {
		t, err := x.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = fn(x, t)
		}
		if err != nil {
			return err
		}
	}
}

// findSheet finds the first sheet that is not hidden.
func (b *book) findSheet() error {
	relation := ""
	err := b.each("xl/workbook.xml", maxOther, func(_ *tags, t tag) error {
		switch {
		case t.name == "workbookPr":
			is := t.attribute("date1904")
			b.from04 = is == "1" || is == "true"
		case t.name == "sheet" && relation == "" && (t.attribute("state") == "" || t.attribute("state") == "visible"):
			relation = t.attribute("r:id")
		}
		return nil
	})
	if err != nil {
		return err
	}
	target := ""
	err = b.each("xl/_rels/workbook.xml.rels", maxOther, func(_ *tags, t tag) error {
		if t.name == "Relationship" && t.attribute("Id") == relation {
			target = t.attribute("Target")
		}
		return nil
	})
	if err != nil {
		return err
	}
	name := strings.TrimPrefix(target, "/")
	if name == target {
		name = path.Join("xl", target)
	}
	if target == "" {
		name = "xl/worksheets/sheet1.xml"
	}
	var ok bool
	if b.sheet, ok = b.files[name]; !ok {
		return bad("fault.sheet.not_book")
	}
	return nil
}

// lastRow counts the rows that hold anything, and answers which the last of them is: a spreadsheet may save a million
// empty ones below it. Nothing is kept of them.
func (b *book) lastRow(t *Table) (int, error) {
	in, err := b.read(b.sheet, maxSheet)
	if err != nil {
		return 0, err
	}
	x := newTags(in)
	filled, last, row, counted := 0, 0, 0, false
	for {
		is, err := x.next()
		if errors.Is(err, io.EOF) {
			return last, nil
		}
		if err != nil {
			return 0, err
		}
		switch {
		case is.name == "row" && !is.closing:
			row, counted = row+1, false
		case is.closing && (is.name == "v" || is.name == "t") && len(x.text) > 0 && !counted:
			counted, last = true, row
			if filled++; filled > t.limits.Rows+1 { // and the head
				return 0, t.tooMany()
			}
		}
	}
}

// sharedStrings reads the texts that cells refer to by number.
func (b *book) sharedStrings() ([]string, error) {
	var out []string
	var text strings.Builder
	phonetic := false
	err := b.each("xl/sharedStrings.xml", maxStrings, func(x *tags, t tag) error {
		switch {
		case t.name == "si" && t.self:
			out = append(out, "")
		case t.name == "si" && !t.closing:
			text.Reset()
		case t.name == "rPh": // how a name is pronounced is no part of it
			phonetic = !t.closing && !t.self
		case t.name == "t" && t.closing && !phonetic:
			text.WriteString(plain(x.text))
		case t.name == "si":
			out = append(out, tidy(text.String()))
		}
		return nil
	})
	return out, err
}

// tidy is a text of a workbook without the signs that XML cannot hold, and the space around it.
func tidy(text string) string {
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "")
	}
	if strings.Contains(text, "_x") {
		text = strings.NewReplacer("_x000D_\n", "\n", "_x000D_", "\n", "_x000A_", "\n", "_x0009_", "\t", "_x005F_", "_").Replace(text)
	}
	return strings.TrimSpace(strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\x00", ""))
}

// bookRows reads the rows of a sheet.
type bookRows struct {
	book       *book
	tags       *tags
	seen, last int
	line       int
}

func (r *bookRows) next() (Row, error) {
	for r.seen < r.last {
		t, err := r.tags.next()
		if errors.Is(err, io.EOF) {
			return Row{}, io.ErrUnexpectedEOF
		}
		if err != nil {
			return Row{}, err
		}
		if t.name != "row" || t.closing {
			continue
		}
		r.seen++
		r.line++
		if n, err := strconv.Atoi(t.attribute("r")); err == nil && n >= r.line {
			r.line = n
		}
		if t.self {
			continue
		}
		return r.row()
	}
	return Row{}, io.EOF
}

// row reads up to the end of a row.
func (r *bookRows) row() (Row, error) {
	row := Row{Line: r.line}
	for {
		t, err := r.tags.next()
		if errors.Is(err, io.EOF) {
			return Row{}, io.ErrUnexpectedEOF
		}
		if err != nil {
			return Row{}, err
		}
		switch {
		case t.name == "row" && t.closing:
			row.Given = len(row.Cells)
			return row, nil
		case t.name == "c" && !t.closing:
			at := len(row.Cells)
			if given := column(t.attribute("r")); given >= at {
				at = given
			}
			if at >= maxColumns {
				return Row{}, bad("fault.sheet.columns", "Limit", maxColumns)
			}
			text := ""
			if !t.self {
				if text, err = r.cell(t.attribute("t"), t.attribute("s")); err != nil {
					return Row{}, err
				}
			}
			if text == "" {
				continue
			}
			for len(row.Cells) <= at {
				row.Cells = append(row.Cells, "")
			}
			row.Cells[at] = text
		}
	}
}

// cell reads up to the end of a cell.
func (r *bookRows) cell(kind, style string) (string, error) {
	var text string
	phonetic := false
	for {
		t, err := r.tags.next()
		if errors.Is(err, io.EOF) {
			return "", io.ErrUnexpectedEOF
		}
		switch {
		case err != nil:
			return "", err
		case t.name == "rPh":
			phonetic = !t.closing && !t.self
		case t.closing && (t.name == "v" || t.name == "t" && !phonetic):
			text += plain(r.tags.text)
		case t.name == "c" && t.closing:
			return r.book.value(kind, style, text), nil
		}
	}
}

// value is the text of a cell: of a number as a person reads it, of a day as ISO 8601.
func (b *book) value(kind, style, text string) string {
	switch kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil || i < 0 || i >= len(b.shared) {
			return ""
		}
		return b.shared[i]
	case "", "n":
		number, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
		if err != nil || math.IsInf(number, 0) || math.IsNaN(number) {
			return tidy(text)
		}
		if b.looks.day(style) {
			if day, ok := serial(number, b.from04); ok {
				return day.String()
			}
		}
		return decimal(number)
	case "d":
		day, _, _ := strings.Cut(text, "T")
		return tidy(day)
	}
	return tidy(text)
}

// decimal writes a number with as many digits as a spreadsheet shows: it keeps 4.56 as 4.5599999999999996.
func decimal(number float64) string {
	short, err := strconv.ParseFloat(strconv.FormatFloat(number, 'g', 15, 64), 64)
	if err != nil {
		short = number
	}
	return strconv.FormatFloat(short, 'f', -1, 64)
}

// column is the place of a cell by its name: "C7" is 2; -1 when it has none.
func column(name string) int {
	at := 0
	for _, c := range name {
		if c < 'A' || c > 'Z' || at > maxColumns {
			break
		}
		at = at*26 + int(c-'A') + 1
	}
	return at - 1
}
