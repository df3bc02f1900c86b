package bench

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/platform/backup"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/files"
)

// BackupParts is what a backup is measured on: a filled database, which is thrown away and restored, and the files beside it.
type BackupParts struct {
	OwnerURL, Files string
	Folder          string // for what is written
}

// Backup measures backup and restore beside pg_dump and pg_restore of the same database, with the same compression.
func Backup(ctx context.Context, p BackupParts, say func(format string, args ...any)) (report Report, err error) {
	owner, err := db.Open(ctx, p.OwnerURL, db.WithPool(1))
	if err != nil {
		return Report{}, err
	}
	defer func() { err = errors.Join(err, owner.Close()) }()
	offerings, err := countOfferings(ctx, owner)
	if err != nil {
		return Report{}, err
	}
	report.add("offerings that are backed up", float64(offerings))
	kept, err := files.NewFolder(p.Files)
	if err != nil {
		return Report{}, err
	}
	restored, err := files.NewFolder(filepath.Join(p.Folder, "restored"))
	if err != nil {
		return Report{}, err
	}
	ours, theirs := filepath.Join(p.Folder, "ours"), filepath.Join(p.Folder, "theirs.dump")
	var took [4]time.Duration
	for i, step := range []struct {
		name string
		do   func() error
	}{
		{"pg_dump", func() error {
			return backup.RunOn(ctx, p.OwnerURL, "pg_dump", "--format=custom", "--compress=1", "--no-owner", "--file="+theirs)
		}},
		{"backup", func() error {
			_, err := backup.Make(ctx, backup.From{OwnerURL: p.OwnerURL, Files: kept, Program: "bench"}, ours)
			return err
		}},
		{"pg_restore", func() error {
			return backup.RunOn(ctx, p.OwnerURL, "pg_restore", "--no-owner", "--single-transaction", "--exit-on-error", "--dbname=", theirs)
		}},
		{"restore", func() error {
			_, err := backup.Restore(ctx, ours, backup.To{OwnerURL: p.OwnerURL, Files: restored})
			return err
		}},
	} {
		if i >= 2 {
			if err := emptyDatabase(ctx, owner); err != nil {
				return Report{}, err
			}
		}
		began := time.Now()
		if err := step.do(); err != nil {
			return Report{}, err
		}
		took[i] = time.Since(began)
		say("%s took %s", step.name, took[i].Round(10*time.Millisecond))
		report.add(step.name+" (s)", took[i].Seconds())
	}
	again, err := countOfferings(ctx, owner)
	if err == nil && again != offerings {
		err = errors.New("the restored database has another number of offerings")
	}
	if info, statErr := os.Stat(theirs); statErr == nil {
		report.add("dump (MB)", float64(info.Size())/1e6)
	}
	report.add(backupRatio, took[1].Seconds()/took[0].Seconds())
	report.add(restoreRatio, took[3].Seconds()/took[2].Seconds())
	return report, err
}
