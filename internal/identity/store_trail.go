package identity

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
)

func trailOf(ctx context.Context, q sqlx.QueryerContext, object, organiser uuid.UUID, limit int) ([]Trace, error) {
	var out []Trace
	err := sqlx.SelectContext(ctx, q, &out, `
		SELECT e.at, e.action, e.object_kind, e.role, coalesce(p.name, '') AS by_name FROM audit_event e LEFT JOIN person p ON p.id = e.person_id
		WHERE e.object_id = $1 AND e.organiser_id = $2 ORDER BY e.id DESC LIMIT $3`, object, organiser, limit)
	if err != nil {
		return nil, fmt.Errorf("reading an audit trail: %w", err)
	}
	return out, nil
}

// ownObject tells whether an object is an organiser's.
func ownObject(ctx context.Context, q sqlx.QueryerContext, object, organiser uuid.UUID) (bool, error) {
	var own bool
	err := sqlx.GetContext(ctx, q, &own, `SELECT EXISTS (SELECT FROM organiser_object WHERE id = $1 AND organiser_id = $2)`, object, organiser)
	if err != nil {
		return false, fmt.Errorf("finding whose an object is: %w", err)
	}
	return own, nil
}
