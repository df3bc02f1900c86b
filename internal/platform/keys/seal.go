package keys

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/google/uuid"
)

// ErrSealed is the answer to every sealed text that is not ours, for this purpose and row, unchanged.
var ErrSealed = errors.New("keys: not a text that was sealed here")

// versionSize is how many bytes before a sealed text tell the version of the key.
const versionSize = 4

// Seal encrypts a short text of the row with the id (AES-256-GCM), for what the database must keep and a copy of the
// database must not tell. It opens for the same purpose and row only.
func (r *Ring) Seal(purpose string, id uuid.UUID, text string) ([]byte, error) {
	newest := r.entries[tokenKey][0]
	box, err := sealer(newest.Secret, purpose)
	if err != nil {
		return nil, err
	}
	out := binary.BigEndian.AppendUint32(nil, uint32(newest.Version)) //nolint:gosec // versions are counted from 1
	nonce := make([]byte, box.NonceSize())
	rand.Read(nonce) // never fails: the program stops when the system has no randomness
	return box.Seal(append(out, nonce...), nonce, []byte(text), id[:]), nil
}

// Unseal gives back what Seal was given.
func (r *Ring) Unseal(purpose string, id uuid.UUID, sealed []byte) (string, error) {
	if len(sealed) < versionSize {
		return "", ErrSealed
	}
	version := binary.BigEndian.Uint32(sealed)
	for _, k := range r.entries[tokenKey] {
		if uint32(k.Version) != version { //nolint:gosec // as above
			continue
		}
		box, err := sealer(k.Secret, purpose)
		if err != nil {
			return "", err
		}
		rest := sealed[versionSize:]
		if len(rest) < box.NonceSize() {
			return "", ErrSealed
		}
		text, err := box.Open(nil, rest[:box.NonceSize()], rest[box.NonceSize():], id[:])
		if err != nil {
			return "", ErrSealed
		}
		return string(text), nil
	}
	return "", ErrSealed
}

// sealer makes the box of a purpose, whose key is derived from the secret that tokens are made with.
func sealer(secret []byte, purpose string) (cipher.AEAD, error) {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("seal\x00" + purpose))
	block, err := aes.NewCipher(mac.Sum(nil))
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return cipher.NewGCM(block)
}
