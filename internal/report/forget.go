package report

import (
	"context"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/jobs"
	"github.com/tuottajatori/tuottajatori/internal/platform/kept"
)

// KeepOpen is when words and address of a report that nobody closed are forgotten, from the day it came. Of one that was closed,
// platform/kept says how long they are kept.
const KeepOpen = 2 * 365 * 24 * time.Hour

// Regular is the room's regular work.
func (s *Service) Regular() []jobs.Regular {
	return []jobs.Regular{jobs.Every(24*time.Hour, forgetKind, s.Forget)}
}

const forgetKind = "report_forget"

// Forget removes addresses and words whose time is over at a moment.
func (s *Service) Forget(ctx context.Context, now time.Time) (did jobs.Did, err error) {
	err = s.db.InTx(ctx, actor.System(forgetKind), func(ctx context.Context, tx *db.Tx) error {
		addresses, err := kept.Before(ctx, tx, kept.ReportAddresses, now)
		if err != nil {
			return err
		}
		words, err := kept.Before(ctx, tx, kept.ReportWords, now)
		if err != nil {
			return err
		}
		did = jobs.Did{}
		if did["addresses"], err = removeAddresses(ctx, tx, addresses, now.Add(-KeepOpen)); err != nil {
			return err
		}
		did["words"], err = removeWords(ctx, tx, words, now.Add(-KeepOpen))
		return err
	})
	return did, err
}

// OldAddresses counts the addresses of who reported that would be forgotten were they kept until a moment.
func (s *Service) OldAddresses(ctx context.Context, before time.Time) (int, error) {
	return s.old(ctx, countOldAddresses, before)
}

// OldWords counts the texts that would be.
func (s *Service) OldWords(ctx context.Context, before time.Time) (int, error) {
	return s.old(ctx, countOldWords, before)
}

func (s *Service) old(ctx context.Context, of string, before time.Time) (int, error) {
	now, err := db.Now(ctx, s.db)
	if err != nil {
		return 0, err
	}
	return countOld(ctx, s.db, of, before, now.Add(-KeepOpen))
}
