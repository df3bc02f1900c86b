package scheme

import (
	"context"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/jobs"
	"github.com/tuottajatori/tuottajatori/internal/platform/kept"
)

// OldDrafts counts the schemes that were begun, never published, and that nobody has touched since a moment.
func (s *Service) OldDrafts(ctx context.Context, before time.Time) (int, error) {
	n, err := countOldDrafts(ctx, s.db, before)
	return n, s.db.Translate(err)
}

// ForgetDrafts throws away the begun schemes that nobody has touched for as long as platform/kept says, and tells how many.
// Changes that somebody has begun to a published scheme stay.
func (s *Service) ForgetDrafts(ctx context.Context, now time.Time) (int, error) {
	total := 0
	err := s.db.InTx(ctx, actor.System(forgetDraftsKind), func(ctx context.Context, tx *db.Tx) error {
		before, err := kept.Before(ctx, tx, kept.Schemes, now)
		if err != nil {
			return err
		}
		gone, err := removeOldDrafts(ctx, tx, before)
		if err != nil {
			return err
		}
		for _, d := range gone {
			if err := note(ctx, tx, "scheme.draft_forgotten", d.SchemeID, d.OrganiserID, nil); err != nil {
				return err
			}
		}
		total = len(gone)
		return nil
	})
	return total, err
}

// Regular is the room's regular work.
func (s *Service) Regular() []jobs.Regular {
	return []jobs.Regular{jobs.Every(24*time.Hour, forgetDraftsKind, jobs.Counted("removed", s.ForgetDrafts))}
}

const forgetDraftsKind = "schemes_forgetting"
