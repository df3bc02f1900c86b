package importing

import (
	"errors"
	"slices"
	"strings"
	"sync"

	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/offering/pricelist"
	"github.com/tuottajatori/tuottajatori/internal/platform/sheet"
	"github.com/tuottajatori/tuottajatori/internal/service"
)

// serviceNames are the services by their names in the three languages and by their keys.
var serviceNames = sync.OnceValue(func() map[string]service.Service {
	out := map[string]service.Service{}
	for _, s := range service.All() {
		for _, name := range []string{s.Key, s.Fi, s.Sv, s.En} {
			out[sheet.Fold(name)] = s
		}
	}
	return out
})

// offers reads which services a row offers, and at which prices.
func (r *reading) offers(m Mapping) []offer {
	var out []offer
	text := r.line.get(m.Columns.Services)
	if text == "" {
		of, known := service.ByKey(m.Service)
		if !known {
			r.on(m.Columns.Services, "import.row.empty")
			return nil
		}
		out = []offer{{service: of}}
	}
	for _, name := range m.named(text) {
		of, known := m.serviceNamed(name)
		if !known {
			r.on(m.Columns.Services, "import.row.service", "Text", short(name))
			return nil
		}
		if !slices.ContainsFunc(out, func(o offer) bool { return o.service.Key == of.Key }) {
			out = append(out, offer{service: of})
		}
	}
	if len(out) == 0 {
		r.on(m.Columns.Services, "import.row.empty")
	}
	r.prices(m, out)
	return out
}

// named takes a cell of services apart. Some services have a comma in their names, so the whole is tried before its parts.
func (m Mapping) named(text string) []string {
	var out []string
	for part := range strings.FieldsFuncSeq(text, func(c rune) bool { return c == ';' || c == '\n' }) {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		if _, known := m.serviceNamed(part); known {
			out = append(out, part)
			continue
		}
		for one := range strings.SplitSeq(part, ",") {
			if one = strings.TrimSpace(one); one != "" {
				out = append(out, one)
			}
		}
	}
	return out
}

func (m Mapping) serviceNamed(text string) (service.Service, bool) {
	text = sheet.Fold(text)
	for word, key := range m.Services {
		if sheet.Fold(word) == text {
			return service.ByKey(key)
		}
	}
	of, known := serviceNames()[text]
	return of, known
}

// prices reads a price for each of the services. One price beside several services is nobody's: nothing is guessed.
func (r *reading) prices(m Mapping, offers []offer) {
	text := r.line.get(m.Columns.Price)
	if text == "" {
		return
	}
	var parts []string
	for part := range strings.SplitSeq(strings.ReplaceAll(text, "\n", ";"), ";") {
		parts = append(parts, strings.TrimSpace(part))
	}
	for len(parts) > 1 && parts[len(parts)-1] == "" {
		parts = parts[:len(parts)-1]
	}
	if len(parts) != len(offers) {
		r.on(m.Columns.Price, "import.row.price_count", "Prices", len(parts), "Services", len(offers))
		return
	}
	for i, part := range parts {
		if part != "" && part != "-" && part != "–" {
			offers[i].price = r.price(m, offers[i].service, part)
		}
	}
}

// price reads one price: "48,10", "48,10 €", "48,10 €/h". What it is for is said in it, in a column, by the mapping, or by
// the service when it is priced in one way only.
func (r *reading) price(m Mapping, of service.Service, text string) *offering.ImportedPrice {
	amount, per, said := strings.Cut(text, "/")
	cents, err := money.Parse(strings.TrimSpace(amount))
	switch {
	case errors.Is(err, money.ErrDecimals):
		r.on(m.Columns.Price, "fault.pricelist.decimals", "Text", short(text))
		return nil
	case err != nil:
		r.on(m.Columns.Price, "fault.pricelist.price", "Text", short(text))
		return nil
	}
	column := m.Columns.Price
	if !said {
		if per = r.line.get(m.Columns.Per); per != "" {
			column = m.Columns.Per
		} else if per = m.Per; per == "" && len(of.Units) == 1 {
			per = of.Units[0]
		}
	}
	unit, known := pricelist.UnitNamed(per)
	if !known || !slices.Contains(of.Units, unit) {
		r.on(column, "import.row.price_unit", "Service", of.Fi, "Text", short(strings.TrimSpace(per)))
		return nil
	}
	return &offering.ImportedPrice{Unit: unit, Cents: cents}
}
