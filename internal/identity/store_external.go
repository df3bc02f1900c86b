package identity

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// insertReturn answers false when the sign-in has come back before.
func insertReturn(ctx context.Context, tx *db.Tx, id uuid.UUID, now time.Time) (bool, error) {
	result, err := tx.ExecContext(ctx, `INSERT INTO issuer_return (id, returned_at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING`, id, now)
	return one(result, err, "insert a return")
}

// sweepReturns forgets those whose cookie has long been over.
func sweepReturns(ctx context.Context, d *db.DB, now time.Time) error {
	_, err := d.ExecContext(ctx, `DELETE FROM issuer_return WHERE returned_at < $1`, now.Add(-time.Hour))
	return wrap(err, "sweep returns")
}

// lockExternal lets one transaction at a time look for somebody by a name and make them, until it ends.
func lockExternal(ctx context.Context, tx *db.Tx, of, name string) error {
	_, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtextextended($1 || ' ' || $2, 50))`, of, name)
	return wrap(err, "lock a name")
}

func personByExternal(ctx context.Context, q sqlx.QueryerContext, issuer, subject string) (uuid.UUID, bool, error) {
	var id uuid.UUID
	err := sqlx.GetContext(ctx, q, &id, `SELECT person_id FROM external_identity WHERE issuer = $1 AND subject = $2`, issuer, subject)
	return found(id, err, "person by the issuer's name")
}

func hasExternal(ctx context.Context, q sqlx.QueryerContext, person uuid.UUID, issuer string) (bool, error) {
	var has bool
	err := sqlx.GetContext(ctx, q, &has, `SELECT EXISTS (SELECT FROM external_identity WHERE person_id = $1 AND issuer = $2)`, person, issuer)
	return has, wrap(err, "look for the issuer's name")
}

func insertExternal(ctx context.Context, tx *db.Tx, issuer, subject string, person uuid.UUID, now time.Time) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO external_identity (issuer, subject, person_id, made_at, seen_at) VALUES ($1, $2, $3, $4, $4)`,
		issuer, subject, person, now)
	return wrap(err, "insert the issuer's name")
}

func seenExternal(ctx context.Context, tx *db.Tx, issuer, subject string, now time.Time) error {
	_, err := tx.ExecContext(ctx, `UPDATE external_identity SET seen_at = $3 WHERE issuer = $1 AND subject = $2`, issuer, subject, now)
	return wrap(err, "note who came")
}

func deleteExternal(ctx context.Context, tx *db.Tx, person uuid.UUID) (bool, error) {
	done, err := db.Any(tx.ExecContext(ctx, `DELETE FROM external_identity WHERE person_id = $1`, person))
	return done, wrap(err, "delete the issuer's name")
}

// organisationNamed finds what a mapping names: an organiser by its code, an operator by its name.
func organisationNamed(ctx context.Context, q sqlx.QueryerContext, role actor.Role, name string) (uuid.UUID, bool, error) {
	query := `SELECT id FROM organiser WHERE code = $1`
	switch role {
	case actor.RoleAdministrator:
		return uuid.Nil, true, nil
	case actor.RoleOperator:
		query = `SELECT id FROM operator WHERE lower(name) = lower($1) ORDER BY id LIMIT 1`
	}
	var id uuid.UUID
	err := sqlx.GetContext(ctx, q, &id, query, name)
	return found(id, err, "organisation by its name")
}

// lockIssued are the roles that the issuer's claims give the person, or, with no issuer named, any issuer's.
func lockIssued(ctx context.Context, tx *db.Tx, person uuid.UUID, issuer string) ([]Membership, error) {
	var list []Membership
	err := tx.SelectContext(ctx, &list, `SELECT `+membershipColumns+membershipFrom+`WHERE m.person_id = $1 AND m.state = 'active'
AND m.issuer IS NOT NULL AND ($2 = '' OR m.issuer = $2) ORDER BY m.id FOR NO KEY UPDATE OF m`, person, issuer)
	return list, wrap(err, "read roles from claims")
}

// lockUnseen are roles from claims whose holders have not come since.
func lockUnseen(ctx context.Context, tx *db.Tx, since time.Time) ([]Membership, error) {
	var list []Membership
	err := tx.SelectContext(ctx, &list, `SELECT `+membershipColumns+membershipFrom+`WHERE m.state = 'active' AND m.issuer IS NOT NULL AND NOT EXISTS (
    SELECT FROM external_identity e WHERE e.person_id = m.person_id AND e.issuer = m.issuer AND e.seen_at >= $1)
ORDER BY m.id LIMIT 500 FOR NO KEY UPDATE OF m`, since)
	return list, wrap(err, "read roles of those who have not come")
}
