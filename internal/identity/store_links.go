package identity

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// link is a row of mail_link. An invitation has an address and a producer, the others a person.
type link struct {
	ID         uuid.UUID     `db:"id"`
	PersonID   uuid.NullUUID `db:"person_id"`
	Email      *string       `db:"email"`
	ProducerID uuid.NullUUID `db:"producer_id"`
	MadeBy     uuid.NullUUID `db:"made_by"`
	ExpiresAt  time.Time     `db:"expires_at"`
	UsedAt     *time.Time    `db:"used_at"`
	InPart     bool          `db:"in_part"`  // of an invitation, and so is the next
	LastDay    calendar.Date `db:"last_day"` // zero: without end
}

const linkColumns = `id, person_id, email, producer_id, made_by, expires_at, used_at, in_part, last_day`

func insertLink(ctx context.Context, tx *db.Tx, l newLink, expires time.Time) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO mail_link (id, purpose, person_id, email, producer_id, made_by, expires_at, in_part, last_day)
VALUES ($1, $2, $3, NULLIF($4, ''), $5, $6, $7, $8, $9)`,
		l.id, string(l.purpose), orNull(l.person), l.email, orNull(l.producer), orNull(tx.Actor.Person), expires, l.extent.InPart, l.extent.LastDay)
	if err != nil || !l.extent.InPart {
		return wrap(err, "insert link")
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO mail_link_unit (link_id, unit_id) SELECT $1, u.id FROM service_unit u WHERE u.id = ANY ($2) AND u.producer_id = $3`,
		l.id, pq.Array(l.extent.Units), l.producer)
	return wrap(err, "insert units of an invitation")
}

func readLink(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID, p purpose) (link, bool, error) {
	var l link
	err := sqlx.GetContext(ctx, q, &l, `SELECT `+linkColumns+` FROM mail_link WHERE id = $1 AND purpose = $2`, id, string(p))
	return found(l, err, "link")
}

func lockLink(ctx context.Context, tx *db.Tx, id uuid.UUID, p purpose) (link, bool, error) {
	var l link
	err := tx.GetContext(ctx, &l, `SELECT `+linkColumns+` FROM mail_link WHERE id = $1 AND purpose = $2 FOR UPDATE`, id, string(p))
	return found(l, err, "link")
}

func useLink(ctx context.Context, tx *db.Tx, id uuid.UUID, now time.Time) error {
	_, err := tx.ExecContext(ctx, `UPDATE mail_link SET used_at = $2 WHERE id = $1 AND used_at IS NULL`, id, now)
	return wrap(err, "use link")
}

func useLinksOf(ctx context.Context, tx *db.Tx, p purpose, person uuid.UUID, now time.Time) error {
	_, err := tx.ExecContext(ctx, `UPDATE mail_link SET used_at = $3 WHERE purpose = $1 AND person_id = $2 AND used_at IS NULL`,
		string(p), person, now)
	return wrap(err, "close links")
}

// closeInvitations makes earlier invitations of the address to the producer useless.
func closeInvitations(ctx context.Context, tx *db.Tx, producer uuid.UUID, email string, now time.Time) error {
	_, err := tx.ExecContext(ctx, `UPDATE mail_link SET used_at = $3
WHERE purpose = 'invite' AND producer_id = $1 AND email = $2 AND used_at IS NULL`, producer, email, now)
	return wrap(err, "close invitations")
}
