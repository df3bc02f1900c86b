package producer

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/files"
	"github.com/tuottajatori/tuottajatori/internal/platform/jobs"
)

// FileCare compares the files that are there with the rows that tell of them, removes what no row tells of, and encrypts what
// an older program kept unencrypted.
type FileCare struct {
	db    *db.DB
	files *files.Sealed
	log   *slog.Logger
}

// NewFileCare makes the care of the files of a store.
func NewFileCare(d *db.DB, store *files.Sealed, log *slog.Logger) *FileCare {
	return &FileCare{db: d, files: store, log: log}
}

// Sums tells what checksum each file of a database had when it was sent, for files.NewSealed.
func Sums(d *db.DB) files.Sums {
	return func(ctx context.Context, file uuid.UUID) ([]byte, error) {
		sum, err := fileSum(ctx, d, file)
		return sum, d.Translate(err)
	}
}

// FilesFound is what a comparison finds.
type FilesFound struct {
	Files, Rows int
	Orphans     []files.Entry // that no row tells of
	Missing     []uuid.UUID   // of rows, whose file is not there
}

// Check compares. A file that is being sent is an orphan until its row is there, and no trouble.
func (c *FileCare) Check(ctx context.Context) (FilesFound, error) {
	there := map[uuid.UUID]files.Entry{} // listed before the rows are read: a row without a file is looked at again
	if err := c.files.Each(ctx, func(e files.Entry) error { there[e.ID] = e; return nil }); err != nil {
		return FilesFound{}, err
	}
	rows, err := fileIDs(ctx, c.db)
	if err != nil {
		return FilesFound{}, c.db.Translate(err)
	}
	found := FilesFound{Files: len(there), Rows: len(rows)}
	for _, id := range rows {
		if _, ok := there[id]; ok {
			delete(there, id)
			continue
		}
		f, err := c.files.Open(ctx, id)
		switch {
		case fault.Is(err, fault.CodeNotFound):
			found.Missing = append(found.Missing, id)
		case err != nil:
			return found, err
		default:
			if err := f.Close(); err != nil {
				return found, err
			}
		}
	}
	for _, e := range there {
		found.Orphans = append(found.Orphans, e)
	}
	return found, nil
}

// orphanDays is for how long a file may be without a row: an upload that has just begun has none, and a backup that is brought
// back has files that are younger than its rows.
const orphanDays = 7

// Tidied is what a round of care has done.
type Tidied struct{ Removed, Sealed int }

// Tidy removes the files that no row tells of and that nobody has touched for a week, and encrypts those that are not. When
// most files have no row, the rows are the wrong ones, and nothing is removed.
func (c *FileCare) Tidy(ctx context.Context, now time.Time) (done Tidied, err error) {
	found, err := c.Check(ctx)
	if err != nil {
		return done, err
	}
	if len(found.Orphans) > found.Rows {
		c.log.WarnContext(ctx, "more files have no row than have one: is the place another installation's too? none is removed", "files", len(found.Orphans))
		found.Orphans = nil
	}
	for _, e := range found.Orphans {
		if now.Sub(e.Modified) < orphanDays*24*time.Hour {
			continue
		}
		if there, err := hasFile(ctx, c.db, e.ID); err != nil || there {
			return done, c.db.Translate(err)
		}
		if err := c.files.Delete(ctx, e.ID); err != nil {
			return done, err
		}
		done.Removed++
	}
	rows, err := unsealedFiles(ctx, c.db)
	if err != nil {
		return done, c.db.Translate(err)
	}
	for _, id := range rows {
		sealed, err := c.files.SealOld(ctx, id)
		switch {
		case errors.Is(err, files.ErrDamaged): // it stays as it is, and is given to nobody
			c.log.ErrorContext(ctx, "a file is not as it was sent; bring it back from a backup", "file", id)
		case err != nil && !fault.Is(err, fault.CodeNotFound):
			return done, err
		}
		if sealed {
			done.Sealed++
		}
	}
	if len(found.Missing) > 0 {
		c.log.WarnContext(ctx, "files are missing; `tuottajatori files check` lists them", "files", len(found.Missing))
	}
	return done, nil
}

// Regular is the care's regular work. All old files may have to be encrypted, which takes longer than a job.
func (c *FileCare) Regular() []jobs.Regular {
	return []jobs.Regular{jobs.Every(24*time.Hour, "files_tidying", func(ctx context.Context, now time.Time) (jobs.Did, error) {
		done, err := c.Tidy(ctx, now)
		return jobs.Did{"removed": done.Removed, "encrypted": done.Sealed}, err
	}).Within(2 * time.Hour)}
}
