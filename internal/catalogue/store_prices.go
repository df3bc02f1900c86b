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

const classesOfOffering = `
SELECT id, unit, class, coalesce(cents, 0) AS cents, coalesce(percent, 0) AS percent, lower(valid) AS valid_from, upper(valid) - 1 AS valid_to
FROM price_class WHERE offering_id = $1 ORDER BY unit, class, lower(valid)`

// classLines are an offering's prices by time of day and week, the past and the coming ones too.
func (s *store) classLines(ctx context.Context, id uuid.UUID) ([]offering.PriceLine, error) {
	var rows []struct {
		ID      uuid.UUID      `db:"id"`
		Unit    string         `db:"unit"`
		Class   string         `db:"class"`
		Cents   money.Cents    `db:"cents"`
		Percent int            `db:"percent"`
		From    calendar.Date  `db:"valid_from"`
		To      *calendar.Date `db:"valid_to"`
	}
	if err := s.sel(ctx, &rows, classesOfOffering, id); err != nil {
		return nil, fmt.Errorf("read an offering's prices by time: %w", err)
	}
	lines := make([]offering.PriceLine, len(rows))
	for i, r := range rows {
		lines[i] = offering.PriceLine{ID: r.ID, Unit: r.Unit, Class: r.Class, Cents: r.Cents, Percent: r.Percent, From: r.From, To: r.To}
	}
	return lines, nil
}

const drawnOfOffering = `
SELECT r.name_fi, r.name_sv, r.name_en FROM organiser_area r
WHERE r.id IN (SELECT a.area_id FROM offering_area a WHERE a.offering_id = $1 AND a.area_id IS NOT NULL) ORDER BY lower(r.name_fi), r.id`

// drawn are the names of the organiser's areas in which an offering is given.
func (s *store) drawn(ctx context.Context, id uuid.UUID) ([]Texts, error) {
	var rows []struct {
		Fi string `db:"name_fi"`
		Sv string `db:"name_sv"`
		En string `db:"name_en"`
	}
	if err := s.sel(ctx, &rows, drawnOfOffering, id); err != nil {
		return nil, fmt.Errorf("read an offering's areas: %w", err)
	}
	names := make([]Texts, len(rows))
	for i, r := range rows {
		names[i] = Texts{r.Fi, r.Sv, r.En}
	}
	return names, nil
}
