package tenure

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

// heldBy is who held an admission at the end of a day: what came along with a merge was another's before.
func heldBy(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID, day calendar.Date) (producer uuid.UUID, name string, err error) {
	var row struct {
		ID   uuid.UUID `db:"id"`
		Name string    `db:"name"`
	}
	err = sqlx.GetContext(ctx, q, &row, `SELECT p.id, p.name FROM admission a
		JOIN producer p ON p.id = before_merges(a.id, 'admission.producer_id', a.producer_id::text, $2)::uuid WHERE a.id = $1`, id, day)
	return row.ID, row.Name, absent(err)
}

// stateOn is an admission's state and services at the end of a day; "" when it had not been made.
func stateOn(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID, day calendar.Date) (admission.State, []string, error) {
	var row struct {
		State    admission.State `db:"state"`
		Services pq.StringArray  `db:"services"`
	}
	err := sqlx.GetContext(ctx, q, &row, `
		SELECT coalesce(admission_state_on(a.id, $2), '') AS state, ARRAY(SELECT v.service_key FROM admission_service v
		    WHERE v.admission_id = a.id AND (least(v.since, a.valid_from::timestamp AT TIME ZONE 'Europe/Helsinki') AT TIME ZONE 'Europe/Helsinki')::date <= $2
		    ORDER BY v.service_key) AS services
		FROM admission a WHERE a.id = $1`, id, day)
	return row.State, row.Services, absent(err)
}
