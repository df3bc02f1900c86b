package identity

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
)

// Trace is one thing that was done to an object, as the audit trail tells it.
type Trace struct {
	At     time.Time  `db:"at"`
	Action string     `db:"action"`
	Role   actor.Role `db:"role"`
	By     string     `db:"by_name"` // "": done by time alone, or by somebody who is no longer known
}

// traced is how many things of one object are told.
const traced = 200

// Trail lists what was done to an object, the latest first: to an organiser's officers what belongs to their trail.
// ErrNotFound for what is nobody's or another's.
func (s *Service) Trail(ctx context.Context, a actor.Actor, object uuid.UUID) ([]Trace, error) {
	if err := Allow(a, AuditView, Object{Organiser: a.Organisation}); err != nil {
		return nil, err
	}
	own, err := ownObject(ctx, s.db, object, a.Organisation)
	if err != nil {
		return nil, s.db.Translate(err)
	}
	if !own {
		return nil, ErrNotFound
	}
	list, err := trailOf(ctx, s.db, object, a.Organisation, traced)
	return list, s.db.Translate(err)
}
