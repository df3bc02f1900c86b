package offering

import (
	"context"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/jobs"
	"github.com/tuottajatori/tuottajatori/internal/platform/kept"
)

// OldDrafts counts the unfinished drafts that nobody has touched since a moment.
func (s *Service) OldDrafts(ctx context.Context, before time.Time) (int, error) {
	n, err := countOldDrafts(ctx, s.db, before)
	return n, s.db.Translate(err)
}

// ForgetDrafts throws away the unfinished drafts that nobody has touched for as long as platform/kept says, and tells how many.
func (s *Service) ForgetDrafts(ctx context.Context, now time.Time) (int, error) {
	total := 0
	err := s.db.InTx(ctx, actor.System(forgetDraftsKind), func(ctx context.Context, tx *db.Tx) error {
		before, err := kept.Before(ctx, tx, kept.Drafts, now)
		if err != nil {
			return err
		}
		gone, err := removeOldDrafts(ctx, tx, before)
		if err != nil {
			return err
		}
		entries := make([]audit.Entry, len(gone))
		for i, id := range gone {
			entries[i] = audit.Entry{Action: "offering.draft_forgotten", ObjectKind: "offering_draft", ObjectID: id}
		}
		total = len(gone)
		return audit.RecordAll(ctx, tx, entries)
	})
	return total, err
}

// Regular is the room's regular work.
func (s *Service) Regular() []jobs.Regular {
	return []jobs.Regular{jobs.Every(24*time.Hour, forgetDraftsKind, jobs.Counted("removed", s.ForgetDrafts))}
}

const forgetDraftsKind = "offering_drafts_forgetting"
