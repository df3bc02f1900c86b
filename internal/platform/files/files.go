// Package files keeps what people upload: whole, under an id of ours, never under the name they gave it. What is known
// about a file (name, type, who may see it) is a row in the database; this package holds the bytes only.
//
// A Place is where bytes lie: a folder (Folder) or a bucket (S3). Sealed encrypts what it puts there, each file with a key
// of its own.
package files

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/url"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// Store keeps files. Implementations are safe for concurrent use.
type Store interface {
	// Put keeps everything that r gives under a new id, and answers its size in bytes and its SHA-256. More than limit
	// bytes is fault.CodeTooLarge; no room left is fault.CodeUnavailable. After an error nothing is kept.
	Put(ctx context.Context, r io.Reader, limit int64) (id uuid.UUID, size int64, sum []byte, err error)
	// Open reads a file. One that is not there is fault.CodeNotFound.
	Open(ctx context.Context, id uuid.UUID) (io.ReadSeekCloser, error)
	// Delete removes a file. One that is not there is no error, so that a job can run twice.
	Delete(ctx context.Context, id uuid.UUID) error
}

// Place is where bytes lie under ids. Implementations are safe for concurrent use.
type Place interface {
	// Keep puts all that r gives under an id. What is there already is replaced, and read as it was until then. After an
	// error nothing has changed.
	Keep(ctx context.Context, id uuid.UUID, r io.Reader) error
	// Open and Delete are those of Store.
	Open(ctx context.Context, id uuid.UUID) (io.ReadSeekCloser, error)
	Delete(ctx context.Context, id uuid.UUID) error
	// Each calls fn for each file that is there, in no order, until fn answers an error.
	Each(ctx context.Context, fn func(Entry) error) error
}

// Entry is a file in a place.
type Entry struct {
	ID       uuid.UUID
	Size     int64 // as it lies there
	Modified time.Time
}

// New opens the place that FILES_URL names: file:///path; s3://KEY:SECRET@host/bucket/prefix?region=…; or when empty the
// folder files in DATA_DIR.
func New(address, dataDir string) (Place, error) {
	if address == "" {
		return NewFolder(filepath.Join(dataDir, "files"))
	}
	u, err := url.Parse(address)
	switch {
	case err == nil && u.Scheme == "file" && u.Host == "" && filepath.IsAbs(u.Path):
		return NewFolder(u.Path)
	case err == nil && u.Scheme == "s3":
		return NewS3(u)
	}
	return nil, errors.New("FILES_URL: only file:///an/absolute/path and s3://KEY:SECRET@host/bucket are known")
}

// put keeps what r gives under a new id, which it tells also when it fails.
func put(ctx context.Context, place Place, r io.Reader, limit int64) (uuid.UUID, int64, []byte, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return uuid.Nil, 0, nil, fmt.Errorf("make a file's id: %w", err)
	}
	m := &measured{from: r, limit: limit, hash: sha256.New()}
	if err := place.Keep(ctx, id, m); err != nil {
		return id, 0, nil, err
	}
	return id, m.size, m.hash.Sum(nil), nil
}

// measured is a reader that counts and hashes, and fails above a limit.
type measured struct {
	from        io.Reader
	size, limit int64
	hash        hash.Hash
}

func (m *measured) Read(p []byte) (int, error) {
	n, err := m.from.Read(p)
	if m.size += int64(n); m.size > m.limit {
		return 0, fault.New(fault.CodeTooLarge, "fault.files.too_large", "Megabytes", m.limit/(1<<20))
	}
	m.hash.Write(p[:n])
	return n, err
}

// NameOf is the name that a file lies under, and has in a backup. It spreads the files over 256 folders by the id's last byte, which is random in a UUIDv7.
func NameOf(id uuid.UUID) string {
	name := id.String()
	return name[len(name)-2:] + "/" + name
}

// IDOf is the id of what lies under a name; false for what is none of ours.
func IDOf(name string) (uuid.UUID, bool) {
	_, base, _ := strings.Cut(name, "/")
	id, err := uuid.Parse(base)
	return id, err == nil && NameOf(id) == name
}

// notFound is the answer to a file that is not there.
func notFound(cause error) error {
	return fault.New(fault.CodeNotFound, "fault.files.not_found").Because(cause)
}

// storeFault is a full disk, or a request that has run out of time, as the person is told it; another error stays as it
// is.
func storeFault(err error) error {
	if known, ok := errors.AsType[*fault.Error](err); ok {
		return known
	}
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fault.New(fault.CodeUnavailable, "fault.files.full").Because(err)
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return fault.New(fault.CodeUnavailable, fault.KeyUnavailable).Because(err)
	}
	return fmt.Errorf("keep a file: %w", err)
}

// withContext is a reader that fails once the context has ended.
func withContext(ctx context.Context, r io.Reader) io.Reader {
	return readerFunc(func(p []byte) (int, error) {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		return r.Read(p)
	})
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
