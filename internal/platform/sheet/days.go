package sheet

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

// looks tells which styles of a workbook's cells show a number as a day.
type looks struct{ days []bool }

func (l looks) day(style string) bool {
	if style == "" || len(l.days) == 0 {
		return false
	}
	i, err := strconv.Atoi(style)
	return err == nil && i >= 0 && i < len(l.days) && l.days[i]
}

// readLooks reads the formats of numbers. Those of a spreadsheet's own have numbers that every spreadsheet knows
// (ECMA-376, part 1, 18.8.30); others are said in the file.
func (b *book) readLooks() (looks, error) {
	var out looks
	own := map[string]bool{}
	inside := false
	err := b.each("xl/styles.xml", maxOther, func(_ *tags, t tag) error {
		switch {
		case t.name == "numFmt" && !t.closing:
			own[t.attribute("numFmtId")] = isDayFormat(t.attribute("formatCode"))
		case t.name == "cellXfs":
			inside = !t.closing && !t.self
		case inside && t.name == "xf" && !t.closing:
			id := t.attribute("numFmtId")
			day, said := own[id]
			if !said {
				n, _ := strconv.Atoi(id)
				day = n >= 14 && n <= 17 || n == 22 || n >= 27 && n <= 36 || n >= 50 && n <= 58
			}
			out.days = append(out.days, day)
		}
		return nil
	})
	return out, err
}

// isDayFormat tells whether a format shows years or days. What stands in quotation marks or brackets is text or colour.
func isDayFormat(code string) bool {
	code, _, _ = strings.Cut(code, ";")
	quoted, bracketed, escaped := false, false, false
	for _, c := range strings.ToLower(code) {
		switch {
		case escaped:
			escaped = false
		case c == '\\' || c == '_' || c == '*':
			escaped = true
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[':
			bracketed = true
		case c == ']':
			bracketed = false
		case bracketed:
		case c == 'y' || c == 'd':
			return true
		}
	}
	return false
}

// serial is the day of a spreadsheet's number: days from 30 December 1899, or from 1904.
func serial(number float64, from04 bool) (calendar.Date, bool) {
	first := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if from04 {
		first = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	if number < 61 || number > 110_000 { // before March 1900 a spreadsheet counts a day that never was; after 2200 it is no day
		return calendar.Date{}, false
	}
	at := first.AddDate(0, 0, int(math.Floor(number)))
	return calendar.Date{Year: at.Year(), Month: at.Month(), Day: at.Day()}, true
}
