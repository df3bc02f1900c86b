package catalogue

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

type goneRow struct {
	ID        uuid.UUID `db:"id"`
	Name      string    `db:"name"`
	Service   string    `db:"service_key"`
	Organiser string    `db:"organiser"`
}

// An offering of an admission that has not begun yet was never shown.
const goneByID = `
SELECT o.id, coalesce(nullif(u.name, ''), p.name) AS name, o.service_key, g.code AS organiser
FROM offering o
JOIN admission a ON a.id = o.admission_id
JOIN scheme s ON s.id = a.scheme_id
JOIN organiser g ON g.id = s.organiser_id
JOIN producer p ON p.id = a.producer_id
JOIN service_point pt ON pt.id = o.point_id
JOIN service_unit u ON u.id = pt.unit_id
WHERE o.id = ANY ($1::uuid[]) AND a.valid_from <= $2::date AND s.valid_from <= $2::date`

func (s *store) gone(ctx context.Context, ids []uuid.UUID, day calendar.Date) ([]goneRow, error) {
	var rows []goneRow
	if err := s.db.SelectContext(ctx, &rows, goneByID, uuids(ids), day); err != nil {
		return nil, fmt.Errorf("read offerings that are gone: %w", s.db.Translate(err))
	}
	return rows, nil
}

// Offered is an offering that may be shown today, and whose it is.
type Offered struct {
	ID       uuid.UUID `db:"id"`
	Producer uuid.UUID `db:"producer_id"`
}

// Offered tells which of the offerings may be shown today, in no order. It reads where it is told to, so that a use case can
// ask within its transaction.
func (s *Service) Offered(ctx context.Context, q sqlx.QueryerContext, ids []uuid.UUID) ([]Offered, error) {
	var rows []Offered
	err := sqlx.SelectContext(ctx, q, &rows, `SELECT o.id, a.producer_id
		FROM offering o JOIN admission a ON a.id = o.admission_id JOIN scheme s ON s.id = a.scheme_id
		WHERE o.id = ANY ($1::uuid[]) AND`+shownToday, uuids(ids), s.today())
	if err != nil {
		return nil, fmt.Errorf("read which offerings are shown: %w", err)
	}
	return rows, nil
}
