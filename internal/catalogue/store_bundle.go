package catalogue

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
)

const producersOfOfferings = `
SELECT o.id, a.producer_id FROM offering o JOIN admission a ON a.id = o.admission_id WHERE o.id = ANY ($1::uuid[])`

// producersOf tells whose each of the offerings is.
func (s *store) producersOf(ctx context.Context, ids []uuid.UUID) (out map[uuid.UUID]uuid.UUID, err error) {
	out = make(map[uuid.UUID]uuid.UUID, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	prepared, err := s.prepare(ctx, producersOfOfferings)
	if err != nil {
		return nil, err
	}
	rows, err := prepared.QueryContext(ctx, uuids(ids))
	if err != nil {
		return nil, fmt.Errorf("read whose offerings are: %w", s.db.Translate(err))
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var id, producer uuid.UUID
		if err := rows.Scan(&id, &producer); err != nil {
			return nil, err
		}
		out[id] = producer
	}
	return out, rows.Err()
}
