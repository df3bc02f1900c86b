package tenure

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// removalOn is what law says of hearing before a removal in a regime on a day.
func removalOn(ctx context.Context, q sqlx.QueryerContext, regime scheme.Regime, day calendar.Date) (RemovalRule, error) {
	var r RemovalRule
	err := sqlx.GetContext(ctx, q, &r, `SELECT r.id, r.regime, r.hearing, r.source FROM removal_rule r WHERE r.regime = $1 AND r.valid @> $2::date`, regime, day)
	return r, told("reading the rule of removals", err)
}

func insertUnheard(ctx context.Context, tx *db.Tx, rule uuid.UUID, u Unheard) error {
	return exec(ctx, tx, "telling why nobody was heard", `INSERT INTO event_unheard (event_id, rule_id, ground, reasons) VALUES ($1, $2, $3, $4)`,
		u.Event, rule, u.Ground, u.Why)
}

func unheardOf(ctx context.Context, q sqlx.QueryerContext, admissionID uuid.UUID) ([]Unheard, error) {
	var list []Unheard
	err := sqlx.SelectContext(ctx, q, &list, `
		SELECT u.event_id, e.kind, u.ground, u.reasons, (e.at AT TIME ZONE 'Europe/Helsinki')::date AS day
		FROM event_unheard u JOIN admission_event e ON e.id = u.event_id WHERE e.admission_id = $1 ORDER BY e.seq DESC`, admissionID)
	return list, told("reading why nobody was heard", err)
}

// insertRenewal answers false when the form was taken before.
func insertRenewal(ctx context.Context, tx *db.Tx, cmd Renew) (bool, error) {
	return inserted(ctx, tx, `INSERT INTO answer_renewal (id, admission_id, requirement_id, date, evidence_id, told_by)
		VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING`,
		cmd.ID, cmd.AdmissionID, cmd.Requirement, cmd.Date, orNull(cmd.Item), tx.Actor.Person)
}

// validDays is how far ahead a requirement's date must reach; 0 where it says nothing.
func validDays(ctx context.Context, q sqlx.QueryerContext, requirement uuid.UUID) (days int, err error) {
	err = sqlx.GetContext(ctx, q, &days, `SELECT coalesce(r.valid_days, 0) FROM requirement r WHERE r.id = $1`, requirement)
	return days, absent(err)
}

// businessID is a producer's own today; "" when it is not known.
func businessID(ctx context.Context, q sqlx.QueryerContext, producer uuid.UUID) (id string, err error) {
	err = sqlx.GetContext(ctx, q, &id, `SELECT coalesce(p.business_id, '') FROM producer p WHERE p.id = $1`, producer)
	return id, absent(err)
}
