package duplicate

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// A request that waits goes on with whoever its producer has become.
const mergeColumns = `m.id, k.id AS kept_id, m.gone_id, m.grounds, m.reasons, m.organiser_id, m.asked_at, asker.name AS asked_by,
    k.name AS kept, g.name AS gone, coalesce(k.business_id, '') AS kept_business_id, coalesce(g.business_id, '') AS gone_business_id,
    coalesce(last.kind, 'waiting') AS state, coalesce(last.reasons, '') AS answer`

const mergeTables = ` FROM producer_merge m
    LEFT JOIN LATERAL (SELECT e.kind, e.reasons FROM producer_merge_event e WHERE e.merge_id = m.id AND e.kind <> 'agreed' ORDER BY e.seq DESC LIMIT 1) last ON true
    JOIN producer k ON k.id = CASE WHEN last.kind IS NULL THEN producer_now(m.kept_id) ELSE m.kept_id END
    JOIN producer g ON g.id = m.gone_id JOIN person asker ON asker.id = m.asked_by `

func mergeByID(ctx context.Context, q querier, id uuid.UUID) (Merge, error) {
	var m Merge
	err := sqlx.GetContext(ctx, q, &m, `SELECT `+mergeColumns+mergeTables+`WHERE m.id = $1`, id)
	if errors.Is(err, sql.ErrNoRows) {
		return m, identity.ErrNotFound.Because(err)
	}
	return m, wrap(err, "read a merge")
}

// insertMerge answers false when the id is taken: the form was sent before.
func insertMerge(ctx context.Context, tx *db.Tx, cmd Ask, organiser uuid.NullUUID) (bool, error) {
	done, err := db.Any(tx.ExecContext(ctx, `INSERT INTO producer_merge (id, kept_id, gone_id, grounds, reasons, organiser_id, asked_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING`, cmd.ID, cmd.Kept, cmd.Gone, cmd.Grounds, cmd.Reasons, organiser, tx.Actor.Person))
	return done, wrap(err, "ask for a merge")
}

func insertEvent(ctx context.Context, tx *db.Tx, merge uuid.UUID, kind string, organiser uuid.UUID, reasons string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO producer_merge_event (id, merge_id, kind, organiser_id, reasons, done_by) VALUES ($1, $2, $3, $4, $5, $6)`,
		newID(), merge, kind, uuid.NullUUID{UUID: organiser, Valid: organiser != uuid.Nil}, reasons, tx.Actor.Person)
	return wrap(err, "note what happened to a merge")
}

// agreedBy are the organisers that have agreed.
func agreedBy(ctx context.Context, q querier, merge uuid.UUID) ([]uuid.UUID, error) {
	var ids []uuid.UUID
	err := sqlx.SelectContext(ctx, q, &ids, `SELECT organiser_id FROM producer_merge_event WHERE merge_id = $1 AND kind = 'agreed'`, merge)
	return ids, wrap(err, "read who has agreed")
}

// waits tells whether the same merge has been asked for and has no answer.
func waits(ctx context.Context, q querier, gone uuid.UUID) (bool, error) {
	var found bool
	err := sqlx.GetContext(ctx, q, &found, `SELECT EXISTS (SELECT FROM producer_merge m WHERE m.gone_id = $1
		AND NOT EXISTS (SELECT FROM producer_merge_event e WHERE e.merge_id = m.id AND e.kind <> 'agreed'))`, gone)
	return found, wrap(err, "look whether a merge waits")
}

// Event is what has happened to a merge.
type Event struct {
	Kind        string         `db:"kind"`
	OrganiserFi sql.NullString `db:"organiser_fi"`
	OrganiserSv sql.NullString `db:"organiser_sv"`
	OrganiserEn sql.NullString `db:"organiser_en"`
	Reasons     string         `db:"reasons"`
	By          string         `db:"by"`
	At          time.Time      `db:"at"`
}

func eventsOf(ctx context.Context, q querier, merge uuid.UUID) ([]Event, error) {
	var list []Event
	err := sqlx.SelectContext(ctx, q, &list, `SELECT e.kind, o.name_fi AS organiser_fi, o.name_sv AS organiser_sv, o.name_en AS organiser_en, e.reasons, p.name AS by, e.at
		FROM producer_merge_event e JOIN person p ON p.id = e.done_by LEFT JOIN organiser o ON o.id = e.organiser_id WHERE e.merge_id = $1 ORDER BY e.seq`, merge)
	return list, wrap(err, "read what happened to a merge")
}

// mergesOf are the merges that an organiser has to do with, the latest first: it asked, or one of the two is in its register.
func mergesOf(ctx context.Context, q querier, organiser uuid.UUID, l Look, limit int) ([]Merge, error) {
	var list []Merge
	err := sqlx.SelectContext(ctx, q, &list, `SELECT `+mergeColumns+mergeTables+`
		WHERE (m.organiser_id = $1 OR EXISTS (SELECT FROM producer_organiser r WHERE r.producer_id IN (m.kept_id, m.gone_id) AND r.organiser_id = $1))
		    AND ($3 = '' OR coalesce(last.kind, 'waiting') = $3)
		    AND ($4 = '' OR strpos(lower(k.name), lower($4)) > 0 OR strpos(lower(g.name), lower($4)) > 0 OR $4 IN (k.business_id, g.business_id))
		ORDER BY last.kind IS NOT NULL, m.asked_at DESC, m.id LIMIT $2`, organiser, limit, l.State, l.Text)
	return list, wrap(err, "read merges")
}

// claimsOf are the merges that a producer has asked for, the latest first.
func claimsOf(ctx context.Context, q querier, producer uuid.UUID) ([]Merge, error) {
	var list []Merge
	err := sqlx.SelectContext(ctx, q, &list, `SELECT `+mergeColumns+mergeTables+`
		WHERE m.kept_id = ANY (producer_was($1)) AND m.organiser_id IS NULL ORDER BY m.asked_at DESC, m.id LIMIT 50`, producer)
	return list, wrap(err, "read claims")
}
