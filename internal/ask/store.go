package ask

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// lock keeps two from doing something to the same thing at once; requests themselves cannot be locked, since nobody may
// change them.
func lock(ctx context.Context, tx *db.Tx, what string, id uuid.UUID) error {
	_, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, what+" "+id.String())
	return err
}

func countRequests(ctx context.Context, tx *db.Tx, ask uuid.UUID) (n int, err error) {
	if err = tx.GetContext(ctx, &n, `SELECT count(*) FROM ask_request WHERE ask_id = $1`, ask); err != nil {
		return 0, fmt.Errorf("count the requests of an asking: %w", err)
	}
	return n, nil
}

func insertAsk(ctx context.Context, tx *db.Tx, id uuid.UUID, n New) error {
	if _, err := tx.ExecContext(ctx, `INSERT INTO ask (id, lang, way) VALUES ($1, $2, $3)`, id, n.Lang, n.Way); err != nil {
		return fmt.Errorf("make an asking: %w", err)
	}
	return nil
}

func insertRequest(ctx context.Context, tx *db.Tx, id, ask uuid.UUID, p part, key uuid.UUID, by calendar.Date) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO ask_request (id, ask_id, producer_id, key_id, answer_by) VALUES ($1, $2, $3, $4, $5)`, id, ask, p.producer, key, by)
	if err == nil {
		_, err = tx.ExecContext(ctx, `INSERT INTO ask_offering (request_id, offering_id) SELECT $1, unnest($2::uuid[])`, id, texts(p.offerings))
	}
	if err != nil {
		return fmt.Errorf("make a request: %w", err)
	}
	return nil
}

func insertWords(ctx context.Context, tx *db.Tx, id, request uuid.UUID, sealed, same []byte) error {
	var known any
	if same != nil {
		known = same
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO ask_words (id, request_id, sealed, same) VALUES ($1, $2, $3, $4)`, id, request, sealed, known); err != nil {
		return fmt.Errorf("keep the words of a request: %w", err)
	}
	return nil
}

func removeWords(ctx context.Context, tx *db.Tx, request uuid.UUID) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM ask_words WHERE request_id = $1`, request); err != nil {
		return fmt.Errorf("remove the words of a request: %w", err)
	}
	return nil
}

// insertEvent answers false when the event is there already, or the request was erased before.
func insertEvent(ctx context.Context, tx *db.Tx, id, request uuid.UUID, kind Kind, from *calendar.Date) (bool, error) {
	by := uuid.NullUUID{UUID: tx.Actor.Person, Valid: tx.Actor.Role == actor.RoleProducer}
	made, err := db.Changed(tx.ExecContext(ctx, `INSERT INTO ask_event (id, request_id, kind, room_from, done_by, done_as)
		SELECT $1, $2, $3, $4, $5, $6 WHERE $3 <> 'erased' OR NOT EXISTS (SELECT FROM ask_event e WHERE e.request_id = $2 AND e.kind = 'erased')
		ON CONFLICT (id) DO NOTHING`, id, request, string(kind), from, by, string(tx.Actor.Role)))
	if err != nil {
		return false, fmt.Errorf("note what happened to a request: %w", err)
	}
	return made > 0, nil
}

func hasEvent(ctx context.Context, tx *db.Tx, id uuid.UUID) (there bool, err error) {
	if err = tx.GetContext(ctx, &there, `SELECT EXISTS (SELECT FROM ask_event WHERE id = $1)`, id); err != nil {
		return false, fmt.Errorf("look for an answer: %w", err)
	}
	return there, nil
}

func wasSaid(ctx context.Context, tx *db.Tx, same []byte, since time.Time) (was bool, err error) {
	err = tx.GetContext(ctx, &was, `SELECT EXISTS (SELECT FROM ask_words w JOIN ask_request r ON r.id = w.request_id WHERE w.same = $1 AND r.made_at > $2)`, same, since)
	if err != nil {
		return false, fmt.Errorf("look for the same request: %w", err)
	}
	return was, nil
}

// takers are those of the producers that take requests: somebody acts for all of the producer, so that nothing that is asked is nobody's.
func takers(ctx context.Context, q sqlx.QueryerContext, producers []uuid.UUID) (found []uuid.UUID, err error) {
	err = sqlx.SelectContext(ctx, q, &found, `SELECT p.id FROM producer p WHERE p.id = ANY ($1::uuid[])
		AND NOT EXISTS (SELECT FROM ask_refusal f WHERE f.producer_id = p.id)
		AND EXISTS (SELECT FROM membership m JOIN person n ON n.id = m.person_id
			WHERE m.producer_id = p.id AND m.role = 'producer' AND NOT m.in_part AND membership_works(m, now()) AND n.email_confirmed_at IS NOT NULL AND n.disabled_at IS NULL)`, texts(producers))
	if err != nil {
		return nil, fmt.Errorf("read who takes requests: %w", err)
	}
	return found, nil
}

func refuses(ctx context.Context, q sqlx.QueryerContext, producer uuid.UUID) (does bool, err error) {
	if err = sqlx.GetContext(ctx, q, &does, `SELECT EXISTS (SELECT FROM ask_refusal WHERE producer_id = $1)`, producer); err != nil {
		return false, fmt.Errorf("read whether a producer takes requests: %w", err)
	}
	return does, nil
}

func setTaking(ctx context.Context, tx *db.Tx, producer uuid.UUID, takes bool) (bool, error) {
	statement := `INSERT INTO ask_refusal (producer_id) VALUES ($1) ON CONFLICT DO NOTHING`
	if takes {
		statement = `DELETE FROM ask_refusal WHERE producer_id = $1`
	}
	n, err := db.Changed(tx.ExecContext(ctx, statement, producer))
	return n > 0, err
}

// texts are ids as PostgreSQL takes an array of them.
func texts(ids []uuid.UUID) any {
	out := make(pq.StringArray, len(ids))
	for i, id := range ids {
		out[i] = id.String()
	}
	return out
}
