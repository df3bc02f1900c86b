package locale

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/nicksnyder/go-i18n/v2/i18n/template"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/money"
)

// noBreak is the space between the thousands of a number, where a line must not break.
const noBreak = "\u00a0"

// Printer writes in one language. It is safe for concurrent use.
type Printer struct {
	lang      Lang
	bundle    *Bundle
	tag       language.Tag
	plain     map[string]string // texts without variables or plurals, which need no template
	ready     map[string]*ready // texts whose variables stand in them plainly
	parser    *template.TextParser
	languages sync.Map // names by code
}

func newPrinter(b *Bundle, l Lang) *Printer {
	p := &Printer{lang: l, bundle: b, tag: language.Make(string(l)), plain: map[string]string{},
		ready: map[string]*ready{}, parser: &template.TextParser{Option: "missingkey=error"}}
	for key, m := range b.texts[l] {
		if len(forms(m)) == 1 && m.Other != "" && !strings.Contains(m.Other, "{{") {
			p.plain[key] = m.Other
		} else if r, ok := readyText(m); ok {
			p.ready[key] = &r
		}
	}
	return p
}

// Lang is the printer's language.
func (p *Printer) Lang() Lang { return p.lang }

// Has tells whether there is a text for the key.
func (p *Printer) Has(key string) bool { return p.bundle != nil && p.bundle.has(p.lang, key) }

// T is the text for the key. The args are its variables as pairs, "Name", value; Count chooses the plural form. Money,
// dates and times among them are written as the language writes them. A key without a text, or a text without one of
// its variables, gives ⟦key⟧ and is listed by Bundle.Missing.
func (p *Printer) T(key string, args ...any) string {
	if text, ok := p.plain[key]; ok {
		return text
	}
	if r, ok := p.ready[key]; ok {
		if text, ok := r.fill(p, args); ok {
			return text
		}
	}
	values := make(map[string]any, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		if name, ok := args[i].(string); ok {
			values[name] = args[i+1]
		}
	}
	return p.fill(key, values)
}

// Text is T for variables that are in a map already, such as a fault's.
func (p *Printer) Text(key string, values map[string]any) string {
	args := make([]any, 0, 2*len(values))
	for name, value := range values {
		args = append(args, name, value)
	}
	return p.T(key, args...)
}

// fill is a text with its variables as go-i18n writes it. It changes them to what is written.
func (p *Printer) fill(key string, data map[string]any) string {
	if !p.Has(key) {
		return p.marked(key)
	}
	config := &i18n.LocalizeConfig{MessageID: key, TemplateData: data, TemplateParser: p.parser}
	count, counted := data["Count"]
	for name, value := range data {
		data[name] = p.written(value)
	}
	if counted {
		if p.bundle.texts[p.lang][key].One != "" { // else there is nothing to choose
			config.PluralCount = count
		}
		if n, isInt := count.(int); isInt {
			data["Count"] = p.Number(n)
		}
	}
	localizer, err := p.bundle.localizer(p.lang, key)
	if err != nil {
		return p.marked(key)
	}
	text, err := localizer.Localize(config)
	if err != nil {
		return p.marked(key)
	}
	return text
}

func (p *Printer) marked(key string) string {
	p.bundle.miss(p.lang, key)
	return "⟦" + key + "⟧"
}

// written is a variable as the language writes it.
func (p *Printer) written(value any) any {
	switch v := value.(type) {
	case money.Cents:
		return p.Money(v)
	case calendar.Date:
		return p.Date(v)
	case time.Time:
		return p.DateTime(v)
	}
	return value
}

// Language is the name of a language by its ISO 639-1 code, as it stands within a sentence; sgn is sign language.
func (p *Printer) Language(code string) string {
	if name, ok := p.languages.Load(code); ok {
		return name.(string)
	}
	name := p.language(code)
	if len(code) <= longestCode { // so that what is remembered has an end
		p.languages.Store(code, name)
	}
	return name
}

// longestCode is of a language by ISO 639.
const longestCode = 3

func (p *Printer) language(code string) string {
	if code == "sgn" {
		return p.T("common.sign_language")
	}
	tag, err := language.Parse(code)
	if err != nil {
		return code
	}
	if name := display.Languages(language.Make(string(p.lang))).Name(tag); name != "" {
		return name
	}
	return code
}

// Money writes an amount with its currency: 1 234,50 € in Finnish and Swedish, €1,234.50 in English.
func (p *Printer) Money(c money.Cents) string { return c.Format(string(p.lang)) }

// Date writes a day: 18.5.2026 in Finnish and in the Swedish of Finland, 18 May 2026 in English.
func (p *Printer) Date(d calendar.Date) string {
	if p.lang == En {
		return fmt.Sprintf("%d %s %d", d.Day, d.Month, d.Year)
	}
	return fmt.Sprintf("%d.%d.%d", d.Day, int(d.Month), d.Year)
}

// DateTime writes a moment as the clock in Helsinki shows it, to the minute: 18.5.2026 klo 9.05.
func (p *Printer) DateTime(t time.Time) string {
	local := t.In(calendar.Helsinki)
	year, month, day := local.Date()
	date := p.Date(calendar.Date{Year: year, Month: month, Day: day})
	switch p.lang {
	case En:
		return date + " at " + local.Format("15:04")
	case Sv:
		return date + " kl. " + local.Format("15.04")
	default:
		return fmt.Sprintf("%s klo %d.%02d", date, local.Hour(), local.Minute())
	}
}

// Number writes a whole number with its thousands apart: 12 345 in Finnish and Swedish, 12,345 in English.
func (p *Printer) Number(n int) string {
	digits := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, digits = "−", digits[1:]
	}
	separator := noBreak
	if p.lang == En {
		separator = ","
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + separator + digits[i:]
	}
	return sign + digits
}
