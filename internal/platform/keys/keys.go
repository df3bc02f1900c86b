// Package keys holds the service's secrets that must not lie in the database, and makes tokens from them.
//
// They are in one file (KEYS_FILE, readable by the service only, made at the first run). Each purpose has a key of its
// own with numbered versions: the newest signs, all of them are accepted, so that a key can be changed without
// breaking the links that are out. Who has the database but not the file can make no token.
//
// A program that runs sees that the file has changed (Watch; at once when it meets a version that it does not know). A new
// version is used from a moment on that is a little after it was written, so that every program accepts it before one uses it.
package keys

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/google/uuid"
)

// Format is the version of the file's form. A program refuses a file of a newer form than it knows.
const Format = 1

// The entries of the file: what tokens are made with and short texts are sealed with, what heads of the audit trail are
// signed with, what data keys of people and files are wrapped with, and what identity codes are looked up by.
const (
	Tokens   = "tokens"
	Audit    = "audit"
	Personal = "personal"
	Lookup   = "lookup"
)

// Entries are all that a program of this form needs.
func Entries() []string { return []string{Tokens, Audit, Personal, Lookup} }

const keySize = 32

// ErrToken is the answer to every token that is not ours, for this purpose, unchanged.
var ErrToken = errors.New("keys: not a valid token")

// Ring is the keys of one file. It is safe for concurrent use.
type Ring struct {
	path string
	held atomic.Pointer[held]
}

// held is what was read of the file, and which state of the file that was.
type held struct {
	entries map[string][]key // newest first
	stamp   stamp
}

type key struct {
	Version int       `json:"version"`
	Secret  []byte    `json:"secret"`        // base64 in the file
	From    time.Time `json:"from,omitzero"` // when it begins to be used; it is accepted before
}

type file struct {
	Format int              `json:"format"`
	Keys   map[string][]key `json:"keys"`
}

// LoadOrCreate reads the file, and makes it, 0600, when there is none; entries that an older program did not know are
// added to it. Two programs that start at once end with the same keys. It refuses a file that others than its owner can
// read.
func LoadOrCreate(path string) (*Ring, error) {
	ring, err := Load(path)
	if err == nil || !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, errLacks) {
		return ring, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("keys file: %w", err)
	}
	unlock, err := lock(path)
	if err != nil {
		return nil, err
	}
	content, err := read(path) // again: another program may have been quicker
	if errors.Is(err, fs.ErrNotExist) {
		content, err = file{Format: Format, Keys: map[string][]key{}}, nil
	}
	if err == nil {
		err = write(path, completed(content))
	}
	if err := errors.Join(err, unlock()); err != nil {
		return nil, err
	}
	return Load(path)
}

// errLacks says that a file has no key for something.
var errLacks = errors.New("has no key for it")

// completed adds the entries that a file lacks.
func completed(content file) file {
	for _, name := range Entries() {
		if len(content.Keys[name]) == 0 {
			secret := make([]byte, keySize)
			rand.Read(secret) // never fails: the program stops when the system has no randomness
			content.Keys[name] = []key{{Version: 1, Secret: secret}}
		}
	}
	return content
}

// Load reads the file and fails with fs.ErrNotExist when there is none: production does not start with new keys by
// mistake, since every link that is out would stop working.
func Load(path string) (*Ring, error) {
	h, err := load(path)
	if err != nil {
		return nil, err
	}
	r := &Ring{path: path}
	r.held.Store(h)
	return r, nil
}

func load(path string) (*held, error) {
	at, err := stampOf(path) // before it is read: a change between is seen by the next look
	if err != nil {
		return nil, err
	}
	content, err := read(path)
	if err != nil {
		return nil, err
	}
	found, err := checked(path, content)
	return &held{entries: found, stamp: at}, err
}

func read(path string) (content file, err error) {
	f, err := os.Open(path)
	if err != nil {
		return file{}, fmt.Errorf("keys file: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return file{}, fmt.Errorf("keys file: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return file{}, fmt.Errorf("keys file %s: others can read it (mode %04o); run chmod 600 on it", path, info.Mode().Perm())
	}
	if err := json.NewDecoder(io.LimitReader(f, 1<<20)).Decode(&content); err != nil {
		return file{}, fmt.Errorf("keys file %s is not readable; restore it from its backup: %w", path, err)
	}
	if content.Format != Format {
		return file{}, fmt.Errorf("keys file %s: form %d, and this program knows form %d", path, content.Format, Format)
	}
	return content, nil
}

// checked is the file's entries, each with its newest version first.
func checked(path string, content file) (map[string][]key, error) {
	for name, versions := range content.Keys {
		for _, k := range versions {
			if len(k.Secret) != keySize {
				return nil, fmt.Errorf("keys file %s: %s version %d is not %d bytes", path, name, k.Version, keySize)
			}
		}
		slices.SortFunc(versions, func(a, b key) int { return b.Version - a.Version }) // newest first
	}
	if len(content.Keys[Tokens]) == 0 { // it was in the first file already: this one is damaged
		return nil, fmt.Errorf("keys file %s: no key named %s", path, Tokens)
	}
	for _, name := range Entries() {
		if len(content.Keys[name]) == 0 {
			return nil, fmt.Errorf("keys file %s: %s: %w", path, name, errLacks)
		}
	}
	return content.Keys, nil
}

// lock keeps other programs from writing files of the file's folder in this way until unlock is called, or the program ends.
func lock(path string) (unlock func() error, err error) {
	f, err := os.Open(filepath.Dir(path))
	if err != nil {
		return nil, fmt.Errorf("keys file: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil { //nolint:gosec // descriptors are small
		return nil, errors.Join(fmt.Errorf("keys file: lock: %w", err), f.Close())
	}
	return f.Close, nil // which gives the lock back
}

// write writes the whole file beside its place and moves it there, so that a half-written one is never seen.
func write(path string, content file) (err error) {
	text, err := json.MarshalIndent(content, "", "  ")
	if err != nil {
		return fmt.Errorf("keys file: %w", err)
	}
	temporary, err := os.CreateTemp(filepath.Dir(path), ".keys-*") // 0600
	if err != nil {
		return fmt.Errorf("keys file: %w", err)
	}
	_, writeErr := temporary.Write(text)
	err = errors.Join(writeErr, temporary.Sync(), temporary.Close())
	if err == nil {
		err = os.Rename(temporary.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("keys file: %w", errors.Join(err, os.Remove(temporary.Name())))
	}
	return nil
}

// Token makes a token for a row: its id and a proof that we made it for this purpose. It can stand in an address as it
// is. The database needs to keep the id only, so a copy of the database gives no tokens.
func (r *Ring) Token(purpose string, id uuid.UUID) string {
	newest := r.newest(Tokens)
	return base64.RawURLEncoding.EncodeToString(append(id[:], proof(newest.Secret, purpose, id)...))
}

// Open checks a token and answers the id in it. Any fault of the token is ErrToken, found in a time that says nothing
// about which.
func (r *Ring) Open(purpose, token string) (uuid.UUID, error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(raw) != 16+sha256.Size {
		return uuid.Nil, ErrToken
	}
	id := uuid.UUID(raw[:16])
	for again := true; again; again = r.changed() {
		valid := false
		for _, k := range r.held.Load().entries[Tokens] {
			if hmac.Equal(proof(k.Secret, purpose, id), raw[16:]) {
				valid = true
			}
		}
		if valid {
			return id, nil
		}
	}
	return uuid.Nil, ErrToken
}

// proof is the HMAC-SHA256 of purpose and id. The id has a fixed length, so no two pairs give the same input.
func proof(secret []byte, purpose string, id uuid.UUID) []byte {
	mac := hmac.New(sha256.New, secret)
	mac.Write(id[:])
	mac.Write([]byte(purpose))
	return mac.Sum(nil)
}
