package keys

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Mark tells the secret of a version from others, and nothing of it: it can lie in the database.
func (r *Ring) Mark(entry string, version int) (mark []byte, known bool) {
	k, known := r.version(entry, version)
	if !known {
		return nil, false
	}
	mac := hmac.New(sha256.New, k.Secret)
	mac.Write([]byte("mark\x00" + entry))
	return mac.Sum(nil), true
}

// ErrExchanged is a file that does not follow from the one that was read before: programs add versions and take old ones away.
var ErrExchanged = errors.New("it has other secrets than before: it is not the same file, changed, but another one")

// follows tells whether a file can be what became of the one before, which shares versions with it, each with the same secret.
func (h *held) follows(before *held) error {
	for entry, versions := range before.entries {
		shared := false
		for _, k := range versions {
			for _, now := range h.entries[entry] {
				if now.Version != k.Version {
					continue
				}
				if !bytes.Equal(now.Secret, k.Secret) {
					return fmt.Errorf("%w: %s %d", ErrExchanged, entry, k.Version)
				}
				shared = true
			}
		}
		if !shared {
			return fmt.Errorf("%w: %s", ErrExchanged, entry)
		}
	}
	return nil
}

// Anew makes a file where there is none, for a database whose file is lost for good: each entry's only version is above the one
// given, so that it is taken for none that was lost. Should a copy be found, Merge brings the old ones back.
func Anew(path string, above map[string]int) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("keys file: %w", err)
	}
	unlock, err := lock(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("keys file %s: it is there (%w); move it away first", path, fs.ErrExist)
	}
	content := file{Format: Format, Keys: map[string][]key{}}
	for _, entry := range Entries() {
		secret := make([]byte, keySize)
		rand.Read(secret) // never fails: the program stops when the system has no randomness
		content.Keys[entry] = []key{{Version: above[entry] + 1, Secret: secret}}
	}
	return write(path, content)
}
