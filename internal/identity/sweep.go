package identity

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/jobs"
	"github.com/tuottajatori/tuottajatori/internal/platform/limit"
)

// Regular is the room's regular work.
func (s *Service) Regular() []jobs.Regular {
	return []jobs.Regular{
		jobs.Every(time.Hour, sweepKind, s.sweep),
		jobs.Every(24*time.Hour, forgetMessagesKind, jobs.Counted("removed", s.ForgetMessages)),
	}
}

const sweepKind = "identity_sweep"

// sweep forgets the sessions and shares that are full, and ends the roles, which time has ended. None has worked since its time.
func (s *Service) sweep(ctx context.Context, now time.Time) (jobs.Did, error) {
	if err := errors.Join(sweepAllSessions(ctx, s.db, now), limit.Sweep(ctx, s.db, now)); err != nil {
		return nil, err
	}
	if err := sweepReturns(ctx, s.db, now); err != nil {
		return nil, err
	}
	return nil, s.db.InTx(ctx, actor.System("identity sweep"), func(ctx context.Context, tx *db.Tx) error {
		if err := s.endLapsed(ctx, tx, uuid.Nil, now); err != nil {
			return err
		}
		return s.endUnseen(ctx, tx, now)
	})
}
