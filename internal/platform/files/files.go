// Package files keeps what people upload: whole, under an id of ours, never under the name they gave it. What is known
// about a file (name, type, who may see it) is a row in the database; this package holds the bytes only.
package files

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
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

// New opens the store that FILES_URL names: file:///path, or when empty the folder files in DATA_DIR.
func New(address, dataDir string) (Store, error) {
	folder, err := FolderOf(address, dataDir)
	if err != nil {
		return nil, err
	}
	return NewFolder(folder)
}

// FolderOf is the folder that New opens.
func FolderOf(address, dataDir string) (string, error) {
	if address == "" {
		return filepath.Join(dataDir, "files"), nil
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "file" || u.Host != "" || !filepath.IsAbs(u.Path) {
		return "", fmt.Errorf("FILES_URL %q: only file:///an/absolute/path is known", address)
	}
	return u.Path, nil
}

// Folder is a Store in a folder of this machine. A file appears under its name only when all of it is on the disk.
type Folder struct {
	root string
}

// unfinished is the folder of uploads that are going on.
const unfinished = "unfinished"

// staleAfter is how old an unfinished upload is when it is certain that nobody is sending it any more.
const staleAfter = 24 * time.Hour

// NewFolder opens a folder, and makes it when it is not there. Uploads that a crash left unfinished are swept away.
func NewFolder(root string) (*Folder, error) {
	f := &Folder{root: root}
	if err := os.MkdirAll(filepath.Join(root, unfinished), 0o700); err != nil {
		return nil, fmt.Errorf("files folder: %w", err)
	}
	return f, f.sweep(time.Now().Add(-staleAfter))
}

func (f *Folder) sweep(before time.Time) error {
	entries, err := os.ReadDir(filepath.Join(f.root, unfinished))
	if err != nil {
		return fmt.Errorf("files folder: %w", err)
	}
	for _, entry := range entries {
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue // its upload has just ended
		}
		if err != nil {
			return fmt.Errorf("files folder: %w", err)
		}
		if info.ModTime().Before(before) {
			if err := remove(filepath.Join(f.root, unfinished, entry.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

// Put implements Store: write beside, flush to the disk, move to its place, flush the folder.
func (f *Folder) Put(ctx context.Context, r io.Reader, limit int64) (_ uuid.UUID, size int64, sum []byte, err error) {
	id, err := uuid.NewV7()
	if err != nil {
		return uuid.Nil, 0, nil, fmt.Errorf("make a file's id: %w", err)
	}
	temporary, err := os.CreateTemp(filepath.Join(f.root, unfinished), id.String()+"-*") // 0600
	if err != nil {
		return uuid.Nil, 0, nil, storeFault(err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, remove(temporary.Name()))
		}
	}()
	hash := sha256.New()
	size, err = io.Copy(io.MultiWriter(temporary, hash), io.LimitReader(withContext(ctx, r), limit+1))
	if err = errors.Join(err, temporary.Sync(), temporary.Close()); err != nil {
		return uuid.Nil, 0, nil, storeFault(err)
	}
	if size > limit {
		return uuid.Nil, 0, nil, fault.New(fault.CodeTooLarge, "fault.files.too_large", "Megabytes", limit/(1<<20))
	}
	if err = f.place(temporary.Name(), id); err != nil {
		return uuid.Nil, 0, nil, storeFault(err)
	}
	return id, size, hash.Sum(nil), nil
}

// place moves a finished upload to its name.
func (f *Folder) place(temporary string, id uuid.UUID) error {
	path := f.path(id)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	if err := os.Rename(temporary, path); err != nil {
		return err
	}
	return errors.Join(syncFolder(filepath.Dir(path)), syncFolder(f.root))
}

// Open implements Store.
func (f *Folder) Open(_ context.Context, id uuid.UUID) (io.ReadSeekCloser, error) {
	file, err := os.Open(f.path(id))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.CodeNotFound, "fault.files.not_found").Because(err)
	}
	if err != nil {
		return nil, storeFault(err)
	}
	return file, nil
}

// Delete implements Store.
func (f *Folder) Delete(_ context.Context, id uuid.UUID) error { return remove(f.path(id)) }

// path spreads the files over 256 folders by the id's last byte, which is random in a UUIDv7.
func (f *Folder) path(id uuid.UUID) string {
	name := id.String()
	return filepath.Join(f.root, name[len(name)-2:], name)
}

func remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove a file: %w", err)
	}
	return nil
}

func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// storeFault is a full disk, or a request that has run out of time, as the person is told it; another error stays as it
// is.
func storeFault(err error) error {
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
