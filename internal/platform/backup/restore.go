package backup

import (
	"archive/tar"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// The answers of Restore to what it does not touch.
var (
	ErrNotEmpty = errors.New("the database has tables already: restore into an empty one")
	ErrFiles    = errors.New("the folder of files is not empty")
	ErrDamaged  = errors.New("the backup is not as it was made")
)

// Read reads a backup's manifest and holds its parts to it.
func Read(folder string) (Manifest, error) {
	text, err := os.ReadFile(filepath.Join(folder, manifestFile))
	if err != nil {
		return Manifest{}, fmt.Errorf("%s is no backup: %w", folder, err)
	}
	var m Manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return Manifest{}, fmt.Errorf("%s: %w: %w", manifestFile, ErrDamaged, err)
	}
	if m.Format != Format {
		return m, fmt.Errorf("%s: form %d, and this program knows form %d", manifestFile, m.Format, Format)
	}
	found := map[string]bool{}
	for _, want := range m.Parts {
		got, err := partOf(folder, filepath.Base(want.Name))
		if err != nil || got != want {
			return m, errors.Join(fmt.Errorf("%s: %w", want.Name, ErrDamaged), err)
		}
		found[want.Name] = true
	}
	if !found[databaseFile] || !found[filesFile] {
		return m, fmt.Errorf("%w: a part is missing", ErrDamaged)
	}
	return m, nil
}

// To is what is restored into.
type To struct {
	OwnerURL string // of an empty database, as who will own it
	Files    string // an empty folder, or one that is not there
}

// Restore brings a backup back: the database in one transaction, then the files. The schema is the backup's; migrate brings
// it up to date, and the search index is built anew by reindex.
func Restore(ctx context.Context, folder string, to To) (Manifest, error) {
	m, err := Read(folder)
	if err != nil {
		return m, err
	}
	if entries, err := os.ReadDir(to.Files); err == nil && hasFiles(to.Files, entries) {
		return m, fmt.Errorf("%s: %w", to.Files, ErrFiles)
	}
	d, err := db.Open(ctx, to.OwnerURL, db.WithPool(1))
	if err != nil {
		return m, fmt.Errorf("restore: %w", err)
	}
	defer d.Close()
	if err := empty(ctx, d); err != nil {
		return m, err
	}
	if err := ensureRole(ctx, d); err != nil {
		return m, err
	}
	if err := load(ctx, to.OwnerURL, filepath.Join(folder, databaseFile)); err != nil {
		return m, err
	}
	if err := settled(ctx, d); err != nil {
		return m, err
	}
	n, err := unpack(ctx, filepath.Join(folder, filesFile), to.Files)
	if err == nil && n != m.Files {
		err = fmt.Errorf("%d files, and the manifest says %d: %w", n, m.Files, ErrDamaged)
	}
	return m, err
}

// hasFiles tells whether there is anything but an empty folder for uploads that are going on.
func hasFiles(folder string, entries []os.DirEntry) bool {
	for _, entry := range entries {
		inside, err := os.ReadDir(filepath.Join(folder, entry.Name()))
		if err != nil || len(inside) > 0 {
			return true
		}
	}
	return false
}

// unpack writes the archive's files, none of them outside the folder.
func unpack(ctx context.Context, path, folder string) (n int, err error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, fmt.Errorf("restore: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return 0, fmt.Errorf("restore: %w", err)
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return 0, fmt.Errorf("restore: %w", err)
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	for r := tar.NewReader(f); ; n++ {
		head, err := r.Next()
		if errors.Is(err, io.EOF) {
			return n, nil
		}
		if err == nil {
			err = ctx.Err()
		}
		if err == nil && (head.Typeflag != tar.TypeReg || !filepath.IsLocal(head.Name)) {
			err = fmt.Errorf("%q: %w", head.Name, ErrDamaged)
		}
		if err == nil {
			err = unpackOne(root, head.Name, r)
		}
		if err != nil {
			return n, fmt.Errorf("restore: files: %w", err)
		}
	}
}

func unpackOne(root *os.Root, name string, r io.Reader) error {
	if err := root.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	f, err := root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	return errors.Join(err, f.Sync(), f.Close())
}
