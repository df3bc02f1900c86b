package vault

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
)

// ErrOtherKeys says that the keys file is not that with which the database was written.
var ErrOtherKeys = errors.New("the keys file is not the one with which the database was written: bring that one from its copy")

// Written tells whether the database has rows that only the keys file opens which they were written with.
func Written(ctx context.Context, d *db.DB) (bool, error) {
	var there, written bool
	err := d.GetContext(ctx, &there, `SELECT to_regclass('data_key') IS NOT NULL AND to_regclass('audit_head') IS NOT NULL`)
	if err == nil && there {
		err = d.GetContext(ctx, &written, `SELECT EXISTS (SELECT FROM data_key WHERE wrapped IS NOT NULL) OR EXISTS (SELECT FROM audit_head)`)
	}
	if err != nil {
		return false, fmt.Errorf("ask which keys the database needs: %w", d.Translate(err))
	}
	return written, nil
}

// Fits is ErrOtherKeys when the newest data key of a version that the file has is not opened by it. Versions that the file lacks
// are told by Keeper.Standing.
func Fits(ctx context.Context, d *db.DB, ring *keys.Ring) error {
	var versions []int64
	for _, v := range ring.Versions(keys.Personal) {
		versions = append(versions, int64(v.Number))
	}
	var key struct {
		ID      uuid.UUID `db:"id"`
		Wrapped []byte    `db:"wrapped"`
	}
	err := d.GetContext(ctx, &key, `SELECT id, wrapped FROM data_key WHERE wrapped IS NOT NULL AND key_version = ANY ($1) ORDER BY id DESC LIMIT 1`, pq.Array(versions))
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil:
		return fmt.Errorf("try the keys: %w", d.Translate(err))
	}
	if _, err := ring.Unwrap(key.ID, key.Wrapped); err != nil {
		return ErrOtherKeys
	}
	return nil
}
