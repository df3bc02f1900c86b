package catalogue

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/offering"
)

// The last day is the day before the half-open range's upper bound.
const pricesOfOffering = `
SELECT id, unit, cents, lower(valid) AS valid_from, upper(valid) - 1 AS valid_to
FROM price_line WHERE offering_id = $1 ORDER BY unit, lower(valid)`

// priceLines are an offering's prices, the past and the coming ones too.
func (s *store) priceLines(ctx context.Context, id uuid.UUID) ([]offering.PriceLine, error) {
	var rows []struct {
		ID    uuid.UUID      `db:"id"`
		Unit  string         `db:"unit"`
		Cents money.Cents    `db:"cents"`
		From  calendar.Date  `db:"valid_from"`
		To    *calendar.Date `db:"valid_to"`
	}
	if err := s.sel(ctx, &rows, pricesOfOffering, id); err != nil {
		return nil, fmt.Errorf("read an offering's prices: %w", err)
	}
	lines := make([]offering.PriceLine, len(rows))
	for i, r := range rows {
		lines[i] = offering.PriceLine{ID: r.ID, Unit: r.Unit, Cents: r.Cents, From: r.From, To: r.To}
	}
	return lines, nil
}
