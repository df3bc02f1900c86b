package admission

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

func databaseNow(ctx context.Context, q sqlx.QueryerContext) (time.Time, error) {
	now, err := db.Now(ctx, q)
	if err != nil {
		return time.Time{}, fmt.Errorf("reading the clock: %w", err)
	}
	return now, nil
}

func openSchemes(ctx context.Context, q sqlx.QueryerContext, producer uuid.UUID, today calendar.Date) ([]OpenScheme, error) {
	var rows []struct {
		Scheme    scheme.Scheme  `db:"scheme"`
		Organiser Organiser      `db:"organiser"`
		Services  pq.StringArray `db:"services"`
		Mine      uuid.NullUUID  `db:"mine"`
		Admitted  bool           `db:"admitted"`
	}
	err := sqlx.SelectContext(ctx, q, &rows, `
		SELECT `+scheme.Columns("s", "scheme.")+`, o.id AS "organiser.id", o.code AS "organiser.code",
		    o.name_fi AS "organiser.name_fi", o.name_sv AS "organiser.name_sv", o.name_en AS "organiser.name_en",
		    ARRAY(SELECT DISTINCT v.service_key FROM scheme_service v WHERE v.scheme_id = s.id AND v.valid @> $2::date ORDER BY 1) AS services,
		    (SELECT a.id FROM application a WHERE a.scheme_id = s.id AND a.producer_id = $1 AND NOT a.closed) AS mine,
		    EXISTS (SELECT 1 FROM admission m WHERE m.scheme_id = s.id AND m.producer_id = $1
		        AND admission_state(m.id, m.valid_from, m.valid_to, $2::date) IN ('active', 'future', 'suspended')) AS admitted
		FROM scheme s JOIN organiser o ON o.id = s.organiser_id
		WHERE `+scheme.Accepts("s", "$2")+`
		ORDER BY o.code, s.name_fi, s.id`, producer, today)
	if err != nil {
		return nil, fmt.Errorf("reading open schemes: %w", err)
	}
	out := make([]OpenScheme, len(rows))
	for i, r := range rows {
		out[i] = OpenScheme{Scheme: r.Scheme, Organiser: r.Organiser, Services: r.Services, Mine: r.Mine, Admitted: r.Admitted}
	}
	return out, nil
}

func applicationsOf(ctx context.Context, q sqlx.QueryerContext, producer uuid.UUID) ([]Sent, error) {
	var out []Sent
	err := sqlx.SelectContext(ctx, q, &out, `
		SELECT a.id, a.case_number, s.name_fi AS scheme_fi, s.name_sv AS scheme_sv, s.name_en AS scheme_en,
		    o.name_fi AS organiser_fi, o.name_sv AS organiser_sv, o.name_en AS organiser_en, a.saved_at, a.submitted_at, a.due_on, a.status,
		    (SELECT c.answer_by_day FROM clarification c WHERE a.status = 'clarification' AND c.application_id = a.id
		        AND NOT EXISTS (SELECT FROM clarification_answer n WHERE n.clarification_id = c.id)) AS answer_by
		FROM application a JOIN scheme s ON s.id = a.scheme_id JOIN organiser o ON o.id = s.organiser_id
		WHERE a.producer_id = $1 OR a.closed AND a.producer_id = ANY (producer_was($1)) ORDER BY a.created_at DESC, a.id DESC`, producer)
	if err != nil {
		return nil, fmt.Errorf("reading applications: %w", err)
	}
	return out, nil
}
