package identity

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

type messageRow struct {
	ID       uuid.UUID `db:"id"`
	Template string    `db:"template"`
	Args     []byte    `db:"args"`
	At       time.Time `db:"created_at"`
	Read     bool      `db:"read"`
}

func (r messageRow) message() (Message, error) {
	m := Message{ID: r.ID, Template: r.Template, At: r.At.UTC(), Read: r.Read}
	if err := json.Unmarshal(r.Args, &m.Args); err != nil {
		return m, fmt.Errorf("mail arguments: %w", err)
	}
	return m, nil
}

// The desk of a person is $1, $2 and $3: person, organisation and role.
const (
	selectMessage = `SELECT o.id, o.template, o.args, o.created_at, o.read_at IS NOT NULL AS read FROM mail_out o WHERE `
	atDesk        = `o.person_id = $1 AND o.organisation_id = $2 AND o.role = $3`
)

func messagesOf(ctx context.Context, q sqlx.QueryerContext, a actor.Actor, limit int) ([]Message, error) {
	var rows []messageRow
	err := sqlx.SelectContext(ctx, q, &rows, selectMessage+atDesk+` ORDER BY o.created_at DESC, o.id DESC LIMIT $4`,
		a.Person, a.Organisation, string(a.Role), limit)
	if err != nil {
		return nil, wrap(err, "read messages")
	}
	out := make([]Message, len(rows))
	for i, r := range rows {
		if out[i], err = r.message(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func countUnread(ctx context.Context, q sqlx.QueryerContext, a actor.Actor) (n int, err error) {
	err = sqlx.GetContext(ctx, q, &n, `SELECT count(*) FROM mail_out o WHERE `+atDesk+` AND o.read_at IS NULL`, a.Person, a.Organisation, string(a.Role))
	return n, wrap(err, "count unread messages")
}

// messageByID reads a message of the person's, or of its desk.
func messageByID(ctx context.Context, q sqlx.QueryerContext, a actor.Actor, id uuid.UUID) (Message, error) {
	var row messageRow
	err := sqlx.GetContext(ctx, q, &row, selectMessage+`o.id = $4 AND o.organisation_id IS NOT NULL
		AND (o.person_id = $1 OR o.organisation_id = $2 AND o.role = $3)`, a.Person, a.Organisation, string(a.Role), id)
	row, ok, err := found(row, err, "message")
	switch {
	case err != nil:
		return Message{}, err
	case !ok:
		return Message{}, ErrNotFound
	}
	return row.message()
}

// removed is how many messages of one organisation, or of a person or a link alone, were removed.
type removed struct {
	Kind      string        `db:"kind"` // the table of whose they were
	ID        uuid.UUID     `db:"id"`
	Organiser uuid.NullUUID `db:"organiser"`
	Count     int           `db:"count"`
}

func removeMessages(ctx context.Context, tx *db.Tx, before time.Time) (out []removed, err error) {
	err = tx.SelectContext(ctx, &out, `
		WITH gone AS (DELETE FROM mail_out WHERE created_at < $1 RETURNING role, organisation_id, person_id, link_id)
		SELECT CASE WHEN role = 'producer' THEN 'producer' WHEN role IS NOT NULL THEN 'organiser' WHEN person_id IS NOT NULL THEN 'person' ELSE 'mail_link' END AS kind,
		    coalesce(organisation_id, person_id, link_id) AS id, CASE WHEN role <> 'producer' THEN organisation_id END AS organiser, count(*) AS count
		FROM gone GROUP BY 1, 2, 3 ORDER BY 1, 2`, before)
	return out, wrap(err, "remove old messages")
}

func countOld(ctx context.Context, q sqlx.QueryerContext, before time.Time) (n int, err error) {
	err = sqlx.GetContext(ctx, q, &n, `SELECT count(*) FROM mail_out WHERE created_at < $1`, before)
	return n, wrap(err, "count old messages")
}

func setRead(ctx context.Context, tx *db.Tx, person, id uuid.UUID) error {
	_, err := tx.ExecContext(ctx, `UPDATE mail_out SET read_at = clock_timestamp() WHERE id = $1 AND person_id = $2 AND read_at IS NULL`, id, person)
	return wrap(err, "note that a message is read")
}

func setAllRead(ctx context.Context, tx *db.Tx, a actor.Actor, until time.Time) error {
	_, err := tx.ExecContext(ctx, `UPDATE mail_out o SET read_at = clock_timestamp() WHERE `+atDesk+` AND o.created_at <= $4 AND o.read_at IS NULL`,
		a.Person, a.Organisation, string(a.Role), until)
	return wrap(err, "note that messages are read")
}
