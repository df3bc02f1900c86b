package admission

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// admissionRow is a row of admission to insert.
type admissionRow struct {
	ID         uuid.UUID      `db:"id"`
	SchemeID   uuid.UUID      `db:"scheme_id"`
	ProducerID uuid.UUID      `db:"producer_id"`
	DecisionID uuid.NullUUID  `db:"decision_id"`
	Origin     Origin         `db:"origin"`
	ValidFrom  calendar.Date  `db:"valid_from"`
	ValidTo    *calendar.Date `db:"valid_to"`
}

// ensureAdmission inserts the admission unless the producer has a living one in the scheme, and answers the id that holds.
func ensureAdmission(ctx context.Context, tx *db.Tx, a admissionRow) (uuid.UUID, error) {
	_, err := tx.NamedExecContext(ctx, `
		INSERT INTO admission (id, scheme_id, producer_id, decision_id, origin, valid_from, valid_to)
		VALUES (:id, :scheme_id, :producer_id, :decision_id, :origin, :valid_from, :valid_to)
		ON CONFLICT (scheme_id, producer_id) WHERE NOT removed DO NOTHING`, a)
	if err != nil {
		return uuid.Nil, fmt.Errorf("inserting an admission: %w", err)
	}
	var id uuid.UUID
	err = tx.GetContext(ctx, &id, `SELECT id FROM admission WHERE scheme_id = $1 AND producer_id = $2 AND NOT removed`, a.SchemeID, a.ProducerID)
	if err != nil {
		return uuid.Nil, fmt.Errorf("finding an admission: %w", err)
	}
	return id, nil
}

func insertAdmissionServices(ctx context.Context, tx *db.Tx, id uuid.UUID, services []string) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO admission_service (admission_id, service_key) SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING`,
		id, pq.Array(services))
	if err != nil {
		return fmt.Errorf("inserting an admission's services: %w", err)
	}
	return nil
}

func admissionColumns() string {
	return `a.id, a.scheme_id, a.producer_id, a.decision_id, a.origin, a.valid_from, a.valid_to, o.id AS "organiser.id", o.code AS "organiser.code",
		o.name_fi AS "organiser.name_fi", o.name_sv AS "organiser.name_sv", o.name_en AS "organiser.name_en", ` + scheme.Columns("s", "scheme.")
}

// Find reads an admission with its scheme, services and state on a day; NotFound when there is none. It asks no
// permission: the caller's use case does.
func Find(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID, today calendar.Date) (Admission, error) {
	list, err := admissionsWhere(ctx, q, `a.id = $1`, today, id)
	if err != nil {
		return Admission{}, err
	}
	if len(list) == 0 {
		return Admission{}, FaultNotFound
	}
	return list[0], nil
}

// admissionsWhere reads admissions with scheme, organiser, services and state on a day. The condition is a constant of ours that
// names $1; the day is $2.
func admissionsWhere(ctx context.Context, q sqlx.QueryerContext, condition string, today calendar.Date, arg uuid.UUID) ([]Admission, error) {
	type row struct {
		Admission
		ServiceKeys pq.StringArray `db:"services"`
	}
	var rows []row
	err := sqlx.SelectContext(ctx, q, &rows, `
		SELECT `+admissionColumns()+`, admission_state(a.id, a.valid_from, a.valid_to, $2) AS state,
		    ARRAY(SELECT v.service_key FROM admission_service v WHERE v.admission_id = a.id ORDER BY v.service_key) AS services
		FROM admission a JOIN scheme s ON s.id = a.scheme_id JOIN organiser o ON o.id = s.organiser_id
		WHERE `+condition+` ORDER BY a.created_at, a.id`, arg, today)
	if err != nil {
		return nil, fmt.Errorf("reading admissions: %w", err)
	}
	out := make([]Admission, len(rows))
	for i, r := range rows {
		out[i], out[i].Services = r.Admission, r.ServiceKeys
	}
	return out, nil
}

// lockAdmission locks an admission's row, so that one thing at a time happens to it.
func lockAdmission(ctx context.Context, tx *db.Tx, id uuid.UUID) error {
	var locked uuid.UUID
	return absent(tx.GetContext(ctx, &locked, `SELECT id FROM admission WHERE id = $1 FOR UPDATE`, id))
}

// latestAdmission is the producer's newest admission to a scheme, in whatever state.
func latestAdmission(ctx context.Context, q sqlx.QueryerContext, sch, producer uuid.UUID) (uuid.NullUUID, error) {
	var ids []uuid.UUID
	err := sqlx.SelectContext(ctx, q, &ids, `
		SELECT id FROM admission WHERE scheme_id = $1 AND producer_id = $2 ORDER BY removed, created_at DESC LIMIT 1`, sch, producer)
	if err != nil || len(ids) == 0 {
		return uuid.NullUUID{}, err
	}
	return uuid.NullUUID{UUID: ids[0], Valid: true}, nil
}

// extendEnded gives an admission whose validity is over the validity of a new approval.
func extendEnded(ctx context.Context, tx *db.Tx, id uuid.UUID, to *calendar.Date, today calendar.Date) error {
	return exec(ctx, tx, `UPDATE admission SET valid_to = $2 WHERE id = $1 AND valid_to < $3`, id, to, today)
}

// freePlace marks an admission removed, so that a new approval can take its place. Its state comes from its events.
func freePlace(ctx context.Context, tx *db.Tx, id uuid.UUID) error {
	return exec(ctx, tx, `UPDATE admission SET removed = true WHERE id = $1`, id)
}

func insertEvent(ctx context.Context, tx *db.Tx, act Act) error {
	return exec(ctx, tx, `
		INSERT INTO admission_event (id, admission_id, kind, until, reasons, done_by) VALUES ($1, $2, $3, $4, $5, $6)`,
		act.ID, act.AdmissionID, string(act.Kind), act.Until, strings.TrimSpace(act.Reasons), tx.Actor.Person)
}

func eventExists(ctx context.Context, tx *db.Tx, id, admission uuid.UUID) (bool, error) {
	var there bool
	err := tx.GetContext(ctx, &there, `SELECT EXISTS (SELECT 1 FROM admission_event WHERE id = $1 AND admission_id = $2)`, id, admission)
	if err != nil {
		return false, fmt.Errorf("finding an event: %w", err)
	}
	return there, nil
}

func eventsOf(ctx context.Context, q sqlx.QueryerContext, admission uuid.UUID) ([]Event, error) {
	var out []Event
	err := sqlx.SelectContext(ctx, q, &out, `
		SELECT e.kind, e.until, e.reasons, p.name AS by_name, e.at FROM admission_event e JOIN person p ON p.id = e.done_by
		WHERE e.admission_id = $1 ORDER BY e.seq DESC`, admission)
	if err != nil {
		return nil, fmt.Errorf("reading an admission's events: %w", err)
	}
	return out, nil
}
