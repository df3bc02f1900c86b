package registers

import (
	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	tables "github.com/tuottajatori/tuottajatori/internal/platform/sheet"
)

const (
	csvName  = "list.csv"
	xlsxName = "list.xlsx"
)

// csv answers with the list as text, which leaves as it is read.
func (p *pages) csv(c *gin.Context) error { return p.file(c, tables.CSV) }

// xlsx answers with the list as a workbook. Nothing is sent before the last line is read.
func (p *pages) xlsx(c *gin.Context) error { return p.file(c, tables.XLSX) }

func (p *pages) file(c *gin.Context, form tables.Form) error {
	s, err := p.sheetOf(c)
	if err != nil {
		return err
	}
	done, err := p.turn(c.Request.Context())
	if err != nil {
		return err
	}
	defer done()
	return s.table().Write(form, c.Writer, func() { s.attach(c, form) }, func(row func([]any) error) error {
		cells := make([]any, len(columns))
		return p.catalogue.EachApproved(c.Request.Context(), s.list, s.query, func(line catalogue.Approved) error {
			for i, column := range columns {
				cells[i] = column.value(s, line)
			}
			return row(cells)
		})
	})
}

// table is the list with what the file is on its second sheet.
func (s *sheet) table() tables.Sheet {
	t := tables.Sheet{Lang: s.Lang(), Name: s.T("registers.sheet"), AboutName: s.T("registers.sheet_about"), About: s.facts()}
	for i, head := range s.heads() {
		t.Columns = append(t.Columns, tables.Column{Head: head, Width: columns[i].width})
	}
	return t
}
