package catalogue

import (
	"context"
	"fmt"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/money"
)

const ownFees = `
SELECT c.service_key, c.unit, s.client_pays, c.fee_min_cents, c.fee_max_cents
FROM scheme s JOIN organiser g ON g.id = s.organiser_id JOIN scheme_service c ON c.scheme_id = s.id
WHERE g.code = $1 AND s.regime = 'own_production' AND s.client_pays IN ('client_fee', 'free')
    AND s.valid_from <= $3::date AND (s.valid_to IS NULL OR s.valid_to >= $3::date) AND c.valid @> $3::date
    AND ($2 = '' OR c.service_key = $2)
ORDER BY c.service_key, s.key, c.unit`

type ownFeeRow struct {
	Service    string       `db:"service_key"`
	Unit       string       `db:"unit"`
	ClientPays string       `db:"client_pays"`
	FeeMin     *money.Cents `db:"fee_min_cents"`
	FeeMax     *money.Cents `db:"fee_max_cents"`
}

func (s *store) ownFees(ctx context.Context, organiser, service string, day calendar.Date) ([]ownFeeRow, error) {
	var rows []ownFeeRow
	if err := s.sel(ctx, &rows, ownFees, organiser, service, day); err != nil {
		return nil, fmt.Errorf("read the fees of own production: %w", err)
	}
	return rows, nil
}
