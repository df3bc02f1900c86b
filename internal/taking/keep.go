package taking

import (
	"context"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/jobs"
	"github.com/tuottajatori/tuottajatori/internal/platform/kept"
)

// Old counts the files that a producer or an officer sent which were applied or published before a moment, or, where they were
// left, sent before it.
func (s *Service) Old(ctx context.Context, before time.Time) (int, error) {
	n, err := countOld(ctx, s.db, before)
	return n, s.db.Translate(err)
}

// KeptDays is how many days the content of a file is kept now.
func (s *Service) KeptDays(ctx context.Context) (int, error) {
	counts, err := kept.Read(ctx, s.db)
	return counts.Of(kept.SentFiles), s.db.Translate(err)
}

// Forget empties the files whose time is over at a moment, and tells how many: they are kept as long as somebody may want to see
// what they did (platform/kept). A file's name and what it did stay. Each is in the audit trail.
func (s *Service) Forget(ctx context.Context, now time.Time) (int, error) {
	before, err := kept.Before(ctx, s.db, kept.SentFiles, now)
	if err != nil {
		return 0, s.db.Translate(err)
	}
	total := 0
	err = s.db.InTx(ctx, actor.System(forgetKind), func(ctx context.Context, tx *db.Tx) error {
		var entries []audit.Entry
		for _, kind := range []struct{ action, object, statement string }{
			{"price_list.emptied", "price_list", emptyPriceLists}, {"list.emptied", "list_import", emptyLists}} {
			files, err := empty(ctx, tx, kind.statement, before)
			if err != nil {
				return err
			}
			for _, f := range files {
				entries = append(entries, audit.Entry{Action: kind.action, ObjectKind: kind.object, ObjectID: f.ID, Organiser: f.Organiser.UUID})
			}
		}
		total = len(entries)
		return audit.RecordAll(ctx, tx, entries)
	})
	return total, err
}

// Regular is the room's regular work: a file is emptied at most a day after its time is over.
func (s *Service) Regular() []jobs.Regular {
	return []jobs.Regular{jobs.Every(24*time.Hour, forgetKind, jobs.Counted("emptied", s.Forget))}
}

const forgetKind = "sent_files_forgetting"
