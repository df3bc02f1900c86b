// Package backup writes everything that the service keeps into one folder, and brings it back onto an empty machine.
//
// A backup is a folder with the database (pg_dump's custom form), the files that people have sent (tar), and a manifest that
// says what program made it, when, and the SHA-256 of both. The keys (KEYS_FILE) are not in it: whoever has the backup has
// the rows, and still makes no link, opens no sealed text and signs no head. They are copied apart, to a place of their own.
//
// A backup appears under its name only when all of it is on the disk; what one that was killed has left beside it goes with a
// later one. Files are read before the database and again after it,
// so that every file that a row of the snapshot names is there, whatever people send and jobs remove meanwhile.
package backup

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/files"
	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
)

// Format is the version of the folder's form. A program refuses a newer one than it knows.
const Format = 1

const (
	manifestFile = "manifest.json"
	databaseFile = "database.dump"
	filesFile    = "files.tar"
)

// Manifest says what a backup holds.
type Manifest struct {
	Format  int       `json:"format"`
	MadeAt  time.Time `json:"madeAt"` // when the database's snapshot was taken, by the database's clock
	Program string    `json:"program"`
	Schema  int64     `json:"schema"` // the newest migration
	Server  string    `json:"server"` // PostgreSQL's version
	Files   int       `json:"files"`
	Parts   []Part    `json:"parts"`
}

// Part is a file of the backup.
type Part struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// From is what is backed up.
type From struct {
	OwnerURL string // of the database, as who owns it
	Files    files.Place
	Program  string // what version makes the backup
}

// Make writes a backup to a folder that is not there yet, readable by its owner only.
func Make(ctx context.Context, from From, folder string) (m Manifest, err error) {
	if _, err := os.Lstat(folder); !errors.Is(err, fs.ErrNotExist) {
		return m, errors.Join(fmt.Errorf("backup: %s is there already", folder), err)
	}
	if err := os.MkdirAll(filepath.Dir(folder), 0o700); err != nil {
		return m, fmt.Errorf("backup: %w", err)
	}
	if err := sweep(filepath.Dir(folder), time.Now().Add(-staleAfter)); err != nil {
		return m, err
	}
	temporary, err := os.MkdirTemp(filepath.Dir(folder), unfinished+"*") // 0700
	if err != nil {
		return m, fmt.Errorf("backup: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(temporary))
		}
	}()
	if m, err = gather(ctx, from, temporary); err != nil {
		return m, err
	}
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return m, fmt.Errorf("backup: %w", err)
	}
	if err := writeWhole(filepath.Join(temporary, manifestFile), text); err != nil {
		return m, err
	}
	if err := syncFolder(temporary); err != nil {
		return m, err
	}
	if err := os.Rename(temporary, folder); err != nil {
		return m, fmt.Errorf("backup: %w", err)
	}
	return m, syncFolder(filepath.Dir(folder))
}

const (
	// unfinished is how the name of a backup begins that is being made.
	unfinished = ".backup-"
	// staleAfter is for how long nothing was written to it when it is certain that nobody makes it any more.
	staleAfter = 24 * time.Hour
)

// sweep removes the backups beside this one that somebody began and nobody has written to since a moment: a process that is
// killed cannot clean up, and a disk that fills with them takes no backup at all.
func sweep(parent string, since time.Time) error {
	left, err := filepath.Glob(filepath.Join(parent, unfinished+"*"))
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	for _, folder := range left {
		young := false
		err := filepath.WalkDir(folder, func(_ string, e fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			info, err := e.Info()
			young = young || err == nil && info.ModTime().After(since)
			return err
		})
		if err == nil && !young {
			err = os.RemoveAll(folder)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // another has just ended
			return fmt.Errorf("backup: %w", err)
		}
	}
	return nil
}

// gather writes the parts, and describes them.
func gather(ctx context.Context, from From, to string) (Manifest, error) {
	d, err := db.Open(ctx, from.OwnerURL, db.WithPool(1))
	if err != nil {
		return Manifest{}, fmt.Errorf("backup: %w", err)
	}
	defer d.Close()
	m := Manifest{Format: Format, Program: from.Program}
	if m.MadeAt, m.Schema, m.Server, err = describe(ctx, d); err != nil {
		return m, err
	}
	archive, err := newArchive(filepath.Join(to, filesFile))
	if err != nil {
		return m, err
	}
	err = archive.add(ctx, from.Files)
	if err == nil {
		err = dump(ctx, from.OwnerURL, filepath.Join(to, databaseFile))
	}
	if err == nil {
		err = archive.add(ctx, from.Files)
	}
	if err := errors.Join(err, archive.close()); err != nil {
		return m, err
	}
	m.Files = len(archive.seen)
	for _, name := range []string{databaseFile, filesFile} {
		part, err := partOf(to, name)
		if err != nil {
			return m, err
		}
		m.Parts = append(m.Parts, part)
	}
	return m, nil
}

// archive is the tar of the files, each once.
type archive struct {
	file *os.File
	tar  *tar.Writer
	seen map[uuid.UUID]bool
}

func newArchive(path string) (*archive, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("backup: %w", err)
	}
	return &archive{file: f, tar: tar.NewWriter(f), seen: map[uuid.UUID]bool{}}, nil
}

func (a *archive) close() error {
	if err := errors.Join(a.tar.Close(), a.file.Sync(), a.file.Close()); err != nil {
		return fmt.Errorf("backup: files: %w", err)
	}
	return nil
}

// add adds the files of a place that are not in the archive yet, as they lie there: sealed ones stay sealed. One that is
// removed meanwhile was no row's any more.
func (a *archive) add(ctx context.Context, place files.Place) error {
	err := place.Each(ctx, func(e files.Entry) error {
		if a.seen[e.ID] {
			return nil
		}
		err := a.one(ctx, place, e)
		if fault.Is(err, fault.CodeNotFound) {
			return nil
		}
		a.seen[e.ID] = true
		return err
	})
	if err != nil {
		return fmt.Errorf("backup: files: %w", err)
	}
	return nil
}

func (a *archive) one(ctx context.Context, place files.Place, e files.Entry) (err error) {
	f, err := place.Open(ctx, e.ID)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	size, err := f.Seek(0, io.SeekEnd) // of what was opened: it may have been replaced since it was listed
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return err
	}
	head := &tar.Header{Typeflag: tar.TypeReg, Name: files.NameOf(e.ID), Size: size, Mode: 0o600, ModTime: e.Modified}
	if err := a.tar.WriteHeader(head); err != nil {
		return err
	}
	_, err = io.Copy(a.tar, f)
	return err
}

func partOf(folder, name string) (Part, error) {
	f, err := os.Open(filepath.Join(folder, name))
	if err != nil {
		return Part{}, fmt.Errorf("backup: %w", err)
	}
	h := sha256.New()
	n, err := io.Copy(h, f)
	if err := errors.Join(err, f.Close()); err != nil {
		return Part{}, fmt.Errorf("backup: %w", err)
	}
	return Part{Name: name, Bytes: n, SHA256: hex.EncodeToString(h.Sum(nil))}, nil
}

// CheckKeys tells whether CopyKeys can do what it is to do, before a backup is made, and reads the file as it is then.
func CheckKeys(keysFile, to, folder string) (text []byte, err error) {
	inside, err := within(folder, to)
	if err != nil {
		return nil, fmt.Errorf("backup: keys: %w", err)
	}
	if inside {
		return nil, fmt.Errorf("backup: %s is in the backup; keys are kept apart from what they protect", to)
	}
	if _, err := os.Lstat(to); !errors.Is(err, fs.ErrNotExist) {
		return nil, errors.Join(fmt.Errorf("backup: keys: %s is there already", to), err)
	}
	if text, err = os.ReadFile(keysFile); err != nil {
		return nil, fmt.Errorf("backup: keys: %w", err)
	}
	return text, nil
}

func within(folder, path string) (bool, error) {
	folder, err := filepath.Abs(folder)
	if err != nil {
		return false, err
	}
	if path, err = filepath.Abs(path); err != nil {
		return false, err
	}
	rel, err := filepath.Rel(folder, path)
	return rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)), err
}

// CopyKeys copies the keys file to a file that is not there yet and not in a backup. Do it after the backup: a version of a key
// that came into use meanwhile is needed, and in the copy. So is one that was retired meanwhile: before is what CheckKeys read when
// the backup began.
func CopyKeys(keysFile, to, folder string, before []byte) error {
	text, err := CheckKeys(keysFile, to, folder)
	if err != nil {
		return err
	}
	if text, err = keys.Merged(text, before); err != nil {
		return fmt.Errorf("backup: keys: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return fmt.Errorf("backup: keys: %w", err)
	}
	return writeWhole(to, text)
}

// writeWhole writes a file that is not there yet, 0600, down to the disk.
func writeWhole(path string, text []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	_, err = f.Write(text)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	return nil
}

func syncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	return nil
}
