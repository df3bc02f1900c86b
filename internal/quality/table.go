package quality

import (
	"errors"
	"io"
	"strings"

	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/sheet"
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

// ReadTable reads a file of values: a workbook, or text separated by semicolons, commas or tabs; its first row the names
// of the columns. What makes the whole file unreadable is a fault on the field "file".
func ReadTable(content []byte) ([]Row, error) {
	t, err := sheet.OpenBytes(content, sheet.Limits{Bytes: MaxTableBytes, Rows: MaxTableRows})
	if err != nil {
		return nil, err
	}
	columns, err := columnsOf(t.Head)
	if err != nil {
		return nil, err
	}
	var rows []Row
	for {
		read, err := t.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if read.Broken {
			return nil, fault.Invalid().On(sheet.Field, "fault.quality.file_quotes", "Line", read.Line)
		}
		row := Row{Line: read.Line}
		for i, field := range columns {
			if field != "" {
				*row.field(field) = read.Cell(i)
			}
		}
		if read.Given > len(t.Head) || t.Encoding != "" && read.Given != len(t.Head) {
			row.Faults = []fault.Field{{Name: "row", Key: "fault.quality.row_cells", Args: map[string]any{"Got": read.Given, "Want": len(t.Head)}}}
		}
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		return nil, fault.Invalid().On(sheet.Field, "fault.sheet.empty")
	}
	return rows, nil
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
