package producerdesk

import (
	"strings"
	"time"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/service"
)

// words writes what the rooms know in the page's language.
type words struct{ *locale.Printer }

func (w words) lang() string { return string(w.Lang()) }

func (w words) per(unit string) string { return w.T("public.per." + unit) }

// price is an amount for a unit: "48,10 €/t".
func (w words) price(c money.Cents, unit string) string { return w.Money(c) + w.per(unit) }

// prices are those in force on a day, the service's usual unit first.
func (w words) prices(l offering.Listed) string {
	of, _ := service.ByKey(l.Service)
	on := offering.PricesOn(l.Prices, l.Today)
	var parts []string
	for _, unit := range of.Units {
		for _, line := range on {
			if line.Unit == unit {
				parts = append(parts, w.price(line.Cents, unit))
			}
		}
	}
	return strings.Join(parts, ", ")
}

// pays is what the client pays, with its form: "Omavastuuosuus 12,10 €/t".
func (w words) pays(p offering.Pays) string {
	if p.Kind == offering.Free || p.Kind == offering.Unknown || p.Cents == nil {
		return w.T("public.pays.name_" + p.Kind)
	}
	amount := w.price(*p.Cents, p.Per)
	switch {
	case p.CentsMax != nil:
		amount = strings.TrimSuffix(w.Money(*p.Cents), "\u00a0€") + "–" + w.price(*p.CentsMax, p.Per)
	case p.From:
		amount = w.T("producerdesk.from_amount", "Amount", amount)
	}
	return w.T("public.pays.name_"+p.Kind) + " " + amount
}

// validity is a line's days: "alkaen 1.6.2026", "1.1.2026–31.5.2026".
func (w words) validity(l offering.PriceLine) string {
	if l.To == nil {
		return w.T("producerdesk.from_day", "Date", w.Date(l.From))
	}
	return w.Date(l.From) + "–" + w.Date(*l.To)
}

var vacancyKinds = map[string]string{offering.VacancyFree: "good", offering.VacancyQueue: "wait", offering.VacancyFull: "stop"}

// vacancy is the state as a tag, with the wait when it is told.
func (w words) vacancy(o offering.Offering) components.TagArgs {
	text := w.T("producerdesk.vacancy.state_" + o.Vacancy)
	if o.WaitDays != nil && *o.WaitDays > 0 {
		text = w.T("producerdesk.vacancy.wait_"+o.Vacancy, "Count", *o.WaitDays)
	}
	return components.TagArgs{Text: text, Kind: vacancyKinds[o.Vacancy]}
}

func (w words) updated(at *time.Time) string {
	if at == nil {
		return w.T("producerdesk.vacancy.never")
	}
	return w.T("producerdesk.vacancy.at", "Date", w.Date(calendar.Today(*at)))
}

func (w words) municipality(code string) string {
	if part, ok := place.PartByCode(code); ok {
		return part.Label(w.lang())
	}
	return code
}

// municipalities lists names: "Jyväskylä, Laukaa, Muurame".
func (w words) municipalities(codes []string) string {
	names := make([]string, len(codes))
	for i, code := range codes {
		names[i] = w.municipality(code)
	}
	return strings.Join(names, ", ")
}

// county is an organiser's name by its code.
func (w words) county(code string) string {
	if c, ok := place.CountyByCode(code); ok {
		return c.Name(w.lang())
	}
	return code
}

func (w words) service(key string) string {
	if s, ok := service.ByKey(key); ok {
		return s.Name(w.lang())
	}
	return key
}

// address is a point's address in a line: "Väinönkatu 1, 40520 Jyväskylä".
func (w words) address(p producer.Point) string {
	town := w.town(p)
	if p.Street == "" {
		return town
	}
	return p.Street + ", " + town
}

// town is the place of a point as its form takes it: "40520 Jyväskylä", "Espoo".
func (w words) town(p producer.Point) string {
	if postal, ok := place.PostalByCode(p.PostalCode); ok {
		return p.PostalCode + " " + postal.Name(w.lang())
	}
	return w.municipality(p.Municipality)
}

func (w words) languages(codes []string) string {
	names := make([]string, len(codes))
	for i, code := range codes {
		names[i] = w.Language(code)
	}
	return strings.Join(names, ", ")
}

// orNone is a text, or the word for nothing told.
func (w words) orNone(text string) string {
	if text == "" {
		return w.T("producerdesk.none")
	}
	return text
}
