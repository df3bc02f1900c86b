// Package sheet reads and writes tables as people keep them: text with separators (CSV) of whatever encoding an office's
// spreadsheet writes, and workbooks (XLSX). It knows nothing of what the columns mean.
//
// Where to look:
//
//   - sheet.go: opening a table, its limits, and the faults of a file as a whole
//   - text.go: bytes of whatever encoding to text, and the separator
//   - book.go, tags.go: workbooks, read as a stream
//   - days.go: which numbers of a workbook are days
//   - value.go: days and numbers as they stand in tables
//   - write.go: tables written as text and as workbooks, with nothing in them that a spreadsheet would take for a formula
package sheet

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// Limits are how large a table may be. They are told beside the form that takes the file.
type Limits struct {
	Bytes int64
	Rows  int // below the head, empty ones not counted
}

// The most of some things that any table can have: what a spreadsheet itself can hold in a cell, and columns enough for
// every list that a person reads.
const (
	maxColumns = 300
	maxCell    = 32767 * 4 // bytes: a spreadsheet's cell of characters of four bytes
)

// Field is the name under which the faults of a file stand: the form's field.
const Field = "file"

// Row is a row of a table below its head. Cells has the columns of the head, and more where the row is longer.
type Row struct {
	Line   int // of the file, from 1, on which the row begins
	Cells  []string
	Given  int  // how many cells the row has; a workbook leaves out empty ones at the end, so there it is never too few
	Broken bool // its quotation marks do not match
}

// Cell is the text of a column, "" where the row ends before it.
func (r Row) Cell(i int) string {
	if i < 0 || i >= len(r.Cells) {
		return ""
	}
	return r.Cells[i]
}

// Table is an open table. Its rows are read one by one with Next.
type Table struct {
	Head      []string
	Encoding  string // of a text; "" for a workbook
	Separator rune   // of a text
	limits    Limits
	rows      int
	next      func() (Row, error)
}

// Open begins to read a table and answers its head. What it is is told by its first bytes, not by a name. A file that
// cannot be read is a fault on the field "file"; more rows than the limit is one too, from Open or from Next.
func Open(content io.ReaderAt, size int64, limits Limits) (*Table, error) {
	if size > limits.Bytes {
		return nil, bad("fault.sheet.large", "Limit", limits.Bytes>>20)
	}
	first := make([]byte, 8)
	n, err := content.ReadAt(first, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, bad("fault.sheet.unreadable").Because(err)
	}
	t := &Table{limits: limits}
	switch first = first[:n]; {
	case bytes.HasPrefix(first, []byte("PK")):
		err = t.openBook(content, size)
	case bytes.HasPrefix(first, []byte{0xd0, 0xcf, 0x11, 0xe0}): // an old workbook, or a new one under a password
		err = bad("fault.sheet.old_book")
	default:
		err = t.openText(content, size)
	}
	if err != nil {
		return nil, err
	}
	return t, nil
}

// OpenBytes is Open for content in memory.
func OpenBytes(content []byte, limits Limits) (*Table, error) {
	return Open(bytes.NewReader(content), int64(len(content)), limits)
}

// Next is the next row that has anything in it, and io.EOF after the last.
func (t *Table) Next() (Row, error) {
	for {
		row, err := t.next()
		if err != nil {
			return Row{}, err
		}
		if !row.Broken && empty(row.Cells) {
			continue
		}
		if t.rows++; t.rows > t.limits.Rows {
			return Row{}, t.tooMany()
		}
		for len(row.Cells) < len(t.Head) {
			row.Cells = append(row.Cells, "")
		}
		return row, nil
	}
}

func (t *Table) tooMany() error { return bad("fault.sheet.rows", "Limit", t.limits.Rows) }

func empty(cells []string) bool {
	for _, c := range cells {
		if c != "" {
			return false
		}
	}
	return true
}

// bad is a fault of the file as a whole.
func bad(key string, args ...any) *fault.Error { return fault.Invalid().On(Field, key, args...) }

// Fold makes names of columns alike that differ in case and spaces only.
func Fold(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), " ")) }

// ErrGone answers for a file whose content is no longer kept.
var ErrGone = fault.New(fault.CodeGone, "fault.sheet.gone")
