package locale

import (
	"strconv"
	"strings"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/feature/plural"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/money"
)

// A ready text is one whose variables stand in it plainly, {{.Name}}, cut into pieces beforehand. go-i18n executes a
// template of text/template with a map of variables for each text, and a page of results has some three hundred: that was
// a tenth of its time. What is not so plain is left to go-i18n, and a test holds that both write the same.
type ready struct{ one, other []piece }

// piece is words as they are, or the name of a variable.
type piece struct{ words, name string }

// readyText cuts a message, if it is plain: no other forms than one and other, no actions but variables.
func readyText(m *i18n.Message) (ready, bool) {
	if m.Zero+m.Two+m.Few+m.Many != "" {
		return ready{}, false
	}
	one, ok := cut(m.One)
	if !ok {
		return ready{}, false
	}
	other, ok := cut(m.Other)
	return ready{one: one, other: other}, ok && other != nil
}

func cut(text string) ([]piece, bool) {
	var out []piece
	for text != "" {
		before, after, found := strings.Cut(text, "{{")
		if before != "" {
			out = append(out, piece{words: before})
		}
		if !found {
			break
		}
		act, rest, closed := strings.Cut(after, "}}")
		name := strings.TrimPrefix(act, ".")
		if !closed || name == act || !variable.MatchString(act) || variable.FindString(act) != act {
			return nil, false
		}
		out = append(out, piece{name: name})
		text = rest
	}
	return out, true
}

// fill writes the text with variables given as pairs, and false when that is better left to go-i18n: a variable that is
// missing or of an unusual type.
func (r *ready) fill(p *Printer, args []any) (string, bool) {
	pieces := r.other
	if i := argument(args, "Count"); i >= 0 {
		n, isInt := args[i].(int)
		if !isInt || n < 0 {
			return "", false
		}
		if r.one != nil && p.isOne(n) {
			pieces = r.one
		}
	}
	var room [128]byte
	out := room[:0]
	for _, part := range pieces {
		if part.name == "" {
			out = append(out, part.words...)
			continue
		}
		i := argument(args, part.name)
		if i < 0 {
			return "", false
		}
		var known bool
		if out, known = p.appendWritten(out, part.name, args[i]); !known {
			return "", false
		}
	}
	return string(out), true
}

// argument is where the value of a variable stands among pairs, the last that has its name, or -1.
func argument(args []any, name string) int {
	for i := len(args) &^ 1; i > 0; i -= 2 {
		if s, ok := args[i-2].(string); ok && s == name {
			return i - 1
		}
	}
	return -1
}

// isOne tells whether a count takes the form "one" (CLDR).
func (p *Printer) isOne(n int) bool {
	return plural.Cardinal.MatchPlural(p.tag, n, 0, 0, 0, 0) == plural.One
}

// appendWritten writes a variable as written and text/template would.
func (p *Printer) appendWritten(out []byte, name string, value any) ([]byte, bool) {
	switch v := value.(type) {
	case string:
		return append(out, v...), true
	case int:
		if name == "Count" {
			return append(out, p.Number(v)...), true
		}
		return strconv.AppendInt(out, int64(v), 10), true
	case money.Cents:
		return append(out, p.Money(v)...), true
	case calendar.Date:
		return append(out, p.Date(v)...), true
	case time.Time:
		return append(out, p.DateTime(v)...), true
	}
	return out, false
}
