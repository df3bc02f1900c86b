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
	Kind   string     `db:"object_kind"` // the object's table
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
	list, err := trailOf(ctx, s.db, object, a.Organisation, traced)
	if err != nil || len(list) > 0 { // what belongs to the organiser's trail is its own, whatever kind of object it is
		return list, s.db.Translate(err)
	}
	own, err := ownObject(ctx, s.db, object, a.Organisation)
	if err == nil && !own {
		err = ErrNotFound
	}
	return nil, s.db.Translate(err)
}
