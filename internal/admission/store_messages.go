package admission

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
)

// subjectsOf reads applications, admissions and schemes by their ids: of a producer its own, of those who review those
// of their desk. A scheme is public.
func subjectsOf(ctx context.Context, q sqlx.QueryerContext, a actor.Actor, ids []uuid.UUID) (map[uuid.UUID]Subject, error) {
	organiser, operator := deskOf(a)
	var rows []Subject
	err := sqlx.SelectContext(ctx, q, &rows, `
		SELECT x.id, x.case_number, s.name_fi AS scheme_fi, s.name_sv AS scheme_sv, s.name_en AS scheme_en, o.id AS "organiser.id",
		    o.code AS "organiser.code", o.name_fi AS "organiser.name_fi", o.name_sv AS "organiser.name_sv", o.name_en AS "organiser.name_en"
		FROM (SELECT p.id, p.case_number, p.scheme_id, p.producer_id FROM application p WHERE p.id = ANY($1)
		    UNION ALL SELECT m.id, '', m.scheme_id, m.producer_id FROM admission m WHERE m.id = ANY($1)
		    UNION ALL SELECT t.id, '', t.id, NULL FROM scheme t WHERE t.id = ANY($1)) x
		JOIN scheme s ON s.id = x.scheme_id JOIN organiser o ON o.id = s.organiser_id
		WHERE x.producer_id IS NULL OR x.producer_id = $2 OR s.organiser_id = $2 OR s.operator_id = $3`,
		pq.Array(ids), organiser, operator)
	if err != nil {
		return nil, fmt.Errorf("reading what messages are about: %w", err)
	}
	out := map[uuid.UUID]Subject{}
	for _, r := range rows {
		out[r.ID] = r
	}
	return out, nil
}
