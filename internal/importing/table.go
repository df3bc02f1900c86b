package importing

import (
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/sheet"
)

// line is one row of the file: its fields by column, and where it stands.
type line struct {
	number int // of the file's line that the row begins on, from 1
	cells  []string
	places map[string]int // of the columns, by their names as the file and as the mapping write them
	wrong  *RowError      // the row could not be taken apart
}

func (l line) get(column string) string {
	i, there := l.places[column]
	if !there || i >= len(l.cells) {
		return ""
	}
	return l.cells[i]
}

// columnName makes names of columns alike that differ in case and surrounding space only.
func columnName(s string) string { return sheet.Fold(s) }

// table is a file taken apart.
type table struct {
	lines   []line
	strange []string // columns that the mapping does not know
}

// tableOf takes a file apart by the mapping. A column that is missing, or there twice, is a fault of the file; a row that does
// not fit is an error of that row only.
func tableOf(file *sheet.Table, m Mapping) (table, error) {
	head := file.Head
	names := make([]string, len(head))
	for i, name := range head {
		names[i] = columnName(name)
	}
	if err := checkHead(names, m); err != nil {
		return table{}, err
	}
	t := table{strange: strange(head, m)}
	places := make(map[string]int, 2*len(names))
	for i, name := range names {
		places[name] = i
	}
	for _, column := range m.needed() {
		places[column] = places[columnName(column)]
	}
	for {
		row, err := file.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return table{}, err
		}
		l := line{number: row.Line, places: places}
		if row.Broken {
			l.wrong = &RowError{Line: l.number, Key: "import.row.quotes"}
		} else {
			l.take(len(names), row, file.Encoding != "")
		}
		t.lines = append(t.lines, l)
	}
	if len(t.lines) == 0 {
		return table{}, fault.Invalid().On(sheet.Field, "fault.sheet.empty")
	}
	return t, nil
}

// take puts a row's fields under their columns. A text has as many fields as columns; a workbook has no such habit.
func (l *line) take(columns int, row sheet.Row, text bool) {
	if text && row.Given != columns || row.Given > columns {
		l.wrong = &RowError{Line: l.number, Key: "import.row.field_count", Args: map[string]any{"Fields": row.Given, "Columns": columns}}
		return
	}
	l.cells = make([]string, columns)
	for i := range l.cells {
		l.cells[i] = unquote(row.Cells[i])
	}
}

// unquote takes the space around a field and the quotation marks that some lists put inside their own.
func unquote(s string) string {
	s = strings.TrimSpace(s)
	for len(s) >= 2 && s[0] == '"' && s[len(s)-1] == '"' {
		s = strings.TrimSpace(s[1 : len(s)-1])
	}
	return s
}

func checkHead(names []string, m Mapping) error {
	bad := fault.New(fault.CodeMalformed, "fault.import.columns")
	for _, want := range m.needed() {
		n := 0
		for _, name := range names {
			if name == columnName(want) {
				n++
			}
		}
		switch {
		case n == 0:
			bad = bad.On(want, "import.file.column_missing", "Column", want)
		case n > 1:
			bad = bad.On(want, "import.file.column_twice", "Column", want)
		}
	}
	return bad.OrNil()
}

// strange lists the columns that the mapping neither reads nor leaves out, for the report: they may be news.
func strange(head []string, m Mapping) []string {
	var known []string
	for _, name := range append(m.needed(), m.Unread...) {
		known = append(known, columnName(name))
	}
	var out []string
	for _, name := range head {
		if !slices.Contains(known, columnName(name)) {
			out = append(out, strings.TrimSpace(name))
		}
	}
	return out
}
