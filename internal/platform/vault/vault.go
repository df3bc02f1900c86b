// Package vault keeps what people tell of themselves so that it can be erased for good.
//
// Each person, case or file has a data key of its own. The key is random, lies in the table data_key wrapped by a key of
// the keys file (entry Personal of package keys), and opens nothing of anybody else. Who has a copy of the database
// without the keys file reads nothing; who has both reads nothing whose key was destroyed (Destroy), wherever copies of the
// sealed text have got to. Only a copy of the database that was made before the destruction still has the wrapped key: restoring
// one destroys it again by a list (DestroyListed), and backups must not be kept longer than docs/operations tells.
package vault

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
)

// The answers to what does not open.
var (
	ErrDestroyed = errors.New("vault: the data key was destroyed")
	ErrNoKey     = errors.New("vault: no such data key")
	ErrSealed    = errors.New("vault: not a text that was sealed with this key for this field")
)

// Vault seals and opens. It is safe for concurrent use.
type Vault struct {
	ring *keys.Ring
}

// New makes a vault of the keys file.
func New(ring *keys.Ring) *Vault { return &Vault{ring: ring} }

// keySize is AES-256's.
const keySize = 32

// Make makes a data key, which is there when the transaction is committed.
func (v *Vault) Make(ctx context.Context, tx *db.Tx) (uuid.UUID, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return uuid.Nil, fmt.Errorf("make a data key's id: %w", err)
	}
	return id, v.MakeFor(ctx, tx, id)
}

// MakeFor makes the data key with an id that the caller has, such as that of the only file that it is for. One that is there
// already stays as it is.
func (v *Vault) MakeFor(ctx context.Context, tx *db.Tx, id uuid.UUID) error {
	secret := make([]byte, keySize)
	rand.Read(secret) // never fails: the program stops when the system has no randomness
	wrapped, err := v.ring.Wrap(id, secret)
	if err != nil {
		return err
	}
	return insertKey(ctx, tx, id, wrapped)
}

// sealedForm is the first byte of what Seal gives.
const sealedForm = 1

// Seal encrypts a text of a field with a data key (AES-256-GCM). It opens with the same key for the same field only; a field
// is a word of the caller's, such as "ask.wish".
func (v *Vault) Seal(ctx context.Context, q sqlx.QueryerContext, key uuid.UUID, field string, text []byte) ([]byte, error) {
	secret, err := v.Secret(ctx, q, key)
	if err != nil {
		return nil, err
	}
	box, err := boxOf(secret)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, box.NonceSize())
	rand.Read(nonce)
	return box.Seal(append([]byte{sealedForm}, nonce...), nonce, text, associated(key, field)), nil
}

// Open gives back what Seal was given: ErrDestroyed when its key is no more, ErrSealed for what was changed or is another's.
func (v *Vault) Open(ctx context.Context, q sqlx.QueryerContext, key uuid.UUID, field string, sealed []byte) ([]byte, error) {
	secret, err := v.Secret(ctx, q, key)
	if err != nil {
		return nil, err
	}
	box, err := boxOf(secret)
	if err != nil {
		return nil, err
	}
	if len(sealed) < 1+box.NonceSize() || sealed[0] != sealedForm {
		return nil, ErrSealed
	}
	nonce, rest := sealed[1:1+box.NonceSize()], sealed[1+box.NonceSize():]
	text, err := box.Open(nil, nonce, rest, associated(key, field))
	if err != nil {
		return nil, ErrSealed
	}
	return text, nil
}

// Destroy erases all that was sealed with a data key, by erasing the key. Destroying it again changes nothing.
func (v *Vault) Destroy(ctx context.Context, tx *db.Tx, key uuid.UUID) error {
	return destroyKey(ctx, tx, key)
}

// Secret is the data key itself, for who encrypts what is not a text, such as files.
func (v *Vault) Secret(ctx context.Context, q sqlx.QueryerContext, key uuid.UUID) ([]byte, error) {
	wrapped, err := wrappedKey(ctx, q, key)
	if err != nil {
		return nil, err
	}
	secret, err := v.ring.Unwrap(key, wrapped)
	if err != nil {
		return nil, fmt.Errorf("data key %s: the keys file does not open it: %w", key, err)
	}
	return secret, nil
}

// Lookup is the keyed hash by which rows about the person with an identity code are found, as it is written now.
func (v *Vault) Lookup(code string) []byte { return v.ring.Codes(code)[0] }

// Lookups are all hashes under which such a row may stand, by every version of the key: search with = ANY.
func (v *Vault) Lookups(code string) [][]byte { return v.ring.Codes(code) }

func boxOf(secret []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(secret)
	if err != nil {
		return nil, fmt.Errorf("vault: %w", err)
	}
	return cipher.NewGCM(block)
}

// associated binds a sealed text to its key and field. The id has a fixed length, so no two pairs are the same.
func associated(key uuid.UUID, field string) []byte {
	return append(key[:], field...)
}
