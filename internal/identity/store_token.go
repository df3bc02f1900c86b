package identity

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// lockTokens counts the tokens of a producer that are not revoked, while nobody else makes one.
func lockTokens(ctx context.Context, tx *db.Tx, producer uuid.UUID) (n int, err error) {
	if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('api_token ' || $1::text, 0))`, producer); err != nil {
		return 0, fmt.Errorf("lock tokens: %w", err)
	}
	err = tx.GetContext(ctx, &n, `SELECT count(*) FROM api_token WHERE producer_id = $1 AND revoked_at IS NULL`, producer)
	return n, err
}

func insertToken(ctx context.Context, tx *db.Tx, id, producer uuid.UUID, name string, hash []byte, person uuid.UUID) (bool, error) {
	done, err := db.Any(tx.ExecContext(ctx, `INSERT INTO api_token (id, producer_id, name, hash, made_by) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING`,
		id, producer, name, hash, person))
	if err != nil {
		return false, fmt.Errorf("make a token: %w", err)
	}
	return done, nil
}

// tokenLives is when a token (t) works at $1 (null: now): its maker (p) acts for all of the producer (m).
const tokenLives = ` FROM api_token t JOIN person p ON p.id = t.made_by
    LEFT JOIN membership m ON m.person_id = t.made_by AND m.producer_id = t.producer_id AND m.role = 'producer' AND NOT m.in_part
        AND membership_works(m, COALESCE($1::timestamptz, statement_timestamp()))
        AND p.disabled_at IS NULL `

func tokensOf(ctx context.Context, q sqlx.QueryerContext, producer uuid.UUID, at *time.Time) ([]Token, error) {
	var list []Token
	err := sqlx.SelectContext(ctx, q, &list, `SELECT t.id, t.name, p.name AS made_by, t.made_at, t.used_at, t.revoked_at,
		    t.revoked_at IS NULL AND m.id IS NOT NULL AS works`+tokenLives+`WHERE t.producer_id = $2 ORDER BY t.made_at DESC, t.id LIMIT 100`, at, producer)
	if err != nil {
		return nil, fmt.Errorf("tokens: %w", err)
	}
	return list, nil
}

func revokeToken(ctx context.Context, tx *db.Tx, id, producer, person uuid.UUID) (bool, error) {
	var open bool
	err := tx.GetContext(ctx, &open, `SELECT revoked_at IS NULL FROM api_token WHERE id = $1 AND producer_id = $2 FOR UPDATE`, id, producer)
	if _, there, err := found(open, err, "token"); err != nil {
		return false, err
	} else if !there {
		return false, ErrNotFound
	}
	if !open {
		return false, nil
	}
	_, err = tx.ExecContext(ctx, `UPDATE api_token SET revoked_at = clock_timestamp(), revoked_by = $2 WHERE id = $1`, id, person)
	return err == nil, err
}

type bearerRow struct {
	ID         uuid.UUID `db:"id"`
	Producer   uuid.UUID `db:"producer_id"`
	Person     uuid.UUID `db:"made_by"`
	Membership uuid.UUID `db:"membership_id"`
	Stale      bool      `db:"stale"` // its hour of use is not yet written
}

func bearer(ctx context.Context, q sqlx.QueryerContext, hash []byte, at *time.Time) (bearerRow, bool, error) {
	var row bearerRow
	err := sqlx.GetContext(ctx, q, &row, `SELECT t.id, t.producer_id, t.made_by, m.id AS membership_id,
		    coalesce(t.used_at < date_trunc('hour', clock_timestamp()), true) AS stale`+tokenLives+`WHERE t.hash = $2 AND t.revoked_at IS NULL AND m.id IS NOT NULL`, at, hash)
	return found(row, err, "token")
}

func usedToken(ctx context.Context, q sqlx.ExecerContext, id uuid.UUID) error {
	_, err := q.ExecContext(ctx, `UPDATE api_token SET used_at = date_trunc('hour', clock_timestamp()) WHERE id = $1`, id)
	return err
}
