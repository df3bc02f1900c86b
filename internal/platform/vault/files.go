package vault

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/files"
)

// FileKeys gives each file a data key with the file's id, for files.Sealed. A key is there before its file is.
type FileKeys struct {
	db    *db.DB
	vault *Vault
}

// NewFileKeys makes the keys of files.
func NewFileKeys(d *db.DB, v *Vault) *FileKeys { return &FileKeys{db: d, vault: v} }

// Make implements files.Keys.
func (k *FileKeys) Make(ctx context.Context, file uuid.UUID) ([]byte, error) {
	err := k.db.InTx(ctx, actor.System("files"), func(ctx context.Context, tx *db.Tx) error { return k.vault.MakeFor(ctx, tx, file) })
	if err != nil {
		return nil, err
	}
	return k.Key(ctx, file)
}

// Key implements files.Keys.
func (k *FileKeys) Key(ctx context.Context, file uuid.UUID) ([]byte, error) {
	secret, err := k.vault.Secret(ctx, k.db, file)
	if errors.Is(err, ErrDestroyed) {
		return nil, errors.Join(files.ErrErased, err)
	}
	return secret, k.db.Translate(err)
}

// Destroy implements files.Keys.
func (k *FileKeys) Destroy(ctx context.Context, file uuid.UUID) error {
	return k.db.InTx(ctx, actor.System("files"), func(ctx context.Context, tx *db.Tx) error { return k.vault.Destroy(ctx, tx, file) })
}
