package identity

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// The producer's name and origin, and the view producer_organiser, belong to higher rooms; identity reads them and
// changes none of them.
const (
	membershipColumns = `m.id, m.person_id, m.role, COALESCE(m.producer_id, m.organiser_id, m.operator_id) AS organisation_id, m.state,
COALESCE(p.name, o.name_fi, r.name, '') AS name_fi, COALESCE(p.name, o.name_sv, r.name, '') AS name_sv,
COALESCE(p.name, o.name_en, r.name, '') AS name_en, m.first_day, m.last_day, COALESCE(m.issuer, '') AS issuer, m.in_part`
	membershipFrom = ` FROM membership m LEFT JOIN producer p ON p.id = m.producer_id
LEFT JOIN organiser o ON o.id = m.organiser_id LEFT JOIN operator r ON r.id = m.operator_id `
)

func insertMembership(ctx context.Context, tx *db.Tx, m NewMembership) error {
	side := func(roles ...actor.Role) uuid.NullUUID {
		if !slices.Contains(roles, m.Role) {
			return uuid.NullUUID{}
		}
		return orNull(m.Organisation)
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO membership (id, person_id, role, producer_id, organiser_id, operator_id, state, first_day, last_day, issuer, in_part)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULLIF($10, ''), $11)`, m.ID, m.Person, string(m.Role),
		side(actor.RoleProducer), side(actor.RoleOfficer, actor.RoleSupervisor, actor.RoleGuidance), side(actor.RoleOperator), string(m.State), m.FirstDay, m.LastDay, m.Issuer, m.InPart)
	if err != nil || !m.InPart {
		return wrap(err, "insert membership")
	}
	return insertUnits(ctx, tx, m.ID, m.Organisation, m.Units)
}

// tiesOf are the pairs of these people and producers of which the person acts for the producer, where that is somebody else
// than the organiser itself.
func tiesOf(ctx context.Context, q sqlx.QueryerContext, people, producers []uuid.UUID) ([]tie, error) {
	var out []tie
	err := sqlx.SelectContext(ctx, q, &out, `SELECT m.person_id, m.producer_id FROM membership m JOIN producer p ON p.id = m.producer_id
WHERE m.person_id = ANY($1) AND m.producer_id = ANY($2) AND m.state = 'active' AND p.kind <> 'county'`, pq.Array(people), pq.Array(producers))
	return out, wrap(err, "whether somebody acts for a producer")
}

func updateMembership(ctx context.Context, tx *db.Tx, id uuid.UUID, state State, by uuid.UUID, now time.Time) error {
	_, err := tx.ExecContext(ctx, `UPDATE membership SET state = $2, settled_by = $3, settled_at = $4 WHERE id = $1`,
		id, string(state), orNull(by), now)
	return wrap(err, "update membership")
}

func membershipByID(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (Membership, bool, error) {
	var m Membership
	err := sqlx.GetContext(ctx, q, &m, `SELECT `+membershipColumns+membershipFrom+`WHERE m.id = $1`, id)
	return found(m, err, "membership")
}

func lockMembership(ctx context.Context, tx *db.Tx, id uuid.UUID) (Membership, bool, error) {
	var m Membership
	err := tx.GetContext(ctx, &m, `SELECT `+membershipColumns+membershipFrom+`WHERE m.id = $1 FOR NO KEY UPDATE OF m`, id)
	return found(m, err, "membership")
}

// membershipsOf are the person's pending and refused ones and those that work now, oldest first; not a refusal that
// another try at the same producer has overtaken.
func membershipsOf(ctx context.Context, q sqlx.QueryerContext, person uuid.UUID, now time.Time) ([]Membership, error) {
	var list []Membership
	err := sqlx.SelectContext(ctx, q, &list, `SELECT `+membershipColumns+membershipFrom+
		`WHERE m.person_id = $1 AND (membership_works(m, $2) OR m.state = 'pending' OR m.state = 'refused' AND NOT EXISTS (
    SELECT 1 FROM membership x WHERE x.person_id = m.person_id AND x.producer_id = m.producer_id AND x.created_at > m.created_at))
ORDER BY m.created_at, m.id`, person, now)
	return list, wrap(err, "read memberships")
}

func pendingOf(ctx context.Context, tx *db.Tx, person uuid.UUID) ([]Membership, error) {
	var list []Membership
	err := tx.SelectContext(ctx, &list, `SELECT `+membershipColumns+membershipFrom+
		`WHERE m.person_id = $1 AND m.role = 'producer' AND m.state = 'pending' ORDER BY m.created_at, m.id FOR NO KEY UPDATE OF m`, person)
	return list, wrap(err, "read pending memberships")
}

// lockClaimable tells whether the first who asks may act for the producer: it came by sign-up, and nobody does yet.
// The producer's row is locked, so that of two who confirm at once one is first.
func lockClaimable(ctx context.Context, tx *db.Tx, producer uuid.UUID) (bool, error) {
	var origin string
	if err := tx.GetContext(ctx, &origin, `SELECT origin FROM producer WHERE id = $1 FOR NO KEY UPDATE`, producer); err != nil {
		return false, wrap(err, "lock producer")
	}
	var taken bool // a statement of its own, which sees what was committed while this one waited for the lock
	err := tx.GetContext(ctx, &taken, `SELECT EXISTS (SELECT 1 FROM membership WHERE producer_id = $1 AND state = 'active')`, producer)
	return origin == "signup" && !taken, wrap(err, "look for members")
}

// hasToDoWith tells whether the producer has applied to the organiser or is admitted by it.
func hasToDoWith(ctx context.Context, q sqlx.QueryerContext, producer, organiser uuid.UUID) (bool, error) {
	var related bool
	err := sqlx.GetContext(ctx, q, &related,
		`SELECT EXISTS (SELECT 1 FROM producer_organiser WHERE producer_id = $1 AND organiser_id = $2)`, producer, organiser)
	return related, wrap(err, "look for applications and admissions")
}

func colleagues(ctx context.Context, q sqlx.QueryerContext, producer uuid.UUID) ([]Colleague, error) {
	var list []Colleague
	err := sqlx.SelectContext(ctx, q, &list, `SELECT m.id AS membership_id, n.id AS person_id, n.name, n.email, m.created_at AS since, m.last_day, m.in_part,
    CASE WHEN m.in_part THEN `+unitsOfMembership+` END AS units
FROM membership m JOIN person n ON n.id = m.person_id
WHERE m.producer_id = $1 AND m.state = 'active' ORDER BY n.name, m.id`, producer)
	return list, wrap(err, "read colleagues")
}

const (
	pendingSelect = `SELECT m.id, n.id AS person_id, n.name AS person_name, n.email, p.id AS producer_id, p.name AS producer_name,
COALESCE(p.business_id, '') AS business_id, m.created_at
FROM membership m JOIN person n ON n.id = m.person_id JOIN producer p ON p.id = m.producer_id
WHERE m.state = 'pending' AND n.email_confirmed_at IS NOT NULL AND n.disabled_at IS NULL `
	pendingOrder = ` ORDER BY m.created_at, m.id LIMIT 500`
)

func pendingAtProducer(ctx context.Context, q sqlx.QueryerContext, producer uuid.UUID) ([]PendingMembership, error) {
	var list []PendingMembership
	err := sqlx.SelectContext(ctx, q, &list, pendingSelect+`AND m.producer_id = $1`+pendingOrder, producer)
	return list, wrap(err, "read pending memberships")
}

func pendingAtOrganiser(ctx context.Context, q sqlx.QueryerContext, organiser uuid.UUID) ([]PendingMembership, error) {
	var list []PendingMembership
	err := sqlx.SelectContext(ctx, q, &list, pendingSelect+
		`AND EXISTS (SELECT 1 FROM producer_organiser x WHERE x.producer_id = m.producer_id AND x.organiser_id = $1)`+pendingOrder, organiser)
	return list, wrap(err, "read pending memberships")
}

func pendingEverywhere(ctx context.Context, q sqlx.QueryerContext) ([]PendingMembership, error) {
	var list []PendingMembership
	err := sqlx.SelectContext(ctx, q, &list, pendingSelect+pendingOrder)
	return list, wrap(err, "read pending memberships")
}

// lockOtherAdministrators counts the other people who can administer the service now, not those who are invited and have
// not come yet, nor those whose role an issuer may take away tomorrow, and keeps them so until the
// transaction ends: two administrators who end each other at once do not both succeed.
func lockOtherAdministrators(ctx context.Context, tx *db.Tx, person uuid.UUID, now time.Time) (int, error) {
	var ids []uuid.UUID
	err := tx.SelectContext(ctx, &ids, `SELECT m.id FROM membership m JOIN person n ON n.id = m.person_id
WHERE m.role = 'administrator' AND m.issuer IS NULL AND membership_works(m, $2) AND n.email_confirmed_at IS NOT NULL AND n.disabled_at IS NULL
    AND m.person_id <> $1
ORDER BY m.id FOR NO KEY UPDATE`, person, now)
	return len(ids), wrap(err, "count administrators")
}

func producerName(ctx context.Context, q sqlx.QueryerContext, producer uuid.UUID) (string, error) {
	var name string
	err := sqlx.GetContext(ctx, q, &name, `SELECT name FROM producer WHERE id = $1`, producer)
	return name, wrap(err, "read producer's name")
}

// isMember tells whether the address belongs to somebody who acts for the producer.
func isMember(ctx context.Context, q sqlx.QueryerContext, producer uuid.UUID, email string) (bool, error) {
	var member bool
	err := sqlx.GetContext(ctx, q, &member, `SELECT EXISTS (SELECT 1 FROM membership m JOIN person n ON n.id = m.person_id
WHERE m.producer_id = $1 AND m.state = 'active' AND n.email = $2)`, producer, email)
	return member, wrap(err, "look for a member")
}

func lockOpenMembership(ctx context.Context, tx *db.Tx, person, producer uuid.UUID) (Membership, bool, error) {
	var m Membership
	err := tx.GetContext(ctx, &m, `SELECT `+membershipColumns+membershipFrom+
		`WHERE m.person_id = $1 AND m.producer_id = $2 AND m.state IN ('active', 'pending') FOR NO KEY UPDATE OF m`, person, producer)
	return found(m, err, "membership")
}

func demoAccounts(ctx context.Context, q sqlx.QueryerContext) ([]DemoAccount, error) {
	var list []DemoAccount
	err := sqlx.SelectContext(ctx, q, &list, `SELECT n.id AS person_id, n.name, m.role,
COALESCE(p.name, o.name_fi, r.name, '') AS name_fi, COALESCE(p.name, o.name_sv, r.name, '') AS name_sv,
COALESCE(p.name, o.name_en, r.name, '') AS name_en`+membershipFrom+`JOIN person n ON n.id = m.person_id
WHERE n.demo AND n.disabled_at IS NULL AND m.state = 'active' ORDER BY n.id, m.id LIMIT 100`)
	return list, wrap(err, "read demo accounts")
}
