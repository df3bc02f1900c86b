package quality

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/service"
)

// An Entry is a value as it was typed.
type Entry struct {
	Indicator, Unit, BusinessID, Service string
	From, To, Value, Count, Source, AsOf string
}

// Fields are the names of what an Entry holds, in the order of the columns of a file.
func Fields() []string {
	return []string{"indicator", "unit", "business_id", "service", "from", "to", "value", "count", "source", "as_of"}
}

func (e *Entry) field(name string) *string {
	return map[string]*string{
		"indicator": &e.Indicator, "unit": &e.Unit, "business_id": &e.BusinessID, "service": &e.Service, "from": &e.From, "to": &e.To,
		"value": &e.Value, "count": &e.Count, "source": &e.Source, "as_of": &e.AsOf,
	}[name]
}

// A Value is an entry that was understood.
type Value struct {
	ID        uuid.UUID
	Unit      uuid.UUID
	UnitName  string
	Service   string
	Organiser uuid.UUID
	Part
	Corrected calendar.Date // the day on which it took the place of one that was public; zero: it did not
	TakenBack bool          // it took that place and says nothing
}

// same tells whether nothing would change.
func (v *Value) same(o *Value) bool {
	return v.Value == o.Value && v.N == o.N && v.Source == o.Source
}

// What would become of a row.
const (
	RowNew      = "new"
	RowSame     = "same"     // told already, just so
	RowCorrects = "corrects" // another value for the same period takes the place of the one told
	RowWrong    = "wrong"
)

// A Row is an entry with what would become of it.
type Row struct {
	Line int
	Entry
	State  string
	Told   Value         // when it is not wrong
	Was    *Value        // the value that it corrects
	Few    bool          // accepted, but not shown as a figure: fewer than the organiser asks for
	Faults []fault.Field // when it is wrong
	Reason string        // why it corrects, where somebody was asked
}

// longest source and period that are taken for meant.
const (
	maxSource = 200
	maxDays   = 3 * 366
	firstYear = 2000
)

// read understands what an entry says by itself, without the register.
func (r *Row) read(today calendar.Date) {
	bad := fault.Invalid()
	indicator, known := indicatorOf(r.Indicator)
	switch {
	case r.Indicator == "":
		bad = bad.On("indicator", "fault.form.required")
	case !known:
		bad = bad.On("indicator", "fault.quality.indicator")
	}
	r.Told.Indicator = indicator.Key
	svc, ok := serviceOf(r.Service)
	switch {
	case r.Service == "":
		bad = bad.On("service", "fault.form.required")
	case !ok:
		bad = bad.On("service", "fault.quality.service")
	}
	r.Told.Service = svc
	if r.Unit == "" && r.BusinessID == "" {
		bad = bad.On("unit", "fault.form.required")
	}
	bad = r.readPeriod(bad, today)
	if known {
		value, ok := hundredths(r.Value)
		switch {
		case !ok:
			bad = bad.On("value", "fault.quality.number")
		case value < indicator.Low || value > indicator.High:
			bad = bad.On("value", "fault.quality.range", "Low", plain(indicator.Low), "High", plain(indicator.High))
		}
		r.Told.Value = value
	}
	n, err := strconv.Atoi(squeeze(r.Count))
	if err != nil || n < 1 || n > 10_000_000 {
		bad = bad.On("count", "fault.quality.count")
	}
	r.Told.N = n
	r.Told.Source = strings.Join(strings.Fields(r.Source), " ")
	if length := utf8.RuneCountInString(r.Told.Source); length == 0 {
		bad = bad.On("source", "fault.form.required")
	} else if length > maxSource {
		bad = bad.On("source", "fault.form.too_long", "Limit", maxSource)
	}
	r.Faults = bad.Fields
}

func (r *Row) readPeriod(bad *fault.Error, today calendar.Date) *fault.Error {
	ok := true
	for _, d := range []struct {
		field, text string
		to          *calendar.Date
	}{{"from", r.From, &r.Told.From}, {"to", r.To, &r.Told.To}} {
		day, known := dayOf(d.text)
		if !known || day.Year < firstYear {
			ok, bad = false, bad.On(d.field, "fault.form.date")
		}
		*d.to = day
	}
	if ok {
		switch {
		case r.Told.To.Before(r.Told.From):
			bad = bad.On("to", "fault.quality.backwards")
		case r.Told.To.After(today):
			bad = bad.On("to", "fault.quality.future", "Today", today)
		case r.Told.From.DaysUntil(r.Told.To) > maxDays:
			bad = bad.On("to", "fault.quality.too_long")
		}
	}
	r.Told.AsOf = today
	if r.AsOf != "" {
		day, known := dayOf(r.AsOf)
		switch {
		case !known:
			bad = bad.On("as_of", "fault.form.date")
		case day.After(today) || ok && day.Before(r.Told.To):
			bad = bad.On("as_of", "fault.quality.as_of")
		}
		r.Told.AsOf = day
	}
	return bad
}

func indicatorOf(text string) (Indicator, bool) {
	text = fold(text)
	for _, i := range indicators {
		for _, name := range []string{i.Key, i.Name.Fi, i.Name.Sv, i.Name.En} {
			if fold(name) == text {
				return i, true
			}
		}
	}
	return Indicator{}, false
}

func serviceOf(text string) (key string, ok bool) {
	text = fold(text)
	for _, s := range service.All() {
		for _, name := range []string{s.Key, s.Fi, s.Sv, s.En} {
			if fold(name) == text {
				return s.Key, true
			}
		}
	}
	return "", false
}

// fold makes names that differ in letters' size, spaces and signs of apostrophe alike.
func fold(text string) string {
	return strings.ReplaceAll(strings.ToLower(strings.Join(strings.Fields(text), " ")), "’", "'")
}

// squeeze drops what people group thousands with.
func squeeze(text string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '\u00a0' || r == '\u202f' {
			return -1
		}
		return r
	}, text)
}

// hundredths reads "4,56", "4.5", "96 %".
func hundredths(text string) (int, bool) {
	text = strings.Replace(strings.TrimSuffix(squeeze(text), "%"), ",", ".", 1)
	before, after, _ := strings.Cut(text, ".")
	if before == "" || len(before) > 7 || len(after) > 2 || strings.Trim(before+after, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(before + (after + "00")[:2])
	return n, err == nil
}

// plain writes hundredths without needless noughts, for the words of a fault: 450 is "4,5".
func plain(n int) string {
	return strings.TrimSuffix(strings.TrimRight(strconv.Itoa(n/100)+","+strconv.Itoa(n%100/10)+strconv.Itoa(n%10), "0"), ",")
}

// dayOf reads "31.12.2025" and "2025-12-31".
func dayOf(text string) (calendar.Date, bool) {
	text = squeeze(text)
	if parts := strings.Split(text, "."); len(parts) == 3 && len(parts[2]) == 4 {
		for i := range 2 {
			if len(parts[i]) == 1 {
				parts[i] = "0" + parts[i]
			}
		}
		text = parts[2] + "-" + parts[1] + "-" + parts[0]
	}
	day, err := calendar.Parse(text)
	return day, err == nil && !day.IsZero()
}
