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
	"github.com/tuottajatori/tuottajatori/internal/platform/files"
)

// The answers of Restore to what it does not touch.
var (
	ErrNotEmpty = errors.New("the database has tables already: restore into an empty one")
	ErrHalf     = errors.New("a restore into this database was interrupted: drop the database and the files, make both anew and empty, and restore again")
	ErrFiles    = errors.New("there are files already: restore where none are")
	ErrDamaged  = errors.New("the backup is not as it was made")
	ErrNewer    = errors.New("a newer program has made the backup: restore it with that one")
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
	OwnerURL string      // of an empty database, as who will own it
	Files    files.Place // with no file in it
	Schema   int64       // the newest that this program knows; 0: any
}

// Restore brings a backup back: the database in one transaction, then the files. The schema is the backup's; migrate brings
// it up to date, and the search index is built anew by reindex. Until Finish, the database is marked as half restored: what was
// erased after the backup was made may be in it, and files may be missing.
func Restore(ctx context.Context, folder string, to To) (Manifest, error) {
	m, err := Read(folder)
	if err != nil {
		return m, err
	}
	if to.Schema > 0 && m.Schema > to.Schema {
		return m, fmt.Errorf("%w (schema %d, and this program knows %d)", ErrNewer, m.Schema, to.Schema)
	}
	if err := to.Files.Each(ctx, func(files.Entry) error { return ErrFiles }); err != nil {
		return m, fmt.Errorf("restore: %w", err)
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
	if err := begin(ctx, d); err != nil {
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

// unpack keeps the archive's files under their ids.
func unpack(ctx context.Context, path string, to files.Place) (n int, err error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, fmt.Errorf("restore: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	for r := tar.NewReader(f); ; n++ {
		head, err := r.Next()
		if errors.Is(err, io.EOF) {
			return n, nil
		}
		if err == nil {
			err = ctx.Err()
		}
		if err == nil {
			id, ours := files.IDOf(head.Name)
			if head.Typeflag != tar.TypeReg || !ours {
				err = fmt.Errorf("%q: %w", head.Name, ErrDamaged)
			} else {
				err = to.Keep(ctx, id, r)
			}
		}
		if err != nil {
			return n, fmt.Errorf("restore: files: %w", err)
		}
	}
}
