package identity

import (
	"context"
	"database/sql"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// sessionRow is a session with whose it is, read by the token that was presented.
type sessionRow struct {
	ID           uuid.UUID      `db:"id"`
	TokenHash    []byte         `db:"token_hash"`
	Current      bool           `db:"current"`      // the presented token is the latest one, not the one before
	CurrentSeen  bool           `db:"current_seen"` // the browser has shown the latest one
	PersonID     uuid.UUID      `db:"person_id"`
	RotatedAt    time.Time      `db:"rotated_at"`
	SeenAt       time.Time      `db:"seen_at"`
	ExpiresAt    time.Time      `db:"expires_at"`
	Now          time.Time      `db:"now"`
	Name         string         `db:"name"`
	Issuer       string         `db:"issuer"`
	Disabled     bool           `db:"disabled"`
	Membership   uuid.NullUUID  `db:"membership_id"`
	Role         sql.NullString `db:"role"`
	Organisation uuid.NullUUID  `db:"organisation_id"`
	Proof        proof          `db:"proof"`
	Awaits       bool           `db:"awaits_code"`
	InPart       sql.NullBool   `db:"in_part"`
	Units        unitIDs        `db:"units"`
}

// A session whose membership has not been chosen, or has ended, takes the person's oldest one that works. It is read
// anew for each request, so that a role which begins or ends does so at once. The planner takes membership_works apart, so
// that it is a filter on the person's few rows and not a call. Membership.WorksIn says the same as
// membership_works_in.
const sessionSelect = `SELECT s.id, s.token_hash, s.token_hash = $1 AS current, s.current_seen, s.person_id, s.rotated_at, s.seen_at, s.expires_at, s.proof, s.awaits_code,
COALESCE($2::timestamptz, clock_timestamp()) AS now, p.name, p.disabled_at IS NOT NULL AS disabled, COALESCE(s.issuer, '') AS issuer,
m.id AS membership_id, m.role, m.organisation_id, m.in_part, CASE WHEN m.in_part THEN ` + unitsOfMembership + ` END AS units
FROM session s JOIN person p ON p.id = s.person_id
LEFT JOIN LATERAL (
    SELECT x.id, x.role, x.in_part, x.producer_id, COALESCE(x.producer_id, x.organiser_id, x.operator_id) AS organisation_id
    FROM membership x WHERE x.person_id = s.person_id AND membership_works(x, COALESCE($2::timestamptz, statement_timestamp()))
        AND membership_works_in(x, s.issuer, $3)
    ORDER BY (x.id = s.membership_id) IS TRUE DESC, x.created_at, x.id LIMIT 1) m ON true
WHERE s.token_hash = $1 OR s.previous_hash = $1`

func readSession(ctx context.Context, d *db.DB, hash []byte, clock func() time.Time, only bool) (sessionRow, bool, error) {
	var at *time.Time
	if clock != nil {
		now := clock().UTC()
		at = &now
	}
	var row sessionRow
	err := d.GetContext(ctx, &row, sessionSelect, hash, at, only)
	return found(row, err, "session")
}

type newSession struct {
	opening
	hash       []byte
	id         uuid.UUID
	start, end time.Time
	only       bool // staff sign in at an issuer only
}

// insertSession lets the session act in the person's oldest active membership, if there is one.
func insertSession(ctx context.Context, tx *db.Tx, n newSession) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO session (token_hash, id, person_id, membership_id, created_at, rotated_at, seen_at, expires_at, issuer, proof, awaits_code)
VALUES ($1, $2, $3,
    (SELECT x.id FROM membership x WHERE x.person_id = $3 AND membership_works(x, $4::timestamptz)
        AND membership_works_in(x, NULLIF($6, ''), $7)
    ORDER BY x.created_at, x.id LIMIT 1),
    $4, $4, $4, $5, NULLIF($6, ''), $8, $9)`, n.hash, n.id, n.person, n.start, n.end, n.issuer, n.only, string(n.by), n.awaits)
	return wrap(err, "insert session")
}

// touchSession notes that the person is there. A clock that stands behind never takes the note back.
func touchSession(ctx context.Context, d *db.DB, id uuid.UUID, current bool, now time.Time) error {
	_, err := d.ExecContext(ctx, `UPDATE session SET seen_at = GREATEST(seen_at, $2), current_seen = current_seen OR $3 WHERE id = $1`,
		id, now, current)
	return wrap(err, "touch session")
}

// rotateSession answers false when the session's token has changed since it was read.
func rotateSession(ctx context.Context, d *db.DB, row sessionRow, presented, next []byte) (bool, error) {
	result, err := d.ExecContext(ctx, `UPDATE session SET token_hash = $3, previous_hash = $4, rotated_at = $5, seen_at = $5, current_seen = false
WHERE id = $1 AND token_hash = $2`, row.ID, row.TokenHash, next, presented, row.Now)
	return one(result, err, "rotate session")
}

func switchSession(ctx context.Context, tx *db.Tx, id, membership uuid.UUID, next []byte, now time.Time) (bool, error) {
	result, err := tx.ExecContext(ctx, `UPDATE session SET membership_id = $2, token_hash = $3, previous_hash = token_hash,
rotated_at = $4, seen_at = $4, current_seen = false WHERE id = $1`, id, membership, next, now)
	return one(result, err, "switch session")
}

func endSession(ctx context.Context, tx *db.Tx, id uuid.UUID) (bool, error) {
	result, err := tx.ExecContext(ctx, `DELETE FROM session WHERE id = $1`, id)
	return one(result, err, "end session")
}

// proveSession says what the session's person has shown, and gives it a new token. One that waited for a code is good until end
// from here on, and its token of before for nothing.
func proveSession(ctx context.Context, tx *db.Tx, id uuid.UUID, by proof, next []byte, now, end time.Time) (bool, error) {
	result, err := tx.ExecContext(ctx, `UPDATE session SET proof = $2, token_hash = $3, previous_hash = CASE WHEN awaits_code THEN NULL ELSE token_hash END,
rotated_at = $4, seen_at = $4, current_seen = false, expires_at = CASE WHEN awaits_code THEN $5 ELSE expires_at END, awaits_code = false
WHERE id = $1 AND expires_at > $4`, id, string(by), next, now, end)
	return one(result, err, "prove session")
}

// waitingSession is whose session it is that waits for a code.
func waitingSession(ctx context.Context, d *db.DB, id uuid.UUID, clock func() time.Time) (uuid.UUID, bool, error) {
	var at *time.Time
	if clock != nil {
		now := clock().UTC()
		at = &now
	}
	var person uuid.UUID
	err := d.GetContext(ctx, &person, `SELECT s.person_id FROM session s JOIN person p ON p.id = s.person_id
WHERE s.id = $1 AND s.awaits_code AND s.expires_at > COALESCE($2::timestamptz, clock_timestamp()) AND p.disabled_at IS NULL`, id, at)
	return found(person, err, "session that waits")
}

func setDevice(ctx context.Context, d *db.DB, id uuid.UUID, on Device) error {
	_, err := d.ExecContext(ctx, `UPDATE session SET browser = NULLIF($2, ''), system = NULLIF($3, '') WHERE id = $1`, id, on.Browser, on.System)
	return wrap(err, "note device")
}

func openSessions(ctx context.Context, d *db.DB, person uuid.UUID, now time.Time) ([]OpenSession, error) {
	var list []OpenSession
	err := d.SelectContext(ctx, &list, `SELECT id, COALESCE(browser, '') AS browser, COALESCE(system, '') AS system, created_at, seen_at
FROM session WHERE NOT `+sessionOver+` AND person_id = $3 AND NOT awaits_code ORDER BY seen_at DESC, id DESC LIMIT 50`, now, SessionIdle.Seconds(), person)
	return list, wrap(err, "read sessions")
}

func endOwnSession(ctx context.Context, tx *db.Tx, person, id uuid.UUID) (bool, error) {
	result, err := tx.ExecContext(ctx, `DELETE FROM session WHERE id = $1 AND person_id = $2`, id, person)
	return one(result, err, "end session")
}

func endOtherSessions(ctx context.Context, tx *db.Tx, person, but uuid.UUID) ([]uuid.UUID, error) {
	var ended []uuid.UUID
	err := tx.SelectContext(ctx, &ended, `DELETE FROM session WHERE person_id = $1 AND id <> $2 RETURNING id`, person, but)
	return ended, wrap(err, "end other sessions")
}

func endSessionsOf(ctx context.Context, tx *db.Tx, person uuid.UUID) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM session WHERE person_id = $1`, person)
	return wrap(err, "end sessions")
}

// endSessionsIn ends the person's sessions that act in the membership, chosen or by being the only one.
func endSessionsIn(ctx context.Context, tx *db.Tx, membership uuid.UUID) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM session s USING membership m
WHERE m.id = $1 AND s.person_id = m.person_id AND (s.membership_id = m.id OR s.membership_id IS NULL)`, membership)
	return wrap(err, "end sessions")
}

const sessionOver = `(expires_at <= $1 OR seen_at <= $1 - make_interval(secs => $2))`

func sweepSessions(ctx context.Context, tx *db.Tx, person uuid.UUID, now time.Time) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM session WHERE `+sessionOver+` AND person_id = $3`, now, SessionIdle.Seconds(), person)
	return wrap(err, "sweep sessions")
}

func sweepAllSessions(ctx context.Context, d *db.DB, now time.Time) error {
	_, err := d.ExecContext(ctx, `DELETE FROM session WHERE `+sessionOver, now, SessionIdle.Seconds())
	return wrap(err, "sweep sessions")
}

func one(result sql.Result, err error, what string) (bool, error) {
	done, err := db.Any(result, err)
	return done, wrap(err, what)
}
