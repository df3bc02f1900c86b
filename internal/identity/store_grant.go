package identity

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// organisationThere tells whether the organisation is one that the role can be held for.
func organisationThere(ctx context.Context, q sqlx.QueryerContext, role actor.Role, id uuid.UUID) (bool, error) {
	if role == actor.RoleAdministrator {
		return true, nil
	}
	table := "organiser"
	if role == actor.RoleOperator {
		table = "operator"
	}
	var there bool
	err := sqlx.GetContext(ctx, q, &there, `SELECT EXISTS (SELECT FROM `+table+` WHERE id = $1)`, id)
	return there, wrap(err, "look for an organisation")
}

// holds tells whether the person has the role already, perhaps from a later day on.
func holds(ctx context.Context, q sqlx.QueryerContext, person uuid.UUID, role actor.Role, organisation uuid.UUID) (bool, error) {
	var does bool
	err := sqlx.GetContext(ctx, q, &does, `SELECT EXISTS (SELECT FROM membership WHERE person_id = $1 AND role = $2
AND COALESCE(organiser_id, operator_id) IS NOT DISTINCT FROM $3 AND state IN ('active', 'pending'))`, person, string(role), orNull(organisation))
	return does, wrap(err, "look for a role")
}

func holdsAny(ctx context.Context, q sqlx.QueryerContext, person uuid.UUID) (bool, error) {
	var does bool
	err := sqlx.GetContext(ctx, q, &does, `SELECT EXISTS (SELECT FROM membership WHERE person_id = $1 AND role <> 'producer' AND state = 'active')`, person)
	return does, wrap(err, "look for roles")
}

// forgetUnconfirmed takes the password from an account that nobody has confirmed, and gives it the name that is known.
func forgetUnconfirmed(ctx context.Context, tx *db.Tx, person uuid.UUID, name string) error {
	_, err := tx.ExecContext(ctx, `UPDATE person SET password_hash = NULL, name = $2 WHERE id = $1 AND email_confirmed_at IS NULL`, person, name)
	return wrap(err, "forget a password")
}

// lockLapsed are the roles whose last day is before the day, of one person or, given none, of all.
func lockLapsed(ctx context.Context, tx *db.Tx, person uuid.UUID, today calendar.Date) ([]Membership, error) {
	var list []Membership
	err := tx.SelectContext(ctx, &list, `SELECT `+membershipColumns+membershipFrom+`WHERE m.last_day < $1 AND m.state = 'active'
AND ($2::uuid IS NULL OR m.person_id = $2) ORDER BY m.id LIMIT 500 FOR NO KEY UPDATE OF m`, today, orNull(person))
	return list, wrap(err, "read roles that are over")
}

func operators(ctx context.Context, q sqlx.QueryerContext) ([]Operator, error) {
	var list []Operator
	err := sqlx.SelectContext(ctx, q, &list, `SELECT id, name, COALESCE(business_id, '') AS business_id FROM operator ORDER BY name, id`)
	return list, wrap(err, "read operators")
}

func operatorByID(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (Operator, bool, error) {
	var o Operator
	err := sqlx.GetContext(ctx, q, &o, `SELECT id, name, COALESCE(business_id, '') AS business_id FROM operator WHERE id = $1`, id)
	return found(o, err, "operator")
}

// lockForm lets nobody else send the form of this id until the transaction ends: of two at once the second finds what the first made.
func lockForm(ctx context.Context, tx *db.Tx, id uuid.UUID) error {
	return lockExternal(ctx, tx, "form", id.String())
}

// insertOperator answers false when the id is taken: the same form again.
func insertOperator(ctx context.Context, tx *db.Tx, o Operator) (bool, error) {
	result, err := tx.ExecContext(ctx, `INSERT INTO operator (id, name) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING`, o.ID, o.Name)
	return one(result, err, "insert operator")
}

func renameOperator(ctx context.Context, tx *db.Tx, o Operator) (bool, error) {
	result, err := tx.ExecContext(ctx, `UPDATE operator SET name = $2 WHERE id = $1`, o.ID, o.Name)
	return one(result, err, "rename operator")
}

// peopleFound reads by address, from after a person on. Text is in the name or the address; the organisation and the role
// are of one and the same membership.
func peopleFound(ctx context.Context, q sqlx.QueryerContext, f PeopleFilter, after uuid.UUID, limit int) ([]Person, error) {
	var list []Person
	err := sqlx.SelectContext(ctx, q, &list, fmt.Sprintf(`SELECT %s FROM person n
WHERE email > COALESCE((SELECT k.email FROM person k WHERE k.id = $1), '')
AND ($2 = '' OR strpos(lower(name), lower($2)) > 0 OR strpos(email, lower($2)) > 0)
AND ($3 = '' AND $4::uuid IS NULL OR EXISTS (SELECT FROM membership m WHERE m.person_id = n.id AND m.state IN ('active', 'pending')
    AND ($3 = '' OR m.role = $3) AND ($4::uuid IS NULL OR COALESCE(m.producer_id, m.organiser_id, m.operator_id) = $4)))
AND CASE $5 WHEN 'open' THEN email_confirmed_at IS NOT NULL AND disabled_at IS NULL
    WHEN 'unconfirmed' THEN email_confirmed_at IS NULL AND disabled_at IS NULL WHEN 'closed' THEN disabled_at IS NOT NULL ELSE true END
ORDER BY email LIMIT $6`, personColumns), after, f.Text, string(f.Role), orNull(f.Organisation), f.State, limit)
	return list, wrap(err, "read people")
}
