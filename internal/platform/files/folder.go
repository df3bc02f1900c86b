package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"
)

// Folder is a Place in a folder of this machine, and a Store of files as they are. A file appears under its name only when
// all of it is on the disk.
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

// Put implements Store.
func (f *Folder) Put(ctx context.Context, r io.Reader, limit int64) (id uuid.UUID, size int64, sum []byte, err error) {
	return put(ctx, f, r, limit)
}

// Keep implements Place: write beside, flush to the disk, move to its place, flush the folder.
func (f *Folder) Keep(ctx context.Context, id uuid.UUID, r io.Reader) (err error) {
	temporary, err := os.CreateTemp(filepath.Join(f.root, unfinished), id.String()+"-*") // 0600
	if err != nil {
		return storeFault(err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, remove(temporary.Name()))
		}
	}()
	_, err = io.Copy(temporary, withContext(ctx, r))
	if err = errors.Join(err, temporary.Sync(), temporary.Close()); err != nil {
		return storeFault(err)
	}
	if err = f.place(temporary.Name(), id); err != nil {
		return storeFault(err)
	}
	return nil
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

// Open implements Store and Place.
func (f *Folder) Open(_ context.Context, id uuid.UUID) (io.ReadSeekCloser, error) {
	file, err := os.Open(f.path(id))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, notFound(err)
	}
	if err != nil {
		return nil, storeFault(err)
	}
	return file, nil
}

// Delete implements Store and Place.
func (f *Folder) Delete(_ context.Context, id uuid.UUID) error { return remove(f.path(id)) }

// Each implements Place. What is removed meanwhile may be told or not.
func (f *Folder) Each(ctx context.Context, fn func(Entry) error) error {
	return filepath.WalkDir(f.root, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) && path != f.root { // a folder that is away is not an empty one
			return nil
		}
		if err := errors.Join(err, ctx.Err()); err != nil {
			return storeFault(err)
		}
		name, err := filepath.Rel(f.root, path)
		if err != nil {
			return err
		}
		id, ours := IDOf(filepath.ToSlash(name))
		if !ours || !entry.Type().IsRegular() {
			return nil
		}
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return storeFault(err)
		}
		return fn(Entry{ID: id, Size: info.Size(), Modified: info.ModTime()})
	})
}

func (f *Folder) path(id uuid.UUID) string {
	return filepath.Join(f.root, filepath.FromSlash(NameOf(id)))
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
