package admission

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// insertBatch answers false when the actor's producer has begun the batch already.
func insertBatch(ctx context.Context, tx *db.Tx, id uuid.UUID) (bool, error) {
	done, err := db.Any(tx.ExecContext(ctx, `INSERT INTO application_batch (id, producer_id, begun_by) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING`,
		id, tx.Actor.Organisation, tx.Actor.Person))
	if err != nil {
		return false, fmt.Errorf("inserting a batch: %w", err)
	}
	return done, nil
}

func joinBatch(ctx context.Context, tx *db.Tx, application uuid.UUID, batch uuid.NullUUID) error {
	return exec(ctx, tx, `UPDATE application SET batch_id = $2 WHERE id = $1`, application, batch)
}

// lockBatch locks all of a batch's applications, in the order of their ids. Another producer's batch is not found.
func lockBatch(ctx context.Context, tx *db.Tx, id, producer uuid.UUID) error {
	var there uuid.UUID
	if err := tx.GetContext(ctx, &there, `SELECT id FROM application_batch WHERE id = $1 AND producer_id = $2`, id, producer); err != nil {
		return absent(err)
	}
	var locked []uuid.UUID
	if err := tx.SelectContext(ctx, &locked, `SELECT id FROM application WHERE batch_id = $1 ORDER BY id FOR UPDATE`, id); err != nil {
		return fmt.Errorf("locking a batch: %w", err)
	}
	return nil
}

// batchOf reads a producer's batch with all its applications.
func batchOf(ctx context.Context, q sqlx.QueryerContext, id, producer uuid.UUID) (Batch, error) {
	b := Batch{ID: id}
	var begun time.Time
	if err := sqlx.GetContext(ctx, q, &begun, `SELECT begun_at FROM application_batch WHERE id = $1 AND producer_id = $2`, id, producer); err != nil {
		return b, absent(err)
	}
	b.BegunAt = begun.UTC()
	var rows []applicationRow
	err := sqlx.SelectContext(ctx, q, &rows, selectApplication()+`WHERE a.batch_id = $1 ORDER BY o.code, s.name_fi, a.id`, id)
	if err != nil {
		return b, fmt.Errorf("reading a batch: %w", err)
	}
	for _, row := range rows {
		app := row.application()
		if app.Status != StatusDraft {
			b.Sent = append(b.Sent, app)
			continue
		}
		d, err := draftOf(ctx, q, app)
		if err != nil {
			return b, err
		}
		b.Drafts = append(b.Drafts, d)
	}
	return b, nil
}

// draftIDs lists a producer's applications that have not been sent, in the order of their ids.
func draftIDs(ctx context.Context, q sqlx.QueryerContext, producer uuid.UUID) ([]uuid.UUID, error) {
	var ids []uuid.UUID
	err := sqlx.SelectContext(ctx, q, &ids, `
		SELECT a.id FROM application a WHERE a.producer_id = $1 AND NOT a.closed
		    AND NOT EXISTS (SELECT 1 FROM submission b WHERE b.application_id = a.id) ORDER BY a.id`, producer)
	if err != nil {
		return nil, fmt.Errorf("reading drafts: %w", err)
	}
	return ids, nil
}

// evidencePairs lists the items of the library that each of a producer's applications shows.
func evidencePairs(ctx context.Context, q sqlx.QueryerContext, producer uuid.UUID) (map[uuid.UUID][]uuid.UUID, error) {
	var rows []struct {
		Application uuid.UUID `db:"application_id"`
		Item        uuid.UUID `db:"evidence_id"`
	}
	err := sqlx.SelectContext(ctx, q, &rows, `
		SELECT DISTINCT w.application_id, w.evidence_id FROM evidence_item i JOIN application_answer w ON w.evidence_id = i.id
		WHERE i.producer_id = ANY (producer_was($1)) ORDER BY w.application_id, w.evidence_id`, producer)
	if err != nil {
		return nil, fmt.Errorf("reading where evidence is used: %w", err)
	}
	out := map[uuid.UUID][]uuid.UUID{}
	for _, r := range rows {
		out[r.Application] = append(out[r.Application], r.Item)
	}
	return out, nil
}
