package demo

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
)

// deskOfAsks is who answers, and what can be asked for.
type deskOfAsks struct {
	producer  actor.Actor
	offerings map[string]uuid.UUID // the demo producer's first of each service
	others    []uuid.UUID          // cleaning by another producer that has people; none where there is none
}

func readDeskOfAsks(ctx context.Context, q sqlx.QueryerContext) (deskOfAsks, error) {
	out := deskOfAsks{producer: actor.Actor{Role: actor.RoleProducer}, offerings: map[string]uuid.UUID{}}
	row := q.QueryRowxContext(ctx, `SELECT m.id, m.person_id, m.producer_id FROM membership m JOIN person p ON p.id = m.person_id WHERE p.email = 'tuottaja@demo.example'`)
	if err := row.Scan(&out.producer.Membership, &out.producer.Person, &out.producer.Organisation); err != nil {
		return out, fmt.Errorf("read who answers: %w", err)
	}
	var rows []struct {
		ID      uuid.UUID `db:"id"`
		Service string    `db:"service_key"`
	}
	if err := sqlx.SelectContext(ctx, q, &rows, `SELECT o.id, o.service_key FROM offering o JOIN admission a ON a.id = o.admission_id WHERE a.producer_id = $1 ORDER BY o.id DESC`, out.producer.Organisation); err != nil {
		return out, fmt.Errorf("read what may be asked for: %w", err)
	}
	for _, r := range rows {
		out.offerings[r.Service] = r.ID
	}
	err := sqlx.SelectContext(ctx, q, &out.others, `SELECT o.id FROM offering o JOIN admission a ON a.id = o.admission_id JOIN scheme s ON s.id = a.scheme_id
		WHERE o.service_key = 'cleaning' AND o.withdrawn_at IS NULL AND NOT a.removed AND a.producer_id <> $1 AND EXISTS (SELECT FROM membership m WHERE m.producer_id = a.producer_id AND m.state = 'active')
		AND admission_state(a.id, a.valid_from, a.valid_to, current_date) = 'active' AND s.organiser_id = (SELECT id FROM organiser WHERE code = $2) ORDER BY o.id LIMIT 1`, out.producer.Organisation, homeOrganiser)
	if err != nil {
		return out, fmt.Errorf("read what else may be asked for: %w", err)
	}
	return out, nil
}
