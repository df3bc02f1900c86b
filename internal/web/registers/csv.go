package registers

import (
	"encoding/csv"
	"io"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

const (
	csvName = "list.csv"
	// byteOrderMark tells the spreadsheets of offices that the text is UTF-8.
	byteOrderMark = "\uFEFF"
)

// csv answers with the list as text: semicolons between values, since commas stand in numbers.
func (p *pages) csv(c *gin.Context) error {
	s, err := p.sheetOf(c)
	if err != nil {
		return err
	}
	done, err := p.turn(c.Request.Context())
	if err != nil {
		return err
	}
	defer done()
	s.attach(c, "text/csv; charset=utf-8", ".csv")
	return p.writeCSV(c, s, c.Writer)
}

func (p *pages) writeCSV(c *gin.Context, s *sheet, to io.Writer) error {
	if _, err := io.WriteString(to, byteOrderMark); err != nil {
		return err
	}
	w := csv.NewWriter(to)
	w.Comma, w.UseCRLF = ';', true
	if err := w.Write(s.heads()); err != nil {
		return err
	}
	record := make([]string, len(columns))
	err := p.catalogue.EachApproved(c.Request.Context(), s.list, s.query, func(line catalogue.Approved) error {
		for i, column := range columns {
			record[i] = s.plain(column.value(s, line))
		}
		return w.Write(record)
	})
	w.Flush()
	if err != nil {
		return err
	}
	return w.Error()
}

// plain writes a value as text: an amount with the language's decimal mark and no sign of euros, a day as ISO 8601.
func (s *sheet) plain(value any) string {
	switch v := value.(type) {
	case string:
		return unarmed(v)
	case *money.Cents:
		if v == nil {
			return ""
		}
		if s.Lang() == locale.En {
			return v.String()
		}
		return strings.Replace(v.String(), ".", ",", 1)
	case calendar.Date:
		if v.IsZero() {
			return ""
		}
		return v.String()
	}
	return ""
}
