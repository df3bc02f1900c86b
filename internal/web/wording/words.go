// Package wording writes what the catalogue knows in a page's language: amounts, vacancy, quality, places, languages,
// telephone numbers. Every area of pages that shows something of the catalogue says it with these words.
//
//	words.go      amounts, vacancy, languages
//	quality.go    quality and inspections
//	card.go       an offering as a card, and where it is as seen from here
//	organiser.go  whose number and colours a page bears
package wording

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	views "github.com/tuottajatori/tuottajatori/frontend/pages/public"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// Words writes what the catalogue knows in the page's language.
type Words struct{ *locale.Printer }

func (w Words) lang() string { return string(w.Lang()) }

// Sentence makes a fragment stand on its own: "arkisin klo 8–16" becomes "Arkisin klo 8–16."
func Sentence(s string) string {
	if s == "" {
		return ""
	}
	return strings.TrimSuffix(Capital(s), ".") + "."
}

// Capital makes a text's first letter large.
func Capital(s string) string {
	if s == "" {
		return ""
	}
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

// Unbroken keeps a postal code and its town on one line; a neighbourhood may stand on the one before.
func Unbroken(label string) string {
	return strings.ReplaceAll(strings.ReplaceAll(label, " ", "\u00a0"), ",\u00a0", ", ")
}

// whole writes an amount without its cents when there are none: "420 €".
func (w Words) Whole(c money.Cents) string {
	s := w.Money(c)
	if c%100 == 0 {
		return strings.NewReplacer(",00", "", ".00", "").Replace(s)
	}
	return s
}

// amount is what the client pays, or "" when it is not known: "12,10 €", "0–420 €".
func (w Words) Amount(p offering.Pays) string {
	switch {
	case p.Cents == nil:
		return ""
	case p.CentsMax == nil && *p.Cents == 0:
		return w.Whole(0)
	case p.CentsMax == nil:
		return w.Money(*p.Cents)
	}
	least, most := strings.TrimSuffix(w.Whole(*p.Cents), "\u00a0€"), strings.TrimPrefix(w.Whole(*p.CentsMax), "€")
	return least + "–" + most // the sign once: "0–420 €", "€0–420"
}

func (w Words) Per(unit string) string {
	if unit == "" {
		return ""
	}
	return w.T("public.per." + unit)
}

// perOf is the unit of an amount. Nothing costs nothing by any unit.
func (w Words) PerOf(p offering.Pays) string {
	if p.Cents != nil && *p.Cents == 0 && p.CentsMax == nil && !p.From {
		return ""
	}
	return w.Per(p.Per)
}

// pays is the client's part in the form that the page shows it: the amount first, then how it comes about.
func (w Words) Pays(it catalogue.Item) views.Pays {
	p := it.Pays
	v := views.Pays{Kind: p.Kind, Title: w.T("public.pays.title_" + p.Kind), Sum: w.Amount(p), Per: w.PerOf(p), Month: w.Month(it), Note: w.paysNote(it)}
	if p.From {
		v.From = w.T("public.pays.from")
	}
	if p.Kind == offering.OwnShare && p.Cents != nil && it.Price != nil && it.Value != nil && !p.From {
		voucher := it.Price.Cents - *p.Cents // never more than the price
		v.Price, v.Voucher = w.Money(it.Price.Cents), "−"+w.Money(voucher)
		v.Share = share(*p.Cents, it.Price.Cents)
	}
	return v
}

func (w Words) paysNote(it catalogue.Item) string {
	p := it.Pays
	switch {
	case p.Kind == offering.OwnShare && p.Cents != nil && *p.Cents == 0:
		return w.T("public.pays.note_own_share_full")
	case p.Kind == offering.OwnShare:
		return ""
	case p.Kind == offering.ClientFee && p.CentsMax != nil:
		return w.T("public.pays.note_client_fee_range")
	default:
		return w.T("public.pays.note_" + p.Kind)
	}
}

// share is a part of a whole in per cent with one decimal, for the width of a bar.
func share(part, whole money.Cents) string {
	if whole <= 0 {
		return ""
	}
	permille := (int64(part)*2000 + int64(whole)) / (2 * int64(whole)) // rounded half up
	return strconv.FormatInt(permille/10, 10) + "." + strconv.FormatInt(permille%10, 10)
}

// weeksFrom is how many days' wait is told in weeks: three weeks say as much as 21 days, and read easier.
const weeksFrom = 14

func (w Words) Vacancy(v catalogue.Vacancy) views.Vacancy {
	out := views.Vacancy{}
	switch v.State {
	case offering.VacancyFree:
		out.Kind = "good"
		switch {
		case v.WaitDays == nil:
			out.Text = w.T("public.vacancy.free")
		case *v.WaitDays == 0:
			out.Text = w.T("public.vacancy.now")
		default:
			out.Text = w.T("public.vacancy.in_days", "Count", *v.WaitDays)
		}
	case offering.VacancyQueue:
		out.Kind = "wait"
		switch {
		case v.WaitDays == nil || *v.WaitDays == 0:
			out.Text = w.T("public.vacancy.queue")
		case *v.WaitDays >= weeksFrom:
			out.Text = w.T("public.vacancy.queue_weeks", "Count", (*v.WaitDays+6)/7)
		default:
			out.Text = w.T("public.vacancy.queue_days", "Count", *v.WaitDays)
		}
	case offering.VacancyFull:
		out.Kind, out.Text = "stop", w.T("public.vacancy.full")
	default:
		return views.Vacancy{Text: w.T("public.vacancy.unknown")}
	}
	if v.At != nil {
		out.At = w.T("public.vacancy.at", "Date", w.Date(calendar.Today(*v.At)))
	}
	if v.Old { // no promise, and no colour of one
		out.Kind, out.At = "", out.At+": "+w.T("points.old")
	}
	return out
}

// Written is a text for the page's reader, told in which language where it is another's.
func (w Words) Written(t catalogue.Texts) views.Written {
	text, other := locale.Written(w.lang(), t.Fi, t.Sv, t.En)
	return views.Written{Text: text, Lang: string(other)}
}

// point is the decimal mark.
func (w Words) DecimalMark() string {
	if w.Lang() == locale.En {
		return "."
	}
	return ","
}

// spoken lists the languages in words, the page's own and the country's first: "suomi, ruotsi, englanti".
func (w Words) Spoken(codes []string) string {
	first := []string{w.lang(), "fi", "sv", "se", "smn", "sms", "sgn", "en"}
	rank := func(code string) int {
		if i := slices.Index(first, code); i >= 0 {
			return i
		}
		return len(first)
	}
	codes = slices.SortedStableFunc(slices.Values(codes), func(a, b string) int { return rank(a) - rank(b) })
	names := make([]string, len(codes))
	for i, code := range codes {
		names[i] = w.Language(code)
	}
	return strings.Join(names, ", ")
}

// away is a distance rounded to what helps: under a kilometre, to a hundred metres, to a kilometre from ten on.
func (w Words) Away(metres int) string {
	switch {
	case metres < 1000:
		return w.T("public.card.near")
	case metres < 10_000:
		hundreds := (metres + 50) / 100
		return w.T("public.card.km", "Distance", strconv.Itoa(hundreds/10)+w.DecimalMark()+strconv.Itoa(hundreds%10))
	default:
		return w.T("public.card.km", "Distance", w.Number((metres+500)/1000))
	}
}

func (w Words) Municipality(code string) string {
	if m, ok := place.MunicipalityByCode(code); ok {
		return m.Name(w.lang())
	}
	return code
}

// address is a street address in a line: "Emännäntie 12, 40740 Jyväskylä".
func (w Words) Address(p catalogue.Point) string {
	town := w.Municipality(p.Municipality)
	if p.PostalCode != "" {
		if postal, ok := place.PostalByCode(p.PostalCode); ok {
			town = postal.Name(w.lang())
		}
		town = p.PostalCode + " " + town
	}
	if p.Street == "" {
		return town
	}
	return p.Street + ", " + town
}

// Some keeps the texts that say something.
func Some(texts ...string) []string {
	var out []string
	for _, t := range texts {
		if t != "" {
			out = append(out, t)
		}
	}
	return out
}

// Paragraphs splits a long text at its empty lines.
func Paragraphs(text string) []string {
	var out []string
	for part := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}
