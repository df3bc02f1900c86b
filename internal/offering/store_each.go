package offering

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// producerRow is whose an offering is.
type producerRow struct {
	ID         uuid.UUID `db:"id"`
	Name       string    `db:"name"`
	BusinessID string    `db:"business_id"`
}

func producersOf(ctx context.Context, q sqlx.QueryerContext, list []Listed) (map[uuid.UUID]producerRow, error) {
	ids := make([]uuid.UUID, len(list))
	for i, l := range list {
		ids[i] = l.ProducerID
	}
	var rows []producerRow
	err := sqlx.SelectContext(ctx, q, &rows, `SELECT id, name, coalesce(business_id, '') AS business_id FROM producer WHERE id = ANY ($1::uuid[])`, pq.Array(ids))
	if err != nil {
		return nil, fmt.Errorf("producers: %w", err)
	}
	out := make(map[uuid.UUID]producerRow, len(rows))
	for _, r := range rows {
		out[r.ID] = r
	}
	return out, nil
}
