package public

import (
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	domain "github.com/tuottajatori/tuottajatori/internal/offering"
)

// since tells from which day a price has been valid, and that one had better ask when the producer alone has told it long ago.
func (w words) since(it catalogue.Item, lines []domain.PriceLine, today calendar.Date) string {
	if it.Price == nil || it.Pays.Kind != domain.OwnShare && it.Pays.Kind != domain.Price {
		return ""
	}
	for _, l := range lines {
		if l.Unit != it.Price.Unit || today.Before(l.From) || l.To != nil && l.To.Before(today) {
			continue
		}
		text := w.T("points.price_since", "Date", w.Date(l.From))
		if it.Pays.Kind == domain.Price && domain.Old(l.From, today) {
			text += " " + w.T("points.price_old")
		}
		return text
	}
	return ""
}

// otherPrices writes the producer's prices that begin after a day, the nearest first, and those that ended before it,
// the latest first. Only what the client pays from a price is told so: a client fee does not follow the price, which is
// between the producer and the organiser (734/1992).
func (w words) otherPrices(kind string, lines []domain.PriceLine, today calendar.Date) (coming, earlier []string) {
	if kind != domain.OwnShare && kind != domain.Price {
		return nil, nil
	}
	for _, l := range lines {
		amount := w.Money(l.Cents) + w.Per(l.Unit)
		switch {
		case today.Before(l.From):
			coming = append(coming, w.T("points.price_from", "Date", w.Date(l.From), "Amount", amount))
		case l.To != nil && l.To.Before(today):
			earlier = append([]string{w.Date(l.From) + "–" + w.Date(*l.To) + ": " + amount}, earlier...)
		}
	}
	return coming, earlier
}
