package quality

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// How large a file of values may be.
const (
	MaxTableBytes = 1 << 20
	MaxTableRows  = 5000
)

// headings are the names of the columns in Finnish, Swedish and English, and the plain ones.
var headings = map[string][]string{
	"indicator":   {"mittari", "mätare", "indicator"},
	"unit":        {"yksikkö", "palveluyksikkö", "enhet", "tjänsteenhet", "unit", "service unit"},
	"business_id": {"y-tunnus", "fo-nummer", "business id", "business_id"},
	"service":     {"palvelu", "tjänst", "service"},
	"from":        {"alku", "alkaen", "från", "from"},
	"to":          {"loppu", "päättyen", "till", "to"},
	"value":       {"arvo", "värde", "value"},
	"count":       {"lukumäärä", "määrä", "n", "antal", "count"},
	"source":      {"lähde", "källa", "source"},
	"as_of":       {"tilanne", "per", "as of", "as_of"},
}

// Heading is the name of a column in a language, as an example file has it.
func Heading(field, lang string) string {
	names := headings[field]
	switch {
	case lang == "en":
		return names[len(names)-1-boolInt(field == "business_id" || field == "as_of" || field == "unit")]
	case lang == "sv":
		for _, swedish := range []string{"mätare", "enhet", "fo-nummer", "tjänst", "från", "till", "värde", "antal", "källa", "per"} {
			for _, n := range names {
				if n == swedish {
					return n
				}
			}
		}
	}
	return names[0]
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// needed are the columns that a file must have; a unit may also be told by business id alone.
var neededColumns = []string{"indicator", "service", "from", "to", "value", "count", "source"}

// ReadTable reads a file of values: UTF-8 with or without a mark at its beginning, separated by semicolons, commas or
// tabs, its first line the names of the columns. What makes the whole file unreadable is a fault on the field "file".
func ReadTable(content []byte) ([]Row, error) {
	bad := func(key string, args ...any) error { return fault.Invalid().On("file", key, args...) }
	switch {
	case len(content) > MaxTableBytes:
		return nil, bad("fault.quality.file_large", "Limit", MaxTableBytes>>20)
	case bytes.HasPrefix(content, []byte("PK\x03\x04")):
		return nil, bad("fault.quality.file_workbook")
	}
	content = bytes.TrimPrefix(content, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(content) || bytes.IndexByte(content, 0) >= 0 {
		return nil, bad("fault.quality.file_latin1")
	}
	if len(bytes.TrimSpace(content)) == 0 {
		return nil, bad("fault.quality.file_empty")
	}
	content = bytes.ReplaceAll(bytes.ReplaceAll(content, []byte("\r\n"), []byte("\n")), []byte("\r"), []byte("\n"))
	r := csv.NewReader(bytes.NewReader(content))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes, r.TrimLeadingSpace = separator(content), -1, false, true
	head, err := r.Read()
	if err != nil {
		return nil, bad("fault.quality.file_quotes", "Line", 1)
	}
	columns, err := columnsOf(head)
	if err != nil {
		return nil, err
	}
	var rows []Row
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			line := 0
			if wrong, ok := errors.AsType[*csv.ParseError](err); ok {
				line = wrong.Line
			}
			return nil, bad("fault.quality.file_quotes", "Line", line)
		}
		if strings.TrimSpace(strings.Join(record, "")) == "" {
			continue
		}
		if len(rows) == MaxTableRows {
			return nil, bad("fault.quality.file_rows", "Limit", MaxTableRows)
		}
		line, _ := r.FieldPos(0)
		row := Row{Line: line}
		for i, text := range record {
			if i < len(columns) && columns[i] != "" {
				*row.field(columns[i]) = strings.TrimSpace(text)
			}
		}
		if len(record) != len(head) {
			row.Faults = []fault.Field{{Name: "row", Key: "fault.quality.row_cells", Args: map[string]any{"Got": len(record), "Want": len(head)}}}
		}
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		return nil, bad("fault.quality.file_empty")
	}
	return rows, nil
}

// separator is what separates the names in the first line.
func separator(content []byte) rune {
	first, _, _ := bytes.Cut(content, []byte("\n"))
	best := ';'
	for _, s := range []rune{',', '\t'} {
		if bytes.ContainsRune(first, s) && bytes.Count(first, []byte(string(s))) > bytes.Count(first, []byte(string(best))) {
			best = s
		}
	}
	return best
}

// columnsOf finds the field of each column; "" for one that is not known and therefore not read.
func columnsOf(head []string) ([]string, error) {
	out := make([]string, len(head))
	seen := map[string]bool{}
	for i, name := range head {
		for field, names := range headings {
			for _, n := range names {
				if fold(name) == n {
					if seen[field] {
						return nil, fault.Invalid().On("file", "fault.quality.file_twice", "Column", name)
					}
					out[i], seen[field] = field, true
				}
			}
		}
	}
	var missing []string
	for _, field := range neededColumns {
		if !seen[field] {
			missing = append(missing, headings[field][0])
		}
	}
	if !seen["unit"] && !seen["business_id"] {
		missing = append(missing, headings["unit"][0])
	}
	if len(missing) > 0 {
		return nil, fault.Invalid().On("file", "fault.quality.file_columns", "Columns", strings.Join(missing, ", "))
	}
	return out, nil
}
