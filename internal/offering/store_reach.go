package offering

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

const selectReach = `SELECT o.id, o.admission_id, a.producer_id, a.scheme_id, s.organiser_id FROM offering o
    JOIN admission a ON a.id = o.admission_id JOIN scheme s ON s.id = a.scheme_id
    WHERE o.at_home AND o.withdrawn_at IS NULL AND NOT a.removed AND `

// reachesUnder reads where each of the services given at home under a scheme is given.
func reachesUnder(ctx context.Context, q sqlx.QueryerContext, schemeID uuid.UUID) ([]reach, error) {
	return reaches(ctx, q, selectReach+`a.scheme_id = $1 ORDER BY o.id`, schemeID)
}

// holdReachesUnder reads the same, and keeps it as it is until the transaction ends.
func holdReachesUnder(ctx context.Context, tx *db.Tx, schemeID uuid.UUID) ([]reach, error) {
	return reaches(ctx, tx, selectReach+`a.scheme_id = $1 ORDER BY o.id FOR UPDATE OF o`, schemeID)
}

// reachesOf reads where offerings are given whose schemes are for some areas only.
func reachesOf(ctx context.Context, tx *db.Tx, ids []uuid.UUID) ([]reach, error) {
	return reaches(ctx, tx, selectReach+`o.id = ANY ($1::uuid[]) AND EXISTS (SELECT FROM scheme_area x WHERE x.scheme_id = s.id) ORDER BY o.id`, pq.Array(ids))
}

func reaches(ctx context.Context, q sqlx.QueryerContext, statement string, arg any) ([]reach, error) {
	var list []reach
	if err := sqlx.SelectContext(ctx, q, &list, statement, arg); err != nil {
		return nil, fmt.Errorf("where services are given: %w", err)
	}
	ids := make([]uuid.UUID, len(list))
	for i, r := range list {
		ids[i] = r.ID
	}
	at, err := areasOf(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	parts := map[uuid.UUID][]string{}
	for i := range list {
		list[i].areas, list[i].parts = at[list[i].ID], parts
		for _, id := range list[i].drawn {
			if _, read := parts[id]; read {
				continue
			}
			if parts[id], err = partsOf(ctx, q, []uuid.UUID{id}); err != nil {
				return nil, err
			}
		}
	}
	return list, nil
}
