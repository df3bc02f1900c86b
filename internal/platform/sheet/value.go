package sheet

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

// Day reads a day as it stands in a table: "1.6.2027", "01.06.2027" or "2027-06-01". A time after it that is midnight is
// no more than a spreadsheet's habit.
func Day(text string) (calendar.Date, bool) {
	text = strings.TrimSpace(text)
	if i := strings.IndexAny(text, " T"); i > 0 && strings.Trim(text[i+1:], "0:.Z") == "" {
		text = text[:i]
	}
	if d, err := calendar.Parse(text); err == nil {
		return d, true
	}
	parts := strings.Split(strings.TrimSuffix(text, "."), ".")
	if len(parts) != 3 || len(parts[2]) != 4 {
		return calendar.Date{}, false
	}
	var n [3]int
	for i, part := range parts {
		if len(part) == 0 || len(part) > 4 || strings.Trim(part, "0123456789") != "" {
			return calendar.Date{}, false
		}
		n[i], _ = strconv.Atoi(part)
	}
	d, err := calendar.New(n[2], time.Month(n[1]), n[0])
	return d, err == nil
}

var phoneShape = regexp.MustCompile(`^\+[0-9 ]+$`)

// Armed tells whether a spreadsheet that opens a file of plain text would take a cell for a formula. A phone number is
// no more than a number.
func Armed(text string) bool {
	if text == "" || phoneShape.MatchString(text) {
		return false
	}
	return strings.ContainsRune("=+-@\t\r\n|", rune(text[0])) || strings.HasPrefix(text, "＝") || strings.HasPrefix(text, "＋") ||
		strings.HasPrefix(text, "－") || strings.HasPrefix(text, "＠")
}

// unarmed is a text that no spreadsheet takes for a formula: one that begins as a formula would gets an apostrophe
// before it.
func unarmed(text string) string {
	if Armed(text) {
		return "'" + text
	}
	return text
}

// disarmed is a text as it was before unarmed.
func disarmed(text string) string {
	if rest, ok := strings.CutPrefix(text, "'"); ok && Armed(rest) {
		return rest
	}
	return text
}
