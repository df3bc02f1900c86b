package ask

import (
	"context"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// Takers are those of the producers that take requests here: somebody acts for all of them who can answer, and they have not said
// that they are asked by phone only.
func (s *Service) Takers(ctx context.Context, producers []uuid.UUID) (map[uuid.UUID]bool, error) {
	out := map[uuid.UUID]bool{}
	if len(producers) == 0 {
		return out, nil
	}
	found, err := takers(ctx, s.db, producers)
	for _, id := range found {
		out[id] = true
	}
	return out, s.db.Translate(err)
}

// SetTaking records whether the actor's producer takes requests here from now on. Those that are open go on.
func (s *Service) SetTaking(ctx context.Context, a actor.Actor, takes bool) error {
	if err := identity.Allow(a, identity.AskHandle, identity.Object{Producer: a.Organisation}); err != nil { // for all of it
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		changed, err := setTaking(ctx, tx, a.Organisation, takes)
		if err != nil || !changed {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "ask.taking", ObjectKind: "producer", ObjectID: a.Organisation, Details: map[string]any{"takes": takes}})
	})
}
