package importing

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

func schemesOf(ctx context.Context, q sqlx.QueryerContext, organiser uuid.UUID) ([]scheme.Scheme, error) {
	var out []scheme.Scheme
	err := sqlx.SelectContext(ctx, q, &out, `SELECT `+scheme.Columns("s", "")+` FROM scheme s WHERE s.organiser_id = $1 ORDER BY s.name_fi, s.id`, organiser)
	if err != nil {
		return nil, fmt.Errorf("reading schemes: %w", err)
	}
	return out, nil
}
