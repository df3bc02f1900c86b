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
	return r.seal(Tokens, purpose, id, []byte(text))
}

// Unseal gives back what Seal was given.
func (r *Ring) Unseal(purpose string, id uuid.UUID, sealed []byte) (string, error) {
	text, err := r.unseal(Tokens, purpose, id, sealed)
	return string(text), err
}

// wrapPurpose is what the entry Personal seals.
const wrapPurpose = "data key"

// Wrap encrypts the data key with the id by the newest version of the entry Personal. The version is its first four bytes.
func (r *Ring) Wrap(id uuid.UUID, secret []byte) ([]byte, error) {
	return r.seal(Personal, wrapPurpose, id, secret)
}

// Unwrap gives back what Wrap was given.
func (r *Ring) Unwrap(id uuid.UUID, wrapped []byte) ([]byte, error) {
	return r.unseal(Personal, wrapPurpose, id, wrapped)
}

// Codes are the keyed hashes (HMAC-SHA256) of a text, one by each version of the entry Lookup, the one in use first. Each has its
// version in its first four bytes. Who has the database but not the file cannot try all identity codes that there can be.
func (r *Ring) Codes(text string) [][]byte {
	newest := r.newest(Lookup)
	out := [][]byte{codeOf(newest, text)}
	for _, k := range r.held.Load().entries[Lookup] {
		if k.Version != newest.Version {
			out = append(out, codeOf(k, text))
		}
	}
	return out
}

func codeOf(k key, text string) []byte {
	mac := hmac.New(sha256.New, k.Secret)
	mac.Write([]byte(text))
	return mac.Sum(versioned(k))
}

func versioned(k key) []byte {
	return binary.BigEndian.AppendUint32(nil, uint32(k.Version)) //nolint:gosec // versions are counted from 1
}

func (r *Ring) seal(entry, purpose string, id uuid.UUID, text []byte) ([]byte, error) {
	newest := r.newest(entry)
	box, err := sealer(newest.Secret, purpose)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, box.NonceSize())
	rand.Read(nonce) // never fails: the program stops when the system has no randomness
	return box.Seal(append(versioned(newest), nonce...), nonce, text, id[:]), nil
}

func (r *Ring) unseal(entry, purpose string, id uuid.UUID, sealed []byte) ([]byte, error) {
	if len(sealed) < versionSize {
		return nil, ErrSealed
	}
	version := binary.BigEndian.Uint32(sealed)
	k, known := r.version(entry, int(version))
	if !known {
		return nil, ErrSealed
	}
	box, err := sealer(k.Secret, purpose)
	if err != nil {
		return nil, err
	}
	rest := sealed[versionSize:]
	if len(rest) < box.NonceSize() {
		return nil, ErrSealed
	}
	text, err := box.Open(nil, rest[:box.NonceSize()], rest[box.NonceSize():], id[:])
	if err != nil {
		return nil, ErrSealed
	}
	return text, nil
}

// sealer makes the box of a purpose, whose key is derived from the entry's secret.
func sealer(secret []byte, purpose string) (cipher.AEAD, error) {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("seal\x00" + purpose))
	block, err := aes.NewCipher(mac.Sum(nil))
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return cipher.NewGCM(block)
}
