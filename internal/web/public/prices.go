package public

import (
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	domain "github.com/tuottajatori/tuottajatori/internal/offering"
)

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
