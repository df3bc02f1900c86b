package identity

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

type factorRow struct {
	Sealed   []byte    `db:"sealed"`
	LastStep int64     `db:"last_step"`
	MadeAt   time.Time `db:"made_at"`
	Left     int       `db:"codes_left"`
}

func readFactor(ctx context.Context, q sqlx.QueryerContext, person uuid.UUID) (factorRow, bool, error) {
	var row factorRow
	err := sqlx.GetContext(ctx, q, &row, `SELECT f.sealed, f.last_step, f.made_at,
(SELECT count(*) FROM recovery_code c WHERE c.person_id = f.person_id AND c.used_at IS NULL) AS codes_left
FROM second_factor f WHERE f.person_id = $1`, person)
	return found(row, err, "second factor")
}

// lockFactor reads it and lets nobody else use a code of the same person until the transaction ends.
func lockFactor(ctx context.Context, tx *db.Tx, person uuid.UUID) (factorRow, bool, error) {
	var row factorRow
	err := tx.GetContext(ctx, &row, `SELECT sealed, last_step, made_at, 0 AS codes_left FROM second_factor WHERE person_id = $1 FOR UPDATE`, person)
	return found(row, err, "second factor")
}

func insertFactor(ctx context.Context, tx *db.Tx, person uuid.UUID, sealed []byte, step int64, now time.Time) (bool, error) {
	result, err := tx.ExecContext(ctx, `INSERT INTO second_factor (person_id, sealed, last_step, made_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (person_id) DO NOTHING`, person, sealed, step, now)
	return one(result, err, "insert second factor")
}

func useStep(ctx context.Context, tx *db.Tx, person uuid.UUID, step int64, sealed []byte) error {
	_, err := tx.ExecContext(ctx, `UPDATE second_factor SET last_step = $2, sealed = $3 WHERE person_id = $1`, person, step, sealed)
	return wrap(err, "use code")
}

func deleteFactor(ctx context.Context, tx *db.Tx, person uuid.UUID) (bool, error) {
	result, err := tx.ExecContext(ctx, `DELETE FROM second_factor WHERE person_id = $1`, person)
	return one(result, err, "remove second factor")
}

func insertRecoveryCodes(ctx context.Context, tx *db.Tx, person uuid.UUID, codes []string) error {
	hashes := make(pq.ByteaArray, len(codes))
	for i, code := range codes {
		hashes[i] = recoveryHash(person, code)
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO recovery_code (person_id, hash) SELECT $1, h FROM unnest($2::bytea[]) h`, person, hashes)
	return wrap(err, "insert recovery codes")
}

func deleteRecoveryCodes(ctx context.Context, tx *db.Tx, person uuid.UUID) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM recovery_code WHERE person_id = $1`, person)
	return wrap(err, "remove recovery codes")
}

func useRecoveryCode(ctx context.Context, tx *db.Tx, person uuid.UUID, hash []byte, now time.Time) (bool, error) {
	result, err := tx.ExecContext(ctx, `UPDATE recovery_code SET used_at = $3 WHERE person_id = $1 AND hash = $2 AND used_at IS NULL`, person, hash, now)
	return one(result, err, "use recovery code")
}
