package admission

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

type admissionOf struct {
	ID       uuid.UUID `db:"id"`
	Producer uuid.UUID `db:"producer_id"`
}

// latestAdmissions finds each producer's living admission in the scheme, else its latest removed one.
func latestAdmissions(ctx context.Context, tx *db.Tx, sch uuid.UUID, producers []uuid.UUID) (map[uuid.UUID]uuid.UUID, error) {
	var rows []admissionOf
	err := tx.SelectContext(ctx, &rows, `SELECT DISTINCT ON (producer_id) id, producer_id FROM admission
		WHERE scheme_id = $1 AND producer_id = ANY ($2::uuid[]) ORDER BY producer_id, removed, created_at DESC`, sch, pq.Array(producers))
	if err != nil {
		return nil, fmt.Errorf("finding admissions: %w", err)
	}
	out := make(map[uuid.UUID]uuid.UUID, len(rows))
	for _, r := range rows {
		out[r.Producer] = r.ID
	}
	return out, nil
}

// ensureAdmissions is ensureAdmission for many producers.
func ensureAdmissions(ctx context.Context, tx *db.Tx, sch uuid.UUID, producers []uuid.UUID, origin Origin, from calendar.Date) (map[uuid.UUID]uuid.UUID, error) {
	out := map[uuid.UUID]uuid.UUID{}
	if len(producers) == 0 {
		return out, nil
	}
	ids := make([]uuid.UUID, len(producers))
	for i := range ids {
		ids[i] = newID()
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO admission (id, scheme_id, producer_id, origin, valid_from)
		SELECT n.id, $1, n.producer_id, $2, $3::date FROM unnest($4::uuid[], $5::uuid[]) n (id, producer_id)
		ON CONFLICT (scheme_id, producer_id) WHERE NOT removed DO NOTHING`, sch, string(origin), from, pq.Array(ids), pq.Array(producers))
	if err != nil {
		return nil, fmt.Errorf("inserting admissions: %w", err)
	}
	var rows []admissionOf
	err = tx.SelectContext(ctx, &rows, `SELECT id, producer_id FROM admission WHERE scheme_id = $1 AND producer_id = ANY ($2::uuid[]) AND NOT removed`, sch, pq.Array(producers))
	for _, r := range rows {
		out[r.Producer] = r.ID
	}
	if err != nil {
		return nil, fmt.Errorf("finding admissions: %w", err)
	}
	return out, nil
}

func insertServicesOfMany(ctx context.Context, tx *db.Tx, admissions map[uuid.UUID]uuid.UUID, services []string) error {
	ids := make([]uuid.UUID, 0, len(admissions))
	for _, id := range admissions {
		ids = append(ids, id)
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO admission_service (admission_id, service_key)
		SELECT a, s FROM unnest($1::uuid[]) a, unnest($2::text[]) s ON CONFLICT DO NOTHING`, pq.Array(ids), pq.Array(services))
	if err != nil {
		return fmt.Errorf("inserting admissions' services: %w", err)
	}
	return nil
}
