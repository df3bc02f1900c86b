package chain

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

const (
	exportEvery = time.Hour // it is asked whether today's heads are written
	monthsAhead = 2
	headFile    = "audit-heads-2006-01-02.jsonl"
)

// Export writes the signed heads of all chains to a file of the day (UTC) in a folder, once a day and until ctx ends. Who
// copies the folder to where the service cannot write has what Verify holds the database to. It also has the months to come
// prepared.
func (s *Sealer) Export(ctx context.Context, folder string) {
	for {
		if err := prepareMonths(ctx, s.db, monthsAhead); err != nil && ctx.Err() == nil {
			s.log.WarnContext(ctx, "no partitions of the audit trail are made for the months to come", "cause", err)
		}
		path, err := s.ExportDay(ctx, folder, time.Now().UTC())
		if err != nil && ctx.Err() == nil {
			s.log.WarnContext(ctx, "the heads of the audit trail are not exported", "cause", err)
		}
		wait := exportEvery
		if path == "" { // nothing is sealed yet, or something was in the way
			wait = time.Minute
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

// ExportDay writes the heads to the file of a day unless it is there, and answers its path. Nothing is written while
// nothing is sealed.
func (s *Sealer) ExportDay(ctx context.Context, folder string, day time.Time) (path string, err error) {
	path = filepath.Join(folder, day.Format(headFile))
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return path, err
	}
	heads, err := s.Heads(ctx)
	if err != nil || len(heads) == 0 {
		return "", err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", fmt.Errorf("export heads: %w", err)
	}
	temporary, err := os.CreateTemp(folder, ".heads-*")
	if err != nil {
		return "", fmt.Errorf("export heads: %w", err)
	}
	err = errors.Join(WriteHeads(temporary, heads), temporary.Sync(), temporary.Close())
	if err == nil {
		err = os.Rename(temporary.Name(), path)
	}
	if err != nil {
		return "", fmt.Errorf("export heads: %w", errors.Join(err, os.Remove(temporary.Name())))
	}
	return path, nil
}
