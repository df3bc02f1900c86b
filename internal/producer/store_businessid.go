package producer

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

func businessIDChanged(ctx context.Context, tx *db.Tx, id, producerID uuid.UUID) (bool, error) {
	var there bool
	err := tx.GetContext(ctx, &there, `SELECT EXISTS (SELECT 1 FROM business_id_change WHERE id = $1 AND producer_id = $2)`, id, producerID)
	if err != nil {
		return false, fmt.Errorf("finding a change of business id: %w", err)
	}
	return there, nil
}

func insertBusinessIDChange(ctx context.Context, tx *db.Tx, cmd ChangeBusinessID, was, became string) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO business_id_change (id, producer_id, was, became, reasons, done_by) VALUES ($1, $2, nullif($3, ''), $4, $5, $6)`,
		cmd.ID, cmd.Producer, was, became, cmd.Why, tx.Actor.Person)
	if err != nil {
		return fmt.Errorf("inserting a change of business id: %w", err)
	}
	if _, err := tx.ExecContext(ctx, `UPDATE producer SET business_id = $2, version = version + 1 WHERE id = $1`, cmd.Producer, became); err != nil {
		return fmt.Errorf("changing a business id: %w", err)
	}
	return nil
}

func businessIDChangesOf(ctx context.Context, q sqlx.QueryerContext, producerID uuid.UUID) ([]BusinessIDChange, error) {
	var out []BusinessIDChange
	err := sqlx.SelectContext(ctx, q, &out, `
		SELECT coalesce(was, '') AS was, became, reasons, at FROM business_id_change WHERE producer_id = $1 ORDER BY at DESC, id DESC`, producerID)
	if err != nil {
		return nil, fmt.Errorf("reading changes of business id: %w", err)
	}
	return out, nil
}
