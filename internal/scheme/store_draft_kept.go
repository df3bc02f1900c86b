package scheme

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

const oldDrafts = ` FROM scheme_draft WHERE base_version = 0 AND saved_at < $1`

func countOldDrafts(ctx context.Context, q sqlx.QueryerContext, before time.Time) (n int, err error) {
	err = sqlx.GetContext(ctx, q, &n, `SELECT count(*)`+oldDrafts, before)
	return n, err
}

// oldDraft is a begun scheme that is thrown away.
type oldDraft struct {
	SchemeID    uuid.UUID `db:"scheme_id"`
	OrganiserID uuid.UUID `db:"organiser_id"`
}

func removeOldDrafts(ctx context.Context, tx *db.Tx, before time.Time) (gone []oldDraft, err error) {
	if err := tx.SelectContext(ctx, &gone, `DELETE`+oldDrafts+` RETURNING scheme_id, organiser_id`, before); err != nil {
		return nil, fmt.Errorf("throwing old drafts away: %w", err)
	}
	return gone, nil
}
